"""What kind of visit the text tells of: a healing injury, and so which 7th character. Pure.

Source: Guidelines I.C.19.a: A while there is active treatment, D for routine care while it heals; emergency
visits and stays are active treatment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from nlp.options import EncounterType
from nlp.rules.spans import CodeSpans
from nlp.suggestion import CandidateCode, Finding

_INJURIES = CodeSpans.of("S00-T34 M80 M84.3-M84.6")
_FOLLOW_UP = re.compile(
    r"\b(?:follow[- ]?up(?! (?:with|in|as|at|by|if|for))|f/u(?! (?:with|in))|healing|healed|"
    r"cast (?:change|removal|check|off)|"
    r"(?:suture|staple|pin|splint) removal|wound check|recheck|"
    r"(?:\d+|one|two|three|four|five|six|several|a few) (?:days?|weeks?|months?) "
    r"(?:ago|out|post|after|since|status)|post-?op(?:erative)? visit|"
    r"status post (?:orif|open reduction|fixation|repair)|s/p (?:orif|crpp|repair))",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"\b(?:nonunion|malunion|scheduled for (?:surgery|orif)|new injury|re-?injured|acute injury|"
    r"today (?:fell|injured)|fell today|this morning)\b",
    re.IGNORECASE,
)
_STEP = "7th character D: a visit while the injury heals (Guidelines I.C.19.a)"


def is_follow_up(text: str, findings: Sequence[Finding], encounter_type: EncounterType | None) -> bool:
    """Whether the visit is one while an injury heals: words near an injury say so, none tell of active care.

    Emergency visits and inpatient stays never are.
    """
    if encounter_type in (EncounterType.EMERGENCY, EncounterType.INPATIENT, EncounterType.OBSERVATION):
        return False
    spots = [one.mention for one in findings if _INJURIES.hold(one.candidates[0].code)]
    if not spots or _ACTIVE.search(text):
        return False
    return any(_FOLLOW_UP.search(_line(text, spot.start)) for spot in spots)


def _line(text: str, position: int) -> str:
    """The line around a position, at most 300 characters to each side."""
    start = max(text.rfind("\n", 0, position) + 1, position - 300)
    stop = text.find("\n", position)
    return text[start : min(stop if stop >= 0 else len(text), position + 300)]


def as_healing(finding: Finding, exists: Callable[[str], bool]) -> Finding:
    """The finding with 7th character D where A was only assumed and D exists."""
    return replace(finding, candidates=tuple(_healing(one, exists) for one in finding.candidates))


def _healing(candidate: CandidateCode, exists: Callable[[str], bool]) -> CandidateCode:
    later = candidate.code[:-1] + "D"
    assumed = "needs_7th_character" in candidate.flags and candidate.code.endswith(("A", "B"))
    if not assumed or not _INJURIES.hold(candidate.code) or not exists(later):
        return candidate
    return replace(candidate, code=later, trace=(*candidate.trace, _STEP))
