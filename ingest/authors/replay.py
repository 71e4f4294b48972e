"""Would a replacement have helped? Tried on an author's dictations, as drafted and as verified. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from ingest.authors.corrections import Correction


@dataclass(frozen=True)
class Replay:
    """Wrong words over all replayed dictations, without and with the replacement."""

    dictations: int
    errors_before: int
    errors_after: int
    worse_somewhere: bool

    @property
    def helps(self) -> bool:
        """True when there were fewer errors, and more in no single dictation."""
        return self.errors_after < self.errors_before and not self.worse_somewhere


def replay(correction: Correction, dictations: Sequence[tuple[str, str]]) -> Replay:
    """The replay of one correction over (draft, verified) texts; errors are word edits between the two."""
    heard, meant = correction.heard.split(), plain_words(correction.meant)
    before = after = 0
    worse = False
    for draft, verified in dictations:
        drafted, wanted = plain_words(draft), plain_words(verified)
        was = Levenshtein.distance(drafted, wanted)
        replaced = _replaced(drafted, heard, meant)
        now = was if replaced == drafted else Levenshtein.distance(replaced, wanted)
        before, after, worse = before + was, after + now, worse or now > was
    return Replay(len(dictations), before, after, worse)


def plain_words(text: str) -> list[str]:
    """The text's words in lower case, without marks around them."""
    return re.findall(r"[^\W_]+(?:['’.,/-][^\W_]+)*", text.casefold())


def _replaced(words: list[str], heard: list[str], meant: list[str]) -> list[str]:
    made: list[str] = []
    at = 0
    while at < len(words):
        if words[at : at + len(heard)] == heard:
            made += meant
            at += len(heard)
        else:
            made.append(words[at])
            at += 1
    return made
