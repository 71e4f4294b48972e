from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nlp.code_set import CodeSet, Edition, ReleaseKind
from nlp.code_set.code_set import CodeSetDamagedError
from nlp.code_set.codes import dotted
from nlp.code_set.importer import build_edition, content_hash
from nlp.code_set.release_xml import ReleaseFileError
from nlp.resources import CodingResources, EditionUnknownError, load_edition, load_resources
from tests.nlp.code_set.small_release import CODES, EDITION, built, release


@pytest.fixture
def small(tmp_path: Path) -> CodeSet:
    return built(tmp_path)


def test_a_built_edition_answers_for_every_level(small: CodeSet) -> None:
    assert small.edition == EDITION
    assert small.title("s020") == "Fracture of vault of skull"
    assert small.title("S02.0XXA") == "Fracture of vault of skull, initial encounter"
    assert small.title("X99") is None
    assert small.children("S02") == ("S02.0",)
    assert small.children("S02.0") == ("S02.0XXA", "S02.0XXS")
    assert small.leaves("S02") == ("S02.0",)
    assert small.leaves("X99") == ()
    assert small.parent("S02.0") == "S02"
    assert small.ancestry("S02.0XXA") == ("S02.0XXA", "S02.0", "S02")


def test_a_code_is_billable_only_with_its_7th_character(small: CodeSet) -> None:
    assert not small.billable("S02.0")
    assert small.needs_seventh_character("S02.0")
    assert small.billable("S02.0XXA")
    assert small.billable("S06")
    assert not small.billable("S07")


def test_validity_depends_on_the_date(small: CodeSet) -> None:
    assert small.is_valid("S06")
    assert small.is_valid("S06", date(2026, 9, 30))
    assert not small.is_valid("S06", date(2026, 10, 1))


def test_excludes_notes_are_inherited_as_code_ranges(small: CodeSet) -> None:
    assert small.excluded_by("S02.0XXA") == (("S06", "S06"), ("T14", "T15"))


def test_search_finds_by_code_prefix_and_by_words(small: CodeSet) -> None:
    assert [hit.code for hit in small.search("s02.0")] == ["S02.0", "S02.0XXA", "S02.0XXS"]
    assert [hit.code for hit in small.search("broken skul")] == ["S02.0"]
    assert {hit.code for hit in small.search("skull nonsense")} == {"S02", "S02.0"}
    assert [hit.code for hit in small.search("brain skull")] == ["S06", "S02", "S02.0"]  # S06 is complete
    assert small.search('"; DROP') == small.search("drop") == []
    assert small.search("  ") == small.search("skull", limit=0) == []


def _tabular(categories: str) -> str:
    return f"<ICD10CM.tabular><chapter><section>\n{categories}</section></chapter></ICD10CM.tabular>"


@pytest.mark.parametrize(
    ("tabular", "where"),
    [
        ("<ICD10CM.tabular><chapter>", "line 1"),
        ("<html></html>", "tabular.file, line 1"),
        ("<ICD10CM.tabular></ICD10CM.tabular>", "tabular.file"),
        (_tabular("<diag><name>A00</name></diag>"), "line 2"),
        (_tabular("<diag><name>nonsense</name><desc>A</desc></diag>"), "line 2"),
        (
            _tabular(
                "<diag><name>A00</name><desc>A</desc>\n<diag><name>B01.1</name><desc>B</desc></diag></diag>"
            ),
            "line 3",
        ),
    ],
)
def test_a_foreign_or_broken_edition_is_refused_and_leaves_nothing(
    tmp_path: Path, tabular: str, where: str
) -> None:
    texts = {ReleaseKind.TABULAR: tabular, ReleaseKind.CODES: CODES}
    with pytest.raises(ReleaseFileError, match=r".") as caught:
        built(tmp_path, texts)
    assert where in caught.value.where
    assert list((tmp_path / "cache").iterdir()) == []


def test_missing_files_are_named(tmp_path: Path) -> None:
    source = release(tmp_path)
    source.files[ReleaseKind.CODES].unlink()
    with pytest.raises(ReleaseFileError, match=r"codes\.file"):
        build_edition(source, tmp_path / "x.sqlite")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"not a database at all, by any means")
    with pytest.raises(CodeSetDamagedError):
        CodeSet(tmp_path / "bad.sqlite")


def test_the_cache_name_follows_the_content(tmp_path: Path) -> None:
    codes = release(tmp_path).files[ReleaseKind.CODES]
    before = content_hash([codes])
    codes.write_text("A00\n", "utf-8")
    assert content_hash([codes]) != before


def test_an_edition_covers_its_first_and_last_day() -> None:
    assert EDITION.covers(date(2026, 4, 1))
    assert not EDITION.covers(date(2026, 3, 31))
    with pytest.raises(ValueError, match="end before"):
        Edition("x", date(2026, 2, 1), date(2026, 1, 1), "")


def test_codes_get_their_dot() -> None:
    assert dotted("e1122") == dotted("E11.22") == "E11.22"
    assert dotted(" i10 ") == "I10"


def test_the_packaged_edition_is_whole(resources: CodingResources) -> None:
    codes = resources.code_set
    assert codes.rows("SELECT sum(billable) FROM code")[0][0] == 74_719
    assert (codes.title("S72.002A") or "").endswith("initial encounter for closed fracture")
    assert codes.billable("E11.9")
    assert resources.edition(None) is resources.edition("2026-04") is codes
    assert [hit.code for hit in codes.search("gallstones")][:1] == ["K80.20"]
    by_words = [hit.billable for hit in codes.search("type 2 diabetes kidney", limit=40)]
    assert by_words == sorted(by_words, reverse=True)
    by_code = [hit.code for hit in codes.search("E11.3", limit=4)]
    assert by_code == ["E11.3", "E11.31", "E11.32", "E11.33"]


def test_an_edition_that_is_not_loaded_is_refused(resources: CodingResources) -> None:
    with pytest.raises(EditionUnknownError):
        resources.edition("2031")
    with pytest.raises(KeyError):
        resources.titled("X99.999")


def test_resources_are_loaded_once_a_folder(resources: CodingResources, cache_folder: Path) -> None:
    assert load_resources(cache_folder) is resources


def test_a_damaged_cache_is_built_again_by_itself(tmp_path: Path) -> None:
    source = release(tmp_path)
    first = load_edition(tmp_path / "cache", source)
    assert repr(first) == f"CodingResources(test, {first.content_sha256[:16]})"
    first.code_set.close()
    for built_file in (tmp_path / "cache").iterdir():  # the codes, and the codes with their dictionary
        built_file.write_bytes(b"something else")
    again = load_edition(tmp_path / "cache", source)
    assert again.code_set.path == first.code_set.path
    assert again.code_set.title("S06") == "Brain injury"
    assert load_edition(tmp_path / "cache", source).code_set.exists("S06")
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".sqlite", ".sqlite"]
