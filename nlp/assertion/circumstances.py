"""Diagnoses that hold only under a circumstance, and those that may come: patterns with gaps. Pure.

"On exertion", "when climbing stairs" and "penicillin causes" make it conditional, after the definition of the
2010 i2b2/VA assertion task; "should fever occur" makes it hypothetical. "Worse with movement" says what makes
it worse, not when it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.found_cue import FoundCue
from nlp.assertion.reactions import DRUG
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
    r"fatty foods?|spicy foods?|fried foods?|dairy(?: products?)?|milk|coffee|caffeine|alcohol|"
    r"(?:red )?wine|beer|ice cream|pizza|bread|wheat|chocolate|cheese|"
    r"(?:\w+\s+)?periods?|(?<!on the )stairs|(?:one|two|three|a|\d+)\s+(?:flights?|blocks?|steps|"
    r"hills?)(?: of stairs)?|"
    r"hills|inclines?|overhead \w+|reaching|twisting|turning\w*|rolling over|valsalva|stooping|gripping|"
    r"writing|"
    r"driving|swimming|dancing|sex|(?:emotional )?stress|sun(?:light| exposure)?|showers?|baths?|smoke|"
    r"holding \w+|looking (?:up|down)|head (?:turning|movements?)|reading|"
    r"cough(?:ing)?(?:,? (?:or|and)|,|/)\s*(?:sneez|laugh|strain)\w*)(?!\s+(?:difficult\w*|problems?|"
    r"symptoms?|toler\w+|intoler\w+|"
    r"capacity|test\w*|limit\w*|program|disorder|restrictions?|levels?))"
)
_WHO = r"(?:he|she|they|the patient|patient|pt)"
_DOES = (
    r"(?:walks|climbs|runs|lies|stands|sits|bends|lifts|eats|drinks|skips|misses|forgets|exerts|overdoes|"
    r"exercises|takes|smokes|swallows|turns|goes (?:without|up|out)|does not (?:take|eat|use))"
)
_CIRCUMSTANCE = re.compile(
    r"(?<!\w)(?:(?:only|mainly|mostly|typically|especially|just)\s+)?(?:"
    r"(?:on|upon|with|during|after|following|by|at)\s+(?:(?:mild|moderate|minimal|strenuous|any|heavy|deep|"
    r"physical|prolonged|vigorous|the|slightest|least|light|increased|passive|active|extreme|emotional|"
    r"spicy|fatty|greasy|"
    rf"large|big|hot|too much|a|an|her|his|only|walking|monthly)\s+)*(?:{_ACT})"
    r"|(?:only\s+|mostly\s+|mainly\s+)?at\s+night(?:\s+only)?"
    r"|(?:during|in)\s+(?:the\s+)?(?:\w+\s+season|(?:cold|hot|humid|damp|winter|rainy)\s+(?:weather|"
    r"months|air)|cold|heat)"
    r"|in\s+(?:the\s+|direct\s+)?sun(?:light)?|on\s+(?:left|right|lateral|upward|downward)\s+gaze"
    r"|with\s+(?:blood\s+draws?|venipuncture|needles)"
    rf"|(?:the\s+)?(?:last|first|only|each|every)\s+time\s+(?:that\s+)?{_WHO}\s+(?:(?:was|is)\s+given|"
    rf"took|ate|used|\w+s)"
    r"|(?:if|when)\s+(?:taken|given|eaten|treated\s+with|missed)"
    r"|while\s+(?!taking\b|being\b|awaiting\b|waiting\b|trying\b)\w+ing"
    r"|(?:each|every)\s+(?:spring|summer|autumn|fall|winter)"
    r"|in\s+the\s+setting\s+of\s+(?:\w+\s+)?(?:cocaine|alcohol|drug|amphetamine|methamphetamine|marijuana|"
    r"cannabis)\s+use"
    r"|(?<!difficulty )(?<!trouble )(?:walking\s+(?:up\w*|fast|briskly|more|any|one|two|far)|"
    r"climbing\s+(?:up|stairs|steps|a|one|two|the|hills)|going\s+up(?:stairs)?|lying\s+(?:flat|down)|"
    r"bending\s+(?:over|forward|down))"
    r"|(?<=\w\s)(?<!is )(?<!was )(?<!while )(?<!difficulty )(?<!trouble )(?<!been )(?<!started )(?<!are )"
    r"(?:walking|going|getting)\s+(?:from|to|up|down|across|around|out)"
    rf"|if\s+{_WHO}\s+{_DOES}|if\s+(?:meals?|doses?|insulin|pills?|tablets)\s+(?:are|is)\s+(?:missed|"
    rf"skipped|delayed)"
    r"|when(?:ever)?\s+(?:(?:he|she|they|the patient|patient|pt)\s+(?!is\b|was\b|has\b|denies\b|presents\b)"
    r"(?:\w+s|goes|lies|takes|tries to \w+)|(?!being\b|seen\b)\w+ing|exposed|upright|supine|active|anxious|"
    r"recumbent|hungry|tired|cold|stressed)"
    rf"|only\s+(?:when|while|with|on|upon|after|during|at|if\s+{_WHO})"
    rf"|(?:when|after|on|while|from|to)\s+(?:taking|given|exposed to|exposure to|using)\s+(?:{DRUG}|\w+)"
    rf"|(?:around|near)\s+{DRUG}"
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
    r"|(?:develops?|gets?|experiences?|breaks? out (?:in|with)|suffers)"
    r"(?=\s[^.,;]*\s(?:with|when|after|from|to|whenever)\s+"
    rf"(?:(?:taking|given|exposed to|using|eating)\b|{DRUG})))(?!\w)",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\b(?:wors\w*|aggravat\w+|exacerbat\w+|increas\w+|better|improv\w+|reliev\w+|resolv\w+|alleviat\w+|"
    r"eas(?:es|ed)|reproduc\w+|radiat\w+|relief|subsid\w+|intensif\w+|changes?|varies|more|less|oxygen|"
    r"walker|cane|assist\w*|takes?|taking|uses|using|sleeps?|mg|nightly|began|started|onset)\b[^,;]*$",
    re.IGNORECASE,
)
# "Should fever occur": turned round it is a condition, behind its subject ("he should rest") it is not.
_SHOULD = re.compile(
    r"(?:(?:^|(?<=[,;:.(\n]))\s*|(?<!\b(?:he|it|we))(?<!\b(?:she|you|"
    r"one))(?<!\bthey)(?<!\bpatient)(?<!\bpt)\s)"
    r"should\s+(?=(?:[\w'’/-]+,?\s+){1,8}?(?:occur|develop|recur|worsen|arise|appear|happen|persist|become|"
    r"experience|notice|have|get|return|change|be|start|begin|fail|feel)\b)",
    re.IGNORECASE,
)
# "Triggered by stairs"; what an illness or an injury once set off is there.
_TRIGGERED = re.compile(
    r"(?<!was )(?<!were )(?:(?<=\s)|(?<=\())(?:(?:always|often|usually|only|mainly|"
    r"typically)\s+)?(?:triggered|provoked|precipitated|brought\s+"
    r"(?:on|about)|set\s+off|elicited)\s+(?:only\s+)?(?:by|with|when)(?!\w)"
    r"(?!\s+(?:(?:an?|his|her|the|recent|acute|viral|likely|probable|this)\s+)*(?:[\w-]+\s+)?(?:infection|"
    r"uri|"
    r"pneumonia|uti|surgery|virus|illness|flu|influenza|trauma|fall|accident|death|sepsis)\b)"
    r"|comes?\s+on\s+(?=with|when|after|during)",
    re.IGNORECASE,
)
# Cheap to look for, and nothing triggers anything without one.
_MAKES = re.compile(
    r"gets|becomes|time|"
    r"(?:off|bring|trigger|provok|give|make|cause|produce|precipitat|(?:he|she|they|patient|"
    r"pt)\s+(?:\w+\s+)?"
    r"(?:gets|has|develops|feels|goes|becomes|notes|experiences))",
    re.IGNORECASE,
)
_TRIGGERS = re.compile(
    rf"(?<!\w)(?:(?:if|when(?:ever)?)\s+(?:given|exposed|taking|{_WHO}\s+\w+s)|(?:each|"
    rf"every)\s+time)\b[^.,;\n]{{0,40}}?,?\s+{_WHO}\s+(?:always\s+|often\s+)?"
    r"(?:gets|has(?!\s+to)|develops|feels|goes\s+into|becomes|notes|experiences)(?!\w)"
    rf"|(?:{_ACT})[^.,;\n]{{0,24}}?\s+(?:sets?\s+off|brings?(?:\s+(?:on|about))?|triggers?|provokes?|"
    rf"gives?|makes?|causes?|"
    r"produces?|precipitates?)(?:\s+(?:him|her|them|his|the patient|pt|a|an))*(?!\w)"
    rf"|(?:on|with|when|after|during)\s+(?:{_ACT})[^.,;\n]{{0,16}}?,?\s+{_WHO}\s+(?:gets|notes|becomes|"
    rf"feels|develops|experiences|has)"
    r"(?!\w)"
    r"|(?<!\w)(?:gets|becomes)(?=\s(?:(?!\sfor\s)[^.,;\n]){1,40}?\s(?:\w+ing|in|on|with|after|during|"
    r"while|if|when|"
    r"upon)\s)",
    re.IGNORECASE,
)
# What came once, at a time that is told, or by an injury, came not whenever.
_ONE_TIME = re.compile(
    r"\b(?:today|yesterday|this (?:morning|afternoon|evening)|tonight|last night|(?:hours?|days?) ago|"
    r"fractures?|"
    r"fell|sprain\w*|injur\w+|accident|lacerat\w+)\b",
    re.IGNORECASE,
)
_AFTER_ONE = re.compile(r"(?:after|following|while|when)\b", re.IGNORECASE)
_LEADS = re.compile(r"(?:^|[,.;:(\n]|\b(?:and|but|that))\s*$", re.IGNORECASE)
_LOOK_BACK_CHARS = 50
_ONCE = frozenset({AssertionLabel.HISTORICAL})


def circumstance_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """The circumstances, allergies and turned-round conditions of one sentence."""
    for match in _CIRCUMSTANCE.finditer(text, start, stop):
        before = text[max(start, match.start() - _LOOK_BACK_CHARS) : match.start()]
        leads = _LEADS.search(before) is not None
        once = _AFTER_ONE.match(match.group()) and _ONE_TIME.search(text, start, stop)
        if not once and not _HOW_MUCH.search(before):
            yield _cue(match, AssertionLabel.CONDITIONAL, forward=leads)
    for match in _TRIGGERED.finditer(text, start, stop):
        yield _cue(match, AssertionLabel.CONDITIONAL, forward=False)
    for match in _TRIGGERS.finditer(text, start, stop) if _MAKES.search(text, start, stop) else ():
        yield _cue(match, AssertionLabel.CONDITIONAL, forward=True)
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
