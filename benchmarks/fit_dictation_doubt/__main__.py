"""Touches the world: fits the shipped doubt model from kept hearings and writes it to `transcribe/doubt`.

    python -m benchmarks.fit_dictation_doubt --hearings FOLDER --version N

A hearing is a JSON file `{transcript, said, group, first}`: what the engine heard (`first`: what it heard
without hints, where `transcript` is a second hearing), what was said, and the text or speaker it belongs to.
One that the whole product made has `disputed` and `struck` too, the ids of words on which its passes differ
and of words it left out: such hearings set the slope, the shift and the shape, all of them the weights.
They are the six development dictations, 50 LibriSpeech utterances (CC BY 4.0) clean and at 10 dB babble, and
the texts of `own_texts.json`, each spoken by two synthetic voices (Piper joe, CC0; flite); never gold.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

import transcribe.doubt
from benchmarks.fit_dictation_doubt.alignment import judge
from benchmarks.fit_dictation_doubt.fitting import (
    CrossFitted,
    Document,
    area_under_curve,
    calibration_error,
    fit,
)
from transcribe.doubt.estimate import words_of_report
from transcribe.doubt.measures import measure_words
from transcribe.lexicon import suggest_terms
from transcribe.report import draft_report
from transcribe.transcript import SpokenWord, Transcript

_FITTED_ON = (
    "6 development dictations, 15 own texts in two voices each, 50 LibriSpeech utterances clean and in "
    "babble; slope, shift and shape: the dictations as the whole product hears them"
)


def document_of(name: str, hearing: dict[str, Any]) -> Document:
    """The words of a hearing that are text, measured and judged."""
    transcript = Transcript.from_json(hearing["transcript"])
    words = list(transcript.words())
    wrong = judge([word.text for word in words], hearing["said"]).wrong
    wrong_ids = {word.id for word, is_wrong in zip(words, wrong, strict=True) if is_wrong}
    kept = words_of_report(words, draft_report(words, struck=hearing.get("struck", ())))
    measures = measure_words(
        kept,
        suggestions=suggest_terms(kept),
        segments=transcript.segments,
        disagreements=frozenset(hearing["disputed"])
        if "disputed" in hearing
        else _heard_otherwise(words, hearing["first"]),
    )
    return Document(
        name,
        hearing["group"],
        measures,
        tuple(word.id in wrong_ids for word in kept),
        is_of_product="disputed" in hearing,
    )


def _heard_otherwise(words: list[SpokenWord], first: dict[str, Any] | None) -> frozenset[str]:
    if first is None:
        return frozenset()
    ours = [_plain(word) for word in words]
    theirs = [_plain(word) for word in Transcript.from_json(first).words()]
    edits = Levenshtein.opcodes(ours, theirs)
    return frozenset(
        word.id for edit in edits if edit.tag != "equal" for word in words[edit.src_start : edit.src_end]
    )


def _plain(word: SpokenWord) -> str:
    return "".join(char for char in word.text.casefold() if char.isalnum())


def say_how_good(name: str, unseen: list[CrossFitted]) -> None:
    """Print the figures that a probability of ours has to reach, cross-fitted."""
    p = np.array([p for one in unseen for p in one.p_wrong])
    wrong = np.array([is_wrong for one in unseen for is_wrong in one.document.wrong])
    brier, base = float(((p - wrong) ** 2).mean()), float(wrong.mean() * (1 - wrong.mean()))
    caught = [
        wrong[np.argsort(-p)[: int(share * len(p))]].sum() / wrong.sum() for share in (0.1, 0.15, 0.2, 0.25)
    ]
    print(
        f"{name}: {len(unseen)} hearings, {len(p):,} words, {int(wrong.sum()):,} wrong; "
        f"AUROC {area_under_curve(p, wrong):.3f}, Brier {brier:.4f} (constant {base:.4f}), "
        f"calibration error {calibration_error(p, wrong):.4f}; wrong words in the most doubtful "
        f"10, 15, 20, 25 %: {', '.join(f'{share:.2f}' for share in caught)}"
    )


def main() -> None:
    """Fit, say how good it is, write."""
    parser = argparse.ArgumentParser(description="Fit the doubt model of dictations.")
    parser.add_argument("--hearings", type=Path, required=True)
    parser.add_argument("--version", required=True)
    asked = parser.parse_args()
    files = sorted(asked.hearings.glob("*.json"))
    documents = [document_of(file.stem, json.loads(file.read_text("utf-8"))) for file in files]
    model, unseen = fit(documents, version=asked.version, fitted_on=_FITTED_ON)
    say_how_good("all", unseen)
    for kind in sorted({one.name.split("-")[0] for one in documents}):
        say_how_good(kind, [one for one in unseen if one.document.name.split("-")[0] == kind])
    path = Path(transcribe.doubt.__file__).parent / "model.json"
    path.write_text(json.dumps(model.as_json(), indent=1) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(model.weights)} weights, shape {model.shape}, slope {model.slope}")


if __name__ == "__main__":
    main()
