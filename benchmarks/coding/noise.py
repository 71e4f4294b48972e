"""Character noise as a scanner makes it: look-alikes, lost characters, specks. Pure; seeded."""

from __future__ import annotations

import random

# What readers of print take for one another, both ways. Our own list, from the misreadings that the OCR
# benchmark's peers show on worn pages.
_LOOK_ALIKES = (
    *("l1", "lI", "1I", "O0", "o0", "oe", "ec", "ao", "ae", "S5", "s5", "B8", "g9", "gq", "Z2", "z2", "uv"),
    *("un", "nh", "nr", "hb", "ft", "fl", "tl", "il", "ij", "yv", "vw", "PF", "EF", "CG", "DO", "G6", "A4"),
)
_MORE = {"m": ("rn", "nn"), "w": ("vv",), "d": ("cl",), "h": ("li",), "H": ("II",), "k": ("lc",)}
_SPECKS = ".,'`:;-~|"
_SUBSTITUTED, _DELETED = 0.6, 0.2  # the rest of the hit characters get a speck behind them


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {letter: list(others) for letter, others in _MORE.items()}
    for pair in _LOOK_ALIKES:
        one, other = pair[0], pair[1]
        table.setdefault(one, []).append(other)
        table.setdefault(other, []).append(one)
    return {letter: tuple(others) for letter, others in table.items()}


CONFUSED = _table()


def corrupted(text: str, *, share: float, seed: str) -> str:
    """The text with each character hit with the chance `share`; the same for the same seed and text.

    A hit character turns into one that looks like it (where it has none, it is lost), is lost, or gets a
    speck of punctuation behind it.
    """
    # a generator a text, so that one more text in a set changes none of the others
    chance = random.Random(f"{seed}/{share}/{text}")
    return "".join(_hit(character, chance) if chance.random() < share else character for character in text)


def _hit(character: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < _SUBSTITUTED:
        return chance.choice(CONFUSED.get(character, ("",)))
    return "" if kind < _SUBSTITUTED + _DELETED else character + chance.choice(_SPECKS)
