"""One page's words as paragraphs and tables, ready to be shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ocr.page import Page
from ocr.page_structure import Cell
from storage.edits import Token

_FILLED = 0.8  # of the longest line of the paragraph
_LIST_ITEM = re.compile(r"[-–•*o]|\(?\d{1,3}[.):]|\(?[a-z][.)]")


@dataclass(frozen=True)
class ShownWord:
    """One word of the text; `words` are the ids of the machine's words (the boxes) that it stands for.

    `after` is the white space after it: "", " ", a line end that counts, or "soft": a line end that only
    came from the paper's width. `look` is what a person did to it: "", "accepted", "corrected", "by-hand" or
    "illegible". `others` are what the engines read here besides.
    """

    id: str
    text: str
    after: str
    words: str
    doubtful: bool
    look: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownCell:
    """A cell of a table and its words, none where nothing printed stands in it."""

    row_span: int
    column_span: int
    words: Sequence[ShownWord]


@dataclass(frozen=True)
class ShownBlock:
    """A paragraph (`words`) or a table (`rows`)."""

    words: Sequence[ShownWord] = ()
    rows: Sequence[Sequence[ShownCell]] = ()

    @property
    def doubtful(self) -> int:
        """How many of its words nobody has settled and the machine was not sure of."""
        cells = (word for row in self.rows for cell in row for word in cell.words)
        return sum(word.doubtful for word in (*self.words, *cells))


@dataclass(frozen=True)
class WordLooks:
    """What is known of the words: ids of doubtful machine words, their other readings, acts by token id."""

    doubtful: Collection[str]
    others: Mapping[str, tuple[str, ...]]
    acts: Mapping[str, str]

    def shown(self, token: Token, after: str) -> ShownWord:
        """The token with what is known of it."""
        is_machines = token.origin == "machine"
        return ShownWord(
            id=token.id,
            text=token.text,
            after=after,
            words=" ".join(token.sources),
            doubtful=is_machines and any(source in self.doubtful for source in token.sources),
            look=self._look(token),
            others=self.others.get(token.sources[0], ()) if is_machines and token.sources else (),
        )

    def _look(self, token: Token) -> str:
        if token.origin == "blank":
            return "illegible"
        if token.origin != "person":
            return ""
        act = self.acts.get(token.id, "")
        return {"accepted": "accepted", "by_hand": "by-hand"}.get(act, "corrected")


def shown_blocks(page: Page, tokens: Sequence[Token], looks: WordLooks) -> list[ShownBlock]:
    """The live tokens in order; words side by side that stand in one table of the paper stand in one here."""
    places = _cell_of_each(page, tokens)
    blocks: list[ShownBlock] = []
    pairs = list(zip(tokens, places, strict=True))
    for table, group in groupby(pairs, key=lambda pair: pair[1][0]):
        run = list(group)
        if table is None:
            blocks.extend(_paragraphs([token for token, _ in run], looks))
        else:
            cells = page.structure.tables[table].cells
            blocks.append(_table(cells, run, looks))
    return blocks


_Place = tuple[int | None, int]  # number of the table, number of the cell in it


def _cell_of_each(page: Page, tokens: Sequence[Token]) -> list[_Place]:
    """Where each token stands; one that only a person wrote stands with the word before it."""
    ids = [word.id for word in page.words()]
    cell_of = {
        ids[place]: (table_no, cell_no)
        for table_no, table in enumerate(page.structure.tables)
        for cell_no, cell in enumerate(table.cells)
        for place in cell.words
        if place < len(ids)
    }
    places: list[_Place] = []
    for token in tokens:
        before = places[-1] if places else (None, 0)
        places.append(cell_of.get(token.sources[0], (None, 0)) if token.sources else before)
    return places


def _table(cells: Sequence[Cell], run: Sequence[tuple[Token, _Place]], looks: WordLooks) -> ShownBlock:
    words: dict[int, list[ShownWord]] = {}
    for token, (_, cell_no) in run:
        words.setdefault(cell_no, []).append(looks.shown(token, token.space_after))
    first, last = min(cells[one].row for one in words), max(cells[one].row for one in words)
    rows = []
    for row in range(first, last + 1):
        of_row = sorted((one for one in enumerate(cells) if one[1].row == row), key=lambda one: one[1].column)
        rows.append(
            [ShownCell(one.row_span, one.column_span, words.get(number, ())) for number, one in of_row]
        )
    return ShownBlock(rows=rows)


def _paragraphs(tokens: Sequence[Token], looks: WordLooks) -> list[ShownBlock]:
    paragraphs: list[list[Token]] = [[]]
    for token in tokens:
        paragraphs[-1].append(token)
        if token.space_after == "\n\n":
            paragraphs.append([])
    return [_paragraph(paragraph, looks) for paragraph in paragraphs if paragraph]


def _paragraph(tokens: Sequence[Token], looks: WordLooks) -> ShownBlock:
    soft = soft_line_ends(tokens)
    return ShownBlock(
        [looks.shown(token, "soft" if token.id in soft else token.space_after) for token in tokens]
    )


def soft_line_ends(paragraph: Sequence[Token]) -> set[str]:
    """Ids of the tokens whose line end came only from the paper's width.

    A line that is nearly as long as the longest one was filled, and its sentence goes on; an item of a list
    starts a line in any case. Running text can then be shown at the width of the screen.
    """
    lines: list[list[Token]] = [[]]
    for token in paragraph:
        lines[-1].append(token)
        if token.space_after == "\n":
            lines.append([])
    lines = [line for line in lines if line]
    lengths = [sum(len(token.text) + 1 for token in line) for line in lines]
    return {
        line[-1].id
        for line, length, following in zip(lines, lengths, lines[1:], strict=False)
        if length >= _FILLED * max(lengths) and not _LIST_ITEM.fullmatch(following[0].text)
    }
