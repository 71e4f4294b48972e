"""Reads the text of line images with a recogniser network: characters with probabilities and places.

The network gives for every 8 pixels of a line 48 pixels high a probability for each character it knows, and
for "nothing new" (connectionist temporal classification). It knows thousands of Chinese characters; here only
those that English charts are written in may be read. Pure, but for the network it is given.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]

_HEIGHT_PX = 48
_LEAST_WIDTH_PX = 48
_LARGEST_BATCH_PX = 6 * 1280  # summed widths: bounds memory, whatever the lines' lengths
_MOST_LINES = 8
_WIDTH_STEP_PX = 32  # widths are rounded up to this, so that the runtime meets few shapes
# Beyond ASCII: what charts print. Anything else that the network knows is never read.
_BEYOND_ASCII = "¢£©®°±²³µ¶·¹¼½¾¿×ÉÑÜáäåçèéêíñóôöúü÷–—‘’“”•…™←↑→↓≈≤≥√□■●○☐☑☒✓✔"
_SAME_AS = {"。": ".", "、": ",", "′": "'", "″": '"', "−": "-", "―": "—", "μ": "µ", "∙": "·", "・": "·"}


@dataclass(frozen=True)
class ReadChar:
    """A character as read: its probability (0–1), and where its middle lies, as a share of the line's width.

    `space_before` (0–1) is the highest probability of a space anywhere between it and the one before.
    """

    text: str
    confidence: float
    at: float
    space_before: float


@dataclass(frozen=True)
class Alphabet:
    """Which outputs of the network are read as which character.

    Output 0 is "nothing new", the last one a space; `starts` are where in `outputs` each character begins.
    """

    characters: tuple[str, ...]
    outputs: NDArray[np.intp]
    starts: NDArray[np.intp]

    def probabilities(self, raw: NDArray[np.float32]) -> NDArray[np.float32]:
        """(columns, len(characters)) from (columns, all outputs): the best output of each character."""
        return np.maximum.reduceat(raw[:, self.outputs], self.starts, axis=1)


NOTHING, SPACE = "", " "


def alphabet_of(known: Sequence[str]) -> Alphabet:
    """The alphabet of a network whose outputs 1, 2, … are the characters `known`, and then a space.

    Full-width and compatibility forms count as the plain character.
    """
    allowed = {chr(code) for code in range(33, 127)} | set(_BEYOND_ASCII)
    outputs: dict[str, list[int]] = {NOTHING: [0], SPACE: [len(known) + 1]}
    for number, character in enumerate(known, start=1):
        plain = character if character in allowed else _SAME_AS.get(character, "")
        plain = plain or unicodedata.normalize("NFKC", character)
        if plain in allowed:
            outputs.setdefault(plain, []).append(number)
    counts = [len(numbers) for numbers in outputs.values()]
    return Alphabet(
        characters=tuple(outputs),
        outputs=np.array([number for numbers in outputs.values() for number in numbers], dtype=np.intp),
        starts=np.cumsum([0, *counts[:-1]]).astype(np.intp),
    )


def read_lines(lines: Sequence[Pixels], network: Network, alphabet: Alphabet) -> list[tuple[ReadChar, ...]]:
    """The characters of each grey line image, in order."""
    widths = [_width_at_height(line) for line in lines]
    read: list[tuple[ReadChar, ...]] = [()] * len(lines)
    for batch in _batches(widths):
        batch_width = max(math.ceil(widths[number] / _WIDTH_STEP_PX) * _WIDTH_STEP_PX for number in batch)
        planes = np.zeros((len(batch), 3, _HEIGHT_PX, batch_width), dtype=np.float32)
        for row, number in enumerate(batch):
            planes[row, :, :, : widths[number]] = _at_height(lines[number], widths[number])
        raw = network(planes)
        for row, number in enumerate(batch):
            used = widths[number] / batch_width
            read[number] = _decoded(alphabet.probabilities(raw[row]), alphabet.characters, used)
    return read


def _width_at_height(line: Pixels) -> int:
    height, width = line.shape
    return max(math.ceil(width * _HEIGHT_PX / height), _LEAST_WIDTH_PX)


def _at_height(line: Pixels, width: int) -> NDArray[np.float32]:
    how = cv2.INTER_AREA if line.shape[0] > _HEIGHT_PX else cv2.INTER_CUBIC
    small = cv2.resize(line, (width, _HEIGHT_PX), interpolation=how)
    return np.asarray(small, dtype=np.float32) / 127.5 - 1.0


def _batches(widths: list[int]) -> list[list[int]]:
    """Line numbers in batches of like widths, so that little is wasted on padding."""
    batches: list[list[int]] = []
    for number in sorted(range(len(widths)), key=lambda n: widths[n]):
        last = batches[-1] if batches else []
        fits = len(last) < _MOST_LINES and (len(last) + 1) * widths[number] <= _LARGEST_BATCH_PX
        if last and fits and widths[number] <= 1.25 * widths[last[0]]:
            last.append(number)
        else:
            batches.append([number])
    return batches


def _decoded(
    probabilities: NDArray[np.float32], characters: tuple[str, ...], used: float
) -> tuple[ReadChar, ...]:
    """The most probable characters, repeats within a run taken once, as the network was trained."""
    best = probabilities.argmax(axis=1)
    columns = len(best)
    space = probabilities[:, characters.index(SPACE)]
    chars: list[ReadChar] = []
    begin, last_at = 0, 0
    for column in range(1, columns + 1):
        if column < columns and best[column] == best[begin]:
            continue
        text = characters[best[begin]]
        if text not in (NOTHING, SPACE):
            run = probabilities[begin:column, best[begin]]
            at = begin + int(run.argmax())
            gap = float(space[last_at : at + 1].max()) if chars else 0.0
            middle = min((at + 0.5) / columns / used, 1.0)
            confidence = round(min(float(run.max()), 1.0), 4)
            chars.append(ReadChar(text, confidence, middle, round(min(gap, 1.0), 4)))
            last_at = column - 1
        begin = column
    return tuple(chars)
