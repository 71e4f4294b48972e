"""Touches the world: reads the two word lists beside it, once a process.

Where the lists come from: `benchmarks/fit_doubt/make_lexicon.py` writes them from the word lists inside
Tesseract's English model (Apache-2.0) and the words of ICD-10-CM (US Government work).
"""

from __future__ import annotations

import lzma
import re
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_EDGES = re.compile(r"^[^A-Za-z0-9]+|[^A-Za-z0-9]+$")
_PARTS = re.compile(r"[^A-Za-z]+")
# What charts write that no word list holds; our own.
_CHART_WORDS = """
abd abx acct amb ap appt asap bid biw bmi bp bpm bun cbc cc chf cm cmp cno cns copd cpt cr crp csf
ct cv cva cvs cxr dc dept dl dm dob dr dx ecg ed ef egfr ekg emg emr ent er etoh fax fh fhx fl ft fu
gcs gerd gi gm gu hba hct heent hgb hpi hr hs htn hx icd icu id im inr iu iv kg km labs lb lbs ldl
lft lll llq lt luq lvef mcg mcl md meds meq mg mi min ml mm mmhg mmol mo mr mrn msk mva na neuro
nkda no npi npo nsr nurs obs od os ot oz pa pcp pe perrla ph pm pmh po prn psh pt ptt qam qd qhs qid
qod qpm rbc rll rlq rn ros rr rt rul ruq rx sats sc sig sob soc spo ssn st stat subq sx tab tabs
temp tid tsh tx ua uri us uti vs wbc wk wnl wt yo yr yrs
"""


class Familiarity(IntEnum):
    """How well known a word is: unknown, on the long list of names and rare words, or on the common one."""

    UNKNOWN = 0
    RARE = 1
    COMMON = 2


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    common, rare = (
        frozenset(lzma.decompress((_FOLDER / f"lexicon_{name}.xz").read_bytes()).decode("ascii").split("\n"))
        for name in ("common", "rare")
    )
    return common | frozenset(_CHART_WORDS.split()), rare


def familiarity(text: str) -> Familiarity | None:
    """How well the letters of a printed word are known; None for one without two letters in a row.

    Punctuation around it does not count; a word of several parts (`follow-up`, `and/or`) is as well known
    as its least known part.
    """
    parts = [part for part in _PARTS.split(_EDGES.sub("", text).lower()) if len(part) > 1]
    return min((_of_part(part) for part in parts), default=None)


def _of_part(word: str) -> Familiarity:
    common, rare = _lists()
    if word in common or (word.endswith("s") and word[:-1] in common):
        return Familiarity.COMMON
    return Familiarity.RARE if word in rare else Familiarity.UNKNOWN
