"""Stations as they are set up: added, changed and put out of use. Touches the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.stations.defaults import WAYS_IN, Defaults, StationSetUpError
from ingest.stations.file_names import pattern_problem
from ingest.stations.sitting import StationTakenError, open_batch_at
from storage.audit.record import record_audit
from storage.database import database_now
from storage.errors import Disposition, ServiceError
from storage.ids import new_id
from storage.reviews import Reviewer
from storage.tables import Station

_LONGEST_NAME = 40
# a folder's name on every system that may share it, and never one that climbs out
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}(?<! )")


class StationUnknownError(ServiceError):
    """There is no such station or batch at this site."""

    code = "ingest.station_unknown"
    disposition = Disposition.ASK_HUMAN
    remedy = "Choose it from the list of stations, or of batches"


@dataclass(frozen=True)
class StationSetUp:
    """A station as an administrator describes it."""

    name: str
    folder: str
    way_in: str
    scanner: str = ""
    file_name_pattern: str = ""
    defaults: Defaults = field(default_factory=Defaults)

    def problems(self) -> dict[str, str]:
        """What cannot be used, by field."""
        wrong = {
            "name": ""
            if 0 < len(self.name) <= _LONGEST_NAME and self.name.isprintable()
            else (f"The name has 1 to {_LONGEST_NAME} letters"),
            "folder": ""
            if _FOLDER.fullmatch(self.folder)
            else ("The folder is a plain name of letters, digits, dashes and spaces"),
            "way_in": "" if self.way_in in WAYS_IN else "There is no such way in",
            "scanner": ""
            if len(self.scanner) <= 100 and (self.scanner or " ").isprintable()
            else ("The scanner's name is too long"),
            "file_name_pattern": pattern_problem(self.file_name_pattern),
        }
        return {name: problem for name, problem in wrong.items() if problem}


def stations_in_use(session: Session, site_id: str) -> Sequence[Station]:
    """The stations that have not been put out of use, by name."""
    found = select(Station).where(Station.site_id == site_id, Station.retired_at.is_(None))
    return session.scalars(found.order_by(Station.name, Station.id)).all()


def find_station(session: Session, site_id: str, station_id: str) -> Station:
    """The station in use.

    Raises:
        StationUnknownError: there is none at this site.
    """
    station = session.get(Station, station_id)
    if station is None or station.site_id != site_id or station.retired_at is not None:
        raise StationUnknownError("There is no such station")
    return station


def keep_station(
    session: Session, site_id: str, wanted: StationSetUp, person: Reviewer, *, station_id: str = ""
) -> Station:
    """The station, new or changed.

    Raises:
        StationSetUpError: a field cannot be used, or another station has the folder.
        StationUnknownError: there is no station to change.
    """
    problems = wanted.problems()
    taken = [one for one in stations_in_use(session, site_id) if one.id != station_id]
    if any(one.folder.casefold() == wanted.folder.casefold() for one in taken):
        problems["folder"] = "Another station has this folder"
    if any(one.name.casefold() == wanted.name.casefold() for one in taken):
        problems["name"] = "Another station has this name"
    if problems:
        raise StationSetUpError(problems)
    station = (
        find_station(session, site_id, station_id)
        if station_id
        else Station(id=new_id(), site_id=site_id, created_at=database_now(session))
    )
    station.name, station.folder, station.way_in = wanted.name, wanted.folder, wanted.way_in
    station.scanner, station.file_name_pattern = wanted.scanner, wanted.file_name_pattern
    station.defaults = wanted.defaults.as_json()
    session.add(station)
    session.flush()
    _audit(session, station, "station.changed" if station_id else "station.added", person)
    return station


def retire_station(session: Session, station: Station, person: Reviewer) -> None:
    """Put the station out of use; its folder is no longer looked at, and what it brought in stays.

    Raises:
        StationTakenError: there is an open batch.
    """
    if open_batch_at(session, station.id) is not None:
        raise StationTakenError("There is an open batch at this station", where=f"station {station.id}")
    station.retired_at = database_now(session)
    _audit(session, station, "station.retired", person)


def _audit(session: Session, station: Station, action: str, person: Reviewer) -> None:
    record_audit(session, actor=person.actor, action=action, subject_kind="station", subject_id=station.id)
