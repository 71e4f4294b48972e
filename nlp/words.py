r"""Words as the dictionary compares them: canonical stems with their places in the text. Pure.

Both sides of every comparison, titles and notes, go through `read_units`, so a rule here can never make
the two disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# What ends a stretch inside which words may be put together to one diagnosis. A full stop counts when the
# next word starts with a capital or a digit ("E. coli" goes on), a line end when it is hard.
_BREAK = re.compile(r"[;:!?()\[\]{}•|]|\.(?=\s+[A-Z0-9*•-]|\s*$|\s*\n)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)]))")
_STOP_TEXT = """
of the an in on to with w and or due for by at from his her their its this that these is was are were be been
as per than type nos patient patients pt he she they who which s
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
SIDES = frozenset({"left", "right", "bilateral"})
_ATTRIBUTE_TEXT = """
acute chronic subacute mild moderate severe recurrent persistent intermittent active stable worsening new
newly known old longstanding significant closed open displaced nondisplaced initial subsequent sequela primary
unspecified unilateral controlled uncontrolled symptomatic asymptomatic resolving marked minimal small large
advanced early late underlying likely diffuse
"""
# These say how bad, how long or on which side; they choose among codes but do not name a disease.
ATTRIBUTES = SIDES | frozenset(_ATTRIBUTE_TEXT.split())
_LETTER_FOLLOWS = frozenset(
    {"hepatitis", "influenza", "flu", "type", "group", "stage", "vitamin", "hemophilia"}
)
_KEEPS_S = ("ss", "us", "is", "as", "os")


@dataclass(frozen=True)
class Unit:
    """One canonical stem and the characters it stands for.

    `group` numbers the written word (or abbreviation) it came from: units of one group share their place and
    are taken together or not at all. `stretch` numbers the piece of text inside which words may combine.
    `read_as` is the word that a slip was taken for, "" where it stands as it is written.
    """

    stem: str
    start: int
    end: int
    group: int
    stretch: int
    ambiguous: bool = False
    read_as: str = ""


@dataclass(frozen=True)
class WrittenWord:
    """A word as it stands in the text and lower-cased, with its place and stretch.

    `read_as` is the word that a slip was taken for; the text is then that word.
    """

    text: str
    lower: str
    start: int
    end: int
    stretch: int
    read_as: str = ""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without a possessive or plural ending."""
    word = re.sub(r"['’]s?$", "", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEPS_S):
        return word[:-1]
    return word


def canonical(word: str, table: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The stems that stand for a lower-case word: by the table of canonical words, then without endings."""
    for candidate in (word, stem(word)):
        if candidate in table:
            found = table[candidate]
            return found if found == (candidate,) else tuple(stem(part) for part in found)
    return (stem(word),)


def written_words(text: str) -> list[WrittenWord]:
    """Every word of a text with its stretch; hyphens and slashes part words, apostrophes do not."""
    breaks = [match.start() for match in _BREAK.finditer(text)] + hard_line_ends(text)
    breaks.sort()
    words: list[WrittenWord] = []
    stretch = 0
    for match in _WORD.finditer(text):
        while stretch < len(breaks) and breaks[stretch] < match.start():
            stretch += 1
        words.append(WrittenWord(match.group(), match.group().lower(), match.start(), match.end(), stretch))
    return words


def hard_line_ends(text: str) -> list[int]:
    """Line ends that end a thought, not just a line.

    A line end is soft when the next line goes on in lower case, or when the line is long enough (45
    characters, half a page's width) to have been wrapped and does not end in punctuation.
    """
    ends: list[int] = []
    for match in re.finditer(r"\n", text):
        end = match.start()
        line = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
        following = text[end + 1 : end + 40].lstrip(" \t")
        wrapped = (
            len(line) >= 45 and line[-1] not in ".:;" and not following.startswith(("\n", "-", "*", "•"))
        )
        if not (wrapped or following[:1].islower()):
            ends.append(end)
    return ends


def is_content(word: str, previous: str) -> bool:
    """Whether a lower-case word carries meaning; "a" does behind "hepatitis" and its like."""
    if word == "a":
        return previous in _LETTER_FOLLOWS
    return word not in STOP_WORDS


def bag_key(stems: set[str] | frozenset[str]) -> str:
    """The order-free form under which a set of stems is looked up."""
    return " ".join(sorted(stems))
