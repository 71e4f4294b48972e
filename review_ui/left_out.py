"""What was said and does not stand in the draft: taken back, spoken as a command, or struck. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from transcribe.transcript import SpokenWord

Why = Literal["taken_back", "command", "not_said"]
_WORDS: Mapping[Why, str] = {
    "taken_back": "The author took it back",
    "command": "A spoken command",
    "not_said": "Left out: it seems that nobody said it",
}


@dataclass(frozen=True)
class LeftOut:
    """Words as they were heard, the second at which they begin, and why they are not in the text.

    `meant` is what a command was taken for; it was not certain where `is_sure` is False.
    """

    why: Why
    heard: str
    start_s: float
    meant: str = ""
    is_sure: bool = True

    @property
    def said(self) -> str:
        """Why, in plain words."""
        if self.why != "command":
            return _WORDS[self.why]
        return f"Taken for “{self.meant}”{'' if self.is_sure else ': not certain'}"

    def as_json(self) -> dict[str, Any]:
        """For our own scripts."""
        return {"why": self.why, "heard": self.heard, "start": self.start_s, "said": self.said}


def left_out(report: Mapping[str, Any], words: Sequence[SpokenWord]) -> tuple[LeftOut, ...]:
    """Everything that was heard and is not in the draft, in the order in which it was said.

    `report` is the stored form of `transcribe.report.DraftReport`, `words` those of the transcript.
    """
    found = [
        *_runs(words, frozenset(report.get("struck_by_author", ())), "taken_back"),
        *_runs(words, frozenset(report.get("struck", ())), "not_said"),
        *_commands(report.get("commands", ()), {word.id: word for word in words}),
    ]
    return tuple(sorted(found, key=lambda one: one.start_s))


def _runs(words: Sequence[SpokenWord], ids: frozenset[str], why: Why) -> Iterator[LeftOut]:
    run: list[SpokenWord] = []
    for word in [*words, None]:
        if word is not None and word.id in ids:
            run.append(word)
        elif run:
            yield LeftOut(why, " ".join(one.text.strip() for one in run), round(run[0].start_s, 2))
            run = []


def _commands(commands: Sequence[Mapping[str, Any]], words: Mapping[str, SpokenWord]) -> Iterator[LeftOut]:
    for one in commands:
        said = [words[word_id] for word_id in one["word_ids"] if word_id in words]
        if said:
            heard = " ".join(word.text.strip() for word in said)
            start_s = round(min(word.start_s for word in said), 2)
            yield LeftOut("command", heard, start_s, meant=one["name"], is_sure=one["sure"])
