"""What the text of a word alone says about its chance of being wrong. Pure."""

from __future__ import annotations

import math
import re

from ocr.doubt.lexicon import Familiarity, familiarity
from ocr.doubt.word_class import WordClass, has_known_shape, mixes_letters_and_digits, trimmed, word_class

# Characters that blur, fax and bold print turn into one another.
_CONFUSABLE = frozenset("0OoQD1lI|!i5Ss8B2Zz6Gb9gq4A7T")
_CONFUSABLE_RUNS = re.compile(r"rn|nn|vv|cl|ci|ri|li|il|fi|tt|ii|nm|mn")
_RARE_MARKS = re.compile(r"[^A-Za-z0-9.,:;()/%'\"$&+#@°*?!\-–—•’“”]|[|~_^`\\{}<>=\[\]]")
_MARK_WITHIN = re.compile(r"[A-Za-z0-9][.,:;|!?*)(]+[A-Za-z]{2}|[A-Za-z]{2}[.,:;|!?*)(]+[A-Za-z0-9]")
_DECIMAL = re.compile(r"\d[.,]\d")
_ORDERLY_CASE = re.compile(
    r"[^A-Za-z]*(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)(?:[^A-Za-z]+(?:[a-z]+|[A-Z]+|[A-Z][a-z]+))*[^A-Za-z]*"
)
_GLUED = re.compile(r"[a-z]{2}[A-Z][a-z]|[A-Za-z]{3}\d|\d[A-Za-z]{4}|\)[A-Za-z]|[A-Za-z]\(")
_LONG_WORD = 14


def text_features(text: str) -> dict[str, float]:
    """Plain measures of a word's text by name: what it is, how plausible, how easily misread."""
    kind = word_class(text)
    core = trimmed(text)
    known = familiarity(text)
    return {
        "mark_only": float(kind is WordClass.MARK),
        "negation": float(kind is WordClass.NEGATION),
        "word_unknown": float(known is Familiarity.UNKNOWN),
        "word_rare": float(known is Familiarity.RARE),
        "no_word": float(known is None and kind is WordClass.PLAIN),
        "capital_unknown": float(
            known is not Familiarity.COMMON and kind is WordClass.PLAIN and core[:1].isupper()
        ),
        "number": float(kind is WordClass.NUMBER),
        "number_odd": float(kind is WordClass.NUMBER and not has_known_shape(text)),
        "mixed": float(mixes_letters_and_digits(text)),
        "digits": math.log1p(sum(char.isdigit() for char in text)),
        "decimal": float(bool(_DECIMAL.search(text))),
        "one_character": float(len(core) == 1),
        "two_characters": float(len(core) == 2),
        "length": math.log1p(len(core)),
        "overlong": float(len(core) > _LONG_WORD),
        "confusable": sum(char in _CONFUSABLE for char in core) / max(len(core), 1),
        "confusable_runs": float(len(_CONFUSABLE_RUNS.findall(core))),
        "rare_marks": float(bool(_RARE_MARKS.search(text))),
        "mark_within": float(bool(_MARK_WITHIN.search(text))),
        "odd_case": float(kind is WordClass.PLAIN and not _ORDERLY_CASE.fullmatch(text)),
        "glued": float(bool(_GLUED.search(text))),
    }
