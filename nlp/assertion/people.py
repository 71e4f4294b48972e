"""Who has it: other people named in a sentence, and whether they have something or only report it. Pure.

"Mother had a stroke" speaks of the mother, "mother brought her in with fever" of the patient, "fever in her
mother" of the mother again. A person opens a scope as the subject of a clause, unless what follows says that
the person told, brought or watched; behind a preposition only where "with", "who" or "has" follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

_KIN = (
    r"(?:step|grand|great[- ]?(?:grand)?|half[- ]?|foster[- ]?|birth[- ]?)?"
    r"(?:mother|father|brother|sister|son|daughter|parent|child|aunt|uncle|cousin|niece|nephew|sibling)s?"
    r"(?:-in-law)?|mom|mum|mommy|dad|grandma|grandpa|grandchild(?:ren)?|children|kids?|wife|husband|spouse|"
    r"fianc[eé]e?|girlfriend|boyfriend|roommates?|co-?workers?|colleagues?|students?|identical twin|"
    r"classmates?|neighbou?rs?|friends?|"
    r"ex-(?:wife|husband|partner)|everyone (?:at|in)|household members?|playmates?|teammates?|babysitters?|"
    r"room-?mates?|housemates?|supervisors?|first-degree relatives?|(?:first|second)[- ]degree relatives?|"
    r"(?:mat(?:ernal)?|pat(?:ernal)?)\.? (?:aunts?|uncles?|gm|gf|gma|gpa|great-\w+)|[mp]g[mf]|fob|"
    r"relatives?|family members?|(?:sick|close|household) contacts?|(?:(?:life|domestic|sexual|sex|male|"
    r"female|new|current) )?partners?|"
    r"(?:(?:kidney|liver|organ|blood|marrow|egg|sperm) )?donor|twin (?:brother|sister)|in-laws"
)
_PERSON = re.compile(rf"(?<![\w/-])(?:{_KIN})(?P<own>['’]s?)?(?![\w/-])", re.IGNORECASE)
# The person tells, brings, helps: what follows is the patient's.
_INFORMANT = re.compile(
    r"(?:\s+(?:and|or)\s+(?:his |her |the )?\w+)?"
    r"(?:\s*,\s*(?:an?|the|his|her)\s[^,.;]{1,40},)?"
    r"(?:\s*,\s*who\s(?!has\b|had\b|suffer|was diag|also has)[^,.;]{1,40},|\s+who)?\s*,?"
    r"(?:\s+(?:is|are|was|were|has|have|had|also|then|today|first|really|been|further|does|did|not))*\s+"
    r"(?:report\w*|stat(?:es?|ed|ing)|says?|said|not(?:es?|ed|ic\w+)|brought|brings?|bringing|call(?:s|ed)|"
    r"describ\w+|denie[sd]|deny|giv(?:es?|ing)|gave|provid\w+|dr[io]ves?|driving|found|finds|witness\w*|"
    r"observ\w+|worr\w+|concerned|feels?|felt|thinks?|thought|believes?|wants?|request\w*|ask(?:s|ed)|"
    r"check\w*|tells?|told|saw|seen|help\w*|accompan\w+|translat\w+|interpret\w*|mention\w*|claims?|"
    r"add(?:s|ed)|confirm\w*|present|here|at (?:the )?bedside|in the room|heard|giving|agree\w*|aware|"
    r"explain\w*|understand\w*|insist\w*|recall\w*|remember\w*|administer\w*|counsel\w*|educated|instructed|"
    r"knows?|understood|verbali[sz]\w+|updated|informed|advised|endors\w+|complain\w*|came|come|lives?|"
    r"visit\w*|took|takes(?!\s+\w+\s+for))\b",
    re.IGNORECASE,
)
# The person has, had or died of it.
_HAS = re.compile(
    r"\s*(?:,?\s*(?:who\s+)?(?:also\s+|recently\s+|both\s+|each\s+|all\s+|currently\s+|has\s+been\s+|is\s+|"
    r"are\s+|was\s+|were\s+|died\s+|deceased\s+)*(?:with|has|had|have|having|of|from|diagnosed|suffer\w*|"
    r"sick|ill|being treated|positive|tested|hospitali[sz]ed)\b|,?\s*who\b)",
    re.IGNORECASE,
)
_BEFORE_INFORMANT = re.compile(
    r"\b(?:per|by|from|with|to|via|through|for|according to|than|care of|cares for|"
    r"caring for|visiting|seeing|helping|carrying|lifting|driving|meeting|feeding|holding|"
    r"tells?|told|called|ask\w*)"
    r"\s+(?:(?:the|his|her|their|a|an|my|our|patient['’]?s|pt['’]?s|two|three|four|\d+)\s+)*"
    r"(?:(?:older|elder|younger|maternal|paternal|healthy|identical|adult|own|eldest|oldest|youngest|"
    r"[\w-]+ed|"
    r"sick|ill|frail|autistic|small|little|infant|newborn|young|late)\s+)*$",
    re.IGNORECASE,
)
_BEFORE_IN = re.compile(
    r"\b(?:in|among|affecting|on)\s+(?:(?:the|his|her|their|a|an|both|one|two|three|several|multiple|some|of|"
    r"older|elder|younger|maternal|paternal|patient['’]?s|pt['’]?s|half|many|other|close|first[- ]degree|"
    r"second[- ]degree)\s+)*$",
    re.IGNORECASE,
)
# "(mother)", "- father", ": aunt" behind a diagnosis, up to the end of the item.
_BEFORE_TAG = re.compile(
    r"\w\s*(?:\(|\[|\s[-–—]\s*|:\s*)(?:[\w ]*,\s*|[\w ]*\band\s+)?(?:maternal |paternal )?$"
)
_AFTER_TAG = re.compile(r"\s*(?:\d+\s*)?(?:[,;)\]&.+]|and\b|$)", re.IGNORECASE)
_SIDE = re.compile(r"\s+(?:side|family)\b", re.IGNORECASE)
_TOOK_PLACE = re.compile(
    r"\s+(?:house|home|report|request|bedside|insurance|car|concerns?|account|help)\b", re.I
)
_LOOK_BACK_CHARS = 60
# "Like her mother, she has", "patient and her husband both", "is the mother of two" tell of the patient.
_BESIDE = re.compile(
    r"\b(?:(?:un)?like|as (?:did|does|with)|shares?|(?:patient|pt|she|he) and|inherited|"
    r"(?:is|was) (?:the|a)(?: single| proud| busy| new)?)\s+(?:(?:his|her|their|the|both)\s+)*$",
    re.IGNORECASE,
)
# "No sick contacts, no travel" tells of nobody.
_NOBODY = re.compile(r"\b(?:no|denies|without|any|no known|no recent)\s+$", re.IGNORECASE)
_OWN_REACH = 5
_Directions = tuple[bool, bool, int | None, bool]
_NOTHING: _Directions = (False, False, None, False)


def person_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """The people of one sentence that have, or do not have, what stands around them."""
    for match in _PERSON.finditer(text, start, stop):
        forward, backward, reach, within = _directions(text, start, match, stop)
        yield FoundCue(
            start=match.start(),
            end=match.end(),
            phrase="a person",
            effect=AssertionLabel.FAMILY if forward or backward else None,
            forward=forward,
            backward=backward,
            reach_words=reach,
            within_item=within,
        )


def _directions(text: str, start: int, match: re.Match[str], stop: int) -> _Directions:
    """Forward, backward, the reach in words, and whether the item's end ends the scope."""
    before = text[max(start, match.start() - _LOOK_BACK_CHARS) : match.start()]
    if match.group("own"):
        return _NOTHING if _BESIDE.search(before) else _directions_of_own(text, match, stop)
    if _BESIDE.search(before) or _INFORMANT.match(text, match.end(), stop) or _NOBODY.search(before):
        return _NOTHING
    has = _HAS.match(text, match.end(), stop) is not None
    if _BEFORE_IN.search(before):
        return (has, not has, None, False)
    if not has and _BEFORE_TAG.search(before) and _AFTER_TAG.match(text, match.end(), stop):
        return False, True, None, True
    if _BEFORE_INFORMANT.search(before) and not has:
        return _NOTHING
    return True, False, None, False


def _directions_of_own(text: str, match: re.Match[str], stop: int) -> _Directions:
    """Of "mother's": what follows is hers, or stands on her side of the family, or is her house."""
    if side := _SIDE.match(text, match.end(), stop):
        if text[side.end() : side.end() + 1] == ":":
            return True, False, None, False
        return False, True, None, False
    return _NOTHING if _TOOK_PLACE.match(text, match.end(), stop) else (True, False, _OWN_REACH, False)
