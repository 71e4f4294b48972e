"""What a document leaves behind on its way: custody lines, jobs, pages, readings, edits, sign-offs. Pure."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from storage.ledger.document_states import DocumentState as S
from storage.tables import (
    AuditEvent,
    Base,
    DocumentEventRow,
    DocumentPage,
    FiledRecordRow,
    Job,
    Page,
    Reading,
    SignOff,
    TextEdit,
)

_ENGINES = ({"name": "routed", "version": "1"}, {"name": "tesseract", "version": "5.5"})
_WAY = (S.RECEIVED, S.SPLITTING, S.READING, S.AWAITING_REVIEW, S.IN_REVIEW, S.VERIFIED, S.RENDERING, S.FILING)


class Site(Protocol):
    """Where rows go, with the seeded choices and ids of the site."""

    pick: random.Random

    def add(self, table: type[Base], **values: Any) -> None:
        """One more row."""
        ...

    def new_id(self, at: datetime) -> str:
        """A UUIDv7 of that moment."""
        ...


def traces_of(site: Site, document: dict[str, Any], state: S) -> None:
    """Add everything that a document in this state has left behind."""
    _custody(site, document, state)
    _pages_of(site, document)


def _custody(site: Site, document: dict[str, Any], state: S) -> None:
    received, ended = document["received_at"], document["updated_at"]
    events: list[tuple[str, S | None, S, datetime]] = [("received", None, S.RECEIVED, received)]
    way = (*_WAY, S.FILED) if state is S.FILED else _WAY[: _WAY.index(state) + 1] if state in _WAY else ()
    early = timedelta(seconds=30)
    for step, (left, entered) in enumerate(itertools.pairwise(way), start=1):
        at = min(received + early * step, ended) if step < 4 else ended
        events.append(("moved", left, entered, at))
    if state in (S.REJECTED, S.WITHDRAWN, S.NEEDS_ATTENTION):
        events.append(("moved", S.RECEIVED, state, ended))
    for event, before, after, at in events:
        site.add(
            DocumentEventRow,
            document_id=document["id"],
            at=at,
            actor="belt",
            event=event,
            from_state=before.value if before else None,
            to_state=after.value,
        )
    for kind, queue in (("read", "ocr"), ("suggest", "nlp")):
        _job(site, document, kind, queue, is_done=document["state"] not in (S.READING, S.RECEIVED))
    if document["verified_at"]:
        _verified(site, document)


def _job(site: Site, document: dict[str, Any], kind: str, queue: str, *, is_done: bool) -> None:
    at = document["received_at"]
    site.add(
        Job,
        id=site.new_id(at),
        kind=kind,
        queue=queue,
        subject_id=document["id"],
        payload={},
        state="done" if is_done else "ready",
        priority=document["priority"],
        due_at=document["due_at"],
        created_at=at,
        finished_at=at if is_done else None,
    )


def _verified(site: Site, document: dict[str, Any]) -> None:
    at, user = document["verified_at"], document["verified_by"]
    named = {"document_id": document["id"], "user_id": user, "at": at}
    for kind in ("index", "text"):
        site.add(SignOff, id=site.new_id(at), kind=kind, revision=document["revision"], **named)
    for revision in range(1, 1 + document["revision"] // 6):
        site.add(
            TextEdit,
            id=site.new_id(at),
            reading_no=1,
            revision=revision,
            removed=["a"],
            inserted=[],
            **named,
        )
    if document["state"] == S.FILED:
        site.add(
            FiledRecordRow,
            record_id=document["id"],
            version=1,
            record_type="document",
            manifest_key="key",
            manifest_sha256="0" * 64,
            doc_status="final",
            filed_at=at,
        )
    for action in ("document.viewed", "document.verified"):
        site.add(
            AuditEvent,
            at=at,
            user_id=user,
            actor="clerk",
            action=action,
            subject_kind="document",
            subject_id=document["id"],
            patient_id=document["patient_id"],
            detail={},
        )


def _pages_of(site: Site, document: dict[str, Any]) -> None:
    at = document["received_at"]
    units = list(_page_rows(site, document, at)) if document["kind"] == "chart" else [document["id"]]
    if document["state"] in (S.READING, S.RECEIVED, S.REJECTED):
        units = units[: len(units) // 2]
    for unit in units:
        site.add(
            Reading,
            unit_id=unit,
            reading_no=1,
            engine=site.pick.choice(_ENGINES),
            word_count=200,
            doubtful_words=document["doubtful_words"] // max(1, len(units)),
            seconds=1.5,
            identity={},
            created_at=at,
        )


def _page_rows(site: Site, document: dict[str, Any], at: datetime) -> Iterator[str]:
    for position in range(document["page_count"]):
        page_id = site.new_id(at)
        site.add(Page, id=page_id, source_sha256=document["source_sha256"], source_index=position)
        site.add(DocumentPage, document_id=document["id"], position=position, page_id=page_id)
        yield page_id
