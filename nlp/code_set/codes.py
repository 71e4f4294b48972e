"""How codes are written, and the codes that a note or an index names. Pure."""

from __future__ import annotations

import re

# Letters stand at any place but not only letters: QA0.8, C7A.00, M1A.00X0, S02.0XXA.
CODE = re.compile(r"[A-Z](?:\d[0-9A-Z]|[A-Z]\d)(?:\.?[0-9A-Z]{1,4})?")
_NAMED = re.compile(
    r"\b([A-Z](?:\d[0-9A-Z]|[A-Z]\d)(?:\.[0-9A-Z]*)?)(?:-([A-Z](?:\d[0-9A-Z]|[A-Z]\d)(?:\.[0-9A-Z]+)?))?"
)


def dotted(code: str) -> str:
    """The code with its dot behind the third character: "e1122" is "E11.22"."""
    letters = code.strip().upper().replace(".", "")
    return letters if len(letters) <= 3 else f"{letters[:3]}.{letters[3:]}"


def is_extended(code: str) -> bool:
    """Whether a dotted code has all seven characters, the 7th being the extension."""
    return len(code) == 8


def excluded_codes(note: str) -> list[tuple[str, str]]:
    """The codes a note names in its brackets, as (first, last) prefixes: "(S78.-)" is ("S78", "S78")."""
    spans: list[tuple[str, str]] = []
    for bracket in re.findall(r"\(([^()]*)\)", note):
        for match in _NAMED.finditer(bracket):
            first = match.group(1).rstrip(".")
            spans.append((first, match.group(2) or first))
    return spans


def within(code: str, first: str, last: str) -> bool:
    """Whether a dotted code lies at or below a span of prefixes, such as ("T36", "T50")."""
    return code.startswith(first) or first <= code[: len(last)] <= last


def open_code(written: str) -> tuple[str, bool] | None:
    """A code as the index writes it, and whether more characters must follow: "C79.8-" is ("C79.8", True).

    None for what is no code: an empty cell, or its dashes.
    """
    plain = written.strip().upper()
    stem = plain.rstrip("-").rstrip(".")
    return (dotted(stem), stem != plain) if CODE.fullmatch(stem) else None
