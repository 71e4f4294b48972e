"""The sections of a draft: which tokens are a heading, and which required headings are missing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.errors import Deficiency
from transcribe.commands.headings import CANONICAL, LONGEST_HEADING, REQUIRED, known_worktype, plain
from transcribe.report_token import ReportToken


@dataclass(frozen=True)
class Section:
    """A heading in the draft: its name among the known ones, as it stands there, and its tokens."""

    heading: str
    title: str
    token_ids: tuple[str, ...]


def find_sections(tokens: Sequence[ReportToken]) -> tuple[Section, ...]:
    """The headings, in order: known words at the start of a line or sentence, set off behind.

    Set off means a colon, a line end, a list number, or a period where the heading is a sentence of its own.
    """
    found: list[Section] = []
    starts = True
    at = 0
    while at < len(tokens):
        section = _heading_at(tokens, at) if starts else None
        if section is not None:
            found.append(section)
            at += len(section.token_ids)
        else:
            at += 1
        last = tokens[at - 1]
        starts = "\n" in last.space_after or last.text[-1] in ".?!:" or _is_list_mark(last)
    return tuple(found)


def _is_list_mark(token: ReportToken) -> bool:
    return token.text == "-" or token.text.rstrip(".").isdigit()


def _heading_at(tokens: Sequence[ReportToken], at: int) -> Section | None:
    for size in range(min(LONGEST_HEADING + 2, len(tokens) - at), 0, -1):
        window = tokens[at : at + size]
        if any(one.origin == "blank" or "\n" in one.space_after for one in window[:-1]):
            continue
        written = "".join(one.text + one.space_after for one in window).strip()
        heading = CANONICAL.get(plain(written))
        if heading and _is_set_off(tokens, at, size, written):
            return Section(heading, written.rstrip(".,;:"), tuple(one.id for one in window))
    return None


def _is_set_off(tokens: Sequence[ReportToken], at: int, size: int, written: str) -> bool:
    last = tokens[at + size - 1]
    starts_line = at == 0 or "\n" in tokens[at - 1].space_after
    if written[-1] == ":":
        return True
    if "\n" in last.space_after:
        return starts_line
    if written[-1] == ".":
        return starts_line or len(written.split()) > 1
    # "Chief complaint chest pain": two words and more that start a line are no sentence
    return starts_line and len(written.split()) > 1 and written[-1].isalpha()


def missing_sections(sections: Sequence[Section], worktype: str) -> list[Deficiency]:
    """One deficiency of kind `section_missing` for each heading that the worktype requires and is not there.

    None for a worktype that is not known.
    """
    present = {one.heading for one in sections}
    return [
        Deficiency("section_missing", f"the heading “{choices[0]}” is missing")
        for choices in REQUIRED.get(known_worktype(worktype), ())
        if present.isdisjoint(choices)
    ]
