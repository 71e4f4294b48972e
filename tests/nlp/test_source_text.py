from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp
from nlp.source_text import (
    AnchoredSpan,
    SourceText,
    SourceToken,
    anchor_as_json,
    anchor_from_json,
)
from ocr.page import Box, PageAnchor
from transcribe.transcript import TimeAnchor


def page_anchor(word: int, *, page: str = "p1", line: int = 0) -> PageAnchor:
    left = word * 100
    return PageAnchor(page, (f"{page}:{word}",), Box(left, line * 50, left + 80, line * 50 + 30))


def spoken(word: int) -> TimeAnchor:
    return TimeAnchor(source_sha256="a" * 64, word_ids=(f"w{word}",), start_s=float(word), end_s=word + 0.5)


def test_the_package_is_ours() -> None:
    assert nlp.__file__.endswith("nlp/__init__.py")
    assert "site-packages" not in nlp.__file__


def test_words_of_one_line_give_one_box_around_them() -> None:
    source = SourceText.from_tokens(
        [
            SourceToken("a", "heart", " ", (page_anchor(0),)),
            SourceToken("b", "failure", "", (page_anchor(1),)),
        ]
    )
    assert source.text == "heart failure"
    assert source.anchors_for(0, 13) == (PageAnchor("p1", ("p1:0", "p1:1"), Box(0, 0, 180, 30)),)
    assert source.token_ids_for(3, 8) == ("a", "b")


def test_words_on_two_lines_or_pages_give_a_box_each() -> None:
    source = SourceText.from_tokens(
        [
            SourceToken("a", "heart", "\n", (page_anchor(9),)),
            SourceToken("b", "failure", "\n", (page_anchor(0, line=1),)),
            SourceToken("c", "acute", "", (page_anchor(0, page="p2"),)),
        ]
    )
    anchors = source.anchors_for(0, len(source.text))
    assert [anchor.page_id for anchor in anchors if isinstance(anchor, PageAnchor)] == ["p1", "p1", "p2"]


def test_spoken_words_give_one_stretch_of_time() -> None:
    source = SourceText.from_tokens(
        [SourceToken("a", "heart", " ", (spoken(1),)), SourceToken("b", "failure", "", (spoken(2),))]
    )
    assert source.anchors_for(2, 9) == (
        TimeAnchor(source_sha256="a" * 64, word_ids=("w1", "w2"), start_s=1.0, end_s=2.5),
    )


def test_a_range_that_nothing_anchors_leads_nowhere() -> None:
    source = SourceText.from_tokens(
        [SourceToken("a", "heart", " ", (spoken(1),)), SourceToken("b", "failure", "", (spoken(2),))]
    )
    assert source.anchors_for(5, 6) == ()
    assert SourceText.from_plain_text("heart").anchors_for(0, 5) == ()


@pytest.mark.parametrize(
    "spans",
    [
        (AnchoredSpan(3, 5, "a", ()), AnchoredSpan(0, 2, "b", ())),
        (AnchoredSpan(0, 3, "a", ()), AnchoredSpan(2, 4, "b", ())),
        (AnchoredSpan(0, 30, "a", ()),),
    ],
)
def test_spans_out_of_order_overlapping_or_outside_are_refused(spans: tuple[AnchoredSpan, ...]) -> None:
    with pytest.raises(ValueError, match="in order"):
        SourceText("heart", spans)


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="start < end"):
        AnchoredSpan(3, 3, "a", ())


@pytest.mark.parametrize("anchor", [page_anchor(3), spoken(4)])
def test_an_anchor_survives_its_json(anchor: PageAnchor | TimeAnchor) -> None:
    assert anchor_from_json(anchor_as_json(anchor)) == anchor


words = st.text(st.characters(exclude_categories=("Cs", "Z", "Cc")), min_size=1, max_size=8)


@given(st.lists(st.tuples(words, st.sampled_from(["", " ", "\n", "\n\n"])), max_size=30), st.data())
def test_the_anchors_of_a_range_cover_exactly_the_tokens_it_touches(
    tokens: list[tuple[str, str]], data: st.DataObject
) -> None:
    source = SourceText.from_tokens(
        [SourceToken(f"t{n}", text, space, (page_anchor(n),)) for n, (text, space) in enumerate(tokens)]
    )
    for span, (text, _) in zip(source.anchors, tokens, strict=True):
        assert source.text[span.start : span.end] == text  # offsets are code points and survive
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    touched = [span for span in source.anchors if max(span.start, start) < min(span.end, end)]
    assert source.token_ids_for(start, end) == tuple(span.token_id for span in touched)
    anchored = {word for anchor in source.anchors_for(start, end) for word in anchor.word_ids}
    assert anchored == {word for span in touched for anchor in span.anchors for word in anchor.word_ids}
    for anchor in source.anchors_for(start, end):
        assert isinstance(anchor, PageAnchor)
        for word in anchor.word_ids:
            box = page_anchor(int(word.split(":")[1])).box
            assert anchor.box.left <= box.left
            assert box.right <= anchor.box.right
