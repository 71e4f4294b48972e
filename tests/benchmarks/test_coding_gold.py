"""The gold sentences and mentions for coding are whole, and read as their page says."""

from __future__ import annotations

import csv
import re
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import benchmarks

with warnings.catch_warnings():  # it reads its files with a function Python deprecates
    warnings.simplefilter("ignore", DeprecationWarning)
    import simple_icd_10_cm as edition

_GOLD = Path(benchmarks.__file__).parent / "coding_gold"
_LABELS = {"present", "negated", "possible", "historical", "family", "hypothetical", "conditional"}
# the last category of each chapter of ICD-10-CM, in the order of the tabular list
_CHAPTER_ENDS = (
    *("B99", "D49", "D89", "E89", "F99", "G99", "H59", "H95", "I99", "J99", "K95"),
    *("L99", "M99", "N99", "O9A", "P96", "Q99", "R99", "T88", "U85", "Y99", "Z99"),
)


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (_GOLD / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _chapter(code: str) -> str:
    return next(end for end in _CHAPTER_ENDS if code[:3] <= end)


@pytest.mark.parametrize(("name", "key"), [("assertion", "sentence"), ("mentions", "mention")])
def test_no_id_and_no_text_stands_twice_and_every_line_is_whole(name: str, key: str) -> None:
    rows = _rows(name)
    assert all(None not in row and None not in row.values() for row in rows)
    assert max(Counter(row["id"] for row in rows).values()) == 1
    plain = Counter(re.sub(r"[\[\]]", "", row[key]).strip().lower() for row in rows)
    assert [text for text, count in plain.items() if count > 1] == []


def test_every_sentence_marks_one_concept_and_has_a_known_label() -> None:
    for row in _rows("assertion"):
        assert re.fullmatch(r"[^\[\]]*\[\[[^\[\]]+\]\][^\[\]]*", row["sentence"]), row["id"]
        assert row["label"] in _LABELS, row["id"]


def test_each_label_has_45_sentences_and_more_than_half_hold_a_trap() -> None:
    rows = _rows("assertion")
    assert len(rows) >= 350
    counts = Counter(row["label"] for row in rows)
    assert set(counts) == _LABELS
    assert min(counts.values()) >= 45
    assert sum(bool(row["trap"]) for row in rows) > len(rows) / 2
    assert sum(r"\n" in row["sentence"] for row in rows) >= 15


def test_every_accepted_code_is_valid_and_billable() -> None:
    for row in _rows("mentions"):
        codes = row["codes"].split()
        assert codes, row["id"]
        assert len(set(codes)) == len(codes), row["id"]
        for code in codes:
            assert edition.is_valid_item(code), (row["id"], code)
            assert edition.is_leaf(code), (row["id"], code)


def test_every_chapter_has_6_mentions_and_chapter_u_3() -> None:
    rows = _rows("mentions")
    assert len(rows) >= 230
    counts = Counter(_chapter(row["codes"].split()[0]) for row in rows)
    assert counts.pop("U85") >= 3
    assert len(counts) == len(_CHAPTER_ENDS) - 1
    assert min(counts.values()) >= 6


def test_at_most_a_tenth_of_the_mentions_read_like_a_title() -> None:
    titles = {edition.get_description(code).lower() for code in edition.get_all_codes()}
    same = [row["mention"] for row in _rows("mentions") if row["mention"].lower() in titles]
    assert len(same) <= len(_rows("mentions")) / 10, same
