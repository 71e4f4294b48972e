"""A dictation's words for its page: text, seconds, doubts, suggestions. Touches database and store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from review_ui.live_text import read_text, token_json
from review_ui.places import read_transcript
from review_ui.workplace import Workplace
from storage.artifacts import find_artifact, load_json
from storage.edits import Token, live, text_of
from storage.objects.sealed_store import SealedStore
from storage.tables import Document

_READINGS_KEPT = 4


@dataclass(frozen=True)
class SpokenText:
    """The report at a revision, and the recording's words behind it.

    `words` gives (start, end) in seconds for each machine word; `doubtful` the ids of those that need a look.
    """

    revision: int
    tokens: tuple[Token, ...]
    words: Mapping[str, tuple[float, float]]
    doubtful: frozenset[str]
    suggestions: tuple[Mapping[str, Any], ...]
    has_sound: bool

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
        }

    def doubtful_tokens(self) -> int:
        """How many words of the report still stand as the machine doubted them."""
        return sum(is_doubtful(token, self.doubtful) for token in self.tokens)


@dataclass(frozen=True)
class _Reading:
    words: Mapping[str, tuple[float, float]]
    doubtful: frozenset[str]
    suggestions: tuple[Mapping[str, Any], ...]


def is_doubtful(token: Token, doubtful: frozenset[str]) -> bool:
    """True for a machine's word that needs a look; what a person typed is not doubted."""
    return token.origin == "machine" and not doubtful.isdisjoint(token.sources)


def spoken_text(place: Workplace, document: Document) -> SpokenText:
    """The report as it is now; without words while the recording has not been read."""
    with place.database.read() as session:
        made = find_artifact(session, document.id, "reading", document.reading_no)
        playable = find_artifact(session, document.id, "playable", document.reading_no)
    text = read_text(place, document.id)
    reading = _reading(place.belt.store, made.sha256) if made else _Reading({}, frozenset(), ())
    return SpokenText(
        revision=text.revision,
        tokens=live(text.tokens),
        words=reading.words,
        doubtful=reading.doubtful,
        suggestions=reading.suggestions,
        has_sound=playable is not None,
    )


@lru_cache(maxsize=_READINGS_KEPT)
def _reading(store: SealedStore, sha256: str) -> _Reading:
    stored = load_json(store, sha256)
    transcript = read_transcript(store, sha256)
    suggestions: Sequence[Mapping[str, Any]] = stored["suggestions"]
    return _Reading(
        words={word.id: (round(word.start_s, 2), round(word.end_s, 2)) for word in transcript.words()},
        doubtful=frozenset(stored["needs_review"]),
        suggestions=tuple({"words": one["word_ids"], "text": one["text"]} for one in suggestions),
    )
