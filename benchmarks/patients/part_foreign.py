"""Foreign pages in 200 shuffled charts of generated page readings. Touches the world: draws with fonts."""

from __future__ import annotations

from benchmarks.ocr.report import PartResult
from benchmarks.patients.bench import Bench
from benchmarks.patients.judged import Judged, bars, identifiers, is_readable, known, tables
from benchmarks.patients.shuffled import ShuffledPage, lines_of, prints, shuffled_charts
from ingest.patients.foreign import names_somebody_else
from ingest.patients.identity import ReadIdentity
from ingest.patients.likeness import folded_number
from ingest.patients.read_identity import page_identity
from ocr.engine import EngineWord
from ocr.structure.key_values import find_key_values
from ocr.structure.page_words import PageWords

_CHARTS = 200


def measure(bench: Bench) -> PartResult:
    """The shares and bars."""
    charts = list(shuffled_charts(bench.limit or _CHARTS, bench.seed))
    numbers = {folded_number(page.patient.mrn) for chart in charts for page in chart}
    pages = [_judged(page, numbers) for chart in charts for page in chart]
    remark = f"{len(charts)} charts, {len(pages)} pages, seed {bench.seed}; truth is the generator's"
    return PartResult("foreign", tables(pages, "generated readings"), bars(pages, "generated"), [remark])


def _judged(page: ShuffledPage, numbers: set[str]) -> Judged:
    read = identity_of(page)
    own = folded_number(page.patient.mrn)
    elsewhere = numbers - {own}
    stopped = names_somebody_else(
        read, known(page.patient), belongs_elsewhere=lambda number: folded_number(number) in elsewhere
    )
    return Judged(
        page.name,
        page.layout,
        f"{page.noise:.3f}",
        page.is_foreign,
        prints(page.layout) and any(is_readable(page.text, one) for one in identifiers(page.owner)),
        stopped,
        str(read.as_json()),
    )


def identity_of(page: ShuffledPage) -> ReadIdentity:
    """What the page reads about its patient, as the belt's reading stage finds it."""
    lines = [
        [EngineWord(word.text, *word.box, confidence=0.9, block_no=0, line_no=number) for word in line]
        for number, line in enumerate(lines_of(page.words))
    ]
    fields = {one.name: one.text for one in reversed(find_key_values(PageWords.from_blocks([lines]), ()))}
    return page_identity(page.text, key_values=fields, label_mrn="")
