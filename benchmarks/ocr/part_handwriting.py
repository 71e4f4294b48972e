"""Bar 4, last sentence: is handwriting found, and print left alone?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.frame import SetMissingError
from benchmarks.ocr.bench import OURS_ROUTED, Bench
from benchmarks.ocr.handwriting_pages import PAGES, handwriting_pages
from benchmarks.ocr.metrics import touch
from benchmarks.ocr.page_sets import ClinicalDocument, clinical
from benchmarks.ocr.readings import ReadPage
from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.ocr.truth import Corners, TruePage
from benchmarks.ocr.verdicts import same_ink

_HAND_REGIONS = ("handwriting", "signature")
# A document of handwriting is found when this share of its words is labelled: more than the 3 % that may
# be labelled on other pages, so that labels strewn at random find nothing
_FOUND_SHARE = 0.05


@dataclass(frozen=True)
class HandScore:
    """True words by a hand and by print: how many, how many labelled, how many at least doubtful."""

    written: int = 0
    written_labelled: int = 0
    written_doubtful: int = 0
    printed: int = 0
    printed_labelled: int = 0

    def __add__(self, other: HandScore) -> HandScore:
        return HandScore(
            self.written + other.written,
            self.written_labelled + other.written_labelled,
            self.written_doubtful + other.written_doubtful,
            self.printed + other.printed,
            self.printed_labelled + other.printed_labelled,
        )


def score_hand(read: ReadPage, page: TruePage) -> HandScore:
    """The page's score: a true word is labelled when a labelled word or region lies on its ink.

    It is doubtful when a word that needs review lies on it, or a region of ink that nobody read.
    """
    height, width = page.grey.shape
    placed = read.in_frame(width, height)
    labelled = [word.box for word in placed.words if word.box is not None and word.is_handwritten]
    hands = [region.box for region in placed.regions if region.kind in _HAND_REGIONS]
    doubtful = [word.box for word in placed.words if word.box is not None and word.needs_review]
    unread = [region.box for region in placed.regions if region.kind == "unread"]
    score = HandScore()
    for word in page.words:
        is_labelled = _on(word.box, labelled) or _within(word.box, hands)
        is_doubtful = is_labelled or _on(word.box, doubtful) or any(touch(word.box, box) for box in unread)
        score += (
            HandScore(1, is_labelled, is_doubtful) if word.handwritten else HandScore(0, 0, 0, 1, is_labelled)
        )
    return score


def _on(box: Corners, others: Sequence[Corners]) -> bool:
    return any(same_ink(box, other) for other in others)


def _within(box: Corners, regions: Sequence[Corners]) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in regions)


def labelled_share(pages: Sequence[ReadPage]) -> float:
    """The share of the words that are labelled handwritten, by themselves or by lying in such a region."""
    hands = [[region.box for region in page.regions if region.kind in _HAND_REGIONS] for page in pages]
    labels = [
        word.is_handwritten or (word.box is not None and _within(word.box, regions))
        for page, regions in zip(pages, hands, strict=True)
        for word in page.words
    ]
    return sum(labels) / len(labels) if labels else float(any(hands))


def measure(bench: Bench) -> PartResult:
    """Ours, routed, on own filled-in forms and on the clinical set."""
    pages = [page for seed in bench.seeds for page in handwriting_pages(seed, bench.limit or PAGES)]
    read = bench.read(OURS_ROUTED, [bench.put(page, "handwriting") for page in pages])
    by_form: dict[str, HandScore] = {}
    for one, page in zip(read, pages, strict=True):
        form = page.name.split("-")[0]
        by_form[form] = by_form.get(form, HandScore()) + score_hand(one, page)
    total = sum(by_form.values(), start=HandScore())
    tables = [_own_table({**by_form, "all": total}, len(pages))]
    bars = [
        Bar.at_least(
            "4 own handwriting: words labelled or doubtful",
            total.written_doubtful / max(1, total.written),
            0.85,
        )
    ]
    try:
        clinical_tables, clinical_bars = _clinical(bench)
    except SetMissingError as missing:
        return PartResult("handwriting", tables, bars, [f"missing: {missing}"])
    return PartResult("handwriting", [*tables, *clinical_tables], [*bars, *clinical_bars])


def _own_table(scores: dict[str, HandScore], pages: int) -> Table:
    rows = tuple(
        (
            form,
            score.written,
            score.written_labelled / max(1, score.written),
            score.written_doubtful / max(1, score.written),
            score.printed,
            score.printed_labelled / max(1, score.printed),
        )
        for form, score in scores.items()
    )
    headings = ("form", "written", "labelled", "labelled or doubtful", "printed", "labelled by mistake")
    return Table(f"{pages} own forms filled in by hand", headings, rows)


def _clinical(bench: Bench) -> tuple[list[Table], list[Bar]]:
    documents = clinical(bench)
    images = [image for document in documents for image in document.images]
    by_image = dict(zip(images, bench.read(OURS_ROUTED, images), strict=True))
    pages = {document.name: [by_image[image] for image in document.images] for document in documents}
    shares = {document.name: labelled_share(pages[document.name]) for document in documents}
    hands = [document for document in documents if document.subset == "handwriting"]
    found = sum(shares[document.name] >= _FOUND_SHARE for document in hands) / max(1, len(hands))
    words = [
        word.is_handwritten
        for document in documents
        if document.subset != "handwriting"
        for page in pages[document.name]
        for word in page.words
    ]
    mistaken = sum(words) / len(words) if words else None
    return [_clinical_table(documents, shares)], [
        Bar.at_least(f"4 clinical: handwriting found (>= {_FOUND_SHARE:.0%} of words)", found, 0.90),
        Bar.at_most("4 clinical: words labelled on other documents", mistaken, 0.03),
    ]


def _clinical_table(documents: Sequence[ClinicalDocument], shares: dict[str, float]) -> Table:
    rows = tuple((document.name, shares[document.name]) for document in documents)
    return Table("share of words labelled handwritten", ("document", "labelled"), rows)
