from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from nlp.code_set import ReleaseKind
from tests.chartscribe.conftest import Command
from tests.nlp.code_set.small_release import NEOPLASM, ORDER, TABULAR, TEXTS

FY2027 = ("--edition", "2027", "--effective", "2026-10-01")
NEXT_YEAR = {kind: text.replace("<version>2026<", "<version>2027<") for kind, text in TEXTS.items()}


def official_zip(folder: Path) -> Path:
    path = folder / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for kind in (ReleaseKind.TABULAR, ReleaseKind.INDEX):
            archive.writestr(f"{kind}-2027.xml", NEXT_YEAR[kind])
        archive.writestr("guidelines.pdf", b"%PDF-1.7")
    return path


@pytest.fixture
def imported(command: Command, tmp_path: Path) -> Command:
    """A home that holds the edition 2027, brought by a zip and a loose order file."""
    (tmp_path / "order.txt").write_text(ORDER)
    said = command("codes", "import", official_zip(tmp_path), tmp_path / "order.txt", *FY2027, "--json")
    assert said.code == 0, said.err
    assert said.line["holds"] == {"codes": 4, "index": 2}
    assert said.line["unused"] == ["tables.zip: guidelines.pdf"]
    assert (said.line["effective_from"], said.line["effective_to"]) == ("2026-10-01", "2027-09-30")
    return command


def test_the_packaged_edition_is_listed_with_what_it_holds(command: Command) -> None:
    packaged = command("codes", "list", "--json").line
    assert set(packaged) >= {"name", "effective_from", "effective_to", "in_force_today", "source"}
    assert packaged["holds"] == {"codes": 74_719}
    assert "2026-04" in command("codes", "list").out


def test_a_code_is_shown_with_notes_and_flags(command: Command) -> None:
    shown = command("codes", "show", "e1122", "Z99999", "--edition", "2026-04", "--json")
    assert shown.code == 2
    code = shown.lines[0]
    assert (code["code"], code["billable"], code["edition"]) == ("E11.22", True, "2026-04")
    assert [one["code"] for one in code["above"]] == ["E11", "E11.2"]
    assert {note["kind"] for note in code["notes"]} >= {"use_additional", "includes", "excludes1"}
    assert (code["flags"]["hcc_v28"], code["paths"]) == ("37", [])
    assert shown.lines[1]["error"]["code"] == "chartscribe.no_such_code"
    for_people = command("codes", "show", "E11.2", "I50.23", "Z99999")
    assert "heading, not billable" in for_people.out
    assert "HCC V28 37" in command("codes", "show", "E11.22").out
    assert "\n  MCC (fiscal year 2026)" in for_people.out
    assert "Z99999" in for_people.err
    assert command("codes", "show", "E11.2", "--edition", "1999").code == 2


def test_an_imported_edition_is_listed_and_shown_with_its_paths(imported: Command) -> None:
    assert [line["name"] for line in imported("codes", "list", "--json").lines] == ["2026-04", "2027"]
    shown = imported("codes", "show", "S02.0", "--edition", "2027").out
    assert "S02.0XXA  initial encounter" in shown
    assert "  Index:\n    Fracture NEC, skull, vault -> S02.0 [QA0]\n" in shown
    assert "  Use additional code (chapter 19):" in shown


def test_a_table_is_added_to_an_edition_that_is_there(imported: Command, tmp_path: Path) -> None:
    (tmp_path / "neoplasm.xml").write_text(NEXT_YEAR[ReleaseKind.NEOPLASM])
    said = imported("codes", "import", tmp_path / "neoplasm.xml", *FY2027)
    assert "2 paths of the alphabetic index, 2 of the neoplasm table" in said.out
    paths = imported("codes", "show", "C50.41", "--edition", "2027", "--json").line["paths"]
    assert paths[0]["path"] == "Neoplasm, breast, upper-outer quadrant, malignant primary"
    assert (paths[0]["code"], paths[0]["incomplete"]) == ("C50.4", True)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (NEXT_YEAR[ReleaseKind.TABULAR].replace("</section>", "", 1), "bad.xml, line 9"),
        ("<html/>", "bad.xml, line 1"),
        (NEOPLASM, "not of one release"),
        ('<!DOCTYPE ICD10CM.index [<!ENTITY a "b">]><ICD10CM.index/>', "document type"),
    ],
)
def test_a_broken_or_foreign_file_is_refused_and_the_old_edition_stays(
    imported: Command, tmp_path: Path, text: str, where: str
) -> None:
    before = imported("codes", "show", "S02.0", "--edition", "2027", "--json").out
    (tmp_path / "bad.xml").write_text(text)
    said = imported("codes", "import", tmp_path / "bad.xml", *FY2027)
    assert said.code == 3
    assert where in said.err
    assert imported("codes", "show", "S02.0", "--edition", "2027", "--json").out == before
    assert sorted(path.name for path in (tmp_path / "home" / "code_sets").iterdir()) == ["2027"]


def test_the_edition_for_today_is_shown_and_one_that_is_over_says_so(
    command: Command, tmp_path: Path
) -> None:
    said = command("codes", "show", "E11.22")
    assert "Edition 2026-04 is not in force today" in said.err
    assert "not in force" not in command("codes", "show", "E11.22", "--edition", "2026-04").err
    (tmp_path / "tabular.xml").write_text(TABULAR)
    always = ("--edition", "always", "--effective", "2026-04-02", "--until", "2199-01-01")
    assert command("codes", "import", tmp_path / "tabular.xml", *always).code == 0
    now = command("codes", "show", "S06", "--json")
    assert (now.line["edition"], now.err) == ("always", "")


def test_names_and_days_are_checked_before_anything_is_kept(command: Command, tmp_path: Path) -> None:
    (tmp_path / "tabular.xml").write_text(TABULAR)
    given = ("codes", "import", tmp_path / "tabular.xml", "--effective", "2026-10-01")
    assert command(*given, "--edition", "../x").code == 2
    backwards = command(*given, "--edition", "x", "--until", "2026-01-01")
    assert "edition cannot end" in backwards.err
    assert command("codes", "import", "nope.xml", *FY2027).code == 3
    caution = command(*given, "--edition", "x")
    assert (caution.code, "import the order file too" in caution.out) == (0, True)


def test_suggestions_follow_the_discharge_date_of_an_inpatient(imported: Command, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Assessment: brain injury.")
    stay = ("--date-of-service", "2026-09-28", "--discharge-date", "2026-10-03")
    note = ("suggest", tmp_path / "note.txt", *stay, "--encounter-type")
    assert imported(*note, "inpatient").line["edition"] == "2027"
    assert imported(*note, "outpatient").line["edition"] == "2026-04"
    late = imported("suggest", tmp_path / "note.txt", "--date-of-service", "2027-11-01").line
    assert late["edition"] == "2027"
    assert "code_edition_not_in_force" in {caution["kind"] for caution in late["cautions"]}
