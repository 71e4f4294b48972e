"""Finds every key that the web pages know: in templates and in their scripts. Touches the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).parents[1] / "review_ui"

# Template folders and scripts, by the page that a person sees; a new one has to be given its place here
PAGES: dict[str, tuple[str, ...]] = {
    "Every page": ("templates/base.html", "js/key_help.js"),
    "Worklists, Find and Status (rows)": (
        *("templates/worklist", "templates/find", "templates/status"),
        "js/row_keys.js",
    ),
    "Adding files": ("templates/uploads",),
    "A document's own page": ("templates/document",),
    "Checking a chart or a dictation": ("templates/review",),
    "Checking a chart: paper and text": ("templates/chart_review", "js/chart_review.js", "js/page_list.js"),
    "Checking a dictation": (
        *("templates/dictation_review", "js/dictation_review.js", "js/player.js", "js/report_edit.js"),
        *("js/audio_sync.js", "js/term_bar.js", "js/report_marks.js"),
    ),
    "Coding": ("templates/coding", "js/code_panel.js", "js/code_search.js", "js/evidence_view.js"),
    "Signing": ("templates/author",),
    "A filed record": ("templates/record",),
    "Who did what": ("templates/audit",),
    "People": ("templates/people",),
    "Other pages": ("templates/failure", "templates/api", "templates/sign_in"),
}
# Keys of the text itself, handled where the caret is and so not in the registry
TEXT_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "Worklists, Find and Status (rows)": (("Enter", "Open the row"),),
    "Checking a chart or a dictation": (
        ("1", "When two people changed the same words: keep theirs"),
        ("2", "When two people changed the same words: save yours over them"),
    ),
    "Checking a chart: paper and text": (
        ("ArrowLeft", "Previous word (Shift: take it into the range)"),
        ("ArrowRight", "Next word (Shift: take it into the range)"),
        ("Enter", "Correct this word or range; save what was typed"),
        ("F2", "Correct this word or range; save what was typed"),
        ("Tab", "While correcting: save, then go to the next doubtful word"),
        ("Escape", "While correcting: leave it as it was"),
    ),
}

_ON_KEY = re.compile(r"""^\s*(?:\w+\s*=\s*)?onKey\(\s*"([^"]+)",\s*"([^"]+)\"""", re.MULTILINE)
_NUMBERED = re.compile(r"""onKey\(`Alt\+\$\{number\}`""")
_ATTRIBUTE = re.compile(r"""data-key="([^"]+)"\s+data-key-label="([^"]+)\"""")
_MACRO = re.compile(r"""ui\.(?:link_button|button)\(([^}]*?)key="([^"]+)\"""")
_ARROWS = {"ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→"}
_SPELLED = {"Control": "Ctrl", "Escape": "Esc", **_ARROWS}


@dataclass(frozen=True)
class Page:
    """A page's title and its keys with what they do."""

    title: str
    keys: tuple[tuple[str, str], ...]


def pages_with_keys() -> list[Page]:
    """Every page that knows keys.

    Raises:
        LookupError: a file with keys is given no page.
    """
    left = dict(sorted(_files_with_keys()))
    pages = []
    for title, places in PAGES.items():
        keys: dict[str, str] = {}
        for place in places:
            for name in [name for name in left if name == place or name.startswith(f"{place}/")]:
                for pressed, label in left.pop(name):
                    _add(keys, pressed, label)
        for pressed, label in TEXT_KEYS.get(title, ()):
            _add(keys, pressed, label)
        if keys:
            pages.append(Page(title, tuple(keys.items())))
    if left:
        raise LookupError(f"docs/page_keys.py names no page for {', '.join(left)}")
    return pages


def _add(keys: dict[str, str], pressed: str, label: str) -> None:
    spelled = re.sub(r"[A-Za-z]+", lambda word: _SPELLED.get(word[0], word[0]), pressed)
    known = keys.get(spelled)
    keys[spelled] = label if known in (None, label) else f"{known}; {label}"


def _files_with_keys() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for path in sorted((WEB / "templates").rglob("*.html")):
        if found := list(_keys_of_template(path)):
            yield path.relative_to(WEB).as_posix(), found
    for path in sorted((WEB / "static" / "js").rglob("*.js")):
        if path.name != "keyboard.js" and (found := _keys_of_script(path)):
            yield path.relative_to(WEB / "static").as_posix(), found


def _keys_of_script(path: Path) -> list[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    found = _ON_KEY.findall(text)
    if _NUMBERED.search(text):
        found.append(("Alt+1 … 3", "Take the suggested term with this number"))
    calls = len(re.findall(r"^[^/*\n]*\bonKey\(", text, re.MULTILINE))
    if calls != len(found):
        raise LookupError(f"{path.name} gives {calls} keys, and {len(found)} of them can be read")
    return found


def _keys_of_template(path: Path) -> Iterator[tuple[str, str]]:
    if path.name == "ui.html":  # the macros themselves
        return
    text = path.read_text(encoding="utf-8")
    for pressed, label in _ATTRIBUTE.findall(text):
        if "{{" in pressed:  # the worklists' tabs are numbered as they come
            yield "1 … 9", "Open the list with this number"
        else:
            yield pressed, label
    for before, pressed in _MACRO.findall(text):
        words = re.findall(r'"([^"]*)"', re.split(r", (?:name|tone|type)=", before)[0])
        yield pressed, " or ".join(one for one in words if one and not one.startswith(("/", "#", "{")))
