from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from review_ui.evidence import follow, words_today
from storage.edits import Splice, Token, fold, live


def token(token_id: str, text: str, *sources: str) -> Token:
    return Token(token_id, text, " ", sources, "person")


def replaced(old: str, *new: Token) -> Splice:
    return Splice(None, (old,), new)


NOBODY: frozenset[str] = frozenset()


def test_a_quote_that_nobody_touched_reads_as_it_did() -> None:
    elsewhere = [replaced("t9", token("p1", "left"))]

    today = words_today("chest pain", ["t1", "t2"], elsewhere, word_ids=NOBODY)

    assert (today.words, today.changed, today.gone) == ("chest pain", False, False)


def test_a_corrected_word_shows_what_now_stands_there() -> None:
    today = words_today("chest pane", ["t1", "t2"], [replaced("t2", token("p1", "pain"))], word_ids=NOBODY)

    assert (today.words, today.changed, today.gone) == ("chest pain", True, False)


def test_a_correction_of_a_correction_is_followed_too() -> None:
    splices = [replaced("t2", token("p1", "pan")), replaced("p1", token("p2", "pain"), token("p3", "now"))]

    assert words_today("chest pane", ["t1", "t2"], splices, word_ids=NOBODY).words == "chest pain now"


def test_words_that_were_taken_out_are_gone() -> None:
    today = words_today("pain", ["t2"], [replaced("t2")], word_ids=frozenset({"w2"}))

    assert (today.words, today.changed, today.gone) == ("", True, True)


def test_words_that_were_taken_out_and_put_back_stand_again() -> None:
    splices = [replaced("t2"), Splice("t2", (), (token("p1", "pain", "w2"), token("p2", "later", "w7")))]

    today = words_today("pain", ["t2"], splices, word_ids=frozenset({"w2"}))

    assert (today.words, today.changed, today.gone) == ("pain", False, False)


def test_of_a_quote_with_other_tokens_than_words_only_the_corrected_ones_are_told() -> None:
    splices = [replaced("t2", token("p1", "II"))]

    assert words_today("type-2 diabetes", ["t1", "t2", "t3"], splices, word_ids=NOBODY).words == "II"


@given(st.data())
def test_what_is_followed_stands_in_the_text_after_any_corrections(data: st.DataObject) -> None:
    tokens = tuple(token(f"t{n}", "word", f"w{n}") for n in range(6))
    splices: list[Splice] = []
    for number in range(data.draw(st.integers(0, 6))):
        standing = [one.id for one in live(fold(tokens, splices))]
        if not standing:
            break
        start = data.draw(st.integers(0, len(standing) - 1))
        removed = tuple(standing[start : start + data.draw(st.integers(1, 3))])
        inserted = tuple(token(f"p{number}-{n}", "new") for n in range(data.draw(st.integers(0, 2))))
        splices.append(Splice(None, removed, inserted))

    now = {one.id for one in live(fold(tokens, splices))}

    assert set(follow(["t1", "t2", "t3"], splices)) <= now
