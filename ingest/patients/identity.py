"""Names, birth dates and chart numbers compared the way people mean them. Pure."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

# Percent of letters in order that two names share. Names heard badly, as far as tried: 67 and more
# ("Furnsbee, Mary Gold" for Fernsby, Marigold: 77), short ones 53; of 435 pairs of 30 common names 99 in 100
# lie below 59
_HEARD_BADLY = 60
_MOST_WORDS = 4  # of a name: more are tried in no order


def name_key(name: str) -> str:
    """The name's words, folded and sorted: "Doe, Jane A." and "jane a doe" give the same key."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(sorted(re.findall(r"[a-z0-9]+", plain)))


def same_name(one: str, other: str) -> bool:
    """True when one name's words are all in the other's: a middle initial may be missing."""
    first, second = set(name_key(one).split()), set(name_key(other).split())
    shared = first & second
    return bool(shared) and (shared in (first, second)) and (len(shared) > 1 or first == second)


def mrn_key(mrn: str) -> str:
    """The MRN's letters and digits, upper case, without leading zeros."""
    return re.sub(r"[^A-Z0-9]", "", mrn.upper()).lstrip("0")


@dataclass(frozen=True)
class ReadIdentity:
    """What a page (or a dictation) says about its patient; empty where it says nothing."""

    mrn: str = ""
    name: str = ""
    birth_date: date | None = None
    label_mrn: str = ""  # from the barcode of a patient label, not from the words
    said_name: str = ""  # from the spoken header of a dictation: more surely meant than a name in its text
    labelled: bool = False  # said beside the labels of a page: there one of the three is enough
    name_is_bare: bool = False  # the name stands beside no label of a patient's: it may be anybody's
    others: tuple[ReadIdentity, ...] = ()  # further patients whom the page names

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; a page without a label says nothing of one."""
        stored = {
            "mrn": self.mrn,
            "name": self.name,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
        }
        rare: dict[str, Any] = {"label_mrn": self.label_mrn, "said_name": self.said_name}
        rare |= {"labelled": self.labelled, "name_is_bare": self.name_is_bare}
        rare |= {"others": [one.as_json() for one in self.others]}
        return stored | {name: value for name, value in rare.items() if value}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> ReadIdentity:
        """The identity that `as_json` wrote; an empty object gives an empty identity."""
        born = stored.get("birth_date")
        return cls(
            stored.get("mrn", ""),
            stored.get("name", ""),
            date.fromisoformat(born) if born else None,
            stored.get("label_mrn", ""),
            stored.get("said_name", ""),
            stored.get("labelled", False),
            stored.get("name_is_bare", False),
            tuple(cls.from_json(one) for one in stored.get("others", ())),
        )


def is_another_patient(read: ReadIdentity, *, mrn: str, name: str, birth_date: date | None) -> bool:
    """True when a page or its label reads another MRN, or another name together with another birth date.

    One of name and birth date alone may be a misreading or a relative's mention; both are not. The name that
    a dictation starts with is meant as the patient's: there a name that sounds like another is enough.
    """
    numbers = [number for number in (read.mrn, read.label_mrn) if number]
    if numbers and mrn:
        return any(mrn_key(number) != mrn_key(mrn) for number in numbers)
    if read.said_name and name and _is_unlike(read.said_name, name):
        return True
    if not (read.name and read.birth_date and name and birth_date):
        return False
    return not same_name(read.name, name) and read.birth_date != birth_date


def _is_unlike(said: str, name: str) -> bool:
    """True when the names share no word and too few letters: not one name, heard badly."""
    heard, meant = name_key(said).split()[:_MOST_WORDS], name_key(name).split()[:_MOST_WORDS]
    if not heard or not meant or set(heard) & set(meant):
        return False
    orders = itertools.product(itertools.permutations(heard), itertools.permutations(meant))
    return max(fuzz.ratio("".join(one), "".join(other)) for one, other in orders) < _HEARD_BADLY
