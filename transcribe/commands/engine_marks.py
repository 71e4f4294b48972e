"""Takes out the marks that the engine wrote and nobody spoke, where the author speaks punctuation. Pure.

Measured on the development dictations: of the engine's own commas in such reports one in ten stood for a
spoken comma that it swallowed; the others are pauses ("wise, daily"). A full stop is more often a swallowed
"period", so it goes only where the sentence plainly runs on, or where the engine nearly always wrote that
word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transcribe.commands.headings import is_heading
from transcribe.commands.kinds import Part, Piece, SpokenCommand, bare, ends_sentence
from transcribe.commands.plain_words import COMMON_WORDS, NEVER_LAST, RUNNING_ON
from transcribe.written_form.number_words import parts_of

_PAUSES = ",;…"
_LEAST_MARKS = 3  # spoken commas and periods, a comma among them: below, the author may speak a few alone
_MOST_WORDS_PER_MARK = 30  # authors who speak all punctuation say a mark every 6 to 12 words
_LEAST_PERIODS = 2
# spoken periods that the engine wrote as words, for each full stop of its own: above, it rarely swallows one
_TRUSTED_SHARE = 3
_TRUSTED_PERIODS = 6  # fewer prove nothing
_LONGEST_HEADING = 6
_CREDENTIALS = frozenset({"MD", "M.D", "DO", "PhD", "RN", "NP", "PA", "PA-C", "FACP", "FACS", "Jr", "Sr"})
_DATE_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?", re.ASCII)
_ABBREVIATED = re.compile(r"(?:[A-Zb-z]|[A-Za-z]+(?:\.[A-Za-z]+)+|\d{1,2})\.", re.ASCII)


@dataclass(frozen=True)
class _Habit:
    """Which of the engine's marks are pauses: its commas, its full stops where the sentence runs on, all."""

    commas: bool
    periods: bool
    all_periods: bool


def without_engine_marks(parts: Sequence[Part]) -> list[Part]:
    """The parts without the engine's marks that nobody spoke; unchanged where punctuation is not spoken.

    Marks stay before a line's end, behind headings, titles and abbreviations, inside dates and between
    numbers, and in a first line without any spoken mark (a header that is read out).
    """
    kept = list(parts)
    habit = _habit(kept)
    if not (habit.commas or habit.periods):
        return kept
    at = _first_line_end(kept)
    for n in range(at, len(kept) - 1):
        piece, following = kept[n], kept[n + 1]
        if not isinstance(piece, Piece) or not isinstance(following, Piece):
            continue
        if piece.text[-1] in _PAUSES and habit.commas and not _belongs(piece, following):
            kept[n] = _bare_of(piece, _PAUSES)
        elif habit.periods and _is_pause(kept, n, all_periods=habit.all_periods):
            kept[n] = _bare_of(piece, ".")
            kept[n + 1] = _small(following)
    return kept


def _habit(parts: Sequence[Part]) -> _Habit:
    spoken = [part.kind.mark for part in parts if isinstance(part, SpokenCommand)]
    commas, periods = spoken.count(","), spoken.count(".")
    pieces = [part for part in parts if isinstance(part, Piece)]
    throughout = len(pieces) <= _MOST_WORDS_PER_MARK * (commas + periods)
    inside = _first_line_end(parts)
    own = sum(
        isinstance(part, Piece) and isinstance(parts[n + 1], Piece) and _has_full_stop(part)
        for n, part in enumerate(parts[:-1])
        if n >= inside
    )
    return _Habit(
        commas=throughout and commas > 0 and commas + periods >= _LEAST_MARKS,
        periods=throughout and periods >= _LEAST_PERIODS,
        all_periods=periods >= max(_TRUSTED_PERIODS, _TRUSTED_SHARE * own),
    )


def _first_line_end(parts: Sequence[Part]) -> int:
    """Where the first line ends, if no mark was spoken in it; else 0."""
    for at, part in enumerate(parts):
        if isinstance(part, SpokenCommand) and part.kind.side in ("break", "item", "split"):
            return at
        if isinstance(part, SpokenCommand) and part.kind.side == "closing":
            break
    return 0


def _belongs(piece: Piece, following: Piece) -> bool:
    """True for the comma of a date, of "e.g.", before "MD", or between two numbers."""
    number = bare(piece.text)
    if number in ("e.g", "i.e") or following.text.rstrip(",.") in _CREDENTIALS:
        return True
    if _DATE_DAY.fullmatch(number) and following.text[0].isdigit():
        return True
    return bool(parts_of(number)) and (bool(parts_of(bare(following.text))) or following.text[0].isdigit())


def _has_full_stop(piece: Piece) -> bool:
    is_abbreviated = _ABBREVIATED.fullmatch(piece.text.lstrip("(\"'"))
    return piece.text[-1] == "." and not is_abbreviated and ends_sentence(piece)


def _is_pause(parts: Sequence[Part], at: int, *, all_periods: bool) -> bool:
    """True where the engine's full stop behind this word ends no sentence."""
    piece, following = parts[at], parts[at + 1]
    if not isinstance(piece, Piece) or not isinstance(following, Piece):
        return False
    if not _has_full_stop(piece) or _ends_heading(parts, at) or parts_of(bare(piece.text)):
        return False
    runs_on = bare(piece.text) in NEVER_LAST or following.text[0].islower()
    return all_periods or runs_on or bare(following.text) in RUNNING_ON


def _ends_heading(parts: Sequence[Part], at: int) -> bool:
    words: list[str] = []
    for part in reversed(parts[max(0, at + 1 - _LONGEST_HEADING) : at + 1]):
        if not isinstance(part, Piece):
            break
        words.insert(0, bare(part.text))
        if is_heading(" ".join(words)):
            return True
    return False


def _bare_of(piece: Piece, marks: str) -> Piece:
    return replace(piece, text=piece.text.rstrip(marks) or piece.text)


def _small(piece: Piece) -> Piece:
    """The word with a small letter where its capital says no more than that the engine ended a sentence."""
    if bare(piece.text) in COMMON_WORDS and piece.text[1:] == piece.text[1:].lower():
        return replace(piece, text=piece.text[0].lower() + piece.text[1:])
    return piece
