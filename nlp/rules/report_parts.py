"""Parts of operative and pathology reports that state no diagnosis, or one that a later part replaces. Pure.

Sources: Guidelines IV.N (ambulatory surgery: the postoperative diagnosis is the more definitive one); a
specimen's label, its gross and its microscopic description lead to the final diagnosis and are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.rules.headings import Stretch, stretch_at
from nlp.rules.spans import CodeSpans
from nlp.suggestion import AssertionLabel, Finding

_BEFORE = re.compile(
    r"^(?:pre-?\s?operative|pre-?\s?op|preprocedure|pre-procedure) (?:diagnosis|diagnoses|dx)\b"
)
_AFTER = re.compile(
    r"^(?:post-?\s?operative|post-?\s?op|postprocedure|post-procedure) (?:diagnosis|diagnoses|dx)\b"
)
_FINAL = re.compile(
    r"^(?:final |pathologic(?:al)? |final pathologic(?:al)? |histologic(?:al)? )?diagnos(?:is|es)\b"
)
_ASSERTS_NOTHING = re.compile(
    r"^(?:specimens?\b|gross description|gross examination|microscopic (?:description|examination)|"
    r"tissue submitted|consent|risks|counts?|sponge|implants?|instruments?|drains?|estimated blood loss|ebl)"
)
SUPERSEDED = "preoperative_diagnosis"
NO_STATEMENT = "no_diagnosis_in_this_part"
COVERED = "covered_by_postoperative_diagnosis"
PERFORMED = "procedure_of_this_encounter"
# "Procedure: appendectomy" is what was done now; the status code is for later visits (Guidelines I.C.21.c.3).
_STATUS = CodeSpans.of("Z89-Z90 Z93-Z98")
_DONE_NOW = frozenset({"procedure", "technique"})
# The bare name of a removal ("underwent cholecystectomy") is what is done in this stay, unless said as past
# (of 62 training notes of CodiEsp that name one, 4 had the status code).
_REMOVAL_STATUS = CodeSpans.of("Z90 Z98.51-Z98.52")
_BARE_REMOVAL = re.compile(
    r"^(?!.*\b(?:status|post|prior|previous|history|after|past|had)\b).*(?:ectomy|resection|ligation|procedure)$"
)
_TELLS_THE_PAST = frozenset({"past_history", "surgical_history"})
_VAGUE = frozenset({"unspecified", "side_not_stated"})  # the findings may then say more
_WITHIN_OPERATION = frozenset({"findings", "technique", "procedure", "indication"})


def parts_that_state_nothing(
    findings: Sequence[Finding], found: Sequence[Stretch], *, kind: str
) -> Mapping[int, str]:
    """For each finding that stands where no diagnosis is stated, by its number: the reason word.

    `kind` is the document's kind: in a pathology report only the final diagnosis counts, if there is one.
    """
    after = _findings_under(findings, found, _AFTER)
    has_final = kind == "pathology" and bool(_findings_under(findings, found, _FINAL))
    stated = {one.candidates[0].code for one in after}
    full = [one.candidates[0] for one in after if not _VAGUE & set(one.candidates[0].flags)]
    categories = {candidate.code[:3] for candidate in full}
    reasons: dict[int, str] = {}
    for number, finding in enumerate(findings):
        stretch = stretch_at(found, finding.mention.start)
        name = stretch.name if stretch else ""
        code = finding.candidates[0].code
        reason_of_visit = code.startswith("Z")  # a screening stays one, whatever it found
        if after and _BEFORE.search(name) and code not in stated and not reason_of_visit:
            reasons[number] = SUPERSEDED
        elif _ASSERTS_NOTHING.search(name) or (has_final and not _FINAL.search(name)):
            reasons[number] = NO_STATEMENT
        elif _STATUS.hold(code) and (finding.mention.section in _DONE_NOW or _is_named_alone(finding)):
            reasons[number] = PERFORMED
        elif finding.mention.section in _WITHIN_OPERATION and code[:3] in categories and code not in stated:
            reasons[number] = COVERED
    return reasons


def _is_named_alone(finding: Finding) -> bool:
    best = finding.candidates[0]
    return (
        finding.mention.assertion is AssertionLabel.AFFIRMED
        and finding.mention.section not in _TELLS_THE_PAST
        and _REMOVAL_STATUS.hold(best.code)
        and bool(_BARE_REMOVAL.match(best.matched_term))
    )


def _findings_under(
    findings: Sequence[Finding], found: Sequence[Stretch], name: re.Pattern[str]
) -> list[Finding]:
    return [
        finding
        for finding in findings
        if (stretch := stretch_at(found, finding.mention.start)) is not None and name.search(stretch.name)
    ]
