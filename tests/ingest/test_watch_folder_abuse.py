"""Files that are written in pieces, locked, renamed or taken away while the folder is looked at."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.unfinished_files import is_cut_off
from tests.ingest.test_watch_folder import REST_S, Killed, Share, StoreThat
from tests.small_site import PDF, small_site

HALF = b"%PDF-1.7\nhalf of a chart\n"
PATIENCE_S = REST_S * 12


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    folder = tmp_path / "share"
    folder.mkdir()
    with small_site(tmp_path) as site:
        yield Share(site, folder)


def notes(share: Share) -> list[str]:
    return [path.name for path in share.folder.rglob("*.error.txt")]


def test_a_file_that_pauses_in_the_middle_is_taken_when_it_is_whole(share: Share) -> None:
    source = share.put("scan.pdf", HALF)
    assert share.settle() == 0
    assert not notes(share)

    source.write_bytes(HALF + b"the other half\n%%EOF\n")
    assert share.settle() == 1
    [document] = share.documents()
    assert share.site.belt.store.read(document.source_sha256).endswith(b"the other half\n%%EOF\n")


def test_a_file_without_an_end_is_taken_as_it_is_after_a_while(share: Share) -> None:
    share.put("scan.pdf", HALF)
    assert share.settle() == 0
    assert share.pass_time(PATIENCE_S) == 1


@pytest.mark.parametrize("how", ["open", "flock"])
def test_a_file_that_another_program_holds_waits_and_is_named_after_a_while(share: Share, how: str) -> None:
    source = share.put("scan.pdf")
    with source.open("ab") as held:
        if how == "flock":
            fcntl.flock(held, fcntl.LOCK_EX)
        assert share.settle() == 0
        assert not notes(share)
        assert share.pass_time(PATIENCE_S) == 0
        assert notes(share) == ["scan.pdf.error.txt"]
    share.pass_time(PATIENCE_S)
    assert not source.exists()
    assert not notes(share)
    assert len(share.documents()) == 1


def test_a_file_renamed_between_its_commit_and_its_removal_is_one_document(share: Share) -> None:
    source = share.put("scan.pdf")
    store = share.site.belt.store
    share.restart(StoreThat(store, lambda: source.rename(share.folder / "Fernsby.pdf")))
    assert share.settle() == 0

    share.restart()
    assert share.settle() == 1
    assert not list(share.folder.glob("*.pdf"))
    assert len(share.documents()) == 1


def test_a_renamed_file_is_known_again_after_a_kill_but_a_copy_beside_it_is_not(share: Share) -> None:
    def die() -> None:
        raise Killed

    source = share.put("scan.pdf")
    share.restart(StoreThat(share.site.belt.store, die))
    with pytest.raises(Killed):
        share.settle()
    twin = share.put("twin.pdf")
    source.rename(share.folder / "renamed.pdf")

    share.restart()
    assert share.settle() == 2
    assert not twin.exists()
    assert len(share.documents()) == 2  # the renamed one and its twin, which is younger


def test_a_file_that_vanishes_while_it_is_taken_leaves_no_note(share: Share) -> None:
    source = share.put("scan.pdf")
    share.restart(StoreThat(share.site.belt.store, source.unlink))
    assert share.settle() == 0
    assert not notes(share)
    assert len(share.documents()) == 1


def test_the_note_of_a_refused_file_goes_with_it(share: Share) -> None:
    source = share.put("large.pdf", PDF + bytes(2000))
    share.settle()
    assert notes(share) == ["large.pdf.error.txt"]
    source.unlink()
    share.settle()
    assert not notes(share)


def test_notes_that_a_kill_left_behind_go_at_the_next_start_and_others_stay(share: Share) -> None:
    share.put("large.pdf", PDF + bytes(2000))
    share.settle()
    (share.folder / "large.pdf").unlink()
    share.put("mine.error.txt", b"my own note")
    share.restart()
    share.settle()
    assert notes(share) == ["mine.error.txt"]


@pytest.mark.parametrize(
    ("whole", "missing"),
    [
        (PDF, 7),
        (b"\x89PNG\r\n\x1a\n" + bytes(20) + b"IEND\xaeB`\x82", 12),
        (b"\xff\xd8\xff\xe0" + bytes(20) + b"\xff\xd9", 1),
        (b"II*\x00\x10\x00\x00\x00" + bytes(30), 30),
        (b"RIFF\x1c\x00\x00\x00WAVE" + bytes(24), 5),
    ],
)
def test_a_format_that_has_an_end_is_seen_to_lack_it(whole: bytes, missing: int) -> None:
    cut = whole[:-missing]
    assert not is_cut_off(whole, whole, len(whole))
    assert is_cut_off(cut, cut, len(cut))


def test_sound_without_a_stated_length_is_not_waited_for() -> None:
    stream = b"RIFF\xff\xff\xff\xffWAVE" + bytes(24)
    assert not is_cut_off(stream, stream, len(stream))
