"""`chartscribe copy`: the second copy on another disk: mark the disk, copy now, say how old the copy is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from chartscribe.commands import Commands
from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.second_copy import CopyReport

_MIB = 2**20
_EXIT_OLD = 3  # a person has to plug the disk in


class NoCopyFolderError(ServiceError):
    """Nobody has said where the second copy goes."""

    code = "chartscribe.no_copy_folder"
    disposition = Disposition.ASK_HUMAN
    remedy = "Name the folder: `chartscribe copy now DIR`, or CHARTSCRIBE_SECOND_COPY for every night"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser("copy", help="the second copy, on another disk")
    acts = parser.add_subparsers(metavar="ACT", required=True)
    mark = acts.add_parser("mark", parents=[home], help="mark an empty folder of another disk for this site")
    mark.add_argument("folder", type=Path, metavar="DIR", help="empty or new folder on the other disk")
    mark.add_argument("--json", action="store_true", help="one JSON object for programs")
    mark.set_defaults(run=run_mark)
    now = acts.add_parser("now", parents=[home], help="bring the second copy up to this moment")
    now.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="marked folder (default: that of every night)"
    )
    now.add_argument("--json", action="store_true", help="one JSON object for programs")
    now.set_defaults(run=run_now)
    status = acts.add_parser("status", parents=[home], help="how old the last safe copy is")
    status.add_argument("--json", action="store_true", help="one JSON object for programs")
    status.set_defaults(run=run_status)


def run_mark(arguments: argparse.Namespace) -> int:
    """Write the small file that names the site."""
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database
    from storage.objects.site_keys import load_site_keys
    from storage.second_copy import mark_disk, on_same_disk
    from storage.settings import StorageSettings

    settings = StorageSettings()
    with open_database(settings):
        keys = load_site_keys(settings.effective_keys_dir, allow_create=False).keys
    disk = mark_disk(arguments.folder.absolute(), keys, site_name=settings.site_name)
    if arguments.json:
        print_json_line({"folder": str(disk.folder), "site": disk.site_name})
        return 0
    print(f"{disk.folder} is marked for the second copy of {disk.site_name}.")
    if on_same_disk(disk.folder, settings.home):
        print("But it lies on the same disk as the archive: when that disk breaks, both are gone.")
    print("What is copied there opens with the recovery sheet only: keep the sheet in another place.")
    print(f"Copy now: chartscribe copy now {disk.folder}")
    print(f"Every night: set CHARTSCRIBE_SECOND_COPY={disk.folder}")
    return 0


def run_now(arguments: argparse.Namespace) -> int:
    """Copy what is new, read it back, and say what the copy holds."""
    from chartscribe.file_results import print_json_line
    from chartscribe.progress import progress_bar
    from chartscribe.site import open_database, open_objects
    from storage.audit.record import Actor
    from storage.second_copy import run_copy, second_copy_folder
    from storage.settings import StorageSettings

    settings = StorageSettings()
    with open_database(settings) as database, open_objects(settings) as store:
        folder = arguments.folder
        if folder is None:
            with database.read() as session:
                folder = second_copy_folder(session, settings)
        if folder is None:
            raise NoCopyFolderError("Nobody has said where the second copy goes")
        with progress_bar("copying", unit="objects") as advance:
            report = run_copy(
                folder.absolute(),
                database=database,
                store=store,
                settings=settings,
                actor=Actor.program("command line"),
                see=_showing(advance),
            )
    if arguments.json:
        print_json_line({"folder": str(folder)} | _as_json(report))
        return 0
    print(
        f"{folder} holds all up to now: {report.objects} objects ({report.size_bytes / _MIB:.1f} MiB), "
        f"{report.objects_new} of them new ({report.bytes_new / _MIB:.1f} MiB)."
    )
    print(f"Every new one was read back from the disk, and {report.read_again} older ones were opened again.")
    if report.mended:
        print(f"{report.mended} older ones were damaged and were copied anew: the disk may be wearing out.")
    return 0


def _showing(advance: Callable[[int, int], None]) -> Callable[[CopyReport], None]:
    return lambda report: advance(report.objects, report.objects)


def _as_json(report: CopyReport) -> dict[str, int]:
    return {
        "objects": report.objects,
        "size_bytes": report.size_bytes,
        "objects_new": report.objects_new,
        "bytes_new": report.bytes_new,
        "read_again": report.read_again,
        "mended": report.mended,
    }


def run_status(arguments: argparse.Namespace) -> int:
    """Say how old the last safe copy is; 3 when there is none or it is older than three days."""
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database
    from storage.database import database_now
    from storage.second_copy import last_safe_copy, newest_run, second_copy_folder
    from storage.settings import StorageSettings

    settings = StorageSettings()
    with open_database(settings) as database, database.read() as session:
        safe, run, now = last_safe_copy(session), newest_run(session), database_now(session)
        folder = second_copy_folder(session, settings)
    is_old = safe is None or safe.is_old(now)
    if arguments.json:
        print_json_line(
            {
                "folder": str(folder) if folder else None,
                "up_to": safe.up_to.isoformat() if safe else None,
                "verified_at": safe.verified_at.isoformat() if safe else None,
                "objects": safe.objects if safe else 0,
                "is_old": is_old,
                "newest_run": run.state if run else None,
            }
        )
        return _EXIT_OLD if is_old else 0
    print(
        f"Last safe copy: {safe.age_words(now)} on {safe.target}" if safe else "There is no second copy yet."
    )
    if run is not None and run.state == "running":
        print(f"A copy is being made: {run.objects} objects so far.")
    elif run is not None and run.state == "failed":
        print(f"The newest copy was not finished: {run.reason}. [{run.reason_code}]")
    print(f"Every night to: {folder}" if folder else "No folder is named for every night.")
    return _EXIT_OLD if is_old else 0
