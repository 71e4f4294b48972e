"""What the twelve do all day: scan again, index, decide about pages, check, withdraw, mark as seen.

A person knows what is on the paper in front of them and what the site says of it, no more: a page of somebody
else that nobody stopped is filed with the chart. Touches the world: acts through the site's pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from benchmarks.shift.day import Day
from benchmarks.shift.kept import Journal
from benchmarks.shift.sampler import Sampler
from benchmarks.shift.scanned_files import ScannedFiles
from benchmarks.shift.sightings import Sighting, sightings
from benchmarks.shift.site_now import FINAL, S, SiteNow, Standing
from benchmarks.shift.staff import CHECKERS, INDEXERS, OPERATORS, SAMPLER, SUPERVISOR, Person, RefusedError
from benchmarks.shift.stations import Stations
from benchmarks.shift.wall import look_at_wall
from storage.reviews import OTHER_PATIENT


@dataclass
class Duties:
    """The people of one running service, and what they have to go by."""

    day: Day
    site: SiteNow
    files: ScannedFiles
    journal: Journal
    people: dict[str, Person]
    stations: Stations

    def __post_init__(self) -> None:
        self._indexers: Iterator[str] = cycle(INDEXERS)
        self._checkers: Iterator[str] = cycle(CHECKERS)
        self.sampler = Sampler(self.day, self.site, self.journal, self.people[SAMPLER], self.stations)
        self._looked: dict[str, tuple[S, int, tuple[str, ...]]] = {}
        self._sighted = {_key(line["sighting"]) for line in self.journal.lines if "sighting" in line}

    def round(self) -> int:
        """How many acts there were in one round of everybody."""
        acts = 0
        for document in self.site.documents(
            S.AWAITING_REVIEW, S.IN_REVIEW, S.NEEDS_ATTENTION, S.REJECTED, S.READING, S.FILED
        ):
            if document.state is S.READING or self.journal.did(f"done {document.id}"):
                continue
            self._look_once(document)
            acts += self._one(document)
        return acts + self._told(self.stations.check_counts) + self._told(self.sampler.round)

    def _told(self, act: Callable[[], int]) -> int:
        """How many acts there were; 0 when the site refused one."""
        try:
            return act()
        except RefusedError as refused:
            self.refused(str(refused))
            return 0

    def _look_once(self, document: Standing) -> None:
        """Look at a document that has come to another state or has other pages."""
        seen = (document.state, document.reading_no, tuple(page_id for page_id, _ in document.pages))
        if self._looked.get(document.id) != seen:
            self._looked[document.id] = seen
            self.look(document.id)

    def look(self, document_id: str) -> list[Sighting]:
        """Everything said of a document now, kept once."""
        found = sightings(self.site.belt, self.files, document_id)
        for one in found:
            said = one.as_json()
            if _key(said) not in self._sighted:
                self._sighted.add(_key(said))
                self.journal.add({"sighting": said})
        return found

    def _one(self, document: Standing) -> int:
        acts: dict[S, Callable[[Standing], None]] = {
            S.NEEDS_ATTENTION: self._stopped,
            S.REJECTED: self._mark_seen,
            S.AWAITING_REVIEW: self._waiting,
            S.IN_REVIEW: self._waiting,
        }

        def act() -> int:
            acts[document.state](document)
            return 1

        done = self._told(act) if document.state in acts else 0
        if document.state in FINAL:
            self.journal.note(f"done {document.id}")
        return done

    def refused(self, said: str) -> None:
        """Keep what the site refused to a person."""
        self.journal.add({"refused": said})

    def _stopped(self, document: Standing) -> None:
        """A file that stopped: its paper is scanned again, what came of the first try goes."""
        self._withdraw(document, "the file did not come over whole; it was scanned again")

    def _mark_seen(self, document: Standing) -> None:
        self.people[SUPERVISOR].fill(f"/documents/{document.id}/seen", {})

    def _withdraw(self, document: Standing, reason: str) -> None:
        self.people[SUPERVISOR].fill(f"/documents/{document.id}/withdraw", {"reason": reason})

    def _waiting(self, document: Standing) -> None:
        if document.link == "same_bytes":
            self._withdraw(document, "the same file came twice")
        elif document.patient(self.day) is None:
            self._withdraw(document, "the file did not come over whole; it was scanned again")
        elif self.site.wants_rescan(document):
            self._scan_again(document)
        elif not document.is_indexed:
            self._index(document, self._one_of(self._indexers, document), kind=document.claimed_type)
        elif self.sampler.came_back(document.id) and not self.journal.did(f"looked again {document.id}"):
            self._look_again(document, self._one_of(self._checkers, document))
        else:
            self._check(document, self._one_of(self._checkers, document))

    def _one_of(self, pool: Iterator[str], document: Standing) -> Person:
        """The person who has the document open, else the next of these."""
        return self.people.get(document.holder) or self.people[next(pool)]

    def _scan_again(self, document: Standing) -> None:
        number, page = self.site.wants_rescan(document)[0]
        scanner = self.day.files[self.files.file_of(document.source_sha256)].scanner
        if self.stations.ask_rescan(document.id, number, page, scanner):
            return
        content, sent = self.files.rescan(page, scanner), {"page": str(number)}
        path = f"/documents/{document.id}/rescan"
        try:
            self.people[OPERATORS[scanner]].send(path, "rescan.pdf", content, sent)
        except RefusedError as refused:
            self.refused(str(refused))
            self.people[SUPERVISOR].send(path, "rescan.pdf", content, sent)
        self.journal.add({"rescanned": page.id})

    def _look_again(self, document: Standing, checker: Person) -> None:
        """What a sample sent back is looked at page by page: its type, and pages of others, by eye."""
        self._index(document, checker, kind="")
        now = self.site.document(document.id)
        own = now.patient(self.day)
        strays = [page_id for page_id, page in now.pages if page is not None and page.patient != own]
        if strays and len(strays) < len(now.pages):
            checker.page(f"/charts/{document.id}")
            self._move(now, strays, checker)
        self.journal.note(f"looked again {document.id}")

    def _move(self, document: Standing, page_ids: Sequence[str], clerk: Person) -> None:
        for page_id in page_ids:
            clerk.fill(f"/documents/{document.id}/pages/move", {f"page-{page_id}": "on", "how": "other"})

    def _index(self, document: Standing, clerk: Person, *, kind: str) -> None:
        """Confirm who it is as the paper says, and the type `kind` ("": as the paper says too).

        Then decide about pages that name others.
        """
        patient, papers = document.patient(self.day), document.papers
        assert patient is not None  # noqa: S101 - looked at before
        if look_at_wall(self.site, self.journal, document, clerk):
            kind = ""  # the wall is sure of another type: the clerk looks at the paper
        first = papers[0] if papers else None
        fields = {
            "mrn": patient.mrn,
            "name": patient.name,
            "dob": patient.birth_date.isoformat(),
            "document_type": kind or (first.type if first else "Progress note"),
            "date_of_service": first.dated.isoformat() if first and first.dated else "",
            "route": "archive",
        }
        clerk.act(f"/documents/{document.id}/index", fields)
        self.look(document.id)
        self._decide(document, clerk)
        clerk.act(f"/documents/{document.id}/hand-back")

    def _decide(self, document: Standing, clerk: Person) -> None:
        """Pages that truly are another patient's go to a document of their own; the others stay."""
        strays = []
        for kind, loss, number in self.site.losses(document.id):
            if kind != OTHER_PATIENT or number is None:
                continue
            page_id, page = document.pages[number - 1]
            if page is not None and page.patient != document.patient(self.day):
                strays.append(page_id)
            else:
                said = {"kind": kind, "deficiency_id": loss, "decision": "same patient"}
                clerk.act(f"/documents/{document.id}/acknowledge", said)
        self._move(document, strays, clerk)

    def _check(self, document: Standing, checker: Person) -> None:
        """Look at what is left to look at, and let it be filed."""
        checker.page(f"/charts/{document.id}")
        for kind, loss, _ in self.site.losses(document.id):
            if kind == OTHER_PATIENT:
                self._decide(document, checker)
                return
            said = {"kind": kind, "deficiency_id": loss, "decision": "seen"}
            checker.act(f"/documents/{document.id}/acknowledge", said)
        revision = self.site.document(document.id).revision
        checker.act(f"/documents/{document.id}/verify", {"based_on": revision, "unseen_ok": "yes"})


def _key(said: dict[str, str]) -> tuple[str, str, str]:
    return said["kind"], said["page"] or said["document_id"], said["note"]
