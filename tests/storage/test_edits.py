from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.edits import (
    Splice,
    SpliceMismatchError,
    Token,
    align_typing,
    fold,
    live,
    text_of,
    undo_splice,
)

_word = st.text("abcdé7.,", min_size=1, max_size=6)
_space = st.sampled_from([" ", "\n", "\n\n", ""])
_typed = st.lists(st.tuples(_word, st.sampled_from([" ", "\n", "\n\n"])), max_size=8).map(
    lambda pieces: "".join(word + space for word, space in pieces)
)


def _tokens(*words: str) -> tuple[Token, ...]:
    return tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(words))


def _ids() -> itertools.count[int]:
    return itertools.count()


def _fresh(counter: itertools.count[int]) -> str:
    return f"new{next(counter)}"


@st.composite
def token_lists(draw: st.DrawFn) -> tuple[Token, ...]:
    pieces = draw(st.lists(st.tuples(_word, _space), max_size=10))
    return tuple(Token(f"t{n}", word, space, (f"w{n}",)) for n, (word, space) in enumerate(pieces))


def _normal(text: str) -> list[str]:
    return text.split()


@given(token_lists(), _typed)
def test_typing_over_a_text_gives_the_typed_text(tokens: tuple[Token, ...], typed: str) -> None:
    counter = _ids()

    splices = align_typing(tokens, typed, after=None, new_id=lambda: _fresh(counter))

    assert _normal(text_of(fold(tokens, splices))) == _normal(typed)


@given(token_lists(), _typed)
def test_every_source_of_the_machine_survives_any_edit(tokens: tuple[Token, ...], typed: str) -> None:
    counter = _ids()

    after = fold(tokens, align_typing(tokens, typed, after=None, new_id=lambda: _fresh(counter)))

    assert {source for token in after for source in token.sources} == {
        source for token in tokens for source in token.sources
    }
    drafted = {token.id for token in tokens}
    assert [token.id for token in after if token.id in drafted] == [token.id for token in tokens]


@given(token_lists(), _typed)
def test_taking_an_edit_back_gives_the_old_text_with_its_sources(
    tokens: tuple[Token, ...], typed: str
) -> None:
    counter = _ids()
    splices = align_typing(tokens, typed, after=None, new_id=lambda: _fresh(counter))
    after = fold(tokens, splices)

    for splice in reversed(splices):
        after = fold(after, [undo_splice(after, splice, new_id=lambda: _fresh(counter))])

    assert text_of(after) == text_of(tokens)
    assert [token.sources for token in live(after)] == [token.sources for token in tokens]


def test_a_corrected_word_keeps_its_place_on_the_page() -> None:
    tokens = _tokens("Patient", "has", "pane", "today")

    splices = align_typing(tokens, "Patient has pain today", after=None, new_id=lambda: "new")

    assert splices == (Splice("t1", ("t2",), (Token("new", "pain", " ", ("w2",), origin="person"),)),)


def test_as_many_words_as_before_are_paired_one_to_one() -> None:
    tokens = _tokens("lisinapril", "twonty")
    counter = _ids()

    splices = align_typing(tokens, "lisinopril twenty", after=None, new_id=lambda: _fresh(counter))

    assert [splice.inserted[0].sources for splice in splices] == [("w0",), ("w1",)]


def test_two_words_typed_for_one_share_its_source() -> None:
    splices = align_typing(_tokens("nopain"), "no pain", after=None, new_id=lambda: "new")

    assert [token.sources for token in splices[0].inserted] == [("w0",), ("w0",)]


def test_a_deleted_word_stays_as_a_struck_token() -> None:
    tokens = _tokens("very", "very", "good")

    after = fold(tokens, align_typing(tokens, "very good", after=None, new_id=lambda: "new"))

    assert [token.struck for token in after].count(True) == 1
    assert text_of(after) == "very good"


def test_an_insertion_has_no_source_and_stands_in_its_gap() -> None:
    tokens = _tokens("no", "pain")

    after = fold(tokens, align_typing(tokens, "no chest pain", after=None, new_id=lambda: "new"))

    assert text_of(after) == "no chest pain"
    assert after[1].sources == ()


def test_words_before_the_first_of_a_range_go_behind_the_word_before_the_range() -> None:
    tokens = _tokens("denies", "pain")

    splices = align_typing(tokens[1:], "chest pain", after="t0", new_id=lambda: "new")

    assert text_of(fold(tokens, splices)) == "denies chest pain"


def test_the_separator_behind_the_range_stays() -> None:
    tokens = (Token("a", "One", " ", ("w0",)), Token("b", "line", "\n\n", ("w1",)), Token("c", "Two", "", ()))

    splices = align_typing(tokens[:2], "One row", after=None, new_id=lambda: "new")

    assert text_of(fold(tokens, splices)) == "One row\n\nTwo"


def test_a_splice_that_names_an_unknown_token_is_refused() -> None:
    with pytest.raises(SpliceMismatchError):
        fold(_tokens("a"), [Splice("nowhere", (), (Token("x", "y", " ", ()),))])


def test_an_edit_that_was_edited_again_cannot_be_taken_back() -> None:
    first = Splice(None, ("t0",), (Token("n0", "b", " ", ("w0",)),))
    second = Splice(None, ("n0",), (Token("n1", "c", " ", ("w0",)),))
    after = fold(_tokens("a"), [first, second])

    with pytest.raises(SpliceMismatchError):
        undo_splice(after, first, new_id=lambda: "new")


@pytest.mark.parametrize("text", ["", "two words", "line\nend"])
def test_a_token_is_text_without_white_space(text: str) -> None:
    with pytest.raises(ValueError, match="white space"):
        Token("t", text, " ", ())


def test_a_token_is_followed_by_a_known_separator() -> None:
    with pytest.raises(ValueError, match="followed by"):
        Token("t", "word", "\t", ())


def test_a_splice_does_something() -> None:
    with pytest.raises(ValueError, match="removes or inserts"):
        Splice(None, (), ())


def test_a_token_survives_json() -> None:
    token = Token("t", "word", "\n", ("a", "b"), origin="person")

    assert Token.from_json(token.as_json()) == token


def test_a_word_typed_over_by_the_word_that_follows_takes_no_other_place() -> None:
    tokens = _tokens("edema", "no", "left")
    counter = _ids()
    splices = align_typing(tokens, "no no left", after=None, new_id=lambda: _fresh(counter))
    after = live(fold(tokens, splices))
    assert [(one.text, one.sources) for one in after] == [("no", ("w0",)), ("no", ("w1",)), ("left", ("w2",))]
    assert [one.id for one in after][1:] == ["t1", "t2"]
