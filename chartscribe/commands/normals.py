"""`chartscribe normals`: the authors' own blocks of text, called by voice ("insert my normal abdomen")."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import ClassVar

from chartscribe.commands import Commands
from storage.errors import Disposition, ServiceError


class NormalFileError(ServiceError):
    """The file with a normal's text cannot be read as text."""

    code: ClassVar[str] = "chartscribe.normal_file"
    disposition: ClassVar[Disposition] = Disposition.REJECT
    remedy: ClassVar[str] = "Name a plain text file in UTF-8"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser("normals", parents=[home], help="authors' blocks of text, called by voice")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    add = actions.add_parser(
        "add", parents=[home], help="keep a block of text; one of the same name gives way to it"
    )
    add.add_argument("file", metavar="FILE", type=Path, help="the text, UTF-8")
    add.add_argument("--author", required=True, help="as dictations name the author")
    add.add_argument("--name", required=True, help="what the author says: “insert my normal NAME”")
    add.add_argument("--worktype", default="", help="only in this worktype (default: in every one)")
    add.set_defaults(run=_add)

    listed = actions.add_parser("list", parents=[home], help="all blocks, or one author's")
    listed.add_argument("--author", default="", help="only this author's")
    listed.add_argument("--json", action="store_true", help="one JSON object a block, with its text")
    listed.set_defaults(run=_list)

    remove = actions.add_parser(
        "remove", parents=[home], help="take a block off; reports that hold it keep it"
    )
    remove.add_argument("id", metavar="ID", help="as `chartscribe normals list` shows it")
    remove.set_defaults(run=_remove)


def _add(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database
    from ingest.authors import add_normal
    from storage.audit.record import Actor
    from storage.settings import StorageSettings

    try:
        text = arguments.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise NormalFileError("The text cannot be read", where=str(arguments.file)) from unreadable
    with open_database(StorageSettings()) as database, database.write() as session:
        normal = add_normal(
            session,
            author=arguments.author,
            worktype=arguments.worktype,
            name=arguments.name,
            text=text,
            actor=Actor.program("command line"),
        )
        added = normal.id
    print(added)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database
    from ingest.authors import list_normals
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.read() as session:
        normals = list_normals(session, author=arguments.author)
    for one in normals:
        if arguments.json:
            print_json_line(
                {
                    "id": one.id,
                    "author": one.author,
                    "worktype": one.worktype,
                    "name": one.name,
                    "text": one.text,
                }
            )
        else:
            where = one.worktype or "every worktype"
            print(f"{one.id}  {one.author}, {where}: {one.name} ({len(one.text)} characters)")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database
    from ingest.authors import remove_normal
    from storage.audit.record import Actor
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.write() as session:
        normal = remove_normal(session, arguments.id, actor=Actor.program("command line"))
        name, author = normal.name, normal.author
    print(f"“{name}” of {author} is taken off.")
    return 0
