"""Editions of the code set: the packaged one, and those imported into a home. Touches the disk."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from nlp.code_set import CodeSet, Edition
    from nlp.code_set.importer import EditionFiles
    from nlp.code_set.release_files import CollectedFiles
    from nlp.options import CodingOptions
    from nlp.resources import CodingResources
    from storage.settings import StorageSettings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")


class NoSuchEditionError(ServiceError):
    """No edition of this name is here."""

    code = "chartscribe.no_such_edition"
    disposition = Disposition.REJECT
    remedy = "See `chartscribe codes list`, or import it with `chartscribe codes import`"


class EditionNameError(ServiceError):
    """An edition cannot be kept under this name."""

    code = "chartscribe.edition_name"
    disposition = Disposition.REJECT
    remedy = "Give a name of letters, digits, dots and dashes, such as 2027"


class EditionFilesError(ServiceError):
    """The official files cannot be read, or not be kept."""

    code = "chartscribe.edition_files"
    disposition = Disposition.ASK_HUMAN
    remedy = "Check that the home folder may be written to, and its free space"


@dataclass(frozen=True)
class Imported:
    """What an import brought: the edition as it is now, and names of given files that it does not use."""

    code_set: CodeSet
    unused: tuple[str, ...]


def all_editions(settings: StorageSettings) -> list[EditionFiles]:
    """The packaged edition and the imported ones, by the day from which they hold."""
    from nlp.code_set.installed import installed_editions

    return installed_editions(_imported(settings))


def edition_named(settings: StorageSettings, name: str) -> EditionFiles:
    """The files of the edition of that name.

    Raises:
        NoSuchEditionError: there is none.
    """
    for files in all_editions(settings):
        if files.edition.name == name:
            return files
    raise NoSuchEditionError(f"There is no edition {name}")


def code_set_of(settings: StorageSettings, files: EditionFiles) -> CodeSet:
    """One edition to look codes up in; built first if nobody has used it yet.

    Raises:
        ServiceError: as `nlp.code_set.importer.open_edition`.
    """
    from nlp.code_set.importer import open_edition

    return open_edition(files, _cache(settings))


def edition_today(settings: StorageSettings) -> EditionFiles:
    """The edition that encounters of today are coded by."""
    from nlp.edition_in_use import edition_files_in_force
    from nlp.options import CodingOptions

    return edition_files_in_force(CodingOptions(), all_editions(settings), today=today_at(settings))


def today_at(settings: StorageSettings) -> date:
    """Today's date at the site."""
    return datetime.now(ZoneInfo(settings.site_time_zone)).date()


def resources_for(settings: StorageSettings, options: CodingOptions) -> CodingResources:
    """What suggesting needs by the edition that `options` name, or that is in force on their coding date.

    Raises:
        NoSuchEditionError: there is no edition of the name.
        ServiceError: as `nlp.edition_in_use.resources_in_force`.
    """
    from nlp.edition_in_use import resources_in_force

    if options.edition is not None:
        edition_named(settings, options.edition)
    return resources_in_force(
        options,
        editions_folder=_imported(settings),
        cache_folder=_cache(settings),
        today=today_at(settings),
    )


def import_edition(edition: Edition, given: Sequence[Path], settings: StorageSettings) -> Imported:
    """The edition, built from the given zips and files and kept in the home from now on.

    Files of an edition of the same name stay where none of their kind is given, so tables can be added to it.
    Nothing is kept before all of it has been built, so a refused import leaves what was there.

    Raises:
        EditionNameError: the name cannot be used.
        EditionFilesError: the files cannot be copied into the home.
        nlp.code_set.release_xml.ReleaseFileError, nlp.code_set.release_files.ReleaseArchiveError: they are
            not what is published.
    """
    from nlp.code_set.installed import keep_edition
    from nlp.code_set.release_files import collect_release

    if not _NAME.fullmatch(edition.name):
        raise EditionNameError(f"The name {edition.name[:60]} cannot be used")
    folder = _imported(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".importing-") as unfinished:
            collected = collect_release(given, Path(unfinished))
            source = _with_what_is_there(edition, collected, all_editions(settings))
            code_set_of(settings, source).close()
            keep_edition(source, folder)
    except OSError as failure:
        raise EditionFilesError("The edition could not be read or kept", where=edition.name) from failure
    kept = edition_named(settings, edition.name)
    return Imported(code_set_of(settings, kept), tuple(collected.unused))


def _with_what_is_there(
    edition: Edition, collected: CollectedFiles, known: Sequence[EditionFiles]
) -> EditionFiles:
    from nlp.code_set.importer import EditionFiles

    before = next((one for one in known if one.edition.name == edition.name), None)
    files = dict(before.files) if before else {}
    names = {kind: before.name(kind) for kind in files} if before else {}
    files |= {kind: one.path for kind, one in collected.files.items()}
    names |= {kind: one.name for kind, one in collected.files.items()}
    source = ", ".join(sorted(set(names.values())))
    return EditionFiles(replace(edition, source=source), files, names)


def _imported(settings: StorageSettings) -> Path:
    return settings.home / "code_sets"


def _cache(settings: StorageSettings) -> Path:
    return settings.cache_dir / "code_sets"
