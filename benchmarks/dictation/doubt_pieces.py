"""Touches the world: the recordings on which doubt is fitted and measured, each with its truth.

Gold dictations are cut between clauses into pieces of 15 s or more, so that there are enough counts to judge
intervals by; development dictations and LibriSpeech utterances are taken whole, these over a telephone too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.dictation.bench import Bench, Take
from benchmarks.dictation.gold import laid_out
from benchmarks.dictation.noises import over_telephone
from benchmarks.dictation.speech_sets import (
    development_dictations,
    librispeech,
)
from benchmarks.dictation.voices import RATE_HZ, read_sound, write_wav
from benchmarks.frame import SetMissingError

OWN, DEVELOPMENT = "own", "development"
LIBRISPEECH, TELEPHONE = "librispeech", "librispeech by telephone"
_PIECE_S = 15.0


@dataclass(frozen=True)
class Piece:
    """A recording, what it says, and `group`: its text or speaker, which no fit may see in part."""

    set_name: str
    group: str
    take: Take
    reference: str


def all_pieces(bench: Bench) -> tuple[list[Piece], list[str]]:
    """The pieces of all sets in order, and what is said of sets that are not there."""
    pieces = [*_own_pieces(bench)]
    remarks: list[str] = []
    for load in (_development_pieces, _librispeech_pieces, _telephone_pieces):
        try:
            pieces += load(bench)
        except SetMissingError as missing:
            remarks.append(f"missing: {missing}")
    remarks = list(dict.fromkeys(remarks))
    return pieces, remarks


def _own_pieces(bench: Bench) -> Iterator[Piece]:
    for dictation, recording in bench.own():
        sound = read_sound(recording.path)
        first = 0
        for number, time in enumerate(recording.clauses):
            is_last = number == len(recording.clauses) - 1
            long_enough = time.end_s - recording.clauses[first].start_s >= _PIECE_S
            # a rest too short is left with the piece before it
            rest_s = recording.clauses[-1].end_s - time.end_s
            if not is_last and (not long_enough or rest_s < _PIECE_S / 2):
                continue
            start = max(0, round((recording.clauses[first].start_s - 0.2) * RATE_HZ))
            path = bench.folder("pieces") / f"{recording.path.stem}-{first}.wav"
            write_wav(path, sound[start : round((time.end_s + 0.2) * RATE_HZ)])
            clauses = dictation.clauses[first : number + 1]
            written = laid_out(" ".join(clause.reference for clause in clauses if clause.written))
            yield Piece(OWN, dictation.name, Take(path), written)
            first = number + 1


def _development_pieces(bench: Bench) -> list[Piece]:
    """The development dictations, told nothing; two voices speak each text, named "<text>_<what>_<voice>"."""
    return [
        Piece(DEVELOPMENT, one.dictation.name.split("_")[0], Take(one.take.audio), one.dictation.reference)
        for one in development_dictations(bench)
    ]


def _librispeech_pieces(bench: Bench) -> list[Piece]:
    """LibriSpeech utterances, named "<speaker>-<chapter>-<utterance>"."""
    return [
        Piece(LIBRISPEECH, one.path.stem.split("-")[0], Take(one.path), one.text)
        for one in librispeech(bench)
    ]


def _telephone_pieces(bench: Bench) -> list[Piece]:
    """The same utterances as a telephone carries them."""
    pieces = []
    for one in _librispeech_pieces(bench):
        path = bench.folder("telephone") / f"{one.take.audio.stem}-telephone.wav"
        write_wav(path, over_telephone(read_sound(one.take.audio)))
        pieces.append(Piece(TELEPHONE, one.group, Take(path), one.reference))
    return pieces
