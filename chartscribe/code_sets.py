"""Where editions of the code set are kept and looked up from the command line. Touches the disk."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from storage.errors import Disposition, ServiceError

if TYPE_CHECKING:
    from nlp.code_set import CodeSet, Edition

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
    remedy = "Give a name of letters, digits, dots and dashes that no edition has yet, such as 2026-10"


def shared_code_sets() -> Path:
    """The user's cache folder of built editions: made from the packaged files when one is missing."""
    return Path(platformdirs.user_cache_dir("chartscribe", appauthor=False)) / "code_sets"


def imported_code_sets(home: Path) -> Path:
    """The folder of the editions that people imported into a home."""
    return home / "code_sets" / "imported"


def open_editions(home: Path, kept_open: ExitStack) -> list[CodeSet]:
    """The packaged edition and the imported ones, oldest first; they close with `kept_open`."""
    from nlp.code_set import CodeSet
    from nlp.resources import load_resources

    editions = [load_resources(shared_code_sets()).code_set]
    for path in sorted(imported_code_sets(home).glob("*.sqlite")):
        imported = CodeSet(path)
        kept_open.callback(imported.close)
        editions.append(imported)
    return sorted(editions, key=lambda code_set: code_set.edition.effective_from)


def named_edition(editions: list[CodeSet], name: str | None) -> CodeSet:
    """The edition of that name; without a name the newest.

    Raises:
        NoSuchEditionError: there is none.
    """
    if name is None:
        return editions[-1]
    for code_set in editions:
        if code_set.edition.name == name:
            return code_set
    raise NoSuchEditionError(f"There is no edition {name}")


def import_edition(edition: Edition, *, tabular_list: Path, code_list: Path, home: Path) -> CodeSet:
    """The edition built from the official files and kept in the home; to be closed by the caller.

    Raises:
        EditionNameError: the name cannot be used or is taken.
        nlp.code_set.tabular_list.TabularListError: the files are not what is published.
    """
    from nlp.code_set import CodeSet
    from nlp.code_set.importer import EditionFiles, build_edition, packaged_edition

    target = imported_code_sets(home) / f"{edition.name}.sqlite"
    taken = edition.name == packaged_edition().edition.name or target.exists()
    if taken or not _NAME.fullmatch(edition.name):
        raise EditionNameError(f"The name {edition.name} is taken or cannot be used")
    build_edition(EditionFiles(edition, tabular_list, code_list), target)
    return CodeSet(target)
