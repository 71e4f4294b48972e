"""Bar 1: FUNSD's development forms."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.ocr.bench import OURS_ROUTED, OURS_TESSERACT, PLAIN, Bench
from benchmarks.ocr.metrics import (
    ErrorCount,
    TokenScore,
    character_errors,
    digit_score,
    token_score,
    tokens,
    untouched,
    visual_order,
    word_errors,
)
from benchmarks.ocr.page_sets import FormPage, forms
from benchmarks.ocr.readings import ReadPage
from benchmarks.ocr.report import Bar, PartResult, Table


@dataclass(frozen=True)
class FormScore:
    """How one reader did on a set of forms; adding two pools them."""

    f1: TokenScore = field(default_factory=TokenScore)
    digits: TokenScore = field(default_factory=TokenScore)
    characters: ErrorCount = field(default_factory=ErrorCount)
    words: ErrorCount = field(default_factory=ErrorCount)
    omitted: ErrorCount = field(default_factory=ErrorCount)
    has_boxes: bool = True
    empty: int = 0

    def __add__(self, other: FormScore) -> FormScore:
        return FormScore(
            self.f1 + other.f1,
            self.digits + other.digits,
            self.characters + other.characters,
            self.words + other.words,
            self.omitted + other.omitted,
            self.has_boxes and other.has_boxes,
            self.empty + other.empty,
        )


def score_form(read: ReadPage, form: FormPage) -> FormScore:
    """The page's score; both sides are put in visual lines, a reader without boxes keeps its own order."""
    true = tokens(" ".join(visual_order(form.reading_words)))
    own = tokens(" ".join(visual_order(read.boxed())) if read.has_boxes() else read.text)
    covering = [word.box for word in read.words if word.box is not None]
    covering += [
        region.box for region in read.regions if region.kind in ("unread", "handwriting", "signature")
    ]
    boxes = [word.box for word in form.words if tokens(word.text)]
    return FormScore(
        token_score(own, true),
        digit_score(own, true),
        character_errors(own, true),
        word_errors(own, true),
        ErrorCount(untouched(boxes, covering), len(boxes)),
        read.has_boxes(),
        int(not own),
    )


def measure(bench: Bench) -> PartResult:
    """All readers on FUNSD's pages.

    Raises:
        SetMissingError: the set is absent.
    """
    pages = forms(bench)
    scores: dict[str, FormScore] = {}
    for reader in bench.readers:
        read = bench.read(reader, [page.image for page in pages])
        scored = [score_form(one, page) for one, page in zip(read, pages, strict=True)]
        scores[reader.name] = sum(scored, start=FormScore())
    return PartResult("forms (FUNSD development pages)", [_table(scores, len(pages))], _bars(scores))


def _table(scores: dict[str, FormScore], pages: int) -> Table:
    headings = ("reader", "P", "R", "F1", "WER", "CER", "digits R", "untouched", "empty")
    rows = tuple(
        (
            name,
            score.f1.precision,
            score.f1.recall,
            score.f1.f1,
            score.words.rate,
            score.characters.rate,
            score.digits.recall,
            score.omitted.rate if score.has_boxes else None,
            score.empty,
        )
        for name, score in scores.items()
    )
    return Table(f"{pages} pages, token F1 micro; WER and CER in visual line order", headings, rows)


def _bars(scores: dict[str, FormScore]) -> list[Bar]:
    routed, lone = scores.get(OURS_ROUTED.name), scores.get(OURS_TESSERACT.name)
    plain = scores.get(PLAIN.name)
    gain = routed.f1.f1 - plain.f1.f1 if routed and plain else None
    return [
        Bar.at_least("1 forms: token F1, ours routed", routed.f1.f1 if routed else None, 0.91),
        Bar.at_least("1 forms: F1 above plain tesseract", gain, 0.13),
        Bar.at_most("1 forms: CER, ours routed", routed.characters.rate if routed else None, 0.07),
        Bar.at_most("1 forms: words untouched by any box", routed.omitted.rate if routed else None, 0.02),
        Bar.at_least("1 forms: token F1, ours tesseract only", lone.f1.f1 if lone else None, 0.83),
    ]
