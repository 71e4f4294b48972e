"""What a reader makes of a page: true words and boxes with the slips that readers make. Pure.

The shares of wrong words a page are those of our own reader on drawn pages with the same damage (see
`part_read`, which measures them): clean 0.4 %, ordinary 1.5 %, copied 5 % and faxed
9 % of the words on the mean, and handwriting mostly lost.
"""

from __future__ import annotations

from random import Random

from benchmarks.chart_starts.paper import CHARACTER, HEIGHT, WIDTH, Line, PaperPage
from ocr.box import Box
from ocr.engine import EngineWord
from ocr.page import Block, Page, Word
from ocr.page import Line as ReadLine
from ocr.page_structure import PageNumber, PageStructure
from ocr.structure.page_number import find_page_number
from ocr.structure.page_words import PageWords
from storage.errors import EngineInfo

WRONG_WORDS = {"clean": 0.004, "ordinary": 0.015, "copied": 0.05, "faxed": 0.09}
_ENGINE = EngineInfo("invented", "1", "00", "00")
_SLIPS = (
    "m:rn l:1 I:l O:0 0:O S:5 5:S B:8 8:B e:c c:e h:b i:l 1:l 6:8 3:8 a:o u:ii t:f g:q D:O q:g n:r w:vv y:v"
)
_ALIKE = {slip[0]: slip[2:] for slip in _SLIPS.split()}
_LOST_LINE = 0.004
_HAND_KEPT = 0.35


def read_page(paper: PaperPage, page_id: str, seed: str) -> Page:
    """The page as it may be read, by the seed."""
    random = Random(f"noise {seed}")
    if paper.is_blank:
        return Page(page_id, WIDTH, HEIGHT, 100.0, (), _ENGINE, is_blank=True)
    rate = WRONG_WORDS[paper.scan] * random.choice((0.3, 0.7, 1.0, 2.0))
    shift = (random.uniform(-12, 12), random.uniform(-10, 10))
    rows: list[list[tuple[str, Box]]] = []
    for line in sorted(paper.lines, key=lambda one: (round(one.baseline / 6), one.left)):
        if random.random() >= _LOST_LINE:
            words = _read_line(line, random, rate, shift)
            rows += [words] if words else []
    if not rows:
        return Page(page_id, WIDTH, HEIGHT, 100.0, (), _ENGINE)
    return _page(page_id, rows)


def _read_line(line: Line, random: Random, rate: float, shift: tuple[float, float]) -> list[tuple[str, Box]]:
    left, words = line.left + shift[0], []
    for word in line.text.split():
        width = len(word) * line.size * CHARACTER
        read = _read_word(word, random, 0.7 if line.hand else rate)
        if line.hand and random.random() > _HAND_KEPT:
            read = ""
        if read:
            top = line.baseline + shift[1] - line.size * random.uniform(0.95, 1.05)
            words.append((read, _box(left, top, left + width, line.baseline + shift[1] + line.size * 0.2)))
        left += width + line.size * 0.4
    return words


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    x = min(max(int(left), 0), WIDTH - 2)
    y = min(max(int(top), 0), HEIGHT - 2)
    return Box(x, y, min(max(int(right), x + 1), WIDTH), min(max(int(bottom), y + 1), HEIGHT))


def _read_word(word: str, random: Random, rate: float) -> str:
    if random.random() >= rate:
        return word
    if random.random() < 0.15:
        return ""
    place = random.randrange(len(word))
    slip = _ALIKE.get(word[place], random.choice(("", "i", "~", "c")))
    return word[:place] + slip + word[place + 1 :]


def _page(page_id: str, rows: list[list[tuple[str, Box]]]) -> Page:
    lines, number = [], 0
    for row in rows:
        words = []
        for text, box in row:
            words.append(Word(f"{page_id}:1:{number}", text, box, 0.95))
            number += 1
        lines.append(ReadLine(tuple(words)))
    blocks = [Block(tuple(group)) for group in _paragraphs(lines)]
    return Page(page_id, WIDTH, HEIGHT, 100.0, tuple(blocks), _ENGINE, structure=_structure(blocks))


def _paragraphs(lines: list[ReadLine]) -> list[list[ReadLine]]:
    groups: list[list[ReadLine]] = []
    for line in lines:
        if not groups or line.box.top - groups[-1][-1].box.bottom > line.box.height * 0.9:
            groups.append([])
        groups[-1].append(line)
    return groups


def _structure(blocks: list[Block]) -> PageStructure:
    words = PageWords.from_blocks(
        [[[_engine_word(word) for word in line.words] for line in block.lines] for block in blocks]
    )
    found = find_page_number(words, height_px=HEIGHT)
    if found is None:
        return PageStructure()
    left, top, right, bottom = (int(corner) for corner in found.corners)
    return PageStructure(
        page_number=PageNumber(number=found.number, of=found.of, box=Box(left, top, right, bottom))
    )


def _engine_word(word: Word) -> EngineWord:
    box = word.box
    return EngineWord(word.text, box.left, box.top, box.right, box.bottom, word.confidence, 0, 0)
