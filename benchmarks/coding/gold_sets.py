"""The texts under test with what is right for each; touches the world (reads files)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.coding.bench import Bench, fingerprint
from nlp.options import CodingOptions, EncounterType

GOLD = Path(__file__).resolve().parent.parent / "coding_gold"
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Mention:
    """A diagnosis as charts say it, and every code that counts as right for it, best first."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class MarkedSentence:
    """A text with one marked concept at `start` to `end`, its label, and what makes it hard."""

    text: str
    start: int
    end: int
    label: str
    trap: str


@dataclass(frozen=True)
class NegexSentence:
    """A sentence of the NegEx set, its concept in lower case, and its three labels."""

    text: str
    start: int
    end: int
    negation: str
    temporality: str
    experiencer: str


@dataclass(frozen=True)
class CodedNote:
    """A CodiEsp note and the codes it was given."""

    name: str
    text: str
    codes: frozenset[str]


@dataclass(frozen=True)
class GoldNote:
    """One of our own notes: the text, and what a careful coder assigns, may assign and must not assign."""

    name: str
    text: str
    gold: dict[str, Any]

    @property
    def kind(self) -> str:
        """The kind of note, as tables group it."""
        return str(self.gold["document_type"]).replace("progress_note", "office_note").replace("_", " ")

    @cached_property
    def answers(self) -> list[frozenset[str]]:
        """For every assignable line the codes that answer it; the first line is sequenced first."""
        return [frozenset((line["code"], *line["also"])) for line in self.gold["assign"]]

    @cached_property
    def accepted(self) -> frozenset[str]:
        """All codes of all assignable lines."""
        return frozenset().union(*self.answers)

    @cached_property
    def optional(self) -> frozenset[str]:
        """Codes that a coder may add or leave."""
        return frozenset(line["code"] for line in self.gold["optional"])

    @property
    def told(self) -> dict[str, Any]:
        """What the gold tells of the encounter, by option; the birth date is reckoned from the age."""
        gold = self.gold
        began = date.fromisoformat(gold.get("admitted", gold["date_of_service"]))
        told = {
            "encounter_type": EncounterType(gold["encounter_type"]),
            "date_of_service": began,
            "document_type": gold["document_type"].replace("_", " "),
            "author_role": gold["author_role"],
            "sex": gold["sex"][0],
            "birth_date": began - timedelta(days=_DAYS_A_YEAR * gold["age_years"]),
        }
        if "discharged" in gold:
            told["discharge_date"] = date.fromisoformat(gold["discharged"])
        return told

    @property
    def options(self) -> CodingOptions:
        """The encounter as our program takes it; what it has no option for is left out."""
        return CodingOptions(**{name: value for name, value in self.told.items() if name in _options()})


def untold_options(notes: Sequence[GoldNote]) -> list[str]:
    """What the gold notes tell of an encounter and our program has no option for."""
    return sorted({name for note in notes for name in note.told} - _options())


def _options() -> set[str]:
    return {field.name for field in fields(CodingOptions)}


def negex_sentences(bench: Bench) -> tuple[list[NegexSentence], str]:
    """The locatable development sentences, and the file's name with its fingerprint.

    The concept is put in lower case, since its capitals mark it in this set and would tell where it is.

    Raises:
        SetMissingError: the set is not there.
    """
    path = bench.development("negex.tsv")
    found = []
    for line in path.read_text("utf-8").splitlines():
        _, _, concept, sentence, negation, temporality, experiencer = line.split("\t")
        start = sentence.lower().find(concept.strip().lower())
        if start < 0:
            continue
        end = start + len(concept.strip())
        text = sentence[:start] + sentence[start:end].lower() + sentence[end:]
        found.append(NegexSentence(text, start, end, negation, temporality, experiencer))
    return found[: bench.limit], _named(path)


def own_sentences(bench: Bench) -> tuple[list[MarkedSentence], str]:
    """Our own gold sentences, and the file's name with its fingerprint."""
    path = GOLD / "assertion.tsv"
    return [_marked(row) for row in _rows(path)][: bench.limit], _named(path)


def _marked(row: dict[str, str]) -> MarkedSentence:
    found = re.fullmatch(r"(.*)\[\[(.+)\]\](.*)", row["sentence"].replace("\\n", "\n"), re.DOTALL)
    if found is None:
        raise ValueError(f"{row['id']} marks no concept")
    before, concept, after = found.groups()
    start, end = len(before), len(before) + len(concept)
    return MarkedSentence(before + concept + after, start, end, row["label"], row["trap"])


def development_mentions(bench: Bench) -> tuple[list[Mention], str]:
    """The mentions that were seen while the index was written, and the file's name with its fingerprint.

    Raises:
        SetMissingError: the set is not there.
    """
    path = bench.development("mentions.tsv")
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Mention(text, tuple(codes.split("|"))) for text, codes in rows][: bench.limit], _named(path)


def blind_mentions(bench: Bench) -> tuple[list[Mention], str]:
    """The mentions that nobody who writes rules reads, and the file's name with its fingerprint."""
    path = GOLD / "mentions.tsv"
    found = [Mention(row["mention"], tuple(row["codes"].split())) for row in _rows(path)]
    return found[: bench.limit], _named(path)


def codiesp(bench: Bench, part: str) -> tuple[list[CodedNote], str]:
    """The notes of one part ("dev" or "train"), and the file's name with its fingerprint.

    Raises:
        SetMissingError: the set is not there.
    """
    path = bench.development(f"codiesp_en/{part}.jsonl")
    notes = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    coded = [CodedNote(note["id"], note["text"], frozenset(note["codes"])) for note in notes]
    return coded[: bench.limit], _named(path)


def own_notes(bench: Bench) -> tuple[list[GoldNote], str]:
    """Our own gold notes in the order of their names, and their number with a fingerprint over all files."""
    texts = sorted((GOLD / "notes").glob("*.txt"))
    answers = [path.with_suffix(".json") for path in texts]
    notes = [
        GoldNote(text.stem, text.read_text("utf-8"), json.loads(gold.read_text("utf-8")))
        for text, gold in zip(texts, answers, strict=True)
    ]
    said = f"notes/ ({len(notes)} texts with gold): sha256 {fingerprint(*texts, *answers)}"
    return notes[: bench.limit], said


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _named(path: Path) -> str:
    return f"{path.name}: sha256 {fingerprint(path)}"
