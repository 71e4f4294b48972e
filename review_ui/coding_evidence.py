"""The words behind a code as the page shows them: quotes with their places, and what became of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review_ui.coding_words import section_words
from review_ui.evidence import words_today
from storage.edits import Splice


@dataclass(frozen=True)
class EvidenceLine:
    """A quoted stretch that speaks for a code, and where to look it up.

    `start` and `end` find it in its suggestion set. `words` is what stands there today; `gone` says that the
    words were edited away.
    """

    document_id: str
    document_number: int
    start: int
    end: int
    quote: str
    words: str
    changed: bool
    gone: bool
    section: str
    heard: bool  # in a recording, not on paper


@dataclass(frozen=True)
class EvidenceQuote:
    """The same words in several places: shown once, with a mark a place."""

    quote: str
    places: tuple[EvidenceLine, ...]


def evidence_line(
    stored: Mapping[str, Any], later: Mapping[str, Sequence[Splice]], numbers: Mapping[str, int]
) -> EvidenceLine:
    """One stored piece of evidence, after the corrections that came `later`, by document."""
    document_id = str(stored["document_id"])
    word_ids = frozenset(word_id for anchor in stored["anchors"] for word_id in anchor["word_ids"])
    today = words_today(stored["quote"], stored["token_ids"], later.get(document_id, ()), word_ids=word_ids)
    return EvidenceLine(
        document_id=document_id,
        document_number=numbers.get(document_id, 0),
        start=stored["start"],
        end=stored["end"],
        quote=stored["quote"],
        words=today.words,
        changed=today.changed,
        gone=today.gone,
        section=section_words(stored["section"]),
        heard=any("start_s" in anchor for anchor in stored["anchors"]),
    )


def by_quote(lines: Sequence[EvidenceLine]) -> tuple[EvidenceQuote, ...]:
    """The lines with the same words put together, in the order of their first place."""
    found: dict[str, list[EvidenceLine]] = {}
    for line in lines:
        found.setdefault(" ".join(line.quote.split()), []).append(line)
    return tuple(EvidenceQuote(quote, tuple(places)) for quote, places in found.items())
