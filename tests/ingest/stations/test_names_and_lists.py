from __future__ import annotations

from datetime import date

import pytest

from ingest.index_fields import IndexFieldError
from ingest.sidecar import SidecarError
from ingest.stations.defaults import Defaults
from ingest.stations.file_fields import fields_of_file
from ingest.stations.file_names import fields_in_name, pattern_problem
from ingest.stations.lists import read_list

PATTERN = "{mrn}_{last}_{first}_{type}_{date}.pdf"


def test_a_file_name_gives_the_index_fields_of_the_pattern() -> None:
    assert fields_in_name("900417_Fernsby_Marigold_Consent_20260314.PDF", PATTERN) == {
        "mrn": "900417",
        "name": "Fernsby, Marigold",
        "document_type": "Consent",
        "date_of_service": "2026-03-14",
    }


@pytest.mark.parametrize(
    "name",
    ["scan001.pdf", "900417_van_der_Berg_Anna_Consent_2026-03-14.pdf", "900417__Anna_Consent_2026-03-14.pdf"],
)
def test_a_name_that_fits_in_no_way_or_in_two_says_nothing(name: str) -> None:
    assert fields_in_name(name, PATTERN) == {}


def test_folders_give_index_fields_too() -> None:
    assert fields_in_name("box 3/900417/Consent/0001.tif", "{mrn}/{type}/{any}") == {
        "mrn": "900417",
        "document_type": "Consent",
    }


@pytest.mark.parametrize(
    "pattern", ["{mrm}_{type}", "{mrn", "scan", "{mrn}{last}", "{mrn}_{mrn}", "{mrn}" + "x" * 300]
)
def test_a_pattern_that_cannot_work_is_named(pattern: str) -> None:
    assert pattern_problem(pattern)
    assert fields_in_name("900417_x", pattern) == {}


def test_a_list_is_read_by_its_headings() -> None:
    read = read_list(
        b"File Name;MRN;Last Name;First Name;Date of birth\nA1.pdf;900417;Fernsby;Marigold;1958-03-14\n"
    )
    assert read.fields == {"a1.pdf": {"mrn": "900417", "name": "Fernsby, Marigold", "dob": "1958-03-14"}}
    assert read.without({"a1.pdf"}) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"mrn,name\n1,A\n",
        b"file,mrm\na.pdf,1\n",
        b"file,mrn\na.pdf,1\nA.PDF,2\n",
        b"file,mrn\n,1\n",
        b"file,mrn\na.pdf,1,too many\n",
    ],
)
def test_a_list_that_could_lose_a_patient_is_refused(content: bytes) -> None:
    with pytest.raises(SidecarError):
        read_list(content)


def test_the_nearest_word_wins_and_the_patient_comes_from_one_source() -> None:
    fields = fields_of_file(
        beside={"mrn": "111"},
        listed={"name": "Fernsby, Marigold", "dob": "1958-03-14", "document_type": "Consent"},
        in_name={"document_type": "Note", "date_of_service": "2026-02-31"},
        batch=Defaults("Letter", "archive"),
        station=Defaults("Fax", "full", "bulk"),
    )
    assert (fields.mrn, fields.name, fields.dob) == ("111", "", None)
    assert (fields.document_type, fields.route, fields.priority) == ("Consent", "archive", "bulk")
    assert fields.date_of_service is None  # there is no such day, so the name says nothing about it


def test_a_list_with_an_impossible_date_is_wrong() -> None:
    with pytest.raises(IndexFieldError):
        fields_of_file(
            beside={}, listed={"dob": "1958-02-31"}, in_name={}, batch=Defaults(), station=Defaults()
        )
    good = fields_of_file(
        beside={}, listed={"dob": "03/14/1958"}, in_name={}, batch=Defaults(), station=Defaults()
    )
    assert good.dob == date(1958, 3, 14)
