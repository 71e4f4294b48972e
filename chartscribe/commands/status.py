"""`chartscribe status`: does everything that was accepted still stand somewhere, and what is under way?"""

from __future__ import annotations

import argparse
from typing import Any

from chartscribe.commands import Commands
from chartscribe.file_results import print_json_line

_EXIT_UNBALANCED = 3  # a person has to look
_PLAIN = (
    ("filed", "filed"),
    ("in_progress", "being worked on"),
    ("waiting", "waiting for a person"),
    ("withdrawn", "withdrawn"),
    ("rejected", "could not be taken"),
)


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "status", parents=[home], help="how many documents were accepted, and where each one is"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the balance; 3 when it does not balance."""
    from chartscribe.site import open_database
    from storage.ledger.balance import ledger_balance
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.read() as session:
        balance = ledger_balance(session)
    if arguments.json:
        print_json_line(balance)
    else:
        print("\n".join(balance_lines(balance)))
    return 0 if balance["balanced"] else _EXIT_UNBALANCED


def balance_lines(balance: dict[str, Any]) -> list[str]:
    """The balance in plain words, one line a fact."""
    lines = [f"{balance['accepted']:>7}  documents accepted"]
    lines += [f"{balance[key]:>7}  {words}" for key, words in _PLAIN]
    if not balance["balanced"]:
        lines.append(
            "These do not add up. Run `chartscribe verify`, and restore the last backup if it finds a loss."
        )
    for queue, entry in balance["queues"].items():
        open_jobs = entry["ready"] + entry["dispatched"] + entry["running"]
        if open_jobs:
            lines.append(
                f"{queue}: {open_jobs} steps to go, {entry['running']} running, "
                f"the oldest waits {entry['oldest_s']:.0f} s"
            )
        if entry["parked"]:
            lines.append(f"{queue}: {entry['parked']} steps need a look (worklist: needs a look)")
    return lines
