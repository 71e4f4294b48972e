"""Touches the world: reads fonts, fits the pen model on pages drawn with them, writes pen_model.json.

Fonts stand in for pens, so what counts is a font the fit has not seen: the table printed first comes from
fits that left every ninth font out. The model that is stored was fitted with the faces of these packages:
PyPI fontpkg-caveat, -indie-flower, -kalam, -shadows-into-light, -zeyada; Debian fonts-bwht, -breip,
-dkg-handwriting, -femkeklaver, -kristi, -rufscript; npm @fontsource/ annie-use-your-telescope,
cedarville-cursive, covered-by-your-grace, gloria-hallelujah, gochi-hand, homemade-apple, nanum-pen-script,
patrick-hand, reenie-beanie, sue-ellen-francisco. Print: Debian fonts-liberation, -dejavu, -lato, -urw-base35,
-gnutypewriter; PyPI font-caladea, fontpkg-ibm-plex-mono. All of them allow it.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_handwriting.network import calibrated, fit_network, raw_scores
from benchmarks.fit_handwriting.pages import DAMAGES, DrawnPage, draw_page
from ocr.engine import EngineWord
from ocr.handwriting import features as word_features
from ocr.handwriting.outlines import Floats, find_ink, find_outlines
from ocr.handwriting.rows import judge_together

_FOLDS = 9
_MODEL = Path(word_features.__file__).with_name("pen_model.json")
_SUFFIXES = {".ttf", ".otf"}
# No pen and no reader: charts hold no chancery script, and symbols are no words.
_NOT_PRINT = ("Z003", "D050000L", "StandardSymbols", "MathTeX")


@dataclass(frozen=True)
class MeasuredPage:
    """A drawn page as the fit sees it. `written` names the pen's font, "" on a printed page."""

    written: str
    damage: str
    dpi: int
    words: tuple[EngineWord, ...]
    is_pen: NDArray[np.bool_]
    features: Floats


def main() -> None:
    """Fits, prints the table of fonts left out, and stores the model."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_handwriting", description=__doc__)
    parser.add_argument("--written", type=Path, required=True, help="folder with handwriting fonts")
    parser.add_argument("--printed", type=Path, required=True, help="folder with print fonts")
    parser.add_argument("--pages", type=int, default=1620)
    parser.add_argument("--leave-out", nargs="*", default=[], help="fonts (by file stem) not to fit with")
    parser.add_argument("--version", default="pen/1")
    parser.add_argument("--output", type=Path, default=_MODEL)
    chosen = parser.parse_args()
    written = [font for font in _fonts(chosen.written) if font.stem not in chosen.leave_out]
    measure = partial(measured_page, written=written, printed=_fonts(chosen.printed))
    with ProcessPoolExecutor() as pool:
        pages = list(pool.map(measure, range(chosen.pages), chunksize=8))
    scores = _scores_of_unseen_fonts(pages, version=chosen.version)
    _print_table(pages, scores)
    features, is_pen, measured = _stacked(pages)
    model = fit_network(features[measured], is_pen[measured], version=chosen.version)
    model = calibrated(model, np.concatenate(scores)[measured], is_pen[measured])
    chosen.output.write_text(json.dumps(model.as_json()) + "\n", encoding="utf-8")
    print(f"{len(is_pen)} words; scale {model.scale:.3f}, shift {model.shift:.3f} -> {chosen.output}")


def _fonts(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _SUFFIXES and not any(name in path.name for name in _NOT_PRINT)
    )


def drawn_page(seed: int, *, written: list[Path], printed: list[Path]) -> tuple[DrawnPage, str]:
    """Page `seed` and the name of its handwriting font: the fonts in turn, one page in seven without."""
    random = Random(seed)
    pen = written[seed % len(written)] if random.random() < 0.85 else None
    page = draw_page(
        random,
        printed=random.sample(printed, 4),
        written=pen,
        dpi=random.choice((100, 150, 200, 300, 300)),
        damage=random.choice(["clean", "clean", *DAMAGES]),
    )
    return page, "" if pen is None else pen.stem


def measured_page(seed: int, *, written: list[Path], printed: list[Path]) -> MeasuredPage:
    """The features of a drawn page's words, whose boxes are as loose as an engine's."""
    page, name = drawn_page(seed, written=written, printed=printed)
    random = Random(-seed)
    words = []
    loose = random.choice((0.05, 0.15, 0.4))
    for word in page.words:
        left, top, right, bottom = word.corners
        height = bottom - top
        spans = ((-0.1, 0.2), (-0.03, loose), (-0.1, 0.2), (-0.03, loose))
        slack = [random.uniform(*span) * height for span in spans]
        words.append(
            EngineWord(
                word.text, left - slack[0], top - slack[1], right + slack[2], bottom + slack[3], None, 0, 0
            )
        )
    outlines = find_outlines(find_ink(page.grey, dpi=page.dpi), dpi=page.dpi)
    features = word_features.measure_words(outlines, words, shape=(page.grey.shape[0], page.grey.shape[1]))
    is_pen = np.array([word.handwritten for word in page.words], dtype=np.bool_)
    return MeasuredPage(name, page.damage, page.dpi, tuple(words), is_pen, features)


def _stacked(pages: list[MeasuredPage]) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    features = np.vstack([page.features for page in pages])
    return features, np.concatenate([page.is_pen for page in pages]), features[:, -1] > 0


def _scores_of_unseen_fonts(pages: list[MeasuredPage], *, version: str) -> list[Floats]:
    """For each page the raw scores of a model that saw no page with its font."""
    names = sorted({page.written for page in pages if page.written})
    folds = [
        names.index(page.written) % _FOLDS if page.written else number % _FOLDS
        for number, page in enumerate(pages)
    ]
    scores: list[Floats] = [np.zeros(0)] * len(pages)
    for fold in range(_FOLDS):
        features, is_pen, measured = _stacked([p for p, its in zip(pages, folds, strict=True) if its != fold])
        model = fit_network(features[measured], is_pen[measured], version=version)
        for number, its in enumerate(folds):
            if its == fold:
                scores[number] = raw_scores(model, pages[number].features)
    return scores


def _print_table(pages: list[MeasuredPage], scores: list[Floats]) -> None:
    """Per left-out font, damage and resolution: pen words found and print taken for pen, in rows."""
    features, is_pen, measured = _stacked(pages)
    flat = np.concatenate(scores)
    model = fit_network(features[:1000], is_pen[:1000], version="calibration only")
    fitted = calibrated(model, flat[measured], is_pen[measured])
    decided = []
    for page, raw in zip(pages, scores, strict=True):
        odds = np.clip(fitted.scale * raw + fitted.shift, -4.0, 4.0)
        odds = np.where(page.features[:, -1] > 0, odds, 0.0)
        decided.append(judge_together(page.words, odds) > 0.5)
    said = np.concatenate(decided)
    for judged, by in ((flat > 0, "by itself"), (said, "with its row")):
        print(f"a word {by}: found {judged[is_pen].mean():.3f}, false {judged[~is_pen].mean():.4f}")
    for kind in ("written", "damage", "dpi"):
        of_word = np.concatenate([[str(getattr(page, kind))] * len(page.words) for page in pages])
        for value in sorted(set(of_word.tolist())):
            chosen = of_word == value
            found = said[chosen & is_pen].mean() if (chosen & is_pen).any() else float("nan")
            false = said[chosen & ~is_pen].mean()
            print(f"{kind:8} {value or '(none)':28} found {found:.3f}, false {false:.4f}")


if __name__ == "__main__":
    main()
