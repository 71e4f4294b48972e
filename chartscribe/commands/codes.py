"""`chartscribe codes`: the editions of ICD-10-CM, and what a code says in them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartscribe.code_reports import (
    code_lines,
    describe_code,
    describe_edition,
    describe_replay,
    edition_lines,
    replay_lines,
)
from chartscribe.commands import Commands
from chartscribe.commands.dates import iso_day
from chartscribe.file_results import print_error, print_json_line
from storage.errors import EXIT_CODES, Disposition, ServiceError, worst_exit_code

if TYPE_CHECKING:
    from nlp.code_set import CodeSet

_NOT_IN_FORCE = "Edition {} is not in force today: import the one that is with `chartscribe codes import`."


class NoSuchCodeError(ServiceError):
    """The edition has no such code."""

    code = "chartscribe.no_such_code"
    disposition = Disposition.REJECT
    remedy = "Check the spelling, or look in another edition with --edition"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command lines."""
    parser = commands.add_parser("codes", parents=[home], help="editions of ICD-10-CM")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_import(actions, home)

    editions = actions.add_parser("list", parents=[home], help="the editions there are, and what each holds")
    editions.add_argument("--json", action="store_true", help="one JSON object an edition")
    editions.set_defaults(run=_list)

    show = actions.add_parser("show", parents=[home], help="what codes say")
    show.add_argument("codes", nargs="+", metavar="CODE", help="dotted or plain, in any case")
    show.add_argument("--edition", metavar="NAME", help="edition to look in (default: the one for today)")
    show.add_argument("--json", action="store_true", help="one JSON object a code")
    show.set_defaults(run=_show)
    _add_learn(actions, home)


def _add_import(actions: Commands, home: argparse.ArgumentParser) -> None:
    bring = actions.add_parser(
        "import",
        parents=[home],
        help="keep an edition from its official files",
        description="Keeps an edition in the home; encounters on its days are coded by it from then on.",
    )
    bring.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="ZIP-OR-XML",
        help="official zips, XML files, order files and code lists, in any mix",
    )
    bring.add_argument("--edition", "--name", dest="name", required=True, help="for example 2027")
    bring.add_argument(
        "--effective", "--from", dest="first", type=iso_day, required=True, metavar="D",
        help="first day, YYYY-MM-DD",
    )  # fmt: skip
    bring.add_argument(
        "--until", "--to", dest="last", type=iso_day, metavar="D",
        help="last day, YYYY-MM-DD (default: 30 September of the fiscal year)",
    )  # fmt: skip
    bring.add_argument("--json", action="store_true", help="the edition as one JSON object")
    bring.set_defaults(run=_import, usage_error=bring.error)


def _add_learn(actions: Commands, home: argparse.ArgumentParser) -> None:
    learn = actions.add_parser(
        "learn",
        parents=[home],
        help="learn from what coders here accepted and turned down",
        description="Says what the earlier two thirds of the decided cases would have changed for the later "
        "third. Nothing is kept without --keep, and what is kept counts only where use_learned is on.",
    )
    choice = learn.add_mutually_exclusive_group()
    choice.add_argument("--keep", action="store_true", help="keep what all cases teach in the home")
    choice.add_argument("--forget", action="store_true", help="delete what was kept, and do nothing else")
    learn.add_argument("--json", action="store_true", help="the figures as one JSON object")
    learn.set_defaults(run=_learn)


def _learn(arguments: argparse.Namespace) -> int:
    from chartscribe.code_learning import decided_cases, replay_cases
    from nlp.learning import forget_learned, keep_learned, learn
    from storage.settings import StorageSettings

    settings = StorageSettings()
    if arguments.forget:
        was_there = forget_learned(settings.home)
        said: dict[str, Any] = {"forgotten": was_there}
        lines = ["What was learned here is deleted." if was_there else "Nothing was learned here."]
    else:
        cases = decided_cases(settings)
        replayed = replay_cases(cases, settings)
        if arguments.keep:
            keep_learned(settings.home, learn([case.decided for case in cases]))
        said = describe_replay(replayed) | {"kept": arguments.keep}
        lines = replay_lines(said)
    if arguments.json:
        print_json_line(said)
    else:
        print("\n".join(lines))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from chartscribe.code_sets import import_edition
    from nlp.code_set.editions import Edition, last_day_of_fiscal_year
    from storage.settings import StorageSettings

    last = arguments.last or last_day_of_fiscal_year(arguments.first)
    try:
        edition = Edition(arguments.name, arguments.first, last, "")
    except ValueError as wrong:
        arguments.usage_error(str(wrong))
        raise  # not reached: argparse leaves the program
    imported = import_edition(edition, arguments.files, StorageSettings())
    described = describe_edition(imported.code_set) | {"unused": list(imported.unused)}
    if arguments.json:
        print_json_line(described)
    else:
        print("\n".join(edition_lines(described)))
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from chartscribe.code_sets import all_editions, code_set_of, today_at
    from storage.settings import StorageSettings

    settings = StorageSettings()
    for files in all_editions(settings):
        described = describe_edition(code_set_of(settings, files))
        if arguments.json:
            print_json_line(described | {"in_force_today": files.edition.covers(today_at(settings))})
        else:
            print("\n".join(edition_lines(described)))
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from chartscribe.code_sets import code_set_of, edition_named, edition_today, today_at
    from storage.settings import StorageSettings

    settings = StorageSettings()
    files = edition_named(settings, arguments.edition) if arguments.edition else edition_today(settings)
    if not arguments.edition and not files.edition.covers(today_at(settings)):
        print(_NOT_IN_FORCE.format(files.edition.name), file=sys.stderr)
    code_set = code_set_of(settings, files)
    exit_codes = []
    for code in arguments.codes:
        try:
            described = _described(code_set, code)
        except NoSuchCodeError as unknown:
            exit_codes.append(EXIT_CODES[unknown.disposition])
            described = {"code": code, "error": unknown.as_json()}
        _print_code(described, as_json=arguments.json)
    return worst_exit_code(exit_codes)


def _described(code_set: CodeSet, code: str) -> dict[str, Any]:
    if not code_set.exists(code):
        raise NoSuchCodeError(f"Edition {code_set.edition.name} has no code {code}")
    return describe_code(code_set, code)


def _print_code(described: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json_line(described)
    elif "error" in described:
        print_error(described["error"])
    else:
        print("\n".join(code_lines(described)))
