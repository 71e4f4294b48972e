"""How a chart stands after a person's decisions: which documents it falls into, and what is still open. Pure.

The standing is the fold of the decisions over the proposal; one that was taken back is left out. Whatever the
machine is sure of stands until somebody says otherwise, and nothing counts as seen that nobody accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ingest.chart_opening.proposal import Proposal, ProposedPage

Act = Literal["accept", "split", "join", "type", "date", "seen", "unseen", "away", "back"]
ACTS: tuple[Act, ...] = ("accept", "split", "join", "type", "date", "seen", "unseen", "away", "back")


@dataclass(frozen=True)
class Decision:
    """What a person decided about pages; `value` is the type's name or the ISO date ("" for none)."""

    act: Act
    page_ids: tuple[str, ...]
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values beside the act."""
        return {"pages": list(self.page_ids), "value": self.value}


@dataclass(frozen=True)
class StandingPage:
    """A page as it stands. `type` and `day` are those of the document that would begin here.

    `settled` says that a person decided or accepted whether it begins a document; `is_away`, that it goes to
    another patient.
    """

    proposed: ProposedPage
    starts: bool
    settled: bool = False
    seen: bool = False
    is_away: bool = False
    type: str = ""
    type_settled: bool = False
    day: str = ""
    day_settled: bool = False
    doubts: tuple[str, ...] = field(default=())  # start | type | date

    @property
    def page_id(self) -> str:
        """The page's id."""
        return self.proposed.page_id


@dataclass(frozen=True)
class StandingDocument:
    """A document of the chart: its pages in order, type and day ("" where nobody knows)."""

    page_ids: tuple[str, ...]
    type: str
    day: str


@dataclass(frozen=True)
class Standing:
    """All pages of the chart in order."""

    pages: tuple[StandingPage, ...]

    def place_of(self, page_id: str) -> int:
        """Where the page stands, from 0.

        Raises:
            KeyError: it is not in the chart.
        """
        for place, page in enumerate(self.pages):
            if page.page_id == page_id:
                return place
        raise KeyError(page_id)

    def next_doubt(self, place: int) -> int:
        """The first place at or behind `place` where a person is asked; the number of pages for none."""
        return next((n for n in range(place, len(self.pages)) if self.pages[n].doubts), len(self.pages))

    def run_begins(self, place: int) -> int:
        """The first of the pages side by side before `place` that nobody has seen and that ask nothing."""
        while place > 0 and not self.pages[place - 1].seen and not self.pages[place - 1].doubts:
            place -= 1
        return place

    def start_of(self, place: int) -> int:
        """Where the document of the page at `place` begins."""
        return next(
            (n for n in range(place, -1, -1) if self.pages[n].starts and not self.pages[n].is_away), place
        )

    @property
    def documents(self) -> tuple[StandingDocument, ...]:
        """What the chart falls into, pages for another patient left out."""
        found: list[StandingDocument] = []
        for page in self.pages:
            if page.is_away:
                continue
            if page.starts or not found:
                found.append(StandingDocument((), page.type, page.day))
            found[-1] = replace(found[-1], page_ids=(*found[-1].page_ids, page.page_id))
        return tuple(found)

    @property
    def away(self) -> tuple[tuple[str, ...], ...]:
        """The pages for another patient, those that stand side by side together."""
        runs: list[list[str]] = []
        was_away = False
        for page in self.pages:
            if page.is_away and was_away:
                runs[-1].append(page.page_id)
            elif page.is_away:
                runs.append([page.page_id])
            was_away = page.is_away
        return tuple(tuple(run) for run in runs)

    @property
    def unseen(self) -> int:
        """How many pages nobody has seen."""
        return sum(not page.seen for page in self.pages)

    @property
    def untyped(self) -> int:
        """How many documents have no type."""
        return sum(not document.type for document in self.documents)


def standing_of(proposal: Proposal, decisions: Iterable[Decision]) -> Standing:
    """The chart as it stands after the decisions, in their order; those about pages that left say nothing."""
    pages = {one.page_id: _proposed(one) for one in proposal.pages}
    for decision in decisions:
        for page_id in decision.page_ids:
            if page_id in pages:
                pages[page_id] = _decided(pages[page_id], decision)
    return Standing(tuple(_with_doubts(tuple(pages.values()))))


def _proposed(page: ProposedPage) -> StandingPage:
    return StandingPage(
        proposed=page,
        starts=page.starts,
        type=page.types[0] if page.types and page.type_is_sure else "",
        day=page.days[0] if page.days and page.day_is_sure else "",
    )


def _decided(page: StandingPage, decision: Decision) -> StandingPage:
    changes: Mapping[Act, Mapping[str, Any]] = {
        "accept": _accepted(page),
        "split": {"starts": True, "settled": True},
        "join": {"starts": False, "settled": True},
        "type": {"type": decision.value, "type_settled": True},
        "date": {"day": decision.value, "day_settled": True},
        "seen": {"seen": True},
        "unseen": {"seen": False},
        "away": {"is_away": True, "seen": True, "settled": True},
        "back": {"is_away": False},
    }
    return replace(page, **changes[decision.act])


def _accepted(page: StandingPage) -> dict[str, Any]:
    """Seen, and taken as it is shown: the likeliest type and day where nobody was sure."""
    accepted: dict[str, Any] = {"seen": True, "settled": True}
    if page.starts:
        types, days = page.proposed.types, page.proposed.days
        accepted |= {"type": page.type or (types[0] if types else ""), "type_settled": True}
        if not page.day_settled:
            accepted |= {"day": page.day or (days[0] if days else ""), "day_settled": True}
    return accepted


def _with_doubts(pages: Sequence[StandingPage]) -> Iterable[StandingPage]:
    """The pages with what is still asked of each; the first that stays always begins a document."""
    is_first = True
    for page in pages:
        if page.is_away:
            yield page
            continue
        standing = replace(page, starts=True) if is_first else page
        doubts = []
        if not standing.settled and not is_first and not page.proposed.start_is_sure:
            doubts.append("start")
        if standing.starts and not standing.type_settled and not standing.type:
            doubts.append("type")
        if standing.starts and not standing.day_settled and not standing.day:
            doubts.append("date")
        is_first = False
        yield replace(standing, doubts=tuple(doubts))


def decided_at(standing: Standing, act: Act, place: int, value: str = "") -> Decision:
    """The decision that an act on the page at `place` comes to.

    Accepting takes the run of pages that nobody has seen, to the next doubt; a type is that of the page's
    document and of all alike that wait for one; the day is the document's; seen and away are taken back where
    they stand already.
    """
    here = standing.pages[place]
    if act == "accept":
        run = standing.pages[standing.run_begins(place) : standing.next_doubt(place + 1)]
        return Decision("accept", tuple(page.page_id for page in run))
    if act == "type":
        return Decision("type", alike(standing, standing.start_of(place)), value)
    if act == "date":
        return Decision("date", (standing.pages[standing.start_of(place)].page_id,), value)
    if act == "seen" and here.seen:
        return Decision("unseen", (here.page_id,))
    if act == "away" and here.is_away:
        return Decision("back", (here.page_id,))
    return Decision(act, (here.page_id,), value)


def alike(standing: Standing, place: int) -> tuple[str, ...]:
    """The ids of the document's first page at `place` and of all alike that wait for a type too."""
    group = standing.pages[place].proposed.group
    others = (
        page.page_id
        for n, page in enumerate(standing.pages)
        if n != place and page.proposed.group == group and "type" in page.doubts and not page.is_away
    )
    return (standing.pages[place].page_id, *others)
