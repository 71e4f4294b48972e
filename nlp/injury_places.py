"""The room and the home in which somebody got hurt, as one place code (Y92.0, Y92.1). Pure.

The fifth character is the kind of home, the sixth the room; they may stand some words apart ("in the kitchen
of her apartment"). Sources: tabular list, category Y92; Guidelines I.C.20.b (a place is told once).
"""

from __future__ import annotations

import re

from nlp.mentions import Match
from nlp.told_facts import told_match

_ROOMS = {
    "kitchen": "kitchen",
    "dining room": "dining",
    "bathroom": "bathroom",
    "shower": "bathroom",
    "bathtub": "bathroom",
    "tub": "bathroom",
    "bedroom": "bedroom",
    "driveway": "driveway",
    "garage": "garage",
    "yard": "garden",
    "backyard": "garden",
    "garden": "garden",
    "living room": "other",
    "basement": "other",
    "hallway": "other",
    "stairs": "other",
    "porch": "other",
    "deck": "other",
    "gutters": "other",
    "roof": "other",
}
_HOMES = {
    "house": "Y92.01",
    "single-family house": "Y92.01",
    "single-family home": "Y92.01",
    "apartment": "Y92.03",
    "condo": "Y92.03",
    "mobile home": "Y92.02",
    "trailer": "Y92.02",
    "nursing home": "Y92.12",
    "skilled nursing facility": "Y92.12",
    "home": "Y92.00",
}
_DIGITS = {
    "Y92.01": {"kitchen": "0", "dining": "1", "bathroom": "2", "bedroom": "3", "driveway": "4", "garage": "5",
               "garden": "7", "other": "8", "": "9"},
    "Y92.02": {"kitchen": "0", "dining": "1", "bathroom": "2", "bedroom": "3", "driveway": "4", "garage": "5",
               "garden": "7", "other": "8", "": "9"},
    "Y92.03": {"kitchen": "0", "bathroom": "1", "bedroom": "2", "other": "8", "": "9"},
    "Y92.12": {"kitchen": "0", "bathroom": "1", "bedroom": "2", "driveway": "3", "garage": "4", "garden": "6",
               "other": "8", "": "9"},
    "Y92.00": {"kitchen": "0", "dining": "1", "bathroom": "2", "bedroom": "3", "garden": "7", "other": "8",
               "": "9"},
}  # fmt: skip
_HURT = re.compile(
    r"\b(?:fell|fall|tripp\w+|slipp\w+|struck|hit|cut|burn\w*|bit|bitten|twist\w+|dropp\w+|injur\w+|"
    r"lacerat\w+|"
    r"caught|stepp\w+|scald\w+|jammed|crush\w+)\b",
    re.IGNORECASE,
)


def _any_of(words: dict[str, str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_ROOM = re.compile(rf"\b(?:{_any_of(_ROOMS)})\b", re.IGNORECASE)
_HOME = re.compile(
    rf"(?:\b(?:his|her|their|own|the|a|an|at|of|mother's|'s)\s+(?:own\s+|single-family\s+|parents'\s+)?)\b"
    rf"(?P<home>{_any_of(_HOMES)})\b(?!\s+(?:oxygen|health|meds|medication|insulin))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.;\n]+(?:[.;\n]|$)")
_NOT_THERE = re.compile(
    r"\b(?:sent|discharg\w+|went|go|going|drove|brought|lives?|follow\w*|exercises?|resting)\b", re.IGNORECASE
)


def injury_places(text: str) -> list[Match]:
    """At most one match: the home, and the room, of the first sentence that tells of getting hurt there."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if not _HURT.search(words):
            continue
        home, room = _HOME.search(words), _ROOM.search(words)
        if room is None and (home is None or _NOT_THERE.search(words)):
            continue
        base = _HOMES[_plain(home.group("home"))] if home else "Y92.00"
        digits = _DIGITS[base]
        named = _ROOMS[_plain(room.group())] if room else ""
        place = home or room
        if place is not None:
            start, end = sentence.start() + place.start(), sentence.start() + place.end()
            return [told_match(start, end, base + digits.get(named, digits["other"]), place.group())]
    return []


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower())
