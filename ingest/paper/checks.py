"""What has to be true before the paper of a batch may be destroyed. Touches the database and the store.

Each check says whether it is met, what was found, and, where it is not met, how to mend it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.paper.read_back import readings_back
from ingest.sampling.hold import SAMPLED_ROUTE
from ingest.sampling.lots import OPEN, PASSED, batches_to_sample
from ingest.sampling.verdicts import to_check_again
from ingest.sampling.words import proof_words
from ingest.stations.batch_images import paper_of
from ingest.stations.defaults import Defaults
from ingest.stations.reconcile import reconcile
from storage.ledger.document_states import DocumentState
from storage.objects.sealed_store import SealedStore
from storage.settings import StorageSettings
from storage.tables import Batch, CopyRun, Document, FiledRecordRow, ReadBack, SampleLot, User

S = DocumentState
_OUT_OF_IT = (S.WITHDRAWN.value, S.REJECTED.value)


@dataclass(frozen=True)
class PaperCheck:
    """One condition: its title, whether it is met, what was found, how to mend it, and where (an address)."""

    title: str
    is_met: bool
    words: str
    remedy: str = ""
    href: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def paper_checks(
    session: Session, store: SealedStore, batch: Batch, settings: StorageSettings
) -> tuple[PaperCheck, ...]:
    """Every check of the batch, in the order in which a person would mend them."""
    filed_at = session.scalar(
        select(func.max(FiledRecordRow.filed_at))
        .join(Document, Document.id == FiledRecordRow.record_id)
        .where(Document.batch_id == batch.id)
    )
    return (
        _counts(session, store, batch),
        _filed(session, batch),
        _sample(session, batch),
        _read_twice(session, batch, filed_at),
        _second_copy(session, filed_at),
        _retention(settings),
    )


def _counts(session: Session, store: SealedStore, batch: Batch) -> PaperCheck:
    title, href = "Sheets and images", f"/batches/{batch.id}"
    sides = Defaults.from_json(batch.defaults).sides
    images = paper_of(session, store, batch.id).images
    found = reconcile(images, sheets_counted=batch.sheets_counted, sides=sides)
    words = f"{found.words}."
    if found.agrees:
        return _met(title, words, href)
    if batch.sheets_counted is None:
        return _open(title, words, "Count the sheets of the batch and enter the number", href=href)
    return _open(title, words, "Find the sheets that are missing and scan them, or count again", href=href)


def _filed(session: Session, batch: Batch) -> PaperCheck:
    rows = session.execute(
        select(Document.state, func.count()).where(Document.batch_id == batch.id).group_by(Document.state)
    )
    states: dict[str, int] = {state: number for state, number in rows}
    filed, out = states.get(S.FILED.value, 0), sum(states.get(one, 0) for one in _OUT_OF_IT)
    left = sum(states.values()) - filed - out
    words = f"{filed:,} filed" + (f", {left:,} still on the way" if left else "")
    if out:
        words += f"; {out:,} withdrawn or unusable: their paper is not covered, take it out and keep it"
    if filed and not left:
        return _met("Everything filed", f"{words}.")
    return _open("Everything filed", f"{words}.", "Finish the charts of the batch", href="/?shown=waiting")


def _sample(session: Session, batch: Batch) -> PaperCheck:
    title = "Sample"
    lots = session.scalars(
        select(SampleLot).where(SampleLot.batch_id == batch.id).order_by(SampleLot.id)
    ).all()
    if any(one.batch_id == batch.id for one in batches_to_sample(session, batch.site_id)):
        return _open(title, "No sample was drawn from it yet.", "Draw the sample", href="/samples")
    opened = next((one for one in lots if one.state == OPEN), None)
    if opened is not None:
        address = f"/samples/{opened.id}"
        return _open(title, "Its sample has not ended.", "Look at the drawn pages", href=address)
    again = next((one for one in lots if to_check_again(session, one)), None)
    if again is not None:
        words = "Charts with errors were filed before the sample and have not been looked through again."
        return _open(title, words, "Look through these charts", href=f"/samples/{again.id}")
    passed = [one for one in lots if one.state == PASSED]
    if passed:
        words = " ".join(_passed_words(one) for one in passed)
        return _met(title, words, f"/samples/{passed[-1].id}")
    return _without_sample(session, batch, title)


def _without_sample(session: Session, batch: Batch, title: str) -> PaperCheck:
    archive = select(Document.id).where(
        Document.batch_id == batch.id, Document.route == SAMPLED_ROUTE, Document.state.not_in(_OUT_OF_IT)
    )
    if session.scalar(archive.limit(1)) is None:
        return _met(title, "None is needed: every chart was checked word by word or field by field.")
    words = "Its charts are not all checked."
    return _open(title, words, "Check them, then draw the sample", href="/samples")


def _passed_words(lot: SampleLot) -> str:
    return proof_words(pages=lot.page_count, drawn=lot.sample_size, wrong=lot.wrong or 0)


def _read_twice(session: Session, batch: Batch, filed_at: datetime | None) -> PaperCheck:
    """Two readings, one after the other, both begun after the last filing; the newest has no fault."""
    title, href = "Read back twice", f"/paper/{batch.id}"
    after = [one for one in readings_back(session, batch.id) if filed_at and one.started_at >= filed_at]
    if after and after[-1].troubles:
        words = f"{after[-1].troubles:,} of {after[-1].objects:,} stored files are changed or missing."
        return _open(title, words, "Keep the paper and tell your administrator now", href=href)
    clean = [one for one in after if not one.troubles]
    if not clean:
        words = "The stored files were not read back yet."
        return _open(title, words, "Read the files back", href=href)
    if clean[-1].started_at < clean[0].at or clean[-1] is clean[0]:
        words = "Every stored file was read back once."
        return _open(title, words, "Read the files back once more", href=href)
    words = "; ".join(_reading_words(session, one) for one in (clean[0], clean[-1]))
    return _met(title, f"{words}.", href)


def _reading_words(session: Session, reading: ReadBack) -> str:
    who = session.get(User, reading.user_id)
    return (
        f"{reading.objects:,} files read and equal, {reading.started_at:%Y-%m-%d %H:%M} UTC, "
        f"by {who.display_name if who else 'somebody'}"
    )


def _second_copy(session: Session, filed_at: datetime | None) -> PaperCheck:
    title = "Second copy"
    run = session.scalars(
        select(CopyRun)
        .where(
            CopyRun.state == "done",
            CopyRun.verified_at.is_not(None),
            CopyRun.ended_at.is_not(None),
            CopyRun.started_at >= (filed_at or datetime.max.replace(tzinfo=UTC)),
        )
        .order_by(CopyRun.started_at)
        .limit(1)
    ).first()
    if run is None:
        words = "No checked second copy was made since the batch was filed."
        return _open(title, words, "Connect the disk of the second copy and wait for the next copy")
    return _met(title, f"Checked copy of {run.started_at:%Y-%m-%d %H:%M} UTC.")


def _retention(settings: StorageSettings) -> PaperCheck:
    title, years = "How long records are kept", settings.retention_years
    if years:
        return _met(title, f"At least {years} year{'' if years == 1 else 's'}.")
    remedy = "Ask your administrator to set CHARTSCRIBE_RETENTION_YEARS"
    return _open(title, "Nobody has decided it.", remedy)


def _met(title: str, words: str, href: str = "") -> PaperCheck:
    return PaperCheck(title, is_met=True, words=words, href=href)


def _open(title: str, words: str, remedy: str, *, href: str = "") -> PaperCheck:
    return PaperCheck(title, is_met=False, words=words, remedy=remedy, href=href)


def unmet(checks: Sequence[PaperCheck]) -> list[PaperCheck]:
    """The checks that stand in the way."""
    return [one for one in checks if not one.is_met]
