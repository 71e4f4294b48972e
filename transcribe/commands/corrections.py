"""What "correction" replaces: the nearest alike phrase, or nothing where that is not certain. Pure.

The speaker goes back to a word of the same kind ("right knee, correction, left knee") or says some words
again ("in the right knee, correction, in the left knee"). Alike are equal words, words of one class
(sides, numbers, months, ...) and words with nearly the same letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from transcribe.commands.kinds import Part, Piece, SpokenCommand, ends_sentence

_LONGEST = 7  # words that a speaker goes back over
_LONGEST_SAID_AGAIN = 4
_ENOUGH = 2.0  # points: one pair of a kind, or two function words said again
_MARKS = ".,;:?!"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FUNCTION_WORDS = _words(
    "the a an in on at of for to from by with and or her his their is was were has had have she he they it as"
)
_SUBJECTS = _words("he she it they we i patient")
_PREPOSITIONS = _words("in on at for to from by with over under the a an her his")
_CLASSES = tuple(
    _words(line)
    for line in """
    left right bilateral
    male female man woman boy girl gentleman lady
    upper lower middle
    proximal distal
    anterior posterior
    medial lateral
    superior inferior
    increase decrease increased decreased elevated reduced
    positive negative
    with without no
    normal abnormal
    mother father sister brother son daughter aunt uncle grandmother grandfather wife husband
    he she
    his her
    milligrams milligram micrograms microgram grams gram units unit mg mcg g ml milliliters cc liters
    daily weekly monthly nightly twice once three-times hourly bid tid qid
    days weeks months years hours minutes day week month year hour
    centimeters millimeters centimeter millimeter cm mm inches
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    morning evening afternoon night noon bedtime
    mild moderate severe minimal trace marked
    acute chronic subacute
    systolic diastolic
    benign malignant
    oral intravenous intramuscular subcutaneous topical po iv im
    tablets capsules tablet capsule
    has denies reports had denied reported
    knee hip shoulder elbow wrist ankle foot hand arm leg thigh calf forearm
    """.strip().splitlines()
)
_NUMBER_WORDS = _words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    """
)


@dataclass(frozen=True)
class Replacement:
    """What a correction does: `struck` parts go, and `written` stand there; `used` words after it are done.

    `written` is empty where the words that follow simply go on.
    """

    struck: tuple[Part, ...]
    written: tuple[Piece, ...] = ()
    used: int = 0
    lowers_next: bool = False


def find_replacement(kept: Sequence[Part], following: Sequence[Part]) -> Replacement | None:
    """What the words after a correction replace; None where that is not certain."""
    marks = _closing_marks(kept)
    before = _words_before(kept[: len(kept) - len(marks)])
    after = _phrase_after(following)
    if not before or not after:
        return None
    best: tuple[float, int] | None = None
    for size in range(1, min(len(before), _LONGEST) + 1):
        window = before[-size:]
        score = max(_aligned_score(window, after), _restart_score(window, after))
        if size == len(before) and _starts_alike(window, after):
            score = max(score, _ENOUGH)
        if best is None or score > best[0]:
            best = (score, size)
    if best is None or best[0] < _ENOUGH:
        return _single_word(before, after, marks)
    window = before[-best[1] :]
    if len(after) < len(window) and _is_whole_phrase(following, after) and len(after) == 1:
        return _in_place(window, after, marks)
    return Replacement((*window, *marks), lowers_next=window[0].text[0].islower())


def is_said_instead(before: Sequence[str], after: Sequence[str]) -> bool:
    """True when the bare words behind a correction begin with one of a kind with those right before it.

    What follows it is the same in both: "45 percent correction 55 percent", "right lower lobe correction left
    lower lobe".
    """
    return any(
        before[-size] != after[0]
        and _are_of_a_kind(before[-size], after[0])
        and tuple(before[len(before) - size + 1 :]) == tuple(after[1:size])
        for size in range(1, min(len(before), len(after), _LONGEST_SAID_AGAIN) + 1)
    )


def _are_of_a_kind(one: str, other: str) -> bool:
    if _is_number(one) and _is_number(other):
        return True
    return any(one in words and other in words for words in _CLASSES)


def _closing_marks(kept: Sequence[Part]) -> tuple[Part, ...]:
    """A spoken mark right before the correction: "right knee, comma, correction, left knee"."""
    last = kept[-1] if kept else None
    return (last,) if isinstance(last, SpokenCommand) and last.kind.side == "closing" else ()


def _words_before(kept: Sequence[Part]) -> list[Piece]:
    """The words of the sentence that the correction follows."""
    words: list[Piece] = []
    for part in reversed(kept):
        if not isinstance(part, Piece) or (words and ends_sentence(part)) or len(words) > _LONGEST + 2:
            break
        words.insert(0, part)
    return words


def _phrase_after(following: Sequence[Part]) -> list[Piece]:
    """The words up to the next mark or command."""
    phrase: list[Piece] = []
    for part in following:
        if not isinstance(part, Piece) or len(phrase) > _LONGEST:
            break
        phrase.append(part)
        if part.text[-1] in _MARKS:
            break
    return phrase


def _is_whole_phrase(following: Sequence[Part], phrase: Sequence[Piece]) -> bool:
    ends = len(phrase) == len(following) or not isinstance(following[len(phrase)], Piece)
    return ends or phrase[-1].text[-1] in _MARKS


def _starts_alike(sentence: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """True where a short sentence is begun again: "she denies nausea, scratch that, she admits to it"."""
    first = _bare(sentence[0])
    return len(sentence) > 1 and len(after) > 1 and first == _bare(after[0]) and first in _SUBJECTS


def _aligned_score(window: Sequence[Piece], after: Sequence[Piece]) -> float:
    """Points for how alike the two phrases are, word by word; 0 unless they start alike.

    A shorter phrase after the correction may leave up to two words of the window standing.
    """
    pairs = list(zip(window, after, strict=False))
    left_over = len(window) - len(pairs)
    if _points(*pairs[0]) <= 0 or left_over > 2 or (left_over and len(pairs) > 1):
        return 0.0
    if left_over and _bare(window[0]) == _bare(after[0]):
        return 0.0
    return sum(_points(old, new) for old, new in pairs) - 0.25 * left_over


def _restart_score(window: Sequence[Piece], after: Sequence[Piece]) -> float:
    """Points for the words that are said again from the start of the window on."""
    again = 0
    while again < min(len(window), len(after)) and _bare(window[again]) == _bare(after[again]):
        again += 1
    if not again:
        return 0.0
    score = sum(_points(old, new) for old, new in zip(window[:again], after[:again], strict=True))
    first = _bare(window[0])
    is_near = again == 1 and first in _PREPOSITIONS and 1 < len(window) <= 4 and len(after) > 1
    return max(score, _ENOUGH) if is_near else score


def _points(old: Piece, new: Piece) -> float:
    one, other = _bare(old), _bare(new)
    if one == other:
        return 1.0 if one in _FUNCTION_WORDS else 2.0
    if _are_of_a_kind(one, other):
        return 2.0
    if min(len(one), len(other)) >= 4 and fuzz.ratio(one, other) >= 70:
        return 2.0
    return -1.5


def _single_word(
    before: Sequence[Piece], after: Sequence[Piece], marks: Sequence[Part]
) -> Replacement | None:
    """A side or a number alone may stand further back: "right total knee replacement, correction, left"."""
    new = _bare(after[0])
    is_class_word = _is_number(new) or any(new in words for words in _CLASSES)
    if len(after) != 1 or not is_class_word:
        return None
    alike = [at for at, old in enumerate(before) if _points(old, after[0]) > 0 and _bare(old) != new]
    return _in_place(before[alike[0] :], after, marks) if len(alike) == 1 else None


def _in_place(window: Sequence[Piece], after: Sequence[Piece], marks: Sequence[Part]) -> Replacement:
    """The one word after the correction stands in for the first of the window; the rest stays."""
    old, new = window[0], after[0]
    mark = new.text[len(new.text.rstrip(_MARKS)) :]
    text = new.text.rstrip(_MARKS) or new.text
    if old.text[0].islower():
        text = text[0].lower() + text[1:] if text[1:] == text[1:].lower() else text
    rest = list(window[1:])
    if not rest:
        return Replacement((old, *marks), lowers_next=old.text[0].islower())
    rest[-1] = replace(rest[-1], text=(rest[-1].text.rstrip(_MARKS) or rest[-1].text) + mark)
    return Replacement((old, *window[1:], *marks), (replace(new, text=text), *rest), used=1)


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or all(part in _NUMBER_WORDS for part in word.split("-"))


def _bare(piece: Piece) -> str:
    return piece.text.strip(_MARKS + "\"'()").casefold()
