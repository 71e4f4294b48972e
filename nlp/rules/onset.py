"""Present on admission: what the words let one propose, for inpatients (Guidelines Appendix I). Pure.

Y: stated before or at admission, or a condition that lasts. N: the words say that it began later. Everything
else is left to people; U and W are a person's word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from nlp.rules.outcome import Held
from nlp.rules.spans import CodeSpans, has_prefix_among
from nlp.suggestion import CodeSuggestion, Evidence

_AT_ADMISSION = frozenset(
    {"present_illness", "chief_complaint", "past_history", "surgical_history", "indication", "social_history"}
)
_LATER = re.compile(
    r"\b(?:hospital day|hd|hod|pod|post-?op(?:erative)? day)\s*#?\s*"
    r"(?:[2-9]|\d\d|two|three|four|five|six|seven)\b|"
    r"\bpod\s*#?\s*1\b|\bpost-?op(?:erative)? day (?:1|one)\b|"
    r"\b(?:hospital|ventilator)[- ](?:acquired|associated)\b|\bnosocomial\b|"
    r"\bdeveloped (?:\w+ ){0,6}?(?:during|while|after admission|in the hospital|postoperatively|overnight)\b|"
    r"\b(?:during|in the course of) (?:the|this|his|her) "
    r"(?:(?:hospital )?stay|hospitali[sz]ation|hospital course)\b|"
    r"\bpost-?operative course (?:was )?complicated by\b|\bcourse (?:was )?complicated by\b|"
    r"\bnot present on admission\b|\bintra-?operatively\b",
    re.IGNORECASE,
)
_FROM_START = re.compile(
    r"\b(?:present on admission|poa|on (?:admission|arrival|presentation)|admitted (?:with|for))\b", re.I
)
_NOT_POA = re.compile(r"\bnot present on admission\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;\n](?=\s|$)")
_CONTRADICTED = "the words contradict each other"
_ACUTE = re.compile(r"\bacute\b", re.IGNORECASE)


def propose_onset(
    suggestions: Sequence[CodeSuggestion],
    text: str,
    *,
    exempt: CodeSpans,
    chronic: Collection[str],
    held: Sequence[Held] = (),
) -> tuple[CodeSuggestion, ...]:
    """The suggestions with `poa` "Y", "N", "exempt" or "" (not to be said), and a step that says why.

    A diagnosis whose symptoms (among `held`) were there at admission was present then, too.
    """
    early = {
        one.by for one in held if any(piece.section in _AT_ADMISSION for piece in one.suggestion.evidence)
    }
    return tuple(_with_onset(one, text, exempt, chronic, early) for one in suggestions)


def _with_onset(
    suggestion: CodeSuggestion,
    text: str,
    exempt: CodeSpans,
    chronic: Collection[str],
    early: Collection[str],
) -> CodeSuggestion:
    poa, why = _onset(suggestion, text, exempt, chronic)
    if not poa and why != _CONTRADICTED and suggestion.code in early:
        poa, why = "Y", "its symptoms were there at admission"
    if not poa:
        return suggestion
    return replace(suggestion, poa=poa, trace=(*suggestion.trace, f"present on admission {poa}: {why}"))


def _onset(
    suggestion: CodeSuggestion, text: str, exempt: CodeSpans, chronic: Collection[str]
) -> tuple[str, str]:
    if exempt.hold(suggestion.code) or _later_encounter(suggestion.code):
        return "exempt", "the code needs no indicator"
    told = [_told(piece, text) for piece in suggestion.evidence]
    if "N" in told:
        return ("", _CONTRADICTED) if "Y" in told else ("N", "the words say that it began during the stay")
    if "Y" in told:
        return "Y", "stated at or before admission"
    if has_prefix_among(suggestion.code, chronic) and not _ACUTE.search(suggestion.title):
        return "Y", "a condition that lasts"
    return "", ""


def _later_encounter(code: str) -> bool:
    """An injury with a 7th character for later care is exempt."""
    return len(code) == 8 and code[0] in "ST" and code[-1] not in "ABC"


def _told(piece: Evidence, text: str) -> str:
    sentence = sentence_around(text, piece.start, piece.end)
    if _LATER.search(sentence):
        return "N"
    if _FROM_START.search(sentence) and not _NOT_POA.search(sentence):
        return "Y"
    return "Y" if piece.section in _AT_ADMISSION else ""


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence (or line) in which a span stands, at most 240 characters to each side."""
    before = text[max(0, start - 240) : start]
    behind = text[end : end + 240]
    cuts = [match.end() for match in _SENTENCE_END.finditer(before)]
    stop = _SENTENCE_END.search(behind)
    return before[cuts[-1] if cuts else 0 :] + text[start:end] + (behind[: stop.start()] if stop else behind)
