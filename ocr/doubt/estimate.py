"""The doubt of a page's words: probabilities, what to review, and what is left afterwards. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr.doubt.cut_words import cut_pieces
from ocr.doubt.model import DoubtModel, shipped_model
from ocr.doubt.place_features import place_features
from ocr.doubt.reading_features import paired_features, single_features
from ocr.doubt.remaining import error_bounds
from ocr.doubt.review import is_above_its_threshold, to_review
from ocr.doubt.text_features import text_features
from ocr.doubt.word_class import WordClass, word_class
from ocr.engine import EngineWord
from ocr.page import ErrorEstimate
from ocr.quality import PageQuality

# On tables of the clinical set every piece of a date that a cell had cut was a word of its own in no text.
_CUT_IS_WRONG = 0.9


@dataclass(frozen=True)
class DoubtEstimate:
    """The words in the order they came, with `p_wrong` and `needs_review`; and what the page keeps.

    `expected_errors` counts wrong words among those that are neither to be reviewed nor handwritten.
    """

    words: tuple[EngineWord, ...]
    expected_errors: ErrorEstimate


@dataclass(frozen=True)
class DoubtModels:
    """The model for words that both engines were asked for, and that for words of the first alone."""

    fused: DoubtModel
    single: DoubtModel

    def model_for(self, word: EngineWord) -> DoubtModel:
        """The one that fits how the word was read."""
        return self.fused if word.readings else self.single


def shipped_models() -> DoubtModels:
    """The models beside the code."""
    return DoubtModels(shipped_model("fused"), shipped_model("single"))


def estimate_doubt(
    words: Sequence[EngineWord], *, dpi: float, quality: PageQuality, wrong_per_1000: float
) -> DoubtEstimate:
    """How likely each word is wrong, which words to review, and the errors that are left after that.

    `words` are all words of one page in reading order, boxes in pixels of the upright page at `dpi`;
    `quality` is that of the page as it was scanned. A word with `readings` lies where both engines were
    asked, one without where the first alone was. At most `wrong_per_1000` words in 1,000 are to be left
    wrong. Words without a confidence (a trusted text layer's) are handed back as they are.
    """
    return estimate_with(shipped_models(), words, dpi=dpi, quality=quality, wrong_per_1000=wrong_per_1000)


def estimate_with(
    models: DoubtModels,
    words: Sequence[EngineWord],
    *,
    dpi: float,
    quality: PageQuality,
    wrong_per_1000: float,
) -> DoubtEstimate:
    """What `estimate_doubt` returns, by other models than the shipped ones."""
    read = [place for place, word in enumerate(words) if is_machine_read(word)]
    seen = [words[place] for place in read]
    used = [models.model_for(word) for word in seen]
    p_wrong = _p_wrong_of(seen, used, dpi=dpi, quality=quality)
    review = to_review(
        seen,
        p_wrong,
        critical_from=[model.critical_from for model in used],
        wrong_per_1000=wrong_per_1000,
    )
    decided = list(words)
    for place, p, is_seen in zip(read, p_wrong, review, strict=True):
        decided[place] = replace(words[place], p_wrong=round(p, 4), needs_review=is_seen)
    left = [p for word, p, is_seen in zip(seen, p_wrong, review, strict=True) if not is_seen and counts(word)]
    twice = 2 * sum(bool(word.readings) for word in seen) > len(seen)
    return DoubtEstimate(tuple(decided), _left_errors(left, models.fused if twice else models.single))


def crops_to_ask(words: Sequence[EngineWord], *, dpi: float, quality: PageQuality) -> tuple[int, ...]:
    """Places of the numbers and negations that a second engine should read, where only the first one did.

    Those are the ones that are likelier wrong than their own strict threshold allows.
    """
    models = shipped_models()
    used = [models.model_for(word) for word in words]
    p_wrong = _p_wrong_of(words, used, dpi=dpi, quality=quality)
    return tuple(
        place
        for place, (word, p, model) in enumerate(zip(words, p_wrong, used, strict=True))
        if not word.readings
        and is_machine_read(word)
        and is_above_its_threshold(word, p, critical_from=model.critical_from)
    )


def is_machine_read(word: EngineWord) -> bool:
    """Whether an engine read the word off an image."""
    return word.confidence is not None or bool(word.readings)


def counts(word: EngineWord) -> bool:
    """Whether the word is part of the text whose errors are counted: no mark, no handwriting."""
    return word_class(word.text) is not WordClass.MARK and not word.handwritten


def _p_wrong_of(
    words: Sequence[EngineWord], models: Sequence[DoubtModel], *, dpi: float, quality: PageQuality
) -> list[float]:
    features = word_features(words, dpi=dpi, quality=quality)
    return [
        max(model.p_wrong(measures), _CUT_IS_WRONG if is_cut else 0.0)
        for model, measures, is_cut in zip(models, features, cut_pieces(words), strict=True)
    ]


def word_features(words: Sequence[EngineWord], *, dpi: float, quality: PageQuality) -> list[dict[str, float]]:
    """All measures of each word by name; words with `readings` have more of them than words without."""
    of_page = quality_features(quality)
    places = place_features(words, dpi=dpi)
    return [
        (paired_features(word) if word.readings else single_features(word))
        | text_features(word.text)
        | place
        | of_page
        for word, place in zip(words, places, strict=True)
    ]


def quality_features(quality: PageQuality) -> dict[str, float]:
    """Measures of the scan by name, 0 for a good one and about 1 for a bad one."""
    return {
        "faint": max(1 - quality.contrast / 150, 0.0),
        "specked": min(quality.speck_share, 1.0),
        "small_glyphs": max(1 - quality.glyph_height_px / 20, 0.0),
        "blurred": min(max(quality.blur, 0.0), 1.0),
        "uneven": min(quality.paper_unevenness / 40, 2.0),
    }


def _left_errors(left: Sequence[float], model: DoubtModel) -> ErrorEstimate:
    expected = math.fsum(left)
    low, high = error_bounds(expected, page_shape=model.page_shape)
    return ErrorEstimate(round(expected, 3), round(low, 3), round(high, 3), model.title)
