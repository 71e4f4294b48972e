"""`chartscribe restore BACKUP_DIR`: a site from its backup, in a new home, and the proof that it is whole."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from chartscribe.commands import Commands

if TYPE_CHECKING:
    from storage.settings import StorageSettings

_EXIT_NOT_CLEAN = 2


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "restore", parents=[home], help="lay a backup down in a new home (--home) and prove what arrived"
    )
    parser.add_argument("folder", type=Path, metavar="BACKUP_DIR", help="what `chartscribe backup` made")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore into the empty home, read all of it, say what to do next; 2 when a record is not whole."""
    from chartscribe.file_results import print_json_line
    from storage.backup import restore_and_prove
    from storage.settings import StorageSettings

    settings = StorageSettings()
    proof = restore_and_prove(arguments.folder.absolute(), settings.home)
    is_dump = not (settings.home / "chartscribe.db").is_file()
    records, troubles = (None, []) if is_dump else _read_records(settings.home)
    next_steps = [] if troubles else _next_steps(settings, is_dump=is_dump)
    if arguments.json:
        print_json_line(
            {
                "home": str(settings.home),
                "files_checked": proof.files_checked,
                "objects_read": proof.objects_read,
                "database_check": proof.database_check,
                "records_checked": records,
                "findings": troubles,
                "next": next_steps,
            }
        )
        return _EXIT_NOT_CLEAN if troubles else 0
    print(
        f"{settings.home} holds the restored site. Proved: {proof.files_checked} files of the backup hash as "
        f"written, {proof.database_check}, and all {proof.objects_read} objects open with the restored keys."
    )
    if records is not None:
        verdict = "some are not whole:" if troubles else "all are as they were filed."
        print(f"{records} filed records were read again: {verdict}")
    for line in troubles or ["Next:", *(f"  {step}" for step in next_steps)]:
        print(line)
    return _EXIT_NOT_CLEAN if troubles else 0


def _read_records(home: Path) -> tuple[int, list[str]]:
    """How many filed records the restored database names, and what is wrong with any of them."""
    from chartscribe.commands.verify import check_original, filed_rows, unfiled_originals
    from chartscribe.site import open_database, open_objects
    from storage.filing import verify_records
    from storage.settings import StorageSettings

    # What lies in the home itself, wherever the environment says that a running site keeps its things
    here = StorageSettings(home=home, database_url="", objects_url="", keys_dir=None)
    with open_database(here) as database, open_objects(here) as store:
        with database.read() as session:
            rows, originals = filed_rows(session), unfiled_originals(session)
        report = verify_records(rows, store=store)
        lost = [check_original(document_id, sha256, store) for document_id, sha256 in originals]
    return report.records_checked, [str(one) for one in (*report.findings, *lost) if one is not None]


def _next_steps(settings: StorageSettings, *, is_dump: bool) -> list[str]:
    """Command lines and words, in the order in which a person follows them."""
    home = shlex.quote(str(settings.home))
    steps = []
    if is_dump:
        dump = shlex.quote(str(settings.home / "database.dump"))
        steps.append(f"pg_restore --dbname=ADDRESS_OF_AN_EMPTY_DATABASE {dump}")
        steps.append("name that database in CHARTSCRIBE_DATABASE_URL")
    elif settings.database_url:
        steps.append("unset CHARTSCRIBE_DATABASE_URL: the restored database is the file in this folder")
    if settings.objects_url:
        steps.append("unset CHARTSCRIBE_OBJECTS_URL, or copy objects/ into that store")
    if settings.keys_dir:
        steps.append("unset CHARTSCRIBE_KEYS_DIR, or copy keys/site.keys into that folder")
    return [*steps, f"chartscribe --home {home} up"]
