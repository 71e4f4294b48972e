"""`chartscribe codes`: the editions of ICD-10-CM, and what a code says in them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartscribe.commands import Commands
from chartscribe.commands.dates import iso_day
from chartscribe.file_results import print_error, print_json_line
from storage.errors import EXIT_CODES, Disposition, ServiceError, worst_exit_code

if TYPE_CHECKING:
    from nlp.code_set import CodeSet, Edition


class NoSuchCodeError(ServiceError):
    """The edition has no such code."""

    code = "chartscribe.no_such_code"
    disposition = Disposition.REJECT
    remedy = "Check the spelling, or look in another edition with --edition"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command lines."""
    parser = commands.add_parser("codes", parents=[home], help="editions of ICD-10-CM")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    bring = actions.add_parser(
        "import",
        parents=[home],
        help="keep an edition from its official files",
        description="Keeps an edition in the home, for `codes show` and `suggest --edition`.",
    )
    bring.add_argument("tabular_list", type=Path, metavar="TABULAR.xml", help="tabular list of CDC/NCHS")
    bring.add_argument("code_list", type=Path, metavar="CODES.txt", help="list of all codes, one a line")
    bring.add_argument("--name", required=True, help="for example 2026-10")
    bring.add_argument(
        "--from", dest="first", type=iso_day, required=True, metavar="D", help="first day, YYYY-MM-DD"
    )
    bring.add_argument(
        "--to", dest="last", type=iso_day, required=True, metavar="D", help="last day, YYYY-MM-DD"
    )
    bring.set_defaults(run=_import, usage_error=bring.error)

    editions = actions.add_parser("list", parents=[home], help="the editions there are")
    editions.add_argument("--json", action="store_true", help="one JSON object an edition")
    editions.set_defaults(run=_list)

    show = actions.add_parser("show", parents=[home], help="what codes say")
    show.add_argument("codes", nargs="+", metavar="CODE", help="dotted or plain, in any case")
    show.add_argument("--edition", metavar="NAME", help="edition to look in (default: the packaged one)")
    show.add_argument("--json", action="store_true", help="one JSON object a code")
    show.set_defaults(run=_show)


def _import(arguments: argparse.Namespace) -> int:
    from chartscribe.code_sets import import_edition
    from nlp.code_set import Edition
    from storage.settings import StorageSettings

    try:
        edition = Edition(arguments.name, arguments.first, arguments.last, arguments.tabular_list.name)
    except ValueError as wrong:
        arguments.usage_error(str(wrong))
        raise  # not reached: argparse leaves the program
    imported = import_edition(
        edition,
        tabular_list=arguments.tabular_list,
        code_list=arguments.code_list,
        settings=StorageSettings(),
    )
    print(_edition_line(imported.edition))
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from chartscribe.code_sets import all_editions
    from storage.settings import StorageSettings

    for files in all_editions(StorageSettings()):
        edition = files.edition
        if arguments.json:
            print_json_line(
                {
                    "name": edition.name,
                    "effective_from": edition.effective_from.isoformat(),
                    "effective_to": edition.effective_to.isoformat(),
                    "in_force_today": edition.covers(date.today()),  # noqa: DTZ011 - editions know no zone
                    "source": edition.source,
                }
            )
        else:
            print(_edition_line(edition))
    return 0


def _edition_line(edition: Edition) -> str:
    return f"{edition.name}  in force {edition.effective_from} to {edition.effective_to}  ({edition.source})"


def _show(arguments: argparse.Namespace) -> int:
    from chartscribe.code_sets import resources_of
    from storage.settings import StorageSettings

    exit_codes = []
    code_set = resources_of(StorageSettings(), arguments.edition).code_set
    for code in arguments.codes:
        try:
            described = describe_code(code_set, code)
        except NoSuchCodeError as unknown:
            exit_codes.append(EXIT_CODES[unknown.disposition])
            described = {"code": code, "error": unknown.as_json()}
        _print_code(described, as_json=arguments.json)
    return worst_exit_code(exit_codes)


def _print_code(described: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json_line(described)
    elif "error" in described:
        print_error(described["error"])
    else:
        print("\n".join(_code_lines(described)))


def describe_code(code_set: CodeSet, code: str) -> dict[str, Any]:
    """A code of the edition as plain JSON values, with what stands above and below it.

    Raises:
        NoSuchCodeError: the edition has no such code.
    """
    if not code_set.exists(code):
        raise NoSuchCodeError(f"Edition {code_set.edition.name} has no code {code}")
    (dotted, *above) = code_set.ancestry(code)
    return {
        "code": dotted,
        "title": code_set.title(code),
        "billable": code_set.billable(code),
        "edition": code_set.edition.name,
        "above": [{"code": one, "title": code_set.title(one)} for one in reversed(above)],
        "below": [{"code": one, "title": code_set.title(one)} for one in code_set.children(code)],
    }


def _code_lines(described: dict[str, Any]) -> list[str]:
    kind = "billable" if described["billable"] else "heading, not billable"
    lines = [f"{one['code']}  {one['title']}" for one in described["above"]]
    lines.append(f"{described['code']}  {described['title']}  [{kind}, edition {described['edition']}]")
    return lines + [f"    {one['code']}  {one['title']}" for one in described["below"]]
