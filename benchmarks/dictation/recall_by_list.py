"""Touches the world (reads our shipped lists): recall of terms in them and not in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from benchmarks.dictation.bench import Bench, Reader
from benchmarks.dictation.scores import Count, shown_suggestions, term_recall, without_commands
from benchmarks.dictation.speech_sets import Spoken
from benchmarks.ocr.report import Figure, Table

_WORD = re.compile(r"[a-z][a-z'-]+")


@lru_cache(maxsize=1)
def shipped_words() -> frozenset[str]:
    """Every word in the term lists that our lexicon ships."""
    folder = files("transcribe").joinpath("lexicon")
    lists = [one for one in folder.iterdir() if one.name.endswith(".tsv")]
    return frozenset(word for one in lists for word in _WORD.findall(one.read_text("utf-8").lower()))


def is_shipped(term: str) -> bool:
    """True when every word of the term is in a shipped list."""
    return all(word in shipped_words() for word in _WORD.findall(term.lower()))


def recall_by_list(bench: Bench, spoken: Sequence[Spoken], readers: Sequence[Reader]) -> Table:
    """Recall (written, and with shown suggestions) of terms in and not in the shipped lists."""
    rows = tuple(_row(bench, spoken, reader) for reader in readers)
    headings = ("reader", "in lists", "+ shown", "of", "not in lists", "+ shown", "of")
    return Table(f"terms by shipped list, {spoken[0].set_name}", headings, rows)


def _row(bench: Bench, spoken: Sequence[Spoken], reader: Reader) -> tuple[Figure, ...]:
    answers = bench.hear(reader, [one.take for one in spoken])
    figures: list[Figure] = [reader.name]
    for wanted in (True, False):
        written = shown = Count()
        for one, answer in zip(spoken, answers, strict=True):
            terms = tuple(term for term in one.dictation.terms if is_shipped(term) == wanted)
            asked = replace(one.dictation, clauses=(), other_terms=terms)
            is_ours = reader.program == "ours"
            text = answer["text"] if is_ours else without_commands(answer["text"])
            found = term_recall(asked, text, shown_suggestions(answer) if is_ours else ())
            written, shown = written + found[0], shown + found[1]
        figures += [written.share, shown.share, written.of]
    return tuple(figures)
