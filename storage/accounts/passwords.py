"""Password hashing with argon2id, and the rule for new passwords.

Parameters are argon2-cffi's defaults (RFC 9106's low-memory profile); a hash made with older ones is
renewed at the next sign-in.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from storage.errors import Disposition, ServiceError

# Length beats composition rules: NIST SP 800-63B-4, section 3.1.1.2; the upper end bounds the work of
# hashing.
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256


class PasswordRefusedError(ServiceError):
    """The new password is too short, too long or contains the sign-in name."""

    code = "storage.password_refused"
    disposition = Disposition.ASK_HUMAN
    remedy = (
        f"Choose {SHORTEST_PASSWORD} characters or more, for example four words that mean nothing together"
    )


def check_new_password(password: str, *, login: str) -> None:
    """Return when the password may be used.

    Raises:
        PasswordRefusedError: it may not; the message says why.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordRefusedError(f"The password is shorter than {SHORTEST_PASSWORD} characters")
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefusedError(f"The password is longer than {LONGEST_PASSWORD} characters")
    if login and login in password.casefold():
        raise PasswordRefusedError("The password contains the sign-in name")
    if len(set(password)) < 4:
        raise PasswordRefusedError("The password repeats the same few characters")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("a password that nobody has")


def hash_password(password: str) -> str:
    """The argon2id hash with its salt and parameters, as text."""
    return _hasher().hash(password)


def password_matches(stored_hash: str | None, password: str) -> bool:
    """True when the password is the right one; takes as long when there is no hash at all."""
    try:
        matches = _hasher().verify(stored_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored_hash is not None


def needs_rehash(stored_hash: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored_hash)
