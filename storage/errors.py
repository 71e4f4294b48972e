"""What can go wrong, said in three answers (what, where, how to mend), and losses as data.

Every floor raises subclasses of `ServiceError`, declared in the module that raises them, and reports
whatever it could not read as a `Deficiency`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Disposition(StrEnum):
    """What the conveyor does next with work that failed."""

    RETRY = "retry"  # the world may heal: store or database unreachable, worker killed
    REJECT = "reject"  # this input can never work
    ASK_HUMAN = "ask_human"  # a person can unblock it


EXIT_CODES = {Disposition.REJECT: 2, Disposition.ASK_HUMAN: 3, Disposition.RETRY: 4}
EXIT_BUG = 1
_WORST_FIRST = (EXIT_BUG, 3, 4, 2, 0)


def worst_exit_code(codes: list[int]) -> int:
    """The one exit code for several files: 1 (bug) > 3 (person) > 4 (try again) > 2 (rejected) > 0."""
    return next((code for code in _WORST_FIRST if code in codes), 0)


class ServiceError(Exception):
    """An expected failure with a stable code, a disposition and a remedy.

    Subclasses set the three class variables. `what` and `where` never carry patient text: name a page
    number, a second or an id.
    """

    code: ClassVar[str]
    disposition: ClassVar[Disposition]
    remedy: ClassVar[str]
    counts_as_attempt: ClassVar[bool] = True  # False for an outage: the job is not to blame and never parks

    def __init__(self, what: str, *, where: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.what}{place}. {self.remedy}"

    @property
    def message(self) -> str:
        """What happened and where, without the remedy."""
        return f"{self.what} ({self.where})" if self.where else self.what

    def as_json(self) -> dict[str, str]:
        """The `error` object of the command line contract: {code, message, remedy}."""
        return {"code": self.code, "message": self.message, "remedy": self.remedy}


@dataclass(frozen=True)
class Deficiency:
    """One loss or doubt, as data: what kind, where, and a note for people.

    `kind` is a stable snake_case word. `page_number` counts from 1; `start_s` and `end_s` are seconds from
    the start of the original recording. The note never carries patient text.
    """

    kind: str
    note: str
    page_number: int | None = None
    start_s: float | None = None
    end_s: float | None = None

    def __post_init__(self) -> None:
        if not self.kind or not self.note:
            raise ValueError("a deficiency needs a kind and a note")
        if self.page_number is not None and self.page_number < 1:
            raise ValueError("page numbers count from 1")
        if self.start_s is not None and self.end_s is not None and self.end_s < self.start_s:
            raise ValueError("a deficiency cannot end before it starts")

    def as_json(self) -> dict[str, Any]:
        """This deficiency as plain JSON values; absent places are left out."""
        values = {
            "kind": self.kind,
            "note": self.note,
            "page_number": self.page_number,
            "start_s": self.start_s,
            "end_s": self.end_s,
        }
        return {key: value for key, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Deficiency:
        """The deficiency that `as_json` wrote."""
        return cls(**stored)


@dataclass(frozen=True)
class EngineInfo:
    """Which program and model made something: stamped on everything a machine made."""

    name: str
    version: str
    model_sha256: str | None = None
    options_hash: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values of the four fields."""
        return {
            "name": self.name,
            "version": self.version,
            "model_sha256": self.model_sha256,
            "options_hash": self.options_hash,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> EngineInfo:
        """The engine stamp that `as_json` wrote."""
        return cls(**stored)
