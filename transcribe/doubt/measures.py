"""What is measured of each heard word before its chance of being wrong is worked out. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from transcribe.doubt.company import of_company
from transcribe.doubt.critical import CriticalKind, critical_words
from transcribe.lexicon import Familiarity, TermSuggestion, word_lists
from transcribe.lexicon.sound import likeness, sound_of
from transcribe.transcript import Segment, SpokenWord

# A word to which the engine gave no confidence is as doubtful as one it is split about.
_WITHOUT_CONFIDENCE = 0.5
_LEAST, _MOST = 0.01, 0.995
_PIECES = re.compile(r"[a-z]+")
_SURE_ODDS = 3.5  # a confidence of 0.97
_LONG = 9  # letters; a long word that is known is seldom another
_DOSE_REACH = 3
_NEAR = 4
# "6-8-100mg", "R9-5": a number that took in letters or was broken into parts
_ODD_NUMBER = re.compile(r"\d-\d|[A-Za-z]-?\d|\d-[A-Za-z]*-\d")
_COMMANDS = tuple(sound_of(one) for one in ("comma", "period", "colon", "paragraph"))


@dataclass(frozen=True)
class Surroundings:
    """What else is known of a recording's words.

    `others` says of a word's id what another pass wrote there; `commands` are the ids of the words of spoken
    commands, `asked` those of words that the report asks a person to hear.
    """

    suggestions: Sequence[TermSuggestion] = ()
    segments: Sequence[Segment] = ()
    others: Mapping[str, str] = field(default_factory=dict)
    commands: Collection[str] = ()
    asked: Collection[str] = ()


_NOTHING_ELSE = Surroundings()


def measure_words(
    words: Sequence[SpokenWord], around: Surroundings = _NOTHING_ELSE
) -> tuple[dict[str, float], ...]:
    """One row of named measures for each word, in order; all are finite, most lie between 0 and 1."""
    segment_of = {word.id: segment for segment in around.segments for word in segment.words}
    score_of = {word_id: one.score for one in around.suggestions for word_id in one.word_ids}
    after_command = _after_commands(around)
    odds = [_odds(word) for word in words]
    kinds = critical_words(words)
    kind_at = [kinds.get(word.id) for word in words]
    company = of_company([word.text for word in words])
    return tuple(
        {
            **_of_confidence(odds, at),
            **_of_segment(segment_of.get(word.id), word),
            **_of_text(word.text, kind_at[at]),
            **_of_amounts(words, kind_at, odds, at),
            **_of_time(word),
            **_of_passes(words, odds, around.others, at),
            **company[at],
            "after_command": float(word.id in after_command),
            "asked": float(word.id in around.asked),
            "suggested": score_of.get(word.id, 0.0),
        }
        for at, word in enumerate(words)
    )


def _after_commands(around: Surroundings) -> frozenset[str]:
    said = [word.id for segment in around.segments for word in segment.words]
    return frozenset(after for before, after in pairwise(said) if before in around.commands)


def _odds(word: SpokenWord) -> float:
    """Log odds of the engine's confidence, cut where the engine says more than it can know."""
    sure = min(max(_WITHOUT_CONFIDENCE if word.confidence is None else word.confidence, _LEAST), _MOST)
    return math.log(sure / (1 - sure))


def _of_confidence(odds: Sequence[float], at: int) -> dict[str, float]:
    return {
        "odds": odds[at],
        "odds_low": min(odds[at], 0.0),
        "odds_below_sure": min(odds[at], _SURE_ODDS),
        "odds_after": odds[at + 1] if at + 1 < len(odds) else odds[at],
    }


def _familiarity(text: str) -> Familiarity:
    lists = word_lists()
    letters = _PIECES.findall(text.casefold().replace("'", ""))
    return min((lists.familiarity(one) for one in letters), default=Familiarity.EVERYDAY)


def _like_a_command(letters: str) -> float:
    """How much a word sounds like spoken punctuation ("coma", "theory"), 0-1; a command itself is none."""
    sound = sound_of(letters)
    return max((likeness(sound, one) for one in _COMMANDS), default=0.0) if sound else 0.0


def _of_segment(segment: Segment | None, word: SpokenWord) -> dict[str, float]:
    if segment is None:
        of_engine = {"segment_log_probability": -0.3, "segment_compression": 1.5, "segment_no_speech": 0.0}
        return {**of_engine, "opens_segment": 0.0}
    return {
        "segment_log_probability": max(_or(segment.mean_log_probability, -0.3), -2.0),
        "segment_compression": min(_or(segment.compression_ratio, 1.5), 3.0),
        "segment_no_speech": _or(segment.no_speech_probability, 0.0),
        "opens_segment": float(segment.words[0].id == word.id),
    }


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _of_text(text: str, kind: CriticalKind | None) -> dict[str, float]:
    letters = "".join(_PIECES.findall(text.casefold().replace("'", "")))
    known = _familiarity(text)
    return {
        "unknown": float(known is Familiarity.UNKNOWN),
        "rare": float(known is Familiarity.RARE),
        "long_and_known": float(known is not Familiarity.UNKNOWN and len(letters) >= _LONG),
        "like_a_command": max(0.0, _like_a_command(letters) - 0.5),
        "clinical": float(letters in word_lists().terms),
        "number": float(kind in ("number", "dose")),
        "drug": float(kind == "drug"),
        "unit": float(kind == "unit"),
        "side_or_negation": float(kind in ("laterality", "negation")),
        "odd_number": float(_ODD_NUMBER.search(text) is not None),
        "joined": float("-" in text),
        "short": float(len(letters) <= 3 and not any(char.isdigit() for char in text)),
    }


def _of_amounts(
    words: Sequence[SpokenWord], kinds: Sequence[CriticalKind | None], odds: Sequence[float], at: int
) -> dict[str, float]:
    """A drug stands before its dose, and so does what is left of a misheard one."""
    is_dosed = "dose" in kinds[at + 1 : at + 1 + _DOSE_REACH]
    is_unknown = _familiarity(words[at].text) is Familiarity.UNKNOWN
    return {
        "number_odds": odds[at] if kinds[at] in ("number", "dose") else 0.0,
        "dosed_drug": float(is_dosed and kinds[at] == "drug"),
        "dosed_unknown": float(is_dosed and is_unknown),
    }


def _of_time(word: SpokenWord) -> dict[str, float]:
    length = max(1, sum(char.isalnum() for char in word.text))
    lasts_s = word.end_s - word.start_s
    return {"hurried": float(lasts_s / length < 0.03), "lasts_s": min(lasts_s, 1.5)}


def _of_passes(
    words: Sequence[SpokenWord], odds: Sequence[float], other_of: Mapping[str, str], at: int
) -> dict[str, float]:
    """Where two passes differ one of them is wrong, and the words around are harder to hear."""
    other = other_of.get(words[at].id)
    is_number = any(char.isdigit() for char in words[at].text)
    near = (*words[max(0, at - _NEAR) : at], *words[at + 1 : at + 1 + _NEAR])
    unknown_other = other is not None and any(
        _familiarity(one) is Familiarity.UNKNOWN for one in other.split()
    )
    return {
        "disputed": float(other is not None),
        "disputed_odds": odds[at] if other is not None else 0.0,
        "disputed_unknown": float(unknown_other),
        "disputed_number": float(is_number and other is not None and any(map(str.isdigit, other))),
        "disputed_near": float(any(word.id in other_of for word in near)),
    }
