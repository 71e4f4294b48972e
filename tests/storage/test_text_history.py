from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from storage.edits import Token, align_typing, fold, text_of
from storage.text_history import Passage, passages_between, splices_back_to

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8)


def _tokens(*words: str) -> tuple[Token, ...]:
    return tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(words))


@given(WORDS, st.lists(WORDS, max_size=4), st.integers(0, 4))
def test_any_earlier_text_is_brought_back_by_edits_that_keep_its_sources(
    words: list[str], typed: list[list[str]], revision: int
) -> None:
    ids = itertools.count()
    texts = [_tokens(*words)]
    for one in typed:
        after = texts[-1][-1].id if texts[-1] and all(token.struck for token in texts[-1]) else None
        splices = align_typing(texts[-1], " ".join(one), after=after, new_id=lambda: f"n{next(ids)}")
        texts.append(fold(texts[-1], splices))
    then = texts[min(revision, len(texts) - 1)]
    back = fold(texts[-1], splices_back_to(then, texts[-1], new_id=lambda: f"n{next(ids)}"))
    assert text_of(back) == text_of(then)
    assert [one.sources for one in back if not one.struck] == [one.sources for one in then if not one.struck]
    assert passages_between(then, back) == [] or text_of(then) == text_of(back)


def test_a_passage_shows_what_left_what_came_and_the_words_around() -> None:
    then = _tokens("the", "patient", "takes", "lysine", "april", "daily", "with", "food")
    splices = align_typing(then[3:5], "lisinopril", after="t2", new_id=lambda: "n1")
    assert passages_between(then, fold(then, splices)) == [
        Passage("the patient takes", "lysine april", "lisinopril", "daily with food")
    ]
    assert passages_between(then, then) == []
