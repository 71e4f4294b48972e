"""Which words a person should look at so that at most a set share of wrong words is left. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.doubt.agreement import Agreement
from ocr.doubt.reading_features import readings_of
from ocr.doubt.word_class import WordClass, is_critical, word_class
from ocr.engine import EngineWord

_SAME = (Agreement.EXACT, Agreement.CASE, Agreement.PUNCTUATION)


def is_above_its_threshold(word: EngineWord, p_wrong: float, *, critical_from: float) -> bool:
    """Whether a number or negation that one engine read is too doubtful to be left as it is."""
    if not is_critical(word.text) or readings_of(word).agreement is not Agreement.SINGLE:
        return False
    return p_wrong >= critical_from


def must_be_seen(word: EngineWord, p_wrong: float, *, critical_from: float) -> bool:
    """Whether a number or negation is reviewed whatever the target.

    A wrong digit passes every language check: where two engines read it they agree or it is seen, where
    one did its threshold is stricter than that of other words.
    """
    if not is_critical(word.text):
        return False
    agreement = readings_of(word).agreement
    if agreement is Agreement.SINGLE:
        return is_above_its_threshold(word, p_wrong, critical_from=critical_from)
    return agreement not in _SAME


def to_review(
    words: Sequence[EngineWord],
    p_wrong: Sequence[float],
    *,
    critical_from: Sequence[float],
    wrong_per_1000: float,
) -> list[bool]:
    """For each word of a page whether a person should look at it.

    The most doubtful words first, until the words that are left are expected to hold at most
    `wrong_per_1000` wrong ones in 1,000; numbers and negations from their own threshold `critical_from` on.
    Marks without a letter or digit are left out: they carry no text. Handwriting is kept as an image: it
    uses up nothing of what may stay wrong.
    """
    seen = [
        must_be_seen(word, p, critical_from=threshold)
        for word, p, threshold in zip(words, p_wrong, critical_from, strict=True)
    ]
    weighed = [place for place, word in enumerate(words) if word_class(word.text) is not WordClass.MARK]
    counted = [place for place in weighed if not words[place].handwritten]
    left = sum(p_wrong[place] for place in counted if not seen[place])
    allowed = wrong_per_1000 / 1000 * len(counted)
    for place in sorted(weighed, key=lambda place: -p_wrong[place]):
        if left <= allowed:
            break
        if not seen[place]:
            seen[place] = True
            left -= 0.0 if words[place].handwritten else p_wrong[place]
    return seen
