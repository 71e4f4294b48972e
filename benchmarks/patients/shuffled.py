"""Shuffled charts: whose page each is, whose chart it lies in, and what is really printed on it. Pure.

Truth is the generator's: it knows who a page was drawn for and which of their identifiers it printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from benchmarks.coding.noise import corrupted
from benchmarks.ocr.invented_charts import Chart, Person
from benchmarks.ocr.pages import LAYOUTS
from benchmarks.ocr.truth import TruePage, TrueWord
from benchmarks.patients.own_pages import OWN_LAYOUTS

_PAGES = (4, 9)
_FOREIGN_SHARE = 0.2
_SAME_LINE = 0.6  # of a word's height
# Share of characters read wrong on a page, as our own engine does on generated pages (RESULTS.md): hardly any
# on clean ones, 1 to 2 % on worn ones; the last is a bad fax.
NOISE = (0.0, 0.003, 0.01, 0.02, 0.04)


@dataclass(frozen=True)
class ShuffledPage:
    """One page of a chart: drawn for `owner`, lying in the chart of `patient`, printed and read text."""

    name: str
    layout: str
    owner: Person
    patient: Person
    words: tuple[TrueWord, ...]
    noise: float

    @property
    def is_foreign(self) -> bool:
        """True when it lies in somebody else's chart."""
        return self.owner != self.patient

    @property
    def text(self) -> str:
        """The page line by line, as it reads with its noise."""
        lines = lines_of(self.words)
        return "\n".join(" ".join(word.text for word in line) for line in lines)


def lines_of(words: tuple[TrueWord, ...]) -> list[list[TrueWord]]:
    """The words by the line that they stand on, left to right, top to bottom."""
    lines: list[list[TrueWord]] = []
    for word in sorted(words, key=lambda one: one.box[3]):
        height = word.box[3] - word.box[1]
        if lines and abs(lines[-1][-1].box[3] - word.box[3]) < max(height, 20) * _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.box[0]) for line in lines]


def shuffled_charts(count: int, seed: int) -> Iterator[list[ShuffledPage]]:
    """`count` charts of 4 to 8 pages, about one page in five another patient's."""
    random = Random(f"shuffled {seed}")
    people = [Chart(Random(f"person {seed} {number}")) for number in range(count)]
    for number, chart in enumerate(people):
        pages = []
        for place in range(random.randrange(*_PAGES)):
            stranger = random.choice([one for one in people if _differs(one.person, chart.person)])
            owner = stranger if place and random.random() < _FOREIGN_SHARE else chart
            name = f"{seed}-{number}-{place}"
            pages.append(_page(name, owner, chart.person, random))
        yield pages


def _differs(one: Person, other: Person) -> bool:
    return one.mrn != other.mrn and one.name != other.name and one.birth_date != other.birth_date


def _page(name: str, owner: Chart, patient: Person, random: Random) -> ShuffledPage:
    layout = random.choice([*LAYOUTS, *OWN_LAYOUTS])
    noise = random.choice(NOISE)
    drawn = drawn_page(layout, owner.person, name)
    seed = f"{name} {layout}"
    words = tuple(
        TrueWord(read, word.box)
        for word in drawn.words
        if (read := corrupted(word.text, share=noise, seed=seed + str(word.box)).strip())
    )
    return ShuffledPage(name, layout, owner.person, patient, words, noise)


@cache
def drawn_page(layout: str, person: Person, name: str) -> TruePage:
    """The page of this layout, drawn for this person."""
    chart, other = Chart(Random(f"text {name}")), Chart(Random(f"other {name}"))
    chart.person = person
    if layout in OWN_LAYOUTS:
        return OWN_LAYOUTS[layout](chart, other).finished(name)
    return LAYOUTS[layout](chart).finished(name)


def prints(layout: str) -> bool:
    """True when pages of this layout print who they are about."""
    return layout != "continuation"
