from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.export import PATTERN_FIELDS, ExportPatternError, NameFields, check_pattern, file_path
from storage.export.naming import path_key

FERN = NameFields(
    "0190-1",
    name="Fernsby, Marigold",
    mrn="900417",
    dob=date(1958, 3, 14),
    document_type="Consent",
    date_of_service=date(1998, 5, 2),
    box="B 7",
)
PDF = "application/pdf"


def test_a_pattern_gives_the_name_that_the_clinics_system_reads() -> None:
    pattern = "{last}_{first}_{dob}_{type}_{date}.pdf"
    assert file_path(pattern, FERN, PDF) == "Fernsby_Marigold_1958-03-14_Consent_1998-05-02.pdf"
    assert file_path("{box}/{mrn}/{type}", FERN, PDF, number=2) == "B 7/900417/Consent (2).pdf"
    assert file_path("{mrn}.pdf", FERN, "audio/wav") == "900417.wav"  # the ending follows the format


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("a/b\\c:d*e", "a-b-c-d-e"),
        ("../../etc", "-..-etc"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("LPT1", "_LPT1"),
        ("", "unknown"),
        ("  . ", "unknown"),
        ("ends with dot.", "ends with dot"),
        ("two\nlines\x07", "two-lines-"),
        ("x" * 500, "x" * 100),
    ],
)
def test_what_a_file_name_may_not_hold_is_made_safe(said: str, name: str) -> None:
    assert file_path("{type}", NameFields("1", document_type=said), PDF) == f"{name}.pdf"


@given(st.text(max_size=300), st.text(max_size=300), st.integers(1, 99))
def test_any_text_gives_a_path_that_every_system_takes(said: str, name: str, number: int) -> None:
    fields = NameFields("1", name=name, document_type=said)
    path = file_path("{last}/{first}/{type}_{name}.pdf", fields, PDF, number=number)
    parts = PurePosixPath(path).parts
    assert len(parts) == 3
    assert len(path) <= 320
    for part in parts:
        assert len(part.encode()) <= 255
        assert not set(part) & set('<>:"\\|?*')
        assert not part.endswith((" ", "."))
        assert part not in {".", ".."}
        assert all(letter.isprintable() for letter in part)


@pytest.mark.parametrize(
    "pattern", ["", "chart.pdf", "{colour}", "{mrn", "{mrn}/../{type}", "/{mrn}", "{mrn}/", "a/b/c/d/{mrn}"]
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern: str) -> None:
    with pytest.raises(ExportPatternError):
        check_pattern(pattern)


def test_every_field_that_is_offered_can_be_used() -> None:
    for name in PATTERN_FIELDS:
        assert file_path(check_pattern("{" + name + "}"), FERN, PDF).endswith(".pdf")


def test_names_that_windows_holds_for_one_are_one() -> None:
    assert path_key("Straße/É.pdf") == path_key("STRASSE/E\N{COMBINING ACUTE ACCENT}.PDF")
