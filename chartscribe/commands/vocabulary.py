"""`chartscribe vocabulary`: words that authors' corrections taught; seen, and taken off."""

from __future__ import annotations

import argparse

from chartscribe.commands import Commands


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser("vocabulary", parents=[home], help="words that authors' corrections taught")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    listed = actions.add_parser("list", parents=[home], help="what is listened for, with how it was learned")
    listed.add_argument("--author", default="", help="only this author's")
    listed.add_argument("--json", action="store_true", help="one JSON object a word")
    listed.set_defaults(run=_list)

    remove = actions.add_parser("remove", parents=[home], help="forget a word; it is not learned again")
    remove.add_argument("id", metavar="ID", help="as `chartscribe vocabulary list` shows it")
    remove.set_defaults(run=_remove)


def _list(arguments: argparse.Namespace) -> int:
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database
    from ingest.authors import list_terms
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.read() as session:
        terms = list_terms(session, author=arguments.author)
    for term in terms:
        if arguments.json:
            print_json_line(
                {
                    "id": term.id,
                    "author": term.author,
                    "heard": term.heard,
                    "meant": term.meant,
                    "occurrences": term.occurrences,
                    "replayed": term.replayed,
                    "errors_before": term.errors_before,
                    "errors_after": term.errors_after,
                }
            )
        else:
            why = f"corrected {term.occurrences} times; {term.replayed} dictations tried again: "
            why += f"{term.errors_before} wrong words, then {term.errors_after}"
            print(f"{term.id}  {term.author}: “{term.heard}” is {term.meant} ({why})")
    if not terms and not arguments.json:
        print("Nothing was learned yet: a correction has to occur twice, to mend, and to harm nowhere.")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database
    from ingest.authors import remove_term
    from storage.audit.record import Actor
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.write() as session:
        term = remove_term(session, arguments.id, actor=Actor.program("command line"))
        meant, author = term.meant, term.author
    print(f"“{meant}” is no longer listened for in dictations by {author}.")
    return 0
