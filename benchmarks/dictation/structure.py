"""Touches the world (runs our reader): headings, spoken headers, notes, splits, strikes and spelled names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.dictation.bench import Bench, ours
from benchmarks.dictation.gold import Dictation
from benchmarks.dictation.scores import Count
from benchmarks.dictation.speech_sets import Spoken
from benchmarks.dictation.wording import plain_words
from benchmarks.ocr.report import Table


def structure_table(bench: Bench, spoken: Sequence[Spoken]) -> Table:
    """What was found of each kind, by our reader with terms; a kind that its JSON lacks is found nowhere."""
    answers = bench.hear(ours(bench.quality, is_told=True), [one.take for one in spoken])
    counts: dict[str, Count] = {}
    for one, answer in zip(spoken, answers, strict=True):
        for kind, is_found in found_in(one.dictation, answer):
            counts[kind] = counts.get(kind, Count()) + Count(is_found, 1)
    rows = tuple((kind, int(count.good), count.of, count.share) for kind, count in sorted(counts.items()))
    return Table("structure, ours with terms", ("kind", "found", "of", "share"), rows)


def found_in(dictation: Dictation, answer: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each marked thing of the dictation, and whether the answer has it."""
    sections = plain_words(_all_text(answer.get("sections")))
    header, notes = _all_text(answer.get("header")).lower(), plain_words(_all_text(answer.get("notes")))
    text = plain_words(answer["text"])
    for heading in dictation.marked("heading"):
        yield "heading is a section", plain_words(heading) in sections
    for field in dictation.marked("header"):
        key, _, value = field.partition("=")
        yield f"header {key}", value.lower() in header
    for key in ("note", "cc"):
        for value in dictation.marked(key):
            yield f"{key} is kept", _mostly(value, notes)
            yield f"{key} is no text", not _mostly(value, text)
    for value in dictation.marked("struck"):
        yield "struck is gone", not _is_there(value, text, plain_words(dictation.reference))
    if "split" in [key for clause in dictation.clauses for key, _ in clause.marks]:
        yield "split is proposed", bool(answer.get("splits"))
    else:
        yield "no split is proposed", not answer.get("splits")
    for name in spelled_names(dictation):
        yield "spelled name is right", f" {name.lower()} " in f" {text} "


def spelled_names(dictation: Dictation) -> list[str]:
    """The names that were spelled out, as the reference writes them."""
    found = re.findall(r"\{spelled ([A-Z ]+)\}", " ".join(clause.said for clause in dictation.clauses))
    return [letters.replace(" ", "") for letters in found]


def _mostly(value: str, text: str) -> bool:
    words = [word for word in plain_words(value).split() if len(word) > 2]
    return sum(f" {word} " in f" {text} " for word in words) * 2 > len(words)


def _is_there(value: str, text: str, reference: str) -> bool:
    struck = f" {plain_words(value)} "
    return f" {text} ".count(struck) > f" {reference} ".count(struck)


def _all_text(found: Any) -> str:
    """Every piece of text in a JSON value, one after the other."""
    if isinstance(found, dict):
        return " ".join(_all_text(one) for one in found.values())
    if isinstance(found, list):
        return " ".join(_all_text(one) for one in found)
    return str(found) if found is not None else ""
