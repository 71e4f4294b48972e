"""Touches the world: fits the shipped doubt models and writes them to `ocr/doubt/models`.

    python -m benchmarks.fit_doubt --data FOLDER [--keep FOLDER] --version N

Fitted on the committed words of own pages (each read by both engines, and by the first alone) and on the
printed part of the clinical set as `chartscribe ocr` reads it, routed and with Tesseract alone; never on
FUNSD. The page effect comes from cross-fitting by template.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import ocr.doubt
from benchmarks.fit_doubt.fitting import KINDS, fitted, left_on, rows_of, shape_of, together
from benchmarks.fit_doubt.labelled_pages import training_pages
from benchmarks.fit_doubt.training_words import TrainingPage, own_training_pages
from benchmarks.ocr.bench import OCRMYPDF, OURS_ROUTED, OURS_TESSERACT, PLAIN, Bench
from benchmarks.ocr.clinical_scores import read_and_clear
from benchmarks.ocr.cross_fitting import models_without_each
from benchmarks.ocr.labelled import LabelledDocument
from benchmarks.ocr.page_sets import clinical
from benchmarks.ocr.part_triage import labelled_pages
from ocr.doubt.estimate import DoubtModels
from ocr.options import OcrOptions

_FITTED_ON = "own pages (36 degraded, 64 worn) and the printed part of the clinical development set (MIT)"


def clinical_pages(data: Path, keep: Path | None) -> list[TrainingPage]:
    """The printed clinical pages, routed and by the first engine alone."""
    pages: list[TrainingPage] = []
    for reader in (OURS_ROUTED, OURS_TESSERACT):
        with Bench(data=data, limit=None, keep=keep, readers=[reader, PLAIN, OCRMYPDF]) as bench:
            documents = clinical(bench, subsets=("original", "tables"))
            for document, cleared in zip(documents, read_and_clear(bench, documents), strict=True):
                read = labelled_pages(cleared, reader.name)
                pages += training_pages(
                    LabelledDocument(
                        document.name,
                        document.template,
                        document.images,
                        tuple(page.source or {} for page, _ in read),
                        tuple(tuple(verdicts) for _, verdicts in read),
                    )
                )
    return pages


def fit_all(clinical: Sequence[TrainingPage], *, version: str) -> DoubtModels:
    """Both models on everything, their page effect from pages that the fit had not seen."""
    by_template: dict[str, list[TrainingPage]] = {}
    for page in clinical:
        by_template.setdefault(page.template, []).append(page)
    own = rows_of(own_training_pages())
    unseen = models_without_each(by_template, besides=[own])
    target = OcrOptions().wrong_per_1000
    left = [left_on(page, unseen[page.template], wrong_per_1000=target) for page in clinical]
    rows = together([own, rows_of(clinical)])
    return fitted(rows, version=version, fitted_on=_FITTED_ON, page_shape=shape_of(left))


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description="Fit the doubt models.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--keep", type=Path, help="where the benchmark keeps its peers' readings")
    parser.add_argument("--version", required=True)
    asked = parser.parse_args()
    models = fit_all(clinical_pages(asked.data, asked.keep), version=asked.version)
    folder = Path(ocr.doubt.__file__).parent / "models"
    for kind in KINDS:
        model = getattr(models, kind)
        (folder / f"{kind}.json").write_text(json.dumps(model.as_json(), indent=1) + "\n", encoding="utf-8")
        print(f"{kind}: {len(model.weights)} weights, page shape {model.page_shape}")


if __name__ == "__main__":
    main()
