"""What a site's patient labels and form ids say: barcodes compared with the site's own patterns. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ocr.page_structure import Barcode

LabelKind = Literal["mrn", "account", "form"]


@dataclass(frozen=True)
class LabelPatterns:
    """Which barcodes are patient labels and which name a form; regular expressions, against the whole text.

    A group named `value` says which part is the number; without one it is the whole text. `forms` leads from
    a form id's pattern to the document type that it proposes. No pattern: no label, for any barcode may
    stand on a chart (supplies, medication, the copier's own).
    """

    mrn: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pattern in (*self.mrn, *self.account, *self.forms):
            try:
                re.compile(pattern)
            except re.error as wrong:
                raise ValueError(f"the label pattern {pattern!r} cannot be understood: {wrong}") from wrong
        if not all(self.forms.values()):
            raise ValueError("every form pattern names a document type")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"mrn": list(self.mrn), "account": list(self.account), "forms": dict(self.forms)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> LabelPatterns:
        """The patterns that `as_json` wrote; absent kinds have none."""
        return cls(
            tuple(stored.get("mrn", ())), tuple(stored.get("account", ())), dict(stored.get("forms", {}))
        )


@dataclass(frozen=True)
class PageLabel:
    """A barcode that names a patient, an account or a form; `value` of a form is the document type."""

    kind: LabelKind
    value: str
    barcode: Barcode


def labels_of(barcodes: Iterable[Barcode], patterns: LabelPatterns) -> tuple[PageLabel, ...]:
    """The labels among the barcodes of a page, each kind and value once, in the order of the barcodes."""
    found: dict[tuple[LabelKind, str], PageLabel] = {}
    for barcode in barcodes:
        for kind, value in _meanings(barcode.text.strip(), patterns):
            found.setdefault((kind, value), PageLabel(kind, value, barcode))
    return tuple(found.values())


def _meanings(text: str, patterns: LabelPatterns) -> list[tuple[LabelKind, str]]:
    meanings: list[tuple[LabelKind, str]] = []
    kinds: tuple[tuple[LabelKind, tuple[str, ...]], ...] = (
        ("mrn", patterns.mrn),
        ("account", patterns.account),
    )
    for kind, expressions in kinds:
        value = next((value for each in expressions if (value := _value(each, text))), None)
        if value is not None:
            meanings.append((kind, value))
    meanings += [("form", name) for each, name in patterns.forms.items() if _value(each, text)]
    return meanings


def _value(pattern: str, text: str) -> str | None:
    matched = re.fullmatch(pattern, text)
    if matched is None:
        return None
    named = matched.groupdict().get("value")
    return named.strip() if named else text
