"""What is measured of each heard word before its chance of being wrong is worked out. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

from transcribe.doubt.critical import critical_kind
from transcribe.lexicon import Familiarity, TermSuggestion, word_lists
from transcribe.lexicon.sound import likeness, sound_of
from transcribe.transcript import Segment, SpokenWord

# A word to which the engine gave no confidence is as doubtful as one it is split about.
_WITHOUT_CONFIDENCE = 0.5
_LEAST, _MOST = 0.01, 0.995
_PIECES = re.compile(r"[a-z]+")
_NEIGHBOURS = 4
# "6-8-100mg", "R9-5": a number that took in letters or was broken into parts
_ODD_NUMBER = re.compile(r"\d-\d|[A-Za-z]-?\d|\d-[A-Za-z]*-\d")
_COMMANDS = tuple(sound_of(one) for one in ("comma", "period", "colon", "paragraph"))


def measure_words(
    words: Sequence[SpokenWord],
    *,
    suggestions: Sequence[TermSuggestion] = (),
    segments: Sequence[Segment] = (),
    disagreements: Collection[str] = frozenset(),
) -> tuple[dict[str, float], ...]:
    """One row of named measures for each word, in order; all are finite, most lie between 0 and 1."""
    segment_of = {word.id: segment for segment in segments for word in segment.words}
    score_of = {word_id: one.score for one in suggestions for word_id in one.word_ids}
    odds = [_odds(word) for word in words]
    known = [_familiarity(word.text) for word in words]
    return tuple(
        {
            **_of_confidence(odds, at),
            **_of_neighbours(known, at),
            **_of_segment(segment_of.get(word.id)),
            **_of_text(words, at),
            **_of_time(word),
            "suggested": score_of.get(word.id, 0.0),
            "disputed": float(word.id in disagreements),
        }
        for at, word in enumerate(words)
    )


def _odds(word: SpokenWord) -> float:
    """Log odds of the engine's confidence, cut where the engine says more than it can know."""
    sure = min(max(_WITHOUT_CONFIDENCE if word.confidence is None else word.confidence, _LEAST), _MOST)
    return math.log(sure / (1 - sure))


def _of_confidence(odds: Sequence[float], at: int) -> dict[str, float]:
    before, after = odds[max(0, at - 2) : at], odds[at + 1 : at + 3]
    return {
        "odds": odds[at],
        "odds_low": min(odds[at], 0.0),
        "odds_before": before[-1] if before else odds[at],
        "odds_after": after[0] if after else odds[at],
        "odds_around_least": min((*before, *after), default=odds[at]),
    }


def _of_neighbours(known: Sequence[Familiarity], at: int) -> dict[str, float]:
    """An unknown word is seldom alone: the words beside it are what is left of the same name."""
    beside = (*known[max(0, at - 1) : at], *known[at + 1 : at + 2])
    near = (*known[max(0, at - 2) : max(0, at - 1)], *known[at + 2 : at + 3])
    return {
        "unknown": float(known[at] is Familiarity.UNKNOWN),
        "rare": float(known[at] is Familiarity.RARE),
        "everyday": float(known[at] is Familiarity.EVERYDAY),
        "unknown_beside": float(Familiarity.UNKNOWN in beside),
        "unknown_near": float(Familiarity.UNKNOWN in near),
    }


def _familiarity(text: str) -> Familiarity:
    lists = word_lists()
    letters = _PIECES.findall(text.casefold().replace("'", ""))
    return min((lists.familiarity(one) for one in letters), default=Familiarity.EVERYDAY)


def _like_a_command(letters: str) -> float:
    """How much a word sounds like spoken punctuation ("coma", "theory"), 0-1; a command itself is none."""
    sound = sound_of(letters)
    return max((likeness(sound, one) for one in _COMMANDS), default=0.0) if sound else 0.0


def _of_segment(segment: Segment | None) -> dict[str, float]:
    if segment is None:
        return {"segment_log_probability": -0.3, "segment_compression": 1.5, "segment_no_speech": 0.0}
    return {
        "segment_log_probability": max(_or(segment.mean_log_probability, -0.3), -2.0),
        "segment_compression": min(_or(segment.compression_ratio, 1.5), 3.0),
        "segment_no_speech": _or(segment.no_speech_probability, 0.0),
    }


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _of_text(words: Sequence[SpokenWord], at: int) -> dict[str, float]:
    lists = word_lists()
    text = words[at].text
    letters = _PIECES.findall(text.casefold().replace("'", ""))
    kind = critical_kind(
        text,
        [word.text for word in words[max(0, at - 2) : at]],
        [word.text for word in words[at + 1 : at + 1 + _NEIGHBOURS]],
    )
    return {
        "like_a_command": max(0.0, _like_a_command("".join(letters)) - 0.5),
        "clinical": float("".join(letters) in lists.terms),
        "number": float(kind in ("number", "dose")),
        "drug": float(kind == "drug"),
        "unit": float(kind == "unit"),
        "side_or_negation": float(kind in ("laterality", "negation")),
        "odd_number": float(_ODD_NUMBER.search(text) is not None),
        "number_beside_unknown": float(kind in ("number", "dose") and _after_unknown(words, at)),
        "capital": float(text[:1].isupper() and at > 0 and words[at - 1].text[-1] not in ".?!:"),
        "joined": float("-" in text),
        "short": float(sum(map(len, letters)) <= 3 and not any(char.isdigit() for char in text)),
    }


def _after_unknown(words: Sequence[SpokenWord], at: int) -> bool:
    """True when the word before is in no list: a name that was misheard may have swallowed a digit."""
    return at > 0 and _familiarity(words[at - 1].text) is Familiarity.UNKNOWN


def _of_time(word: SpokenWord) -> dict[str, float]:
    length = max(1, sum(char.isalnum() for char in word.text))
    pace_s = (word.end_s - word.start_s) / length
    return {
        "hurried": float(pace_s < 0.03),
        "drawn": float(pace_s > 0.2),
        "untimed": float(word.timing != "measured"),
    }


def names_of_measures() -> tuple[str, ...]:
    """The names of the measures, in order."""
    word = SpokenWord("w", "word", 0.0, 0.1, 0.5)
    return tuple(measure_words((word,))[0])


def as_row(measures: Mapping[str, float], names: Sequence[str]) -> list[float]:
    """The measures in the order of the names."""
    return [measures[name] for name in names]
