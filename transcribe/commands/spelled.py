"""Spelled words: "Holloway, spelled H O L L O W A Y" corrects the name before it. Pure.

The engine writes letters apart or in a run ("H-O-L-L-O-W-A-Y"); "H as in Henry" and "double L" are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from transcribe.commands.alike_names import SAME_SOUND, likeness
from transcribe.commands.kinds import SPELLED, Inserted, Part, Piece, SpokenCommand, ids_of
from transcribe.commands.word_lists import in_order, words

_MARKS = ".,;:?!"
_LEAST_LETTERS_UNSAID = 3  # a run without "spelled" before it; two letters where they are the name itself
_LEAST_LETTERS_FAR = 5  # such a run behind a name that was heard quite otherwise: "COPD" has fewer
_LEAST_LIKENESS_FAR = 35.0
_PLAINLY_ALIKE = 65.0
_SEEN_BACK = 4  # words before the spelling among which the name is
# at this likeness of letters or of consonants the letters explain the change; below, a person decides
_EXPLAINED = 60.0
_NAME_IS_THERE = 25.0
_LETTER_NAMES = {
    **dict(
        zip(in_order("ay bee see dee gee aitch jay kay el em en oh pee queue"), "abcdghjklmnopq", strict=True)
    ),
    **{"are": "r", "ess": "s", "tea": "t", "tee": "t", "you": "u", "vee": "v", "ex": "x", "why": "y"},
    **{"zee": "z", "zed": "z", "be": "b", "eye": "i", "sea": "c", "cue": "q", "eff": "f", "pea": "p"},
}
_ALPHABET = words(
    """
    alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar
    papa quebec romeo sierra tango uniform victor whiskey xray x-ray yankee zulu
    """
)
_LEADING = (("that", "is"), ("which", "is"), ("that's",))
_AS_IN = ("as", "in"), ("like",), ("for",), ("is", "in"), ("in",)
# three equal letters, or six consonants in a row: the letters themselves were misheard
_IMPOSSIBLE = re.compile(r"(.)\1\1|[bcdfghjklmnpqrstvwxz]{6}")


@dataclass(frozen=True)
class SpelledWord:
    """A name that was spelled: the words heard for it, the words that spelled it, and its letters.

    Where not `applied` the letters are too far from what was heard: the text keeps `heard`, and `text` is a
    suggestion.
    """

    word_ids: tuple[str, ...]
    spelled_ids: tuple[str, ...]
    heard: str
    text: str
    applied: bool


def apply_spellings(parts: Sequence[Part]) -> tuple[list[Part], list[SpelledWord]]:
    """The parts with spelled names corrected and the letters taken out of the text, and what was spelled."""
    kept: list[Part] = []
    spelled: list[SpelledWord] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        is_said = isinstance(part, SpokenCommand) and part.kind is SPELLED
        start = at + 1 if is_said else at
        letters, length = _letters_at(parts, start, is_said=is_said)
        if not letters and not is_said and kept:
            letters, length = _short_name(kept[-1], parts, at) or _run_together(kept[-1], part)
        used = parts[at : start + length]
        lead = _leading_words(kept) if letters and not is_said else 0
        said = [*kept[len(kept) - lead :], *used]
        named = kept[: len(kept) - lead] if letters else []
        found = _correct(named, letters, said, is_said=is_said) if letters else None
        if found is not None:
            spelled.append(found)
            kept = [*named, _command_of(said)]
            at = start + length
            continue
        kept.extend(part.pieces if is_said and isinstance(part, SpokenCommand) else (part,))
        at += 1
    return kept, spelled


def _leading_words(kept: Sequence[Part]) -> int:
    """How many words right before the letters only lead to them: "Kathryn, that is K A T H R Y N"."""
    for phrase in _LEADING:
        last = [_bare(part) for part in kept[-len(phrase) :] if isinstance(part, Piece)]
        if tuple(last) == phrase and len(kept) > len(phrase):
            return len(phrase)
    return 0


def _short_name(name: Part, parts: Sequence[Part], at: int) -> tuple[str, int] | None:
    """Two letters behind a name that is just these: "Ng, N G"."""
    run = parts[at : at + 2]
    if not isinstance(name, Piece) or not name.text[0].isupper() or not all(map(_is_single, run)):
        return None
    letters = "".join(_bare(one) for one in run if isinstance(one, Piece))
    return (letters, 2) if len(run) == 2 and _bare(name) == letters else None


def _is_single(part: Part) -> bool:
    return isinstance(part, Piece) and len(_bare(part)) == 1 and _bare(part).isalpha()


def _run_together(name: Part, part: Part) -> tuple[str, int]:
    """Letters that the engine joined without a hyphen: "Kuzmarek, KACZMAREK"; ("", 0) for anything else."""
    if not isinstance(name, Piece) or not isinstance(part, Piece):
        return "", 0
    text, heard = part.text.strip(_MARKS), name.text.strip(_MARKS)
    if not re.fullmatch(r"[A-Z]{4,}", text) or not re.fullmatch(r"[A-Z][a-z']+", heard):
        return "", 0
    is_name = text[0] == heard[0] and likeness(heard.casefold(), text.casefold()) >= _EXPLAINED
    return (text.casefold(), 1) if is_name else ("", 0)


def _command_of(used: Sequence[Part]) -> SpokenCommand:
    ids = tuple(dict.fromkeys(word_id for part in used for word_id in ids_of(part)))
    heard = " ".join(part.heard if isinstance(part, SpokenCommand) else part.text for part in used)
    first = used[0]
    return SpokenCommand(SPELLED, ids, heard, start_s=first.start_s)


def _letters_at(parts: Sequence[Part], start: int, *, is_said: bool) -> tuple[str, int]:
    """The letters that are spelled from here on, in lower case, and how many parts say them."""
    letters, at = "", start
    while at < len(parts):
        found, length = _one_at(parts, at, is_said=is_said and (bool(letters) or at == start))
        if not length:
            break
        letters += found
        at += length
        last = parts[at - 1]
        if isinstance(last, Piece) and last.text[-1] in ".?!" and len(last.text) > 2:
            break
        if isinstance(last, Piece) and _ends_run(last):
            break  # "Katherine Meyer, K-A-T-H-R-I-N-E, M-E-I-E-R": each name has its own run
    if is_said and not letters and start < len(parts):
        return _whole_word(parts[start])
    while at > start and isinstance(parts[at - 1], SpokenCommand):
        at -= 1  # a comma or hyphen behind the last letter is punctuation
        letters = letters.rstrip("-")
    enough = 2 if is_said else _LEAST_LETTERS_UNSAID
    return (letters, at - start) if len(letters) >= enough else ("", 0)


def _ends_run(piece: Piece) -> bool:
    """True for letters in one run of hyphens with a mark behind it."""
    return piece.text[-1] in ",;" and piece.text.count("-") >= _LEAST_LETTERS_UNSAID - 1


def _one_at(parts: Sequence[Part], at: int, *, is_said: bool) -> tuple[str, int]:
    """The letters said by the part at this place and those that belong to it; ("", 0) for no letter."""
    part = parts[at]
    if isinstance(part, SpokenCommand):
        joins = part.kind.side == "joining" or part.kind.mark == ","
        if joins and is_said and at + 1 < len(parts) and _is_letter(parts[at + 1]):
            return ("-" if part.kind.name == "hyphen" else ""), 1
        return "", 0
    if isinstance(part, Inserted):
        return "", 0
    word = _bare(part)
    if word in ("double", "capital", "cap", "letter") and at + 1 < len(parts) and _is_letter(parts[at + 1]):
        after = parts[at + 1]
        letters, length = _one_at(parts, at + 1, is_said=is_said)
        first = _bare(after)[:1] if isinstance(after, Piece) else ""
        return (first if word == "double" else "") + letters, length + 1
    if word == "apostrophe" and is_said:
        return "'", 1
    letters = _letters_of(word, is_said=is_said)
    return (letters, 1 + _as_in_length(parts, at, letters)) if letters else ("", 0)


def _letters_of(word: str, *, is_said: bool) -> str:
    if len(word) == 1 and word.isalpha():
        return word
    if re.fullmatch(r"[a-z]+(?:-[a-z]+)+", word):
        runs = word.split("-")
        singles = sum(len(run) == 1 for run in runs)
        return "".join(runs) if singles * 2 >= len(runs) and len(runs) > 2 else ""
    if is_said and word in _ALPHABET:
        return word[0]
    return _LETTER_NAMES.get(word, "") if is_said else ""


def _is_letter(part: Part) -> bool:
    return isinstance(part, Piece) and len(_letters_of(_bare(part), is_said=True)) >= 1


def _as_in_length(parts: Sequence[Part], at: int, letter: str) -> int:
    """How many words "as in Henry" takes behind a letter; 0 where it is not said."""
    for phrase in _AS_IN:
        end = at + 1 + len(phrase)
        words = [_bare(part) for part in parts[at + 1 : end + 1] if isinstance(part, Piece)]
        if len(words) == len(phrase) + 1 and tuple(words[:-1]) == phrase and words[-1].startswith(letter[-1]):
            return len(phrase) + 1
    return 0


def _whole_word(part: Part) -> tuple[str, int]:
    """The word after "spelled" where the engine joined the letters: "spelled HOLLOWAY"."""
    if isinstance(part, Piece) and re.fullmatch(r"[A-Za-z'-]{3,}", part.text.strip(_MARKS)):
        return _bare(part), 1
    return "", 0


def _correct(kept: list[Part], letters: str, used: Sequence[Part], *, is_said: bool) -> SpelledWord | None:
    """Put the spelled letters in the place of the name before them, where the letters explain that."""
    found = _name_before(kept, letters, is_said=is_said)
    joined_by_engine = is_said and len(used) == 2 and not _is_letter(used[1])
    is_near = found is not None and (is_said or _is_far(kept, letters, found))
    least = _NAME_IS_THERE if is_near and not joined_by_engine else _EXPLAINED
    if found is None or found[2] < least:
        return None
    start, end, score = found
    name = [part for part in kept[start:end] if isinstance(part, Piece)]
    heard = " ".join(piece.text for piece in name).strip(_MARKS)
    last = used[-1]
    mark = _mark_of(
        last.text if isinstance(last, Piece) else last.heard if isinstance(last, SpokenCommand) else ""
    )
    text = _cased(letters, heard)
    is_applied = score >= _EXPLAINED and not _IMPOSSIBLE.search(letters)
    ids = tuple(dict.fromkeys(word_id for piece in name for word_id in piece.sources))
    spelled_ids = tuple(dict.fromkeys(word_id for part in used for word_id in ids_of(part)))
    if is_applied:
        merged = replace(name[0], text=text + mark, more_ids=(*ids[1:], *spelled_ids))
        kept[start:end] = [merged]
    else:
        kept[end - 1] = replace(name[-1], text=name[-1].text.rstrip(_MARKS) + mark)
    return SpelledWord(ids, spelled_ids, heard, text, is_applied)


def _is_far(kept: Sequence[Part], letters: str, found: tuple[int, int, float]) -> bool:
    """True where many letters stand right behind a name that starts with the first of them."""
    start, end, score = found
    name = kept[start]
    is_behind = end == len(kept) and isinstance(name, Piece) and name.text[0].isupper()
    return is_behind and len(letters) >= _LEAST_LETTERS_FAR and score >= _LEAST_LIKENESS_FAR


def _may_be_name(first: str, heard: str, letters: str) -> bool:
    """True where letters without "spelled" may spell these words, the first of which is `first`.

    "She takes aspirin A S A" spells nothing: what sounds alike to the consonants alone is not enough.
    """
    raw = float(fuzz.ratio(re.sub("[^a-z]", "", heard), letters))
    if raw >= _PLAINLY_ALIKE:
        return True
    sounds = [text[:1].translate(SAME_SOUND) or text[:1] for text in (heard, letters)]
    long_enough = len(heard) * 2 >= len(letters)
    return first[0].isupper() and long_enough and sounds[0] == sounds[1] and raw >= _LEAST_LIKENESS_FAR


def _name_before(kept: Sequence[Part], letters: str, *, is_said: bool) -> tuple[int, int, float] | None:
    """The one to three words before the letters that are most like them: start, end, likeness 0–100."""
    best: tuple[float, int, int] | None = None
    ends = [
        at for at in range(len(kept), max(0, len(kept) - _SEEN_BACK), -1) if isinstance(kept[at - 1], Piece)
    ]
    for end in ends:
        for start in range(end - 1, max(-1, end - 4), -1):
            part = kept[start]
            if not isinstance(part, Piece) or (start < end - 1 and part.text[-1] in _MARKS):
                break
            heard = "".join(_bare(one) for one in kept[start:end] if isinstance(one, Piece))
            if not is_said and not (heard and _may_be_name(part.text, heard, letters)):
                continue
            score = likeness(heard, letters) + (end == len(kept)) - 3 * (end - start - 1)
            if heard and (best is None or score > best[0]):
                best = (score, start, end)
    return (best[1], best[2], best[0]) if best else None


def _cased(letters: str, heard: str) -> str:
    """The letters as a name is written; as it was heard where only the case would differ."""
    if heard.casefold() == letters:
        return heard
    if heard[:1].islower():
        return letters
    text = re.sub(r"(^|[-'])([a-z])", lambda found: found[1] + found[2].upper(), letters)
    return "Mc" + text[2:].capitalize() if text.startswith("Mc") and len(text) > 4 else text


def _mark_of(text: str) -> str:
    return text[len(text.rstrip(_MARKS)) :]


def _bare(piece: Piece) -> str:
    return piece.text.strip(_MARKS + "\"'()").casefold()
