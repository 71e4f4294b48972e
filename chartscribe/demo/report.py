"""What the demo says at its end: one line a sample, and how many were read in what time. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from chartscribe.waiting import DocumentProgress

_HEADINGS = ("Sample", "Length", "Words", "Doubtful", "Codes suggested", "State")
_LEFT_ALIGNED = (0, 5)


def sample_table(samples: Sequence[DocumentProgress]) -> list[str]:
    """The lines of a plain table: a heading, and one line a sample."""
    rows = [_HEADINGS, *(_row(sample) for sample in samples)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return [
        "  ".join(
            cell.ljust(width) if column in _LEFT_ALIGNED else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(sample: DocumentProgress) -> tuple[str, ...]:
    return (
        sample.file_name,
        _length(sample),
        _count(sample.word_count),
        _count(sample.doubtful_words),
        _count(sample.suggestion_count),
        sample.plain_state,
    )


def _length(sample: DocumentProgress) -> str:
    if sample.duration_s is not None:
        return f"{sample.duration_s:.0f} s"
    if sample.page_count is not None:
        return f"{sample.page_count} page{'' if sample.page_count == 1 else 's'}"
    return "-"


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)


def summary(samples: Sequence[DocumentProgress], *, seconds: float, already_in: int) -> str:
    """How many samples were read, in what time, and how many an earlier demo had left."""
    came_through = sum(sample.is_settled and not sample.has_stopped for sample in samples)
    if already_in == len(samples):
        return f"All {len(samples)} samples were here already, from an earlier demo; {came_through} are read."
    line = f"{came_through} of {len(samples)} samples were read in {duration_in_words(seconds)}."
    return line + (f" {already_in} of them were here already, from an earlier demo." if already_in else "")


def duration_in_words(seconds: float) -> str:
    """Seconds for people: `48 s`, `2 min 5 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def troubles(samples: Sequence[DocumentProgress]) -> list[str]:
    """One plain line for every sample that was not read, with the reason; empty when all were."""
    lines = []
    for sample in samples:
        if sample.has_stopped:
            code = f" [{sample.reason_code}]" if sample.reason_code else ""
            lines.append(f"{sample.file_name}: {sample.plain_state}. {sample.reason or ''}{code}".strip())
        elif not sample.is_settled:
            lines.append(f"{sample.file_name}: not read in time ({sample.plain_state}).")
    return lines
