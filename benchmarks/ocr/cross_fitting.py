"""Doubt by models that never saw a document's template: fitted on own pages and on all other templates.

Touches the world: reads page images and the committed words of own pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.fit_doubt.fitting import Rows, fitted, left_on, rows_of, shape_of, together
from benchmarks.fit_doubt.labelled_pages import training_pages
from benchmarks.fit_doubt.training_words import TrainingPage, own_training_pages
from benchmarks.ocr.labelled import LabelledDocument, PageDoubt
from ocr.doubt.estimate import DoubtEstimate, DoubtModels, estimate_with
from ocr.options import OcrOptions


def cross_fitted(documents: Sequence[LabelledDocument]) -> dict[str, list[PageDoubt]]:
    """What models that did not see a document's template say of each of its pages, by document name."""
    pages = {document.name: training_pages(document) for document in documents}
    templates = {document.name: document.template for document in documents}
    by_template: dict[str, list[TrainingPage]] = {}
    for name, template in templates.items():
        by_template.setdefault(template, []).extend(pages[name])
    models = models_without_each(by_template, besides=[rows_of(own_training_pages())])
    return {
        name: [_doubt(estimated(page, models[templates[name]])) for page in own]
        for name, own in pages.items()
    }


def cross_fitted_own_pages() -> list[tuple[TrainingPage, DoubtEstimate]]:
    """Our own pages, each with what models say that were fitted on the other layouts' pages alone."""
    by_layout: dict[str, list[TrainingPage]] = {}
    for page in own_training_pages():
        by_layout.setdefault(page.name.split("-")[0], []).append(page)
    models = models_without_each(by_layout)
    return [(page, estimated(page, models[layout])) for layout, own in by_layout.items() for page in own]


def models_without_each(
    by_template: dict[str, list[TrainingPage]], *, besides: Sequence[dict[str, Rows]] = ()
) -> dict[str, DoubtModels]:
    """For each template the models fitted without it, on the other ones and on the rows `besides` those.

    The page effect is that of the other templates.
    """
    rows = {template: rows_of(found) for template, found in by_template.items()}
    first = {template: _without(template, besides, rows) for template in by_template}
    left = {
        template: [left_on(page, first[template], wrong_per_1000=OcrOptions().wrong_per_1000) for page in own]
        for template, own in by_template.items()
    }
    return {
        template: _with_shape(
            first[template],
            shape_of([one for other, found in left.items() if other != template for one in found]),
        )
        for template in by_template
    }


def _with_shape(models: DoubtModels, page_shape: float) -> DoubtModels:
    return DoubtModels(
        replace(models.fused, page_shape=page_shape), replace(models.single, page_shape=page_shape)
    )


def _without(
    template: str, besides: Sequence[dict[str, Rows]], rows: dict[str, dict[str, Rows]]
) -> DoubtModels:
    others = [found for other, found in rows.items() if other != template]
    return fitted(together([*besides, *others]), version="cross-fitted", fitted_on=f"all but {template}")


def estimated(page: TrainingPage, models: DoubtModels) -> DoubtEstimate:
    """What the models say of the page at the default target."""
    return estimate_with(
        models,
        page.words,
        dpi=page.dpi,
        quality=page.quality,
        wrong_per_1000=OcrOptions().wrong_per_1000,
    )


def _doubt(said: DoubtEstimate) -> PageDoubt:
    left = said.expected_errors
    words = tuple((word.p_wrong or 0.0, word.needs_review) for word in said.words)
    return PageDoubt(words, (left.low, left.expected, left.high))
