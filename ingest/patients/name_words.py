"""Words that tell whose name follows, and words that stand beside names and are none. Pure.

Collected from printed forms of hospitals and payers.
"""

from __future__ import annotations

import re

# Somebody beside the patient: their name, birth date and number say nothing about the page
OTHER_PEOPLE = re.compile(
    r"\b(?:guarantors?|guardian|emergency\s+contact|next\s+of\s+kin|nok|mother|father|mom|dad|parents?|"
    r"spouse|husband|wife|partner|son|daughter|brother|sister|sibling|child|relative|caregiver|"
    r"subscriber|insured|policy\s*holder|responsible\s+party|beneficiary|dependent|contact\s+person|"
    r"newborn|infant|baby|neonate|twin|donor|recipient|surrogate|proxy|power\s+of\s+attorney|interpreter|"
    r"witness(?:ed)?|maternal|paternal|family\s+member|translator|employer|roommate|"
    r"previous\s+patient|sample|specimen\s+of\s+control)(?:['’]?s)?\b",
    re.IGNORECASE,
)
# People who treat, sign or get a copy: a name after such a word is theirs, a number or birth date is not
STAFF = re.compile(
    r"\b(?:physicians?|providers?|doctors?|dr|attending|attend|surgeons?|nurse|rn|np|pa|md|radiologist|"
    r"pathologist|anesthesiologist|therapists?|pharmacist|technologist|technician|consultant|clinician|"
    r"referr(?:ed|ing)|ordered|ordering|dictated|signed|transcribed|transcriptionist|reviewed|interpreting|"
    r"cc|c\.c|copy\s+to|copies\s+to|to|from|facility|attn|attention|user|file|print(?:ed)?|drug|test|"
    r"author|scribe|staff|operator|collected|entered|verified|pcp|hospital|clinic|pharmacy|company|plan|"
    r"group|street|study|procedure|exam|medication|product|brand|generic|insurance|payer|carrier)\b",
    re.IGNORECASE,
)
_NOT_NAMES = (
    "about accession account acct activity address admission admit admitted after age agrees allergies "
    "and answer any appears appointment are arrived assessment assistance at attending authorization "
    "authorize back balance bed birth blood bmi born by called care center chart chief class clinic "
    "code colonoscopy comfort comments complains complaint condition consent consult consultation "
    "contact copy daily date days dear december demographics denied denies department describes "
    "diagnosis discharge discharged disposition dob doctor does dose dr drug education email emergency "
    "encounter evaluation exam examination experience face family fax february female final first form "
    "found friday full gender general given guide had handout has have he health her his history home "
    "hospital id identification if in information initial initials instructions insurance is january "
    "july june label laboratory last left level list location lot male march md med medical medication "
    "medications member middle monday mr mrn mrs ms name needs no none not note november number october "
    "of on or order outcome page pain patient phone physician plan please portal position preferred "
    "presented presents print privacy procedure profile progress provider race reason received record "
    "referral referred referring refused relationship rep report reported reports representative "
    "request requests resting result results right rights room safety satisfaction saturday scheduled "
    "see seen self september service services setting sex she should signature since sleep spouse ssn "
    "stable state stated states status summary sunday support surgical survey symptoms tel temp the "
    "their then therapy this thursday time to today told tolerated tuesday type under understands unit "
    "until up update verbalized verbalizes verification visit vital vitals wants ward was wednesday "
    "weight well were when who wishes with year years yes you your zip "
)
NOT_NAMES = frozenset(_NOT_NAMES.split())
