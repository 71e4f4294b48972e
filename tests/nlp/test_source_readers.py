from __future__ import annotations

from typing import Any

import pytest

from nlp.source_readers import SourceJsonError, source_from_json
from nlp.source_text import SourceText
from ocr.page import Box, PageAnchor
from transcribe.transcript import TimeAnchor

SHA = "b" * 64


def ocr_json(text: str | None = None) -> dict[str, Any]:
    lines = [["Acute", "appendicitis"], ["seen", "today"]]
    return {
        "file": "chart.pdf",
        "sha256": SHA,
        "text": text if text is not None else "Acute appendicitis\nseen today\n",
        "pages": [
            {
                "number": 1,
                "words": [
                    {"text": word, "box": [column * 100, row * 40, column * 100 + 90, row * 40 + 30]}
                    for row, line in enumerate(lines)
                    for column, word in enumerate(line)
                ],
            }
        ],
    }


def transcript_json(text: str, *said: str) -> dict[str, Any]:
    words = [{"text": word, "start": float(n), "end": n + 0.5} for n, word in enumerate(said)]
    return {
        "file": "d.wav",
        "sha256": SHA,
        "text": text,
        "segments": [{"start": 0, "end": 9, "words": words}],
    }


def quoted(source: SourceText, words: str) -> tuple[Any, ...]:
    start = source.text.index(words)
    return source.anchors_for(start, start + len(words))


def test_words_of_an_ocr_object_lead_to_their_boxes() -> None:
    source = source_from_json(ocr_json())
    assert source.text == "Acute appendicitis\nseen today\n"
    (anchor,) = quoted(source, "Acute appendicitis")
    assert isinstance(anchor, PageAnchor)
    assert anchor.page_id == f"{SHA}:1"
    assert anchor.box == Box(0, 0, 190, 30)


def test_words_in_another_order_than_the_text_become_the_text() -> None:
    source = SourceText.from_ocr_json(ocr_json("seen today Acute appendicitis"))
    assert source.text == "Acute appendicitis\nseen today"
    assert len(quoted(source, "appendicitis\nseen")) == 2


def test_words_of_a_transcript_lead_to_their_seconds() -> None:
    source = source_from_json(
        transcript_json(
            "No fever, acute appendicitis.", "no", "fever", "comma", "acute", "appendicitis", "period"
        )
    )
    (anchor,) = quoted(source, "acute appendicitis")
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_s, anchor.end_s) == (3.0, 4.5)


def test_a_rewritten_stretch_is_anchored_to_all_the_words_it_replaced() -> None:
    source = SourceText.from_transcribe_json(transcript_json("gave 200 mg", "gave", "two", "hundred", "mg"))
    (anchor,) = quoted(source, "200")
    assert isinstance(anchor, TimeAnchor)
    assert (anchor.start_s, anchor.end_s) == (1.0, 2.5)


def test_words_that_nobody_said_stay_unanchored() -> None:
    source = source_from_json(transcript_json("HISTORY no fever", "no", "fever"))
    assert quoted(source, "HISTORY") == ()


@pytest.mark.parametrize(
    "reading", [{}, {"pages": [{"number": 1}], "sha256": SHA, "text": ""}, {"segments": [{}], "text": "x"}]
)
def test_other_json_is_refused_with_a_stable_code(reading: dict[str, Any]) -> None:
    with pytest.raises(SourceJsonError) as caught:
        source_from_json(reading)
    assert caught.value.code == "nlp.source_json_unreadable"
