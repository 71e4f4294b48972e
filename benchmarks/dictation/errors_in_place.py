"""Which words of a draft are wrong, laid against the truth, and which of them were doubted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.dictation.alignment import blocks
from benchmarks.dictation.marks import same_said
from benchmarks.dictation.scores import DraftWords
from benchmarks.dictation.wording import tokens_of


@dataclass(frozen=True)
class JudgedWord:
    """One draft word: how much it is doubted (0–1), whether it asks for a look, whether it is wrong."""

    doubt: float
    is_flagged: bool
    is_wrong: bool


@dataclass(frozen=True)
class JudgedDraft:
    """A draft's words and errors. An error is a wrong word, or words missing between two others (a gap).

    `errors` holds for each the doubt and the flag of the word, or the greater of its two neighbours'; `gaps`
    those of the gaps alone. `wrong_ids` are the heard words of which wrong ones were written.
    """

    words: tuple[JudgedWord, ...]
    errors: tuple[tuple[float, bool], ...]
    gaps: tuple[tuple[float, bool], ...] = ()
    wrong_ids: frozenset[str] = frozenset()

    @property
    def wrong(self) -> int:
        """Wrong words; gaps are not among them."""
        return sum(word.is_wrong for word in self.words)

    @property
    def left_wrong(self) -> int:
        """Wrong words that a reviewer of the flagged words alone would leave; gaps are not among them."""
        return sum(word.is_wrong and not word.is_flagged for word in self.words)


def judge_draft(answer: dict[str, Any], reference: str) -> JudgedDraft:
    """The draft of an answer of ours, laid against what it should say; marks are not words."""
    draft = DraftWords.of(answer)
    wrong = [False] * len(draft.pieces)
    errors: list[tuple[float, bool]] = []
    gaps: list[tuple[float, bool]] = []
    for one in blocks(draft.pieces, tokens_of(reference), same=same_said):
        if one.is_alike:
            continue
        places: Sequence[int] = range(one.draft_start, one.draft_end)
        for place in places:
            wrong[place] = True
            errors.append((draft.doubt[place], draft.flagged[place]))
        if not places:
            gaps.append(_beside(draft, one.draft_start))
    words = (JudgedWord(*found) for found in zip(draft.doubt, draft.flagged, wrong, strict=True))
    wrong_ids = {one for ids, is_wrong in zip(draft.sources, wrong, strict=True) if is_wrong for one in ids}
    return JudgedDraft(tuple(words), (*errors, *gaps), tuple(gaps), frozenset(wrong_ids))


def _beside(draft: DraftWords, gap: int) -> tuple[float, bool]:
    """Doubt and flag of the words around a gap."""
    near = [place for place in (gap - 1, gap) if 0 <= place < len(draft.pieces)]
    return (
        max((draft.doubt[place] for place in near), default=0.0),
        any(draft.flagged[place] for place in near),
    )


def caught_at(drafts: Sequence[JudgedDraft], flagged_share: float) -> tuple[float, float]:
    """The share of errors met by looking at the most doubted share of the words; and the share looked at."""
    doubts = sorted((word.doubt for draft in drafts for word in draft.words), reverse=True)
    errors = [doubt for draft in drafts for doubt, _ in draft.errors]
    if not doubts or not errors:
        return 0.0, 0.0
    least = doubts[min(len(doubts) - 1, max(0, round(flagged_share * len(doubts)) - 1))]
    looked = sum(doubt >= least for doubt in doubts) / len(doubts)
    return sum(doubt >= least for doubt in errors) / len(errors), looked


def caught_by_flags(drafts: Sequence[JudgedDraft]) -> tuple[float | None, float | None]:
    """The share of errors that a flag stands on, and the share of words flagged."""
    words = [word for draft in drafts for word in draft.words]
    errors = [is_flagged for draft in drafts for _, is_flagged in draft.errors]
    return (
        sum(errors) / len(errors) if errors else None,
        sum(word.is_flagged for word in words) / len(words) if words else None,
    )
