from __future__ import annotations

from tests.transcribe.speech import words_of
from transcribe.report_token import ReportToken
from transcribe.template_blocks import unread_blocks

WORDS = words_of("insert my normal lungs then insert my normal heart")


def token(number: int, text: str, first: int, last: int, origin: str = "template") -> ReportToken:
    sources = tuple(word.id for word in WORDS[first:last])
    return ReportToken(f"t{number}", text, " ", sources, origin)  # type: ignore[arg-type]


def test_each_inserted_block_asks_once_to_be_read_at_the_second_it_was_called() -> None:
    tokens = [
        token(1, "Clear", 0, 4),
        token(2, "bilaterally.", 0, 4),
        token(3, "then", 4, 5, "machine"),
        token(4, "Regular.", 5, 9),
    ]
    found = unread_blocks(tokens, WORDS)
    assert [(one.kind, one.start_s) for one in found] == [
        ("template_text", WORDS[0].start_s),
        ("template_text", WORDS[5].start_s),
    ]
    assert found[0].end_s == WORDS[3].end_s
    assert "Clear" not in found[0].note


def test_spoken_words_ask_for_nothing() -> None:
    assert unread_blocks([token(1, "then", 4, 5, "machine")], WORDS) == []
