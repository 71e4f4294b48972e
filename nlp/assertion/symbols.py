"""Signs that answer for a finding: "(-)", "+", "fever: none", "[ ] cough", "PE?". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

_NO = r"(?:no|none|nil|neg(?:ative)?|absent|denie[sd]|not present|never)"
_YES = r"(?:yes|pos(?:itive)?|present|endorsed|reported)"
_ITEM_END = r"(?=\s*(?:[,;.)\]/|]|$|\n|-\s))"
# "fever: none", "fever - no", "Fever? No." speak of what stands before them.
_ANSWER = re.compile(rf"(?<=\w)\)?\s*(?:[:=?]|\s[-–—])\s*(?:(?P<no>{_NO})|(?P<yes>{_YES})){_ITEM_END}", re.I)
_BRACKETED = re.compile(
    r"\((?P<sign>\+|-|–|−|neg|pos|negative|positive|\?)\)|\[(?P<box>[xX ✓✔]?)\]|(?P<mark>[☐☑☒∅⊘Ø])"
)
# A minus touches its word and follows a blank or comma; at the start of a line it is a bullet, and between
# figures or behind a word a hyphen.
_MINUS = re.compile(r"(?<=[ ,/(])(?<![\n][ ])[-−](?=[A-Za-z]{2})")
_PLUS = re.compile(r"(?<![\w+])\+\s?(?=[A-Za-z])|(?<=[A-Za-z])\s?\+(?=\s*(?:[,;.)]|$))")
_DOUBT = re.compile(r"(?<![\w)%])\?(?=\s?\w)|(?<=\w)\s?\?(?=\s*(?:[,;.)/]|$|\n))|(?<=\w)\?(?= \w)")
# "UTI, probable." says it afterwards.
_AFTERTHOUGHT = re.compile(
    r"(?<=\w)\s?[,(]\s*(?:probable|possible|likely|presumed|presumptive|suspected|"
    r"questionable)(?=\s*(?:[.;)]|$))",
    re.I,
)
# "DVT - remote", "ulcer (healed)": over.
_OVER = re.compile(
    r"(?<=\w)\s?(?:[,(]|\s[-–:])\s*(?:remote|distant|resolved|cured|inactive|healed|in the past|"
    r"long ago|historical|"
    r"by history)(?=\s*(?:[,.;)]|$|\n))",
    re.I,
)
_SPOKEN_SIGN = re.compile(r"(?<![\w+-])(?P<sign>[+-])\s?ve(?P<of>\s+for)?(?!\w)", re.I)
_ANSWERED = re.compile(r"[:=?+()\[\]]|\s[-–—]|\b(?:no|not|denies|has|is|are|was)\b", re.IGNORECASE)
_STARTS_ITEM = re.compile(r"(?:^|[,;:.(/]|\band|\bor|\n)\s*$", re.IGNORECASE)
_LOOK_BACK_CHARS = 6


def symbol_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """The signs of one sentence as cues, each bound to its own item."""
    yield from _said_behind(text, start, stop)
    for match in _SPOKEN_SIGN.finditer(text, start, stop):
        effect = AssertionLabel.NEGATED if match.group("sign") == "-" else AssertionLabel.AFFIRMED
        leads = match.group("of") is not None
        yield _cue(match, effect, forward=leads, backward=not leads, reach=8)
    yield from _bracketed(text, start, stop)
    for match in _MINUS.finditer(text, start, stop):
        yield _cue(match, AssertionLabel.NEGATED, forward=True, reach=5)
    for match in _PLUS.finditer(text, start, stop):
        before = _starts_item(text, start, match.start())
        yield _cue(match, AssertionLabel.AFFIRMED, forward=before, backward=not before, reach=5)
    for match in _DOUBT.finditer(text, start, stop):
        if (
            match.start() > start
            and text[match.start() - 1] not in " \n(,/"
            and text[match.end() : match.end() + 1] == " "
        ):
            yield _cue(match, AssertionLabel.POSSIBLE, backward=True, reach=5)
            continue
        forward = match.end() < stop and (text[match.end()].isalnum() or text[match.end()] == " ")
        yield _cue(match, AssertionLabel.POSSIBLE, forward=forward, backward=not forward, reach=6)


def _said_behind(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """Answers ("fever: none") and what is added behind a finding ("UTI, probable", "DVT - remote")."""
    for match in _ANSWER.finditer(text, start, stop):
        effect = AssertionLabel.NEGATED if match.group("no") else AssertionLabel.AFFIRMED
        yield _cue(match, effect, backward=True, reach=6, whole=_answers_a_list(text, start, match.start()))
    for pattern, effect in ((_AFTERTHOUGHT, AssertionLabel.POSSIBLE), (_OVER, AssertionLabel.HISTORICAL)):
        for match in pattern.finditer(text, start, stop):
            yield _cue(match, effect, backward=True, reach=6)


def _bracketed(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """Signs in brackets, ticked or empty boxes and crossed circles.

    A bracketed sign stands before its finding if the first of the sentence does, else behind it.
    """
    leads: bool | None = None
    for match in _BRACKETED.finditer(text, start, stop):
        sign = match.group("sign")
        if sign is None:
            ticked = bool((match.group("box") or "").strip()) or (
                (match.group("mark") or "") in "☑☒" and match.group("mark")
            )
            effect = AssertionLabel.AFFIRMED if ticked else AssertionLabel.NEGATED
            yield _cue(match, effect, forward=True, reach=6)
            continue
        leads = _starts_item(text, start, match.start()) if leads is None else leads
        effect = (
            AssertionLabel.POSSIBLE
            if sign == "?"
            else AssertionLabel.AFFIRMED
            if sign.lower() in {"+", "pos", "positive"}
            else AssertionLabel.NEGATED
        )
        yield _cue(match, effect, forward=leads, backward=not leads, reach=6)


def _starts_item(text: str, start: int, position: int) -> bool:
    return _STARTS_ITEM.search(text[max(start, position - _LOOK_BACK_CHARS) : position]) is not None


def _answers_a_list(text: str, start: int, stop: int) -> bool:
    """Whether nothing else in the sentence so far was answered: "Cyanosis, clubbing: denied"."""
    return _ANSWERED.search(text, start, stop) is None


def _cue(
    match: re.Match[str],
    effect: AssertionLabel | None,
    *,
    forward: bool = False,
    backward: bool = False,
    reach: int,
    whole: bool = False,
) -> FoundCue:
    return FoundCue(
        start=match.start(),
        end=match.end(),
        phrase="a sign",
        effect=effect,
        forward=forward,
        backward=backward,
        reach_words=reach,
        within_item=not whole,
    )
