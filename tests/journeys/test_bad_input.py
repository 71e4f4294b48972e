"""Hostile and broken files over the real belt: kept, named by their own code, and the belt goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from samples.catalogue import sample_files
from storage.ledger.balance import ledger_balance
from storage.ledger.document_states import DocumentState
from storage.tables import DocumentDeficiency
from tests.ocr.charts import locked_pdf, tiff_header_claiming, typed_page, typed_pdf
from tests.small_site import SmallSite, small_site
from tests.transcribe.sounds import damaged, rf64_that_claims, tone

S = DocumentState
GOOD = typed_pdf([("Patient has hypertension.", "Seen today in the clinic for a visit.")])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallSite]:
    with small_site(tmp_path_factory.mktemp("site"), retry_delays_s=(0.001,)) as site:
        options = {"ocr": {"max_pages": 3}, "transcribe": {"model": "tiny.en"}}
        yield SmallSite(replace(site.belt, engine_options=options))


def _sample(name: str) -> bytes:
    return next(one for one in sample_files() if one.file_name == name).path.read_bytes()


def _truncated_tiff() -> bytes:
    return _sample("emergency_record.tif")[:3000]


@pytest.mark.parametrize(
    ("name", "make", "state", "code"),
    [
        ("empty.pdf", lambda: b"", S.REJECTED, "ingest.empty_file"),
        ("text.pdf", lambda: b"This is no PDF at all.", S.REJECTED, "ingest.unknown_format"),
        ("program.exe", lambda: b"MZ\x90\x00", S.REJECTED, "ingest.unknown_format"),
        ("locked.pdf", lambda: locked_pdf(GOOD, user="secret"), S.NEEDS_ATTENTION, "ocr.pdf_encrypted"),
        ("torn.pdf", lambda: GOOD[:200], S.REJECTED, "ocr.pdf_damaged"),
        ("torn.tif", _truncated_tiff, S.REJECTED, "ocr.image_damaged"),
        ("bomb.tif", lambda: tiff_header_claiming(100_000, 100_000), S.REJECTED, "ocr.too_many_pixels"),
        ("thick.pdf", lambda: typed_pdf([("One page",)] * 4), S.REJECTED, "ocr.too_many_pages"),
        (
            "endless.wav",
            lambda: rf64_that_claims(10**6 * 3600 * 32_000, rate_hz=16_000),
            S.REJECTED,
            "transcribe.audio_too_long",
        ),
        (
            "noise.mp3",
            lambda: b"ID3\x04\x00\x00" + b"no audio here " * 50,
            S.REJECTED,
            "transcribe.not_audio",
        ),
    ],
)
def test_a_bad_file_gets_its_own_code_and_its_bytes_stay(
    site: SmallSite, name: str, make: Callable[[], bytes], state: DocumentState, code: str
) -> None:
    content = make()
    received = site.receive(content, file_name=name)

    site.run_belt()

    document = site.document(received.document_id)
    assert (document.state, document.reason_code) == (state, code)
    assert document.reason
    assert site.belt.store.read(document.source_sha256) == content


def test_a_recording_cut_short_is_read_as_far_as_it_goes_and_says_so(site: SmallSite) -> None:
    whole = _sample("discharge_summary.mp3")
    received = site.receive(whole[: len(whole) // 4], file_name="cut.mp3")

    site.run_belt()

    document = site.document(received.document_id)
    assert document.state == S.AWAITING_REVIEW
    assert document.word_count


def test_silence_is_no_speech_and_no_words(site: SmallSite) -> None:
    import numpy as np

    from tests.transcribe.sounds import encoded

    received = site.receive(encoded("wav", np.zeros(16_000 * 3, np.float32)), file_name="silence.wav")

    site.run_belt()

    document = site.document(received.document_id)
    with site.belt.database.read() as session:
        kinds = {row.kind for row in session.query(DocumentDeficiency).filter_by(document_id=document.id)}
    assert document.state == S.AWAITING_REVIEW
    assert (document.word_count, "no_speech" in kinds) == (0, True)


def test_a_damaged_recording_still_reaches_review(site: SmallSite) -> None:
    content = damaged(tone("mp3", 4.0), size_bytes=64, at_share=0.5, seed=1)
    received = site.receive(content, file_name="scratched.mp3")

    site.run_belt()

    assert site.document(received.document_id).state == S.AWAITING_REVIEW


def test_a_blank_page_is_recorded_as_blank_and_holds_nothing_up(site: SmallSite) -> None:
    from tests.ocr.charts import image_bytes

    received = site.receive(image_bytes(typed_page(())), file_name="blank.png")

    site.run_belt()

    document = site.document(received.document_id)
    assert (document.state, document.word_count) == (S.AWAITING_REVIEW, 0)


def test_the_belt_goes_on_and_the_ledger_balances(site: SmallSite) -> None:
    received = site.receive(GOOD, file_name="honest.pdf")

    site.run_belt()

    assert site.document(received.document_id).state == S.AWAITING_REVIEW
    with site.belt.database.read() as session:
        balance = ledger_balance(session)
    assert balance["balanced"]
    assert balance["in_progress"] == 0
