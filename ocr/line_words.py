"""Cuts pieces of text out of a page, and the characters read in them into words with boxes. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import EngineWord, Pixels
from ocr.line_recogniser import ReadChar
from ocr.text_detector import TextBox
from ocr.transform import Transform

# A space that the recogniser holds for at all likely is one: it is known to glue words.
_SPACE_FROM = 0.3
# A box this much higher than wide is text that stands on end.
_ON_END = 2.0
_UPRIGHT_WITHIN_DEG = 0.3
_PAPER_VARIES = 30  # grey levels


@dataclass(frozen=True)
class LinePiece:
    """A line image, and the map from its pixels to the page's."""

    pixels: Pixels
    to_page: Transform


def crop_of(grey: Pixels, box: TextBox) -> LinePiece:
    """The box cut out at the page's own resolution, turned level; text on end is laid down."""
    width, height = max(round(box.width), 2), max(round(box.height), 2)
    angle = 0.0 if abs(box.angle_deg) < _UPRIGHT_WITHIN_DEG else math.radians(box.angle_deg)
    cosine, sine = math.cos(angle), math.sin(angle)
    to_page = Transform(
        a=cosine,
        b=-sine,
        c=box.x - cosine * width / 2 + sine * height / 2,
        d=sine,
        e=cosine,
        f=box.y - sine * width / 2 - cosine * height / 2,
    )
    map_back = np.array([[to_page.a, to_page.b, to_page.c], [to_page.d, to_page.e, to_page.f]])
    pixels = cv2.warpAffine(
        grey,
        map_back,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if height < _ON_END * width:
        return LinePiece(np.asarray(pixels, dtype=np.uint8), to_page)
    laid_down = cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE)
    stood_up = Transform(0, -1, width, 1, 0, 0)  # (x, y) of the laid-down line, in the upright piece
    return LinePiece(np.asarray(laid_down, dtype=np.uint8), to_page.after(stood_up))


def words_of_line(piece: LinePiece, chars: Sequence[ReadChar], *, line_no: int) -> tuple[EngineWord, ...]:
    """The characters as words, their boxes cut in the gaps between them."""
    groups = _groups(chars)
    if not groups:
        return ()
    width = piece.pixels.shape[1]
    darkness = _darkness(piece.pixels)
    ink = darkness.sum(axis=0)
    top, bottom = _inked(darkness.sum(axis=1), 0, piece.pixels.shape[0])
    edges = [0.0]
    for before, after in pairwise(groups):
        edges.append(_gap_between(ink, before[-1].at * width, after[0].at * width))
    edges.append(float(width))
    words = []
    for group, (left, right) in zip(groups, pairwise(edges), strict=True):
        start, end = _inked(ink, left, right)
        first, last = piece.to_page.point(start, top), piece.to_page.point(end, bottom)
        (x0, x1), (y0, y1) = sorted((first[0], last[0])), sorted((first[1], last[1]))
        words.append(
            EngineWord(
                text="".join(char.text for char in group),
                left=x0,
                top=y0,
                right=max(x1, x0 + 1),
                bottom=max(y1, y0 + 1),
                confidence=round(fmean(char.confidence for char in group), 4),
                block_no=0,
                line_no=line_no,
            )
        )
    return tuple(words)


def _groups(chars: Sequence[ReadChar]) -> list[list[ReadChar]]:
    groups: list[list[ReadChar]] = []
    for char in chars:
        if groups and char.space_before < _SPACE_FROM:
            groups[-1].append(char)
        else:
            groups.append([char])
    return groups


def _darkness(line: Pixels) -> NDArray[np.float32]:
    """How dark each pixel of the line image is against its paper."""
    paper = float(np.percentile(line, 90))
    return np.asarray(np.clip(paper - line.astype(np.float32) - _PAPER_VARIES, 0, None), dtype=np.float32)


def _gap_between(ink: NDArray[np.float32], left: float, right: float) -> float:
    """The middle of the widest run of columns without ink between two characters' middles."""
    start, end = max(math.floor(left), 0), min(math.ceil(right), len(ink))
    part = ink[start:end]
    if not part.size:
        return (left + right) / 2
    clear = part <= part.min() + 1.0
    best, best_length, run = len(part) // 2, 0, 0
    for place, is_clear in enumerate([*clear.tolist(), False]):
        if is_clear:
            run += 1
            continue
        if run > best_length:
            best, best_length = place - run + run // 2, run
        run = 0
    return float(start + best)


def _inked(ink: NDArray[np.float32], left: float, right: float) -> tuple[float, float]:
    """The part of left–right that carries ink, or all of it where none does."""
    start, end = round(left), max(round(right), round(left) + 1)
    inked = np.flatnonzero(ink[start:end] > 0)
    if not inked.size:
        return left, right
    return float(start + inked[0]), float(start + inked[-1] + 1)
