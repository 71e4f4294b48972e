"""Which words of the machine a person replaced in a verified dictation, as pairs worth learning. Pure.

A pair is learnt only from words that stood for the same sound: one run of machine words against what a
person put in its place. Left out is what is no misheard name: numbers and doses (a dose is never a habit),
changes of case or punctuation alone, short words, long stretches (a rewritten sentence), words that turn the
meaning (negation, side), and the patient's own name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from storage.edits import Token

_LONGEST_HEARD = 4  # words: "listen up for all" was lisinopril
_LONGEST_MEANT = 3
_SHORTEST_TERM = 4  # letters: shorter words are too alike to be told apart by a list
# turning one of these into another word, or another word into one of these, is a decision, never a habit
_TURNS_THE_MEANING = frozenset(
    """
    no not none never without denies denied negative positive absent present left right bilateral unilateral
    increase increased decrease decreased start started stop stopped hyper hypo before after above below
    """.split()  # noqa: SIM905 - reads as the list it is
)


@dataclass(frozen=True)
class Correction:
    """`heard` (lower case, one blank between words, no marks) gave way to `meant` (as a person wrote it)."""

    heard: str
    meant: str

    def __post_init__(self) -> None:
        if not self.heard or not self.meant:
            raise ValueError("a correction has words on both sides")


def corrections_in(tokens: Sequence[Token], *, names: Collection[str] = ()) -> Mapping[Correction, int]:
    """How often each learnable pair stands in a reviewed text (all its tokens, struck ones included).

    `names` are words that are the patient's own.
    """
    of_the_patient = {word for name in names for word in _words(name)}
    by_id = {token.id: token for token in tokens if token.origin == "machine"}
    heard_by_source = _machine_by_source(by_id.values())
    found: Counter[Correction] = Counter()
    for run in _person_runs(tokens):
        sources = tuple(dict.fromkeys(source for token in run for source in token.sources))
        heard = [token for token in _standing_for(sources, heard_by_source)]
        pair = _pair(heard, run)
        if pair and of_the_patient.isdisjoint(_words(pair.heard) + _words(pair.meant)):
            found[pair] += 1
    return found


def _person_runs(tokens: Sequence[Token]) -> list[list[Token]]:
    """Live tokens of a person, side by side, that share the words they stand for."""
    runs: list[list[Token]] = []
    previous: Token | None = None
    for token in tokens:
        if token.struck:
            continue
        if token.origin == "person" and token.sources:
            together = previous is not None and previous.origin == "person"
            if together and runs and set(runs[-1][-1].sources) & set(token.sources):
                runs[-1].append(token)
            else:
                runs.append([token])
        previous = token
    return runs


def _machine_by_source(tokens: Collection[Token]) -> dict[str, Token]:
    return {source: token for token in tokens for source in token.sources}


def _standing_for(sources: Sequence[str], by_source: Mapping[str, Token]) -> list[Token]:
    found = {by_source[source].id: by_source[source] for source in sources if source in by_source}
    return list(found.values())


def _pair(heard: Sequence[Token], meant: Sequence[Token]) -> Correction | None:
    heard_words = [word for token in heard for word in _words(token.text)]
    text = re.sub(r"^\W+|\W+$", "", " ".join(token.text for token in meant))
    meant_words = _words(text)
    if not heard_words or not meant_words or heard_words == meant_words:
        return None
    if len(heard_words) > _LONGEST_HEARD or len(meant_words) > _LONGEST_MEANT:
        return None
    if any(any(char.isdigit() for char in word) for word in (*heard_words, *meant_words)):
        return None
    if _TURNS_THE_MEANING & {*heard_words, *meant_words} or max(map(len, meant_words)) < _SHORTEST_TERM:
        return None
    return Correction(" ".join(heard_words), text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())
