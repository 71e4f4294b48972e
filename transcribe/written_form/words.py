"""Report tokens seen as words with their outer marks apart, and how a rule changes a stretch of them. Pure.

A rule looks at the words from one place on and returns a `Change` or None. Changes merge or split words; the
sources of all that a change covers go to what is written for it, so none is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from transcribe.report_token import ReportToken

_SHAPE = re.compile(r"""([(\["'“‘]*)(.*?)([)\]"'”’.,;:?!…]*)""", re.DOTALL)
_SENTENCE_ENDS = frozenset(".?!")


@dataclass(frozen=True)
class Word:
    """A token; `lead` and `tail` are its outer marks, `core` the rest ("" for marks alone)."""

    token: ReportToken
    lead: str
    core: str
    tail: str

    @cached_property
    def spoken(self) -> str:
        """The core in lower case, for comparing."""
        return self.core.casefold()

    @cached_property
    def letters(self) -> str:
        """The core in lower case without periods: "q.d" and "QD" are both "qd"."""
        return self.spoken.replace(".", "")

    @property
    def ends_line(self) -> bool:
        """True when a line or paragraph ends behind it."""
        return "\n" in self.token.space_after


@dataclass(frozen=True)
class Piece:
    """What is written for the next `count` words: text (blanks make several tokens) and the marks behind it.

    `tail` None keeps the marks behind the last word.
    """

    count: int
    text: str
    tail: str | None = None


Change = tuple[Piece, ...]
Rule = Callable[[Sequence[Word], int], Change | None]


def as_word(token: ReportToken) -> Word:
    """The token taken apart; one that was not spoken is all marks, so that no rule touches it."""
    if token.origin != "machine":
        return Word(token, token.text, "", "")
    shape = _SHAPE.fullmatch(token.text)
    lead, core, tail = shape.groups() if shape else ("", token.text, "")
    return Word(token, lead, core, tail)


def joined(words: Sequence[Word], at: int, count: int) -> bool:
    """True when `count` words from `at` on exist and neither mark nor line end stands between them."""
    end = at + count
    if at < 0 or end > len(words) or not words[at].core:
        return False
    if count == 1:
        return True
    if not all(word.core for word in words[at:end]):
        return False
    return all(
        not words[n].tail and not words[n].ends_line and not words[n + 1].lead for n in range(at, end - 1)
    )


def spoken_at(words: Sequence[Word], at: int, count: int = 1) -> tuple[str, ...]:
    """The lower-case cores of `count` joined words from `at` on; () where they are not joined."""
    return tuple(word.spoken for word in words[at : at + count]) if joined(words, at, count) else ()


def next_spoken(words: Sequence[Word], at: int) -> str:
    """The lower-case core at `at` when it is joined to the word before it, else ""."""
    return words[at].spoken if at and joined(words, at - 1, 2) else ""


def previous_spoken(words: Sequence[Word], at: int) -> str:
    """The lower-case core before `at` when the two are joined, else ""."""
    return words[at - 1].spoken if at and joined(words, at - 1, 2) else ""


def spoken_before(words: Sequence[Word], at: int, count: int) -> frozenset[str]:
    """The lower-case cores of up to `count` words before `at` in its sentence, whatever marks part them."""
    found: set[str] = set()
    for n in range(at - 1, max(-1, at - 1 - count), -1):
        if starts_sentence(words, n + 1):
            break
        found.add(words[n].spoken)
    return frozenset(found)


def starts_sentence(words: Sequence[Word], at: int) -> bool:
    """True at the start of the text, of a line, behind the end of a sentence or behind a list number."""
    if not at or at > len(words):
        return True
    before = words[at - 1]
    if before.ends_line:
        return True
    ends = bool(_SENTENCE_ENDS & set(before.tail + ("" if before.core else before.lead)))
    has_periods = "." in before.core and before.core[0].isalpha()
    is_abbreviation = has_periods and at < len(words) and words[at].core[:1].islower()
    return ends and not is_abbreviation


def rewritten(words: Sequence[Word], *rules: Rule) -> list[Word]:
    """The words after one pass from left to right; the first rule that applies at a place is taken."""
    written: list[Word] = []
    at = 0
    while at < len(words):
        change = next((found for rule in rules if (found := rule(words, at))), ())
        if not change:
            written.append(words[at])
            at += 1
        for piece in change:
            written.extend(_put(piece, words[at : at + piece.count]))
            at += piece.count
    return written


def _put(piece: Piece, covered: Sequence[Word]) -> Iterable[Word]:
    """The words that stand for the covered ones; one for one where their numbers agree, else all for all."""
    parts = piece.text.split()
    last = covered[-1]
    tail = last.tail if piece.tail is None else piece.tail
    everything = tuple(dict.fromkeys(source for word in covered for source in word.token.sources))
    for n, part in enumerate(parts):
        is_last = n == len(parts) - 1
        own = covered[n].token if n < len(covered) else covered[0].token
        token = replace(
            own,
            id=own.id if n < len(covered) else f"{own.id}.{n + 1}",
            text=(covered[0].lead if n == 0 else "") + part + (tail if is_last else ""),
            space_after=last.token.space_after if is_last else " ",
            sources=own.sources if len(parts) == len(covered) else everything,
        )
        yield as_word(token)
