from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.review.large_site import LargeSite
from benchmarks.review.part_lists import _next_page
from storage.accounts import Role
from storage.database import Database
from storage.ledger.balance import ledger_balance
from storage.tables import Document, Patient, User
from tests.empty_site import empty_database

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def made(folder: Path) -> Database:
    folder.mkdir()
    database = empty_database(folder)
    with database.write() as session:
        session.add(
            User(
                id="u",
                login="clerk",
                display_name="C",
                roles=[Role.TECHNICIAN],
                created_at=NOW,
                failed_sign_ins=0,
            )
        )
    LargeSite(database, 150, NOW, ("u",)).make()
    return database


def test_the_site_that_lists_are_measured_on_adds_up_and_is_the_same_every_time(tmp_path: Path) -> None:
    seen = []
    for name in ("one", "two"):
        database = made(tmp_path / name)
        with database.read() as session:
            balance = ledger_balance(session)
            assert balance["balanced"]
            assert balance["accepted"] == 150
            assert all(balance[one] for one in ("filed", "in_progress", "waiting"))
            names = session.scalars(select(Patient.name).order_by(Patient.id)).all()
            ids = session.scalars(select(Document.id).order_by(Document.id)).all()
            newest = session.scalar(select(func.max(Document.updated_at)))
        assert newest is not None
        assert newest <= NOW
        seen.append((names, ids))
        database.close()
    assert seen[0] == seen[1]


def test_the_next_page_of_a_list_is_followed_as_its_link_says() -> None:
    link = '<a class="button small" href="/?shown=charts&amp;after=1~x" data-key="n" data-key-label="Next">'
    assert _next_page(link) == "/?shown=charts&after=1~x"
    assert _next_page("<p>the end</p>") is None
