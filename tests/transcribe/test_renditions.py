from __future__ import annotations

import io

import numpy as np
import pdfplumber
import pytest

from tests.transcribe.sounds import damaged, encoded, pitch_hz, rising_tone, tone
from transcribe.audio import decode_audio
from transcribe.playback import playable
from transcribe.report_pdf import FinishedReport, report_pdf, report_plain_text
from transcribe.waveform import FINE_PEAKS_PER_S, waveform_peaks

REPORT = FinishedReport(
    text="Chief complaint: Chest pain.\n\nPlan:\n1. Rest.\n2. Fluids.",
    patient="Doe, Jane, MRN 1234",
    status="final",
    author="Dr. Ames",
    date_of_service="2026-03-01",
    worktype="Progress note",
    signed_by="Dr. Ames",
    signed_at="2026-03-02 10:15",
)


def pdf_text(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


def test_peaks_are_ten_a_second_from_0_to_255() -> None:
    sound = np.concatenate([np.zeros(16_000, np.float32), np.full(16_000, -1.0, np.float32)])
    assert waveform_peaks(sound) == [0] * 10 + [255] * 10
    assert waveform_peaks(np.zeros(0, np.float32)) == []
    assert waveform_peaks(sound, per_s=FINE_PEAKS_PER_S) == [0] * 50 + [255] * 50


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("wav", "audio/wav"),
        ("mp3", "audio/mpeg"),
        ("m4a", "audio/mp4"),
        ("opus", "audio/ogg"),
        ("flac", "audio/flac"),
        ("webm", "audio/webm"),
    ],
)
def test_what_the_browser_plays_is_played_as_it_is(kind: str, media_type: str) -> None:
    source = tone(kind, 1)
    assert playable(source) == (source, media_type)


def test_another_format_is_played_as_opus_with_the_same_seconds() -> None:
    content, media_type = playable(tone("aac", 12))
    assert media_type == "audio/ogg"
    again = decode_audio(content, max_duration_s=60)
    assert again.report.duration_s == pytest.approx(12, abs=0.2)
    assert pitch_hz(again.samples, 11.0) == pytest.approx(300 + 20 * 11.05, abs=2)


def test_a_damaged_recording_is_played_with_its_gap_so_that_words_stay_in_step() -> None:
    whole = tone("mp3", 20)
    source = damaged(whole, size_bytes=len(whole) // 5, at_share=0.3, seed=5)
    content, media_type = playable(source, decode_audio(source, max_duration_s=60))
    assert media_type == "audio/ogg"
    again = decode_audio(content, max_duration_s=60)
    assert pitch_hz(again.samples, 18.0) == pytest.approx(300 + 20 * 18.05, abs=3)


def test_a_loud_and_empty_end_is_no_trouble() -> None:
    loud = encoded("wav", np.clip(rising_tone(1) * 5, -1, 1).astype(np.float32))
    assert playable(loud)[1] == "audio/wav"


def test_the_pdf_says_what_the_plain_text_says() -> None:
    printed, plain = pdf_text(report_pdf(REPORT)), report_plain_text(REPORT)
    for line in plain.split("\n"):
        assert line in printed
    assert "Status: Final" in plain
    assert plain.endswith("Electronically signed by Dr. Ames on 2026-03-02 10:15\n")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert report_pdf(REPORT) == report_pdf(REPORT)


def test_a_preliminary_report_says_so_on_every_page_and_loses_no_word() -> None:
    words = [f"word{number}" for number in range(1000)]
    long = FinishedReport(" ".join(words), "Doe, Jane", "preliminary")
    with pdfplumber.open(io.BytesIO(report_pdf(long))) as opened:
        pages = [page.extract_text() for page in opened.pages]
    assert len(pages) >= 2
    assert all("Preliminary" in page and f"Page {n}" in page for n, page in enumerate(pages, start=1))
    printed = "\n".join(pages).split()
    assert [word for word in printed if word.startswith("word")] == words


def test_an_endless_word_is_broken_not_cut() -> None:
    endless = "x" * 500
    assert pdf_text(report_pdf(FinishedReport(endless, "Doe", "preliminary"))).count("x") == 500


def test_a_character_that_the_font_lacks_is_named_in_the_pdf_and_kept_in_the_text() -> None:
    report = FinishedReport("µg ≥ 3° 中", "Doe", "preliminary")
    assert "µg ≥ 3° [U+4E2D]" in pdf_text(report_pdf(report))
    assert "中" in report_plain_text(report)


def test_a_signature_and_a_final_status_belong_together() -> None:
    with pytest.raises(ValueError, match="signed"):
        FinishedReport("x", "Doe", "final")
    with pytest.raises(ValueError, match="signed"):
        FinishedReport("x", "Doe", "preliminary", signed_by="A", signed_at="B")
    with pytest.raises(ValueError, match="preliminary or final"):
        FinishedReport("x", "Doe", "draft")  # type: ignore[arg-type]
