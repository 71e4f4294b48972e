"""The gold notes of the coding benchmark are whole, and every claim in them can be looked up."""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    # the package reads its tables through a function that importlib has deprecated
    warnings.simplefilter("ignore", DeprecationWarning)
    import simple_icd_10_cm

NOTES = Path(__file__).parents[2] / "benchmarks" / "coding_gold" / "notes"
EDITION = (date(2025, 10, 1), date(2026, 9, 30))
TRAPS = {
    *("negated", "family", "history", "ruled out", "integral symptom", "uncertain outpatient", "excludes1"),
    *("medication only", "other person", "hypothetical", "lab value only", "other"),
}
ASSIGN_KEYS = {"code", "also", "evidence", "sequence", "poa", "why"}


@dataclass(frozen=True)
class GoldNote:
    name: str
    text: str
    gold: dict[str, Any]

    @property
    def assign(self) -> list[dict[str, Any]]:
        return list(self.gold["assign"])

    def codes(self, key: str) -> list[str]:
        return [line["code"] for line in self.gold[key]]


def _gold_notes() -> list[GoldNote]:
    return [
        GoldNote(path.stem, path.read_text("utf-8"), json.loads(path.with_suffix(".json").read_text("utf-8")))
        for path in sorted(NOTES.glob("*.txt"))
    ]


ALL = _gold_notes()
each_note = pytest.mark.parametrize("note", ALL, ids=lambda note: note.name)


def test_thirty_notes_stand_in_the_mix_the_benchmark_asks_for() -> None:
    assert sorted(path.stem for path in NOTES.glob("*.json")) == [note.name for note in ALL]
    kinds = Counter(
        "office_note" if note.gold["document_type"] == "progress_note" else note.gold["document_type"]
        for note in ALL
    )
    wanted = {
        **{"discharge_summary": 8, "office_note": 8, "operative_report": 5},
        **{"pathology_report": 4, "emergency_note": 5},
    }
    assert kinds == wanted


@each_note
def test_a_note_has_the_length_codes_and_traps_of_its_kind(note: GoldNote) -> None:
    assert 180 <= len(note.text.split()) <= 450
    assert 4 <= len(note.assign) <= 14
    assert len(note.gold["do_not_assign"]) >= 4
    assert all(line["why"] for line in note.assign + note.gold["optional"])
    assert {line["why"].split(":")[0] for line in note.gold["do_not_assign"]} <= TRAPS
    assert all(set(line) == ASSIGN_KEYS for line in note.assign)


@each_note
def test_every_code_of_a_note_is_valid_and_billable(note: GoldNote) -> None:
    also = [code for line in note.assign for code in line["also"]]
    named = [*also, *(code for key in ("assign", "do_not_assign", "optional") for code in note.codes(key))]
    bad = [
        code
        for code in named
        if not (simple_icd_10_cm.is_valid_item(code) and simple_icd_10_cm.is_leaf(code))
    ]
    assert bad == []


@each_note
def test_no_code_of_a_note_stands_in_two_lists(note: GoldNote) -> None:
    accepted = [
        *note.codes("assign"),
        *(code for line in note.assign for code in line["also"]),
    ]
    named = [*accepted, *note.codes("do_not_assign"), *note.codes("optional")]
    assert [code for code, count in Counter(named).items() if count > 1] == []


@each_note
def test_every_evidence_stands_in_the_note_word_for_word(note: GoldNote) -> None:
    quoted = [text for line in note.assign + note.gold["optional"] for text in line["evidence"]]
    quoted += [line["evidence"] for line in note.gold["do_not_assign"]]
    assert all(line["evidence"] for line in note.assign)
    assert [text for text in quoted if text not in note.text or not text.strip()] == []


@each_note
def test_one_code_is_first_and_no_external_cause_is(note: GoldNote) -> None:
    order = [line["sequence"] for line in note.assign]
    assert order == ["first"] + ["secondary"] * (len(order) - 1)
    assert not re.match(r"[V-Y]", note.assign[0]["code"])


@each_note
def test_presence_on_admission_is_told_for_inpatients_only(note: GoldNote) -> None:
    inpatient = note.gold["encounter_type"] == "inpatient"
    told = {line["poa"] for line in note.assign}
    assert told <= ({"Y", "N", "U", "W", "exempt"} if inpatient else {None})
    assert ("admitted" in note.gold, "discharged" in note.gold) == (inpatient, inpatient)


@each_note
def test_the_dates_of_a_note_lie_in_the_edition(note: GoldNote) -> None:
    served = date.fromisoformat(note.gold["date_of_service"])
    assert EDITION[0] <= served <= EDITION[1]
    if "admitted" in note.gold:
        admitted, discharged = (date.fromisoformat(note.gold[key]) for key in ("admitted", "discharged"))
        assert EDITION[0] <= admitted <= served <= discharged <= EDITION[1]
