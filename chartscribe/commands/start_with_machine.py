"""`chartscribe service install|status|remove`: Chartscribe starts with the machine."""

from __future__ import annotations

import argparse

from chartscribe.commands import Commands


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command lines."""
    parser = commands.add_parser(
        "service",
        help="start with the machine: install, status or remove",
        description="A systemd user unit (Linux, WSL2) or a launchd agent (macOS, not tested); no root.",
    )
    acts = parser.add_subparsers(metavar="ACT", required=True)
    install = acts.add_parser("install", parents=[home], help="install it, start it, leave a link to open it")
    install.add_argument("--port", type=int, metavar="N", help="port of the web (default: the setting)")
    install.set_defaults(run=_install)
    acts.add_parser("status", parents=[home], help="is it installed, does it run").set_defaults(run=_status)
    acts.add_parser("remove", parents=[home], help="stop it; records stay").set_defaults(run=_remove)


def _install(arguments: argparse.Namespace) -> int:
    from chartscribe.service.manage import Machine, install
    from review_ui.settings import WebSettings
    from storage.settings import StorageSettings

    port = WebSettings().web_port if arguments.port is None else arguments.port
    return _say(install(Machine(), site_home=StorageSettings().home.absolute(), port=port))


def _status(_: argparse.Namespace) -> int:
    from chartscribe.service.manage import Machine, status

    return _say(status(Machine()))


def _remove(_: argparse.Namespace) -> int:
    from chartscribe.service.manage import Machine, remove

    return _say(remove(Machine()))


def _say(lines: list[str]) -> int:
    print("\n".join(lines))
    return 0
