"""Numbers in a form that no report has: glued to letters, in broken pieces. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcribe.written_form.vocabulary import listed
from transcribe.written_form.words import Word, next_spoken, previous_spoken

_HAS_DIGIT = re.compile(r"\d", re.ASCII)
_PLAIN = re.compile(
    r"""
    [<>~≥≤]?[+-]?\$?\d[\d,]*(\.\d+)?(%|\+|°|st|nd|rd|th|s|'s)?              # 7.8, 12,000, 97%, 2+, 4th, 1980s
    | [+-]?\.\d+%?
    | \d+(\.\d+)?(/\d+(\.\d+)?){1,3}%?                                       # 138/84, 3/4/58
    | \d+(\.\d+)?[-–]\d+(\.\d+)?%?                                           # 5-10
    | \d{1,4}-\d{1,2}-\d{1,4} | (\d-)?(\d{3}-)?\d{3}-\d{4}
    | \d+(\.\d+)?(-[A-Za-z]{2,})+                                            # 67-year-old
    | \d{1,2}(:\d\d)?([ap]\.?m)? | \d{1,2}:\d\d:\d\d
    | \d\+\d(=\d+)?                                                          # 3+4=7
    | [ctls]\d{1,2}(-[ctls]?\d{1,2})?                                        # L4-5
    | x\d{1,2} | q\d{1,2}h? | [a-z]{1,3}/\d | \d(\d|-\d)?/[a-z]{2,5}
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_NAME = re.compile(
    r"[A-Z][A-Za-z]*-?\d{1,3}([A-Z]{1,3}\d{0,2})?(-[A-Z]?\d{1,2})?|[A-Z]{2,}\d[A-Z]{2,}\d?", re.ASCII
)
_STAGE = re.compile(r"[1-4][a-d]?|[1-4][A-D]\d?", re.ASCII)
_WITH_DIGIT_BEHIND = re.compile(r"[a-z]+-?\d{1,2}", re.ASCII)
_ENDS_IN_DIGIT = listed(
    """
    beta alpha gamma interferon omega p53 p24 p16 ki-67 ki67 fev1 a1c cox-2 sglt2 dpp-4 glp-1 alpha-1 alpha-2
    beta-1 beta-2 omega-3 covid-19 brca1 brca2 her2 hpv16 fgf23 il-6 il6 cd4 cd8 h1n1 b12 d3 pd-1 pd-l1
    """
)
_STAGED = frozenset({"stage", "grade", "type", "class", "ckd", "category", "figo", "level"})


def is_odd(words: Sequence[Word], at: int) -> bool:
    """True for a written number that stands in no form that reports use: "n32", "9.1.6", "60850mgs"."""
    core = words[at].core
    if not _HAS_DIGIT.search(core) or not core.isascii():
        return False
    if _PLAIN.fullmatch(core):
        return _has_broken_groups(core) or _is_beside_cut_decimal(words, at)
    if _STAGE.fullmatch(core) and previous_spoken(words, at) in _STAGED:
        return False
    is_known = core.casefold().split("-")[0] in _ENDS_IN_DIGIT or core.casefold() in _ENDS_IN_DIGIT
    return not (_NAME.fullmatch(core) or is_known or _known_beside(core))


def _known_beside(core: str) -> bool:
    """True for a known name with its number: "interferon beta12", "alpha-1"."""
    letters = re.match(r"[a-z]+", core)
    is_named = letters is not None and letters[0] in _ENDS_IN_DIGIT
    return is_named and bool(_WITH_DIGIT_BEHIND.fullmatch(core))


def _has_broken_groups(core: str) -> bool:
    """True for a comma that groups no thousands: "12,50", "1,2000"."""
    return "," in core and not re.fullmatch(r"[^\d]?\d{1,3}(,\d{3})+(\.\d+)?%?", core, re.ASCII)


def _is_beside_cut_decimal(words: Sequence[Word], at: int) -> bool:
    """True for "7.45 5": a decimal with another number right behind it."""
    following = next_spoken(words, at + 1)
    return "." in words[at].core and bool(re.fullmatch(r"\d+(\.\d+)?", following, re.ASCII))
