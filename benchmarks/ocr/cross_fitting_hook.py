"""Where cross-fitted doubts come in: a model that scores a page must not have seen the page's template.

The module `benchmarks.ocr.cross_fitting`, where it exists, has one function

    cross_fitted(documents: Sequence[LabelledDocument]) -> dict[str, list[PageDoubt]]

which fits a model on all templates but one, in turn, and returns for each document's name what the model
that did not see its template says of each page's words, in the order of the page's JSON `words`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.ocr.readings import ReadPage

MODULE = "benchmarks.ocr.cross_fitting"


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


def is_there() -> bool:
    """Whether the fitting module exists."""
    return importlib.util.find_spec(MODULE) is not None


def cross_fitted(documents: Sequence[LabelledDocument]) -> dict[str, list[PageDoubt]]:
    """What models that did not see a document's template say of it, by document name."""
    doubts: dict[str, list[PageDoubt]] = importlib.import_module(MODULE).cross_fitted(documents)
    return doubts


def with_doubt(page: ReadPage, doubt: PageDoubt) -> ReadPage:
    """The page with this doubt in place of the shipped model's."""
    words = tuple(
        replace(word, p_wrong=p_wrong, needs_review=needs_review)
        for word, (p_wrong, needs_review) in zip(page.words, doubt.words, strict=True)
    )
    return replace(page, words=words, expected_errors=doubt.expected_errors)
