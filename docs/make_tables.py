"""Writes the reference tables of docs/ from the code itself. Touches the disk.

python -m docs.make_tables            write settings.md, errors.md, commands.md and keys.md
python -m docs.make_tables --check    say which of them is out of date; exit code 1 when one is
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic_core import PydanticUndefined

from docs.page_keys import Page, pages_with_keys
from storage.errors import ServiceError

DOCS = Path(__file__).parent
HOUSE = ("storage", "ingest", "ocr", "transcribe", "nlp", "review_ui", "chartscribe")
_NOTE = "<!-- Written by `python -m docs.make_tables`; change the code and run it again. -->\n"
_WHAT_HAPPENS = {
    "retry": "tried again by itself",
    "reject": "refused, with the reason",
    "ask_human": "waits for a person",
}
Row = tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """0 when every table is as the code says."""
    stale = 0
    for name, text in tables().items():
        path = DOCS / name
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.stdout.write(f"docs/{name} is out of date: run python -m docs.make_tables\n")
            stale = 1
    return stale


def tables() -> dict[str, str]:
    """The text of each generated page, by file name."""
    _import_everything()
    return {
        "settings.md": settings_page(),
        "errors.md": errors_page(),
        "commands.md": commands_page(),
        "keys.md": keys_page(),
    }


def _import_everything() -> None:
    for folder in HOUSE:
        package = importlib.import_module(folder)
        for found in pkgutil.walk_packages(package.__path__, f"{folder}."):
            if not found.name.endswith("__main__") and ".migrations." not in found.name:
                importlib.import_module(found.name)


def settings_page() -> str:
    """Every field of every settings class, with its default."""
    from storage.settings import FolderSettings

    parts = [
        "# Settings\n",
        _NOTE,
        "Every setting is an environment variable, read once when a program starts. A secret can stand in a "
        "file instead: add `_FILE` to the variable's name and give the file's path "
        "(`CHARTSCRIBE_BROKER_URL_FILE=…`). No setting is needed on one machine.\n",
    ]
    kinds = FolderSettings.__subclasses__()
    for kind in sorted(kinds, key=lambda kind: HOUSE.index(_folder(kind.__module__))):
        parts += [f"## {(kind.__doc__ or '').splitlines()[0].rstrip('.')}\n"]
        parts += [_table(("Variable", "Default", "Meaning"), _setting_rows(kind))]
    return "\n".join(parts)


def _setting_rows(kind: type) -> Iterator[Row]:
    from storage.settings import FolderSettings

    assert issubclass(kind, FolderSettings)  # noqa: S101 - as its caller picked it
    for name, field in kind.model_fields.items():
        yield f"`CHARTSCRIBE_{name.upper()}`", _default(field.default), field.description or ""


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "depends on the machine"
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"`[{', '.join(str(one) for one in value)}]`"
    return f"`{value}`"


def errors_page() -> str:
    """Every code, what the belt does then, and the remedy."""
    parts = [
        "# Error codes\n",
        _NOTE,
        "Each expected failure has a code that never changes, so it can be looked up, searched for in a log, "
        "and relied on by programs. On the command line the exit code says what happens next: 2 refused, 3 "
        "waits for a person, 4 tried again later, 1 a bug of ours (a trace on stderr).\n",
    ]
    rows = sorted({*_exception_rows(), *_reason_rows()})
    for folder in HOUSE:
        own = [row[1:] for row in rows if row[0] == folder]
        parts += [f"## {folder}\n", _table(("Code", "What happened", "What happens next", "Remedy"), own)]
    return "\n".join(parts)


def _exception_rows() -> Iterator[Row]:
    for kind in _below(ServiceError):
        first_line = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
        what = re.sub(r"; `\w+` (says|are|is|names|holds) .*", ".", first_line)
        folder = kind.__module__.split(".")[0]
        yield folder, f"`{kind.code}`", what, _WHAT_HAPPENS[kind.disposition], kind.remedy.rstrip(".") + "."


def _below(kind: type[ServiceError]) -> Iterator[type[ServiceError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


# Reasons without an exception: code, what happened, then (a disposition), remedy
_REASONS = (
    (
        "ingest.nothing_read",
        "Every page or every second of a document failed.",
        "ask_human",
        "Scan or record it again, or try again.",
    ),
    (
        "ingest.worker_lost",
        "The program stopped again and again at this document.",
        "ask_human",
        "Try again, or withdraw it.",
    ),
    (
        "ingest.bug",
        "The program failed at this document in a way nobody foresaw.",
        "ask_human",
        "Try again; if it stays, send the log to those who maintain it.",
    ),
    (
        "ingest.set_aside",
        "Somebody set the document aside, with a reason.",
        "ask_human",
        "Try again, or withdraw it, when the reason is gone.",
    ),
    (
        "ingest.document_stopped",
        "Work that was left over when its document was stopped for another reason.",
        "ask_human",
        "Look at the document's own reason.",
    ),
    (
        "review_ui.bug",
        "A page failed in a way nobody foresaw.",
        "ask_human",
        "Try again; if it stays, give your administrator the reference shown: it stands in web.log.",
    ),
    (
        "review_ui.http_NNN",
        "The web answers with the HTTP status NNN, for no reason with a code of its own.",
        "reject",
        "Do what the page says.",
    ),
)


def _reason_rows() -> Iterator[Row]:
    """Codes that no exception carries: reasons that intake and belt give, and answers to our own bugs."""
    from chartscribe.file_results import BUG as COMMAND_BUG
    from ingest.intake import REFUSALS

    for code, said in REFUSALS.items():
        what, remedy = said.split(". ", 1)
        yield (
            _folder(code),
            f"`{code}`",
            f"{what}. It is kept, and listed.",
            _WHAT_HAPPENS["reject"],
            f"{remedy}.",
        )
    yield from (
        (_folder(code), f"`{code}`", what, _WHAT_HAPPENS[then], remedy)
        for code, what, then, remedy in _REASONS
    )
    code, message, remedy = COMMAND_BUG["code"], COMMAND_BUG["message"], COMMAND_BUG["remedy"]
    yield _folder(code), f"`{code}`", f"{message}.", "exit code 1", f"{remedy}."


def _folder(code: str) -> str:
    return code.split(".", maxsplit=1)[0]


def commands_page() -> str:
    """Every command with its arguments, as its own help says them."""
    from chartscribe.cli import build_parser

    parts = [
        "# Commands\n",
        _NOTE,
        "`--home DIR` stands before or after every command: the folder of the site, else `CHARTSCRIBE_HOME`, "
        "else the platform's user data folder. What the JSON holds: [command_line.md](command_line.md).\n",
    ]
    for name, parser in _subcommands(build_parser(), "chartscribe"):
        children = list(_subcommands(parser, name))
        if not children:
            parts += [f"## `{name}`\n", *_command(parser)]
        for child_name, child in children:
            parts += [f"## `{child_name}`\n", *_command(child)]
    return "\n".join(parts)


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    if parser.description:
        yield f"{parser.description}\n"
    formatter = parser._get_formatter()
    rows = [
        (_spelled(action), formatter._expand_help(action) if action.help else "")
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction) and action.dest != "home"
    ]
    if rows:
        yield _table(("Argument", "Meaning"), rows)


def _subcommands(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help for choice in action._choices_actions}
            for child_name, child in action.choices.items():
                summary = said.get(child_name) or ""
                child.description = child.description or f"{summary[:1].upper()}{summary[1:]}."
                yield f"{name} {child_name}", child


def _spelled(action: argparse.Action) -> str:
    values = action.metavar if isinstance(action.metavar, str) else None
    if values is None and action.choices is not None:
        values = " \\| ".join(str(choice) for choice in action.choices)
    takes_value = action.nargs != 0
    if not action.option_strings:
        return f"`{values or action.dest}`{' …' if action.nargs == '+' else ''}"
    spelled = ", ".join(f"`{option}`" for option in action.option_strings)
    return f"{spelled} {values or action.dest.upper()}" if takes_value else spelled


def keys_page() -> str:
    """Every key of every web page."""
    parts = [
        "# Keys\n",
        _NOTE,
        "Press `?` on any page for the keys that work there. A plain key does nothing while you type in a "
        "field; two keys, such as `g w`, are pressed one after the other.\n",
    ]
    for page in pages_with_keys():
        parts += [f"## {page.title}\n", _table(("Key", "What it does"), _key_rows(page))]
    return "\n".join(parts)


def _key_rows(page: Page) -> Iterator[Row]:
    for keys, label in page.keys:
        yield f"<kbd>{keys}</kbd>", label


def _table(heads: Row, rows: Iterable[Row]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
