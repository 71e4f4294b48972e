"""Finds the labelled name, birth date and MRN in a page's or a dictation's text. Pure.

Some engines read neighbouring words as one ("DateofBirth:03/14/1958"), so labels need no space inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest.index_fields import parse_date
from ingest.patients.identity import ReadIdentity
from ingest.patients.page_claims import find_claims, people_of
from ingest.patients.printed_dates import read_birth_date

_MRN = re.compile(
    r"\b(?:MRN|MR\s?(?:#|No\.?)|Med(?:ical)?\s*Rec(?:ord)?\s*(?:#|No\.?|Number)?|Chart\s*(?:#|No\.?|Number))"
    r"\s*(?:is\b)?\s*[:#.]*\s*([A-Z]{0,3}-?\d[\dA-Z-]{2,14})\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?i:Patient(?:['’]s)?\s*name|Patient|Name|Resident)\s*(?:is\b|[:.])\s*"
    r"([A-Z][\w'’-]+(?:,[ \t]*[A-Z][\w'’.-]*|(?:[ \t]+[A-Z][\w'’.-]*){1,3})(?:[ \t]+[A-Z]\b\.?)?)",
)
_BORN = re.compile(
    r"\b(?:DOB|D\.O\.B\.?|Date\s*of\s*birth|Birth\s*date|Born)\s*(?:is\b)?\s*[:.]*\s*"
    r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{4})",
    re.IGNORECASE,
)
_LABELS_AFTER_NAME = re.compile(
    r"\s+(?:MRN|DOB|Date|Birth|Age|Sex|Gender|Medical|Med|Encounter|Visit|Account|Room|Attending|Provider)\b.*",
    re.IGNORECASE,
)


def read_identity(text: str) -> ReadIdentity:
    """The first labelled MRN, patient name and birth date in the text; empty where there is none."""
    mrn, name, born = _MRN.search(text), _NAME.search(text), _BORN.search(text)
    return ReadIdentity(
        mrn=mrn[1] if mrn else "",
        name=_LABELS_AFTER_NAME.sub("", name[1]).strip(" .,") if name else "",
        birth_date=parse_date(born[1]) if born else None,
    )


def page_identity(text: str, *, key_values: Mapping[str, str], label_mrn: str) -> ReadIdentity:
    """Whom a page names: the patients beside its labels, then its form where the text is silent.

    `key_values` are the printed fields found on the page by our names (mrn, patient_name, birth_date). The
    first patient is the page's own; further ones are its `others`.
    """
    people = people_of(find_claims(text))
    first, *others = people or [ReadIdentity(labelled=True)]
    mrn = "" if any(one.mrn for one in people) else key_values.get("mrn", "")
    has_name = any(one.name and not one.name_is_bare for one in people)
    name = "" if has_name else key_values.get("patient_name", "")
    has_birth = any(one.birth_date for one in people)
    born = None if has_birth else read_birth_date(key_values.get("birth_date", ""))
    return replace(
        first,
        mrn=first.mrn or mrn,
        name=name or first.name,
        name_is_bare=first.name_is_bare and not name,
        birth_date=first.birth_date or born,
        label_mrn=label_mrn,
        others=tuple(others),
    )
