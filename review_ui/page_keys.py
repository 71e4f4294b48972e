"""Finds every key that the web pages know, in templates and in their scripts. Touches the disk.

The page "Keys" (routes/keys.py) and docs/keys.md are both made from it. A key is named by its action: the
name given with it, else its label (static/js/keyboard.js says how keys are given).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEB = Path(__file__).parent
EVERYWHERE = "Every page"
OTHERS = "Other pages"

# Template folders and scripts, by the page that a person sees; a new one has to be given its place here
PAGES: dict[str, tuple[str, ...]] = {
    EVERYWHERE: ("templates/base.html", "templates/macros/overview.html", "js/key_help.js"),
    "Home and the first hour of a clinic": ("templates/home", "templates/first_hour"),
    "The page of your keys": ("templates/me",),
    "Worklists, Find and Status (rows)": (
        *("templates/worklist", "templates/find", "templates/status"),
        *("js/row_keys.js", "js/row_choice.js"),
    ),
    "Figures": ("templates/figures",),
    "Board": ("templates/board",),
    "Paper": ("templates/paper",),
    "Exports": ("templates/exports",),
    "Second copy": ("templates/copies",),
    "Samples": ("templates/sampling", "js/sample_page.js"),
    "Adding files": ("templates/uploads",),
    "Stations and batches": ("templates/stations",),
    "A document's own page": ("templates/document",),
    "Who is this?": ("templates/patients", "js/who.js"),
    "Pages of a chart": ("templates/page_moves",),
    "Opening a chart": ("templates/chart_opener", "js/chart_opener.js"),
    "Checking a chart or a dictation": ("templates/review", "js/coverage.js"),
    "Checking a chart: paper and text": (
        *("templates/chart_review", "js/chart_review.js", "js/chart_keys.js", "js/find_bar.js"),
        "js/word_letters.js",
    ),
    "Checking a dictation": (
        *("js/sound_keys.js", "js/report_walk.js", "js/term_bar.js", "js/from_sound.js"),
        *("templates/dictation_review", "js/dictation_review.js", "js/phrases.js", "js/ask_author.js"),
    ),
    "Coding": (
        *("templates/coding", "js/code_panel.js", "js/code_search.js", "js/evidence_view.js"),
        *("js/case_reader.js", "js/case_search.js"),
    ),
    "Changes of a text": ("templates/text_history",),
    "Signing": ("templates/author",),
    "Answering a coder's question": ("templates/physician_queries",),
    "A filed record": ("templates/record",),
    "My day": ("templates/my_day",),
    "Phrases": ("templates/phrases",),
    "Who did what": ("templates/audit",),
    "People": ("templates/people",),
    OTHERS: ("templates/failure", "templates/api", "templates/sign_in"),
}
# Pages that stand on the screen together with others: their keys must not meet
TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"Checking a chart or a dictation", "Checking a chart: paper and text"}),
    frozenset({"Checking a chart or a dictation", "Checking a dictation"}),
)
# Keys of the text itself, handled where the caret is and so not in the registry
TEXT_KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "Coding": (("1 … 9", "Take the choice with this number"),),
    "Worklists, Find and Status (rows)": (("Enter", "Open the row"),),
    "Checking a chart or a dictation": (
        ("1", "When two people changed the same words: theirs, for this difference"),
        ("2", "When two people changed the same words: yours"),
        ("3", "When two people changed the same words: both"),
    ),
    "Checking a dictation": (("Backspace", "Right after a short form was written out: take it back"),),
    "Checking a chart: paper and text": (
        ("ArrowLeft", "Previous word (Shift: take it into the range)"),
        ("ArrowRight", "Next word (Shift: take it into the range)"),
        ("Enter", "Correct this word or range; save what was typed"),
        ("F2", "Correct this word or range; save what was typed"),
        ("Control+Enter", "The word is right as it stands: settle its doubt, go on to the next"),
        ("Delete", "Take these words out"),
        ("1", "Take the other reading with this number (1 to 5)"),
        ("Tab", "While correcting: save, then go to the next doubtful word"),
        ("Escape", "While correcting: leave it as it was"),
        (
            "a … z",
            "Among the doubtful words: correct this one (Shift: take the reading below it)",
        ),
        ("Enter", "Among the doubtful words: all others are right; on to the next"),
        ("a … z", "After k: go to the word by these letters and correct it (Shift: only stand on it)"),
        ("Shift+Enter", "While finding: the place before; Enter: the next, or replace this one"),
        ("Alt+Enter", "In “Replace with”: replace all places"),
    ),
}

_ON_KEY = re.compile(r"""^\s*(?:\w+\s*=\s*)?onKey\(\s*"([^"]+)",\s*"([^"]+)\"""", re.MULTILINE)
_NUMBERED = re.compile(r"""onKey\(`Alt\+\$\{number\}`""")
_GIVEN_ACTION = re.compile(r"""\baction:\s*"([^"]+)\"""")
_ATTRIBUTE = re.compile(r"""data-key="([^"]+)"\s+data-key-label="([^"]+)"(?:\s+data-key-action="([^"]+)")?""")
_MACRO = re.compile(r"""ui\.(?:link_button|button)\(([^}]*?)key="([^"]+)"([^}]*)""")


@dataclass(frozen=True)
class PageKey:
    """One key as the page knows it (`keys`, in the browser's names) and what it does.

    `action` names it in a person's own keys; '' when it cannot be changed.
    """

    keys: str
    label: str
    action: str

    @property
    def name(self) -> str:
        """Under what a person's own key for it is kept: its action and the key that it has by itself."""
        return f"{self.action}@{self.keys}" if self.action else ""


@dataclass(frozen=True)
class PageKeys:
    """A page's title and its keys."""

    title: str
    keys: tuple[PageKey, ...]


def meets(title: str, other: str) -> bool:
    """True when the keys of both pages work on one screen."""
    return title == other or EVERYWHERE in (title, other) or frozenset({title, other}) in TOGETHER


@cache
def pages_with_keys() -> Sequence[PageKeys]:
    """Every page that knows keys; what is given no page stands under the last one, "Other pages"."""
    left = dict(sorted(_files_with_keys()))
    pages = []
    for title, places in PAGES.items():
        found = [key for place in places for key in _taken(left, place)]
        if title == OTHERS:
            found += [key for keys in left.values() for key in keys]
        found += [PageKey(pressed, label, "") for pressed, label in TEXT_KEYS.get(title, ())]
        if found:
            pages.append(PageKeys(title, tuple(dict.fromkeys(found))))
    return tuple(pages)


def files_without_a_page() -> list[str]:
    """Templates and scripts with keys that `PAGES` gives no place, and scripts whose keys cannot be read."""
    placed = [place for places in PAGES.values() for place in places]
    homeless = [
        name
        for name, _ in _files_with_keys()
        if not any(name == place or name.startswith(f"{place}/") for place in placed)
    ]
    return homeless + [path.name for path in _scripts() if _calls_in(path) != len(_keys_of_script(path))]


def _taken(left: dict[str, list[PageKey]], place: str) -> Iterator[PageKey]:
    for name in [name for name in left if name == place or name.startswith(f"{place}/")]:
        yield from left.pop(name)


def _files_with_keys() -> Iterator[tuple[str, list[PageKey]]]:
    for path in sorted((WEB / "templates").rglob("*.html")):
        if found := list(_keys_of_template(path)):
            yield path.relative_to(WEB).as_posix(), found
    for path in _scripts():
        if found := _keys_of_script(path):
            yield path.relative_to(WEB / "static").as_posix(), found


def _scripts() -> list[Path]:
    return [path for path in sorted((WEB / "static" / "js").rglob("*.js")) if path.name != "keyboard.js"]


def _calls_in(path: Path) -> int:
    return len(re.findall(r"^[^/*\n]*\bonKey\(", path.read_text(encoding="utf-8"), re.MULTILINE))


def _keys_of_script(path: Path) -> list[PageKey]:
    text = path.read_text(encoding="utf-8")
    found = []
    for call in _ON_KEY.finditer(text):
        rest = text[call.end() :].partition("onKey(")[0].partition(");\n")[0]
        given = _GIVEN_ACTION.search(rest)
        found.append(PageKey(call[1], call[2], given[1] if given else call[2]))
    if _NUMBERED.search(text):
        found.append(PageKey("Alt+1 … 5", "Take the suggested term with this number", ""))
    return found


def _keys_of_template(path: Path) -> Iterator[PageKey]:
    if path.name == "ui.html":  # the macros themselves
        return
    text = path.read_text(encoding="utf-8")
    for pressed, label, action in _ATTRIBUTE.findall(text):
        if "{{" in pressed:  # the worklists' tabs are numbered as they come
            yield PageKey("1 … 9", "Open the list with this number", "")
        else:
            yield PageKey(pressed, label, action or label)
    for before, pressed, after in _MACRO.findall(text):
        words = re.findall(r'"([^"]*)"', re.split(r", (?:name|tone|type)=", before)[0])
        label = " or ".join(one for one in words if one and not one.startswith(("/", "#", "{")))
        given = re.search(r'\baction="([^"]+)"', before + after)
        yield PageKey(pressed, label, given[1] if given else label)
