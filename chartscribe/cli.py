"""The command line: which commands there are, where the home is, and what a failure looks like.

Commands load what they need when they run, so that `chartscribe --help` answers at once. Touches the world.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
import warnings
from pathlib import Path

from chartscribe.commands import (
    add,
    backup,
    codes,
    collate,
    copy,
    cover_sheet,
    demo,
    export,
    normals,
    ocr,
    patients,
    restore,
    service,
    start_with_machine,
    status,
    suggest,
    trace,
    transcribe,
    users,
    verify,
    vocabulary,
)
from chartscribe.file_results import BUG, leave_quietly_when_nobody_reads, print_error, print_json_line
from chartscribe.home_settings import load_home_settings, site_home
from storage.errors import EXIT_BUG, EXIT_CODES, ServiceError

_COMMANDS = (
    demo,
    service,
    start_with_machine,
    add,
    status,
    ocr,
    transcribe,
    suggest,
    trace,
    verify,
    codes,
    collate,
    cover_sheet,
    users,
    patients,
    normals,
    vocabulary,
    backup,
    copy,
    restore,
    export,
)
_EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_EXIT_NOBODY_READS = 141  # 128 + SIGPIPE

_EPILOG = """exit codes: 0 done, 1 a bug of ours, 2 rejected (or a wrong command line), 3 needs a person,
4 try again. Of several files the worst counts: 1, then 3, 4, 2."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; `run` on the parsed arguments is the command itself."""
    home = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: a command without --home must not overwrite the one given before the command
    home.add_argument(
        "--home",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="folder of the site (default: CHARTSCRIBE_HOME, else the platform's user data folder)",
    )
    parser = argparse.ArgumentParser(
        prog="chartscribe",
        description="Turns paper charts and dictated audio into verified, coded, filed records.",
        epilog=_EPILOG,
        parents=[home],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add_parser(commands, home)
    return parser


def run(argv: list[str]) -> int:
    """The exit code of one command line."""
    arguments = build_parser().parse_args(argv)
    if getattr(arguments, "home", None) is not None:
        # Settings of every floor and of every child process read the environment
        os.environ["CHARTSCRIBE_HOME"] = str(arguments.home.expanduser().absolute())
    if not sys.warnoptions:
        warnings.simplefilter(
            "ignore"
        )  # what libraries tell programmers is nothing for people at a command line
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    as_json = bool(getattr(arguments, "json", False))
    try:
        if arguments.run.__module__ != demo.__name__:  # a demo has nothing from the real site
            load_home_settings(site_home())
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    except BrokenPipeError:
        leave_quietly_when_nobody_reads()
        return _EXIT_NOBODY_READS
    except ServiceError as failure:
        _report(failure.as_json(), as_json=as_json)
        return EXIT_CODES[failure.disposition]
    except Exception:
        # The edge of the program: everything expected is a ServiceError, so this is ours to mend.
        traceback.print_exc()
        _report(BUG, as_json=as_json)
        return EXIT_BUG
    return code


def _report(error: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json_line({"error": error})
    else:
        print_error(error)
