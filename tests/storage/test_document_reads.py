from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from storage.document_reads import mark_read, read_states
from storage.tables import Document
from tests.small_site import small_site


def test_what_a_person_read_is_theirs_and_holds_for_the_text_as_it_was(
    tmp_path: Path, database_url: str
) -> None:
    with small_site(tmp_path, database_url=database_url) as site:
        document_id = site.receive(mrn="1", name="A, B").document_id
        ada, otto = site.person("coder", name="Ada"), site.person("coder", name="Otto")

        def act(session: Session, *, revision: int = 0, reading_no: int = 1, read: bool = False) -> None:
            document = session.get_one(Document, document_id)
            document.revision, document.reading_no = revision, reading_no
            session.flush()
            if read:
                mark_read(session, document, ada.user_id)

        def states() -> list[str]:
            with site.belt.database.read() as session:
                documents = [session.get_one(Document, document_id)]
                return [read_states(session, documents, one.user_id)[document_id] for one in (ada, otto)]

        assert states() == ["unread", "unread"]
        site.write(lambda session: act(session, read=True))
        site.write(lambda session: act(session, read=True))  # twice is once
        assert states() == ["read", "unread"]
        site.write(lambda session: act(session, revision=1))
        assert states() == ["changed", "unread"]
        site.write(lambda session: act(session, reading_no=2))
        assert states() == ["changed", "unread"]
