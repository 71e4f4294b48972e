"""Types of American charts and the words by which they are known, so that the first day works. Pure.

A site's own filing soon outweighs them: each counts as much as `_DOCUMENTS` filed ones. A site that calls a
type otherwise keeps its own name, where the name is one of the others given here; a type that a site with
`_ENOUGH_FILED` documents never filed is not proposed there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ingest.document_types.counts import TypeCounts

_DOCUMENTS = 1.5
_ENOUGH_FILED = 40


@dataclass(frozen=True)
class ShippedType:
    """A type: its name, other names of it, what its headings say, and words and labels in its text."""

    name: str
    others: tuple[str, ...]
    headings: tuple[str, ...]
    words: tuple[str, ...]

    def signs(self) -> frozenset[str]:
        """The signs by which it is known; see `signs`."""
        found = set()
        for heading in (self.name, *self.others, *self.headings):
            words = [
                word
                for word in heading.casefold().replace("-", " ").split()
                if len(word) > 2 and word != "and"
            ]
            found |= {f"h:{word}" for word in words} | {f"w:{word}" for word in words}
            if len(words) > 1:
                found.add(f"t:{' '.join(words)}")
        for said in self.words:
            found |= {f"w:{word}" for word in said.split() if len(word) > 2} | {f"k:{said}"}
        return frozenset(found)


def _counts(word: str) -> bool:
    return len(word) > 2 and word != "and"


def _of(name: str, others: str, headings: str, words: str) -> ShippedType:
    return ShippedType(name, *(tuple(filter(None, one.split("; "))) for one in (others, headings, words)))


SHIPPED_TYPES = (
    _of(
        "Progress note",
        "Office visit; Clinic note; Visit note",
        "progress notes; follow up visit; soap note",
        "subjective; objective; assessment; plan; interval history; chief complaint",
    ),
    _of(
        "History and physical",
        "H&P; Admission note",
        "history physical examination; admission history",
        "history of present illness; past medical history; review of systems; family history; social history",
    ),
    _of(
        "Discharge summary",
        "Discharge report",
        "hospital discharge",
        "hospital course; discharge diagnosis; admission diagnosis; disposition; condition at discharge",
    ),
    _of(
        "Operative report",
        "Operative note; Procedure note; Surgery report",
        "report of operation; procedure report",
        "preoperative diagnosis; postoperative diagnosis; surgeon; anesthesia; "
        "estimated blood loss; incision",
    ),
    _of(
        "Consultation",
        "Consult note; Consultation report; Specialist report",
        "consult; initial consultation",
        "reason for consultation; requesting physician; referring physician; recommendations; "
        "thank you for asking",
    ),
    _of(
        "Radiology report",
        "Imaging report; X-ray report; Diagnostic imaging",
        "radiology; imaging; ultrasound; mammogram",
        "technique; findings; comparison; clinical indication; impression; exam; views; contrast",
    ),
    _of(
        "Laboratory report",
        "Labs; Lab results; Lab report; Laboratory results",
        "laboratory; lab; test results",
        "specimen; reference range; flag; units; collected; accession; result; fasting",
    ),
    _of(
        "Pathology report",
        "Cytology report; Surgical pathology",
        "pathology; cytology; biopsy",
        "gross description; microscopic description; specimen source; formalin; cassette; "
        "final pathologic diagnosis",
    ),
    _of(
        "Electrocardiogram",
        "ECG; EKG; EKG tracing",
        "electrocardiogram; lead ecg; holter",
        "sinus rhythm; interval; qrs duration; vent rate; bpm",
    ),
    _of(
        "Consent",
        "Consent form; Informed consent",
        "informed consent; consent for procedure; consent to treatment",
        "witness; risks; alternatives; consent; explained; guarantee; signature of patient",
    ),
    _of(
        "Face sheet",
        "Registration; Demographics; Patient registration",
        "registration form; patient demographics; admission record",
        "emergency contact; employer; primary insurance; marital status; subscriber; home phone; guarantor",
    ),
    _of(
        "Medication list",
        "Medications; MAR; Medication record",
        "current medications; medication reconciliation; medication administration record",
        "dose; route; frequency; medication; allergies",
    ),
    _of(
        "Immunization record",
        "Immunizations; Vaccines; Shot record",
        "immunization; vaccine administration record",
        "vaccine; lot; influenza; tdap; mmr; hep; varicella",
    ),
    _of(
        "Letter",
        "Correspondence; Letters",
        "letter; correspondence",
        "dear; sincerely; yours truly; enclosure",
    ),
    _of(
        "Insurance and billing",
        "Billing; Billing and insurance; Insurance; Financial",
        "explanation of benefits; statement; claim; prior authorization",
        "payer; charge; balance; paid; account number; amount; claim number; deductible",
    ),
    _of(
        "Emergency department note",
        "Emergency note; ED note; ER note; ED record",
        "emergency department; emergency room; physician record",
        "triage level; arrival; medical decision making; ambulance; ed course; mode of arrival",
    ),
    _of(
        "Nursing flow sheet",
        "Nursing note; Vital signs; Flow sheet; Nurses notes",
        "flow sheet; flowsheet; vital signs record; nurses notes; intake and output",
        "temp; pulse; resp; pain; initials; shift",
    ),
    _of(
        "Physician orders",
        "Orders; Order sheet",
        "physician orders; admission orders; standing orders",
        "admit; diet; activity; vital signs every; noted by; telephone order",
    ),
    _of(
        "Telephone encounter",
        "Phone note; Telephone message; Phone message",
        "telephone encounter; phone message; telephone call",
        "caller; call back; message; message taken by; returned call",
    ),
    _of(
        "Release of information",
        "Authorization; HIPAA; Records release",
        "authorization to release; release of records; hipaa authorization",
        "hereby authorize; disclosure; protected health information; redisclosure; expires",
    ),
    _of(
        "Patient questionnaire",
        "Questionnaire; Intake form; Patient history form",
        "health questionnaire; new patient intake; screening",
        "please answer; check any; smoke; tobacco; alcohol; yes; family",
    ),
    _of(
        "Therapy note",
        "Physical therapy; PT note; Rehab note",
        "physical therapy; occupational therapy; rehabilitation; speech therapy",
        "sets; reps; range of motion; gait; exercise; plan of care; treatment diagnosis",
    ),
    _of(
        "Prescription",
        "Rx; Refill request",
        "prescription; refill request",
        "disp; refills; sig; pharmacy; dea; dispense",
    ),
    _of(
        "Advance directive",
        "Living will; Power of attorney; POLST",
        "advance directive; living will; power of attorney",
        "agent; life sustaining; witnesses; health care decisions; ventilator; principal",
    ),
    _of(
        "Referral",
        "Referral form; Referral order",
        "referral; referral request",
        "referred to; referring provider; authorization number; specialty",
    ),
    _of(
        "Problem list",
        "Problems",
        "problem list",
        "onset; resolved; active problems; status",
    ),
    _of(
        "Growth chart",
        "",
        "growth chart",
        "percentile; length; head circumference; stature",
    ),
    _of(
        "Legal paper",
        "Court order; Subpoena",
        "subpoena; court order; custody",
        "plaintiff; court; county; attorney; deposition",
    ),
)


def with_shipped(filed: TypeCounts) -> TypeCounts:
    """What the site filed, and the shipped types under the names that the site gives them."""
    is_known_site = sum(filed.documents.values()) >= _ENOUGH_FILED
    named = {one.name: site_name(one, filed.documents) for one in SHIPPED_TYPES}
    shipped = TypeCounts.of(
        (named[one.name], one.signs())
        for one in SHIPPED_TYPES
        if not is_known_site or named[one.name] in filed.documents
    )
    weighted = TypeCounts(
        {one: _DOCUMENTS for one in shipped.documents},
        {sign: dict.fromkeys(types, _DOCUMENTS) for sign, types in shipped.signs.items()},
    )
    together = filed.plus(weighted)
    return replace(together, shipped=weighted.documents, shipped_signs=frozenset(weighted.signs))


def site_name(shipped: ShippedType, site_types: Collection[str]) -> str:
    """What the site calls a shipped type: its own word for it, where it has one."""
    known = {one.casefold(): one for one in sorted(site_types)}
    return next(
        (known[name.casefold()] for name in (shipped.name, *shipped.others) if name.casefold() in known),
        shipped.name,
    )


def type_names(filed: Collection[str]) -> tuple[str, ...]:
    """The types to choose from: the site's own, then the shipped ones that it has no word for."""
    shipped = (site_name(one, filed) for one in SHIPPED_TYPES)
    return tuple(dict.fromkeys((*sorted(filed), *shipped)))
