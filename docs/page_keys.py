"""The keys of every page as docs/keys.md lists them; review_ui/page_keys.py finds them. Touches the disk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review_ui import page_keys

_ARROWS = {"ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→"}
_SPELLED = {"Control": "Ctrl", "Escape": "Esc", **_ARROWS}


@dataclass(frozen=True)
class Page:
    """A page's title and its keys with what they do."""

    title: str
    keys: tuple[tuple[str, str], ...]


def pages_with_keys() -> list[Page]:
    """Every page that knows keys; a key that does several things has them in one line.

    Raises:
        LookupError: a file with keys is given no page, or its keys cannot be read.
    """
    if missing := page_keys.files_without_a_page():
        raise LookupError(f"review_ui/page_keys.py does not place, or cannot read, {', '.join(missing)}")
    pages = []
    for page in page_keys.pages_with_keys():
        keys: dict[str, str] = {}
        for key in page.keys:
            _add(keys, key.keys, key.label)
        pages.append(Page(page.title, tuple(keys.items())))
    return pages


def _add(keys: dict[str, str], pressed: str, label: str) -> None:
    spelled = _spelled(pressed)
    known = keys.get(spelled)
    keys[spelled] = label if known in (None, label) else f"{known}; {label}"


def _spelled(pressed: str) -> str:
    """The key as a keyboard shows it: letters after a modifier are large, and a large one needs Shift."""
    shown = re.sub(r"[A-Za-z]+", lambda word: _SPELLED.get(word[0], word[0]), pressed)
    with_shift = re.sub(r"\+([A-Z])$", r"+Shift+\1", shown)
    return re.sub(r"\+([a-z])$", lambda letter: f"+{letter[1].upper()}", with_shift)
