"""Which heard words are wrong, by the words that were said. Pure.

Numbers are compared digit by digit, so that "forty milligrams" and "40mg" are the same and one wrong digit
makes a wrong word; unit names are written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

_PIECE = re.compile(r"[a-z]+|\d+|%")
_ONES = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)  # noqa: SIM905
}
_SCALES = {"hundred": 100, "thousand": 1000}
_ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),  # noqa: SIM905
        start=1,
    )
}
_SAME = {
    "mg": "milligram",
    "mcg": "microgram",
    "ml": "milliliter",
    "g": "gram",
    "kg": "kilogram",
    "cm": "centimeter",
    "mm": "millimeter",
    "%": "percent",
    "dr": "doctor",
    "mr": "mister",
    "mrs": "missus",
    "okay": "ok",
}
_SPOKEN_MARKS = frozenset(("comma", "period", "colon", "new", "paragraph", "next", "number"))


@dataclass(frozen=True)
class Verdicts:
    """Whether each heard word is wrong; how many said words were left out (spoken marks not counted)."""

    wrong: tuple[bool, ...]
    left_out: int


def judge(heard: Sequence[str], said: str) -> Verdicts:
    """The verdicts on heard words: an exchanged or invented one is wrong, a missing one is counted."""
    ours, theirs = _tokens(heard), _tokens(said.split())
    wrong = [False] * len(heard)
    left_out = 0
    edits = Levenshtein.opcodes([token for token, _ in ours], [token for token, _ in theirs])
    for edit in edits:
        if edit.tag == "equal":
            continue
        for _, places in ours[edit.src_start : edit.src_end]:
            for place in places:
                wrong[place] = True
        spare = theirs[edit.dest_start + edit.src_end - edit.src_start : edit.dest_end]
        left_out += sum(token not in _SPOKEN_MARKS for token, _ in spare)
    return Verdicts(tuple(wrong), left_out)


def _tokens(words: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Each token with the places of the words that it comes from; numbers as single digits."""
    flat = [(piece, place) for place, word in enumerate(words) for piece in _pieces(word)]
    found: list[tuple[str, tuple[int, ...]]] = []
    at = 0
    while at < len(flat):
        run = at
        while run < len(flat) and _is_number(flat[run][0]):
            run += 1
        if run > at:
            for value, places in _numbers(flat[at:run]):
                found += [(digit, places) for digit in str(value)]
            at = run
        else:
            piece, place = flat[at]
            written = piece if piece.isdigit() else _ORDINALS.get(piece, _plain(piece))
            found += [(one, (place,)) for one in (written if written.isdigit() else [written])]
            at += 1
    return found


def _pieces(word: str) -> list[str]:
    text = re.sub(r"['\u2019]", "", word.lower())
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", " point ", text)
    text = re.sub(r"(?<=\d)/(?=\d)", " over ", text)
    return _PIECE.findall(re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text))


def _plain(piece: str) -> str:
    same = _SAME.get(piece, piece)
    return same[:-1] if same.endswith(("grams", "liters", "meters")) else same


def _is_number(piece: str) -> bool:
    return piece in _ONES or piece in _TENS or piece in _SCALES


def _numbers(run: Sequence[tuple[str, int]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The numbers that a run of number words says, one after the other ("nineteen fifty eight": 19, 58)."""
    value, last = 0, ""
    places: list[int] = []
    for word, place in run:
        kind = "scale" if word in _SCALES else "tens" if word in _TENS else "ones"
        amount = _ONES.get(word, _TENS.get(word, 0))
        begins = kind == "tens" and last in ("tens", "ones")
        begins = begins or (kind == "ones" and (last == "ones" or (last == "tens" and amount >= 10)))
        if begins:
            yield value, tuple(places)
            value, places = 0, []
        value = max(value, 1) * _SCALES[word] if kind == "scale" else value + amount
        places.append(place)
        last = kind
    yield value, tuple(places)
