"""What the wall of a chart's pages proposes: where documents begin, and of which type. Touches the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.shift.day import Day
from benchmarks.shift.kept import Journal
from benchmarks.shift.site_now import SiteNow, Standing
from benchmarks.shift.staff import Person
from ingest.chart_opening import Proposal, kept_opening
from storage.tables import Document

TYPE_DOUBT = "type_doubt"


def look_at_wall(site: SiteNow, journal: Journal, document: Standing, clerk: Person) -> bool:
    """True when the wall is sure of another type than was claimed; what it proposes is kept."""
    clerk.page(f"/charts/{document.id}/open")
    with site.belt.database.read() as session:
        opening = kept_opening(session, session.get_one(Document, document.id))
        proposed = Proposal.from_json(opening.proposal).pages if opening is not None else ()
    papers = dict(document.pages)
    pages = [
        {"page": paper.id, "starts": one.starts, "types": list(one.types[:1]), "sure": one.type_is_sure}
        for one in proposed
        if (paper := papers.get(one.page_id)) is not None and paper.sort == "page"
    ]
    if not journal.did(f"wall {document.id}"):
        journal.note(f"wall {document.id}", pages=pages)
    first = pages[0] if pages else None
    if first is None or not first["sure"] or not document.claimed_type:
        return False
    is_doubted = first["types"] != [document.claimed_type]
    if is_doubted:
        said = {"kind": TYPE_DOUBT, "page": first["page"], "document_id": document.id}
        journal.add({"sighting": {**said, "note": f"looks like {first['types']}", "file": ""}})
    return is_doubted


@dataclass(frozen=True)
class WallScore:
    """Starts proposed and true, and types of true starts: right, wrong, or "not sure"."""

    proposed: int
    true: int
    both: int
    types_right: int
    types_wrong: int
    types_unsure: int

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall of starts; None when there were none."""
        return 2 * self.both / (self.proposed + self.true) if self.proposed + self.true else None


def score_walls(day: Day, lines: Sequence[Mapping[str, Any]]) -> WallScore:
    """Over every page of every chart that was on a wall, each page once."""
    papers = {page.id: page for page in day.pages()}
    walls = [line for line in lines if str(line.get("step", "")).startswith("wall ")]
    shown = {one["page"]: one for wall in walls for one in wall["pages"]}
    starts = {page_id for page_id in shown if papers[page_id].starts_document}
    proposed = {page_id for page_id, one in shown.items() if one["starts"]}
    sure = {page_id for page_id in starts if shown[page_id]["sure"]}
    right = {page_id for page_id in sure if shown[page_id]["types"] == [papers[page_id].type]}
    return WallScore(
        len(proposed),
        len(starts),
        len(starts & proposed),
        len(right),
        len(sure - right),
        len(starts - sure),
    )
