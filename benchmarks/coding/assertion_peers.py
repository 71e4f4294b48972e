"""Touches the world: what negspacy and medspaCy say of given concepts, each in its own process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.coding.bench import Bench

_PROGRAM = "child_assertion.py"
# package, how tables call it, what it tells
PEERS = (
    ("negspacy", "negspacy", ("negated",)),
    ("medspacy", "medspaCy", ("negated", "possible", "historical", "family", "hypothetical")),
)


@dataclass(frozen=True)
class Concepts:
    """A text and the places of its concepts."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PeerAnswer:
    """What a peer says of each concept of each text, what it can tell at all, and its processor seconds."""

    name: str
    tells: tuple[str, ...]
    effects: list[list[list[str]]]
    seconds: float

    def says(self, effect: str) -> list[bool]:
        """For each text whether the peer says this of its first concept."""
        return [effect in spans[0] for spans in self.effects]


def peer_answers(bench: Bench, asked: Sequence[Concepts]) -> list[PeerAnswer]:
    """The answers of those peers that a known Python has."""
    question = [{"text": one.text, "spans": one.spans} for one in asked]
    answers = []
    for package, name, tells in PEERS:
        answer = bench.ask_peer(package, _PROGRAM, question)
        if answer is not None:
            answers.append(PeerAnswer(name, tells, answer["effects"], answer["seconds"]))
    return answers


def absent(answers: Sequence[PeerAnswer]) -> list[str]:
    """A remark for each peer that did not answer."""
    there = {answer.name for answer in answers}
    return [
        f"{name}: not installed here and under no --peer-python" for _, name, _ in PEERS if name not in there
    ]
