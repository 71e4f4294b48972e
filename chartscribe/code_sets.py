"""Editions of the code set: the packaged one, and those that people imported into a home. Touches the disk.

The official files of an imported edition are kept as they are; what is built from them lies in the cache.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from nlp.code_set import CodeSet, Edition
    from nlp.code_set.importer import EditionFiles
    from nlp.resources import CodingResources
    from storage.settings import StorageSettings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")
_TABULAR, _CODES, _EDITION = "tabular.xml", "codes.txt", "edition.json"


class NoSuchEditionError(ServiceError):
    """No edition of this name is here."""

    code = "chartscribe.no_such_edition"
    disposition = Disposition.REJECT
    remedy = "See `chartscribe codes list`, or import it with `chartscribe codes import`"


class EditionNameError(ServiceError):
    """An edition cannot be kept under this name."""

    code = "chartscribe.edition_name"
    disposition = Disposition.REJECT
    remedy = "Give a name of letters, digits, dots and dashes that no edition has yet, such as 2026-10"


class EditionFilesError(ServiceError):
    """The official files cannot be read, or not be kept."""

    code = "chartscribe.edition_files"
    disposition = Disposition.ASK_HUMAN
    remedy = "Check that the files are there, that the home folder may be written to, and its free space"


def all_editions(settings: StorageSettings) -> list[EditionFiles]:
    """The packaged edition and the imported ones, by the day from which they hold."""
    from nlp.code_set import Edition
    from nlp.code_set.importer import EditionFiles, packaged_edition

    editions = [packaged_edition()]
    for described in sorted(_imported(settings).glob(f"*/{_EDITION}")):
        stored = json.loads(described.read_text(encoding="utf-8"))
        for day in ("effective_from", "effective_to"):
            stored[day] = date.fromisoformat(stored[day])
        folder = described.parent
        editions.append(EditionFiles(Edition(**stored), folder / _TABULAR, folder / _CODES))
    return sorted(editions, key=lambda files: files.edition.effective_from)


def resources_of(settings: StorageSettings, edition: str | None = None) -> CodingResources:
    """What suggesting with an edition needs; None: the packaged edition, which the belt uses.

    Raises:
        NoSuchEditionError: there is no edition of that name.
        ServiceError: as `nlp.resources.load_edition`.
    """
    from nlp.code_set.importer import packaged_edition
    from nlp.resources import load_edition, load_resources

    cache = settings.cache_dir / "code_sets"
    if edition is None or edition == packaged_edition().edition.name:
        return load_resources(cache)
    for files in all_editions(settings):
        if files.edition.name == edition:
            return load_edition(cache, files)
    raise NoSuchEditionError(f"There is no edition {edition}")


def import_edition(
    edition: Edition, *, tabular_list: Path, code_list: Path, settings: StorageSettings
) -> CodeSet:
    """The edition, built from the official files and kept in the home from now on.

    Raises:
        EditionNameError: the name cannot be used or is taken.
        EditionFilesError: the files cannot be opened, or not be copied into the home.
        nlp.code_set.tabular_list.TabularListError: they are not what is published.
    """
    from nlp.code_set.importer import EditionFiles
    from nlp.resources import load_edition

    taken = {files.edition.name for files in all_editions(settings)}
    if edition.name in taken or not _NAME.fullmatch(edition.name):
        raise EditionNameError(f"The name {edition.name} is taken or cannot be used")
    source = EditionFiles(edition, tabular_list, code_list)
    try:
        # built first: only what can be read is kept
        code_set = load_edition(settings.cache_dir / "code_sets", source).code_set
        _keep(source, _imported(settings))
    except OSError as failure:
        raise EditionFilesError("The edition could not be read or kept", where=edition.name) from failure
    return code_set


def _imported(settings: StorageSettings) -> Path:
    return settings.home / "code_sets"


def _keep(source: EditionFiles, folder: Path) -> None:
    """Copy the files beside their final place and rename, so that an edition is whole or not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".importing-") as unfinished:
        made = Path(unfinished) / source.edition.name
        made.mkdir()
        shutil.copyfile(source.tabular_list, made / _TABULAR)
        shutil.copyfile(source.code_list, made / _CODES)
        (made / _EDITION).write_text(
            json.dumps(asdict(source.edition), default=date.isoformat), encoding="utf-8"
        )
        made.rename(folder / source.edition.name)
