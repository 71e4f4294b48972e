"""Suggestions out of what an author's corrections taught: these words were replaced by those before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transcribe.lexicon import TermSuggestion
from transcribe.transcript import SpokenWord

# a replay over the author's own verified dictations allowed it, so it stands before what merely sounds alike
_SCORE = 0.95


def suggest_learned(
    words: Sequence[SpokenWord], replacements: Iterable[tuple[str, str]]
) -> tuple[TermSuggestion, ...]:
    """One suggestion wherever the words say what was corrected before, longest first; in order of time.

    `replacements` are (heard in lower case, meant); `words` are those of the report. Never applied by itself.
    """
    meant = {tuple(heard.split()): term for heard, term in replacements}
    longest = max(map(len, meant), default=0)
    plain = [_plain(word.text) for word in words]
    found: list[TermSuggestion] = []
    at = 0
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if tuple(plain[at : at + n]) in meant), 0)
        if size:
            window = words[at : at + size]
            heard = " ".join(word.text for word in window).strip(".,;:?!")
            term = meant[tuple(plain[at : at + size])]
            ids = tuple(word.id for word in window)
            start_s, end_s = window[0].start_s, window[-1].end_s
            found.append(TermSuggestion(ids, heard, term, _SCORE, start_s=start_s, end_s=end_s))
        at += max(size, 1)
    return tuple(found)


def _plain(text: str) -> str:
    return re.sub(r"^\W+|\W+$", "", text.casefold())
