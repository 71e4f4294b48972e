from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ocr.engine import EngineWord
from ocr.handwriting import label_handwriting
from tests.ocr.handwriting.pen_pages import DPI, PenPage

LINES = ("The patient denies chest pain", "and shortness of breath today", "Blood pressure 142/88 mmHg")


def mixed_page() -> PenPage:
    page = PenPage()
    for number, line in enumerate(LINES):
        page.type(line, 60, 60 + 70 * number)
    for number, text in enumerate(("Lwmn", "ouly", "mrr")):
        page.write(text, 60 + 200 * number, 360, seed=number)
    page.type("Return in two weeks", 60, 500)
    return page


def test_a_scrawled_line_is_labelled_and_the_print_around_it_is_not() -> None:
    page = mixed_page()
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=())
    assert [word.text for word in labels.words if word.handwritten] == ["Lwmn", "ouly", "mrr"]
    (region,) = labels.regions
    assert region.kind == "handwriting"
    assert region.corners[1] == 360
    assert region.confidence > 0.5


def test_nothing_but_the_label_of_a_word_changes() -> None:
    page = mixed_page()
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=())
    assert [replace(word, handwritten=False) for word in labels.words] == page.words


@pytest.mark.parametrize("size", [18, 24, 36, 70])
def test_print_of_any_size_stays_print(size: int) -> None:
    page = PenPage()
    for number in range(4):
        page.type(LINES[number % 3], 40, 40 + 2 * size * number, size=size)
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=())
    assert not any(word.handwritten for word in labels.words)
    assert labels.regions == ()


def test_speckled_and_pale_print_stays_print() -> None:
    page = PenPage()
    for number, line in enumerate(LINES):
        page.type(line, 60, 60 + 70 * number)
    noise = np.random.default_rng(1)
    pale = 255 - (255 - page.grey.astype(np.float32)) * 0.3 + noise.normal(0, 4, page.grey.shape)
    chance = noise.random(page.grey.shape)
    speckled = np.where(chance < 0.01, 0, np.where(chance > 0.99, 255, page.grey)).astype(np.uint8)
    for grey in (np.clip(pale, 0, 255).astype(np.uint8), speckled):
        labels = label_handwriting(grey, page.words, dpi=DPI, unread=())
        assert not any(word.handwritten for word in labels.words)


def test_a_scrawl_over_its_printed_label_is_a_signature() -> None:
    page = PenPage()
    page.type("I certify that the answers are true", 60, 60)
    page.scrawl(80, 300, seed=5, width=380, height=80)
    cv2.line(page.grey, (60, 396), (600, 396), (0,), 2)
    page.type("Signature", 60, 410, size=24)
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=())
    assert not any(word.handwritten for word in labels.words)
    assert [region.kind for region in labels.regions] == ["signature"]
    left, top, right, bottom = labels.regions[0].corners
    assert left <= 110
    assert right >= 440
    assert top <= 330
    assert bottom <= 400


def test_a_scrawl_that_only_the_detector_saw_is_a_region() -> None:
    page = PenPage()
    page.type("Notes of the nurse follow", 60, 60)
    page.scrawl(100, 300, seed=8, width=300)
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=[(95.0, 295.0, 425.0, 350.0)])
    assert [region.corners for region in labels.regions] == [(95.0, 295.0, 425.0, 350.0)]


def test_a_finer_scan_gets_its_own_boxes_back() -> None:
    page = mixed_page()
    fine = cv2.resize(page.grey, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    words = [
        replace(word, left=3 * word.left, top=3 * word.top, right=3 * word.right, bottom=3 * word.bottom)
        for word in page.words
    ]
    labels = label_handwriting(np.asarray(fine, np.uint8), words, dpi=3 * DPI, unread=())
    assert [word.text for word in labels.words if word.handwritten] == ["Lwmn", "ouly", "mrr"]
    assert labels.regions[0].corners[1] == pytest.approx(3 * 360)


def test_an_empty_page_has_no_labels() -> None:
    paper = PenPage().grey
    labels = label_handwriting(paper, (), dpi=DPI, unread=())
    assert (labels.words, labels.regions) == ((), ())
    ghost = PenPage()
    ghost.type("ghost", 60, 60)
    labels = label_handwriting(paper, ghost.words, dpi=DPI, unread=())
    assert [word.handwritten for word in labels.words] == [False]


def test_signs_without_letters_are_labelled_only_by_their_row() -> None:
    page = PenPage()
    page.type(LINES[0], 60, 60)
    page.write("~", 60, 360, seed=3)
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=())
    assert not any(word.handwritten for word in labels.words)
    page.write("ouly", 260, 360, seed=1)
    page.write("Lwmn", 460, 360, seed=0)
    labels = label_handwriting(page.grey, page.words, dpi=DPI, unread=())
    assert [word.text for word in labels.words if word.handwritten] == ["~", "ouly", "Lwmn"]


def test_letters_far_too_wide_for_print_are_a_signature_even_alone_on_a_printed_page() -> None:
    grey = np.full((600, 800), 255, dtype=np.uint8)
    printed = [EngineWord("aspirin", 100, 40 + 40 * n, 200, 65 + 40 * n, 0.96, 1, n) for n in range(8)]
    signature = EngineWord("M", 100, 420, 300, 460, 0.92, 1, 9)
    rule = EngineWord("a", 100, 520, 700, 524, 0.3, 1, 10)
    labelled = label_handwriting(grey, [*printed, signature, rule], dpi=300, unread=())
    assert [word.text for word in labelled.words if word.handwritten] == ["M"]
