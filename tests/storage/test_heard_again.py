from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from storage.edits import Splice, Token, align_typing, fold, live, text_of
from storage.heard_again import with_known_places

HEARD = "the patient has a small effusion in the left knee and no fracture".split()  # noqa: SIM905
MACHINE = tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(HEARD))
_ids = itertools.count()


def fresh() -> str:
    return f"new{next(_ids)}"


def put_away(headings: Sequence[str] = ()) -> tuple[Token, ...]:
    """All words struck, headings in their place."""
    inserted = tuple(Token(fresh(), one, "\n\n", (), "person") for one in headings)
    return fold(MACHINE, [Splice(None, tuple(token.id for token in MACHINE), inserted)])


def typed_at_end(tokens: tuple[Token, ...], words: str) -> tuple[Token, ...]:
    """The text after these words were typed behind it, as a save makes it."""
    typed = tuple(Token(fresh(), one, " ", (), "person") for one in words.split())
    spliced = Splice(tokens[-1].id, (), typed)
    return fold(tokens, with_known_places([spliced], tokens))


def places(tokens: Sequence[Token]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.text, one.sources) for one in live(tokens)]


def test_what_is_typed_from_sound_stands_where_the_machine_heard_it() -> None:
    tokens = put_away(["Findings:"])
    for words in ("The patient", "has a large", "effusion in the", "left knee, no fracture."):
        tokens = typed_at_end(tokens, words)
    known = dict(places(tokens))
    assert known["Findings:"] == known["large"] == ()
    assert [known[word] for word in ("The", "effusion", "knee,", "no", "fracture.")] == [
        *(("w0",), ("w5",), ("w9",), ("w11",), ("w12",)),
    ]
    assert text_of(tokens).endswith("left knee, no fracture.")


def test_a_word_that_was_taken_out_and_typed_again_has_its_place_back() -> None:
    out = fold(MACHINE, align_typing(MACHINE[9:12], "knee no", after="t8", new_id=fresh))
    back = with_known_places([Splice("t9", (), (Token("n", "And", " ", (), "person"),))], out)
    assert back[0].inserted[0].sources == ("w10",)


def test_a_short_word_far_away_is_not_taken_for_the_same_one() -> None:
    tokens = typed_at_end(put_away(), "no")
    assert places(tokens) == [("no", ())]


def test_a_word_that_still_stands_lends_its_place_to_no_other() -> None:
    spliced = with_known_places([Splice("t1", (), (Token("n", "effusion", " ", (), "person"),))], MACHINE)
    assert spliced[0].inserted[0].sources == ()


@given(st.lists(st.sampled_from([*HEARD, "fever", "5"]), max_size=20), st.integers(1, 5))
def test_places_never_run_backwards_and_none_is_taken_twice(words: list[str], in_one_save: int) -> None:
    tokens = put_away()
    for start in range(0, len(words), in_one_save):
        tokens = typed_at_end(tokens, " ".join(words[start : start + in_one_save]))
    taken = [int(source[1:]) for _, sources in places(tokens) for source in sources]
    assert taken == sorted(set(taken))
    assert [text for text, _ in places(tokens)] == words
