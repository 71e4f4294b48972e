"""`chartscribe restore DIR`: a site from its backup or second copy, in a new home, and the proof of it."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chartscribe.commands import Commands

if TYPE_CHECKING:
    from storage.backup import RestoreProof
    from storage.objects.site_keys import SiteKeys
    from storage.settings import StorageSettings

_EXIT_NOT_CLEAN = 2


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "restore",
        parents=[home],
        help="lay a backup or a second copy down in a new home (--home) and prove what arrived",
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="what `chartscribe backup` or `chartscribe copy` made"
    )
    parser.add_argument(
        "--sheet",
        type=Path,
        metavar="FILE",
        help="the words of the recovery sheet, which a second copy opens with, in a text file; - reads them "
        "from standard input (default: they are asked for)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore into the empty home, read all of it, say what to do next; 2 when a record is not whole."""
    from chartscribe.file_results import print_json_line
    from storage.settings import StorageSettings

    settings = StorageSettings()
    proof = _restore(arguments.folder.absolute(), settings.home, arguments.sheet)
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


def _restore(source: Path, home: Path, sheet: Path | None) -> RestoreProof:
    """What was shown by reading everything that now stands in `home`."""
    from storage.backup import RestoreProof, read_restored, restore_and_prove
    from storage.second_copy import is_second_copy, restore_copy

    if not is_second_copy(source):
        return restore_and_prove(source, home)
    database, files = restore_copy(source, home, _keys_of_sheet(sheet))
    database_check, objects_read = read_restored(database)
    return RestoreProof(files, objects_read, database_check)


def _keys_of_sheet(sheet: Path | None) -> SiteKeys:
    """The keys that the words of the recovery sheet stand for, from a file or as they are typed.

    Raises:
        chartscribe.file_results.FileUnreadableError: the file cannot be read.
        storage.objects.recovery_words.RecoveryWordsWrongError: these are not the words of a sheet.
    """
    from chartscribe.file_results import FileUnreadableError
    from storage.objects.recovery_words import WORD_COUNTS, keys_from_words

    if sheet is not None and str(sheet) != "-":
        try:
            return keys_from_words(sheet.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as failure:
            raise FileUnreadableError("The words of the recovery sheet cannot be read") from failure
    if sheet is not None:
        return keys_from_words(sys.stdin.read())
    print(f"Type the words of the recovery sheet ({' or '.join(map(str, WORD_COUNTS))} of them),")
    print("as many on a line as you like, then an empty line:")
    lines = []
    while line := sys.stdin.readline().strip():
        lines.append(line)
    return keys_from_words(" ".join(lines))


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
