"""The draft report: what was said, with spoken commands carried out, word by word traceable. Pure.

Every spoken word is a source of a token, or said a command, or stands in a note, or was struck: by the
author ("scratch that"), or with a reason that is a deficiency of the transcript. Nothing else can happen to
it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from storage.errors import Deficiency
from transcribe.commands.blanks import Blank, with_blanks
from transcribe.commands.engine_marks import without_engine_marks
from transcribe.commands.header import HeaderField, find_header
from transcribe.commands.kinds import Inserted, Part, SpokenCommand
from transcribe.commands.normals import UNKNOWN_NORMAL, Normal, insert_normals
from transcribe.commands.notes import Note, take_notes
from transcribe.commands.sections import Section, find_sections, missing_sections
from transcribe.commands.spelled import SpelledWord, apply_spellings
from transcribe.commands.splits import Split, propose_splits, split_deficiencies
from transcribe.commands.stored import as_plain, records
from transcribe.commands.taking_back import TakenBack, carry_out
from transcribe.commands.writer import Writer, WrittenToken
from transcribe.dictation_commands import find_commands
from transcribe.report_token import ReportToken
from transcribe.transcript import SpokenWord
from transcribe.written_form import guessed_sources, uncertain_numbers, write_as_reports_do

__all__ = [
    "AppliedCommand",
    "Blank",
    "DraftReport",
    "HeaderField",
    "Normal",
    "Note",
    "ReportToken",
    "Section",
    "SpelledWord",
    "Split",
    "draft_report",
    "report_text",
]

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class AppliedCommand:
    """A command that was said and carried out; not `sure` where the engine wrote another word for it."""

    name: str
    word_ids: tuple[str, ...]
    heard: str
    sure: bool


@dataclass(frozen=True)
class DraftReport:
    """The draft as tokens, the commands that shaped it, and what else was said.

    `struck` are ids of words left out as not said, `struck_by_author` of those the author took back;
    `review` of words that a person must hear whatever their confidence. `header` is that of the first
    dictation of the recording; each of `splits` carries its own. `deficiencies` are those of the draft
    alone: section_missing, normal_unknown, correction_unclear, another_patient.
    """

    tokens: tuple[ReportToken, ...]
    commands: tuple[AppliedCommand, ...] = ()
    struck: tuple[str, ...] = ()
    struck_by_author: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    spelled: tuple[SpelledWord, ...] = ()
    sections: tuple[Section, ...] = ()
    splits: tuple[Split, ...] = ()
    header: tuple[HeaderField, ...] = ()
    blanks: tuple[Blank, ...] = ()
    review: tuple[str, ...] = ()
    deficiencies: tuple[Deficiency, ...] = field(default=())

    def ids_not_in_text(self) -> frozenset[str]:
        """The ids of words that are no text of the report: commands, notes, and what was struck."""
        said = [one.word_ids for one in self.commands] + [one.word_ids for one in self.notes]
        return frozenset(word_id for ids in said for word_id in ids).union(self.struck, self.struck_by_author)

    def as_json(self) -> dict[str, Any]:
        """The stored form, with `schema_version`."""
        plain: dict[str, Any] = as_plain(self)
        return {"schema_version": SCHEMA_VERSION, **plain}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The draft that `as_json` wrote; what a program before this one did not store is empty.

        Raises:
            ValueError: when the stored form has a schema version this program does not know.
        """
        if stored["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"unknown report schema version {stored['schema_version']}")
        return cls(
            tokens=tuple(ReportToken.from_json(one) for one in stored["tokens"]),
            commands=records(AppliedCommand, stored, "commands"),
            struck=tuple(stored["struck"]),
            struck_by_author=tuple(stored.get("struck_by_author", ())),
            notes=records(Note, stored, "notes"),
            spelled=records(SpelledWord, stored, "spelled"),
            sections=records(Section, stored, "sections"),
            splits=tuple(
                Split(**{**one, "header": records(HeaderField, one, "header")})
                for one in stored.get("splits", ())
            ),
            header=records(HeaderField, stored, "header"),
            blanks=records(Blank, stored, "blanks"),
            review=tuple(stored.get("review", ())),
            deficiencies=tuple(Deficiency.from_json(one) for one in stored.get("deficiencies", ())),
        )


def report_text(report: DraftReport) -> str:
    """The text of the draft, without white space at its end."""
    return "".join(token.text + token.space_after for token in report.tokens).rstrip()


def draft_report(
    words: Sequence[SpokenWord],
    *,
    struck: Collection[str] = (),
    worktype: str = "",
    normals: Sequence[Normal | Mapping[str, Any]] = (),
    missed: Sequence[tuple[float, float]] = (),
) -> DraftReport:
    """The report that these words dictate; words whose id is in `struck` are left out and listed.

    `worktype` says which headings are required ("" requires none). `normals` are the author's blocks that
    can be called by voice. `missed` are stretches (start_s, end_s) in which somebody speaks and no word was
    written: each leaves a blank.
    """
    parts: list[Part] = list(find_commands([word for word in words if word.id not in struck]))
    own = [one if isinstance(one, Normal) else Normal.from_json(one) for one in normals]
    without_notes = take_notes(parts)
    parts = insert_normals(without_notes.parts, own, worktype)
    parts, spelled = apply_spellings(parts)
    speaks = _speaks_punctuation(parts)
    taken = carry_out(parts, speaks_punctuation=speaks)
    fields = find_header(taken.parts)
    header, splits = propose_splits(taken.parts, fields)
    writer = Writer(speaks_punctuation=speaks)
    writer.write_all(with_blanks(without_engine_marks(taken.parts), missed))
    heard = _tokens(words, writer.written)
    tokens = write_as_reports_do(heard)
    sections = find_sections(tokens)
    return DraftReport(
        tokens=tokens,
        commands=_commands(words, without_notes.commands, taken),
        struck=tuple(word.id for word in words if word.id in struck),
        struck_by_author=tuple(word.id for word in words if word.id in set(taken.struck)),
        notes=tuple(without_notes.notes),
        spelled=tuple(spelled),
        sections=sections,
        splits=splits,
        header=header,
        blanks=_blanks(heard, writer.written),
        review=tuple(dict.fromkeys([*taken.review, *_unsure_ids(spelled), *_uncertain_ids(heard, tokens)])),
        deficiencies=(
            *missing_sections(sections, worktype),
            *_unknown_normals(taken.parts),
            *taken.deficiencies,
            *split_deficiencies(splits),
        ),
    )


def _unknown_normals(parts: Sequence[Part]) -> list[Deficiency]:
    """One of kind `normal_unknown` for each block that was called and is not known."""
    return [
        Deficiency("normal_unknown", one.reason, start_s=one.start_s, end_s=one.end_s)
        for one in parts
        if isinstance(one, Inserted) and one.reason == UNKNOWN_NORMAL
    ]


def _speaks_punctuation(parts: Sequence[Part]) -> bool:
    """True when two or more marks were spoken: then the engine's own commas are pauses."""
    return sum(isinstance(part, SpokenCommand) and part.kind.side == "closing" for part in parts) >= 2


def _unsure_ids(spelled: Sequence[SpelledWord]) -> list[str]:
    return [
        word_id
        for one in spelled
        if not one.applied or one.text.casefold() != one.heard.casefold()
        for word_id in one.word_ids
    ]


def _uncertain_ids(heard: Sequence[ReportToken], written: Sequence[ReportToken]) -> list[str]:
    """The words behind numbers that a person must hear, in the order of speech."""
    uncertain, guessed = uncertain_numbers(written), guessed_sources(heard)
    return [
        word_id
        for token in written
        for word_id in token.sources
        if token.id in uncertain or word_id in guessed
    ]


def _tokens(words: Sequence[SpokenWord], written: Sequence[WrittenToken]) -> tuple[ReportToken, ...]:
    prefix = f"{words[0].id.rpartition(':')[0]}:" if words and ":" in words[0].id else ""
    return tuple(
        ReportToken(f"{prefix}t{number}", one.text, one.space_after, one.sources, one.origin)
        for number, one in enumerate(written, start=1)
    )


def _blanks(tokens: Sequence[ReportToken], written: Sequence[WrittenToken]) -> tuple[Blank, ...]:
    return tuple(
        Blank(token.id, one.blank.start_s, one.blank.end_s, one.blank.reason)
        for token, one in zip(tokens, written, strict=True)
        if one.blank is not None
    )


def _commands(
    words: Sequence[SpokenWord], in_notes: Sequence[SpokenCommand], taken: TakenBack
) -> tuple[AppliedCommand, ...]:
    """Every command in the order of speech, those in notes and in struck words too."""
    order = {word.id: number for number, word in enumerate(words)}
    said = [*in_notes, *taken.commands, *(one for one in taken.parts if isinstance(one, SpokenCommand))]
    said.sort(key=lambda one: order[one.word_ids[0]])
    return tuple(AppliedCommand(one.kind.name, one.word_ids, one.heard, one.sure) for one in said)
