"""Bar 2: the clinical set, prose and tables, clean and degraded."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.ocr.bench import OURS_ROUTED, PLAIN, Bench
from benchmarks.ocr.clinical_scores import Cleared, read_and_clear
from benchmarks.ocr.metrics import (
    ErrorCount,
    TokenScore,
    character_errors,
    digit_score,
    numbers,
    token_score,
)
from benchmarks.ocr.page_sets import clinical
from benchmarks.ocr.report import Bar, Figure, PartResult, Table

# (name, subset, clean, least F1 of ours); handwriting is reported alone: no one is asked to read it
_GROUPS = (
    ("clean prose", "original", True, 0.975),
    ("clean tables", "tables", True, 0.95),
    ("degraded prose", "original", False, 0.96),
    ("degraded tables", "tables", False, 0.92),
    ("handwriting, clean", "handwriting", True, None),
    ("handwriting, degraded", "handwriting", False, None),
)
_LEAST_DIGITS = 0.97


def measure(bench: Bench) -> PartResult:
    """All readers on the clinical set.

    Raises:
        SetMissingError: the set is absent.
    """
    cleared = read_and_clear(bench, clinical(bench))
    groups = [
        (name, [one for one in cleared if (one.document.subset, one.document.is_clean) == (subset, is_clean)])
        for name, subset, is_clean, _ in _GROUPS
    ]
    readers = [reader.name for reader in bench.readers]
    tables = [_group_table(name, chosen, readers) for name, chosen in groups if chosen]
    tables += [_by_document(cleared, readers), _excluded(cleared)]
    bars = [
        Bar.at_least(f"2 {name}: token F1, ours routed", _f1(dict(groups)[name], OURS_ROUTED.name), least)
        for name, _, _, least in _GROUPS
        if least is not None
    ]
    clean = [one for one in cleared if one.document.is_clean and one.document.subset != "handwriting"]
    digits = _digits(clean, OURS_ROUTED.name)
    bars.append(
        Bar.at_least(
            "2 clean pages: digit tokens read", digits.recall if digits.true else None, _LEAST_DIGITS
        )
    )
    bars.append(_order_bar([one for one in clean if one.document.subset == "original"]))
    return PartResult(f"clinical ({len(cleared)} documents)", tables, bars)


def _order_bar(prose: Sequence[Cleared]) -> Bar:
    """CER in the reader's own order on clean prose: no worse than plain Tesseract's."""
    own, plain = _characters(prose, OURS_ROUTED.name), _characters(prose, PLAIN.name)
    if not own.length or not plain.length:
        return Bar("2 clean prose: order CER, beside plain tesseract", None, "<= its", None)
    return Bar(
        "2 clean prose: order CER, beside plain tesseract",
        own.rate,
        f"<= {plain.rate:.3f}",
        own.rate <= plain.rate,
    )


def _f1(chosen: Sequence[Cleared], reader: str) -> float | None:
    score = sum(
        (token_score(one.read[reader], one.true) for one in chosen if reader in one.read), start=TokenScore()
    )
    return score.f1 if score.true else None


def _digits(chosen: Sequence[Cleared], reader: str) -> TokenScore:
    scores = (digit_score(one.read[reader], one.true) for one in chosen if reader in one.read)
    return sum(scores, start=TokenScore())


def _characters(chosen: Sequence[Cleared], reader: str) -> ErrorCount:
    counts = (character_errors(one.read[reader], one.true) for one in chosen if reader in one.read)
    return sum(counts, start=ErrorCount())


def _group_table(name: str, chosen: Sequence[Cleared], readers: Sequence[str]) -> Table:
    rows: list[tuple[Figure, ...]] = []
    for reader in readers:
        score = sum((token_score(one.read[reader], one.true) for one in chosen), start=TokenScore())
        whole = sum(
            (
                token_score(numbers(" ".join(p.text for p in one.pages[reader])), numbers(one.text))
                for one in chosen
            ),
            start=TokenScore(),
        )
        empty = sum(not page.words for one in chosen for page in one.pages[reader])
        digits, order = _digits(chosen, reader), _characters(chosen, reader)
        rows.append(
            (reader, score.precision, score.recall, score.f1, digits.recall, whole.recall, order.rate, empty)
        )
    headings = ("reader", "P", "R", "F1", "digits R", "numbers R", "order CER", "no words")
    return Table(f"{name}: {len(chosen)} documents", headings, tuple(rows))


def _by_document(cleared: Sequence[Cleared], readers: Sequence[str]) -> Table:
    rows: tuple[tuple[Figure, ...], ...] = tuple(
        (one.document.name, *(token_score(one.read[reader], one.true).f1 for reader in readers))
        for one in cleared
    )
    return Table("token F1 by document", ("document", *readers), rows)


def _excluded(cleared: Sequence[Cleared]) -> Table:
    rows = tuple((e.document, e.kind, e.count, e.tokens) for one in cleared for e in one.excluded)
    headings = ("document", "left out on both sides", "times", "tokens")
    return Table("what the truth cannot decide", headings, rows)
