from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ingest.chores import site_chores
from ingest.settings import IngestSettings
from storage.database import database_now
from storage.review_coverage import add_effort
from storage.tables import Document, ReviewEffort
from tests.small_site import small_site


def test_the_dispatchers_process_removes_how_reviews_were_done_when_their_days_are_over(
    tmp_path: Path,
) -> None:
    with small_site(tmp_path, review_coverage_days=30) as site:
        document_id, user_id = site.receive().document_id, site.person("technician").user_id
        belt = site.belt
        chores = {one.name: one for one in site_chores(belt.database, belt.settings, IngestSettings())}
        with belt.database.write() as session:
            add_effort(session, document_id, user_id, keystrokes=1, active_s=1.0)
            document = session.get_one(Document, document_id)
            document.state = "withdrawn"
            document.updated_at = database_now(session) - timedelta(days=29)
        assert chores["old proofs"].do() == 0
        with belt.database.write() as session:
            session.get_one(Document, document_id).updated_at -= timedelta(days=2)
        assert chores["old proofs"].do() == 1
        with belt.database.read() as session:
            assert session.query(ReviewEffort).count() == 0
