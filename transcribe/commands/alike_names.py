"""How alike a name as it was heard and a name as it was spelled are. Pure."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

SAME_SOUND = str.maketrans({"q": "k", "c": "k", "z": "s", "y": None, "w": None, "h": None, "v": "f"})


def likeness(heard: str, letters: str) -> float:
    """How alike two names are, 0–100: by their letters, or nearly as much by their consonants."""
    one, other = re.sub("[^a-z]", "", heard), re.sub("[^a-z]", "", letters)
    return max(float(fuzz.ratio(one, other)), 0.9 * fuzz.ratio(_consonants(one), _consonants(other)))


def _consonants(letters: str) -> str:
    sounds = letters.replace("ph", "f").replace("x", "ks").translate(SAME_SOUND)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]", "", sounds))
