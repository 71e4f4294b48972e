"""Where a word like "period" or "colon" is punctuation, and where it is meant. Pure.

In a chart "colon", "coma" and "period" are clinical words as often as commands. What decides is what stands
beside them, and whether the speaker set them off (a pause, or the engine's own punctuation, on that side).
"""

from __future__ import annotations

from dataclasses import dataclass


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# what the engine writes for a spoken comma
COMMA_HOMOPHONES = ("coma", "karma", "calmer", "kama")
_NEVER_DICTATED = frozenset({"karma", "kama"})

_DETERMINERS = _words(
    """
    a an the this that these her his my their our its each every any no another of in word
    """
)
_BEFORE_PERIOD = _words(
    """
    menstrual last time observation refractory latent incubation postoperative perioperative
    recovery rest long short brief prolonged month week day hour minute year second third first
    late washout neonatal postpartum follow-up two-week three-month
    """
)
_AFTER_PERIOD = _words(
    """
    of pain pains cramps prior during
    """
)
_BEFORE_COLON = _words(
    """
    ascending descending transverse sigmoid right left distal proximal entire whole redundant
    normal remaining residual dilated spastic from through throughout within into to with for
    """
)
_AFTER_COLON = _words(
    """
    cancer carcinoma adenocarcinoma polyp polyps polypectomy resection surgery screening mass wall
    mucosa was is showed shows appeared appears demonstrated anastomosis perforation obstruction
    biopsy prep segment lesion lesions tumor tumour and or
    """
)
_BEFORE_COMA = _words(
    """
    diabetic hepatic myxedema hyperosmolar hyperglycemic hypoglycemic induced deep into from
    glasgow medically uremic nonketotic good bad
    """
)
_AFTER_COMA = _words(
    """
    scale score state due secondary patient and or
    """
)
_AFTER_SLASH = _words(
    """
    wound wounds injury injuries mark marks
    """
)
_AFTER_LINE = _words(
    """
    of was is placed therapy treatment infection sepsis insertion placement drug drugs
    """
)
_MEANT_BESIDE = {"period": (_BEFORE_PERIOD, _AFTER_PERIOD), "colon": (_BEFORE_COLON, _AFTER_COLON)}


@dataclass(frozen=True)
class Place:
    """What surrounds a possible command: the bare words beside it and whether it is set off from them.

    `mark_before` says that the engine wrote punctuation, or another command was said, right before it;
    being set off may also be a pause alone.
    """

    previous: str
    following: str
    mark_before: bool
    set_off_before: bool
    set_off_after: bool
    previous_is_command: bool

    @property
    def stands_alone(self) -> bool:
        """Set off on both sides."""
        return self.set_off_before and self.set_off_after

    def says(self, before: frozenset[str], after: frozenset[str]) -> bool:
        """True when a neighbour shows that the word is meant as a word."""
        meant_by_previous = not self.mark_before and self.previous in before
        return meant_by_previous or (not self.set_off_after and self.following in after)


def bare(text: str) -> str:
    """The word in lower case without its outer punctuation."""
    return text.strip(".,;:?!\"'()[]").casefold()


def is_command_here(phrase: tuple[str, ...], place: Place, *, speaks_punctuation: bool) -> bool:
    """True when this phrase, in this place, is a command and not a word of the report."""
    if place.previous in _DETERMINERS and not place.mark_before:
        return False
    word = " ".join(phrase)
    if word in _MEANT_BESIDE:
        before, after = _MEANT_BESIDE[word]
        return _is_mark(place, before, after, speaks_punctuation=speaks_punctuation)
    if word in COMMA_HOMOPHONES:
        return speaks_punctuation and _is_homophone_command(word, place)
    if word in ("new line", "next line", "newline"):
        return place.set_off_after or place.following not in _AFTER_LINE
    if word in ("slash", "forward slash", "dash", "hyphen"):
        return bool(place.previous and place.following) and place.following not in _AFTER_SLASH
    return True


def _is_mark(
    place: Place, before: frozenset[str], after: frozenset[str], *, speaks_punctuation: bool
) -> bool:
    if place.says(before, after):
        return False
    return speaks_punctuation or place.set_off_before or place.set_off_after


def _is_homophone_command(word: str, place: Place) -> bool:
    """Between two commands ("comma coma comma") the coma itself is dictated."""
    if place.previous_is_command and place.following == "comma":
        return False
    if word == "coma" and (place.previous in _BEFORE_COMA or place.following in _AFTER_COMA):
        return False
    # no report has these as words of its own, wherever they stand
    return word in _NEVER_DICTATED or place.stands_alone
