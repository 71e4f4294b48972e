"""Ways from a mention to ranked codes: ours, and peers over the same official strings.

Touches the world: loads libraries, keeps a search table in memory, asks a peer's own process.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
from rapidfuzz import fuzz, process

import nlp.resources as resources_module
from benchmarks.coding.bench import Bench
from nlp.chart_index import load_chart_index
from nlp.code_set.importer import packaged_edition
from nlp.options import CodingOptions, EncounterType
from nlp.resources import CodingResources, load_edition
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes

# ranked codes for each of several mentions
Linker = Callable[[Sequence[str]], list[list[str]]]
_MOST = 20


def ours(resources: CodingResources, encounter_type: EncounterType) -> Linker:
    """Our suggestions for the mention as a whole text, best first, shown or not."""
    options = CodingOptions(encounter_type=encounter_type)

    def link(mentions: Sequence[str]) -> list[list[str]]:
        return [
            [
                one.code
                for one in suggest_codes(
                    SourceText.from_plain_text(mention), options=options, resources=resources
                ).suggestions
            ]
            for mention in mentions
        ]

    return link


def without_our_index(folder: Path) -> CodingResources:
    """The packaged edition built into `folder` as ever, but from an index without entries.

    Abbreviations, words, history and combination tables stay: they are no index entries.
    """
    bare = replace(load_chart_index(), terms=())
    with mock.patch.object(resources_module, "load_chart_index", return_value=bare):
        return load_edition(folder, packaged_edition())


def official_terms(resources: CodingResources) -> list[tuple[str, str]]:
    """(text, code) of every title and official term of the edition; none of our own index."""
    titles = resources.code_set.rows("SELECT title, code FROM code WHERE seventh = 0")
    return titles + resources.code_set.rows("SELECT text, code FROM term")


def bm25(terms: Iterable[tuple[str, str]]) -> Linker:
    """Any word of the mention, stemmed, ranked by SQLite's BM25."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE term USING fts5 (text, code UNINDEXED, tokenize = 'porter')")
    connection.executemany("INSERT INTO term VALUES (?, ?)", terms)

    def one(mention: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", mention))
        if not words:
            return []
        statement = "SELECT code FROM term WHERE term MATCH ? ORDER BY rank LIMIT ?"
        return list(dict.fromkeys(code for (code,) in connection.execute(statement, (words, _MOST))))

    return lambda mentions: [one(mention) for mention in mentions]


def token_set(terms: Sequence[tuple[str, str]]) -> Linker:
    """The best `token_set_ratio` of rapidfuzz over all strings."""
    texts = [text.lower() for text, _ in terms]

    def one(mention: str) -> list[str]:
        best = process.extract(mention.lower(), texts, scorer=fuzz.token_set_ratio, limit=_MOST)
        return list(dict.fromkeys(terms[place][1] for _, _, place in best))

    return lambda mentions: [one(mention) for mention in mentions]


def character_ngrams(terms: Sequence[tuple[str, str]]) -> Linker | None:
    """Cosine of TF-IDF weighted character 3-grams within words, as scispaCy links; None without scikit-learn.

    The product is exact, where scispaCy's neighbour graph only approximates it.
    """
    if importlib.util.find_spec("sklearn") is None:
        return None
    text = importlib.import_module("sklearn.feature_extraction.text")
    vectors = text.TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    known = vectors.fit_transform(term.lower() for term, _ in terms).T.tocsr()

    def one(mention: str) -> list[str]:
        likeness = (vectors.transform([mention.lower()]) @ known).toarray()[0]
        best = (-likeness).argsort(kind="stable")[:_MOST]
        return list(dict.fromkeys(terms[place][1] for place in best if likeness[place] > 0))

    return lambda mentions: [one(mention) for mention in mentions]


def icd10_coder(bench: Bench, mentions: Sequence[str]) -> tuple[list[list[str]], float] | None:
    """What the peer's own search answers and its seconds, where a Python with it is known; else None."""
    answer = bench.ask_peer("icd10_coder", "child_icd10_coder.py", list(mentions))
    return None if answer is None else (answer["codes"], answer["seconds"])
