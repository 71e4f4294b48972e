"""Doubt by models that never saw a document's template: fitted on own pages and on all other templates.

Touches the world: reads page images and the committed words of own pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.fit_doubt.fitting import Rows, fitted, left_on, rows_of, shape_of, together
from benchmarks.fit_doubt.labelled_pages import training_pages
from benchmarks.fit_doubt.training_words import TrainingPage, own_training_pages
from benchmarks.ocr.cross_fitting_hook import LabelledDocument, PageDoubt
from ocr.doubt.estimate import DoubtModels, estimate_with
from ocr.options import OcrOptions


def cross_fitted(documents: Sequence[LabelledDocument]) -> dict[str, list[PageDoubt]]:
    """What models that did not see a document's template say of each of its pages, by document name."""
    pages = {document.name: training_pages(document) for document in documents}
    templates = {document.name: document.template for document in documents}
    models = models_without_each(templates, pages)
    return {name: [_doubt(page, models[templates[name]]) for page in own] for name, own in pages.items()}


def models_without_each(
    templates: dict[str, str], pages: dict[str, list[TrainingPage]]
) -> dict[str, DoubtModels]:
    """For each template the models fitted without it; the page effect is that of the other templates."""
    own_rows = rows_of(own_training_pages())
    by_template: dict[str, list[TrainingPage]] = {}
    for name, template in templates.items():
        by_template.setdefault(template, []).extend(pages[name])
    rows = {template: rows_of(found) for template, found in by_template.items()}
    first = {template: _without(template, own_rows, rows) for template in by_template}
    left = {
        template: [left_on(page, first[template], wrong_per_1000=OcrOptions().wrong_per_1000) for page in own]
        for template, own in by_template.items()
    }
    return {
        template: _without(
            template,
            own_rows,
            rows,
            page_shape=shape_of([one for other, found in left.items() if other != template for one in found]),
        )
        for template in by_template
    }


def _without(
    template: str, own_rows: dict[str, Rows], rows: dict[str, dict[str, Rows]], *, page_shape: float = 2.0
) -> DoubtModels:
    others = [found for other, found in rows.items() if other != template]
    return fitted(
        together([own_rows, *others]),
        version="cross-fitted",
        fitted_on=f"own pages and all but {template}",
        page_shape=page_shape,
    )


def _doubt(page: TrainingPage, models: DoubtModels) -> PageDoubt:
    said = estimate_with(
        models,
        page.words,
        dpi=page.dpi,
        quality=page.quality,
        wrong_per_1000=OcrOptions().wrong_per_1000,
    )
    left = said.expected_errors
    words = tuple((word.p_wrong or 0.0, word.needs_review) for word in said.words)
    return PageDoubt(words, (left.low, left.expected, left.high))
