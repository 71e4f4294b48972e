"""The one place where the benchmark asks our learning: trained on coded notes, it ranks a text's codes."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence

from benchmarks.coding.gold_sets import CodedNote
from nlp.resources import CodingResources

# (code, chance that a coder accepts it), best first, for one text
Ranker = Callable[[str], list[tuple[str, float]]]


def ranker_learned_on(notes: Sequence[CodedNote], resources: CodingResources) -> Ranker | None:
    """What `nlp.learning.ranker_from_coded_notes` makes of (text, codes) pairs; None while there is none."""
    if importlib.util.find_spec("nlp.learning") is None:
        return None
    learning = importlib.import_module("nlp.learning")
    learn = getattr(learning, "ranker_from_coded_notes", None)
    if learn is None:
        return None
    ranker: Ranker = learn([(note.text, note.codes) for note in notes], resources)
    return ranker
