"""A token of the draft report: a piece of text, the white space behind it, and what it stands for. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

SPACES = ("", " ", "\n", "\n\n")
# spoken; called by voice from the author's own blocks; put where speech was missed or a blank was asked for
Origin = Literal["machine", "template", "blank"]
_ORIGINS = ("machine", "template", "blank")


@dataclass(frozen=True)
class ReportToken:
    """A piece of text without white space, the white space behind it, and the spoken words it stands for.

    A "template" token was not said: its sources are the words that called the block. Only a "blank" may
    have no sources: it stands where somebody spoke and no word was written.
    """

    id: str
    text: str
    space_after: str
    sources: tuple[str, ...]
    origin: Origin = "machine"

    def __post_init__(self) -> None:
        if not self.text or re.search(r"\s", self.text):
            raise ValueError("a token is text without white space")
        if self.space_after not in SPACES:
            raise ValueError("a token is followed by nothing, a space, a line end or a paragraph end")
        if self.origin not in _ORIGINS:
            raise ValueError("a token comes from the machine, a template or a blank")
        if not self.sources and self.origin != "blank":
            raise ValueError("a token of a draft stands for one spoken word or more")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**vars(self), "sources": list(self.sources)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The token that `as_json` wrote; one stored before `origin` existed was spoken."""
        return cls(**{**stored, "sources": tuple(stored["sources"])})
