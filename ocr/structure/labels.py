"""The labels of face sheets and forms, in the spellings that are printed, and what their values look like.

Collected from the index fields of this service and the printed forms of hospitals and payers. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocr.structure.values import (
    date_words,
    identifier_words,
    name_words,
    phone_words,
    provider_words,
    sex_words,
    text_words,
)


@dataclass(frozen=True)
class Field:
    """One field: its labels as lower-case words, and how its value is cut out of the words that follow.

    `value` returns how many of the words belong to the value, 0 for none. A field that is `weak` has labels
    that mean something else inside a longer phrase ("print name"), so they must begin their phrase.
    """

    labels: tuple[str, ...]
    value: Callable[[list[str]], int]
    weak: bool = False


def _listed(labels: str) -> tuple[str, ...]:
    return tuple(labels.split("; "))


FIELDS: dict[str, Field] = {
    "patient_name": Field(
        _listed(
            "patient name; patient's name; patients name; name of patient; patient full name; full "
            "name; patient; name; pt name; pt; client name; resident name; member name; patient name "
            "(last, first); patient name (last first middle); last name, first name"
        ),
        name_words,
        weak=True,
    ),
    "birth_date": Field(
        _listed(
            "date of birth; dob; d.o.b; birth date; birthdate; birthday; date of birth (dob); date of "
            "birth (mm/dd/yyyy); dob (mm/dd/yyyy); patient dob; born; patient date of birth; birth"
        ),
        date_words,
    ),
    "mrn": Field(
        _listed(
            "mrn; mr; mr no; mr number; mrn no; mrn number; medical record number; medical record no; "
            "medical record; med rec no; med rec; medical rec no; unit number; unit no; patient id; "
            "patient id / mrn; patient id/mrn; patient no; patient number; chart no; chart number; "
            "chart; hospital number; hospital no; record number; record no"
        ),
        identifier_words,
    ),
    "account": Field(
        _listed(
            "account number; account no; account; acct; acct no; acct number; patient account; "
            "patient account number; patient account no; hospital account; billing number"
        ),
        identifier_words,
    ),
    "encounter": Field(
        _listed(
            "encounter; encounter number; encounter no; encounter id; visit number; visit no; visit "
            "id; csn; fin; fin number; fin no; case number; case no; admission number; episode number"
        ),
        identifier_words,
    ),
    "accession": Field(
        _listed("accession; accession number; accession no; specimen number; specimen no; spec"),
        identifier_words,
    ),
    "date_of_service": Field(
        _listed(
            "date of service; service date; dos; date of visit; visit date; visit; date of exam; exam "
            "date; date of examination; encounter date; date of procedure; procedure date; date "
            "collected; collected; collection date; date of report; report date; date of encounter; "
            "appointment date; study date; date of study; date of consultation; date of evaluation; "
            "today's date; todays date"
        ),
        date_words,
    ),
    "admission_date": Field(
        _listed("admission date; date of admission; admitted; admit date; date admitted; admission; admit"),
        date_words,
    ),
    "discharge_date": Field(
        _listed("discharge date; date of discharge; discharged; date discharged; disch date; discharge"),
        date_words,
    ),
    "sex": Field(
        _listed("sex; gender; sex at birth; legal sex; birth sex; gender identity"),
        sex_words,
    ),
    "payer": Field(
        _listed(
            "payer; payor; primary payer; primary payor; insurance; primary insurance; insurance "
            "company; insurance carrier; insurance name; insurance plan; carrier; health plan; plan "
            "name; insurance provider; primary insurance company; primary carrier; insurer"
        ),
        text_words,
    ),
    "member_id": Field(
        _listed(
            "member id; member number; member no; policy number; policy no; policy id; subscriber id; "
            "subscriber number; insurance id; id number; member id number; insured id; identification "
            "number; certificate number; member; policy; insured's i.d. number; cert no"
        ),
        identifier_words,
    ),
    "group_number": Field(
        _listed("group number; group no; group; group id; grp; grp no; plan group"),
        identifier_words,
    ),
    "provider": Field(
        _listed(
            "attending physician; attending; attending provider; attending dr; attend dr; physician; "
            "provider; provider name; physician name; doctor; dr; ordering physician; ordering "
            "provider; ordered by; referring physician; referring provider; primary care physician; "
            "primary care provider; pcp; surgeon; pathologist; radiologist; interpreting radiologist; "
            "interpreting physician; admitting physician; consultant; clinician; rendering provider; "
            "treating physician; therapist; therapist name; therapist names"
        ),
        provider_words,
        weak=True,
    ),
    "phone": Field(
        _listed(
            "phone; phone number; telephone; tel; home phone; cell phone; mobile phone; phone no; "
            "contact; telephone number; patient phone; contact number; mobile; cell; daytime phone"
        ),
        phone_words,
        weak=True,
    ),
    "address": Field(
        _listed("address; street address; home address; mailing address; patient address; street"),
        text_words,
        weak=True,
    ),
}
# Whose field it is, if not the patient's: what stands before such a label makes it another field.
OTHERS = frozenset(
    _listed(
        "mother; mother's; father; father's; guardian; guardian's; spouse; spouse's; guarantor; emergency; "
        "subscriber; insured; relative; kin; baby; infant; maternal; facility; hospital; contact; "
        "representative; witness; employer; pharmacy; parent; partner; caregiver; clinic; print; printed; "
        "drug; test; file; user; family; previous; next; fax; secondary"
    )
)


def bare(word: str) -> str:
    """A word of a label without case and the signs around it."""
    return word.lower().replace("’", "'").strip(" :;#.,*_-=|").rstrip("#.:")


_BY_WORDS: dict[tuple[str, ...], str] = {
    tuple(bare(word) for word in label.split() if bare(word)): name
    for name, field in FIELDS.items()
    for label in field.labels
}
_LONGEST = max(map(len, _BY_WORDS))


def label_at(words: list[str]) -> tuple[str, int] | None:
    """The field whose label the words begin with, and how many of them it takes; the longest label wins."""
    known = [bare(word) for word in words[:_LONGEST]]
    for count in range(len(known), 0, -1):
        name = _BY_WORDS.get(tuple(word for word in known[:count] if word))
        if name is not None and known[0]:
            signs = 0  # "MRN # :"
            while count + signs < len(words) and words[count + signs] in {"#", ":", "#:"}:
                signs += 1
            return name, count + signs
    return None
