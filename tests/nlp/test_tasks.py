from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.conveyor import run_stage
from ingest.stages import JobKind
from nlp import tasks
from nlp.code_set import Edition
from nlp.code_set.importer import EditionFiles
from nlp.code_set.installed import keep_edition
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from storage.ledger.document_states import DocumentState
from storage.ledger.jobs import insert_job
from storage.reviews import acknowledge
from storage.tables import Document, DocumentDeficiency
from tests.nlp.code_set.small_release import release
from tests.review_ui.dictation import dictation_to_check
from tests.small_site import SmallSite, small_site


def coded_text(site: SmallSite, document_id: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text that the coding stage hands on for this document."""
    seen: list[str] = []

    def read(source: SourceText, **_: object) -> None:
        seen.append(source.text)
        raise RuntimeError("seen enough")

    monkeypatch.setattr(tasks, "suggest", read)
    monkeypatch.setattr(tasks, "_resources", lambda *_: None)
    suggest_once(site, document_id)
    return seen[0]


def suggest_once(site: SmallSite, document_id: str) -> None:
    """Runs the coding stage of one document."""
    with site.belt.database.write() as session:
        session.get_one(Document, document_id).state = DocumentState.READING
        insert_job(
            session,
            kind=JobKind.SUGGEST_CODES,
            queue="nlp",
            subject_id=document_id,
            payload={"revision": 0},
            priority=1,
        )
    [(job_id, token)] = site.next_messages()
    run_stage(site.belt, job_id, token, tasks.suggest_codes)


def test_standard_text_feeds_no_coding_until_a_person_has_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_site(tmp_path) as site:
        unread = dictation_to_check(site, "Lungs ^clear. ^Diabetes ^mellitus. Seen today.")
        read = dictation_to_check(site, "Lungs ^clear. Seen today.")
        reader = site.person("transcriptionist")
        with site.belt.database.write() as session:
            for one in session.query(DocumentDeficiency).filter_by(document_id=read):
                acknowledge(
                    session, read, kind=one.kind, deficiency_id=one.id, decision="holds", reviewer=reader
                )

        assert coded_text(site, unread, monkeypatch) == "Lungs Seen today."
        assert coded_text(site, read, monkeypatch) == "Lungs clear. Seen today."


def test_the_belt_codes_by_the_edition_of_the_discharge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Admitted on 28 September and discharged on 3 October: the October edition."""
    used: list[str] = []

    def read(_: SourceText, *, resources: CodingResources, **__: object) -> None:
        used.append(resources.code_set.edition.name)
        raise RuntimeError("seen enough")

    (tmp_path / "release").mkdir()
    october = Edition("2027", date(2026, 10, 1), date(2027, 9, 30), "made for a test")
    with small_site(tmp_path) as site:
        keep_edition(
            EditionFiles(october, release(tmp_path / "release").files), site.belt.settings.home / "code_sets"
        )
        document_id = dictation_to_check(site, "Brain injury.")
        with site.belt.database.write() as session:
            document = session.get_one(Document, document_id)
            document.claimed_fields = {
                "encounter_type": "inpatient",
                "date_of_service": "2026-09-28",
                "discharge_date": "2026-10-03",
            }
        monkeypatch.setattr(tasks, "suggest", read)
        suggest_once(site, document_id)
    assert used == ["2027"]
