from __future__ import annotations

from pathlib import Path

import pytest

from nlp.code_set import CodeSet, NoteKind, ReleaseKind, edition_tables, index_tables
from nlp.code_set.codes import excluded_codes, open_code, within
from nlp.code_set.edition_tables import SEVENTH_CAUTION
from nlp.code_set.importer import build_edition
from nlp.code_set.release_xml import ReleaseFileError
from tests.nlp.code_set.small_release import INDEX, TEXTS, built, order_line, release

TABULAR_AND_CODES: dict[ReleaseKind, str] = {
    kind: TEXTS[kind] for kind in (ReleaseKind.TABULAR, ReleaseKind.CODES)
}
EVERYTHING: dict[ReleaseKind, str] = {
    kind: text for kind, text in TEXTS.items() if kind is not ReleaseKind.CODES
}


@pytest.fixture
def whole(tmp_path: Path) -> CodeSet:
    return built(tmp_path, EVERYTHING)


def test_notes_are_inherited_from_codes_section_and_chapter(whole: CodeSet) -> None:
    notes = [(note.owner, note.kind, note.text) for note in whole.notes("s020xxa")]
    assert notes[0] == ("S02", NoteKind.INCLUDES, "broken face")
    assert ("section S00-S09", NoteKind.EXCLUDES2, "burns (T20-T32)") in notes
    assert notes[-1] == (
        "chapter 19",
        NoteKind.USE_ADDITIONAL,
        "code for what caused it (V00-Y99)",
    )
    assert whole.notes("S02.0XXA", inherited=False) == ()
    assert [note.owner for note in whole.notes("C50.41")] == ["chapter 2"]
    assert whole.notes("X99") == ()


def test_inclusion_terms_stay_with_their_code(whole: CodeSet) -> None:
    assert [note.text for note in whole.notes("S02.0", NoteKind.INCLUSION)] == ["Broken skull cap"]
    assert whole.notes("S02.0XXA", NoteKind.INCLUSION) == ()


def test_instructions_name_their_codes(whole: CodeSet) -> None:
    assert [note.codes for note in whole.code_first("S02.0")] == [[("M80", "M80")]]
    assert [note.codes for note in whole.code_also("S02")] == [[("S06.3", "S06.3")]]
    assert [note.codes for note in whole.use_additional("S06")] == [[("V00", "Y99")]]
    assert whole.excludes2("S06") == (("T20", "T32"),)
    assert whole.excluded_by("S02.0XXA") == (("S06", "S06"), ("T14", "T15"))


def test_a_section_called_like_its_category_keeps_its_own_notes(whole: CodeSet) -> None:
    assert whole.excluded_by("QA0") == (("S06", "S06"),)
    assert whole.notes("QA0", inherited=False) == ()
    assert [hit.code for hit in whole.search("qa0")] == ["QA0"]


def test_7th_characters_come_with_meaning_and_complete_code(tmp_path: Path) -> None:
    small = built(tmp_path)
    characters = small.seventh_characters("S02.0")
    assert [(one.character, one.meaning, one.code) for one in characters] == [
        ("A", "initial encounter", "S02.0XXA"),
        ("S", "sequela", "S02.0XXS"),
    ]
    assert small.seventh_characters("S02.0XXA") == small.seventh_characters("S06") == ()
    assert small.billable_under("s02") == ("S02.0XXA", "S02.0XXS")
    assert small.billable_under("S06") == ("S06",)
    assert small.caution == ""


def test_the_order_file_decides_titles_and_what_is_billable(whole: CodeSet) -> None:
    assert whole.title("S02.0XXA") == "Fracture of vault of skull, first visit"
    assert not whole.exists("S02.0XXS")
    assert whole.rows("SELECT short_title FROM code WHERE code = 'C50.41'") == [("Ca up-out quad, female",)]


def test_what_the_order_file_says_otherwise_is_listed(tmp_path: Path) -> None:
    order = TEXTS[ReleaseKind.ORDER].replace("S06     1", "S06     0")
    order += order_line(90, "S029", 1, "New", "New fracture") + order_line(91, "Z99", 1, "Odd", "Odd")
    codes = built(tmp_path, {**EVERYTHING, ReleaseKind.ORDER: order})
    found = codes.rows("SELECT code, what FROM difference WHERE source = 'order' ORDER BY code")
    assert found == [
        ("S02.9", "not in the tabular list"),
        ("S06", "a heading"),
        ("Z99", "not in the tabular list"),
    ]
    assert not codes.billable("S06")
    assert codes.billable("S02.9")
    assert codes.parent("S02.9") == "S02"
    assert codes.parent("Z99") is None


def test_without_any_list_7th_characters_are_multiplied_out_with_a_caution(tmp_path: Path) -> None:
    codes = built(tmp_path, {ReleaseKind.TABULAR: TEXTS[ReleaseKind.TABULAR]})
    assert codes.children("S02.0") == ("S02.0XXA", "S02.0XXS")
    assert codes.caution == SEVENTH_CAUTION


def test_paths_lead_to_a_code_and_its_extensions(whole: CodeSet) -> None:
    paths = [(path.source, path.path, path.code, path.incomplete) for path in whole.paths_to("C50.41")]
    assert paths == [
        ("neoplasm", "Neoplasm, breast, upper-outer quadrant, malignant primary", "C50.4", True),
        ("neoplasm", "Neoplasm, breast, malignant primary", "C50", True),
    ]
    fracture = [path for path in whole.paths_to("S02.0XXA") if path.source is ReleaseKind.INDEX]
    assert [path.path for path in fracture] == ["Fracture NEC, skull, vault", "Fracture NEC, skull"]
    assert fracture[0].manifestation == "QA0"
    assert fracture[0].modifiers == "(closed) (traumatic)"
    assert [path.path for path in whole.paths_to("S06")] == ["Water, poisoning accidental"]
    assert whole.paths_to("QA0") == whole.paths_to("X99") == ()


def test_paths_are_found_by_words_and_their_modifiers(whole: CodeSet) -> None:
    assert whole.find_paths("breast tumor") == ()
    assert [path.code for path in whole.find_paths("primary breast quad")] == ["C50.4"]
    assert {path.source for path in whole.find_paths("traumatic vault")} == {"index", "external_cause"}
    only = whole.find_paths("traumatic vault", sources=[ReleaseKind.INDEX])
    assert [path.source for path in only] == ["index"]
    assert whole.find_paths("") == whole.find_paths("skull", limit=0) == ()
    assert whole.find_paths('"; DROP TABLE code') == ()


def test_references_say_where_the_index_sends_the_coder(whole: CodeSet) -> None:
    assert {(one.relation, one.target) for one in whole.references_from("Fracture NEC, skull")} == {
        ("see_also", "Injury, head"),
        ("see_category", "S02"),
    }
    assert whole.contents() == {
        "codes": 4,
        "drug": 1,
        "external_cause": 1,
        "index": 2,
        "neoplasm": 2,
        "differences": 0,
    }


def test_the_same_files_build_the_same_bytes(tmp_path: Path) -> None:
    source = release(tmp_path, EVERYTHING)
    for name in ("first", "second"):
        build_edition(source, tmp_path / f"{name}.sqlite")
    assert (tmp_path / "first.sqlite").read_bytes() == (tmp_path / "second.sqlite").read_bytes()


def test_files_of_two_releases_are_refused(tmp_path: Path) -> None:
    old = INDEX.replace("<version>2026<", "<version>2019<")
    with pytest.raises(ReleaseFileError, match="tabular list of 2026, the alphabetic index of 2019"):
        built(tmp_path, {**TABULAR_AND_CODES, ReleaseKind.INDEX: old})
    foreign = INDEX.replace("S02", "K35").replace("QA0", "K36")
    with pytest.raises(ReleaseFileError, match="2 of the 2 codes of the alphabetic index"):
        built(tmp_path, {**TABULAR_AND_CODES, ReleaseKind.INDEX: foreign})
    with pytest.raises(ReleaseFileError, match="no tabular list"):
        built(tmp_path, {ReleaseKind.ORDER: TEXTS[ReleaseKind.ORDER]})
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_few_codes_that_the_edition_lacks_are_counted_and_left_out(tmp_path: Path) -> None:
    odd = INDEX.replace("S02.-", "K35.-")
    codes = built(tmp_path, {**TABULAR_AND_CODES, ReleaseKind.INDEX: odd})
    assert codes.rows("SELECT source, code FROM difference") == [("index", "K35")]
    assert codes.contents()["index"] == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (INDEX.replace("<title>skull</title>", ""), "without a title .*line 3"),
        ("<ICD10CM.index><letter/></ICD10CM.index>", "no main term"),
        (TEXTS[ReleaseKind.NEOPLASM].replace('<head col="2">', '<head col="9">'), "no named column .*line 4"),
    ],
)
def test_a_broken_index_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ReleaseFileError, match=reason):
        built(tmp_path, {**TABULAR_AND_CODES, ReleaseKind.INDEX: text})


def test_codes_are_read_as_the_index_and_notes_write_them() -> None:
    assert open_code("C79.8-") == ("C79.8", True)
    assert open_code("c50.-") == ("C50", True)
    assert open_code("T39.011") == ("T39.011", False)
    assert open_code("--") is None
    assert open_code("see below") is None
    named = excluded_codes("with (E11.2-), (K85-K86.-) and (Z99) but no code here")
    assert named == [("E11.2", "E11.2"), ("K85", "K86"), ("Z99", "Z99")]
    assert within("T40.2X1A", "T36", "T50")
    assert not within("T51.0", "T36", "T50")


def test_a_small_file_that_would_grow_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "<term><title>" + "long " * 300 + "</title>"
    deep = INDEX.replace("</mainTerm>", title * 3 + "<code>S06</code>" + "</term>" * 3 + "</mainTerm>")
    with pytest.raises(ReleaseFileError, match="A term longer than"):
        built(tmp_path, {**TABULAR_AND_CODES, ReleaseKind.INDEX: deep})
    monkeypatch.setattr(index_tables, "MAX_PATHS", 1)
    with pytest.raises(ReleaseFileError, match="more paths than any"):
        built(tmp_path, {**TABULAR_AND_CODES, ReleaseKind.INDEX: INDEX})
    monkeypatch.setattr(edition_tables, "MAX_CODES", 5)
    with pytest.raises(ReleaseFileError, match="more codes than any"):
        built(tmp_path, TABULAR_AND_CODES)
    odd = TEXTS[ReleaseKind.TABULAR].replace('char="S"', 'char="SS"')
    with pytest.raises(ReleaseFileError, match=r"A 7th character that is none .*line 20"):
        built(tmp_path, {ReleaseKind.TABULAR: odd})
