"""Where one statement ends and the next starts, in print, in dictation and behind a page reader. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.sections import Section
from nlp.words import hard_line_ends

MAX_SENTENCE_CHARS = 2_000  # text without punctuation is cut, so that cues times words stays bounded
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bvs)(?<!\bNo)(?<!\bSt)(?<!\.[A-Za-z])"
    r"(?<!\bapprox)(?<!\bpt)(?<!\n\d)(?<!\n\d\d)[.!](?=\s|$)(?<!\bneg\.(?=\sfor\b))|\n\s*\n|;"
    # A question mark before a diagnosis is a doubt, not an end; nor is one before the answer to it.
    r"|(?<=[\w)%])\?(?=\s|$)(?!\s*(?:no|none|yes|negative|positive|denie[sd])\b)"
    r"|\n(?=\s*(?:[-*•]|\d+[.)]))|(?<=\s)\d{1,2}\)(?=\s)",
    re.IGNORECASE,
)
# A line that ends so goes on in the next one, whatever that begins with ("denies fever,\nChills").
_GOES_ON = re.compile(
    r"(?:,|\b(?:and|or|nor|no|not|of|the|a|an|for|with|without|denies|denied|to|in|his|her|if|has|had|by|"
    r"possible|probable|likely|versus|vs|rule out|history))[ \t]*$",
    re.IGNORECASE,
)
_TAIL_CHARS = 16
_LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])")


def sentence_starts(text: str, sections: Sequence[Section]) -> list[int]:
    """Where sentences start, first one at 0, in order.

    Hard line ends and headings start one too. What stands behind a heading that we do not know stays with
    it: "FEVER: none", "DENIES: cough".
    """
    starts = {0, *(section.start for section in sections)}
    starts |= {section.body_start for section in sections if section.known}
    starts |= {match.end() for match in _SENTENCE_END.finditer(text)}
    starts |= {end + 1 for end in hard_line_ends(text) if not _line_goes_on(text, end)}
    starts |= set(range(0, len(text), MAX_SENTENCE_CHARS))
    return sorted(start for start in starts if start < max(len(text), 1))


def _line_goes_on(text: str, line_end: int) -> bool:
    if text.startswith("\n", line_end + 1) or _LIST_ITEM.match(text, line_end + 1):
        return False
    return _GOES_ON.search(text[max(line_end - _TAIL_CHARS, 0) : line_end]) is not None
