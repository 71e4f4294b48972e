"""Our own thirty notes with gold by the Official Guidelines: what is found, what is shown, which traps close.

Touches the world: reads the notes. They are blind: of them only shares are told. Codes that a coder may add
or leave (`optional`) count neither for nor against the shown tier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.coding.bench import Bench
from benchmarks.coding.gold_sets import GoldNote, own_notes, untold_options
from benchmarks.coding.proposals import Proposals, proposals_of
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from nlp.resources import CodingResources
from nlp.source_text import SourceText
from nlp.suggest_codes import suggest_codes
from nlp.suggestion import AssertionLabel, CodeSuggestion

_TOP = 10
_CATEGORY = 3


@dataclass(frozen=True)
class Trap:
    """A code that must not be assigned: why, whether it was shown all the same, and as affirmed."""

    reason: str
    is_shown: bool
    is_affirmed: bool


@dataclass(frozen=True)
class ScoredNote:
    """What one note's suggestions get right.

    `found` tells for each assignable line whether a code that answers it is among the first ten; `reachable`
    how many lines ten answers could cover; `shown_right` whether each shown code that counts is right.
    """

    kind: str
    found: tuple[bool, ...]
    found_anywhere: tuple[bool, ...]
    reachable: int
    shown_right: tuple[bool, ...]
    shown_optional: int
    traps: tuple[Trap, ...]
    is_first_right: bool | None = None
    poa_right: tuple[bool, ...] = field(default=())


def measure(bench: Bench) -> PartResult:
    """All notes, by kind of note and by kind of trap."""
    notes, said = own_notes(bench)
    scored = [score_note(note, bench.resources) for note in notes]
    untold = untold_options(notes)
    remarks = [f"coding_gold/{said}"]
    if untold:
        remarks.append("told by the gold, no option of the program: " + ", ".join(untold))
    tables = [_by_kind(scored), _by_trap(scored), _proposed(scored)]
    recall, precision = _share(one.found for one in scored), _share(one.shown_right for one in scored)
    traps = [trap for one in scored for trap in one.traps]
    affirmed = _trapped(traps, lambda trap: trap.is_affirmed)
    bars = [
        Bar.at_least("own notes: R@10 of assignable codes", recall, 0.80),
        Bar.at_least("own notes: precision of the shown tier", precision, 0.75),
        Bar.at_most("own notes: traps shown as affirmed", affirmed, 0.05),
    ]
    return PartResult("own_notes", tables, bars, remarks)


def score_note(note: GoldNote, resources: CodingResources) -> ScoredNote:
    """The note coded as what it is, beside its gold."""
    found = suggest_codes(SourceText.from_plain_text(note.text), options=note.options, resources=resources)
    ranked = [one.code for one in found.suggestions]
    shown = [one for one in found.suggestions if one.shown]
    proposals = proposals_of(found)
    return ScoredNote(
        kind=note.kind,
        found=tuple(not codes.isdisjoint(ranked[:_TOP]) for codes in note.answers),
        found_anywhere=tuple(not codes.isdisjoint(ranked) for codes in note.answers),
        reachable=min(_TOP, len(note.answers)),
        shown_right=tuple(one.code in note.accepted for one in shown if one.code not in note.optional),
        shown_optional=sum(one.code in note.optional for one in shown),
        traps=tuple(trap_of(line, note, shown) for line in note.gold["do_not_assign"]),
        is_first_right=None if proposals.first is None else proposals.first in note.answers[0],
        poa_right=_poa_right(note, proposals),
    )


def trap_of(line: dict[str, str], note: GoldNote, shown: Sequence[CodeSuggestion]) -> Trap:
    """Shown when its code is, or another wrong code of its category read from the trap's own words."""
    start = note.text.find(line["evidence"])
    end = start + len(line["evidence"])
    caught = [
        one
        for one in shown
        if one.code == line["code"]
        or (
            one.code[:_CATEGORY] == line["code"][:_CATEGORY]
            and one.code not in note.accepted | note.optional
            and any(piece.start < end and start < piece.end for piece in one.evidence)
        )
    ]
    affirmed = any(piece.assertion is AssertionLabel.AFFIRMED for one in caught for piece in one.evidence)
    return Trap(line["why"].split(":")[0], bool(caught), affirmed)


def _poa_right(note: GoldNote, proposals: Proposals) -> tuple[bool, ...]:
    gold = {code: line["poa"] for line in note.gold["assign"] for code in (line["code"], *line["also"])}
    return tuple(said == gold[code] for code, said in proposals.poa.items() if gold.get(code) is not None)


def _share(pieces: Iterable[Iterable[bool]]) -> float | None:
    """The share of true ones among all; None without any."""
    flat = [right for piece in pieces for right in piece]
    return sum(flat) / len(flat) if flat else None


def _trapped(traps: Sequence[Trap], counts: Callable[[Trap], bool]) -> float | None:
    return sum(counts(trap) for trap in traps) / len(traps) if traps else None


def _by_kind(scored: Sequence[ScoredNote]) -> Table:
    kinds = sorted({one.kind for one in scored})
    groups = [(kind, [one for one in scored if one.kind == kind]) for kind in kinds]
    rows = tuple(_kind_row(name, group) for name, group in [*groups, ("all", list(scored))])
    headings = (
        *("", "notes", "assignable", "R@10", "10 could reach", "R@all"),
        *("shown", "precision", "optional shown", "traps", "shown", "as affirmed"),
    )
    return Table(f"own notes ({len(scored)}), blind", headings, rows)


def _kind_row(name: str, group: Sequence[ScoredNote]) -> tuple[Figure, ...]:
    lines = sum(len(one.found) for one in group)
    traps = [trap for one in group for trap in one.traps]
    return (
        name,
        len(group),
        lines,
        _share(one.found for one in group),
        sum(one.reachable for one in group) / lines if lines else None,
        _share(one.found_anywhere for one in group),
        sum(len(one.shown_right) for one in group),
        _share(one.shown_right for one in group),
        sum(one.shown_optional for one in group),
        len(traps),
        _trapped(traps, lambda trap: trap.is_shown),
        _trapped(traps, lambda trap: trap.is_affirmed),
    )


def _by_trap(scored: Sequence[ScoredNote]) -> Table:
    reasons: dict[str, list[Trap]] = {}
    for trap in (trap for one in scored for trap in one.traps):
        reasons.setdefault(trap.reason, []).append(trap)
    rows = tuple(
        (
            reason,
            len(traps),
            _trapped(traps, lambda trap: trap.is_shown),
            _trapped(traps, lambda trap: trap.is_affirmed),
        )
        for reason, traps in sorted(reasons.items(), key=lambda pair: -len(pair[1]))
    )
    return Table("do-not-assign traps by kind", ("", "traps", "shown", "as affirmed"), rows)


def _proposed(scored: Sequence[ScoredNote]) -> Table:
    firsts = [one.is_first_right for one in scored if one.is_first_right is not None]
    poa = [right for one in scored for right in one.poa_right]
    rows: tuple[tuple[Figure, ...], ...] = (
        ("first-listed or principal", len(firsts), _share([firsts])),
        ("present on admission", len(poa), _share([poa])),
    )
    return Table("what the program proposes besides", ("", "proposed", "right"), rows)
