"""Which words of a chart's text stand on which page. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.edits import Token


def tokens_by_page(tokens: Sequence[Token]) -> Mapping[str, list[Token]]:
    """The tokens of each page id; words that a person added belong to the page of the word before them.

    The ids of the machine's words begin with their page's id (DESIGN §2).
    """
    pages: dict[str, list[Token]] = {}
    first = next((_page_of(token) for token in tokens if token.sources), "")
    here = first
    for token in tokens:
        here = _page_of(token) if token.sources else here
        pages.setdefault(here, []).append(token)
    return pages


def _page_of(token: Token) -> str:
    return token.sources[0].split(":", 1)[0]
