"""The reviewed text: machine tokens plus ordered, append-only splices. Pure.

The current text is the fold of all splices over the machine's tokens. A removed token stays in its place,
struck; its replacement carries the union of the sources, so evidence survives every edit. Offsets are
derived, never stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal

SEPARATORS = ("", " ", "\n", "\n\n")
# read or heard; typed; called by voice from an author's blocks; a gap where something was said
Origin = Literal["machine", "person", "template", "blank"]


@dataclass(frozen=True)
class Token:
    """A piece of text without white space, and the separator after it.

    `sources` are the ids of the machine's words (on the page or in the audio) that this text stands for;
    empty for something a person added that was never read or said.
    """

    id: str
    text: str
    space_after: str
    sources: tuple[str, ...]
    origin: Origin = "machine"
    struck: bool = False

    def __post_init__(self) -> None:
        if not self.text or re.search(r"\s", self.text):
            raise ValueError("a token is text without white space")
        if self.space_after not in SEPARATORS:
            raise ValueError("a token is followed by nothing, a space, a line end or a paragraph end")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `struck` is derived by the fold and not stored."""
        return {
            "id": self.id,
            "text": self.text,
            "space_after": self.space_after,
            "sources": list(self.sources),
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Token:
        """The token that `as_json` wrote."""
        return cls(
            id=stored["id"],
            text=stored["text"],
            space_after=stored["space_after"],
            sources=tuple(stored["sources"]),
            origin=stored.get("origin", "machine"),
        )


@dataclass(frozen=True)
class Splice:
    """`removed` token ids are struck, and `inserted` tokens stand after them.

    When nothing is removed they stand after `after_token`; None is the start of the text.
    """

    after_token: str | None
    removed: tuple[str, ...]
    inserted: tuple[Token, ...]

    def __post_init__(self) -> None:
        if not self.removed and not self.inserted:
            raise ValueError("a splice removes or inserts something")

    @property
    def touched(self) -> frozenset[str | None]:
        """What two saves must not share: the removed tokens, or the gap that an insertion fills."""
        return frozenset(self.removed) if self.removed else frozenset({self.after_token})


class SpliceMismatchError(ValueError):
    """A splice names a token that the text does not have."""


def fold(tokens: Sequence[Token], splices: Iterable[Splice]) -> tuple[Token, ...]:
    """All tokens after the splices, struck ones included, in text order.

    Raises:
        SpliceMismatchError: a splice names an unknown token.
    """
    chain = _Chain(tokens)
    for splice in splices:
        chain.apply(splice)
    return tuple(chain.tokens())


class _Chain:
    """Tokens as a linked list, so that a splice costs its own words and not the whole text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._by_id: dict[str | None, Token] = {token.id: token for token in tokens}
        order: list[str | None] = [None, *(token.id for token in tokens)]
        self._next: dict[str | None, str | None] = dict(zip(order, [*order[1:], None], strict=True))

    def apply(self, splice: Splice) -> None:
        after = splice.removed[-1] if splice.removed else splice.after_token
        unknown = [one for one in (*splice.removed, after) if one is not None and one not in self._by_id]
        if unknown:
            raise SpliceMismatchError(f"the text has no token {unknown[0]}")
        for token_id in splice.removed:
            self._by_id[token_id] = replace(self._by_id[token_id], struck=True)
        following = self._next[after]
        for token in splice.inserted:
            self._by_id[token.id] = token
            self._next[after] = after = token.id
        self._next[after] = following

    def tokens(self) -> Iterator[Token]:
        here = self._next[None]
        while here is not None:
            yield self._by_id[here]
            here = self._next[here]


def live(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens that are not struck."""
    return tuple(token for token in tokens if not token.struck)


def text_of(tokens: Sequence[Token]) -> str:
    """The text of the live tokens, with their separators; no separator at the very end."""
    kept = live(tokens)
    return "".join(token.text + token.space_after for token in kept[:-1]) + (kept[-1].text if kept else "")


@dataclass(frozen=True)
class _Chunk:
    """Tokens that stand together without white space between them."""

    text: str
    space_after: str
    tokens: tuple[Token, ...]


def align_typing(
    tokens: Sequence[Token], typed: str, *, after: str | None, new_id: Callable[[], str]
) -> tuple[Splice, ...]:
    """The splices that turn the live `tokens` of one range into the `typed` text.

    `tokens` is the edited range as the typist saw it, `after` the token before it (None: start of the text).
    Unchanged chunks keep their tokens; a changed one gets a new token with the sources of what it replaces;
    as many new as old are paired one to one. Other white space after a word leaves it what it was: read or
    heard, and as doubtful. The separator after the range stays what it was.
    """
    seen = _chunks(live(tokens))
    end = seen[-1].space_after if seen else " "
    wanted = _typed_chunks(typed, end=end)
    splices: list[Splice] = []
    renamed: dict[str | None, str] = {}
    for verb, old_start, old_end, new_start, new_end in _opcodes(seen, wanted):
        old, new = seen[old_start:old_end], wanted[new_start:new_end]
        before = seen[old_start - 1].tokens[-1].id if old_start else after
        before = renamed.get(before, before)
        if verb == "equal":
            spaced = _spaced(old, new, new_id)
            renamed |= {one.removed[0]: one.inserted[0].id for one in spaced}
            splices.extend(spaced)
        elif len(old) == len(new):
            splices.extend(
                _replace([one], [other], before, new_id) for one, other in zip(old, new, strict=True)
            )
        else:
            splices.append(_replace(old, new, before, new_id))
    return tuple(splices)


def _opcodes(old: Sequence[_Chunk], new: Sequence[_Chunk]) -> Iterator[tuple[str, int, int, int, int]]:
    """As SequenceMatcher says them, but what is equal at both ends is never matched with another place.

    "edema no left" typed over as "no no left" changes one word; matched anywhere, the first "no" would take
    the place of the second in paper and sound, and "edema" would leave its own behind.
    """
    before, after = [chunk.text for chunk in old], [chunk.text for chunk in new]
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    most -= start
    same = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    old_end, new_end = len(before) - same, len(after) - same
    if start:
        yield "equal", 0, start, 0, start
    matcher = SequenceMatcher(None, before[start:old_end], after[start:new_end], autojunk=False)
    for verb, *places in matcher.get_opcodes():
        one, two, three, four = (place + start for place in places)
        yield verb, one, two, three, four
    if same:
        yield "equal", old_end, len(before), new_end, len(after)


def _spaced(old: Sequence[_Chunk], new: Sequence[_Chunk], new_id: Callable[[], str]) -> list[Splice]:
    """The same words with the new white space after them."""
    splices = []
    for one, other in zip(old, new, strict=True):
        last = one.tokens[-1]
        if one.space_after != other.space_after:
            again = replace(last, id=new_id(), space_after=other.space_after)
            splices.append(Splice(after_token=None, removed=(last.id,), inserted=(again,)))
    return splices


def _replace(
    old: Sequence[_Chunk], new: Sequence[_Chunk], before: str | None, new_id: Callable[[], str]
) -> Splice:
    removed = tuple(token for chunk in old for token in chunk.tokens)
    sources = tuple(dict.fromkeys(source for token in removed for source in token.sources))
    inserted = tuple(
        Token(id=new_id(), text=chunk.text, space_after=chunk.space_after, sources=sources, origin="person")
        for chunk in new
    )
    return Splice(after_token=before, removed=tuple(token.id for token in removed), inserted=inserted)


def _chunks(tokens: Sequence[Token]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    held: list[Token] = []
    for token in tokens:
        held.append(token)
        if token.space_after:
            chunks.append(_Chunk("".join(t.text for t in held), token.space_after, tuple(held)))
            held = []
    if held:
        chunks.append(_Chunk("".join(t.text for t in held), "", tuple(held)))
    return chunks


def _typed_chunks(typed: str, *, end: str) -> list[_Chunk]:
    pieces = re.findall(r"(\S+)(\s*)", typed)
    chunks = [_Chunk(word, _separator(space), ()) for word, space in pieces]
    if chunks:
        chunks[-1] = replace(chunks[-1], space_after=end)
    return chunks


def _separator(space: str) -> str:
    line_ends = space.count("\n")
    return "\n\n" if line_ends > 1 else "\n" if line_ends == 1 else " " if space else ""


def undo_splice(
    tokens: Sequence[Token],
    splice: Splice,
    *,
    new_id: Callable[[], str],
    restored: Mapping[str, str] | None = None,
) -> Splice:
    """The splice that takes `splice` back: its words leave, and what it struck stands there again.

    What an undo brought back stands there under a new id: `restored` names it by the id it had before.

    Raises:
        SpliceMismatchError: a later edit already replaced what this splice inserted.
    """
    by_id = {token.id: token for token in tokens}
    inserted = tuple(_id_now(token.id, restored or {}) for token in splice.inserted)
    if any(token_id not in by_id or by_id[token_id].struck for token_id in inserted):
        raise SpliceMismatchError("a later edit changed the same words")
    back = tuple(replace(by_id[token_id], id=new_id(), struck=False) for token_id in splice.removed)
    before = splice.removed[-1] if splice.removed else splice.after_token
    return Splice(after_token=before, removed=inserted, inserted=back)


def _id_now(token_id: str, restored: Mapping[str, str]) -> str:
    while token_id in restored:
        token_id = restored[token_id]
    return token_id
