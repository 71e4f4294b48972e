"""Own pages: eight layouts clean and under thirty degradations, all from a seed. Pure but for reading fonts.

Development seeds are 0–9, held-out seeds 1000 and up: nothing is tuned on the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import numpy as np

from benchmarks.ocr import layouts_forms, layouts_prose
from benchmarks.ocr.degradations import DEGRADATIONS, Scan
from benchmarks.ocr.invented_charts import Chart
from benchmarks.ocr.sheet import Sheet
from benchmarks.ocr.truth import TruePage, carried

LAYOUTS: dict[str, Callable[[Chart], Sheet]] = {
    "typewriter": layouts_prose.typewriter_note,
    "letter": layouts_prose.serif_letter,
    "discharge": layouts_prose.sans_discharge,
    "two_columns": layouts_prose.two_columns,
    "lab_table": layouts_forms.lab_table,
    "medications": layouts_forms.medication_list,
    "face_sheet": layouts_forms.face_sheet,
    "consent": layouts_forms.consent,
}
MULTI_COLUMN_LAYOUTS = ("two_columns",)


def clean_page(layout: str, seed: int) -> TruePage:
    """The page as it left the printer."""
    chart = Chart(Random(f"{layout} {seed}"))
    return LAYOUTS[layout](chart).finished(f"{layout}-{seed}-clean")


def degraded(page: TruePage, degradation: str, *, seed: int) -> TruePage:
    """The page after the named degradation, its truth carried along."""
    random = np.random.default_rng([seed, *f"{page.name} {degradation}".encode()])
    scan = DEGRADATIONS[degradation](Scan(page.grey), random)
    matrix = scan.matrix
    return replace(
        page,
        name=f"{page.name.rsplit('-', 1)[0]}-{degradation}",
        grey=scan.grey,
        dpi=scan.dpi,
        rotation_deg=scan.rotation_deg,
        skew_deg=scan.skew_deg,
        words=tuple(replace(word, box=carried(word.box, matrix)) for word in page.words),
        fields=tuple(replace(field, box=carried(field.box, matrix)) for field in page.fields),
        checkboxes=tuple(replace(box, box=carried(box.box, matrix)) for box in page.checkboxes),
        cells=tuple(replace(cell, box=carried(cell.box, matrix)) for cell in page.cells),
    )


def own_pages(seed: int) -> Iterator[tuple[str, str, TruePage]]:
    """(degradation, layout, page) of all 248, each layout drawn once, clean first."""
    clean = {layout: clean_page(layout, seed) for layout in LAYOUTS}
    for degradation in DEGRADATIONS:
        for layout, page in clean.items():
            yield degradation, layout, degraded(page, degradation, seed=seed)
