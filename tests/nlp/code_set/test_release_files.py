from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.code_set import ReleaseKind, release_files
from nlp.code_set.release_files import CollectedFiles, ReleaseArchiveError, collect_release
from nlp.code_set.release_xml import ReleaseFileError
from tests.nlp.code_set.small_release import DRUG, INDEX, ORDER, TABULAR


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def collected(folder: Path, *given: Path) -> CollectedFiles:
    into = folder / "into"
    into.mkdir(exist_ok=True)
    return collect_release(given, into)


def test_zips_and_loose_files_are_taken_in_any_mix_by_content(tmp_path: Path) -> None:
    archive = zipped(
        tmp_path / "tables.zip",
        {"Table and Index/a.bin": TABULAR, "b.xml": INDEX, "guide.pdf": b"%PDF-1.7", "folder/": ""},
    )
    (tmp_path / "loose").write_text(ORDER)
    found = collected(tmp_path, archive, tmp_path / "loose")
    assert set(found.files) == {ReleaseKind.TABULAR, ReleaseKind.INDEX, ReleaseKind.ORDER}
    assert found.files[ReleaseKind.TABULAR].path.read_text() == TABULAR
    assert found.files[ReleaseKind.INDEX].name == "tables.zip: b.xml"
    assert found.unused == ["tables.zip: guide.pdf"]


def test_the_same_file_twice_is_taken_once_and_two_of_a_kind_are_refused(tmp_path: Path) -> None:
    first = zipped(tmp_path / "a.zip", {"x": DRUG})
    (tmp_path / "loose").write_text(DRUG)
    assert collected(tmp_path, first, tmp_path / "loose").files[ReleaseKind.DRUG].name == "a.zip: x"
    (tmp_path / "loose").write_text(DRUG.replace("Water", "Wine"))
    with pytest.raises(ReleaseFileError, match="two different files for the drug table"):
        collected(tmp_path, first, tmp_path / "loose")


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "..\\evil.xml", "C:\\evil"]
)
def test_a_zip_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    archive = zipped(tmp_path / "slip.zip", {"good.xml": TABULAR, name: DRUG})
    with pytest.raises(ReleaseArchiveError, match="outside of itself"):
        collected(tmp_path, archive)
    assert list((tmp_path / "into").iterdir()) == []


def test_links_locks_and_zips_in_zips_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    inner = zipped(tmp_path / "inner.zip", {"x": TABULAR}).read_bytes()
    nested = zipped(tmp_path / "nested.zip", {"x.xml": inner})
    locked = zipped(tmp_path / "locked.zip", {"x": TABULAR})
    content = bytearray(locked.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(content)
    for path, reason in ((tmp_path / "link.zip", "outside"), (nested, "another zip"), (locked, "password")):
        with pytest.raises(ReleaseArchiveError, match=reason):
            collected(tmp_path, path)


def test_what_unpacks_to_more_than_any_release_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"x.xml": TABULAR + " " * 5_000_000})
    assert bomb.stat().st_size < 20_000
    monkeypatch.setattr(release_files, "MAX_BYTES", 1_000_000)
    with pytest.raises(ReleaseFileError, match=r"larger than any .*bomb\.zip: x\.xml"):
        collected(tmp_path, bomb)
    monkeypatch.setattr(release_files, "MAX_MEMBERS", 3)
    many = zipped(tmp_path / "many.zip", {str(number): "x" for number in range(4)})
    with pytest.raises(ReleaseArchiveError, match="more files"):
        collected(tmp_path, many)
    monkeypatch.setattr(release_files, "_MAX_DIRECTORY_BYTES", 10)
    with pytest.raises(ReleaseArchiveError, match="larger than any"):
        collected(tmp_path, many)


def test_foreign_missing_and_damaged_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader\n")
    with pytest.raises(ReleaseFileError, match=r"none of a release .*letter\.txt, line 1"):
        collected(tmp_path, tmp_path / "letter.txt")
    with pytest.raises(ReleaseFileError, match=r"nowhere\.xml"):
        collected(tmp_path, tmp_path / "nowhere.xml")
    with pytest.raises(ReleaseArchiveError, match="no file of a release"):
        collected(tmp_path, zipped(tmp_path / "other.zip", {"a.txt": "Dear reader\n"}))
    cut = zipped(tmp_path / "cut.zip", {"x": TABULAR}).read_bytes()[:-30]
    (tmp_path / "cut.zip").write_bytes(cut)
    with pytest.raises(ReleaseArchiveError, match="cut short"):
        collected(tmp_path, tmp_path / "cut.zip")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 700), st.binary(min_size=1, max_size=8))
def test_a_damaged_zip_is_refused_never_a_bug(tmp_path: Path, at: int, noise: bytes) -> None:
    whole = zipped(tmp_path / "whole.zip", {"x.xml": TABULAR, "y": ORDER}).read_bytes()
    (tmp_path / "hurt.zip").write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    try:
        collected(tmp_path, tmp_path / "hurt.zip")
        where = "hurt.zip"
    except (ReleaseFileError, ReleaseArchiveError) as refused:
        where = refused.where
    assert "hurt.zip" in where
