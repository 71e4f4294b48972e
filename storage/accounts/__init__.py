"""People, passwords, one-time links and sessions."""

from storage.accounts.one_time_links import (
    LINK_HOURS,
    LinkSpentError,
    issue_reset_link,
    issue_welcome_link,
    link_owner,
    use_link,
)
from storage.accounts.passwords import PasswordRefusedError
from storage.accounts.roles import Role
from storage.accounts.sessions import (
    OpenedSession,
    SignedIn,
    lock_session,
    session_behind,
    sign_out,
    signed_in,
)
from storage.accounts.sign_in import SignInRefusedError, sign_in, unlock_session
from storage.accounts.users import (
    LastAdministratorError,
    UserRefusedError,
    UserUnknownError,
    add_user,
    disable_user,
    enable_user,
    find_user,
    list_users,
    set_roles,
)

__all__ = [
    "LINK_HOURS",
    "LastAdministratorError",
    "LinkSpentError",
    "OpenedSession",
    "PasswordRefusedError",
    "Role",
    "SignInRefusedError",
    "SignedIn",
    "UserRefusedError",
    "UserUnknownError",
    "add_user",
    "disable_user",
    "enable_user",
    "find_user",
    "issue_reset_link",
    "issue_welcome_link",
    "link_owner",
    "list_users",
    "lock_session",
    "session_behind",
    "set_roles",
    "sign_in",
    "sign_out",
    "signed_in",
    "unlock_session",
    "use_link",
]
