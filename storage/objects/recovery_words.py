"""The site's keys as words that a person can print, read aloud and type back.

A site whose naming key follows from its master key (every site made since this module) needs 24 words: 256
bits of master key and 8 bits of checksum, 11 bits a word, as in BIP-39 ("Generating the mnemonic").
An older site, whose two keys are independent, needs 48: both keys and 16 bits of checksum. The list of 2,048
words is our own: no two share their first four letters or differ by one letter, so a word is known from its
first four, and a slip of the pen is not another word. Pure, but for reading the list beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import ClassVar

from storage.errors import Disposition, ServiceError
from storage.objects.site_keys import KEY_BYTES, SiteKeys

_BITS_A_WORD = 11
_LETTERS_THAT_TELL = 4
_CHECK_BITS = {KEY_BYTES: 8, 2 * KEY_BYTES: 16}
WORD_COUNTS = tuple((8 * size + bits) // _BITS_A_WORD for size, bits in _CHECK_BITS.items())


class RecoveryWordsWrongError(ServiceError):
    """What was typed is not a recovery sheet: a word is unknown, missing, twice or in the wrong place."""

    code: ClassVar[str] = "storage.recovery_words_wrong"
    disposition: ClassVar[Disposition] = Disposition.ASK_HUMAN
    remedy: ClassVar[str] = "Compare with the printed sheet, word by word, in the order of its numbers"


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words, sorted."""
    text = files("storage.objects").joinpath("recovery_words.txt").read_text(encoding="ascii")
    return tuple(text.split())


@cache
def _places() -> dict[str, int]:
    return {word[:_LETTERS_THAT_TELL]: number for number, word in enumerate(word_list())}


def recovery_words(keys: SiteKeys) -> tuple[str, ...]:
    """The words of the sheet, in order: 24, or 48 for a site with two independent keys."""
    secret = keys.master_key if keys.is_from_master else keys.master_key + keys.naming_key
    bits = _bits_of(secret) + _checksum(secret)
    listed = word_list()
    return tuple(
        listed[int(bits[start : start + _BITS_A_WORD], 2)] for start in range(0, len(bits), _BITS_A_WORD)
    )


def keys_from_words(typed: str | Sequence[str]) -> SiteKeys:
    """The keys that the words stand for. Case, numbers, commas and line ends do not matter.

    A word is known by its first four letters, so that "harb" and "harbour" are both "harbor".

    Raises:
        RecoveryWordsWrongError: not the words of any sheet; the message never quotes them.
    """
    text = typed if isinstance(typed, str) else " ".join(typed)
    words = re.findall(r"[a-z]+", text.casefold())
    if len(words) not in WORD_COUNTS:
        raise RecoveryWordsWrongError(
            f"A sheet has {WORD_COUNTS[0]} or {WORD_COUNTS[1]} words, not {len(words)}"
        )
    bits = "".join(f"{_place(word, number):011b}" for number, word in enumerate(words, start=1))
    size = KEY_BYTES * (1 if len(words) == WORD_COUNTS[0] else 2)
    secret = int(bits[: 8 * size], 2).to_bytes(size, "big")
    if _checksum(secret) != bits[8 * size :]:
        raise RecoveryWordsWrongError("These words do not belong together")
    if size == KEY_BYTES:
        return SiteKeys.from_master(secret)
    return SiteKeys(secret[:KEY_BYTES], secret[KEY_BYTES:])


def same_word(typed: str, word: str) -> bool:
    """True when what was typed is this word of the list, by its first four letters at least."""
    plain = typed.strip().casefold()
    return plain.isalpha() and len(plain) >= _LETTERS_THAT_TELL and plain[:4] == word[:4]


def _place(word: str, number: int) -> int:
    place = _places().get(word[:_LETTERS_THAT_TELL])
    if place is None:
        raise RecoveryWordsWrongError(f"Word {number} is on no sheet")
    return place


def _bits_of(secret: bytes) -> str:
    return f"{int.from_bytes(secret, 'big'):0{8 * len(secret)}b}"


def _checksum(secret: bytes) -> str:
    return _bits_of(hashlib.sha256(secret).digest())[: _CHECK_BITS[len(secret)]]
