"""What may come, in patterns with gaps; and words of it beside a disease the patient has. Pure.

"Risks, including nerve injury, were explained", "any new weakness would mean" and "his stroke risk" are yet
to come. "Counseled on her diabetes" and "as needed albuterol for his asthma" name what the patient has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

_SYMPTOM = (
    r"(?:chest pain|pain|nausea|vomiting|fevers?|headaches?|cough|itch\w*|constipation|wheez\w*|"
    r"(?:muscle )?spasms?|cramps?|heartburn|indigestion|shortness of breath|congestion|diarrhea|seizures?|"
    r"angina|discomfort|agitation|insomnia|dizziness|sleep)"
)
_DEGREE = r"(?:(?:severe|mild|moderate|any|your|breakthrough|persistent|acute|new)\s+)*"
_AHEAD = re.compile(
    r"(?<!\w)(?:"
    r"(?:risks?(?!\s+factors?)|complications|side effects|adverse effects)\b[^.;:\n]{0,80}?\b(?:including|"
    r"includes?|"
    r"such as|like)"
    r"|(?:any|new|recurrent|further|development of|return of|recurrence of)(?=\s+(?:[\w/.-]+\s+){1,5}"
    r"(?:would|should prompt|warrants|means)\b)"
    r"|risks(?:\s+of\s+[\w ]{1,40}?)?\s*:(?=\s)"
    r"|when(?:ever)?(?=\s+(?:[\w/-]+\s+){1,4}(?:occurs?|develops?|recurs?|starts?|begins?|returns?|"
    r"appears?|"
    r"flares?)\b)"
    rf"|(?:give|administer|offer|alternate|take|use|apply|chew|inhale|dissolve|place|"
    rf"insert)\b[^.;\n]{{0,60}}?\bfor(?=\s+{_DEGREE}{_SYMPTOM}\b)"
    rf"|for(?=\s+{_SYMPTOM}\s+(?:lasting|longer|greater|more than|over|>))"
    r"|(?:for|at|with|upon)\s+(?:the\s+|any\s+)?(?:first|earliest|any|slightest)\s+(?:signs?|symptoms?|"
    r"hint)"
    r"(?:\s+or symptoms?)?\s+of"
    r"|(?:signs?|symptoms?)(?:\s+(?:and|or)\s+symptoms?)?\s+of(?=\s[^.;\n]{1,60}\b(?:were|was)\s+"
    r"(?:reviewed|discussed|explained|taught))"
    r")(?!\w)",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"(?:^|(?<=[.\n]))\s*(?:please\s+)?report(?=\s+(?:any\s+)?[a-z]+)(?!\s+(?:of|from)\b)", re.I
)
_NAMED_BEFORE = re.compile(
    r"(?<=\w )(?:risk|screen)(?!\w)(?!\s+(?:factors?|of|for|taking|(?:was |is )?(?:positive|abnormal)|"
    r"strat\w+))",
    re.IGNORECASE,
)
_NAMED_WORDS = 3
_HIS = r"(?:his|her|their|(?:the )?patient['’]s)"
# What the patient is taught of, or takes a drug for, as his own is there.
_OWN = re.compile(
    r"(?<!\w)(?:(?:educat\w+|counsel\w*|instructed|teaching|instructions?|handout|information)"
    rf"(?:\s+[\w-]+){{0,3}}?\s+(?:on|about|regarding|for)\s+{_HIS}(?=\s+(?!risks?\b))"
    rf"|(?:as[- ]needed|prn)(?:\s+[\w-]+){{0,2}}?\s+for\s+{_HIS}(?=\s+(?!{_SYMPTOM}\b))"
    r"|if\s+(?:the|his|her|your|this)(?=\s+(?:[\w-]+\s+){1,3}(?:(?:is|are)\s+(?:no|not)\s+(?:better|"
    r"improv)|"
    r"(?:does|do)\s+not\s+(?:improve|resolve|clear)))"
    r"|screening\s+[\w-]+\s+(?:showed|revealed|found|detected|was positive for)"
    r")(?!\w)",
    re.IGNORECASE,
)


def prospect_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """What one sentence says may come, and the words that only look like it."""
    for pattern in (_AHEAD, _ORDERED):
        for match in pattern.finditer(text, start, stop):
            yield _cue(match, AssertionLabel.HYPOTHETICAL, forward=True)
    for match in _NAMED_BEFORE.finditer(text, start, stop):
        yield _cue(match, AssertionLabel.HYPOTHETICAL, forward=False)
    for match in _OWN.finditer(text, start, stop):
        yield _cue(match, None, forward=True)


def _cue(match: re.Match[str], effect: AssertionLabel | None, *, forward: bool) -> FoundCue:
    return FoundCue(
        start=match.start(),
        end=match.end(),
        phrase="a prospect",
        effect=effect,
        forward=forward,
        backward=not forward,
        reach_words=None if forward else _NAMED_WORDS,
        within_item=not forward,
    )
