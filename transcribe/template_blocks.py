"""Blocks of an author's own text in a draft: nobody said them, so a person has to read them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from storage.errors import Deficiency
from transcribe.report_token import ReportToken
from transcribe.transcript import SpokenWord

TEMPLATE_TEXT = "template_text"


def unread_blocks(tokens: Sequence[ReportToken], words: Iterable[SpokenWord]) -> list[Deficiency]:
    """One of kind `template_text` for each inserted block, at the seconds in which it was called."""
    by_id = {word.id: word for word in words}
    found = []
    for (origin, sources), _ in groupby(tokens, key=lambda token: (token.origin, token.sources)):
        called = [by_id[source] for source in sources if source in by_id]
        if origin == "template" and called:
            note = "the author's standard text was put in here: read whether it holds for this patient"
            start_s, end_s = min(one.start_s for one in called), max(one.end_s for one in called)
            found.append(Deficiency(TEMPLATE_TEXT, note, start_s=start_s, end_s=end_s))
    return found
