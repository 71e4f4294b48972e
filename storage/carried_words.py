"""The words of a page in another document: what people corrected goes along with the page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from storage.edits import Splice, Token, live


def carry_words(
    there: Sequence[Token], wanted: Sequence[Token], *, after: str | None, new_id: Callable[[], str]
) -> list[Splice]:
    """The edits after which `there` reads as `wanted`.

    `there` are the page's tokens in the document that it comes to, struck ones included: the machine's own,
    or those of an earlier stay. `wanted` are its live tokens in the document that it comes from, in order;
    `after` is the token before the page (None: the start of the text). Words that both have stay as they are;
    the others come as new tokens with their sources and their writer.
    """
    kept = {token.id for token in live(there)} & {token.id for token in wanted}
    splices: list[Splice] = []
    before, place = after, 0
    removed: list[str] = []
    inserted: list[Token] = []

    def close() -> None:
        if removed or inserted:
            splices.append(Splice(before, tuple(removed), tuple(inserted)))
        removed.clear()
        inserted.clear()

    for token in wanted:
        if token.id not in kept:
            inserted.append(replace(token, id=new_id(), struck=False))
            continue
        while there[place].id != token.id:
            removed += [there[place].id] if not there[place].struck else []
            place += 1
        close()
        before, place = token.id, place + 1
    removed += [token.id for token in there[place:] if not token.struck]
    if not removed and there[place:]:
        before = there[-1].id  # behind what was struck here, as an insertion stands behind what it replaces
    close()
    return splices
