from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.stages import JobKind
from storage.artifacts import put_json, record_artifact
from storage.edits import Token, live
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import (
    DRAFT,
    NotEditableError,
    RangeGoneError,
    StaleSaveError,
    TypedRange,
    load_text,
    load_text_at,
    save_typing,
)
from storage.tables import Document
from storage.undoing import undo_last_edit
from tests.small_site import SmallSite, small_site

S = DocumentState
WORDS = ("Patient", "denies", "chest", "pane", "and", "feever.")
BASE = tuple(Token(f"t{n}", word, " ", (f"w{n}",)) for n, word in enumerate(WORDS))


@pytest.fixture
def site(tmp_path: Path, database_url: str) -> Iterator[SmallSite]:
    with small_site(tmp_path, database_url=database_url) as site:
        yield site


@pytest.fixture
def document_id(site: SmallSite) -> str:
    """A dictation with a draft of six words."""
    received = site.receive(b"ID3 a dictation", file_name="note.mp3")
    draft = {"schema_version": 1, "tokens": [token.as_json() for token in BASE]}
    made = put_json(site.belt.store, DRAFT, draft)
    site.write(lambda s: record_artifact(s, made, subject_id=received.document_id, version=1))
    return received.document_id


def _save(
    site: SmallSite, document_id: str, word: int, text: str, *, based_on: int, user: str = "ann"
) -> int:
    typed = TypedRange(based_on, f"t{word}", f"t{word}", text)
    with site.belt.database.write() as session:
        return save_typing(session, document_id, BASE, typed, user_id=user)


def _text(site: SmallSite, document_id: str) -> str:
    return load_text(site.belt.database, site.belt.store, document_id).text


def test_a_correction_raises_the_revision_and_reads_back(site: SmallSite, document_id: str) -> None:
    revision = _save(site, document_id, 3, "pain", based_on=0)

    assert revision == 1
    assert _text(site, document_id) == "Patient denies chest pain and feever."


def test_saves_of_different_words_are_merged_though_the_second_is_behind(
    site: SmallSite, document_id: str
) -> None:
    _save(site, document_id, 3, "pain", based_on=0)

    _save(site, document_id, 5, "fever.", based_on=0, user="bob")

    assert _text(site, document_id) == "Patient denies chest pain and fever."


def test_a_save_whose_answer_was_lost_comes_again_and_is_made_once(site: SmallSite, document_id: str) -> None:
    text = load_text(site.belt.database, site.belt.store, document_id)
    word = text.tokens[0].id
    first = TypedRange(0, word, word, "Two words", save_id=new_id())
    for _ in range(2):
        with site.belt.database.write() as session:
            revision = save_typing(session, document_id, text.tokens, first, user_id="ann")
    assert revision == 1
    assert _text(site, document_id).startswith("Two words ")
    # another save of the same person, and somebody else with the same id
    with site.belt.database.write() as session:
        second = TypedRange(1, text.tokens[1].id, text.tokens[1].id, "b", save_id=new_id())
        assert save_typing(session, document_id, text.tokens, second, user_id="ann") == 2
    with pytest.raises(RangeGoneError), site.belt.database.write() as session:
        save_typing(session, document_id, text.tokens, first, user_id="ben")


def test_a_stale_save_of_the_same_word_is_refused_with_both_versions(
    site: SmallSite, document_id: str
) -> None:
    _save(site, document_id, 3, "pain", based_on=0)

    with pytest.raises(StaleSaveError) as refused:
        _save(site, document_id, 3, "pane,", based_on=0, user="bob")

    assert "chest pain and" in refused.value.current_text
    assert "chest pane, and" in refused.value.your_text
    assert _text(site, document_id) == "Patient denies chest pain and feever."


def test_saving_without_a_change_makes_no_revision(site: SmallSite, document_id: str) -> None:
    assert _save(site, document_id, 3, "pane", based_on=0) == 0


def test_an_old_revision_can_still_be_read(site: SmallSite, document_id: str) -> None:
    _save(site, document_id, 3, "pain", based_on=0)

    before = load_text_at(site.belt.database, site.belt.store, document_id, 0)

    assert before.text == " ".join(WORDS)


def test_a_persons_own_changes_are_taken_back_newest_first(site: SmallSite, document_id: str) -> None:
    _save(site, document_id, 3, "pain", based_on=0)
    _save(site, document_id, 5, "fever.", based_on=1)

    with site.belt.database.write() as session:
        undo_last_edit(session, document_id, BASE, user_id="ann")
    assert _text(site, document_id) == "Patient denies chest pain and feever."
    with site.belt.database.write() as session:
        undo_last_edit(session, document_id, BASE, user_id="ann")

    assert _text(site, document_id) == " ".join(WORDS)


def _undo(site: SmallSite, document_id: str, user: str = "ann") -> str:
    site.write(lambda s: undo_last_edit(s, document_id, BASE, user_id=user))
    return _text(site, document_id)


def _retype(site: SmallSite, document_id: str, old: str, new: str, user: str = "ann") -> str:
    """The text after the live words `old` were typed over with `new`."""
    text = load_text(site.belt.database, site.belt.store, document_id)
    words = live(text.tokens)
    wanted = old.split()
    start = next(n for n in range(len(words)) if [one.text for one in words[n : n + len(wanted)]] == wanted)
    typed = TypedRange(text.revision, words[start].id, words[start + len(wanted) - 1].id, new)
    site.write(lambda s: save_typing(s, document_id, BASE, typed, user_id=user))
    return _text(site, document_id)


def test_undo_reaches_behind_words_that_were_deleted_and_brought_back(
    site: SmallSite, document_id: str
) -> None:
    corrected = _retype(site, document_id, "pane", "pain")
    for _ in range(2):  # brought back twice, the words have their third ids
        assert _retype(site, document_id, "chest pain and", "") == "Patient denies feever."
        assert _undo(site, document_id) == corrected

    assert _undo(site, document_id) == " ".join(WORDS)
    with pytest.raises(RangeGoneError):
        _undo(site, document_id)


def test_undo_walks_back_through_a_word_that_was_changed_again_and_again(
    site: SmallSite, document_id: str
) -> None:
    changes = [
        ("pane", "pain"),
        ("pain", "pains"),
        ("chest pains", ""),
        ("denies", "denies any"),
        ("any", ""),
    ]
    seen = [_text(site, document_id)]
    seen += [_retype(site, document_id, old, new) for old, new in changes]

    for before in reversed(seen[:-1]):
        assert _undo(site, document_id) == before

    sources = [
        token.sources for token in live(load_text(site.belt.database, site.belt.store, document_id).tokens)
    ]
    assert sources == [token.sources for token in BASE]


def test_brought_back_words_that_somebody_else_changed_since_are_left_alone(
    site: SmallSite, document_id: str
) -> None:
    _retype(site, document_id, "pane", "pain")
    _retype(site, document_id, "chest pain", "")
    _undo(site, document_id)
    changed = _retype(site, document_id, "pain", "pains", user="bob")

    with pytest.raises(RangeGoneError):
        _undo(site, document_id)
    assert _text(site, document_id) == changed


def test_somebody_elses_change_is_not_mine_to_take_back(site: SmallSite, document_id: str) -> None:
    _save(site, document_id, 3, "pain", based_on=0, user="bob")

    with site.belt.database.write() as session, pytest.raises(RangeGoneError):
        undo_last_edit(session, document_id, BASE, user_id="ann")


@pytest.mark.parametrize(("first", "last"), [("t9", "t9"), ("t3", "t1")])
def test_a_range_that_the_text_does_not_have_is_refused(
    site: SmallSite, document_id: str, first: str, last: str
) -> None:
    typed = TypedRange(0, first, last, "x")

    with site.belt.database.write() as session, pytest.raises(RangeGoneError):
        save_typing(session, document_id, BASE, typed, user_id="ann")


def test_typing_at_the_end_of_the_text_adds_words(site: SmallSite, document_id: str) -> None:
    typed = TypedRange(0, None, None, "Lungs clear.")

    site.write(lambda s: save_typing(s, document_id, BASE, typed, user_id="ann"))

    assert _text(site, document_id).endswith("feever.\n\nLungs clear.")


@pytest.mark.parametrize("state", [S.VERIFIED, S.RENDERING, S.FILING, S.REJECTED, S.WITHDRAWN])
def test_what_is_being_filed_is_exactly_what_was_approved(
    site: SmallSite, document_id: str, state: DocumentState
) -> None:
    # the ledger is the only writer of states; here the state is set as it would have left it
    site.write(lambda s: s.execute(update(Document).values(state=state.value)))

    with pytest.raises(NotEditableError):
        _save(site, document_id, 3, "pain", based_on=0)


def test_edits_are_append_only(site: SmallSite, document_id: str) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DatabaseError

    _save(site, document_id, 3, "pain", based_on=0)

    with pytest.raises(DatabaseError, match="append-only"), site.belt.database.write() as session:
        session.execute(text("DELETE FROM text_edit"))


def test_the_first_job_of_a_dictation_is_to_listen(site: SmallSite, document_id: str) -> None:
    assert [job.kind for job in site.jobs(document_id)] == [JobKind.READ_DICTATION]
