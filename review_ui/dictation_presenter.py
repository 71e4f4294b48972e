"""A dictation's words for its page: text, seconds, doubts, suggestions. Touches database and store."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from review_ui.from_sound import wrong_words_in_100
from review_ui.left_out import LeftOut, left_out
from review_ui.live_text import read_text, token_json
from review_ui.places import read_transcript
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.edits import Token, live, text_of
from storage.objects.sealed_store import SealedStore
from storage.reviews import unread_template_starts
from storage.tables import Document

_READINGS_KEPT = 4
_SAME_SECOND_S = 0.011  # words are shown to a hundredth of a second


@dataclass(frozen=True)
class SpokenNote:
    """What the author said to the typist, or who gets a copy, and the second it was said (None: unknown)."""

    kind: str
    text: str
    start_s: float | None

    @property
    def words(self) -> str:
        """What it is, in plain words."""
        return "Copy to" if self.kind == "cc" else "To the typist"


@dataclass(frozen=True)
class SpokenText:
    """The report at a revision, and the recording's words behind it.

    `words` gives (start, end) in seconds for each machine word; `doubtful` the ids of those that need a look,
    `critical` those of drugs, doses, sides and the like. `unread` are tokens of standard text that nobody
    has read yet; `splits` the seconds at which another dictation seems to start; `left_over` says how many
    wrong words to expect besides the doubtful ones, `wrong_in_100` how many in 100 of the whole draft (None:
    nobody estimated it); `left_out` is what was heard and does not stand in the draft.
    """

    revision: int
    tokens: tuple[Token, ...]
    words: Mapping[str, tuple[float, float]]
    doubtful: frozenset[str]
    suggestions: tuple[Mapping[str, Any], ...]
    has_sound: bool
    critical: frozenset[str] = frozenset()
    notes: tuple[SpokenNote, ...] = ()
    splits: tuple[float, ...] = ()
    left_over: str = ""
    unread: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    wrong_in_100: float | None = None

    @property
    def text(self) -> str:
        """The report as it reads now."""
        return text_of(self.tokens)

    @property
    def ends(self) -> tuple[str, str]:
        """Ids of the first and last word; empty for an empty report."""
        return (self.tokens[0].id, self.tokens[-1].id) if self.tokens else ("", "")

    def as_json(self) -> dict[str, Any]:
        """For our own scripts."""
        return {
            "revision": self.revision,
            "tokens": [token_json(token) for token in self.tokens],
            "words": self.words,
            "doubtful": sorted(self.doubtful),
            "suggestions": self.suggestions,
            "critical": sorted(self.critical),
            "unread": self.unread,
        }

    def doubtful_tokens(self) -> int:
        """How many words of the report still stand as the machine doubted them."""
        return sum(is_doubtful(token, self.doubtful) for token in self.tokens)


@dataclass(frozen=True)
class _Reading:
    words: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    suggestions: tuple[Mapping[str, Any], ...] = ()
    critical: frozenset[str] = frozenset()
    notes: tuple[SpokenNote, ...] = ()
    splits: tuple[float, ...] = ()
    left_over: str = ""
    left_out: tuple[LeftOut, ...] = ()
    wrong_in_100: float | None = None


def is_doubtful(token: Token, doubtful: frozenset[str]) -> bool:
    """True for a machine's word that needs a look; what a person typed is not doubted."""
    return token.origin == "machine" and not doubtful.isdisjoint(token.sources)


def spoken_text(place: Workplace, document: Document) -> SpokenText:
    """The report as it is now; without words while the recording has not been read."""
    with place.database.read() as session:
        made = find_artifact(session, document.id, "reading", document.reading_no)
        playable = find_artifact(session, document.id, "playable", document.reading_no)
        unread_s = unread_template_starts(session, document)
    text = read_text(place, document.id)
    reading = _reading(place.belt.store, made.sha256) if made else _Reading()
    tokens = live(text.tokens)
    return SpokenText(
        revision=text.revision,
        tokens=tokens,
        words=reading.words,
        doubtful=reading.doubtful,
        suggestions=reading.suggestions,
        has_sound=playable is not None,
        critical=reading.critical,
        notes=reading.notes,
        splits=reading.splits,
        left_over=reading.left_over,
        left_out=reading.left_out,
        wrong_in_100=reading.wrong_in_100,
        unread=tuple(token.id for token in tokens if _is_unread(token, reading.words, unread_s)),
    )


def _is_unread(token: Token, words: Mapping[str, tuple[float, float]], unread_s: Collection[float]) -> bool:
    """True for standard text whose block, known by the second in which it was called, nobody has read."""
    if token.origin != "template":
        return False
    starts = [words[source][0] for source in token.sources if source in words]
    return not starts or any(abs(min(starts) - one) < _SAME_SECOND_S for one in unread_s)


@lru_cache(maxsize=_READINGS_KEPT)
def _reading(store: SealedStore, sha256: str) -> _Reading:
    stored = load_json(store, sha256)
    transcript = read_transcript(store, sha256)
    report: Mapping[str, Any] = stored.get("report", {})
    doubt: Mapping[str, Any] = stored.get("doubt", {})
    words = {word.id: (round(word.start_s, 2), round(word.end_s, 2)) for word in transcript.words()}
    return _Reading(
        words=words,
        doubtful=frozenset([*stored["needs_review"], *report.get("review", ())]),
        suggestions=tuple(offer for one in stored["suggestions"] for offer in _offers(one)),
        critical=frozenset(doubt.get("critical", ())),
        left_over=_left_over(doubt.get("expected_errors")),
        notes=tuple(
            SpokenNote(one["kind"], one["text"], _start_of(one["word_ids"], words))
            for one in report.get("notes", ())
        ),
        splits=tuple(one["start_s"] for one in report.get("splits", ())),
        left_out=left_out(report, tuple(transcript.words())),
        wrong_in_100=wrong_words_in_100(doubt),
    )


def _offers(suggestion: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One offer for each term that these words may have been, the likeliest first; `alike`: other drugs."""
    alike = {one["text"]: list(one["look_alikes"]) for one in suggestion.get("candidates", ())}
    terms = {suggestion["text"]: [], **alike}
    return [
        {"words": suggestion["word_ids"], "text": term} | ({"alike": others} if others else {})
        for term, others in terms.items()
    ]


def _left_over(estimate: Mapping[str, float] | None) -> str:
    """The wrong words to expect that are not marked, in plain words; '' where nobody estimated them."""
    if estimate is None:
        return ""
    low, high = math.floor(estimate["low"]), math.ceil(estimate["high"])
    span = str(low) if low == high else f"{low} to {high}"
    return f"{span} unmarked {'word' if span == '1' else 'words'} may be wrong"


def _start_of(word_ids: Sequence[str], words: Mapping[str, tuple[float, float]]) -> float | None:
    return min((words[one][0] for one in word_ids if one in words), default=None)
