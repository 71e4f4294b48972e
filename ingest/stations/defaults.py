"""What a station, or one batch at it, says about files that say nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ingest.index_fields import PRIORITIES
from ingest.stages import ROUTES
from storage.errors import Disposition, ServiceError

WAYS_IN = {"scanner": "Scanner", "fax": "Fax", "mail": "E-mail"}
_MAX_CHARACTERS = 100


class StationSetUpError(ServiceError):
    """A station or a batch cannot be set up like that; `problems` says what is wrong, by field."""

    code = "ingest.station_set_up"
    disposition = Disposition.ASK_HUMAN
    remedy = "Correct what is named, then try again"

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Defaults:
    """Document type, route and priority ("" where nothing is said), and how many sides are scanned."""

    document_type: str = ""
    route: str = ""
    priority: str = ""
    sides: int = 2

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    def as_texts(self) -> dict[str, str]:
        """The index fields among them, as a form would send them; what says nothing is left out."""
        said = {"document_type": self.document_type, "route": self.route, "priority": self.priority}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Defaults:
        """The defaults that `as_json` wrote; nothing stored says nothing."""
        return cls(**stored) if stored else cls()


def parse_defaults(given: Mapping[str, str]) -> Defaults:
    """The defaults from a form's texts.

    Raises:
        StationSetUpError: a choice is not one of its list, or the type is too long.
    """
    document_type = given.get("document_type", "").strip()
    route, priority = given.get("route", "").strip(), given.get("priority", "").strip()
    sides = given.get("sides", "").strip() or "2"
    wrong = {
        "document_type": "The type is too long" if len(document_type) > _MAX_CHARACTERS else "",
        "route": "" if route in ("", *ROUTES) else "There is no such route",
        "priority": "" if priority in ("", *PRIORITIES) else "There is no such priority",
        "sides": "" if sides in ("1", "2") else "A sheet has one side or two",
    }
    problems = {name: problem for name, problem in wrong.items() if problem}
    if problems:
        raise StationSetUpError(problems)
    return Defaults(document_type, route, priority, int(sides))
