from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from nlp import resources
from nlp.chart_index import load_chart_index
from nlp.code_set import Edition, edition_for
from nlp.code_set.editions import APRIL_2026, last_day_of_fiscal_year
from nlp.code_set.importer import EditionFiles, open_edition
from nlp.code_set.installed import EditionRecordError, installed_editions, keep_edition
from nlp.edition_in_use import edition_files_in_force, resources_in_force
from nlp.options import CodingOptions, EncounterType
from nlp.resources import EditionUnknownError, resources_of
from tests.nlp.code_set.small_release import EDITION, release

OCTOBER = Edition("2027", date(2026, 10, 1), date(2027, 9, 30), "October")
APRIL = Edition("2027-04", date(2027, 4, 1), date(2027, 9, 30), "April")
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 30), APRIL_2026),
        (date(2026, 10, 1), OCTOBER),
        (date(2027, 3, 31), OCTOBER),
        (date(2027, 4, 1), APRIL),  # both are in force: the update takes over
        (date(2028, 1, 1), APRIL),  # none is: the last there was
        (date(2020, 1, 1), APRIL_2026),  # none is: the first there will be
    ],
)
def test_the_edition_follows_the_day(day: date, expected: Edition) -> None:
    assert edition_for(day, [APRIL, OCTOBER, APRIL_2026]) is expected


def test_an_edition_holds_until_the_end_of_the_fiscal_year_at_most() -> None:
    assert last_day_of_fiscal_year(date(2026, 10, 1)) == date(2027, 9, 30)
    assert last_day_of_fiscal_year(date(2027, 4, 1)) == date(2027, 9, 30)
    with pytest.raises(ValueError, match="packaged"):
        edition_for(TODAY, [])


def test_admitted_28_september_discharged_3_october_is_coded_by_the_october_edition(tmp_path: Path) -> None:
    editions = [EditionFiles(edition, {}) for edition in (APRIL_2026, OCTOBER)]

    def used(kind: EncounterType | None, service: date, discharge: date | None = None) -> str:
        options = CodingOptions(encounter_type=kind, date_of_service=service, discharge_date=discharge)
        return edition_files_in_force(options, editions, today=TODAY).edition.name

    stay = (date(2026, 9, 28), date(2026, 10, 3))
    assert used(EncounterType.INPATIENT, *stay) == "2027"
    assert used(EncounterType.OUTPATIENT, *stay) == "2026-04"
    assert used(EncounterType.INPATIENT, date(2026, 9, 28)) == "2026-04"
    assert used(None, date(2026, 10, 1)) == "2027"


def test_without_a_date_today_decides_and_a_name_decides_over_all() -> None:
    editions = [EditionFiles(edition, {}) for edition in (APRIL_2026, OCTOBER)]
    assert edition_files_in_force(CodingOptions(), editions, today=TODAY).edition is OCTOBER
    named = CodingOptions(edition="2026-04", date_of_service=TODAY)
    assert edition_files_in_force(named, editions, today=TODAY).edition is APRIL_2026
    with pytest.raises(EditionUnknownError):
        edition_files_in_force(CodingOptions(edition="1999"), editions, today=TODAY)


def test_a_kept_edition_is_whole_and_gives_way_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "code_sets"
    assert [one.edition for one in installed_editions(folder)] == [APRIL_2026]
    source = release(tmp_path)
    keep_edition(source, folder)
    kept = next(one for one in installed_editions(folder) if one.edition == EDITION)
    assert [path.read_bytes() for path in kept.paths] == [path.read_bytes() for path in source.paths]
    source.paths[0].write_text("new content")
    keep_edition(source, folder)
    (again,) = [one for one in installed_editions(folder) if one.edition == EDITION]
    assert again.paths[0].read_text() == "new content"
    assert len(list((folder / "test").iterdir())) == 3  # two files and the record


def test_an_imported_edition_takes_the_packaged_ones_place_by_name(tmp_path: Path) -> None:
    keep_edition(EditionFiles(APRIL_2026, release(tmp_path).files), tmp_path / "code_sets")
    (only,) = installed_editions(tmp_path / "code_sets")
    assert only.paths[0].is_relative_to(tmp_path)


def test_what_an_earlier_version_kept_is_still_read(tmp_path: Path) -> None:
    place = tmp_path / "old"
    place.mkdir()
    record = {"name": "old", "effective_from": "2024-10-01", "effective_to": "2025-09-30", "source": "x"}
    (place / "edition.json").write_text(json.dumps(record))
    old = installed_editions(tmp_path)[0]
    assert [path.name for path in old.paths] == ["tabular.xml", "codes.txt"]


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"name": "x", "effective_from": "soon"}'])
def test_a_damaged_record_is_said_with_the_editions_name(tmp_path: Path, record: str) -> None:
    (tmp_path / "2027").mkdir()
    (tmp_path / "2027" / "edition.json").write_text(record)
    with pytest.raises(EditionRecordError, match="2027"):
        installed_editions(tmp_path)


def test_a_process_keeps_the_two_editions_used_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_loaded", type(resources._loaded)())
    sources = []
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        sources.append(
            EditionFiles(
                Edition(name, date(2026, 1, 1), date(2026, 2, 1), ""), release(tmp_path / name).files
            )
        )
    first, second = (resources_of(source, tmp_path / "cache") for source in sources[:2])
    assert resources_of(sources[0], tmp_path / "cache") is first
    resources_of(sources[2], tmp_path / "cache")
    assert resources_of(sources[0], tmp_path / "cache") is first
    assert resources_of(sources[1], tmp_path / "cache") is not second


def test_an_import_is_used_from_the_next_text_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_loaded", type(resources._loaded)())
    keep_edition(EditionFiles(OCTOBER, release(tmp_path).files), tmp_path / "code_sets")
    options = CodingOptions(date_of_service=date(2026, 10, 3))
    found = resources_in_force(
        options, editions_folder=tmp_path / "code_sets", cache_folder=tmp_path / "cache", today=TODAY
    )
    assert found.code_set.edition == OCTOBER
    assert found.edition(None) is found.code_set


def test_our_index_gives_way_where_an_edition_lacks_a_code(tmp_path: Path) -> None:
    codes = open_edition(release(tmp_path), tmp_path / "cache")
    whole = load_chart_index()
    left = resources.within_edition(whole, codes)
    named = {term.code for term in left.terms} | set(left.history.values()) | set(left.family.values())
    named |= {rule.combined for rule in left.combinations}
    assert all(codes.exists(code) for code in named)
    assert len(left.terms) < len(whole.terms)
    assert left.words == whole.words
