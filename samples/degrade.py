"""What scanners, copiers and fax machines do to a page: seeded functions on grey images.

An image is a uint8 array (height, width), 0 black, 255 white. Each function returns a new image.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

GreyImage = NDArray[np.uint8]


def skew(image: GreyImage, *, angle_deg: float) -> GreyImage:
    """The page turned clockwise by `angle_deg` about its middle, as a sheet fed askew; corners are white."""
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle_deg, 1.0)
    turned = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255.0,))
    return turned.astype(np.uint8)


def paper(image: GreyImage, rng: Generator, *, tone: float = 244.0, shade: float = 10.0) -> GreyImage:
    """The page on real paper under a scanner's lamp: off-white, darker to one side, grain, soft edges.

    `tone` is the grey of the paper, `shade` how much darker its darkest edge is.
    """
    height, width = image.shape
    soft = cv2.GaussianBlur(image, (0, 0), 0.7).astype(np.float32)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    light = tone - shade * (0.7 * across + 0.3 * down) ** 2
    ink = 1 - soft / 255
    grain = cv2.GaussianBlur(rng.normal(0, 1, image.shape).astype(np.float32), (0, 0), 0.8) * 5
    scanned: GreyImage = np.clip(light * (1 - 0.9 * ink) + grain, 0, 255).astype(np.uint8)
    return scanned


def copier_marks(image: GreyImage, rng: Generator, *, specks: int) -> GreyImage:
    """The page with `specks` of dirt, one faint streak of the drum and two punch holes at the left edge."""
    marked = image.copy()
    height, width = image.shape
    for _ in range(specks):
        middle = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(marked, middle, int(rng.integers(0, 2)), (0,), -1)
    streak = int(width * rng.uniform(0.93, 0.97))
    for y in range(0, height, 3):
        if rng.random() < 0.4:
            marked[y : y + 2, streak] = 0
    for share in (0.27, 0.73):
        cv2.circle(marked, (int(width * 0.035), int(height * share)), int(width * 0.011), (0,), -1)
    return marked


def black_and_white(image: GreyImage, *, threshold: int = 150) -> GreyImage:
    """The page in two tones, 0 and 255, as a bitonal scanner or fax sends it."""
    return np.where(image < threshold, 0, 255).astype(np.uint8)


def fax(image: GreyImage, rng: Generator, *, width: int = 1728, height: int = 1078) -> GreyImage:
    """The page as a standard-resolution fax receives it: 204 x 98 dots an inch, two tones, noise, lost lines.

    1728 dots across and 98 lines an inch are the standard mode of ITU-T T.4; 1078 lines are 11 inches.
    """
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
    sent = black_and_white(small, threshold=178)
    noise = rng.random(sent.shape)
    sent[noise < 0.0012] = 0
    sent[noise > 0.9988] = 255
    for _ in range(3):  # a line hit by noise on the wire repeats the one above it
        y = int(rng.integers(1, height))
        sent[y] = sent[y - 1]
    return sent
