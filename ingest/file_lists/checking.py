"""Looks through a list before anything of it is taken in. Touches the disk."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ingest.file_lists.rows import ListedFile, OpenedList
from ingest.file_lists.usable import ListedFileError, open_usable
from storage.errors import ServiceError

_KEY_BYTES = 8  # a million paths fit into a few dozen MiB


@dataclass
class CheckReport:
    """What a list would do: usable rows and their bytes, and the reasons of the others."""

    usable: int = 0
    size_bytes: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """All rows that were looked at."""
        return self.usable + self.refused.total()


def check_list(
    listed: OpenedList,
    *,
    defaults: Mapping[str, str | None],
    max_bytes: int,
    seen: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[ListedFile, ServiceError | None, CheckReport]]:
    """Each row with what is wrong with it, and the report so far. Nothing is taken in.

    Raises:
        FileListDamagedError: the list cannot be read as a table.
    """
    report, paths = CheckReport(), set[bytes]()
    for row in listed.read():
        trouble = None
        try:
            row.fields(defaults)
            key = hashlib.sha256(str(row.path).encode(errors="surrogateescape")).digest()[:_KEY_BYTES]
            if key in paths:
                raise ListedFileError("The list names this file twice")
            paths.add(key)
            stream, status = open_usable(row.path, max_bytes=max_bytes)
            stream.close()
        except ServiceError as failure:
            trouble = failure
            report.refused[failure.code] += 1
        else:
            report.usable += 1
            report.size_bytes += status.st_size
        seen(row.number)
        yield row, trouble, report
