"""Tokens built from a text: one for each piece, a slash on its own as the spoken command leaves it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.report_token import ReportToken


def tokens_of(text: str) -> list[ReportToken]:
    """Token n has the id "tn" and the one source "wn"."""
    pieces = re.findall(r"([^\s/]+|/)(\s*)", text)
    return [
        ReportToken(f"t{n}", piece, _space(blank, is_last=n == len(pieces)), (f"w{n}",))
        for n, (piece, blank) in enumerate(pieces, start=1)
    ]


def _space(blank: str, *, is_last: bool) -> str:
    lines = min(blank.count("\n"), 2)
    return "\n" * lines or (" " if blank or is_last else "")


def text_of(tokens: Sequence[ReportToken]) -> str:
    """The text of the tokens without white space at its end."""
    return "".join(token.text + token.space_after for token in tokens).rstrip()
