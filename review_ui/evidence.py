"""Where the words behind a code stand today: on the reviewed text, after any number of corrections. Pure.

A suggestion was made on one revision. Its evidence names tokens; later corrections strike tokens and put
others in their place, so the way from old to new tokens is in the corrections themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.edits import Splice, Token


@dataclass(frozen=True)
class WordsToday:
    """What became of a quoted stretch: its words now, and whether anything of it changed or is left."""

    words: str
    changed: bool
    gone: bool


def follow(
    token_ids: Sequence[str], splices: Iterable[Splice], *, word_ids: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The tokens that stand today where `token_ids` stood, in order; empty when nothing is left of them.

    `word_ids` are the machine's words behind them: words that were taken out and later put back come back as
    new tokens that only these tell.
    """
    current = list(token_ids)
    for splice in splices:
        hit = [index for index, token_id in enumerate(current) if token_id in splice.removed]
        if hit:
            kept = [token_id for token_id in current if token_id not in splice.removed]
            kept[hit[0] : hit[0]] = [token.id for token in splice.inserted]
            current = kept
        elif not splice.removed:
            current += [token.id for token in splice.inserted if not word_ids.isdisjoint(token.sources)]
    return tuple(current)


def words_today(
    quote: str, token_ids: Sequence[str], splices: Sequence[Splice], *, word_ids: frozenset[str]
) -> WordsToday:
    """What the quoted stretch reads now, after `splices` that came later than the quote.

    Words that nobody touched are taken from the quote where its words and tokens go one to one; otherwise
    only the corrected words are told.
    """
    current = follow(token_ids, splices, word_ids=word_ids)
    if current == tuple(token_ids):
        return WordsToday(quote, changed=False, gone=False)
    texts = _quoted(quote, token_ids) | {
        token.id: token.text for token in _inserted(splices) if token.id in current
    }
    words = " ".join(texts[token_id] for token_id in current if token_id in texts)
    return WordsToday(words, changed=words.split() != quote.split(), gone=not current)


def _quoted(quote: str, token_ids: Sequence[str]) -> dict[str, str]:
    words = quote.split()
    return dict(zip(token_ids, words, strict=True)) if len(words) == len(token_ids) else {}


def _inserted(splices: Iterable[Splice]) -> Iterable[Token]:
    return (token for splice in splices for token in splice.inserted)
