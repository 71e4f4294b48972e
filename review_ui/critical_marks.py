"""Which words of a page or a report are critical, and which of them stop the reviewer. Pure.

The kinds come from what the machine's readers know: drugs, doses, units, sides and negations by the words
and their neighbours (transcribe.doubt.critical, for speech and print alike), the patient's name, MRN and
birth date by the labels beside them on the page. On a chart a number that is no dose, and a name that is
not the patient's, is no critical word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ocr.confidence import needs_review
from ocr.page import Page, Word
from storage.critical_words import CriticalWord, drawn
from storage.edits import Token
from storage.page_parts import all_parts, part_at
from transcribe.doubt.critical import critical_kind

_BEFORE, _AFTER = 2, 4  # neighbours that decide what a number or a name is
_NAMES = {"laterality": "side"}
_IN_PRINT = frozenset({"drug", "dose", "unit", "laterality", "negation"})
_FIELDS = frozenset({"patient_name", "mrn", "birth_date"})
_TO_SEE = ("unread", "handwriting")  # regions that hold something to read beside the printed words


@dataclass(frozen=True)
class SpokenWords:
    """What a reading knows of its words, by their ids: seconds, kinds of critical words, doubtful ones."""

    seconds: Mapping[str, tuple[float, float]]
    kinds: Mapping[str, str]
    doubtful: Collection[str]


def words_on_page(
    page: Page, tokens: Sequence[Token], number: int, *, looks: Mapping[str, str]
) -> list[CriticalWord]:
    """The critical words of a page's standing tokens; doubtful and changed ones are stops.

    `looks` says who accepted or typed which token, by id.
    """
    words = {word.id: word for word in page.words()}
    fields = field_kinds(page)
    found = []
    for at, token in enumerate(tokens):
        source = next((words[one] for one in token.sources if one in words), None)
        kind = next((fields[one] for one in token.sources if one in fields), None) or _kind(
            tokens, at, among=_IN_PRINT
        )
        if kind is None:
            continue
        found.append(
            CriticalWord(
                token.id,
                kind,
                is_stop=token.origin == "person" or (source is not None and needs_review(source)),
                looked_by=looks.get(token.id, ""),
                page_id=page.id,
                page_number=number,
                part=None if source is None else part_of_word(page, source),
            )
        )
    return found


def words_in_report(
    tokens: Sequence[Token], spoken: SpokenWords, *, looks: Mapping[str, str]
) -> list[CriticalWord]:
    """The critical words of a report's standing tokens; doubtful and changed ones are stops."""
    found = []
    for at, token in enumerate(tokens):
        if token.origin == "machine":
            kind = next((spoken.kinds[one] for one in token.sources if one in spoken.kinds), None)
        else:
            kind = _kind(tokens, at)
        if kind is None:
            continue
        times = [spoken.seconds[one] for one in token.sources if one in spoken.seconds]
        is_doubtful = token.origin == "machine" and not set(token.sources).isdisjoint(spoken.doubtful)
        found.append(
            CriticalWord(
                token.id,
                _NAMES.get(kind, kind),
                is_stop=is_doubtful or token.origin == "person",
                looked_by=looks.get(token.id, ""),
                start_s=min((start for start, _ in times), default=None),
                end_s=max((end for _, end in times), default=None),
            )
        )
    return found


def _kind(tokens: Sequence[Token], at: int, *, among: Collection[str] | None = None) -> str | None:
    before = [one.text for one in tokens[max(0, at - _BEFORE) : at]]
    after = [one.text for one in tokens[at + 1 : at + 1 + _AFTER]]
    kind = critical_kind(tokens[at].text, before, after)
    if kind is None or (among is not None and kind not in among):
        return None
    return _NAMES.get(kind, kind)


def field_kinds(page: Page) -> dict[str, str]:
    """The ids of the words that are the page's patient name, MRN or birth date, and which of them."""
    words = list(page.words())
    return {
        words[place].id: field.name
        for field in page.structure.key_values
        if field.name in _FIELDS
        for place in field.words
        if place < len(words)
    }


def part_of_word(page: Page, word: Word) -> int:
    """The numbered part of the page that holds the middle of the word."""
    middle = ((word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2)
    return part_at(*middle, width=page.width, height=page.height)


def parts_to_see(page: Page) -> frozenset[int]:
    """The parts of the page that carry words, or writing that was not read; all of a page with neither."""
    found = {part_of_word(page, word) for word in page.words()}
    for region in page.structure.regions:
        if region.kind in _TO_SEE:
            box = region.box
            middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            found.add(part_at(*middle, width=page.width, height=page.height))
    return frozenset(found) or all_parts()


def sample(
    document_id: str, words_by_page: Sequence[Mapping[str, CriticalWord]], size: int
) -> list[CriticalWord]:
    """`size` words as stops, one from each page in turn, drawn by the document's id.

    Each page's words are named by what an edit does not change: the machine's word behind them.
    """
    ranked = [[words[one] for one in drawn(document_id, words, size)] for words in words_by_page]
    rounds = [words[turn] for turn in range(size) for words in ranked if turn < len(words)]
    return [replace(word, is_stop=True) for word in rounds[:size]]
