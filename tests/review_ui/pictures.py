"""Pictures of pages as a browser test saw them: a run keeps them in the folder of KEEP_PICTURES_IN."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page


def keep_picture(page: Page, name: str) -> None:
    """Keep what the page looks like now, when the run asks for pictures."""
    folder = os.environ.get("KEEP_PICTURES_IN")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
