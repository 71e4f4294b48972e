"""Named items of a list: "number two", "#2", "No. 2", "item two", and the engine's own "2." or "2". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.commands.headings import is_heading
from transcribe.commands.kinds import NEXT_NUMBER, Part, Piece, SpokenCommand, ends_sentence
from transcribe.commands.word_lists import in_order, words
from transcribe.written_form.vocabulary import is_unit

_NUMBERS = in_order(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_HIGHEST = 30
_LONGEST_ITEM = 40  # words between the first bare number of a list and the second
# behind a number they say that it is none of a list: "1 of the nodes", "2 plus edema"
_COUNTING = words("of or to and over by out x plus in on at is was are were for with more less point half")
# "medical record number 4", "room number two": the number belongs to the word before
_NUMBERED_THINGS = words(
    """
    record records phone telephone room bed case account lot model nerve tooth policy id chart serial part
    total the a an any this that fax insurance identification encounter visit accession specimen patient
    contact license member group social security extension size small large same great reference tracking
    """
)
# "number one concern", "number two pencil"
_RANKED = words("concern priority cause reason complaint pencil vicryl silk nylon of in")


def list_number_at(
    pieces: Sequence[Piece], at: int, before: Sequence[Part]
) -> tuple[SpokenCommand, int] | None:
    """The named item that starts at this piece and how many pieces say it, where an item can start.

    That is: first, after a colon, a period or a break, behind a heading, or as the next number of a list.
    """
    number, length = _number_at(pieces, at)
    if length == 0 and at + 1 < len(pieces):
        number, length = _written_number(pieces[at].text, pieces[at + 1].text, before)
        if not length:
            number, length = _bare_number(pieces, at, before)
    if number is None or length == 0:
        return None
    end = at + length
    following = _bare(pieces[end].text) if end < len(pieces) else ""
    if following in ("hundred", "thousand"):
        return None
    is_ranked = pieces[end - 1].text[-1] not in ".,:;" and following in _RANKED
    if is_ranked or not _can_start(number, before):
        return None
    ids = tuple(dict.fromkeys(piece.word_id for piece in pieces[at:end]))
    heard = " ".join(piece.text for piece in pieces[at:end])
    return SpokenCommand(NEXT_NUMBER, ids, heard, number=number, start_s=pieces[at].start_s), length


def _number_at(pieces: Sequence[Piece], at: int) -> tuple[int | None, int]:
    """The number that is named here and the pieces it takes; (None, 0) where none is."""
    text = pieces[at].text
    found = re.fullmatch(r"#(\d{1,2})[.,:]?", text)
    if found:
        return _in_range(int(found[1])), 1
    word = _bare(text)
    skipped = 1 if word in ("item", "problem", "diagnosis", "next") else 0
    if skipped and (at + 1 >= len(pieces) or _bare(pieces[at + 1].text) != "number"):
        is_item = word in ("item", "problem", "diagnosis") and at + 2 < len(pieces)
        number = _value(_bare(pieces[at + 1].text)) if is_item else None
        return (number, 2) if number else (None, 0)
    is_short = text.casefold() == "no." and at + 1 < len(pieces) and pieces[at + 1].text[0].isdigit()
    if at + skipped + 1 >= len(pieces) or not (is_short or _bare(pieces[at + skipped].text) == "number"):
        return None, 0
    return _value(_bare(pieces[at + skipped + 1].text)), skipped + 2


def _written_number(text: str, following: str, before: Sequence[Part]) -> tuple[int | None, int]:
    """The engine's own "2." where item 2 can start; (None, 0) where it is a number that ends a sentence."""
    found = re.fullmatch(r"(\d{1,2})\.", text, re.ASCII)
    # behind "2." a sentence starts with a capital; an item may be small: "1. aspirin 2. heparin"
    if not found or not (_can_start(0, before) or following[0].islower()):
        return None, 0
    number = int(found[1])
    opens = number == 1 and (not before or _opens_list(before[-1]) or _ends_heading(before))
    return (number, 1) if opens or (number > 1 and number == _last_number(before) + 1) else (None, 0)


def _bare_number(pieces: Sequence[Piece], at: int, before: Sequence[Part]) -> tuple[int | None, int]:
    """A number that the engine wrote without its point: "Plan: 1 aspirin. 2 heparin."; (None, 0) for others.

    The first needs a list to open and a second behind it; a number with a unit is none.
    """
    number = _lone_value(pieces, at)
    if number is None:
        return None, 0
    if number == 1:
        opens = bool(before) and (_opens_list(before[-1]) or _ends_heading(before))
        return (1, 1) if opens and _goes_on_with_two(pieces, at) else (None, 0)
    last = before[-1] if before else None
    is_set_off = last is not None and (
        ends_sentence(last) or (isinstance(last, SpokenCommand) and last.kind.side in ("break", "closing"))
    )
    starts = is_set_off or pieces[at + 1].text[0].isupper()
    return (number, 1) if starts and number == _last_number(before) + 1 else (None, 0)


def _lone_value(pieces: Sequence[Piece], at: int) -> int | None:
    """The number here in digits, or as a word that a mark sets off; None where it counts what follows."""
    text = pieces[at].text
    word = text.rstrip(".,:")
    after = [_bare(one.text) for one in pieces[at + 1 : at + 3]]
    says_mark = after[:1] in (["comma"], ["period"], ["colon"]) and len(after) == 2
    has_mark = word != text or says_mark
    is_number = word.isascii() and word.isdigit() and len(word) <= 2
    following = after[says_mark] if after else ""
    if not following or not (is_number or (has_mark and word.casefold() in _NUMBERS)):
        return None
    counts = is_unit(following) or following in _COUNTING or following[0].isdigit()
    return None if counts and not (has_mark and not following[0].isdigit()) else _value(word.casefold())


def _goes_on_with_two(pieces: Sequence[Piece], at: int) -> bool:
    """True when a bare 2 of the same kind follows: at a sentence's start, or before a capital."""
    for n in range(at + 2, min(len(pieces) - 1, at + _LONGEST_ITEM)):
        starts = (
            pieces[n - 1].text[-1] in ".;" or pieces[n + 1].text[0].isupper() or _says_mark(pieces[n - 1])
        )
        counts = _bare(pieces[n + 1].text) == f"{_bare(pieces[at + 1].text)}s"  # "1 lesion. 2 lesions."
        if starts and _lone_value(pieces, n) == 2 and not counts:
            return True
    return False


def _says_mark(piece: Piece) -> bool:
    return _bare(piece.text) in ("period", "comma", "semicolon", "paragraph", "line")


def _opens_list(last: Part) -> bool:
    if isinstance(last, SpokenCommand):
        return last.kind.side == "break" or last.kind.mark == ":"
    return isinstance(last, Piece) and last.text[-1] == ":"


def _value(word: str) -> int | None:
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    if word.isascii() and word.isdigit():
        return _in_range(int(word))
    return None


def _in_range(number: int) -> int | None:
    return number if 0 < number <= _HIGHEST else None


def _can_start(number: int, before: Sequence[Part]) -> bool:
    last = before[-1] if before else None
    if last is None:
        return True
    if isinstance(last, SpokenCommand):
        return last.kind.side in ("break", "split", "aside") or last.kind.mark in (":", ".", ",", ";")
    if ends_sentence(last) or last.text[-1] == ":":
        return True
    if isinstance(last, Piece) and _bare(last.text) in _NUMBERED_THINGS:
        return False
    return number == _last_number(before) + 1 and (number > 1 or _ends_heading(before))


def _last_number(before: Sequence[Part]) -> int:
    """The number of the item this text stands in; 0 where no list is open."""
    count = 0
    for part in before:
        if isinstance(part, SpokenCommand) and part.kind is NEXT_NUMBER:
            count = part.number or count + 1
    return count


def _ends_heading(before: Sequence[Part]) -> bool:
    words: list[str] = []
    for part in reversed(before[-6:]):
        if not isinstance(part, Piece) or (words and ends_sentence(part)):
            break
        words.insert(0, _bare(part.text))
    return any(is_heading(" ".join(words[start:])) for start in range(len(words)))


def _bare(text: str) -> str:
    return text.strip(".,;:?!\"'()[]…").casefold()
