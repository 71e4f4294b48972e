"""Diagnoses that hold only under a circumstance, and those that may come: patterns with gaps. Pure.

"On exertion", "when climbing stairs" and "penicillin causes" make it conditional, after the definition of the
2010 i2b2/VA assertion task; "should fever occur" makes it hypothetical. "Worse with movement" says what makes
it worse, not when it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

_ACT = (
    r"(?:exert(?:ion|ing\w*)|exercis\w+|activit(?:y|ies)|ambulat\w+|effort|"
    r"walking(?: uphill| upstairs| fast| briskly)?|climbing(?: up)?(?: the| one| two)?(?: flights? of)?"
    r"(?: stairs| steps)?|running|jogging|"
    r"standing(?: up)?|sitting(?: up)?|lying(?: down| flat| supine)?|recumbency|bending\w*|lifting\w*|"
    r"meals?|eating|swallowing|drinking|coughing|sneezing|straining|laughing|intercourse|inspiration|"
    r"deep breath\w*|movement|motion|weight[- ]bearing|cold (?:air|weather|exposure|temperatures?)|"
    r"exposure to \w+|kneeling|squatting|chewing|typing|position(?:al)? changes?|changes? (?:in|of) "
    r"position|getting up|rising|bowel movements?|defecation|voiding|urination|menses|menstruation|"
    r"fatty foods?|spicy foods?|dairy|milk)(?!\s+(?:difficult\w*|problems?|symptoms?|toler\w+|intoler\w+|"
    r"capacity|test\w*|limit\w*|program|disorder|restrictions?|levels?))"
)
_DRUG = (
    r"\b\w{0,16}(?:pcn|cillins?|mycin|floxacin|cyclines?|statins?|prils?|sartans?|olol|azole|sulfa\w*|ceph\w+|cef\w+|"
    r"codone|morphine|codeine|aspirin|nsaids?|ibuprofen|naproxen|toradol|latex|contrast|iodine|shellfish|"
    r"peanuts?|nuts|eggs|bactrim|keflex|tramadol|vancomycin|metformin|opioids?|opiates?|narcotics|"
    r"antibiotics|dilaudid|demerol|percocet|vicodin|heparin|lisinopril|compazine|reglan|phenergan|dye|tape|"
    r"adhesive|bee stings?|strawberries|nickel|pollen|grass|cats?|dogs?|dust)"
)
_CIRCUMSTANCE = re.compile(
    r"(?<!\w)(?:(?:only|mainly|mostly|typically|especially|just)\s+)?(?:"
    r"(?:on|upon|with|during|after|following|by|at)\s+(?:(?:mild|moderate|minimal|strenuous|any|heavy|deep|"
    r"physical|prolonged|vigorous|the|slightest|least|light|increased|passive|active|extreme|emotional|spicy|fatty|greasy|"
    rf"large|big)\s+)*(?:{_ACT})"
    r"|when(?:ever)?\s+(?:(?:he|she|they|the patient|patient|pt)\s+(?!is\b|was\b|has\b|denies\b|presents\b)"
    r"(?:\w+s|goes|lies|takes|tries to \w+)|(?!being\b|seen\b)\w+ing|exposed|upright|supine|active|anxious|"
    r"recumbent|hungry|tired|cold|stressed)"
    r"|only\s+(?:when|if|with|on|after|during|at)"
    rf"|(?:when|after|on|while|from|to)\s+(?:taking|given|exposed to|exposure to|using)\s+(?:{_DRUG}|\w+)"
    rf"|(?:around|near)\s+{_DRUG}"
    r")(?!\w)",
    re.IGNORECASE,
)
_EXERTIONAL = re.compile(
    r"(?<![\w-])(?:exertional|(?:exercise|effort|stress|cold|activity|exertion|movement)[- ](?:induced|"
    r"related|triggered|dependent)|post-?prandial|whenever\s+(?:he|she|patient|pt|they|it)\s+\w+s)(?!\w)",
    re.IGNORECASE,
)
_ALLERGY = re.compile(
    r"(?<!\w)(?:intoleran(?:t|ce) (?:of|to) \w+ (?:due to|because of|from)|allergic (?:reaction )?to|"
    r"allerg(?:y|ies) to|intoleran(?:t|ce) (?:of|to)|"
    r"(?:hyper)?sensitiv(?:e|ity) to|(?:adverse |allergic |drug )?reactions? to|"
    r"(?:allerg(?:y|ies|ic)|intolerances?|reactions?)(?=\s*[(:=-])|"
    r"(?:allerg(?:y|ies)|intolerances?)(?=\s+(?:with|causing|which|that|manifest\w*|of))"
    rf"|{_DRUG}(?:\s+(?:drugs?|products?|antibiotics?))?\s+\(?(?:causes?|caused|gives?|gave|makes?|"
    r"produces?|results? in|leads? to)"
    r"(?: (?:him|her|the patient|a|an))*"
    r"|(?:develops?|gets?|experiences?|breaks? out (?:in|with)|suffers)"
    r"(?=\s[^.,;]*\s(?:with|when|after|from|to|whenever)\s+"
    rf"(?:(?:taking|given|exposed to|using|eating)\b|{_DRUG})))(?!\w)",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\b(?:wors\w*|aggravat\w+|exacerbat\w+|increas\w+|better|improv\w+|reliev\w+|resolv\w+|alleviat\w+|"
    r"eas(?:es|ed)|reproduc\w+|radiat\w+|relief|subsid\w+|intensif\w+|changes?|varies|more|less)\b[^,;]*$",
    re.IGNORECASE,
)
# "Should fever occur": turned round it is a condition, behind its subject ("he should rest") it is not.
_SHOULD = re.compile(
    r"(?:(?:^|(?<=[,;:.(\n]))\s*|(?<!\b(?:he|it|we))(?<!\b(?:she|you|one))(?<!\bthey)(?<!\bpatient)(?<!\bpt)\s)"
    r"should\s+(?=(?:[\w'’/-]+,?\s+){1,8}?(?:occur|develop|recur|worsen|arise|appear|happen|persist|become|"
    r"experience|notice|have|get|return|change|be|start|begin|fail|feel)\b)",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:^|[,.;:(\n]|\b(?:and|but|that))\s*$", re.IGNORECASE)
_LOOK_BACK_CHARS = 50
_ONCE = frozenset({AssertionLabel.HISTORICAL})


def circumstance_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """The circumstances, allergies and turned-round conditions of one sentence."""
    for match in _CIRCUMSTANCE.finditer(text, start, stop):
        before = text[max(start, match.start() - _LOOK_BACK_CHARS) : match.start()]
        leads = _LEADS.search(before) is not None
        if not _HOW_MUCH.search(before):
            yield _cue(match, AssertionLabel.CONDITIONAL, forward=leads)
    for match in _EXERTIONAL.finditer(text, start, stop):
        yield _cue(match, AssertionLabel.CONDITIONAL, forward=True)
    for match in _ALLERGY.finditer(text, start, stop):
        yield _cue(match, AssertionLabel.CONDITIONAL, forward=True, also=_ONCE)
    for match in _SHOULD.finditer(text, start, stop):
        yield _cue(match, AssertionLabel.HYPOTHETICAL, forward=True)


def _cue(
    match: re.Match[str],
    effect: AssertionLabel,
    *,
    forward: bool,
    also: frozenset[AssertionLabel] = frozenset(),
) -> FoundCue:
    return FoundCue(
        start=match.start(),
        end=match.end(),
        phrase="a circumstance",
        effect=effect,
        forward=forward,
        backward=not forward,
        within_item=effect is AssertionLabel.CONDITIONAL and not also,
        also=also,
    )
