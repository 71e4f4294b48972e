"""Separators and page verdicts: `python -m benchmarks.ocr.separators [--data DIR] [--json FILE]`.

Touches the world: measures CPU time and, with `--data`, reads the development pages in DIR/clinical and
DIR/funsd. Prints: barcodes over 12 degradations at two resolutions, false splits over own text pages, mixed
batches, second scans known as such, and rescan verdicts with their speed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2

from benchmarks.ocr.barcode_pages import CODE_128, QR, TWELVE, with_barcode
from benchmarks.ocr.bench import Bench
from benchmarks.ocr.degradations import DEGRADATIONS
from benchmarks.ocr.pages import LAYOUTS, clean_page, degraded
from benchmarks.ocr.report import Bar, PartResult, Table
from benchmarks.ocr.truth import Grey
from ocr.barcodes import read_barcodes
from ocr.cover_sheet import PrintedSheet, cover_sheet_pdf
from ocr.options import OcrOptions
from ocr.raster import Raster
from ocr.scan_check import CheckOptions, PageCheck, check_document, check_page, is_same_page
from ocr.separators import CoverSheet, SplitPolicy, split_pages

Result = dict[str, Any]
_TEXT_PAGES = 500
_PAYLOADS = (
    ("QR", QR, 0.02),
    ("QR small", QR, 0.015),
    ("Code 128", CODE_128, 0.013),
    ("Code 128 fine", CODE_128, 0.01),
)
_BATCHES = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every part and prints its table; the exit code is 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder that holds clinical/ and funsd/")
    parser.add_argument("--text-pages", type=int, default=_TEXT_PAGES, help="own pages without separators")
    parser.add_argument("--json", type=Path, help="write the results here too")
    chosen = parser.parse_args(arguments)
    results: Result = {"barcodes": score_barcodes()}
    texts = list(checked_text_pages(chosen.text_pages))
    results["text_pages"] = score_text_pages(texts)
    results["batches"] = score_batches([check for _, check in texts])
    results["second_scans"] = score_second_scans()
    if chosen.data:
        results["verdicts"] = {name: score_verdicts(chosen.data / name) for name in ("clinical", "funsd")}
    for name, part in results.items():
        print(f"\n{name}")
        for key, value in part.items():
            print(f"  {key:<16} {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    return 0


def measure(bench: Bench) -> PartResult:
    """Barcodes, false splits and batches with their bars; the run's `limit` cuts the text pages."""
    codes = score_barcodes()
    texts = list(checked_text_pages(bench.limit or _TEXT_PAGES))
    pages, batches = score_text_pages(texts), score_batches([check for _, check in texts])
    rows = tuple((name, one["read"], ", ".join(one["missed"]), one["wrong"]) for name, one in codes.items())
    return PartResult(
        "separators",
        tables=[Table("barcodes read of 24", ("code", "read", "missed", "read wrong"), rows)],
        bars=[
            Bar.at_least("6: QR codes read of 24", codes["QR"]["read"], 24),
            Bar.at_least("6: Code 128 read of 24", codes["Code 128"]["read"], 22),
            Bar.at_most(f"6: false splits over {pages['pages']} text pages", pages["false splits"], 0),
            Bar.at_least("6: batches split exactly", batches["exact"], batches["batches"]),
        ],
    )


def score_barcodes() -> Result:
    """How many of 24 (12 degradations at 200 and 300 dpi) are read, and which are not."""
    page = clean_page("letter", 1).grey
    results: Result = {}
    for name, kind, module_in in _PAYLOADS:
        missed, wrong, started = [], 0, time.process_time()
        for dpi in (200, 300):
            drawn = with_barcode(page, "MRN-12345678", kind, dpi=dpi, module_in=module_in)
            for spoil, apply in TWELVE.items():
                texts = [code.text for code in read_barcodes(apply(drawn, dpi), dpi=dpi)]
                missed += [] if "MRN-12345678" in texts else [f"{spoil} at {dpi}"]
                wrong += sum(text != "MRN-12345678" for text in texts)
        cpu_s = round((time.process_time() - started) / 24, 3)
        results[name] = {"read": 24 - len(missed), "missed": missed, "wrong": wrong, "cpu_s": cpu_s}
    return results


def checked_text_pages(count: int) -> Iterator[tuple[str, PageCheck]]:
    """(degradation, check) of own pages of every layout, each after another degradation."""
    chance = random.Random(6)
    for number in range(count):
        layout = list(LAYOUTS)[number % len(LAYOUTS)]
        name = chance.choice(list(DEGRADATIONS))
        page = degraded(clean_page(layout, number // len(LAYOUTS)), name, seed=number)
        yield name, _check(page.grey, page.dpi, number)


def _check(grey: Grey, dpi: float | tuple[float, float], page_index: int = 0) -> PageCheck:
    from PIL import Image

    from ocr.raster import raster_of_image

    both = dpi if isinstance(dpi, tuple) else (dpi, dpi)
    raster = raster_of_image(Image.fromarray(grey), declared_dpi=both)
    return check_page(raster, options=CheckOptions(), page_index=page_index)


def score_text_pages(texts: Sequence[tuple[str, PageCheck]]) -> Result:
    """False splits, barcodes, blanks and the rescan reasons by degradation."""
    parts = split_pages([check for _, check in texts], SplitPolicy())
    reasons = Counter(f"{name}: {reason.kind}" for name, check in texts for reason in check.rescan)
    return {
        "pages": len(texts),
        "false splits": len(parts) - 1,
        "false barcodes": sum(len(check.barcodes) for _, check in texts),
        "called blank": sum(check.is_blank for _, check in texts),
        "rescan": dict(sorted(reasons.items())),
        "by degradation": dict(Counter(name for name, _ in texts)),
    }


def score_batches(texts: Sequence[PageCheck]) -> Result:
    """How many of 40 batches of text pages, blank pages, cover and patch sheets are split exactly."""
    exact = documents = 0
    wrong: list[int] = []
    for seed in range(_BATCHES):
        chance = random.Random(seed)
        checks: list[PageCheck] = []
        expected: list[tuple[list[int], CoverSheet | None]] = []
        for _ in range(chance.randint(2, 6)):
            cover = _random_cover(chance) if chance.random() < 0.7 else None
            checks.append(_sheet_check(cover, chance))
            first = len(checks)
            checks += [
                _any_page(texts, chance, is_first=number == 0) for number in range(chance.randint(1, 5))
            ]
            expected.append((list(range(first, len(checks))), cover))
        numbered = [check.model_copy(update={"page_index": place}) for place, check in enumerate(checks)]
        found = [(list(part.pages), part.cover) for part in split_pages(numbered, SplitPolicy())]
        documents += len(expected)
        exact += found == expected
        wrong += [] if found == expected else [seed]
    return {"batches": _BATCHES, "documents": documents, "exact": exact, "wrong": wrong}


def _random_cover(chance: random.Random) -> CoverSheet:
    number, visit = chance.randint(10**6, 10**8), chance.randint(1, 99999)
    kind = chance.choice(("discharge_summary", "consent", None))
    return CoverSheet(str(number), f"V-2026-{visit:05}", kind)


def _sheet_check(cover: CoverSheet | None, chance: random.Random) -> PageCheck:
    sheets = [] if cover is None else [PrintedSheet(cover, "Jane Example")]
    document = pypdfium2.PdfDocument(cover_sheet_pdf(sheets, patch_sheets=0 if sheets else 1))
    dpi = chance.choice((200, 300))
    drawn = np.array(document[0].render(scale=dpi / 72).to_pil().convert("L"), dtype=np.uint8)
    spoilt = TWELVE[chance.choice(list(TWELVE))](drawn, dpi)
    return check_page(Raster(spoilt, dpi), options=CheckOptions())


def _any_page(texts: Sequence[PageCheck], chance: random.Random, *, is_first: bool) -> PageCheck:
    if not is_first and chance.random() < 0.15:
        return check_page(Raster(np.full((2200, 1700), 250, np.uint8), 200), options=CheckOptions())
    return chance.choice([check for check in texts if not check.is_blank])


def score_second_scans() -> Result:
    """Of own pages: degraded scans known as the clean page's second scan, and other pages taken for it."""
    known: Counter[str] = Counter()
    taken = pairs = 0
    clean = {layout: [_check(clean_page(layout, seed).grey, 300) for seed in range(4)] for layout in LAYOUTS}
    for layout, checks in clean.items():
        for name in DEGRADATIONS:
            page = degraded(clean_page(layout, 0), name, seed=1)
            known[name] += is_same_page(checks[0], _check(page.grey, page.dpi))
        others = [(one, two) for place, one in enumerate(checks) for two in checks[:place]]
        pairs += len(others)
        taken += sum(is_same_page(one, two) for one, two in others)
    missed = {name: f"{known[name]} of {len(LAYOUTS)}" for name in DEGRADATIONS if known[name] < len(LAYOUTS)}
    return {"known": f"{sum(known.values())} of {len(LAYOUTS) * len(DEGRADATIONS)}", "missed": missed,
            "other filling": f"{taken} of {pairs} taken for the same"}  # fmt: skip


def score_verdicts(folder: Path) -> Result:
    """Rescan reasons by kind of scan, and the speed of the whole check, drawing included."""
    files = sorted(path for path in folder.glob("*") if path.suffix in (".pdf", ".png"))
    if not files:
        return {"pages": f"none in {folder}"}
    reasons: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    started, pages = time.process_time(), 0
    for path in files:
        kind = path.stem.rsplit("_", 1)[-1] if path.suffix == ".pdf" else "form"
        for check in check_document(path.read_bytes(), options=OcrOptions()):
            pages += 1
            kinds[kind] += 1
            reasons.update(f"{kind}: {reason.kind}" for reason in check.rescan)
            reasons[f"{kind}: blank"] += check.is_blank
    cpu_s = (time.process_time() - started) / pages
    return {
        "pages": dict(sorted(kinds.items())),
        "verdicts": {name: count for name, count in sorted(reasons.items()) if count},
        "cpu_s a page": round(cpu_s, 3),
        "pages a minute": f"{round(120 / cpu_s)} on 2 cores",
    }


if __name__ == "__main__":
    sys.exit(main())
