"""The cues of the data file, found in a sentence. Pure.

A star in a phrase stands for at most three words ("call * if").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nlp.assertion.found_cue import FoundCue
from nlp.chart_index.chart_index import Cue
from nlp.suggestion import AssertionLabel

# "a two-day history of fever", "history of three days of cough" tell how long it has lasted, not that it is
# past.
_DURATION_BEFORE = re.compile(
    r"(?:hour|hr|day|week|wk|month|year|yr|[dw])s?['’]?[\s-]*(?:long\s+)?$", re.IGNORECASE
)
_DURATION_AFTER = re.compile(
    r"\s*(?:an?|\d+|one|two|three|four|five|six|seven|several|few)[\s-]*(?:hour|day|week|month)s?\b",
    re.IGNORECASE,
)
# "History of hypertension, on lisinopril" is treated, so it is there.
_STILL_TREATED = re.compile(
    r"\s[^.;,\n]{2,40}?,?\s+(?:(?:and|which|that)\s+)?(?:(?:he|she|is|are|currently|still|now|well|"
    r"poorly|being)\s+)*"
    r"(?:on\s+(?!the\b|his\b|her\b|exam|examination|ct|mri|imaging|biopsy)[a-z]|takes\s|taking\s|controlled|"
    r"uncontrolled|"
    r"managed\s+(?:with|by|on)|maintained\s+on|for\s+which\s+(?:he|she)\s+(?:takes|is\s+on|uses|sees)|"
    r"uses\s|followed\s+by)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w/-])\w+")
_LOOK_BACK_CHARS = 20
_OF_ITS_ITEM = {"none", "negative", "positive", "childhood", "a past"}
_LIST_PHRASES = (
    "for",
    "of",
    "includes",
    "include",
    "out",
    "exclude",
    "r/o",
    "rule/out",
    "about",
    "differential",
)


class PhraseCues:
    """The phrases compiled, those of one first word together; built once."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        by_first_word: dict[str, list[Cue]] = {}
        for cue in cues:
            by_first_word.setdefault(_first_word(cue.phrase), []).append(cue)
        self._by_first_word = {
            word: _Alternatives(sorted(together, key=lambda one: len(one.phrase), reverse=True))
            for word, together in by_first_word.items()
        }

    def cues(self, text: str, start: int, stop: int) -> Iterator[FoundCue]:
        """The phrases of one sentence, at each word the longest; they may overlap."""
        for word in _WORD.finditer(text, start, stop):
            alternatives = self._by_first_word.get(word.group().lower())
            match = alternatives.pattern.match(text, word.start(), stop) if alternatives else None
            if alternatives and match and match.lastindex:
                yield _found(match, alternatives.cues[match.lastindex - 1], text, start, stop)


class _Alternatives:
    """Any of the phrases as whole words, in the order given; a group each says which."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.cues = cues
        joined = "|".join(f"({_as_pattern(cue.phrase)})" for cue in cues)
        self.pattern = re.compile(rf"(?:{joined})(?![\w/])(?!-\w)", re.IGNORECASE)


def _first_word(phrase: str) -> str:
    match = _WORD.match(phrase)
    return match.group().lower() if match else ""


def _as_pattern(phrase: str) -> str:
    return (
        re.escape(phrase)
        .replace("'", "['’]")
        .replace(r"\ \*\ ", r"(?:\s+[\w'’/-]+){0,3}?\s+")
        .replace(r"\ ", r"\s+")
    )


def _found(match: re.Match[str], cue: Cue, text: str, start: int, stop: int) -> FoundCue:
    effect = None if cue.effect == "none" else AssertionLabel(cue.effect)
    if effect is AssertionLabel.HISTORICAL and _is_there_still(match, cue, text, (start, stop)):
        effect = None
    return FoundCue(
        start=match.start(),
        end=match.end(),
        phrase=cue.phrase,
        effect=effect,
        forward=cue.direction in ("forward", "both"),
        backward=cue.direction in ("backward", "both"),
        within_item=_keeps_to_its_item(cue),
    )


def _keeps_to_its_item(cue: Cue) -> bool:
    """Whether a comma ends it: "possible gout, COPD", "infections, none treated"; not "concern for"."""
    if cue.effect == "hypothetical" and cue.direction == "backward":
        return True  # "asthma, flu vaccine due"
    if cue.effect == "possible":
        return cue.direction != "backward" and not cue.phrase.endswith(_LIST_PHRASES)
    return cue.phrase in _OF_ITS_ITEM


def _is_there_still(match: re.Match[str], cue: Cue, text: str, bounds: tuple[int, int]) -> bool:
    """Whether a "history of" tells how long it has lasted, or of what is treated now."""
    start, stop = bounds
    if not cue.phrase.startswith(("history", "h/o", "hx")):
        return False
    before = text[max(start, match.start() - _LOOK_BACK_CHARS) : match.start()]
    return bool(
        _DURATION_BEFORE.search(before)
        or _DURATION_AFTER.match(text, match.end())
        or _STILL_TREATED.match(text, match.end(), stop)
    )
