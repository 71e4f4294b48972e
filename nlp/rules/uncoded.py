"""Lines of an assessment that look like a diagnosis and led to no code, so that none is overlooked. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from nlp.advice import Spot
from nlp.rules.headings import Stretch
from nlp.suggestion import Mention

_LINE = re.compile(r"^[ \t]*(?:(?P<mark>\d{1,2}[.)]|[-*•#])[ \t]*)(?P<words>[^\n]+)$", re.MULTILINE)
_NAME = re.compile(r"^[^.,;:()\n]+?(?=\s+[-–—]\s|[.,;:()]|$)")
_MOST_WORDS = 8
_MOST_FLAGS = 20
_DIAGNOSIS_KINDS = frozenset({"assessment", "problem_list"})
# A line that begins like this says what is done, not what the patient has.
_PLAN_WORDS = """
continue continued start started stop hold held give given take taking increase decrease taper wean
titrate order ordered check recheck repeat monitor follow followup refer referral referred consult return
schedule scheduled discuss discussed counsel counseled recommend recommended advise advised obtain send
sent will may should can plan planned see seen call called add added change changed switch transition
discharge discharged admit admitted transfer resume keep avoid encourage encouraged educate educated
review reviewed labs lab imaging medication medications diet activity disposition code full dnr npo
consider trial use using apply physical occupational patient pt he she they we i no none n/a prophylaxis
dvt ppx gi fen dispo condition stable routine total time greater spent thank
"""
_PLAN = frozenset(_PLAN_WORDS.split())


def uncoded_lines(
    text: str, found: Sequence[Stretch], mentions: Sequence[Mention], kind_of: Callable[[str], str | None]
) -> tuple[Spot, ...]:
    """The listed lines of assessments and problem lists without any diagnosis found in them.

    `kind_of` gives the kind of section that a heading opens, by its words in lower case.
    """
    starts = sorted((one.start, one.end) for one in mentions)
    flags: list[Spot] = []
    for stretch in found:
        if kind_of(stretch.name) not in _DIAGNOSIS_KINDS:
            continue
        for line in _LINE.finditer(text, stretch.body_start, stretch.end):
            start, end = line.span("words")
            before = (
                bisect_left(starts, (end, 0)) - 1
            )  # mentions do not overlap: the last one reaches furthest
            if before >= 0 and starts[before][1] > start:
                continue
            spot = _named(text, start, end, kind_of(stretch.name) or "")
            if spot is not None:
                flags.append(spot)
    return tuple(flags[:_MOST_FLAGS])


def _named(text: str, start: int, end: int, section: str) -> Spot | None:
    """The words of a line up to its first stop, if they can be the name of something a patient has."""
    name = _NAME.match(text[start:end])
    if name is None:
        return None
    words = name.group().split()
    if not words or len(words) > _MOST_WORDS or words[0].lower().strip("*") in _PLAN:
        return None
    if not any(len(word) >= 4 and word.isalpha() for word in words) or any(w.isdigit() for w in words[:1]):
        return None
    quote = name.group().rstrip()
    return Spot(start, start + len(quote), quote, section)
