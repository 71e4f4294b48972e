"""`chartscribe patients`: lists of patients and files of admission messages from other systems."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from chartscribe.commands import Commands

if TYPE_CHECKING:
    from ingest.patients.csv_list import Columns, Table
    from storage.database import Database
    from storage.tables import PatientList


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser("patients", parents=[home], help="lists of patients from other systems")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    taking = actions.add_parser(
        "import", parents=[home], help="take a list (CSV) or a file of ADT messages in"
    )
    taking.add_argument("file", metavar="FILE", type=Path)
    taking.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help="which column holds mrn, name, family_name, given_name, middle_name, dob, chart_number or "
        "other_name; kept for lists with the same headings",
    )
    taking.add_argument("--dates", choices=("ymd", "mdy", "dmy"), help="how birth dates are written")
    taking.add_argument("--preview", action="store_true", help="show columns and first rows; take nothing")
    taking.set_defaults(run=_import, usage_error=taking.error)


def _import(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database, stand_up_if_new
    from ingest.patients.adt import take_adt_file
    from ingest.patients.csv_list import read_table
    from storage.settings import StorageSettings

    if not arguments.file.is_file():
        arguments.usage_error(f"{arguments.file} is no file")
    content = arguments.file.read_bytes()
    settings = StorageSettings()
    stand_up_if_new(settings)
    with open_database(settings) as database:
        if content.lstrip(b"\x0b\xef\xbb\xbf\r\n ")[:3] in (b"MSH", b"FHS", b"BHS"):
            _print_outcome(database, take_adt_file(database, content, arguments.file.name).id)
            return 0
        table = read_table(content)
        columns = _columns(database, table, arguments)
        if arguments.preview:
            _print_preview(table, columns)
            return 0
        _take(database, content, table, columns, arguments.file.name)
    return 0


def _columns(database: Database, table: Table, arguments: argparse.Namespace) -> Columns:
    """The columns as said, else as kept, else as the headings say."""
    from ingest.patients.csv_list import FIELDS, Columns, guessed_columns
    from ingest.patients.lists import kept_columns

    with database.read() as session:
        kept = kept_columns(session, table)
    guessed, orders = guessed_columns(table)
    headings = dict(kept.headings if kept else guessed)
    for one in arguments.column:
        field, _, heading = one.partition("=")
        if field not in FIELDS or not heading:
            arguments.usage_error(f"--column {one}: write one of {', '.join(FIELDS)}, =, and a heading")
        headings[field] = heading
    order = arguments.dates or (kept.date_order if kept else orders[0] if len(orders) == 1 else "")
    if not order and "dob" in headings:
        arguments.usage_error("birth dates in this list can be read in more than one way: say --dates")
    return Columns(headings, order or "ymd")


def _print_preview(table: Table, columns: Columns) -> None:
    from itertools import islice

    from chartscribe.file_results import print_json_line
    from ingest.patients.csv_list import RefusedRow, patients_in

    print_json_line(
        {"columns": dict(columns.headings), "dates": columns.date_order, "encoding": table.encoding}
    )
    for row in islice(patients_in(table, columns), 5):
        is_refused = isinstance(row, RefusedRow)
        print_json_line({"line": row.line, "refused": row.reason} if is_refused else row.as_json())  # type: ignore[union-attr]


def _take(database: Database, content: bytes, table: Table, columns: Columns, file_name: str) -> None:
    import sys

    from ingest.patients.lists import take_list
    from storage.audit.record import Actor

    def tell(done: int) -> None:
        print(f"{done} of {len(table.rows)} rows", file=sys.stderr)

    list_id = take_list(
        database,
        content,
        table,
        columns,
        file_name=file_name,
        actor=Actor.program("command_line"),
        tell=tell,
    )
    _print_outcome(database, list_id)


def _print_outcome(database: Database, list_id: str) -> None:
    from chartscribe.file_results import print_json_line
    from ingest.patients.lists import refused_rows
    from storage.tables import PatientList

    with database.read() as session:
        made: PatientList = session.get_one(PatientList, list_id)
        print_json_line(
            {
                "new": made.rows_new,
                "changed": made.rows_changed,
                "known": made.rows_known,
                "asked": made.rows_asked,
                "refused": made.rows_refused,
            }
        )
        for row in refused_rows(session, list_id):
            print_json_line({"line": row.line, "refused": row.reason})
