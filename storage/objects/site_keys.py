"""Touches the disk: the two secrets of a site, made once and never replaced silently.

The master key wraps the data key of every object; the naming key turns the hash of a content into an object
key that reveals nothing. Whoever loses this file loses every record: the front door says "back this up" when
`load_site_keys` reports that it was newly made.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from storage.errors import Disposition, ServiceError
from storage.objects.durable_files import write_if_absent
from storage.objects.object_store import store_error

KEY_FILE = "site.keys"
KEY_BYTES = 32


class SiteKeysMissingError(ServiceError):
    """There are records, but the key file that opens them is not there."""

    code: ClassVar[str] = "storage.site_keys_missing"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Put the site.keys file back from your backup; a new one could not open what is kept"
    )


class SiteKeysUnreadableError(ServiceError):
    """The key file is there but cannot be used: damaged, unreadable, or open to other users."""

    code: ClassVar[str] = "storage.site_keys_unreadable"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = (
        "Give the file mode 0600 and the service's user as owner, or put it back from your backup"
    )


@dataclass(frozen=True)
class SiteKeys:
    """The site's master key and naming key, 32 bytes each; never printed."""

    master_key: bytes = field(repr=False)
    naming_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.master_key) != KEY_BYTES or len(self.naming_key) != KEY_BYTES:
            raise ValueError("site keys are 32 bytes long")
        if self.master_key == self.naming_key:
            raise ValueError("the master key and the naming key must differ")

    @classmethod
    def from_master(cls, master_key: bytes) -> Self:
        """Both keys from one secret (HMAC-SHA256 as a key derivation): what a recovery sheet holds."""
        return cls(master_key, _naming_key(master_key))

    @property
    def is_from_master(self) -> bool:
        """True when the naming key follows from the master key; older sites drew the two apart."""
        return hmac.compare_digest(self.naming_key, _naming_key(self.master_key))

    @property
    def master_key_id(self) -> bytes:
        """16 bytes that tell which master key wrapped an object and reveal nothing about it."""
        return hmac.digest(self.master_key, b"chartscribe master key id", "sha256")[:16]

    def content_name(self, sha256: str) -> str:
        """64 hex digits: the name under which a content of that SHA-256 is kept."""
        return hmac.new(self.naming_key, bytes.fromhex(sha256), hashlib.sha256).hexdigest()

    def given_name(self, name: str) -> str:
        """64 hex digits: the name under which something named by us, not by its content, is kept."""
        return hmac.new(self.naming_key, b"name:" + name.encode(), hashlib.sha256).hexdigest()


def _naming_key(master_key: bytes) -> bytes:
    return hmac.digest(master_key, b"chartscribe naming key", "sha256")


@dataclass(frozen=True)
class LoadedKeys:
    """The site keys, and whether this call made them (then a person should back them up)."""

    keys: SiteKeys
    newly_made: bool
    path: Path


def load_site_keys(
    folder: Path, *, allow_create: bool, random_bytes: Callable[[int], bytes] = os.urandom
) -> LoadedKeys:
    """The keys in `folder`; new ones are made only if there are none and `allow_create` is set.

    Pass `allow_create=False` when a database or an object exists already.

    Raises:
        SiteKeysMissingError: no key file, and none may be made.
        SiteKeysUnreadableError: the key file is damaged, unreadable, or other users may read it.
    """
    path = folder / KEY_FILE
    if path.exists():
        return LoadedKeys(_read(path), newly_made=False, path=path)
    if not allow_create:
        raise SiteKeysMissingError("The site keys are not there", where=KEY_FILE)
    return keep_site_keys(folder, SiteKeys.from_master(random_bytes(KEY_BYTES)))


def keep_site_keys(folder: Path, keys: SiteKeys) -> LoadedKeys:
    """The keys in `folder` afterwards: these, unless a key file is there already; it is never replaced.

    Raises:
        SiteKeysUnreadableError: the key file that is there cannot be used.
        ServiceError: the file cannot be written (see `store_error`).
    """
    path = folder / KEY_FILE
    try:
        made = _write_if_absent(path, keys)
    except OSError as cause:
        raise store_error(cause, doing="making the site keys") from cause
    # Two programs may start at once: the loser uses what the winner made.
    return LoadedKeys(_read(path), newly_made=made, path=path)


def _write_if_absent(path: Path, keys: SiteKeys) -> bool:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored = {
        "schema_version": 1,
        "master_key": keys.master_key.hex(),
        "naming_key": keys.naming_key.hex(),
    }
    return write_if_absent(path, json.dumps(stored, indent=1).encode() + b"\n")


def _read(path: Path) -> SiteKeys:
    try:
        if path.stat().st_mode & 0o077:
            raise SiteKeysUnreadableError(
                "Other users of this machine may read the site keys", where=KEY_FILE
            )
        stored = json.loads(path.read_bytes())
        if stored["schema_version"] != 1:
            raise SiteKeysUnreadableError("The site keys are of an unknown version", where=KEY_FILE)
        return SiteKeys(bytes.fromhex(stored["master_key"]), bytes.fromhex(stored["naming_key"]))
    except OSError as cause:
        raise SiteKeysUnreadableError("The site keys cannot be read", where=KEY_FILE) from cause
    except (ValueError, KeyError, TypeError):
        # `from None`: the cause of a parse error quotes the file, and the file is the secret.
        raise SiteKeysUnreadableError("The site keys are damaged", where=KEY_FILE) from None
