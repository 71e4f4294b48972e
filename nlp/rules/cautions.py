"""What the coder must know about a whole run: what could not be decided, and which edition was used. Pure."""

from __future__ import annotations

from nlp.code_set import Edition
from nlp.options import CodingOptions
from storage.errors import Deficiency


def coding_cautions(edition: Edition, options: CodingOptions, *, found: int) -> tuple[Deficiency, ...]:
    """What the coder must know: what could not be decided, and how many of the `found` codes are left out."""
    cautions: list[Deficiency] = []
    day = options.coding_date
    if options.encounter_type is None:
        note = "No encounter type: uncertain diagnoses are held back, as outpatient rules demand."
        cautions.append(Deficiency(kind="encounter_type_unknown", note=note))
    if day is None:
        note = f"No date of service: whether edition {edition.name} applies cannot be said."
        cautions.append(Deficiency(kind="coding_date_unknown", note=note))
    elif not edition.covers(day):
        note = (
            f"Edition {edition.name} holds from {edition.effective_from} to {edition.effective_to}, "
            f"not on {day}: check every code against the edition in force."
        )
        cautions.append(Deficiency(kind="code_edition_not_in_force", note=note))
    if found > options.max_suggestions:
        note = f"{found} codes were found; the list holds the best {options.max_suggestions}."
        cautions.append(Deficiency(kind="suggestions_left_out", note=note))
    return tuple(cautions)
