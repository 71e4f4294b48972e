from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from storage.artifacts import put_json, record_artifact
from storage.edits import Token, fold, live, text_of
from storage.find_words import WantedWords
from storage.replacing import CountChangedError, replace_everywhere
from storage.reviewed_text import DRAFT, RangeGoneError, TypedRange, load_text, save_typing
from storage.undoing import redo_last_edit, undo_last_edit
from storage.word_acts import WordAct
from tests.small_site import SmallSite, small_site

WORDS = ("Takes", "lisinipril", "20", "mg", "daily", "and", "lisinipril", "5", "mg", "at", "night")
BASE = tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(WORDS))
STEPS = 60


class Text:
    """A document's text and the acts of one person on it."""

    def __init__(self, site: SmallSite, document_id: str) -> None:
        self.site, self.document_id = site, document_id

    @property
    def tokens(self) -> tuple[Token, ...]:
        return live(load_text(self.site.belt.database, self.site.belt.store, self.document_id).tokens)

    @property
    def text(self) -> str:
        return text_of(self.tokens)

    def act(self, first: int, last: int, act: WordAct, typed: str = "", *, user: str = "ann") -> None:
        text = load_text(self.site.belt.database, self.site.belt.store, self.document_id)
        ids = [token.id for token in live(text.tokens)]
        words = TypedRange(text.revision, ids[first], ids[last], typed, act)
        self._write(lambda s: save_typing(s, self.document_id, BASE, words, user_id=user))

    def replace_all(self, words: str, text: str, counted: int) -> None:
        wanted = WantedWords(words)
        self._write(
            lambda s: replace_everywhere(
                s, self.document_id, BASE, wanted, text=text, counted=counted, user_id="ann"
            )
        )

    def undo(self) -> str:
        self._write(lambda s: undo_last_edit(s, self.document_id, BASE, user_id="ann"))
        return self.text

    def redo(self) -> str:
        self._write(lambda s: redo_last_edit(s, self.document_id, BASE, user_id="ann"))
        return self.text

    def _write(self, act: Callable[[Session], object]) -> None:
        self.site.write(act)


@pytest.fixture
def text(tmp_path: Path, database_url: str) -> Iterator[Text]:
    with small_site(tmp_path, database_url=database_url) as site:
        received = site.receive(b"ID3 a dictation", file_name="note.mp3")
        draft = {"schema_version": 1, "tokens": [token.as_json() for token in BASE]}
        made = put_json(site.belt.store, DRAFT, draft)
        site.write(lambda s: record_artifact(s, made, subject_id=received.document_id, version=1))
        yield Text(site, received.document_id)


def test_what_was_taken_back_is_done_again_in_order_until_something_new_is_typed(text: Text) -> None:
    seen = [text.text]
    for act in (("typed", "lisinopril"), ("illegible", ""), ("typed", "enalapril")):
        text.act(1, 1, *act)
        seen.append(text.text)
    assert [text.undo() for _ in range(3)] == seen[2::-1]
    assert [text.redo() for _ in range(3)] == seen[1:]
    with pytest.raises(RangeGoneError):
        text.redo()
    assert [text.undo() for _ in range(2)] == seen[2:0:-1]
    text.act(0, 0, "typed", "Took")
    with pytest.raises(RangeGoneError):
        text.redo()
    assert [text.undo() for _ in range(2)] == [seen[1], seen[0]]


def test_an_acceptance_is_taken_back_and_done_again(text: Text) -> None:
    text.act(1, 1, "accepted")
    assert text.tokens[1].origin == "person"
    text.undo()
    assert (text.tokens[1].origin, text.tokens[1].sources) == ("machine", ("w1",))
    text.redo()
    assert (text.tokens[1].origin, text.tokens[1].sources) == ("person", ("w1",))


def test_replace_all_is_taken_back_and_done_again_as_one(text: Text) -> None:
    before = text.text
    text.replace_all("LISINIPRIL", "lisinopril", 2)
    after = text.text
    assert after.count("lisinopril") == 2
    assert text.undo() == before
    assert text.redo() == after
    assert text.undo() == before


def test_words_that_stand_elsewhere_than_they_were_counted_are_not_replaced(text: Text) -> None:
    text.act(1, 1, "typed", "enalapril")
    with pytest.raises(CountChangedError) as refused:
        text.replace_all("lisinipril", "lisinopril", 2)
    assert refused.value.count == 1
    assert "lisinopril" not in text.text


def test_one_save_of_several_words_is_taken_back_as_one(text: Text) -> None:
    before = text.text
    text.act(0, 4, "typed", "Takes lisinopril 20 mg nightly")
    assert text.undo() == before


def test_words_that_somebody_else_changed_since_are_not_done_again(text: Text) -> None:
    text.act(1, 1, "typed", "lisinopril")
    text.undo()
    text.act(1, 1, "typed", "ramipril", user="bob")
    with pytest.raises(RangeGoneError):
        text.redo()
    assert text.tokens[1].text == "ramipril"


def test_random_acts_are_taken_back_and_done_again_without_end_and_every_word_keeps_its_source(
    text: Text,
) -> None:
    chance = random.Random(6)  # noqa: S311 -- a test that is the same each time
    undone: list[str] = []
    done = [text.text]
    for _ in range(STEPS):
        verb = chance.choice(["undo", "undo", "redo", "act", "act", "act"])
        if verb == "undo" and len(done) > 1:
            undone.append(done.pop())
            assert text.undo() == done[-1]
        elif verb == "redo" and undone:
            done.append(undone.pop())
            assert text.redo() == done[-1]
        elif verb == "act" and (after := _random_act(text, chance)):
            undone.clear()
            done.append(after)
    whole = load_text(text.site.belt.database, text.site.belt.store, text.document_id).tokens
    assert {source for token in whole for source in token.sources} == {f"w{n}" for n in range(len(WORDS))}
    untouched = [token for token in live(whole) if token.id.startswith("t")]
    assert all(token.sources == (token.id.replace("t", "w"),) for token in untouched)
    assert text_of(fold(whole, [])) == done[-1]


def _random_act(text: Text, chance: random.Random) -> str | None:
    """The text after one random act that changed something, else None."""
    before, words = load_text(text.site.belt.database, text.site.belt.store, text.document_id), text.tokens
    if not words:
        return None
    first = chance.randrange(len(words))
    last = min(len(words) - 1, first + chance.randrange(3))
    there = [token.text for token in words[first : last + 1]]
    act: WordAct = chance.choice(["typed", "typed", "typed", "accepted", "illegible", "by_hand"])
    typed = chance.choice(
        [
            "".join(there),  # merged
            " ".join(f"{word[:1]} {word[1:]}" for word in there),  # split
            " ".join(there[1:]),  # taken out
            " ".join([*there, "new"]),  # added
            " ".join(reversed(there)),
        ]
    )
    text.act(first, last, act, typed)
    after = load_text(text.site.belt.database, text.site.belt.store, text.document_id)
    return after.text if after.revision != before.revision else None
