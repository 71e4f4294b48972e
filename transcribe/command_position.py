"""Where a word like "period" or "colon" is a command, and where it is meant. Pure.

In a chart "colon", "coma" and "period" are clinical words as often as commands. What decides is what stands
beside them, and whether the speaker set them off (a pause, or the engine's own punctuation, on that side).
The lists of neighbours are in `commands.beside`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transcribe.commands import beside, kinds
from transcribe.commands.corrections import is_said_instead
from transcribe.commands.headings import is_heading
from transcribe.commands.kinds import CommandKind
from transcribe.commands.phrases import (
    COLON_HOMOPHONES,
    COMMA_HOMOPHONES,
    HEARD_AS_STRIKE,
    NEVER_DICTATED,
    PERIOD_HOMOPHONES,
    WEAK_CORRECTIONS,
)


@dataclass(frozen=True)
class Place:
    """What surrounds a possible command: the bare words beside it and whether it is set off from them.

    `line` are the bare words before it since the last break, command or sentence end. `mark_before` says
    that the engine wrote punctuation, or another command was said, right before it; being set off may also
    be a pause alone. `follows` are the bare words behind it. `starts` is true where a sentence may start.
    """

    line: tuple[str, ...]
    follows: tuple[str, ...]
    mark_before: bool
    set_off_before: bool
    set_off_after: bool
    previous_is_command: bool
    starts: bool = False
    names_follow: bool = False  # two words with capitals, as in a person's name
    capital_follows: bool = False  # one word with a capital of its own
    heard_commas: bool = False  # this author's commas are heard as other words throughout
    in_aside: bool = False  # a note to the typist is open
    sentence_runs_on: bool = False  # a full stop of the engine on the word itself, and a small letter behind

    @property
    def previous(self) -> str:
        """The bare word before, or "" where none is on this line."""
        return self.line[-1] if self.line else ""

    @property
    def following(self) -> str:
        """The bare word behind, or ""."""
        return self.follows[0] if self.follows else ""

    @property
    def stands_alone(self) -> bool:
        """Set off on both sides."""
        return self.set_off_before and self.set_off_after

    @property
    def ends_heading(self) -> bool:
        """True when the words before it, from the start of their line, are a known heading."""
        return is_heading(" ".join(self.line))

    def says(self, before: frozenset[str], after: frozenset[str]) -> bool:
        """True when a neighbour shows that the word is meant as a word."""
        meant_by_previous = not self.mark_before and self.previous in before
        return meant_by_previous or (not self.set_off_after and self.following in after)


def is_command_here(
    phrase: tuple[str, ...], kind: CommandKind, place: Place, *, speaks_punctuation: bool
) -> bool:
    """True when this phrase, in this place, is a command and not a word of the report."""
    word = " ".join(phrase)
    if word in COMMA_HOMOPHONES | PERIOD_HOMOPHONES | COLON_HOMOPHONES:
        return _is_homophone_command(word, place, speaks_punctuation=speaks_punctuation)
    if _is_pointed_at(kind, place) and phrase[:1] != ("full",):
        return False
    if word in ("period", "colon"):
        return _is_mark(kind, place, speaks_punctuation=speaks_punctuation)
    rule = _RULES.get(kind)
    return rule is None or rule(phrase, place)


def _is_pointed_at(kind: CommandKind, place: Place) -> bool:
    """True behind an article ("the comma"); "come in period" is told by the pause the speaker makes."""
    if place.mark_before or kind.side in ("aside", "insertion", "blank", "split", "spelling"):
        return False
    if place.previous in beside.ARTICLES:
        return not (place.previous == "a" and len("".join(place.line[-2:-1])) == 1)  # "S A R A period"
    if place.previous not in beside.POINTERS or kind not in _CLINICAL_WORDS:
        return False
    if kind is kinds.PERIOD:
        spans = not beside.SPANS.isdisjoint(place.line[-3:-1])
        return spans or not (place.set_off_before or place.set_off_after)
    return not place.stands_alone


def _is_mark(kind: CommandKind, place: Place, *, speaks_punctuation: bool) -> bool:
    if kind is kinds.COLON:
        if place.ends_heading:
            return True
        is_meant = place.says(beside.BEFORE_COLON, beside.AFTER_COLON)
    else:
        is_meant = _is_stretch_of_time(place)
    return not is_meant and (speaks_punctuation or place.set_off_before or place.set_off_after)


def _is_stretch_of_time(place: Place) -> bool:
    """True for "menstrual period", "over a two week period"; not for "at this time, period"."""
    if place.says(beside.BEFORE_PERIOD, beside.AFTER_PERIOD):
        return True
    if place.set_off_before:
        return False
    earlier = place.line[-4:-1]
    if earlier[-1:] in (("a",), ("per",), ("each",)) and earlier[-2:-1] in _HOW_OFTEN:
        return False  # "three times a day period"
    if place.follows[:1] == ("of",) and place.follows[1:2] != ("note",) and not place.set_off_after:
        return place.previous in beside.MAY_STAND_BEFORE_PERIOD
    measured = not beside.MEASURED_BY.isdisjoint(earlier) and "at" not in earlier
    return place.previous in beside.MAY_STAND_BEFORE_PERIOD and measured


_HOW_OFTEN = {("once",), ("twice",), ("times",), ("thrice",)}
_CLINICAL_WORDS = frozenset({kinds.PERIOD, kinds.COLON, kinds.SLASH, kinds.HYPHEN, kinds.LINE})


def _is_homophone_command(word: str, place: Place, *, speaks_punctuation: bool) -> bool:
    """Between two commands ("comma coma comma") the coma itself is dictated."""
    if word in COLON_HOMOPHONES:
        return place.ends_heading and (place.set_off_after or place.set_off_before)
    if not speaks_punctuation or (place.previous_is_command and place.following == "comma"):
        return False
    # no report has these as words of its own, wherever they stand
    if word in NEVER_DICTATED:
        return True
    if _is_meant(word, place):
        return False
    one_side = place.set_off_before or place.set_off_after or word == "calmer"
    return place.stands_alone or (place.heard_commas and one_side)


def _is_meant(word: str, place: Place) -> bool:
    """True where a neighbour shows that the homophone is the word itself."""
    if word == "coma":
        # "fever, coma, and seizures", unless this author's commas are heard as comas throughout
        runs_on = place.sentence_runs_on or (
            place.previous in beside.NEVER_BEFORE_COMA and place.stands_alone
        )
        listed = place.following in beside.AFTER_COMA and not place.heard_commas and not runs_on
        return listed or place.says(beside.BEFORE_COMA | beside.ARTICLES, beside.AFTER_COMA)
    if word == "calmer":
        return place.says(beside.BEFORE_CALMER, beside.AFTER_CALMER)
    return word in PERIOD_HOMOPHONES and place.says(
        beside.BEFORE_PERIOD | beside.POINTERS, beside.AFTER_PERIOD
    )


def _joins(_: tuple[str, ...], place: Place) -> bool:
    return bool(place.previous and place.following) and place.following not in beside.AFTER_SLASH


def _breaks(_: tuple[str, ...], place: Place) -> bool:
    return place.set_off_after or place.mark_before or place.following not in beside.AFTER_LINE


def _numbers(phrase: tuple[str, ...], place: Place) -> bool:
    return place.set_off_after or place.following not in beside.AFTER_NEXT or phrase == ("next", "number")


def _takes_back(phrase: tuple[str, ...], place: Place) -> bool:
    """True for "scratch that", but not "unable to scratch that itch" or "the scratch that she had"."""
    if phrase in HEARD_AS_STRIKE and phrase[1] == "the":  # "scratch the comma" behind a spoken mark
        return place.previous_is_command and place.following in beside.MARK_WORDS
    if phrase in HEARD_AS_STRIKE:
        return place.stands_alone
    if place.previous in beside.VERBS and not place.mark_before:
        return False
    is_told = (
        place.starts and phrase[1:] == ("that",) and phrase[0] in ("delete", "erase", "disregard", "remove")
    )
    if is_told and not place.set_off_after and place.following not in beside.STARTS_CLAUSE:
        return False  # "delete that medication from the list"
    rarely_meant = phrase[0] in ("scratch", "strike", "scratched", "scrap") or len(phrase) > 2
    return rarely_meant or place.set_off_before or place.set_off_after


def _corrects(phrase: tuple[str, ...], place: Place) -> bool:
    if is_said_instead(place.line, place.follows):
        return True  # "seen on Monday correction Tuesday"
    if phrase in WEAK_CORRECTIONS:
        return False
    if place.says(beside.BEFORE_CORRECTION, beside.AFTER_CORRECTION):
        return False
    return place.set_off_before or place.set_off_after


def _raises_next(place: Place) -> bool:
    """True for "cap Smith" and "cap, smith"; not for "cap refill", "take 1 cap", "the capital"."""
    if not place.following or place.following in beside.AFTER_CAP or len(place.following) == 1:
        return False
    if place.stands_alone:
        return True
    is_noun = place.previous in beside.BEFORE_CAP or place.previous[:1].isdigit()
    if not place.mark_before and is_noun:
        return False
    return place.capital_follows or place.previous_is_command


def _sets_case(phrase: tuple[str, ...], place: Place) -> bool:
    if phrase in (("cap",), ("capital",), ("capitalize",)):
        return _raises_next(place)
    if phrase[0] in ("cap", "capitalize", "uppercase", "lowercase", "lower", "initial", "no", "capital"):
        return place.stands_alone or (place.previous_is_command and len(phrase) > 1)
    if phrase[0] == "cats" or phrase[-1] == "of":
        return place.stands_alone
    if phrase[-1] in ("on", "off"):
        return not place.says(beside.BEFORE_CAPS, beside.AFTER_CAPS) or phrase[0] == "all"
    return not place.says(frozenset(), beside.AFTER_ALL_CAPS)


def _splits(phrase: tuple[str, ...], place: Place) -> bool:
    """True where "next patient" stands alone; "this is a new patient" does not."""
    if phrase[0] in ("next", "new"):
        return (
            place.starts
            and (place.set_off_after or place.following in beside.AFTER_NEXT_PATIENT)
            and (phrase[0] == "next" or place.set_off_after)
        )
    ends = place.set_off_after or place.following in ("", "next", "new", "thank")
    return place.starts or place.stands_alone or (ends and place.previous not in beside.BEFORE_END)


def _turns_to_typist(phrase: tuple[str, ...], place: Place) -> bool:
    if len(phrase) > 1:
        return place.starts or place.set_off_before
    return place.starts and place.following not in beside.PEOPLE_AFTER_NOTE


def _copies(_: tuple[str, ...], place: Place) -> bool:
    """True before a person: "cc Doctor Smith", but not "10 cc of saline" nor "cc, chest pain"."""
    named = [word for word in place.follows if word not in beside.BETWEEN_CC_AND_NAME]
    return place.starts and (place.names_follow or bool(named and named[0] in beside.RECIPIENT_WORDS))


def _inserts(_: tuple[str, ...], place: Place) -> bool:
    return place.starts or place.set_off_before or place.previous in ("then", "please")


def _spells(phrase: tuple[str, ...], place: Place) -> bool:
    """Letters follow, "spelled H" or "spelled with": what they are is read by `commands.spelled`."""
    following = place.following
    is_letters = len(following) == 1 or "-" in following or following in ("capital", "double", "with")
    return bool(following) and (is_letters or phrase[-1] in ("spelled", "spelt"))


_RULES: dict[CommandKind, Callable[[tuple[str, ...], Place], bool]] = {
    kinds.SLASH: _joins,
    kinds.HYPHEN: _joins,
    kinds.LINE: _breaks,
    kinds.NEXT_NUMBER: _numbers,
    **dict.fromkeys(
        (kinds.SCRATCH, kinds.SCRATCH_WORD, kinds.SCRATCH_SENTENCE, kinds.SCRATCH_PARAGRAPH), _takes_back
    ),
    kinds.CORRECTION: _corrects,
    **dict.fromkeys(
        (
            kinds.CAPITALS_ON,
            kinds.CAPITALS_OFF,
            kinds.ALL_CAPITALS_NEXT,
            kinds.ALL_CAPITALS_ON,
            kinds.ALL_CAPITALS_OFF,
            kinds.CAPITAL_NEXT,
            kinds.NO_CAPITALS,
        ),
        _sets_case,
    ),
    kinds.NEXT_PATIENT: _splits,
    kinds.END_OF_DICTATION: _splits,
    kinds.NOTE_TO_TYPIST: _turns_to_typist,
    kinds.END_OF_NOTE: lambda _, place: (
        place.in_aside or place.starts or place.set_off_before or place.set_off_after
    ),
    kinds.COPY_TO: _copies,
    kinds.LEAVE_BLANK: lambda _, place: place.starts or place.set_off_before,
    kinds.INSERT_NORMAL: _inserts,
    kinds.SPELLED: _spells,
}
