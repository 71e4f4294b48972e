"""Somebody who corrects words: `python -m benchmarks.drill_scribe HOME USER_ID`. Touches the world.

A line is printed for each save that the program acknowledged: document id, and the word that was typed.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from sqlalchemy import select

from ingest.belt import Belt, open_belt
from storage.ids import new_id
from storage.ledger.document_states import DocumentState
from storage.reviewed_text import TypedRange, draft_hashes, load_text, machine_tokens, save_typing
from storage.settings import StorageSettings
from storage.tables import Document

_PAUSE_S = 0.1


def correct_one_word(belt: Belt, document_id: str, user_id: str, number: int) -> str | None:
    """The word that now stands in the document; None when it has no words."""
    text = load_text(belt.database, belt.store, document_id)
    words = [token for token in text.tokens if not token.struck and token.origin == "machine"]
    if not words:
        return None
    with belt.database.read() as session:
        base = machine_tokens(belt.store, draft_hashes(session, session.get_one(Document, document_id)))
    target, word = words[number * 7 % len(words)], f"zq{new_id()[-12:]}"
    with belt.database.write() as session:
        typed = TypedRange(text.revision, target.id, target.id, word)
        save_typing(session, document_id, base, typed, user_id=user_id)
    return word


def main(home: Path, user_id: str) -> None:
    """Correct words of documents that wait for review until killed."""
    belt = open_belt(StorageSettings(home=home))
    number = 0
    while True:
        with belt.database.read() as session:
            waiting = select(Document.id).where(Document.state == DocumentState.AWAITING_REVIEW)
            ids = session.scalars(waiting.order_by(Document.id)).all()
        for document_id in ids:
            word = correct_one_word(belt, document_id, user_id, number)
            if word is not None:
                with contextlib.suppress(BrokenPipeError):  # the drill ended: nobody listens any more
                    print(document_id, word, flush=True)
            number += 1
            time.sleep(_PAUSE_S)
        if not ids:
            time.sleep(_PAUSE_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
