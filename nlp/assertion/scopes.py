"""How far a cue reaches: up to the words that turn, end or restart what is said. Pure.

Method: the termination terms of Chapman et al. 2001 (NegEx) and Harkema et al. 2009 (ConText), with lists of
our own for each effect, and rules for lists, brackets and clauses that bring their own verb.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

_TURN = (
    r"but|however|although|though|except|besides|aside from|apart from|other than|otherwise|yet|"
    r"nevertheless|"
    r"nonetheless|whereas|instead|despite|in spite of"
)
_SUBJECT = r"(?:he|she|they|it|patient|pt|who|which|that|i|we)"
_CLAUSE = (
    r"still has|positive for|complains? of|complaining of|admits?(?: to)?|reports|reported|endorses|"
    r"endorsed|"
    r"presents?(?: with)?|presented(?: with)?|presenting(?: with)?|"
    rf"{_SUBJECT} (?:also |still |now |currently |does |did )?(?:has|have|had|is|was|reports|complains|"
    rf"notes|"
    r"states|takes|developed|presents)|there (?:is|was|are|were)|now with|found to have|found to be|"
    r"associated with|treated with|consistent with|revealed|showed|shows|reveals|demonstrates?|"
    r"demonstrated|"
    r"states|admitted|developed|develops|underwent|diagnosed with|treated for|awaiting"
)
_CAUSE = r"secondary to|due to|because(?: of)?|caused by|cause of|from|attributed to|related to"
_NEW = r"acute|new|worsening|recent|current|active|ongoing|persistent"
_AND_VERB = (
    r"and (?:is|are|was|were|has|have|had|will|a|does|did|he|she|continues?|remains?|reports?|complains?)"
)
# "No fever, cough is worse": the words before a verb of their own are not on the list. What is "seen" or
# "reported" belongs to the denial itself.
_OWN_VERB = (
    r"(?:,|\band)\s+(?:(?!or\b|nor\b)[\w'’/-]+\s+){1,5}?(?:is|are|was|were|remains?|persists?|continues?|"
    r"has|"
    r"have|had|improved|improving|worsened|started|began|present)\b(?!\s+(?:not\s+|also\s+)?(?:seen|noted|"
    r"identified|found|present|appreciated|reported|demonstrated|visuali[sz]ed|evident|detected|observed|"
    r"elicited|palpa\w+|heard|negative|absent|denied|ruled|excluded|unremarkable|normal))"
)
_ITEM_HEADING = r"[,.]\s*[\w/ ]{2,24}:"
_STOPS = {
    # What is someone's own is there: "no insight into his schizophrenia"; so is what a lack brings about.
    AssertionLabel.NEGATED: rf"{_TURN}|{_CLAUSE}|{_CAUSE}|(?:in|to|into|about|on|over|treat\w*|"
    rf"control\w*|manag\w*|"
    r"reliev\w*)(?: (?:the|any|all))?(?: \w+)? (?:his|her|their)|reliev\w+|"
    r"(?<!not )(?:indicates?|worsen(?:s|ed)|led to|leads to|triggered|explains|contribut\w+ to|precipitated)|"
    rf"with(?! or without)|has|for which|"
    rf"since|until|while|when|after|before|if|to rule out|so|{_AND_VERB}|status post|s/p|in the setting of|"
    r"given|despite|presumably|(?<!evidence )(?<!need )(?<!negative )(?<!positive )(?<!indication )"
    r"(?<!indications )(?<!concern )(?<!suspicion )(?<!suspicious )(?<!concerning )(?<!criteria )for",
    AssertionLabel.POSSIBLE: rf"{_TURN}|{_CLAUSE}|{_CAUSE}|with|has|for which|{_AND_VERB}|"
    rf"in the setting of|turned out to be|proved to be|turns out to be|found to be|"
    r"will|we|started|treated|given|on",
    AssertionLabel.HISTORICAL: (
        rf"{_TURN}|{_SUBJECT} (?:also |still |now |does |did )?(?:has|have|had|does|did|is|was)|"
        r"presents?|presented|presenting|comes|came|complains?|complaining|who|which|"
        r"now|today|currently|is|was|were|has|had|here|in for|reports|states|noted|developed|admitted|"
        r"on(?: chronic)? anticoagulation|given|will|because|brought|found|denies|denied|resulting in|"
        rf"(?:and|with) (?:{_NEW})"
    ),
    AssertionLabel.FAMILY: (
        rf"{_TURN}|the patient|patient|pt|he|she|her own|his own|personal history|presents?|denies|himself|"
        r"herself|year[- ]old|admitted|here for|here with|"
        r"and (?:reports|complains|denies|presents|states|notes)"
    ),
    AssertionLabel.HYPOTHETICAL: (
        rf"{_TURN}|{_CAUSE}|since|currently|today|given|(?:he|she|patient|pt) (?:has|is|was|had|does)|"
        r"and (?:has|had|is|was|did|now|came|presents?|presented)|started on|continues? on|was|were|who has|"
        r"(?:surgery|repair|operation|procedure|treatment|therapy|medication|drug)s? for|"
        r"(?:is|are) (?:raised|increased|heightened|compounded) by|where there (?:is|was)"
    ),
    AssertionLabel.CONDITIONAL: rf"{_TURN}|{_CLAUSE}|{_CAUSE}|since|has|presents",
}
_COMMA_STOPS = {
    # "No wheeze, 2+ edema": a grade says that it is there.
    AssertionLabel.NEGATED: rf"|{_OWN_VERB}|{_ITEM_HEADING}|,\s*(?=(?:trace\b|\d\+|positive\b|pos\b|"
    rf"\+))|,\s*(?:the |this )?(?:patient|pt|he|she|we|"
    rf"i)\b",
    AssertionLabel.HISTORICAL: rf"|,\s*(?:{_NEW}|with|on|a)\s|{_ITEM_HEADING}",
    AssertionLabel.FAMILY: r"|(?:,|\band)\s+(?:his|her)(?!\s+(?:\w+\s+)?(?:mother|father|brother|sister|"
    r"son|"
    rf"daughter|aunt|uncle|cousin|grand\w+|parents?|siblings?)\b)\b|{_ITEM_HEADING}",
    AssertionLabel.HYPOTHETICAL: (
        r"|,\s*(?:then|please|she|he|you|they|it|the patient|patient|pt|we|i|call|return|go|come|contact|"
        r"seek|give|take|start|refer|continue|increase|consider|stop|use|follow|schedule|obtain|order|"
        r"repeat|switch|hold|resume|begin|will|would|(?:[\w-]+ ){0,2}(?:for|of) (?:his|her)|and (?:she|he|"
        r"you|we|the patient))\b"
    ),
    AssertionLabel.POSSIBLE: rf"|{_OWN_VERB}|{_ITEM_HEADING}",
}
# What a backward cue does not reach past, besides.
_BACK_MORE = {
    AssertionLabel.HISTORICAL: "",
    AssertionLabel.FAMILY: "|and (?:he|she|patient|is|has)",
    AssertionLabel.CONDITIONAL: "|and|or|with",
}
_BACK_DEFAULT = r"|and|positive|with|on"
# Doubt belongs to what follows at once, not to a whole list; so do words like "old".
_FORWARD_REACH = {AssertionLabel.NEGATED: 45, AssertionLabel.POSSIBLE: 8, AssertionLabel.CONDITIONAL: 12}
_CUE_REACH = {
    "old": 3,
    "prior": 9,
    "previous": 9,
    "remote": 4,
    "status post": 8,
    "s/p": 8,
    "former": 3,
    "resolved": 3,
    "healed": 3,
    "cured": 3,
    "previously": 6,
    "childhood": 3,
    "a past": 3,
    "avoid": 6,
}
_AFTER_EVENT = {"status post", "s/p"}  # what the event came "with" is there now
_CAME_WITH = re.compile(r"\s(?:with|c/b|complicated by)\s", re.IGNORECASE)
_NARROW_BACK = {"history": 2, "hx": 2}
_BACK_REACH = {
    AssertionLabel.NEGATED: 8,
    AssertionLabel.POSSIBLE: 8,
    AssertionLabel.HISTORICAL: 10,
    AssertionLabel.FAMILY: 10,
    AssertionLabel.HYPOTHETICAL: 4,
    AssertionLabel.CONDITIONAL: 6,
    AssertionLabel.AFFIRMED: 5,
}
_AFFIRMED_STOPS = rf"{_TURN}|no|denies|denied|without|not|and"
_OPENING = re.compile(
    r"\s*,?\s*(?:(?:has|have|had|is|was|does|did|do)\s+(?=he\b|she\b|they\b|there\b|the\b))?"
    r"(?:that\s+)?(?:(?:there|he|she|they|you|it|patient|the patient|pt|your child|"
    r"(?:his|her|the|your) symptoms|this|these)\s+)?"
    r"(?:(?:has|have|had|is|are|was|were|been|being|having|notes|notices|feels|experiences|becomes|"
    r"develops?|developed|get|gets|"
    r"due to|secondary to|from|related to|caused by|represents?|reflects?|associated with|any|"
    r"in the setting "
    r"of|because of)\s+)*",
    re.IGNORECASE,
)
# Items are parted by commas and slashes, but not by that of "s/p".
_ITEM_START = re.compile(r",|/(?<!\bs/(?=p\b))(?<!\bh/(?=o\b))", re.IGNORECASE)
_LIST_GOES_ON = re.compile(
    r",\s*(?:[^\s,]+\s+){0,4}?[^\s,]+\s*(?:,\s*(?:[^\s,]+\s+){0,4}?[^\s,]+\s*)*,?\s*\b(?:or|vs\.?|"
    r"versus)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\b(?:or|nor)\b", re.IGNORECASE)


def _words(pattern: str) -> str:
    return rf"(?<![\w/])(?:{pattern})(?![\w/])"


_FORWARD = {
    effect: re.compile(_words(pattern) + _COMMA_STOPS.get(effect, ""), re.IGNORECASE)
    for effect, pattern in {**_STOPS, AssertionLabel.AFFIRMED: _AFFIRMED_STOPS}.items()
}
_BACKWARD = {
    effect: re.compile(_words(pattern + _BACK_MORE.get(effect, _BACK_DEFAULT)), re.IGNORECASE)
    for effect, pattern in {**_STOPS, AssertionLabel.AFFIRMED: _AFFIRMED_STOPS}.items()
}


@dataclass(frozen=True)
class Scope:
    """Where one effect holds, and the cue it comes from."""

    effect: AssertionLabel
    start: int
    end: int
    cue: FoundCue


_NEAR = 3  # names that may overlap at one place
Names = Sequence[tuple[int, int]]


def scopes_of(cue: FoundCue, text: str, start: int, stop: int, names: Names = ()) -> list[Scope]:
    """What a cue reaches inside its sentence: one stretch, two, or none for words that only look like one.

    Words inside `names`, the places of the diagnoses, end nothing ("pus from the wound").
    """
    if cue.effect is None:
        return []
    found: list[Scope] = []
    if cue.forward:
        found.append(Scope(cue.effect, cue.end, _forward_end(text, cue, stop, names), cue))
    if cue.backward:
        found.append(Scope(cue.effect, _backward_start(text, cue, start, names), cue.start, cue))
    return found


def reaches_until(text: str, effect: AssertionLabel, start: int, stop: int, names: Names = ()) -> int:
    """Where an effect that begins at `start` ends at the latest, by its terminators alone."""
    for ending in _FORWARD[effect].finditer(text, start, stop):
        if not _in_a_name(ending, names):
            return ending.start()
    return stop


def _in_a_name(found: re.Match[str], names: Names) -> bool:
    before = bisect_right(names, (found.start(), math.inf))
    return any(first <= found.start() < last for first, last in names[max(before - _NEAR, 0) : before])


def _forward_end(text: str, cue: FoundCue, stop: int, names: Names) -> int:
    effect = cue.effect or AssertionLabel.AFFIRMED
    stop = _closing_bracket(text, cue.end, stop)
    reach = cue.reach_words or _CUE_REACH.get(cue.phrase, _FORWARD_REACH.get(effect))
    if reach is not None:
        stop = _after_words(text, cue.end, stop, reach)
    if cue.phrase in _AFTER_EVENT:
        with_what = _CAME_WITH.search(text, cue.end, stop)
        stop = with_what.start() if with_what else stop
    opening = _OPENING.match(text, cue.end, stop)
    begin = opening.end() if opening else cue.end
    stop = reaches_until(text, effect, begin, stop, names)
    if cue.within_item or cue.phrase in _CUE_REACH:
        stop = _item_end(text, begin, stop)
    return stop


def _closing_bracket(text: str, start: int, stop: int) -> int:
    """The first closing bracket whose opening one stands before `start`: what was said inside ends there."""
    depth = 0
    for match in re.finditer(r"[()\[\]]", text[start:stop]):
        depth += 1 if match.group() in "([" else -1
        if depth < 0:
            return start + match.start()
    return stop


def _after_words(text: str, start: int, stop: int, reach: int) -> int:
    end = start
    for number, match in enumerate(re.finditer(r"\S+", text[start:stop])):
        if number == reach:
            break
        end = start + match.end()
    return end


def _item_end(text: str, start: int, stop: int) -> int:
    """The first comma, unless it parts the items of a choice ("PE, pneumonia or ACS")."""
    comma = text.find(",", start, stop)
    if comma < 0:
        return stop
    goes_on = _LIST_GOES_ON.match(text, comma, stop)
    return stop if goes_on else comma


def _backward_start(text: str, cue: FoundCue, start: int, names: Names) -> int:
    effect = cue.effect or AssertionLabel.AFFIRMED
    last = start
    for match in _BACKWARD[effect].finditer(text, start, cue.start):
        if not _in_a_name(match, names):
            last = match.end()
    if cue.within_item:
        last = max([last, *(part.end() for part in _ITEM_START.finditer(text, last, cue.start))])
    reach = cue.reach_words or _NARROW_BACK.get(cue.phrase, _BACK_REACH[effect])
    words = list(re.finditer(r"\S+", text[last : cue.start]))[-reach:]
    return last + words[0].start() if words else cue.start
