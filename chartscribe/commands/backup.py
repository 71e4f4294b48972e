"""`chartscribe backup DIR`: everything a site needs to start again, read back and proved by a restore."""

from __future__ import annotations

import argparse
from pathlib import Path

from chartscribe.commands import Commands

_MIB = 2**20


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "backup", parents=[home], help="copy database, objects and keys, and prove that they can be restored"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="empty or new folder, best on another disk")
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the backup while work goes on, check every file of it, and try a restore from it."""
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database, open_objects
    from storage.backup import backup, prove_restore
    from storage.settings import StorageSettings

    settings, folder = StorageSettings(), arguments.folder.absolute()
    with open_database(settings), open_objects(settings) as store:
        made = backup(
            database_url=settings.effective_database_url,
            store=store,
            keys_folder=settings.effective_keys_dir,
            target=folder,
        )
    proof = prove_restore(folder)
    if arguments.json:
        print_json_line(
            {
                "folder": str(folder),
                "objects": made.objects,
                "size_bytes": made.size_bytes,
                "files_checked": proof.files_checked,
                "objects_read": proof.objects_read,
                "database_check": proof.database_check,
            }
        )
        return 0
    print(f"{folder} holds database, {made.objects} objects and keys ({made.size_bytes / _MIB:.1f} MiB).")
    print(
        f"Proved: {proof.files_checked} files hash as written, {proof.database_check}, and "
        f"{proof.objects_read} objects of a trial restore open with the keys."
    )
    print("Whoever holds this folder holds the keys: keep it in a safe place.")
    return 0
