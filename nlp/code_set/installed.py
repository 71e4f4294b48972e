"""The editions on one machine: the packaged one, and those that were imported. Touches the disk.

An imported edition is a folder with the official files as they came, each under the hash of its content, and
`edition.json`, which names them. That file is replaced as one, so that an edition is the old one or the new
one and never half of each. What is built from the files lies in the cache and can be built again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from nlp.code_set.editions import Edition
from nlp.code_set.importer import EditionFiles, packaged_edition
from nlp.code_set.release_kinds import ReleaseKind
from storage.errors import Disposition, ServiceError

_RECORD = "edition.json"
# What an earlier version of this program kept under fixed names
_EARLIER_NAMES = {ReleaseKind.TABULAR: "tabular.xml", ReleaseKind.CODES: "codes.txt"}


class EditionRecordError(ServiceError):
    """The description of an imported edition is damaged."""

    code: ClassVar[str] = "nlp.edition_record"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Import the edition of that name again"


def installed_editions(folder: Path) -> list[EditionFiles]:
    """The packaged edition and those imported into `folder`, by the day from which they hold.

    An imported edition that bears the packaged one's name takes its place.

    Raises:
        EditionRecordError: one of them is damaged.
    """
    editions = {one.edition.name: one for one in [packaged_edition()]}
    for record in sorted(folder.glob(f"*/{_RECORD}")):
        imported = _read(record)
        editions[imported.edition.name] = imported
    return sorted(editions.values(), key=lambda one: (one.edition.effective_from, one.edition.name))


def keep_edition(source: EditionFiles, folder: Path) -> None:
    """Keeps an edition in `folder` from now on; one of the same name gives way as a whole.

    Raises:
        OSError: the folder cannot be written to.
    """
    place = folder / source.edition.name
    place.mkdir(parents=True, exist_ok=True)
    kept = {kind: _keep_file(path, kind, place) for kind, path in source.files.items()}
    unfinished = place / f".{_RECORD}.{os.getpid()}"
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(_record(source, kept), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(place / _RECORD)
    _remove_others(place, set(kept.values()) | {_RECORD})


def _keep_file(path: Path, kind: ReleaseKind, place: Path) -> str:
    name = f"{kind}-{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}"
    if not (place / name).exists():
        unfinished = place / f".{name}.{os.getpid()}"
        shutil.copyfile(path, unfinished)
        unfinished.replace(place / name)
    return name


def _remove_others(place: Path, kept: set[str]) -> None:
    """Removes what no record names any more. Whoever reads it at this moment reads it to its end."""
    for path in place.iterdir():
        if path.name not in kept and not path.name.startswith("."):
            path.unlink(missing_ok=True)


def _record(source: EditionFiles, kept: Mapping[ReleaseKind, str]) -> dict[str, Any]:
    edition = source.edition
    return {
        "name": edition.name,
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": edition.effective_to.isoformat(),
        "source": edition.source,
        "files": {kind: {"file": kept[kind], "name": source.name(kind)} for kind in kept},
    }


def _read(record: Path) -> EditionFiles:
    place = record.parent
    try:
        stored = json.loads(record.read_text(encoding="utf-8"))
        edition = Edition(
            name=str(stored["name"]),
            effective_from=date.fromisoformat(stored["effective_from"]),
            effective_to=date.fromisoformat(stored["effective_to"]),
            source=str(stored["source"]),
        )
        if "files" not in stored:
            return EditionFiles(edition, {kind: place / name for kind, name in _EARLIER_NAMES.items()})
        files = {ReleaseKind(kind): one for kind, one in stored["files"].items()}
        return EditionFiles(
            edition,
            {kind: place / Path(one["file"]).name for kind, one in files.items()},
            {kind: str(one["name"]) for kind, one in files.items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EditionRecordError("An imported edition cannot be read", where=place.name) from error
