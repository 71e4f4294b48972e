"""The code set by which an encounter is coded: discharge date, else date of service. Touches the disk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from nlp.options import CodingOptions, EncounterType
from review_ui.workplace import Workplace
from storage.tables import Encounter

if TYPE_CHECKING:
    from nlp.code_set import CodeSet
    from nlp.resources import CodingResources


def options_of(encounter: Encounter) -> CodingOptions:
    """What the encounter tells of its coding; contradicting dates are the index panel's business."""
    service, discharge = encounter.date_of_service, encounter.discharge_date
    if service and discharge and discharge < service:
        discharge = None
    return CodingOptions(
        encounter_type=EncounterType(encounter.encounter_type) if encounter.encounter_type else None,
        date_of_service=service,
        discharge_date=discharge,
    )


def resources_for(place: Workplace, encounter: Encounter) -> CodingResources:
    """What coding by the edition of this encounter needs; kept from one request to the next."""
    from nlp.edition_in_use import resources_in_force  # loads the dictionary's libraries

    settings = place.settings
    return resources_in_force(
        options_of(encounter),
        editions_folder=settings.home / "code_sets",
        cache_folder=settings.cache_dir / "code_sets",
        today=datetime.now(ZoneInfo(settings.site_time_zone)).date(),
    )


def code_set_for(place: Workplace, encounter: Encounter) -> CodeSet:
    """The code set in force for this encounter."""
    return resources_for(place, encounter).code_set
