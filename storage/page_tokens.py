"""Which words of a chart's text stand on which page. Pure.

The ids of the machine's words and of its tokens begin with their page's id (DESIGN §2). So one page of a
long chart can be read, and edited, without the text of all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.edits import Splice, Token


def tokens_by_page(tokens: Sequence[Token]) -> Mapping[str, list[Token]]:
    """The tokens of each page id; words that a person added belong to the page of the word before them."""
    pages: dict[str, list[Token]] = {}
    first = next((page_of(token) for token in tokens if token.sources), "")
    here = first
    for token in tokens:
        here = page_of(token) or here
        pages.setdefault(here, []).append(token)
    return pages


@dataclass(frozen=True)
class ChartPage:
    """One page of a chart; `first_id` is its first page with words, where words before all others stand."""

    id: str
    first_id: str


class PageEdits:
    """A document's edits, asked page by page. `first_page` is where words before all others stand."""

    def __init__(self, splices: Iterable[Splice], first_page: str) -> None:
        self._splices = list(splices)
        self._pages: dict[str | None, str] = {None: first_page}
        for splice in self._splices:
            here = self.page_of(splice.removed[-1] if splice.removed else splice.after_token)
            for token in splice.inserted:
                here = page_of(token) or here
                self._pages[token.id] = here

    def page_of(self, token_id: str | None) -> str:
        """The id of the page on which a token stands."""
        return self._pages.get(token_id) or _page_of(token_id or "")

    @property
    def touched(self) -> frozenset[str]:
        """The ids of the pages on which something was edited."""
        inserted = {self.page_of(token.id) for splice in self._splices for token in splice.inserted}
        removed = {self.page_of(token_id) for splice in self._splices for token_id in splice.removed}
        return frozenset(inserted | removed)

    def on(self, page_id: str) -> list[Splice | None]:
        """What each edit changes on this page, to fold over its draft; None where it changes nothing."""
        return [self._only(splice, page_id) for splice in self._splices]

    def _only(self, splice: Splice, page_id: str) -> Splice | None:
        removed = tuple(one for one in splice.removed if self.page_of(one) == page_id)
        inserted = tuple(token for token in splice.inserted if self.page_of(token.id) == page_id)
        if not removed and not inserted:
            return None
        after = splice.after_token
        # on their own page, words put behind another page's last word stand before the first word
        is_here = after is not None and self.page_of(after) == page_id
        return Splice(after if is_here else None, removed, inserted)


def page_of(token: Token) -> str:
    """The id of the page of a word that a machine read; '' for one that only a person wrote."""
    return _page_of(token.sources[0]) if token.sources else ""


def _page_of(source: str) -> str:
    return source.split(":", 1)[0]
