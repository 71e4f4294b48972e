"""Carries out what takes back or replaces words: "scratch that" and "correction". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from storage.errors import Deficiency
from transcribe.commands.corrections import Replacement, find_replacement
from transcribe.commands.kinds import CORRECTION, Part, Piece, SpokenCommand, ends_sentence, ids_of
from transcribe.commands.strikes import take_back

_SHOWN = 3  # words on each side that a person hears where a correction is not certain


@dataclass
class TakenBack:
    """What is left, what was struck, and what a person must hear.

    `commands` are the retractions themselves; `deficiencies` of kind `correction_unclear` say where both
    versions stand in the text.
    """

    parts: list[Part] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    commands: list[SpokenCommand] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    deficiencies: list[Deficiency] = field(default_factory=list)


def carry_out(parts: Sequence[Part], *, speaks_punctuation: bool) -> TakenBack:
    """The parts with every retraction carried out, in the order in which they were said."""
    result = TakenBack()
    at = 0
    waiting = list(parts)
    while at < len(waiting):
        part = waiting[at]
        at += 1
        if isinstance(part, SpokenCommand) and part.kind.side == "strike":
            at += _strike(result, part, waiting[at:], speaks_punctuation=speaks_punctuation)
            _raise_next(result.parts, waiting, at)
        elif isinstance(part, SpokenCommand) and part.kind is CORRECTION:
            at += _replace(result, part, waiting, at)
        else:
            result.parts.append(part)
    return result


def _said_again(result: TakenBack, command: SpokenCommand, after: Sequence[Part]) -> Replacement | None:
    """What the words after a retraction say again: "in the left knee, scratch that, right knee".

    Less is struck then than the whole clause; None where nothing is plainly said again.
    """
    if command.kind.mark != "clause":
        return None
    skipped = _spoken_commas(after)
    found = find_replacement(result.parts, after[skipped:])
    return found if found is not None and not found.used else None


def _spoken_commas(after: Sequence[Part]) -> int:
    """How many spoken commas stand first: "scratch that, comma, right knee"."""
    count = 0
    while count < len(after) and isinstance(part := after[count], SpokenCommand) and part.kind.mark == ",":
        count += 1
    return count


def _strike(
    result: TakenBack, command: SpokenCommand, after: Sequence[Part], *, speaks_punctuation: bool
) -> int:
    """Carry out one retraction; returns how many of the parts behind it are used up."""
    again = _said_again(result, command, after)
    used = _spoken_commas(after) if again is not None else 0
    if again is not None:
        del result.parts[len(result.parts) - len(again.struck) :]
        struck = list(again.struck)
        result.review.extend(word_id for part in struck for word_id in ids_of(part))
    else:
        struck = take_back(result.parts, command.kind.mark, speaks_punctuation=speaks_punctuation)
    _keep_commands(result, (*struck, *after[:used]))
    result.struck.extend(word_id for part in struck for word_id in ids_of(part))
    result.commands.append(command if struck else replace(command, sure=False))
    return used


def _raise_next(kept: Sequence[Part], waiting: list[Part], at: int) -> None:
    """The engine goes on in the middle of a sentence; where a whole one was struck, another starts."""
    following = waiting[at] if at < len(waiting) else None
    starts = not kept or ends_sentence(kept[-1])
    if starts and isinstance(following, Piece) and following.text == following.text.lower():
        waiting[at] = replace(following, text=following.text[0].upper() + following.text[1:])


def _keep_commands(result: TakenBack, struck: Sequence[Part]) -> None:
    """Commands that were struck with their words are still listed: they were said."""
    result.commands.extend(part for part in struck if isinstance(part, SpokenCommand))


def _replace(result: TakenBack, command: SpokenCommand, waiting: list[Part], at: int) -> int:
    """Carry out one correction; returns how many of the parts behind it are used up."""
    found = find_replacement(result.parts, waiting[at:])
    if found is None:
        _keep_both(result, command, waiting[at : at + _SHOWN])
        return 0
    del result.parts[len(result.parts) - len(found.struck) :]
    still_there = {word_id for piece in found.written for word_id in piece.sources}
    gone = [part for part in found.struck if still_there.isdisjoint(ids_of(part))]
    _keep_commands(result, gone)
    result.struck.extend(word_id for part in gone for word_id in ids_of(part))
    result.parts.extend(found.written)
    result.commands.append(command)
    _lower_next(found, waiting, at)
    return found.used


def _keep_both(result: TakenBack, command: SpokenCommand, after: Sequence[Part]) -> None:
    if command.heard.split()[-1].strip(".,;:?!").casefold() != "correction":
        result.parts.extend(command.pieces)  # "I mean": words, unless it is certain what they replace
        return
    beside = [*result.parts[-_SHOWN:], *after]
    words = [part for part in beside if isinstance(part, Piece)]
    result.review.extend(word_id for piece in words for word_id in piece.sources)
    result.commands.append(replace(command, sure=False))
    starts = [piece.start_s for piece in words] or [command.start_s]
    note = "a correction was said, but what it replaces is not certain: both are kept"
    result.deficiencies.append(Deficiency("correction_unclear", note, start_s=min(starts), end_s=max(starts)))


def _lower_next(found: Replacement, waiting: list[Part], at: int) -> None:
    """The engine starts a sentence behind "correction."; in the text none starts there."""
    following = waiting[at] if at < len(waiting) else None
    if found.lowers_next and not found.used and isinstance(following, Piece):
        text = following.text
        if text[1:] == text[1:].lower() and len(text) > 1:
            waiting[at] = replace(following, text=text[0].lower() + text[1:])
