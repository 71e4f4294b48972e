"""Drugs that did harm though rightly given, and where a cancer has spread to.

Touches the world: reads tables. "Neutropenia due to chemotherapy", "steroid-induced hyperglycemia": the
effect is coded, and behind it the drug by a T code of adverse effect (Guidelines I.C.19.e.5.a). "Metastatic
to brain and liver": one code a site.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from nlp.chart_index.chart_index import table_rows
from nlp.mentions import Match
from nlp.told_facts import told_match

_TABLE = Path(__file__).parent / "chart_index"
_HARM = (
    r"(?:due to|secondary to|caused by|because of|induced by|related to|attributed to|adverse (?:drug "
    r")?(?:effect|"
    r"reaction)s? (?:of|to|from)|side effects? (?:of|from)|toxicity (?:of|from|due to)|reaction to|"
    r"complication of|"
    r"as a result of|from)"
)
_FILLER = (
    r"(?:\s+(?:his|her|the|a|an|chronic|recent|long-term|high-dose|iv|oral|daily|home|prescribed|therapeutic|"
    r"use of|therapy with|treatment with|ongoing|inhaled|systemic|concurrent))*"
)
# These say that the drug was not taken, or was taken otherwise than ordered: no adverse effect.
_NOT_RIGHTLY = re.compile(
    r"\b(?:overdos\w*|poison\w*|ingest\w*|suicid\w*|withdraw\w*|stopp\w+|running out|ran out|missed|"
    r"noncomplian\w*|"
    r"not taking|abuse|dependence|allerg\w*|relief|recover\w*|benefit|bleeding risk|history of)\b",
    re.IGNORECASE,
)
_LOOK_BACK = 60
_SPREAD = re.compile(
    r"\b(?:metastatic|metastas[ei]s|metastasized|mets|spread)\s+(?:disease\s+)?(?:to|in|involving)\s+"
    r"(?P<sites>[^.;:\n]{3,80})",
    re.IGNORECASE,
)
_NEXT_CLAUSE = re.compile(r"\b(?:from|with|who|presents|admitted|no)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _drugs() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Harm before the drug, the drug before its harm ("-induced"), and the code of each."""
    table = {drug: code for drug, code in table_rows(_TABLE, "adverse_drugs", 2)}
    names = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    no_harm = r"(?![\w-])(?!\s+(?:allergy|use disorder|dependence|abuse|deficiency))"
    behind = rf"\b{_HARM}{_FILLER}\s+(?P<drug>{names}){no_harm}"
    before = rf"(?<![\w-])(?P<drug>{names})[- ](?:induced|related|associated)\b"
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE), table


@lru_cache(maxsize=1)
def _sites() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {site: code for site, code in table_rows(_TABLE, "spread", 2)}
    names = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE), table


def drug_harm(text: str) -> list[Match]:
    """A match for each drug that a sentence blames for harm, in no order."""
    behind, before, table = _drugs()
    found = []
    for pattern in (behind, before):
        for harm in pattern.finditer(text):
            around = text[max(0, harm.start() - _LOOK_BACK) : harm.end() + 20].rpartition(". ")[2]
            if not _NOT_RIGHTLY.search(around):
                code = table[harm.group("drug").lower()]
                found.append(told_match(harm.start("drug"), harm.end("drug"), code, harm.group()))
    return found


def spread_sites(text: str) -> list[Match]:
    """A match for each site that a cancer is said to have spread to, in no order."""
    pattern, table = _sites()
    found = []
    for spread in _SPREAD.finditer(text):
        sites = list(pattern.finditer(text, spread.start("sites"), spread.end("sites")))
        found += [
            told_match(site.start(), site.end(), table[site.group().lower()], f"metastatic to {site.group()}")
            for site in sites
            if not re.search(
                r"\b(?:from|with|who|presents|admitted|"
                r"no)\b",
                text[spread.start("sites") : site.start()],
            )
        ]
    return found
