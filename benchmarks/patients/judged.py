"""Pages judged: what was stopped, what should have been, and the misses by name. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.ocr.invented_charts import Person
from benchmarks.ocr.report import Bar, Table
from ingest.index_fields import parse_date
from ingest.patients.foreign import KnownPatient


@dataclass(frozen=True)
class Judged:
    """One page: how it was made, whether it is another patient's and readably so, whether it was stopped."""

    name: str
    layout: str
    noise: str
    is_foreign: bool
    is_readable: bool
    was_stopped: bool
    read: str


def known(person: Person) -> KnownPatient:
    """The invented person as a site knows them."""
    return KnownPatient((person.mrn,), (f"{person.family}, {person.given}",), parse_date(person.birth_date))


def identifiers(owner: Person) -> tuple[str, ...]:
    """What a page of this person can be told by: number, birth date, and the name in both orders."""
    return owner.mrn, owner.birth_date, owner.name, f"{owner.family}, {owner.given}"


def is_readable(text: str, identifier: str) -> bool:
    """True when the identifier stands in the text letter for letter, as whole words."""
    return f" {_plain(identifier)} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9/]+", " ", text.casefold()).split())


def tables(pages: Sequence[Judged], title: str) -> list[Table]:
    """Shares by noise and by layout, then every miss and false alarm."""
    headings = (title, "foreign", "readable", "stopped of readable", "stopped", "own", "false alarms")
    by_noise = _rows(pages, lambda one: one.noise)
    by_layout = _rows(pages, lambda one: one.layout)
    wrong = [one for one in pages if (one.is_foreign and one.is_readable) != one.was_stopped]
    misses = tuple(
        (
            one.name,
            one.layout,
            one.noise,
            "missed" if one.is_foreign and not one.was_stopped else "alarm",
            one.read,
        )
        for one in wrong
        if one.is_readable or not one.is_foreign
    )
    return [
        Table(f"{title} by noise", ("noise", *headings[1:]), by_noise),
        Table(f"{title} by page", ("page", *headings[1:]), by_layout),
        Table("misses and false alarms", ("page", "layout", "noise", "what", "read"), misses),
    ]


def _rows(
    pages: Sequence[Judged], key: Callable[[Judged], str]
) -> tuple[tuple[str | int | float | None, ...], ...]:
    groups: dict[str, list[Judged]] = {"all": list(pages)}
    for one in pages:
        groups.setdefault(key(one), []).append(one)
    return tuple((name, *_figures(group)) for name, group in groups.items())


def _figures(pages: Iterable[Judged]) -> tuple[str | int | float | None, ...]:
    every = list(pages)
    foreign = [one for one in every if one.is_foreign]
    readable = [one for one in foreign if one.is_readable]
    own = [one for one in every if not one.is_foreign]
    return (
        len(foreign),
        len(readable),
        share(readable),
        share(foreign),
        len(own),
        share(own),
    )


def share(pages: Sequence[Judged]) -> float | None:
    """The share of the pages that were stopped; None of none."""
    return sum(one.was_stopped for one in pages) / len(pages) if pages else None


def bars(pages: Sequence[Judged], name: str) -> list[Bar]:
    """Bar 3 of the wrong patient."""
    readable = [one for one in pages if one.is_foreign and one.is_readable]
    own = [one for one in pages if not one.is_foreign]
    return [
        Bar.at_least(f"{name}: foreign pages with a readable identifier stopped", share(readable), 0.99),
        Bar.at_most(f"{name}: false alarms", share(own), 0.01),
    ]
