"""What the engines' confidences and their agreement say about a word's chance of being wrong. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ocr.doubt.agreement import Agreement, compared
from ocr.doubt.lexicon import Familiarity, familiarity
from ocr.doubt.word_class import is_critical
from ocr.engine import EngineWord

FIRST_ENGINE = "tesseract"
# Knots of the broken lines that doubt follows as confidence falls: Tesseract's orders well but reads too high
# below 0.9; the second engine's piles up close to 1 (both measured on 40 forms and on the clinical set).
_FIRST_KNOTS = (0.97, 0.96, 0.95, 0.92, 0.85, 0.7, 0.4)
_SECOND_KNOTS = (0.999, 0.995, 0.98, 0.95, 0.85, 0.6)


_SAME = (Agreement.EXACT, Agreement.CASE, Agreement.PUNCTUATION)


@dataclass(frozen=True)
class TwoReadings:
    """What the first and the second engine read at a word's place; None where one did not."""

    first: str | None
    first_confidence: float
    second: str | None
    second_confidence: float

    @property
    def agreement(self) -> Agreement:
        """How they agree; SINGLE where only one of them read."""
        if self.first is None or self.second is None:
            return Agreement.SINGLE
        return compared(self.first, self.second)


def readings_of(word: EngineWord) -> TwoReadings:
    """A word's readings told apart; a word without any is the first engine's own.

    Several readings of one engine (a word that it read in pieces) are put together, the least sure counts.
    """
    if not word.readings:
        return TwoReadings(word.text, known_confidence(word), None, 0.0)
    first = [reading for reading in word.readings if reading.engine == FIRST_ENGINE]
    second = [reading for reading in word.readings if reading.engine != FIRST_ENGINE]
    return TwoReadings(
        "".join(reading.text for reading in first) or None,
        min((_known(reading.confidence) for reading in first), default=0.0),
        "".join(reading.text for reading in second) or None,
        min((_known(reading.confidence) for reading in second), default=0.0),
    )


def _known(confidence: float | None) -> float:
    return 0.5 if confidence is None else confidence


def known_confidence(word: EngineWord) -> float:
    """The word's confidence (0–1); one half where its engine gave none."""
    return _known(word.confidence)


def single_features(word: EngineWord) -> dict[str, float]:
    """Measures of a word that the first engine read and no other was asked for, by name."""
    return _confidence_features("first", known_confidence(word), _FIRST_KNOTS)


def paired_features(word: EngineWord) -> dict[str, float]:
    """Measures of a word where both engines were asked, by name."""
    pair = readings_of(word)
    agreement = pair.agreement
    features = {
        f"agree_{kind.value}": float(agreement is kind) for kind in Agreement if kind is not Agreement.EXACT
    }
    features["only_first"] = float(pair.second is None)
    differs = agreement not in (Agreement.EXACT, Agreement.CASE)
    features["critical_differs"] = float(differs and is_critical(word.text))
    features |= _confidence_features(
        "first", pair.first_confidence, _FIRST_KNOTS, present=pair.first is not None
    )
    features |= _confidence_features(
        "second", pair.second_confidence, _SECOND_KNOTS, present=pair.second is not None
    )
    features |= {
        f"differs_{name}": value * differs for name, value in features.items() if name.endswith("_odds")
    }
    # the second engine gives a word the mean of its characters: the length brings the sum of doubt back
    features["second_total"] = math.log((1.0 - pair.second_confidence) * len(pair.second or "") + 0.001) + 7
    features["second_total"] *= pair.second is not None
    agrees, common = float(agreement in _SAME), familiarity(word.text) is Familiarity.COMMON
    features["agreed_common"] = agrees * common
    features["agreed_odds"] = agrees * features["first_odds"]
    features["single_common"] = float(agreement is Agreement.SINGLE and common)
    features["single_odds"] = features["agree_single"] * features["second_odds"]
    features["other_more_familiar"] = float(differs and _other_is_more_familiar(word.text, pair))
    features["other_less_familiar"] = float(differs and _other_is_less_familiar(word.text, pair))
    return features


def _confidence_features(
    engine: str, confidence: float, knots: tuple[float, ...], *, present: bool = True
) -> dict[str, float]:
    """Log odds and how far the confidence lies below each knot; zeros where the engine did not read."""
    features = {f"{engine}_odds": doubt_odds(confidence) * present}
    for knot in knots:
        features[f"{engine}_below_{knot:g}"] = max(knot - confidence, 0.0) / knot * present
    return features


def doubt_odds(confidence: float) -> float:
    """Log odds against a confidence, kept within about ±5.3 so that 0 and 1 stay finite."""
    return math.log((1.005 - confidence) / (confidence + 0.005))


def _others(text: str, pair: TwoReadings) -> list[str]:
    return [other for other in (pair.first, pair.second) if other is not None and other != text]


def _other_is_more_familiar(text: str, pair: TwoReadings) -> bool:
    own = familiarity(text)
    return any(
        (known := familiarity(other)) is not None and known > (own or 0) for other in _others(text, pair)
    )


def _other_is_less_familiar(text: str, pair: TwoReadings) -> bool:
    own = familiarity(text)
    return own is not None and any((familiarity(other) or 0) < own for other in _others(text, pair))
