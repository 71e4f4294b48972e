"""Touches the world: the fonts that pages are drawn with, from installed packages.

Print: Caladea (serif), IBM Plex Mono (typewriter) and Bitstream Vera (sans, inside reportlab). Hands: five
handwriting faces under the Open Font License.
"""

from __future__ import annotations

import importlib.resources
from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont

DRAWN_DPI = 300
PRINT_FACES = {
    "mono": ("fontpkg_ibm_plex_mono", "files/IBMPlexMono-Regular.ttf"),
    "mono-bold": ("fontpkg_ibm_plex_mono", "files/IBMPlexMono-Bold.ttf"),
    "serif": ("font_caladea", "files/Caladea-Regular.ttf"),
    "serif-bold": ("font_caladea", "files/Caladea-Bold.ttf"),
    "serif-italic": ("font_caladea", "files/Caladea-Italic.ttf"),
    "sans": ("reportlab", "fonts/Vera.ttf"),
    "sans-bold": ("reportlab", "fonts/VeraBd.ttf"),
    "sans-italic": ("reportlab", "fonts/VeraIt.ttf"),
}
HAND_FACES = {
    "caveat": ("fontpkg_caveat", "files/Caveat[wght].ttf"),
    "indie-flower": ("fontpkg_indie_flower", "files/IndieFlower-Regular.ttf"),
    "kalam": ("fontpkg_kalam", "files/Kalam-Regular.ttf"),
    "shadows-into-light": ("fontpkg_shadows_into_light", "files/ShadowsIntoLight.ttf"),
    "zeyada": ("fontpkg_zeyada", "files/Zeyada.ttf"),
}


@lru_cache(maxsize=128)
def font(face: str, size_pt: float) -> Font:
    """The face at a size in points of the 300 dpi page."""
    package, path = (PRINT_FACES | HAND_FACES)[face]
    with importlib.resources.as_file(importlib.resources.files(package).joinpath(path)) as file:
        return ImageFont.truetype(str(file), round(size_pt * DRAWN_DPI / 72))
