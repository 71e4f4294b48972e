"""How one reading listens: its options with everything known when it started. Pure.

Chosen and gathered once, kept with the reading, and taken again by a job that resumes: a reading can be
repeated as it was, whatever an author taught since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from transcribe.author_words import suggest_learned
from transcribe.options import DictationContext, DictationOptions, Quality
from transcribe.read_dictation import DictationReading

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Listening:
    """The options of one reading, and the (heard, meant) pairs that the author's corrections taught."""

    options: DictationOptions
    replacements: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The stored form, with `schema_version`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "options": self.options.as_json(),
            "replacements": [list(one) for one in self.replacements],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The listening that `as_json` wrote.

        Raises:
            ValueError: when the stored form has a schema version this program does not know.
        """
        if stored["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"unknown listening schema version {stored['schema_version']}")
        replacements = tuple((heard, meant) for heard, meant in stored["replacements"])
        return cls(DictationOptions.from_json(stored["options"]), replacements)


def listening_for(
    snapshot: Mapping[str, Any],
    *,
    context: Mapping[str, Any],
    normals: Sequence[dict[str, str]],
    replacements: Sequence[tuple[str, str]],
    waiting: int,
) -> Listening:
    """What was chosen at intake (`snapshot`), with what is known now.

    Where intake chose "standard", the second pass is taken while fewer than `second_pass_below` other
    dictations are `waiting`.
    """
    options = DictationOptions.from_json(snapshot.get("transcribe", {}))
    below = int(snapshot.get("listening", {}).get("second_pass_below", 0))
    has_room = options.quality == "standard" and waiting < below
    quality: Quality = "quality" if has_room else options.quality
    known = DictationContext.from_json({**asdict(options.context), **context})
    chosen = replace(options, quality=quality, context=known, normals=tuple(normals))
    return Listening(chosen, tuple(replacements))


def with_learned(reading: DictationReading, listening: Listening) -> DictationReading:
    """The reading with what corrections taught as suggestions, before those that merely sound alike.

    The words that they are about ask for a look.
    """
    not_text = reading.report.ids_not_in_text()
    words = [word for word in reading.transcript.words() if word.id not in not_text]
    learned = suggest_learned(words, listening.replacements)
    taken = {word_id for one in learned for word_id in one.word_ids}
    others = tuple(one for one in reading.suggestions if taken.isdisjoint(one.word_ids))
    return replace(reading, suggestions=(*learned, *others), needs_review=reading.needs_review | taken)
