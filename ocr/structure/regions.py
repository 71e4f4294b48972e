"""Parts of a page that are not (only) body text: head, foot, sidebar, pictures, stamps, signatures. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engine import Pixels
from ocr.page_structure import RegionKind
from ocr.structure.drawn_boxes import ink_mask
from ocr.structure.grid import Corners, Grid, area_px, holds, overlap_px
from ocr.structure.page_words import PageWords, corners_of, middle_of
from ocr.structure.rules import Rule, Rules, shrunk_to_darkest

# Shares of the page's height and width.
_HEAD, _FOOT = 0.1, 0.9
_SIDEBAR_WIDTH = 0.45
# Shares of the words' height.
_BODY_GAP = 1.4  # more than the gap between lines of the body
_MOST_EDGE_ROWS = 3
# Inches.
_LEAST_PICTURE_IN = 0.4
_LEAST_STAMP_IN = 0.6
_SIGNATURE_HIGH_IN = 0.5
_SIGNATURE_WIDE_IN = 3.2
_RULE_NEAR_IN = 0.3
_PICTURE_INK = 0.12  # the share of its box that a logo or a photo inks; chosen by eye
_WORDS_IN_PICTURE = 0.25  # the share of a picture's box that words may cover
_SIGNED_INK = 0.012  # the inked share of the place of a signature; chosen by eye, no labelled set
_WELL_READ = 0.75  # a word as sure as this is print
_TILTED_DEG = (3.0, 40.0)
_LOOKING_DPI = 75
_SIGNATURE = re.compile(r"(?i)^(?:signature|signatures|signed|signature\(s\))$")


@dataclass(frozen=True)
class FoundRegion:
    """A region in pixels of the page, how sure it is (0–1), and the places of the words in it."""

    kind: RegionKind
    corners: Corners
    confidence: float
    words: tuple[int, ...] = ()


def edge_regions(words: PageWords, *, height_px: float) -> list[FoundRegion]:
    """The running head and foot: few rows near the edge, apart from the body."""
    regions = []
    kinds: tuple[tuple[RegionKind, Sequence[tuple[int, ...]]], ...] = (
        ("header", words.rows),
        ("footer", words.rows[::-1]),
    )
    for kind, rows in kinds:
        edge = _edge_rows(words, rows, height_px)
        if edge:
            places = tuple(sorted(place for row in edge for place in row))
            regions.append(FoundRegion(kind, words.box(places), 0.7, places))
    return regions


def _edge_rows(words: PageWords, rows: Sequence[tuple[int, ...]], height_px: float) -> list[tuple[int, ...]]:
    """The rows before the first wide gap, if they are few and stand at the edge."""
    for count, (row, following) in enumerate(pairwise(rows), start=1):
        if count > _MOST_EDGE_ROWS or _HEAD * height_px < words.middle(row[0])[1] < _FOOT * height_px:
            return []
        here, there = words.box(row), words.box(following)
        gap = max(here[1], there[1]) - min(here[3], there[3])
        if gap > _BODY_GAP * words.height:
            return list(rows[:count])
    return []


def sidebars(words: PageWords, grids: Sequence[Grid], *, width_px: float) -> list[FoundRegion]:
    """Frames of one cell with text in them and other text beside them."""
    found = []
    for grid in grids:
        left, top, right, bottom = grid.corners
        if len(grid.cells) != 1 or right - left > _SIDEBAR_WIDTH * width_px:
            continue
        inside = words.inside(grid.corners)
        beside = [
            place
            for place in words.inside((0.0, top, width_px, bottom))
            if not holds(grid.corners, *words.middle(place))
        ]
        if inside and len(beside) > len(inside) / 2 and _lines(words, inside) > 2:
            found.append(FoundRegion("sidebar", grid.corners, 0.8, inside))
    return found


def _lines(words: PageWords, places: Sequence[int]) -> int:
    wanted = set(places)
    return sum(bool(wanted & set(row)) for row in words.rows)


def drawn_regions(
    grey: Pixels, words: PageWords, *, dpi: int, rules: Rules, grids: Sequence[Grid]
) -> list[FoundRegion]:
    """Pictures (logos, photos) and stamps: large connected ink that few words and no table explain."""
    tables = [cell.corners for grid in grids if len(grid.cells) > 1 for cell in grid.cells]
    factor = max(dpi // _LOOKING_DPI, 1)
    ink = ink_mask(shrunk_to_darkest(grey, factor), dpi=max(dpi // factor, 20))
    for mask in (rules.level_mask, rules.upright_mask):
        ink[cv2.resize(mask, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_AREA) > 0] = 0
    joined = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), dtype=np.uint8)
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    regions = []
    for outline in outlines:
        left, top, width, height = (float(side) for side in cv2.boundingRect(outline))
        corners = (left * factor, top * factor, (left + width) * factor, (top + height) * factor)
        if min(width, height) * factor < _LEAST_PICTURE_IN * dpi:
            continue
        inside = words.inside(corners)
        if min(width, height) * factor >= _LEAST_STAMP_IN * dpi and _is_stamp(np.asarray(outline), ink):
            regions.append(FoundRegion("stamp", corners, 0.6, inside))
        elif any(overlap_px(corners, table) > 0.6 * area_px(table) for table in tables):
            continue  # shaded cells
        elif _is_picture(ink, (left, top, width, height), words, corners):
            regions.append(FoundRegion("picture", corners, 0.7, inside))
    return regions


def _is_stamp(outline: NDArray[np.int32], ink: NDArray[np.uint8]) -> bool:
    """Whether a tilted frame with something in it stands on the page."""
    (_, sides, angle_deg) = cv2.minAreaRect(outline)
    tilt_deg = min(angle_deg % 90, 90 - angle_deg % 90)
    if not _TILTED_DEG[0] <= tilt_deg <= _TILTED_DEG[1] or min(sides) < 1:
        return False
    box = sides[0] * sides[1]
    if cv2.contourArea(outline) < 0.8 * box:
        return False
    inside = np.zeros_like(ink)
    cv2.drawContours(inside, [outline], -1, (255.0,), thickness=cv2.FILLED)
    return float((ink[inside > 0] > 0).mean()) < 0.6


def _is_picture(
    ink: NDArray[np.uint8], place: tuple[float, float, float, float], words: PageWords, corners: Corners
) -> bool:
    left, top, width, height = (int(side) for side in place)
    share = float((ink[top : top + height, left : left + width] > 0).mean())
    well_read = [
        corners_of(word)
        for word in words.words
        if (word.confidence is None or word.confidence >= _WELL_READ) and len(word.text) > 1
    ]
    covered = sum(overlap_px(corners, word) for word in well_read)
    return share >= _PICTURE_INK and covered <= _WORDS_IN_PICTURE * area_px(corners)


def signatures(grey: Pixels, words: PageWords, *, dpi: int, rules: Rules) -> list[FoundRegion]:
    """Ink that stands where a label says that a signature does: on the line above it, or to its right."""
    ink = ink_mask(grey, dpi=dpi)
    found = []
    for place, word in enumerate(words.words):
        if not _SIGNATURE.match(word.text.strip(":.,*_()")) or _is_electronic(words, place):
            continue
        corners = _signature_place(words, place, dpi, rules)
        left, top, right, bottom = (max(int(edge), 0) for edge in corners)
        part = np.asarray(ink[top:bottom, left:right] > 0)
        for other in words.words:
            if other.confidence is None or other.confidence >= _WELL_READ:
                x0, y0, x1, y1 = (int(edge) for edge in corners_of(other))
                part[max(y0 - top, 0) : max(y1 - top, 0), max(x0 - left, 0) : max(x1 - left, 0)] = False
        if part.size and float(part.mean()) >= _SIGNED_INK:
            tight = _tight(part, left, top)
            found.append(FoundRegion("signature", tight, 0.7, words.inside(tight)))
    return found


def _is_electronic(words: PageWords, place: int) -> bool:
    before = words.words[place - 1].text.lower() if place else ""
    return before.startswith("electronic") or before.startswith("digital")


def _signature_place(words: PageWords, place: int, dpi: int, rules: Rules) -> Corners:
    """Above the rule that the label stands under, else right of the label up to the next word."""
    label = corners_of(words.words[place])
    high = _SIGNATURE_HIGH_IN * dpi
    above = [rule for rule in rules.level if _carries(rule, label, dpi)]
    if above:
        rule = max(above, key=lambda rule: rule.y)
        return rule.left, rule.top - high, rule.right, rule.top - 1
    row = next(row for row in words.rows if place in row)
    after = [
        words.words[other].left
        for other in row
        if words.words[other].left > label[2] + 1.5 * words.height and _is_print(words, other)
    ]
    right = min([*after, label[2] + _SIGNATURE_WIDE_IN * dpi])
    colon = words.words[row[-1]].right if words.words[row[-1]].right < right else label[2]
    return max(label[2], min(colon, label[2])) + 2, label[3] - high, right, label[3] + 0.3 * high


def _is_print(words: PageWords, place: int) -> bool:
    confidence = words.words[place].confidence
    return confidence is None or confidence >= _WELL_READ


def _carries(rule: Rule, label: Corners, dpi: int) -> bool:
    """Whether a rule is the line above a label."""
    x, _ = middle_of(label)
    return rule.left <= x <= rule.right and 0 <= label[1] - rule.y <= _RULE_NEAR_IN * dpi


def _tight(part: NDArray[np.bool_], left: int, top: int) -> Corners:
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    return (
        float(left + columns[0]),
        float(top + rows[0]),
        float(left + columns[-1] + 1),
        float(top + rows[-1] + 1),
    )
