"""Bar 3: own pages, eight layouts clean and under thirty degradations, and reading order on columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.ocr.bench import OURS_ROUTED, Bench, Reader
from benchmarks.ocr.degradations import DEGRADATIONS
from benchmarks.ocr.metrics import ErrorCount, TokenScore, character_errors, token_score, tokens
from benchmarks.ocr.pages import LAYOUTS, MULTI_COLUMN_LAYOUTS, clean_page, degraded
from benchmarks.ocr.readings import ReadPage
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from benchmarks.ocr.truth import TruePage

_ORDER_SEEDS = 5  # clean pages in columns, beside those of the run's own seeds


@dataclass(frozen=True)
class PageScore:
    """One own page as one reader read it."""

    degradation: str
    layout: str
    f1: TokenScore
    characters: ErrorCount
    is_wrongly_turned: bool
    is_empty: bool


def score_page(read: ReadPage, page: TruePage, *, degradation: str, layout: str) -> PageScore:
    """The page's score; a reader that says no rotation cannot be wrong about it."""
    own, true = tokens(read.text), tokens(page.text)
    return PageScore(
        degradation,
        layout,
        token_score(own, true),
        character_errors(own, true),
        read.rotation_deg is not None and bool(own) and read.rotation_deg != page.rotation_deg,
        not own,
    )


def measure(bench: Bench) -> PartResult:
    """All readers on the generated pages of the run's seeds; `limit` takes that many layouts."""
    layouts = list(LAYOUTS)[: bench.limit]
    drawn = [
        (degradation, layout, degraded(clean_page(layout, seed), degradation, seed=seed))
        for seed in bench.seeds
        for layout in layouts
        for degradation in DEGRADATIONS
    ]
    scores = {reader.name: _scores(bench, reader, drawn) for reader in bench.readers}
    tables = [
        _by(scores, "degradation", list(DEGRADATIONS)),
        _by(scores, "layout", layouts),
        _summary(scores),
    ]
    order = {reader.name: _order(bench, reader) for reader in bench.readers}
    tables.append(
        Table(
            "order CER on clean pages in columns",
            ("reader", "order CER"),
            tuple((name, count.rate) for name, count in order.items()),
        )
    )
    return PartResult(f"generated ({len(drawn)} pages, seeds {bench.seeds})", tables, _bars(scores, order))


def _scores(bench: Bench, reader: Reader, drawn: Sequence[tuple[str, str, TruePage]]) -> list[PageScore]:
    images = [bench.put(page, "generated") for _, _, page in drawn]
    return [
        score_page(read, page, degradation=degradation, layout=layout)
        for read, (degradation, layout, page) in zip(bench.read(reader, images), drawn, strict=True)
    ]


def _order(bench: Bench, reader: Reader) -> ErrorCount:
    seeds = range(min(bench.seeds), min(bench.seeds) + (bench.limit or _ORDER_SEEDS))
    pages = [clean_page(layout, seed) for layout in MULTI_COLUMN_LAYOUTS for seed in seeds]
    read = bench.read(reader, [bench.put(page, "columns") for page in pages])
    counts = (character_errors(tokens(r.text), tokens(p.text)) for r, p in zip(read, pages, strict=True))
    return sum(counts, start=ErrorCount())


def _pooled(scores: Sequence[PageScore]) -> float:
    return sum((score.f1 for score in scores), start=TokenScore()).f1


def _by(scores: dict[str, list[PageScore]], key: str, names: Sequence[str]) -> Table:
    rows: list[tuple[Figure, ...]] = []
    for name in names:
        chosen = {r: [one for one in own if getattr(one, key) == name] for r, own in scores.items()}
        ours = chosen.get(OURS_ROUTED.name, [])
        rows.append(
            (
                name,
                *(_pooled(own) for own in chosen.values()),
                min((one.f1.f1 for one in ours), default=None),
                sum(one.is_wrongly_turned for one in ours),
                sum(one.is_empty for one in ours),
            )
        )
    headings = (key, *scores, "ours: worst page", "wrongly turned", "empty")
    return Table(f"token F1 by {key}", headings, tuple(rows))


def _summary(scores: dict[str, list[PageScore]]) -> Table:
    rows = tuple(
        (
            name,
            median(one.f1.f1 for one in own),
            min(one.f1.f1 for one in own),
            sum((one.characters for one in own), start=ErrorCount()).rate,
            sum(one.is_wrongly_turned for one in own),
            sum(one.is_empty for one in own),
        )
        for name, own in scores.items()
    )
    headings = ("reader", "median F1", "worst page", "order CER", "wrongly turned", "empty")
    return Table("all pages", headings, rows)


def _bars(scores: dict[str, list[PageScore]], order: dict[str, ErrorCount]) -> list[Bar]:
    ours, columns = scores.get(OURS_ROUTED.name), order.get(OURS_ROUTED.name)
    worst = None
    if ours:
        worst = min(_pooled([one for one in ours if one.degradation == name]) for name in DEGRADATIONS)
    return [
        Bar.at_most(
            "3 own pages: wrong rotations", sum(o.is_wrongly_turned for o in ours) if ours else None, 0
        ),
        Bar.at_most("3 own pages: empty with ink", sum(o.is_empty for o in ours) if ours else None, 0),
        Bar.at_least("3 own pages: median F1", median(o.f1.f1 for o in ours) if ours else None, 0.97),
        Bar.at_least("3 own pages: F1 of the worst degradation", worst, 0.90),
        Bar.at_most("2 columns: order CER on own pages", columns.rate if columns else None, 0.05),
    ]
