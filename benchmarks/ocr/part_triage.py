"""Bar 4: is doubt where the errors are? Curves, calibration and expected errors, beside confidence alone.

Words at places that the truth has not, or has misspelt, are left out on all sides (`form_slips`,
`clinical_slips`); FUNSD is shown as it was annotated too.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.frame import SetMissingError
from benchmarks.ocr.bench import OURS_ROUTED, OURS_TESSERACT, PLAIN, Bench, Reader
from benchmarks.ocr.clinical_scores import Cleared, read_and_clear
from benchmarks.ocr.clinical_slips import as_printed, slips
from benchmarks.ocr.cross_fitting import cross_fitted, cross_fitted_own_pages
from benchmarks.ocr.doubt_metrics import (
    IntervalQuality,
    area_under_curve,
    calibration,
    interval_quality,
    left_wrong_share,
    over_sets,
    pooled,
    review_share,
)
from benchmarks.ocr.form_slips import cannot_be_judged
from benchmarks.ocr.judged_words import JudgedPage, as_read, claim, doubt, is_flagged, judged
from benchmarks.ocr.labelled import LabelledDocument, with_doubt
from benchmarks.ocr.metrics import tokens
from benchmarks.ocr.page_sets import ClinicalDocument, FormPage, clinical, forms
from benchmarks.ocr.readings import ReadPage
from benchmarks.ocr.report import Bar, Figure, PartResult, Table
from benchmarks.ocr.verdicts import verdicts_by_place, verdicts_by_sequence

FORMS, AS_ANNOTATED, CLINICAL, OWN_PAGES = "FUNSD", "FUNSD as annotated", "clinical", "own pages"
_PRINTED = ("original", "tables")
_MOST_FLAGGED, _MOST_FLAGGED_FORMS = 0.15, 0.28
_CURVE = (0.05, 0.10, 0.15, 0.20, 0.28, 0.40)
_LEAST_CLAIMS = 100
Sets = dict[tuple[str, str], list[JudgedPage]]
Labelled = list[tuple[ReadPage, list[bool | None]]]


def measure(bench: Bench) -> PartResult:
    """Our doubt and plain Tesseract's confidence on FUNSD and on the printed clinical documents."""
    judged_sets: Sets = {}
    remarks: list[str] = []
    readers = [reader for reader in (OURS_ROUTED, OURS_TESSERACT, PLAIN) if reader in bench.readers]
    for name, judge in ((FORMS, _judged_forms), (AS_ANNOTATED, _as_annotated), (CLINICAL, _judged_clinical)):
        for reader in readers:
            try:
                judged_sets[name, reader.name] = judge(bench, reader, remarks)
            except SetMissingError as missing:
                remarks.append(f"missing: {missing}")
    if OURS_ROUTED in bench.readers:
        judged_sets[OWN_PAGES, "by layout"] = judged_own_pages()
    return PartResult(
        "triage", [_curves(judged_sets), _own_flags(judged_sets), _calibration(judged_sets)],
        _bars(judged_sets), list(dict.fromkeys(remarks)),
    )  # fmt: skip


def _judged_forms(bench: Bench, reader: Reader, remarks: list[str]) -> list[JudgedPage]:
    pages: list[FormPage] = forms(bench)
    made, left_out = [], 0
    for read, form in zip(bench.read(reader, [page.image for page in pages]), pages, strict=True):
        verdicts = verdicts_by_place(read.words, form.words)
        fair = [
            None if cannot_be_judged(form.name, word.box) else right
            for word, right in zip(read.words, verdicts, strict=True)
        ]
        left_out += fair.count(None) - verdicts.count(None)
        made.append(judged(read, fair))
    remarks.append(f"{FORMS}, {reader.name}: {left_out} words left out, at places that cannot be judged")
    return made


def _as_annotated(bench: Bench, reader: Reader, _: list[str]) -> list[JudgedPage]:
    pages: list[FormPage] = forms(bench)
    read = bench.read(reader, [page.image for page in pages])
    return [judged(r, verdicts_by_place(r.words, p.words)) for r, p in zip(read, pages, strict=True)]


def _judged_clinical(bench: Bench, reader: Reader, remarks: list[str]) -> list[JudgedPage]:
    documents = clinical(bench, subsets=_PRINTED)
    labelled = [labelled_pages(one, reader.name) for one in read_and_clear(bench, documents)]
    if reader is not PLAIN:
        remarks.append("clinical: cross-fitted by template; prose and its handwriting twin are one template")
        labelled = _refitted(documents, labelled)
        remarks += [f"truth put right: {document}: {how}" for document, how in slips()]
    return [judged(page, verdicts) for pages in labelled for page, verdicts in pages]


def labelled_pages(one: Cleared, reader: str) -> Labelled:
    """Each page with a verdict for each word.

    Words of repeated headers have none, nor have those that differ where the truth cannot judge.
    """
    kept = one.pages[reader]
    text = as_printed(one.document.name, one.text)
    right = verdicts_by_sequence([word for page in kept for word in page.words], text)
    labelled: Labelled = []
    for page, rest in zip(one.whole[reader], kept, strict=True):
        lines, verdicts = {word.line for word in rest.words}, []
        for word in page.words:
            verdict = right.pop(0) if word.line in lines else None
            unfair = verdict is False and not one.undecided.isdisjoint(tokens(word.text))
            verdicts.append(None if unfair else verdict)
        labelled.append((page, verdicts))
    return labelled


def _refitted(documents: Sequence[ClinicalDocument], labelled: Sequence[Labelled]) -> list[Labelled]:
    doubts = cross_fitted(
        [
            LabelledDocument(
                document.name,
                document.template,
                document.images,
                tuple(page.source or {} for page, _ in pages),
                tuple(tuple(verdicts) for _, verdicts in pages),
            )
            for document, pages in zip(documents, labelled, strict=True)
        ]
    )
    return [
        [
            (with_doubt(page, own), verdicts)
            for (page, verdicts), own in zip(pages, doubts[document.name], strict=True)
        ]
        for document, pages in zip(documents, labelled, strict=True)
    ]


def judged_own_pages() -> list[JudgedPage]:
    """Our own pages, each doubted by models that never saw its layout."""
    return [
        judged(as_read(said), [None if wrong is None else not wrong for wrong in page.wrong])
        for page, said in cross_fitted_own_pages()
    ]


def _flat(pages: Sequence[JudgedPage]) -> tuple[list[float], list[bool]]:
    doubts = [doubt(word) for page in pages for word in page.words]
    return doubts, [wrong for page in pages for wrong in page.wrong]


def _curves(sets: Sets) -> Table:
    rows: list[tuple[Figure, ...]] = []
    for (name, reader), pages in sets.items():
        doubts, wrong = _flat(pages)
        shares = [review_share(doubts, wrong, caught_share=share) for share in (0.8, 0.9, 0.95)]
        left = [left_wrong_share(doubts, wrong, flagged_share=share) for share in _CURVE]
        rate = sum(wrong) / len(wrong) if wrong else None
        rows.append((f"{name}, {reader}", len(wrong), rate, area_under_curve(doubts, wrong), *shares, *left))
    headings: tuple[str, ...] = ("set", "words", "wrong", "AUC", "80 %", "90 %", "95 %")
    headings += tuple(f"left @{share:.0%}" for share in _CURVE)
    return Table(
        "review share that catches 80, 90, 95 % of wrong words; wrong share left at each share",
        headings,
        tuple(rows),
    )


def _own_flags(sets: Sets) -> Table:
    rows = tuple((f"{name}, {reader}", *_flag_figures(pages)) for (name, reader), pages in sets.items())
    return Table("the reader's own flags", ("set", "flagged", "errors caught", "wrong left"), rows)


def _flag_figures(pages: Sequence[JudgedPage]) -> tuple[float | None, float | None, float | None]:
    """Share of words flagged, of errors among them, and of all words wrong and not flagged."""
    both = [(is_flagged(w), wrong) for page in pages for w, wrong in zip(page.words, page.wrong, strict=True)]
    if not both:
        return None, None, None
    caught, errors = sum(flag and wrong for flag, wrong in both), sum(wrong for _, wrong in both)
    flagged = sum(flag for flag, _ in both) / len(both)
    return flagged, caught / errors if errors else None, (errors - caught) / len(both)


def _estimates(pages: Sequence[JudgedPage]) -> tuple[list[float], list[bool]]:
    stated = [
        (word.p_wrong, wrong)
        for page in pages
        for word, wrong in zip(page.words, page.wrong, strict=True)
        if word.p_wrong is not None and not word.is_handwritten
    ]
    return [p_wrong for p_wrong, _ in stated], [wrong for _, wrong in stated]


def _intervals(pages: Sequence[JudgedPage]) -> IntervalQuality | None:
    return interval_quality(pooled([made for page in pages if (made := claim(page)) is not None]))


def _calibration(sets: Sets) -> Table:
    rows: list[tuple[Figure, ...]] = []
    for (name, reader), pages in sets.items():
        fit, spread = calibration(*_estimates(pages)), _intervals(pages)
        rows.append(
            (
                f"{name}, {reader}",
                *((fit.error, fit.brier, fit.brier_gain) if fit else (None,) * 3),
                area_under_curve(*_estimates(pages)),
                *(
                    (spread.groups, spread.coverage, spread.score, spread.poisson_score)
                    if spread
                    else (None,) * 4
                ),
            )
        )
    headings = ("set", "ECE", "Brier", "gain", "AUROC", "groups", "coverage", "score", "Poisson's")
    return Table(
        "probabilities of error, and expected remaining errors in 90 % intervals", headings, tuple(rows)
    )


def _bars(sets: Sets) -> list[Bar]:
    printed, on_forms = (sets.get((name, OURS_ROUTED.name), []) for name in (CLINICAL, FORMS))
    flagged, _, left = _flag_figures(printed)
    share = review_share(*_flat(on_forms), caught_share=0.9) if on_forms else None
    bars = [
        Bar.at_most("4 clinical print: words wrong after reviewing the flagged", left, 0.01),
        Bar.at_most("4 clinical print: words flagged", flagged, _MOST_FLAGGED),
        Bar.at_most("4 forms: words to review for 90 % of errors", share, _MOST_FLAGGED_FORMS),
    ]
    for name, pages in (("clinical print", printed), ("forms", on_forms)):
        fit, curve = calibration(*_estimates(pages)), area_under_curve(*_estimates(pages))
        bars += [
            Bar.at_most(f"4 {name}: calibration error", fit.error if fit else None, 0.05),
            Bar.at_least(f"4 {name}: Brier below base rate", fit.brier_gain if fit else None, 0.15),
            Bar.at_least(f"4 {name}: AUROC", curve, 0.80),
        ]
    return [*bars, *_interval_bars(sets)]


def _interval_bars(sets: Sets) -> list[Bar]:
    """The bars of expected remaining errors, over all pages that one of our readings doubts."""
    each = [_intervals(pages) for (name, _), pages in sets.items() if name != AS_ANNOTATED]
    spread = over_sets([quality for quality in each if quality])
    if spread is None:
        return [Bar("4 all sets: interval coverage", None, "0.85-0.97", None)]
    is_enough = spread.groups >= _LEAST_CLAIMS
    said = f"0.85-0.97 over {_LEAST_CLAIMS}+ groups ({spread.groups})"
    between = 0.85 <= spread.coverage <= 0.97 if is_enough else None
    better = spread.score < spread.poisson_score if is_enough else None
    return [
        Bar("4 all sets: interval coverage", spread.coverage, said, between),
        Bar("4 all sets: interval score", spread.score, f"< {spread.poisson_score:.3f}", better),
    ]
