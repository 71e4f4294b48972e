"""The headings of reports, by the words authors say for them, and which worktype requires which. Pure.

Required headings, in our own words, after: Joint Commission RC.02.01.03 and RC.02.04.01 and 42 CFR 482.24
and 482.51 (history and physical, operative report, discharge summary), the ACR practice parameter for
communication of imaging findings (radiology), the CAP's elements of a surgical pathology report
(pathology), and the SOAP order (progress note). A letter has none.
"""

from __future__ import annotations

import re

# canonical heading: what authors say for it; "x|y" are alternatives of the whole phrase
_SAID: dict[str, str] = {
    "chief complaint": "chief complaint|chief complaints|reason for visit|presenting complaint|complaint|cc",
    "reason for consultation": "reason for consultation|reason for consult|reason for referral|"
    "consultation reason",
    "reason for admission": "reason for admission|reason for hospitalization|admitting complaint",
    "history of present illness": "history of present illness|history of the present illness|"
    "hpi|present illness|"
    "history of presenting illness|history of presenting complaint|interval history|history",
    "past medical history": "past medical history|medical history|pmh|previous medical history|past history",
    "past surgical history": "past surgical history|surgical history|psh|previous surgeries",
    "medications": "medications|current medications|home medications|medicines|medication list|"
    "current meds|meds|"
    "medications on admission|admission medications|outpatient medications",
    "discharge medications": "discharge medications|medications at discharge|medications on discharge|"
    "discharge meds",
    "allergies": "allergies|drug allergies|allergy|medication allergies|allergies to medications",
    "family history": "family history|family medical history",
    "social history": "social history|personal history|psychosocial history|habits",
    "review of systems": "review of systems|ros|systems review|review of the systems",
    "vital signs": "vital signs|vitals",
    "physical examination": "physical examination|physical exam|examination|exam|physical|on examination|"
    "physical findings",
    "general": "general|general appearance|constitutional",
    "heent": "heent|head eyes ears nose and throat|head|eyes|ears|nose|throat",
    "neck": "neck",
    "lungs": "lungs|chest|respiratory|pulmonary|chest and lungs",
    "heart": "heart|cardiovascular|cardiac|cv",
    "abdomen": "abdomen|gastrointestinal|gi|abdominal",
    "extremities": "extremities|musculoskeletal",
    "neurologic": "neurologic|neurological|neuro|neurologic exam|neurological exam|neurological examination",
    "skin": "skin",
    "psychiatric": "psychiatric|psych|mental status",
    "laboratory": "laboratory|labs|laboratory studies|lab work|laboratory results|laboratory findings|"
    "laboratory and imaging|diagnostic studies|studies|results",
    "imaging": "imaging|radiology|x-rays|imaging studies",
    "subjective": "subjective",
    "objective": "objective",
    "assessment and plan": "assessment and plan|impression and plan|assessment and plans|a and p|a/p|"
    "assessment plan|impression and recommendations|assessment and recommendations|assessment/plan|"
    "impression/plan",
    "assessment": "assessment|assessments|clinical impression|diagnosis|diagnoses|final diagnosis|"
    "final diagnoses|diagnostic impression",
    "impression": "impression|impressions|conclusion|conclusions",
    "plan": "plan|plans|plan of care|treatment plan|disposition and plan",
    "recommendations": "recommendations|recommendation",
    "hospital course": "hospital course|course in hospital|course|hospital course by problem|"
    "brief hospital course",
    "admission diagnosis": "admission diagnosis|admitting diagnosis|admission diagnoses|admitting diagnoses",
    "discharge diagnosis": "discharge diagnosis|discharge diagnoses|principal diagnosis|secondary diagnoses|"
    "secondary diagnosis",
    "condition on discharge": "condition on discharge|condition at discharge|discharge condition|condition",
    "discharge instructions": "discharge instructions|instructions|follow-up instructions|"
    "follow up instructions|"
    "discharge instructions and follow-up|discharge plan",
    "follow-up": "follow-up|follow up|followup",
    "disposition": "disposition|discharge disposition",
    "procedures": "procedures|procedures performed",
    "consultations": "consultations|consultants|consults",
    "preoperative diagnosis": "preoperative diagnosis|preop diagnosis|pre-op diagnosis|pre op diagnosis|"
    "preoperative diagnoses|pre-operative diagnosis|pre operative diagnosis",
    "postoperative diagnosis": "postoperative diagnosis|postop diagnosis|post-op diagnosis|post op diagnosis|"
    "postoperative diagnoses|post-operative diagnosis|post operative diagnosis",
    "procedure": "procedure|procedure performed|operation|operation performed|title of operation|"
    "name of procedure|name of operation|operative procedure|surgical procedure",
    "surgeon": "surgeon|primary surgeon|attending surgeon",
    "assistant": "assistant|assistants|first assistant",
    "anesthesia": "anesthesia|anesthetic|type of anesthesia|anaesthesia",
    "indications": "indications|indication|indications for procedure|indications for surgery|"
    "indication for procedure|clinical indication|indication for exam|reason for exam|reason for examination|"
    "reason for study",
    "findings": "findings|operative findings|intraoperative findings",
    "estimated blood loss": "estimated blood loss|ebl|blood loss",
    "specimens": "specimens|specimen|specimens removed|specimen removed|specimens submitted|"
    "specimen submitted",
    "complications": "complications|complication",
    "description of procedure": "description of procedure|description of operation|procedure in detail|"
    "details of procedure|operative technique|description of the procedure|procedure description|"
    "operative note in detail|narrative|description of the operation|procedure details|details of operation",
    "examination performed": "examination performed|exam performed|type of exam|study|"
    "procedure and technique",
    "clinical history": "clinical history|clinical information|history and indication",
    "comparison": "comparison|comparisons|comparison studies|prior studies",
    "technique": "technique|techniques",
    "gross description": "gross description|gross|gross examination",
    "microscopic description": "microscopic description|microscopic|microscopic examination|microscopy",
    "pathologic diagnosis": "pathologic diagnosis|pathological diagnosis|final pathologic diagnosis|"
    "surgical pathology diagnosis|histologic diagnosis",
    "comment": "comment|comments|note|notes|addendum",
    "problem list": "problem list|problems|active problems",
    "immunizations": "immunizations|vaccinations",
    "drains": "drains|drain",
    "implants": "implants|implant",
}
CANONICAL: dict[str, str] = {
    said: heading for heading, all_said in _SAID.items() for said in all_said.split("|")
}
LONGEST_HEADING = max(len(said.split()) for said in CANONICAL)

_ASSESSED = ("assessment", "assessment and plan", "impression")
_PLANNED = ("plan", "assessment and plan", "recommendations")
# worktype: its required headings; one of the headings in a line is enough, the first names it
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "history and physical": (
        ("chief complaint", "reason for admission"),
        ("history of present illness", "subjective"),
        ("past medical history", "problem list"),
        ("medications",),
        ("allergies",),
        ("physical examination", "objective"),
        _ASSESSED,
        _PLANNED,
    ),
    "progress note": (
        ("subjective", "history of present illness", "chief complaint"),
        ("objective", "physical examination", "vital signs"),
        _ASSESSED,
        _PLANNED,
    ),
    "consultation": (
        ("reason for consultation", "chief complaint"),
        ("history of present illness", "subjective", "clinical history"),
        ("physical examination", "objective"),
        _ASSESSED,
        ("recommendations", "plan", "assessment and plan"),
    ),
    "operative report": (
        ("preoperative diagnosis",),
        ("postoperative diagnosis",),
        ("procedure", "procedures"),
        ("anesthesia",),
        ("findings",),
        ("estimated blood loss",),
        ("specimens",),
        ("description of procedure",),
    ),
    "discharge summary": (
        ("reason for admission", "admission diagnosis", "chief complaint", "history of present illness"),
        ("discharge diagnosis", "assessment"),
        ("hospital course",),
        ("condition on discharge",),
        ("discharge medications", "medications"),
        ("discharge instructions", "follow-up", "plan"),
    ),
    "radiology": (
        ("examination performed", "procedure", "technique", "physical examination"),
        ("indications", "clinical history", "history of present illness"),
        ("findings",),
        ("impression", "assessment"),
    ),
    "pathology": (
        ("specimens",),
        ("gross description",),
        ("microscopic description", "comment"),
        ("pathologic diagnosis", "assessment"),
    ),
    "letter": (),
}
_ALSO_CALLED = {
    "h and p": "history and physical",
    "h p": "history and physical",
    "hp": "history and physical",
    "history physical": "history and physical",
    "history and physical examination": "history and physical",
    "admission history and physical": "history and physical",
    "office visit": "progress note",
    "office visit note": "progress note",
    "clinic note": "progress note",
    "follow up note": "progress note",
    "soap note": "progress note",
    "office note": "progress note",
    "visit note": "progress note",
    "consult": "consultation",
    "consultation note": "consultation",
    "consultation report": "consultation",
    "consult note": "consultation",
    "operative note": "operative report",
    "op note": "operative report",
    "operation report": "operative report",
    "procedure note": "operative report",
    "discharge note": "discharge summary",
    "radiology report": "radiology",
    "imaging report": "radiology",
    "pathology report": "pathology",
    "surgical pathology report": "pathology",
    "referral letter": "letter",
}


def is_heading(text: str) -> bool:
    """True for a phrase that is said for one of the known headings."""
    return plain(text) in CANONICAL


def plain(text: str) -> str:
    """The phrase in lower case, with single blanks and no mark but "/" and "-" inside words."""
    return re.sub(r"\s+", " ", re.sub(r"[.,;:?!\"'()\[\]]", " ", text.casefold())).strip()


def known_worktype(text: str) -> str:
    """The worktype that this text names ("Op Note" is an operative report), or ""."""
    name = re.sub(r"[\s_/&-]+", " ", plain(text)).strip()
    name = _ALSO_CALLED.get(name, name)
    return name if name in REQUIRED else ""
