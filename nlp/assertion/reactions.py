"""What a drug, food or sting does to the patient: allergies and intolerances as charts write them. Pure.

"PCN - rash", "angioedema with lisinopril", "cannot take codeine because it makes her vomit" say what happens
whenever it is given: conditional after the definition of the 2010 i2b2/VA assertion task, and past. A
reaction that is dated now ("rash since yesterday, after amoxicillin") is a finding of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nlp.assertion.found_cue import FoundCue
from nlp.suggestion import AssertionLabel

DRUG = (
    r"\b\w{0,16}(?:pcn|cillins?|mycin|floxacin|quinolones?|cyclines?|statins?|prils?|sartans?|olol|azoles?|"
    r"sulfa\w*|sulfonamides?|ceph\w+|cef\w+|codone|codeine|morphone|morphine|aspirin|nsaids?|ibuprofen|"
    r"naproxen|toradol|ketorolac|latex|contrast(?: dye| media)?|iodine|betadine|chlorhexidine|shellfish|"
    r"shrimp|crab|milk|lactose|dairy|wheat|seafood|tomato(?:es)?|citrus|pineapple|msg|peanuts?|nuts?|"
    r"eggs?|soy|gluten|kiwi|bananas?|mango|sesame|bactrim|septra|keflex|"
    r"augmentin|"
    r"macrobid|nitrofurantoin|tramadol|vancomycin|metformin|opioids?|opiates?|narcotics|antibiotics|"
    r"dilaudid|demerol|percocet|vicodin|fentanyl|heparin|compazine|reglan|phenergan|dye|tape|"
    r"ace[- ]?(?:inhibitors?|is?)|allopurinol|carbamazepine|phenytoin|dilantin|lamotrigine|gabapentin|"
    r"adhesive(?: tape)?|(?:bee|wasp|hornet)s?(?: stings?| venom)?|strawberries|nickel|pollen|ragweed|"
    r"grass|cats?|dogs?|dust|mold|perfumes?|niacin|levaquin|cipro|zosyn|unasyn|rocephin|flagyl|avelox|"
    r"biaxin|zithromax|lipitor|crestor|zocor|"
    r"zoloft|prozac|paxil|celexa|lexapro|wellbutrin|neurontin|lyrica|topamax|tegretol|lamictal|plavix|"
    r"norvasc|"
    r"zestril|vasotec|altace|norco|lortab|oxycontin|ultram|motrin|advil|aleve|celebrex|lidocaine|novocaine|"
    r"ozempic|amlodipine|diltiazem|verapamil|methotrexate|glipizide|prednisone|amiodarone|thiazides?|"
    r"hctz)\b"
)
_REACTION = (
    r"(?:rash(?:es)?|hives|urticaria\w*|itch\w*|prurit\w+|anaphyla\w+|angioedema|swell\w*|edema|flush\w+|"
    r"nausea\w*|vomit\w*|n/v|upset|diarrhea|bloating|cough\w*|myalgias?|myopathy|rhabdo\w*|muscle \w+|"
    r"leg cramps|"
    r"wheez\w+|bronchospasm|throat|lips?|tongue|face|facial|dizz\w+|confus\w+|hallucinat\w+|syncope|"
    r"headaches?|"
    r"sob|shortness of breath|dyspnea|red man|stevens|sjs|blister\w*|dermatitis|rhinitis|sneez\w+|"
    r"hypotension|gi|stomach|abdominal|bleed\w*|sedation|somnolence|nightmares|constipation|palpitations|"
    r"tachycardia|bradycardia|hepatitis|thrombocytopenia|neutropenia|eczema|dystonia|seizures?|tendon\w*|"
    r"agitation|contact|shock|reaction)"
)
_HOW = (
    r"(?:(?:a|an|the|severe|mild|moderate|bad|diffuse|itchy|gets|causes|possible|unknown|generalized|"
    r"oral|dry)\s+)*"
)
_MAKES = (
    r"(?:causes?|caused|gives?|gave|makes?|made|produces?|results? in|resulted in|leads? to|led to|"
    r"triggers?|sets? off|brings? on)"
)
_THE_PATIENT = r"(?:\s+(?:him|her|them|the patient|pt|me|a|an|his|severe|bad|mild|feel|to|have|get|be))*"
_LISTED = re.compile(
    rf"(?<![\w-]){DRUG}(?:\s+(?:allergy|intolerance|drugs?|antibiotics?))?\s*"
    rf"(?:-+>?|=+>|[–—→=|:(]|\.{{2,}})\s*(?={_HOW}{_REACTION}\b)",
    re.IGNORECASE,
)
_CAUSES = re.compile(
    rf"(?<![\w-]){DRUG}(?:\s+(?:drugs?|products?|antibiotics?|infusions?|injections?|doses?))?\s*,?\s*\(?"
    rf"(?:[^.,;()]{{0,30}}?\band\s+(?={_MAKES}))?"
    rf"(?:(?:because|as|since|which|it|they|that|always|usually|once|has|"
    rf"have)\s+)*{_MAKES}{_THE_PATIENT}(?!\w)",
    re.IGNORECASE,
)
_NOT_BORNE = re.compile(
    r"(?<!\w)(?:cannot|can['’]t|can not|could not|couldn['’]t|unable to|not able to|(?:does|did|do) not|"
    r"(?:does|did|do)n['’]t|stopped|discontinued|off|failed|poorly)\s+(?:take|taking|tolerated?|use|have|"
    r"eat|be given)?\s*"
    rf"(?:any\s+|the\s+|his\s+|her\s+)?{DRUG}[^.,;:]{{0,20}}?\s*(?:because of|due to|d/t|secondary to|"
    rf"owing to|for|:)(?!\w)",
    re.IGNORECASE,
)
_MET_WITH = re.compile(
    rf"(?<![\w-])(?:to|with|from|after|on|following)\s+(?:(?:his|her|any|the|all|some|oral|iv|last|first|"
    r"one|prior|previous|past|taking|using|eating|dose|doses|tablet|of|wearing|receiving|getting)\s+)*"
    rf"{DRUG}(?!\w)(?!\s+(?:resistan\w*|level))",
    re.IGNORECASE,
)
_REACTED = re.compile(rf"\b{_REACTION}(?:\s+[\w-]+)?\s*$", re.IGNORECASE)
_GIVEN_FOR_IT = re.compile(
    r"\b(?:treat\w*|improv\w+|resolv\w+|reliev\w+|better|controlled|manag\w+|switch\w*|chang\w+|start\w*|"
    r"due|respon\w+|add\w*|adher\w+|resist\w+)\s*$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:today|yesterday|this (?:morning|week|evening)|tonight|now|current\w*|start(?:ed|ing)|presents?|"
    r"presented|presenting|(?:days?|hours?) (?:ago|after)|on exam|here (?:with|for)|admitted|since|"
    r"complain\w*|c/o|day \d+)\b",
    re.IGNORECASE,
)
_LOOK_BACK_CHARS = 40
_BACK_WORDS = 4
_WORDS = re.compile(r"\w+")
_ONE_DRUG = re.compile(DRUG, re.IGNORECASE)
_OF_TWO_WORDS = frozenset({"ace"})
_ONCE = frozenset({AssertionLabel.HISTORICAL})


def reaction_cues(text: str, start: int, stop: int) -> Iterator[FoundCue]:
    """What one sentence says that something given, eaten or met does to the patient."""
    if not any(_may_be_a_drug(word) for word in set(_WORDS.findall(text, start, stop))):
        return
    for pattern in (_LISTED, _CAUSES, _NOT_BORNE):
        for match in pattern.finditer(text, start, stop):
            yield _cue(match, forward=True)
    for match in _MET_WITH.finditer(text, start, stop):
        before = text[max(start, match.start() - _LOOK_BACK_CHARS) : match.start()]
        reacted = _REACTED.search(before) and not _GIVEN_FOR_IT.search(before)
        if reacted and not _NOW.search(text, start, stop):
            yield _cue(match, forward=False)


@lru_cache(maxsize=20_000)
def _may_be_a_drug(word: str) -> bool:
    """Whether the word alone, or as part of two, names a drug; looked up because few words make up a text."""
    return word.lower() in _OF_TWO_WORDS or _ONE_DRUG.search(word) is not None


def _cue(match: re.Match[str], *, forward: bool) -> FoundCue:
    return FoundCue(
        start=match.start(),
        end=match.end(),
        phrase="a reaction",
        effect=AssertionLabel.CONDITIONAL,
        forward=forward,
        backward=not forward,
        reach_words=None if forward else _BACK_WORDS,
        within_item=not forward,
        also=_ONCE,
    )
