"""What patient labels and form ids on the pages of a chart say together, and where they disagree. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.patients.identity import mrn_key
from storage.errors import Deficiency
from storage.reviews import OTHER_PATIENT


@dataclass(frozen=True)
class PageLabel:
    """What the labels of one page say; '' where they say nothing."""

    mrn: str = ""
    account: str = ""
    document_type: str = ""

    @property
    def is_empty(self) -> bool:
        """True when no barcode of the page was a label."""
        return not (self.mrn or self.account or self.document_type)


def proposed_fields(labels: Sequence[PageLabel]) -> dict[str, str]:
    """Index fields that labels propose to a person, by field name: only what all labels agree on.

    The type is that of the first page with a form id: a chart is named after the form it begins with.
    """
    mrns = {mrn_key(label.mrn): label.mrn for label in labels if label.mrn}
    accounts = {label.account for label in labels if label.account}
    kinds = [label.document_type for label in labels if label.document_type]
    proposed = {
        "mrn": next(iter(mrns.values())) if len(mrns) == 1 else "",
        "encounter": next(iter(accounts)) if len(accounts) == 1 else "",
        "document_type": kinds[0] if kinds else "",
    }
    return {name: value for name, value in proposed.items() if value}


def foreign_labels(labels: Mapping[int, PageLabel], *, mrn: str, encounter: str) -> list[Deficiency]:
    """A stop for each page (by place, from 0) whose label names another MRN than the cover sheet.

    Without an MRN to compare with, labels are held against each other: those that differ from the first are
    stopped. An account number is compared only where no MRN says who it is.
    """
    known = mrn_key(mrn) or next((mrn_key(label.mrn) for _, label in sorted(labels.items()) if label.mrn), "")
    said_by = "cover sheet or the index fields" if mrn else "first labelled page"
    return [
        Deficiency(OTHER_PATIENT, f"The patient label names another patient than the {said_by}", place + 1)
        for place, label in sorted(labels.items())
        if (label.mrn and known and mrn_key(label.mrn) != known)
        or (not label.mrn and label.account and encounter and label.account != encounter)
    ]
