"""Which edition a text is coded by: the one in force on its coding date. Touches the disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nlp.code_set.editions import edition_for
from nlp.code_set.importer import EditionFiles
from nlp.code_set.installed import installed_editions
from nlp.options import CodingOptions
from nlp.resources import CodingResources, EditionUnknownError, resources_of


def resources_in_force(
    options: CodingOptions, *, editions_folder: Path, cache_folder: Path, today: date
) -> CodingResources:
    """The resources of the edition that `options` name, or of the one in force on their coding date.

    Editions are looked up anew each time, so an import is used from the next text on. Without a coding date
    `today` decides. Where none is in force the nearest is used, and the suggestions say so.

    Raises:
        EditionUnknownError: the named edition is not on this machine.
        ServiceError: as `installed_editions` and `resources_of`.
    """
    source = edition_files_in_force(options, installed_editions(editions_folder), today=today)
    return resources_of(source, cache_folder)


def edition_files_in_force(
    options: CodingOptions, editions: list[EditionFiles], *, today: date
) -> EditionFiles:
    """The files of that edition among `editions`.

    Raises:
        EditionUnknownError: the named edition is not among them.
    """
    by_edition = {one.edition: one for one in editions}
    if options.edition is None:
        return by_edition[edition_for(options.coding_date or today, by_edition)]
    named = next((one for one in editions if one.edition.name == options.edition), None)
    if named is None:
        raise EditionUnknownError(f"There is no edition {options.edition}")
    return named
