"""`chartscribe export`: filed documents as files named by a pattern, with an index, for another system."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from chartscribe.commands import Commands
from chartscribe.commands.dates import iso_day

_MIB = 2**20
_EXIT_LEFT_OUT = 2


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "export", parents=[home], help="write filed documents as files named by a pattern, with an index"
    )
    parser.add_argument(
        "--pattern",
        required=True,
        metavar="NAME",
        help="such as '{last}_{first}_{dob}_{type}_{date}.pdf'; / makes folders",
    )
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="empty or new folder")
    parser.add_argument("--why", required=True, metavar="TEXT", help="the reason, kept in the audit trail")
    chosen = parser.add_argument_group("which documents (default: all that are filed)")
    chosen.add_argument("--box", default="", help="of the paper box with this label")
    chosen.add_argument("--patient", default="", metavar="MRN", help="of the patient with this number")
    chosen.add_argument("--from", dest="since", type=iso_day, metavar="DATE", help="date of service from")
    chosen.add_argument("--to-date", dest="until", type=iso_day, metavar="DATE", help="… up to this day")
    chosen.add_argument("--type", default="", dest="document_type", help="of this document type")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write what is chosen; the same command line goes on where it stopped. 2 if documents were left out."""
    from chartscribe.file_results import print_json_line
    from chartscribe.progress import progress_bar
    from chartscribe.site import open_database, open_objects
    from storage.audit.record import Actor
    from storage.export import Chosen, ExportOrder, ask_export, run_export
    from storage.export.writing import INDEX
    from storage.settings import StorageSettings

    settings, actor = StorageSettings(), Actor.program(f"command line ({getpass.getuser()})")
    chosen = Chosen(
        box=arguments.box,
        mrn=arguments.patient,
        since=arguments.since,
        until=arguments.until,
        document_type=arguments.document_type,
    )
    order = ExportOrder(arguments.pattern, arguments.to.absolute(), chosen, arguments.why)
    with open_database(settings) as database, open_objects(settings) as store:
        with database.write() as session:
            run_id = ask_export(session, order, actor=actor).id
        with progress_bar("exporting", unit="files") as advance:
            done = run_export(
                run_id,
                database=database,
                store=store,
                actor=actor,
                see=lambda run: advance(run.written + run.left_out, run.files),
            )
    if arguments.json:
        print_json_line(
            {
                "folder": str(order.target),
                "export": run_id,
                "state": done.state,
                "written": done.written,
                "left_out": done.left_out,
                "size_bytes": done.bytes,
            }
        )
    else:
        print(
            f"{order.target} holds {done.written} files ({done.bytes / _MIB:.1f} MiB) and {INDEX}; each was "
            "read back and hashed again."
        )
        if done.left_out:
            print(f"{done.left_out} documents were left out: the last column of {INDEX} says why.")
    return _EXIT_LEFT_OUT if done.left_out else 0
