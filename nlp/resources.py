"""Everything the coding stage needs in memory, loaded once a process; touches the world (files, spaCy)."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from nlp.abbreviations import Reader
from nlp.assertion import AssertionRules
from nlp.chart_index import ChartIndex, load_chart_index
from nlp.chart_index.chart_index import data_files
from nlp.code_set import CodeSet
from nlp.code_set.importer import (
    EditionFiles,
    content_hash,
    extend_edition,
    open_edition,
    open_or_build,
    packaged_edition,
)
from nlp.dictionary import Dictionary, write_bags
from nlp.near_terms import NearTerms
from nlp.resolving import Resolver
from nlp.sections import SectionSplitter, section_at
from nlp.spacy_pipeline import ChartPipeline
from nlp.spelling import Speller
from nlp.suggester import DictionarySuggester, Suggester
from nlp.suggestion import AssertionLabel
from storage.errors import Disposition, EngineInfo, ServiceError

ENGINE_NAME = "chartscribe-dictionary"
ENGINE_VERSION = "1"
_CODE_FILES = ("words.py", "dictionary.py", "dictionary_terms.py", "abbreviations.py", "near_terms.py")


class EditionUnknownError(ServiceError):
    """An edition was asked for that is not loaded."""

    code: ClassVar[str] = "nlp.edition_unknown"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Name a loaded edition, or leave it out to use the one there is"


@dataclass(frozen=True, repr=False)
class CodingResources:
    """The code set, our index, and the engine; `content_sha256` names exactly what was loaded."""

    code_set: CodeSet
    index: ChartIndex
    reader: Reader
    content_sha256: str

    def __repr__(self) -> str:
        return f"CodingResources({self.code_set.edition.name}, {self.content_sha256[:16]})"

    @cached_property
    def suggester(self) -> Suggester:
        """The engine; spaCy and the dictionary are loaded at the first use, so that search stays light."""
        dictionary = Dictionary.of_edition(self.code_set)
        pipeline = ChartPipeline(
            splitter=SectionSplitter(self.index.sections),
            reader=self.reader,
            dictionary=dictionary,
            speller=Speller(dictionary.stems | self.reader.vocabulary()),
            near=NearTerms(self.code_set),
            rules=AssertionRules(self.index.cues),
        )
        engine = EngineInfo(
            name=ENGINE_NAME,
            version=f"{ENGINE_VERSION} (spaCy {version('spacy')}, scispaCy {version('scispacy')})",
            model_sha256=self.content_sha256,
        )
        return DictionarySuggester(pipeline, Resolver(self.code_set, self.reader.stems), engine)

    @cached_property
    def _said(self) -> tuple[SectionSplitter, AssertionRules]:
        return SectionSplitter(self.index.sections), AssertionRules(self.index.cues)

    def said_of(self, text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[AssertionLabel, str]]:
        """What a text says of the words at each of these places, and the section each stands in."""
        splitter, rules = self._said
        sections = splitter.split(text)
        found = rules.assert_spans(text, sections, spans)
        return [
            (one.label, section_at(sections, start)) for one, (start, _) in zip(found, spans, strict=True)
        ]

    def edition(self, name: str | None) -> CodeSet:
        """The loaded code set of that edition; None is the one there is.

        Raises:
            EditionUnknownError: another one was asked for.
        """
        if name is not None and name != self.code_set.edition.name:
            raise EditionUnknownError(
                f"Edition {name} is not loaded", where=f"there is {self.code_set.edition.name}"
            )
        return self.code_set

    def titled(self, code: str) -> tuple[str, bool]:
        """Title and billable flag of a code of the edition.

        Raises:
            KeyError: the edition has no such code, which our tests of the index rule out.
        """
        title = self.code_set.title(code)
        if title is None:
            raise KeyError(code)
        return title, self.code_set.billable(code)


_MAX_LOADED = 2  # around 1 October two editions are coded by; each takes up to 50 MB of memory
_loaded: OrderedDict[tuple[Path, EditionFiles], CodingResources] = OrderedDict()
_loading = threading.Lock()


def load_resources(cache_folder: Path) -> CodingResources:
    """The resources of the packaged edition; as `resources_of`."""
    return resources_of(packaged_edition(), cache_folder)


def resources_of(source: EditionFiles, cache_folder: Path) -> CodingResources:
    """The resources of an edition, loaded once a process; the two editions used last are kept.

    The first call on a machine builds the edition's file (a few seconds); later ones open it. A damaged file
    is built again once.

    Raises:
        ReleaseFileError: the official files cannot be read.
        ChartIndexError: a data file of our index is malformed.
        CodeSetDamagedError: the file is damaged even after building it again.
    """
    key = (cache_folder.resolve(), source)
    with _loading:
        if key not in _loaded:
            _loaded[key] = load_edition(key[0], source)
        _loaded.move_to_end(key)
        while len(_loaded) > _MAX_LOADED:
            _loaded.popitem(last=False)  # whoever still works with it keeps it until the end of that work
        return _loaded[key]


def load_edition(folder: Path, source: EditionFiles) -> CodingResources:
    """The resources of one edition, built into `folder` if its file is not there.

    Raises:
        ReleaseFileError: the official files cannot be read.
        ChartIndexError: a data file of our index is malformed.
        CodeSetDamagedError: the file is damaged even after building it again.
    """
    codes = open_edition(source, folder)
    index = within_edition(load_chart_index(), codes)
    reader = Reader(index.words, index.abbreviations)
    own_code = [Path(__file__).parent / name for name in _CODE_FILES]
    digest = content_hash([*source.paths, *data_files(), *own_code], *source.salts)
    path = folder / f"icd10cm-{source.edition.name}-{digest[:16]}.sqlite"

    def add_bags(connection: sqlite3.Connection) -> None:
        write_bags(connection, index.terms, reader.stems)

    code_set = open_or_build(path, lambda: extend_edition(codes.path, path, add_bags))
    codes.close()
    return CodingResources(code_set, index, reader, digest)


def within_edition(index: ChartIndex, codes: CodeSet) -> ChartIndex:
    """Our index, which is written for the packaged edition, without what names a code that this one lacks."""
    known = {code for (code,) in codes.rows("SELECT code FROM code")}
    return replace(
        index,
        terms=tuple(term for term in index.terms if term.code in known),
        history={prefix: code for prefix, code in index.history.items() if code in known},
        family={prefix: code for prefix, code in index.family.items() if code in known},
        combinations=tuple(rule for rule in index.combinations if rule.combined in known),
    )
