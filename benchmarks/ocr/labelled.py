"""Documents with a verdict for each word, as the fit takes them, and pages with another doubt. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.ocr.readings import ReadPage


@dataclass(frozen=True)
class LabelledDocument:
    """A document for fitting: our own JSON of each page, its image, and a verdict for each of its words.

    A verdict is True (right), False (wrong) or None (no letters or digits, or left out).
    """

    name: str
    template: str
    images: tuple[Path, ...]
    pages: tuple[dict[str, Any], ...]
    verdicts: tuple[tuple[bool | None, ...], ...]


@dataclass(frozen=True)
class PageDoubt:
    """Of each word (p_wrong, needs_review), and the page's expected errors as (low, mean, high)."""

    words: tuple[tuple[float, bool], ...]
    expected_errors: tuple[float, float, float] | None


def with_doubt(page: ReadPage, doubt: PageDoubt) -> ReadPage:
    """The page with this doubt in place of the shipped model's."""
    words = tuple(
        replace(word, p_wrong=p_wrong, needs_review=needs_review)
        for word, (p_wrong, needs_review) in zip(page.words, doubt.words, strict=True)
    )
    return replace(page, words=words, expected_errors=doubt.expected_errors)
