"""`chartscribe users`: the people who may sign in. The first person of a site comes from here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chartscribe.commands import Commands

if TYPE_CHECKING:
    from storage.accounts.roles import Role
    from storage.audit.record import Actor
    from storage.tables import User

_EVERY_ROLE = "all"


def add_parser(commands: Commands, home: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser = commands.add_parser("users", parents=[home], help="the people who may sign in")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    add = actions.add_parser("add", parents=[home], help="add a person and print their one-time welcome link")
    add.add_argument("login", metavar="LOGIN", help="sign-in name")
    add.add_argument(
        "--name", help="name shown to others (default: the sign-in name; the person may change it)"
    )
    add.add_argument(
        "--roles",
        "--role",
        required=True,
        metavar="ROLE,…",
        help="all, or some of: scanner, technician, transcriptionist, coder, author, reader, supervisor, "
        "administrator",
    )
    add.set_defaults(run=_add, usage_error=add.error)

    reset = actions.add_parser("reset", parents=[home], help="print a one-time link for a new password")
    reset.add_argument("login", metavar="LOGIN")
    reset.set_defaults(run=_reset)

    everybody = actions.add_parser("list", parents=[home], help="everybody, with their roles")
    everybody.add_argument("--json", action="store_true", help="one JSON object a person")
    everybody.set_defaults(run=_list)

    disable = actions.add_parser("disable", parents=[home], help="keep a person out from now on")
    disable.add_argument("login", metavar="LOGIN")
    disable.set_defaults(run=_disable)


def _add(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database, stand_up_if_new
    from storage.accounts.one_time_links import issue_welcome_link
    from storage.accounts.users import add_user
    from storage.settings import StorageSettings

    roles, name, actor = _parse_roles(arguments), arguments.name or arguments.login, _operator()
    settings = StorageSettings()
    stand_up_if_new(settings)  # the first person may be added before the first start
    with open_database(settings) as database, database.write() as session:
        user = add_user(session, login=arguments.login, display_name=name, roles=roles, actor=actor)
        token = issue_welcome_link(session, user, actor=actor)
    _print_link(user, token)
    return 0


def _reset(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database
    from storage.accounts.one_time_links import issue_reset_link
    from storage.accounts.users import find_user
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.write() as session:
        user = find_user(session, arguments.login)
        token = issue_reset_link(session, user, actor=_operator())
    _print_link(user, token)
    return 0


def _disable(arguments: argparse.Namespace) -> int:
    from chartscribe.site import open_database
    from storage.accounts.users import disable_user, find_user
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.write() as session:
        user = find_user(session, arguments.login)
        disable_user(session, user, actor=_operator())
    print(f"{user.login} cannot sign in any more, and is signed out everywhere.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from chartscribe.file_results import print_json_line
    from chartscribe.site import open_database
    from storage.accounts.users import list_users
    from storage.settings import StorageSettings

    with open_database(StorageSettings()) as database, database.read() as session:
        users = list_users(session)
    for user in users:
        if arguments.json:
            print_json_line(
                {"login": user.login, "name": user.display_name, "roles": user.roles, "state": _state(user)}
            )
        else:
            print(f"{user.login:<24} {_state(user):<14} {user.display_name} ({', '.join(user.roles)})")
    return 0


def _state(user: User) -> str:
    if user.disabled_at is not None:
        return "disabled"
    return "active" if user.password_hash else "link not used"


def _parse_roles(arguments: argparse.Namespace) -> list[Role]:
    from storage.accounts.roles import Role

    if arguments.roles == _EVERY_ROLE:
        return list(Role)
    try:
        return [Role(name.strip()) for name in arguments.roles.split(",")]
    except ValueError as unknown:
        arguments.usage_error(f"--roles: {unknown}; choose from {', '.join(Role)}")
        raise  # not reached: argparse leaves the program


def _operator() -> Actor:
    """Who the audit names: nobody signed in, the command line of this machine."""
    from storage.audit.record import Actor

    return Actor.program("command line")


def _print_link(user: User, token: str) -> None:
    from chartscribe.web_address import sign_in_link
    from review_ui.settings import WebSettings
    from storage.accounts.one_time_links import LINK_HOURS
    from storage.settings import StorageSettings

    print(f"One-time link for {user.login}, good for {LINK_HOURS} hours:")
    print(sign_in_link(token, storage=StorageSettings(), web=WebSettings()))
