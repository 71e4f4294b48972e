"""When it was: "ten years ago", "in 1998", "at age 12", "last winter". Pure.

A past date makes a diagnosis history only where it says when the whole of it happened; "began", "since" and
"diagnosed" before the date say when something started that may still last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

_NUMBER = (
    r"(?:\d+(?:[-–]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|several|many|few|some|(?:a )?couple(?: of)?|a few|over \w+|about \w+)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?<!\w)(?:{_NUMBER}\s+(?:years?|decades?)\s+(?:prior\s+to|before)\s+(?:(?:this|the|her|his|"
    rf"current|present)"
    r"\s+)*(?:admission|presentation|visit|surgery|arrival|pregnancy)"
    r"|when\s+(?:his|her)\s+\w+\s+(?:died|was\s+born|left|passed)"
    r"|when\s+(?:he|she)\s+was\s+(?:an?\s+\w+|\d+|young\w*|little|small|in\s+\w+(?:\s+school)?|two|"
    r"three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|sixteen|twenty)(?:\s+(?:years?|months?)\s+old)?"
    rf"|{_NUMBER}[\s-]+(?:plus\s+)?(?:(?:years?|yrs?|decades?|months?)\s+(?:ago|earlier|back|"
    rf"prior|"
    r"before)|(?:yrs?|y)\s*ago)"
    rf"|(?:back\s+)?in\s+(?:early\s+|late\s+|mid-?\s*)?(?:{_MONTH}\s+(?:of\s+)?)?(?:19|"
    rf"20)\d\d(?:s)?(?![\d/-])"
    r"|in\s+the\s+(?:early\s+|late\s+)?(?:19)?[5-9]0['’]?s|in\s+the\s+(?:fifties|sixties|seventies|"
    r"eighties|nineties)"
    rf"|\((?:\s*{_MONTH})?\s*(?:\d\d?/)?(?:19|20)\d\d\s*\)|(?<=[a-z]\s)(?:19|20)\d\d(?=\s*(?:[,;.)]|"
    rf"(?:and|for|because|after|"
    rf"due)\b|$))"
    rf"|(?<=[a-z]\s)(?:\d\d?/)?(?:\d\d?/)(?:19|20)\d\d(?=\s*(?:[,;.)]|$))"
    r"|at\s+(?:the\s+)?age\s+(?:of\s+)?\d+|(?:as|when)\s+an?\s+(?:\w+\s+)?(?:child|infant|baby|teen\w*|"
    r"adolescent|toddler|kid|boy|girl|young \w+)|in\s+(?:early\s+|late\s+)?(?:childhood|infancy|"
    r"adolescence|"
    r"(?:his|her|their)\s+(?:early\s+|late\s+)?(?:youth|teens|twenties|thirties|forties|fifties|"
    r"[2-6]0['’]?s))"
    r"|last\s+(?:year|winter|spring|summer|autumn|fall)|(?:many|several|some)\s+years\s+(?:ago|back)"
    r"|(?<=[a-z]\s)years\s+(?:ago|back)|(?:\w+)\s+(?:summers|winters)\s+ago|during\s+(?:college|"
    r"high school|the war|"
    r"childhood|adolescence)"
    r"|decades ago|long ago|in\s+the\s+(?:remote\s+|distant\s+)?past(?!\s+(?:\d|few|couple|two|three|four|"
    r"several|24|48|hours?|days?|weeks?|months?|years?|medical))|in\s+(?:her|his)\s+(?:first|second|"
    r"last|"
    r"previous|prior)\s+pregnancy|during\s+(?:her|his|the|a)\s+(?:first|second|last|previous|prior)\s+\w+"
    r"|the\s+last\s+time|in\s+(?:the\s+)?(?:military|army|navy|service|war|high school|college))(?!\w)",
    re.IGNORECASE,
)
# What started then and may still be there.
_ONSET = re.compile(
    r"\b(?:since|began|begun|start(?:ed|ing)|onset|diagnosed|dx['’]?d?|diagnosis|noticed|noted first|"
    r"first (?:noted|noticed|seen|occurred)|has had|have had|chronic|until|as of|seen|last|increased|"
    r"worsen\w*|continues?|still|ongoing|persist\w*|remains?|compared|"
    r"comparison|than|unchanged|stable|changes?)\b",
    re.IGNORECASE,
)
_ALONE_BEFORE = re.compile(r"(?:^|[,.;:(]|\band|\bbut|\bthat)\s*$", re.IGNORECASE)
# "No seizures since 2012" says that there once were.
_NOT_SINCE = re.compile(
    r"(?<!\w)(?:no|without)\s(?=(?:[\w-]+\s+){1,4}since\s+(?:(?:\w+\s+)?(?:school|college)|"
    r"(?:\w+\s+)?(?:19|20)\d\d\b|childhood|age\s|"
    r"the\s+age\s))"
    r"|(?<!\w)(?:hospitali[sz]ed|admitted)\s+(?:back\s+)?in\s+(?:\w+\s+)?(?:19|20)\d\d\s+(?:with|"
    r"for)(?!\w)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r",|\b(?:and|but|(?<!diagnosed )with|from|due to|secondary to|caused by)\b", re.IGNORECASE
)
_LONG_PAST = re.compile(r"in\s+the\s+(?:\w+\s+)?past", re.IGNORECASE)  # "has had gout in the past" ended
# "Lymphoma, treated in 1995": the date dates what stands before the comma.
_TREATED = re.compile(
    r",\s*(?:status post |s/p )?(?:\w+ed|\w+ion|surgery|chemotherapy)(?:\s+(?:with|by)\s[\w ]+)?\s*$"
)
# "Appendectomy 1988 for appendicitis": the date of what was done dates its reason.
_DONE = re.compile(
    r"(?:ectomy|otomy|ostomy|plasty|graft\w*|ablation|replace\w*|repair\w*|surgery|resection|excision|"
    r"bypass|transplant\w*|fusion|fixation|orif|chemo\w*|radiation|treated|hospitali[sz]ed|admitted|"
    r"operat\w+|removed|biops\w+|evaluated|work-?up|arrest|icu|hospital|admission|hospitali[sz]ation)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r",?\s+(?:for|with|because of|due to|after|following|secondary to)\s", re.IGNORECASE)
_BACK_REACH = 12
_FORWARD_REACH = 10
_LOOK_BACK_CHARS = 8


def time_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """The past dates of one sentence that make history of what stands in their clause."""
    for match in _NOT_SINCE.finditer(text, start, stop):
        yield FoundCue(
            start=match.start(),
            end=match.end(),
            phrase="a past date",
            effect=AssertionLabel.HISTORICAL,
            forward=True,
            reach_words=_FORWARD_REACH,
        )
    for match in _DATE.finditer(text, start, stop):
        clause = start
        for part in _CLAUSE.finditer(text, start, match.start()):
            clause = part.end()
        leads = _ALONE_BEFORE.search(text[max(start, match.start() - _LOOK_BACK_CHARS) : match.start()])
        tag = text[match.start()] == "("
        began = _ONSET.search(text, clause, match.start()) and not _LONG_PAST.match(match.group())
        if not began or tag:
            reason = _REASON.match(text, match.end(), stop) and _DONE.search(text, clause, match.start())
            forward = (leads is not None or reason is not None) and not tag
            yield FoundCue(
                start=match.start(),
                end=match.end(),
                phrase="a past date",
                effect=AssertionLabel.HISTORICAL,
                forward=forward,
                backward=not forward,
                reach_words=_FORWARD_REACH if forward else _BACK_REACH,
                within_item=not forward and not _TREATED.search(text, start, match.start()),
            )
