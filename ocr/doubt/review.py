"""Which words a person should look at so that at most a set share of wrong words is left. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.doubt.agreement import Agreement
from ocr.doubt.model import shipped_model
from ocr.doubt.reading_features import readings_of
from ocr.doubt.word_class import WordClass, is_critical, word_class
from ocr.engine import EngineWord

_SAME = (Agreement.EXACT, Agreement.CASE, Agreement.PUNCTUATION)


def is_above_its_threshold(word: EngineWord, p_wrong: float) -> bool:
    """Whether a number or negation that one engine read is too doubtful to be left as it is."""
    if not is_critical(word.text) or readings_of(word).agreement is not Agreement.SINGLE:
        return False
    return p_wrong >= shipped_model("fused" if word.readings else "single").critical_from


def must_be_seen(word: EngineWord, p_wrong: float) -> bool:
    """Whether a number or negation is reviewed whatever the target.

    A wrong digit passes every language check: where two engines read it they agree or it is seen, where
    one did its threshold is stricter than that of other words.
    """
    if not is_critical(word.text):
        return False
    agreement = readings_of(word).agreement
    if agreement is Agreement.SINGLE:
        return is_above_its_threshold(word, p_wrong)
    return agreement not in _SAME


def to_review(words: Sequence[EngineWord], p_wrong: Sequence[float], *, wrong_per_1000: float) -> list[bool]:
    """For each word of a page whether a person should look at it.

    The most doubtful words first, until the words that are left are expected to hold at most
    `wrong_per_1000` wrong ones in 1,000. Marks without a letter or digit are left out: they carry no text.
    """
    seen = [must_be_seen(word, p) for word, p in zip(words, p_wrong, strict=True)]
    weighed = [place for place, word in enumerate(words) if word_class(word.text) is not WordClass.MARK]
    left = sum(p_wrong[place] for place in weighed if not seen[place])
    allowed = wrong_per_1000 / 1000 * len(weighed)
    for place in sorted(weighed, key=lambda place: -p_wrong[place]):
        if left <= allowed:
            break
        if not seen[place]:
            seen[place] = True
            left -= p_wrong[place]
    return seen
