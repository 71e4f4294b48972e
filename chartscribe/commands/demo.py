"""`chartscribe demo`: the whole service on the repository's samples, in a folder of its own."""

from __future__ import annotations

import argparse

from chartscribe.commands import Commands

_DEFAULT_DEADLINE_MINUTES = 20.0


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser(
        "demo",
        parents=[home],
        help="start the service on samples, in a folder and on a port of its own",
        description="The folder is chartscribe-demo in the user data folder, or --home. A second demo in "
        "the same folder goes on with what is there.",
    )
    parser.add_argument("--exit", action="store_true", help="stop after the report")
    parser.add_argument(
        "--port", type=int, metavar="N", help="port of the web (default: 8090, or the next free)"
    )
    parser.add_argument(
        "--deadline",
        type=float,
        default=_DEFAULT_DEADLINE_MINUTES,
        metavar="MINUTES",
        help="give up waiting for the samples after this long (default: %(default)g)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C, or with --exit until its report."""
    from chartscribe.demo.home import default_demo_home
    from chartscribe.demo.run_demo import DEFAULT_PORT, run_demo

    home = getattr(arguments, "home", None)
    return run_demo(
        home.expanduser().absolute() if home else default_demo_home(),
        port=DEFAULT_PORT if arguments.port is None else arguments.port,
        deadline_s=60 * arguments.deadline,
        exits=arguments.exit,
    )
