from __future__ import annotations

from typing import cast

import pytest

from nlp.code_set import CodeSearchHit, IndexPath, ReleaseKind
from review_ui import coding_acts
from review_ui.coding_choices import choices_for, telling_parts
from review_ui.coding_edits import edits_for
from review_ui.workplace import Workplace
from storage.tables import Encounter


class Tree:
    """A code set made by hand: every code with its title; what has codes below it is not complete."""

    def __init__(self, titles: dict[str, str], excludes: dict[str, tuple[tuple[str, str], ...]]) -> None:
        self._titles, self._excludes = titles, excludes

    def title(self, code: str) -> str | None:
        return self._titles.get(code)

    def exists(self, code: str) -> bool:
        return code in self._titles

    def billable(self, code: str) -> bool:
        return code in self._titles and not self.children(code)

    def parent(self, code: str) -> str | None:
        above = code[:-1].rstrip(".")
        return above if above in self._titles else None

    def children(self, code: str) -> tuple[str, ...]:
        return tuple(one for one in self._titles if self.parent(one) == code)

    def billable_under(self, prefix: str) -> tuple[str, ...]:
        return tuple(one for one in self._titles if one.startswith(prefix) and self.billable(one))

    def excluded_by(self, code: str) -> tuple[tuple[str, str], ...]:
        return self._excludes.get(code, ())


CODES = Tree(
    {
        "N18": "Chronic kidney disease",
        "N18.3": "Chronic kidney disease, stage 3",
        "N18.30": "Chronic kidney disease, stage 3 unspecified",
        "N18.31": "Chronic kidney disease, stage 3a",
        "N18.32": "Chronic kidney disease, stage 3b",
        "M25.56": "Pain in knee",
        "M25.561": "Pain in right knee",
        "M25.562": "Pain in left knee",
        "M25.569": "Pain in unspecified knee",
        "S72.00": "Fracture of neck of femur",
        "S72.001": "Fracture of neck of right femur",
        "S72.001A": "Fracture of neck of right femur, initial encounter",
        "S72.009": "Fracture of neck of unspecified femur",
        "S72.009A": "Fracture of neck of unspecified femur, initial encounter",
        "S72.009D": "Fracture of neck of unspecified femur, subsequent encounter",
        "I10": "Essential (primary) hypertension",
        "I15": "Secondary hypertension",
        "W19": "Unspecified fall",
    },
    {"I10": (("I15", "I15"),)},
)


def found(code: str, *flags: str) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in choices_for(CODES, code, flags=flags)]


def test_a_code_that_is_not_complete_offers_the_complete_ones_by_what_differs() -> None:
    assert found("N18.3") == [
        ("N18.30", "stage 3 unspecified"),
        ("N18.31", "stage 3a"),
        ("N18.32", "stage 3b"),
    ]


def test_a_side_that_is_not_stated_is_a_choice_within_the_same_visit() -> None:
    assert found("M25.569", "side_not_stated") == [("M25.561", "right"), ("M25.562", "left")]
    assert found("S72.009A", "side_not_stated") == [
        ("S72.001A", "Fracture of neck of right femur, initial encounter")
    ]


def test_a_code_that_says_all_there_is_to_say_offers_nothing() -> None:
    assert found("I10") == []
    assert found("I10", "unspecified") == []
    assert found("M25.562") == []


def test_too_many_choices_are_left_to_the_search() -> None:
    many = Tree({"A00": "A", **{f"A00.{letter}": letter for letter in "ABCDEFGHIJ"}}, {})

    assert choices_for(many, "A00", flags=()) == ()


@pytest.mark.parametrize(
    ("titles", "labels"),
    [
        (["Gout, right hand", "Gout, left hand"], ["right", "left"]),
        (["Alone"], ["Alone"]),
        (["One thing", "Another thing"], ["One", "Another"]),
        (["Injury of hand", "Injury of hand, open"], ["hand", "hand, open"]),
    ],
)
def test_labels_hold_what_tells_titles_apart(titles: list[str], labels: list[str]) -> None:
    assert telling_parts(titles) == labels


def edits(*assigned: str, inpatient: bool = False, **onsets: str) -> list[str]:
    said = edits_for(
        assigned,
        CODES,
        edition="2026",
        onsets={code.replace("_", "."): one for code, one in onsets.items()},
        is_inpatient=inpatient,
        must_follow=["I15"],
    )
    return [one.words for one in said]


def test_codes_that_exclude_each_other_are_named_in_either_order() -> None:
    (said,) = edits("I10", "I15")
    (other,) = edits("I10", "N18.31", "I15")

    assert said.startswith("I10 and I15 exclude each other")
    assert other == said


def test_what_cannot_stand_first_is_said() -> None:
    assert edits("W19", "I10") == ["W19 is an external cause: it is never first"]
    assert edits("I15", "N18.31") == ["I15 goes behind the code of the disease that causes it"]
    assert edits("I10", "W19") == []
    assert edits() == []


def test_codes_that_the_edition_does_not_have_or_that_are_headings_are_said() -> None:
    said = edits("X00.1", "N18.3")

    assert said[0].startswith("X00.1 is no code of edition 2026")
    assert said[1].startswith("N18.3 is not complete")


def test_inpatient_codes_ask_whether_they_were_present_on_admission() -> None:
    assert edits("I10", "N18.31", inpatient=True, I10="Y") == [
        "Not said whether it was present on admission: N18.31"
    ]
    assert edits("I10", "N18.31", inpatient=True, I10="Y", N18_31="exempt") == []


def test_the_search_finds_codes_by_paths_of_the_index_too(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "Neoplasm, breast, upper-outer quadrant, malignant primary"

    class Indexed(Tree):
        def search(self, _query: str, _limit: int) -> list[CodeSearchHit]:
            return [CodeSearchHit("I10", "Essential (primary) hypertension", billable=True)]

        def find_paths(self, _words: str, *, limit: int) -> tuple[IndexPath, ...]:
            found = [IndexPath(ReleaseKind.NEOPLASM, path, "", code, False, "") for code in ("C50.4", "I10")]
            return tuple(found[:limit])

    titles = {"I10": "Essential (primary) hypertension", "C50.4": "Upper-outer quadrant of breast"}
    monkeypatch.setattr(coding_acts, "code_set_for", lambda _place, _visit: Indexed(titles, {}))

    found = coding_acts.search_codes(cast(Workplace, None), Encounter(), "breast")

    assert [(one.code, one.path) for one in found] == [("I10", ""), ("C50.4", path)]
