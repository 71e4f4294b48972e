"""Touches the world: hears what doubt is fitted on and writes the shipped model to `transcribe/doubt`.

    python -m benchmarks.fit_dictation_doubt --data FOLDER --keep FOLDER --version N

It is fitted on the pieces on which `python -m benchmarks.dictation --part doubt` measures it: our own
dictations (their texts are read by this program alone), the development dictations and LibriSpeech
utterances (CC BY 4.0), heard twice by the whole product. That part therefore shows models that have not
seen a piece's text, and not this one.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import transcribe.doubt
from benchmarks.dictation.bench import Bench, ours
from benchmarks.dictation.doubt_pieces import all_pieces
from benchmarks.dictation.errors_in_place import judge_draft
from benchmarks.fit_dictation_doubt.fitting import fit
from benchmarks.fit_dictation_doubt.readings import document_of


def main() -> None:
    """Hear, judge, fit, write."""
    parser = argparse.ArgumentParser(description="Fit the doubt model of dictations.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--keep", type=Path, help="recordings and hearings stay here for the next run")
    parser.add_argument("--version", required=True)
    asked = parser.parse_args()
    with Bench(data=asked.data, limit=None, keep=asked.keep, quality="quality") as bench:
        pieces, remarks = all_pieces(bench)
        answers = bench.hear(ours(bench.quality, is_told=False), [piece.take for piece in pieces])
    documents = [
        document_of(
            piece.take.audio.stem, piece.group, answer, judge_draft(answer, piece.reference).wrong_ids
        )
        for piece, answer in zip(pieces, answers, strict=True)
    ]
    words = sum(len(one.wrong) for one in documents)
    wrong = sum(sum(one.wrong) for one in documents)
    fitted_on = (
        f"{len(pieces)} pieces of own dictations, development dictations and LibriSpeech, heard twice: "
        f"{words:,} words, {wrong:,} wrong"
    )
    model = fit(documents, version=asked.version, fitted_on=fitted_on)
    path = Path(transcribe.doubt.__file__).parent / "model.json"
    path.write_text(json.dumps(model.as_json(), indent=1) + "\n", encoding="utf-8")
    print("\n".join([*remarks, f"{path.name}: {fitted_on}; slope {model.slope}, shape {model.shape}"]))


if __name__ == "__main__":
    main()
