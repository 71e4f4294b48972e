"""Where one recording seems to hold another patient's dictation: proposals only, a person decides. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from storage.errors import Deficiency
from transcribe.commands.header import FoundField, HeaderField
from transcribe.commands.kinds import NEXT_PATIENT, Part, Piece, SpokenCommand, ends_sentence

_LEAST_WORDS_BEFORE = 8  # a header said over again within its first words corrects itself
_NEAR = 40  # parts: "next patient" and the name that follows it are one split
_SAME_NAME = 80.0  # of 100: the same name heard twice is spelled alike


@dataclass(frozen=True)
class Split:
    """A proposed split: the word that the next dictation starts with, why, and what its header says."""

    word_id: str
    reason: str
    start_s: float
    header: tuple[HeaderField, ...] = ()


@dataclass(frozen=True)
class _Cut:
    at: int
    reason: str


def propose_splits(
    parts: Sequence[Part], fields: Sequence[FoundField]
) -> tuple[tuple[HeaderField, ...], tuple[Split, ...]]:
    """The header of the first dictation, and the splits with the headers of the dictations behind them."""
    cuts = _said_cuts(parts)
    cuts += _header_cuts(parts, fields, cuts)
    cuts = _merged(sorted(cuts, key=lambda one: one.at))
    edges = [*(cut.at for cut in cuts), len(parts)]
    splits = []
    for cut, end in zip(cuts, edges[1:], strict=True):
        first = next(part for part in parts[cut.at :] if isinstance(part, Piece))
        header = _first_of_each(fields, cut.at, end)
        splits.append(Split(first.word_id, cut.reason, first.start_s, header))
    return _first_of_each(fields, 0, edges[0]), tuple(splits)


def split_deficiencies(splits: Sequence[Split]) -> list[Deficiency]:
    """One of kind `another_patient` for each proposed split, at its second."""
    note = "another dictation seems to start here: split, or keep as one"
    return [Deficiency("another_patient", note, start_s=one.start_s, end_s=one.start_s) for one in splits]


def _first_of_each(fields: Sequence[FoundField], start: int, end: int) -> tuple[HeaderField, ...]:
    first: dict[str, HeaderField] = {}
    for one in fields:
        if start <= one.at < end:
            first.setdefault(one.field.name, one.field)
    return tuple(first.values())


def _said_cuts(parts: Sequence[Part]) -> list[_Cut]:
    """Where "next patient" or "end of dictation" is said and words follow."""
    cuts: list[_Cut] = []
    for at, part in enumerate(parts):
        if not (isinstance(part, SpokenCommand) and part.kind.side == "split"):
            continue
        has_words_before = any(isinstance(one, Piece) for one in parts[:at])
        following = next((n for n in range(at + 1, len(parts)) if isinstance(parts[n], Piece)), None)
        if following is not None and has_words_before:
            reason = "next patient" if part.kind is NEXT_PATIENT else "end of dictation"
            cuts.append(_Cut(following, reason))
    return cuts


def _header_cuts(parts: Sequence[Part], fields: Sequence[FoundField], said: Sequence[_Cut]) -> list[_Cut]:
    """Where another name or record number is said than the one before."""
    cuts: list[_Cut] = []
    current: dict[str, str] = {}
    limits = [cut.at for cut in said]
    for one in fields:
        if limits and one.at >= limits[0]:
            current, limits = {}, [at for at in limits if at > one.at]
        name, value = one.field.name, one.field.value
        if name not in ("patient_name", "mrn"):
            continue
        before = current.get(name)
        current[name] = value
        if before is None or _is_same(name, before, value):
            continue
        at = _start_of_header(parts, fields, one.at)
        if sum(isinstance(part, Piece) for part in parts[:at]) >= _LEAST_WORDS_BEFORE:
            cuts.append(_Cut(at, f"another {'patient name' if name == 'patient_name' else 'record number'}"))
            current = {name: value}
    return cuts


def _is_same(name: str, before: str, value: str) -> bool:
    if name == "mrn":
        return before == value
    one, other = before.casefold(), value.casefold()
    return max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other)) >= _SAME_NAME


def _start_of_header(parts: Sequence[Part], fields: Sequence[FoundField], at: int) -> int:
    """The start of the sentence in which the header starts; the fields just before belong to it."""
    for one in reversed([field for field in fields if field.at < at]):
        if at - one.at > 12 or one.field.name in ("patient_name", "mrn"):
            break
        at = one.at
    while at > 0 and isinstance(parts[at - 1], Piece) and not ends_sentence(parts[at - 1]):
        at -= 1
    return at


def _merged(cuts: Sequence[_Cut]) -> list[_Cut]:
    """One cut where "end of dictation", "next patient" and the new name say the same."""
    merged: list[_Cut] = []
    for cut in cuts:
        if (
            merged
            and cut.at - merged[-1].at <= _NEAR
            and not (cut.reason == merged[-1].reason == "next patient")
        ):
            continue
        merged.append(cut)
    return merged
