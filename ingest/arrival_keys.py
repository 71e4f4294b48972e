"""The key by which a watched file is known again after a crash, under another name too. Touches the world.

A key has two parts: the name, and the content with its time. A key stays open on its document from the
commit until the file is removed, so an open key whose name is gone from the folder, with the content and
time of a file that has a new name, means that somebody renamed the file in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.resting_files import FoundFile
from storage.tables import Document

_PREFIX = "watch:"
_PART_DIGITS = 32


def arrival_key(file: FoundFile, sha256: str) -> str:
    """Knows this very file again; holds no name."""
    content = "\0".join((str(file.identity.modified_ns), str(file.identity.size_bytes), sha256))
    return f"{_PREFIX}{_part(file.name)}:{_part(content)}"


def known_key(session: Session, key: str, sha256: str, names: Iterable[str]) -> str:
    """The open key of the document that this file became already, under its old name; else `key`.

    `names` are those of all files that the folder holds now.
    """
    content = key.rsplit(":", 1)[1]
    open_keys = session.scalars(
        select(Document.arrival_key).where(
            Document.source_sha256 == sha256, Document.arrival_key.like(f"{_PREFIX}%:{content}")
        )
    ).all()
    if not open_keys or key in open_keys:
        return key
    present = {_part(name) for name in names}
    gone = [known for known in open_keys if known and known.split(":")[1] not in present]
    return min(gone, default=key)


def _part(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:_PART_DIGITS]
