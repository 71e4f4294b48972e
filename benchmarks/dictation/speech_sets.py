"""Touches the world: the development recordings (dictations and LibriSpeech), with what they say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.dictation.bench import Bench, Take
from benchmarks.dictation.gold import Clause, Dictation
from benchmarks.frame import SetMissingError

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_UNIT = (
    r"(?:%|(?:milligram|microgram|gram|milliliter|liter|millimeter|centimeter)s?|mg|mcg|g|mL|units|percent)"
)
_NUMBER = re.compile(rf"(?:{_MONTH} )?\b\d(?:[\d,./]*\d)?(?:, \d{{4}})?(?: ?{_UNIT}(?!\w))?")
# the spoken column of the development dictations holds the commands as plain words
_SPOKEN_COMMANDS = re.compile(
    r"\b(period|comma|colon|semicolon|new paragraph|new line|next number|number (?:one|two|three)|"
    r"spelled(?: [A-Z])+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spoken:
    """A recording with its truth, as the dictations part scores it."""

    set_name: str
    dictation: Dictation
    take: Take


def folder_of(bench: Bench, name: str) -> Path:
    """The folder of a development set.

    Raises:
        SetMissingError: it is not there.
    """
    for folder in [] if bench.data is None else [bench.data / "asr" / name, bench.data / name]:
        if folder.is_dir():
            return folder
    raise SetMissingError(f"no folder {name} (or asr/{name}) under --data")


def development_dictations(bench: Bench) -> list[Spoken]:
    """The dictations of the manifest; their context is its terms."""
    folder = folder_of(bench, "dictation")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))[: bench.limit]
    found = []
    for one in manifest:
        dictation = _from_manifest(one)
        found.append(Spoken("development", dictation, Take(folder / one["audio"], {"terms": one["terms"]})))
    return found


def _from_manifest(one: dict[str, Any]) -> Dictation:
    reference, terms = str(one["reference"]), [str(term) for term in one["terms"]]
    written = _NUMBER.sub(r"<\g<0>>", reference)
    written = re.sub(r"<(\d)>\. (?=[A-Z])", r"\1. ", written)  # a list number is a command's work
    written = re.sub(r"\n\n", " ¶ ", written).replace("\n", " ↵ ").replace(": 1. ", ": ↵ 1. ")
    said = _SPOKEN_COMMANDS.sub(r"{\1}", str(one["spoken"]))
    return Dictation(Path(str(one["audio"])).stem, {}, (Clause(said, written),), tuple(terms))


def own_dictations(bench: Bench) -> list[Spoken]:
    """The gold dictations, spoken; their context is what a practice knows: worktype, author and terms."""
    return [
        Spoken("own", dictation, Take(recording.path, context_of(dictation)))
        for dictation, recording in bench.own()
    ]


def context_of(dictation: Dictation) -> dict[str, Any]:
    """CONTEXT.json for a gold dictation."""
    head: dict[str, Any] = {
        key: dictation.head[key] for key in ("worktype", "specialty", "author") if key in dictation.head
    }
    return {**head, "terms": list(dict.fromkeys(dictation.terms))}


@dataclass(frozen=True)
class Utterance:
    """A LibriSpeech recording and its words."""

    path: Path
    text: str


def librispeech(bench: Bench) -> list[Utterance]:
    """The development part of LibriSpeech test-other."""
    folder = folder_of(bench, "librispeech_other")
    references = json.loads((folder / "refs.json").read_text(encoding="utf-8"))
    return [Utterance(folder / one["file"], one["text"]) for one in references][: bench.limit]
