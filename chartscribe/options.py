"""Engine options out of settings and command-line arguments, and the snapshot that a job row keeps.

Settings are read once at the edge (DESIGN §4): every field can be given as CHARTSCRIBE_<FIELD>.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from nlp.options import CodingOptions, EncounterType
from ocr.options import OcrOptions, SecondEngine
from storage.settings import FolderSettings
from transcribe.options import DictationContext, DictationOptions, Quality

OcrEngineName = Literal["routed", "tesseract"]


class EngineSettings(FolderSettings):
    """How this site reads, listens and suggests."""

    ocr_engine: OcrEngineName = Field(
        default="routed",
        description="routed: a page's own text if it can be trusted, else Tesseract, and RapidOCR where it "
        "helps; tesseract: always Tesseract alone.",
    )
    second_engine: SecondEngine = Field(
        default=OcrOptions.second_engine,
        description="When RapidOCR reads too: routed (forms, poor scans, doubtful lines), always or never.",
    )
    wrong_per_thousand: float | None = Field(
        default=None,
        gt=0,
        description="Words in 1,000 that may stay wrong once all that is marked for review was reviewed; "
        "empty: 5, or 10 where Tesseract reads alone.",
    )
    tesseract_path: Path | None = Field(
        default=None, description="Tesseract program; empty: the packaged one."
    )
    tessdata_dir: Path | None = Field(default=None, description="Tesseract data; empty: the packaged data.")
    render_dpi: int = Field(
        default=OcrOptions.render_dpi, description="Resolution at which PDF pages are drawn."
    )
    max_pixels: int = Field(default=OcrOptions.max_pixels, description="Largest page image taken, in pixels.")
    max_pages: int = Field(default=OcrOptions.max_pages, description="Most pages taken in one document.")
    page_timeout_s: float = Field(default=OcrOptions.page_timeout_s, description="Time one page may take.")
    speech_model: str = Field(
        default=DictationOptions.model,
        description="base, tiny.en, or the folder of a CTranslate2 Whisper model.",
    )
    speech_quality: Quality = Field(
        default=DictationOptions.quality, description="draft, standard or quality: speed against errors."
    )
    speech_second_pass_below: int = Field(
        default=3,
        ge=0,
        description="On the belt the quality pass is taken while fewer than this many other dictations wait; "
        "0: only where CHARTSCRIBE_SPEECH_QUALITY says so.",
    )
    site_terms: tuple[str, ...] = Field(
        default=(),
        description='Words of this site to listen for, as JSON: ["Elm Street Clinic", "Calloway"].',
    )
    speech_threads: int = Field(
        default=DictationOptions.cpu_threads, ge=1, description="Processor threads of one transcription."
    )
    max_duration_s: float = Field(
        default=DictationOptions.max_duration_s, description="Longest dictation taken, in seconds."
    )
    shown_precision: float = Field(
        default=CodingOptions.shown_precision,
        ge=0,
        le=1,
        description="Share of the codes opened without a click that coders are to accept, 0–1: they open "
        "from the score at which that was measured.",
    )
    show_from_score: float | None = Field(
        default=CodingOptions.show_from_score,
        ge=0,
        le=1,
        description="Score from which a code opens without a click, 0–1, instead of shown_precision; empty: "
        "left to it.",
    )
    use_learned: bool = Field(
        default=CodingOptions.use_learned,
        description="Let what coders here accepted and turned down move scores and add codes; "
        "`chartscribe codes learn` says what that would have changed.",
    )
    max_suggestions: int = Field(
        default=CodingOptions.max_suggestions, description="Most codes suggested for one document."
    )


@dataclass(frozen=True)
class EngineOptions:
    """The options of all three engines."""

    ocr: OcrOptions
    dictation: DictationOptions
    coding: CodingOptions


def ocr_options(settings: EngineSettings, *, engine: OcrEngineName | None = None) -> OcrOptions:
    """Reading options; an engine named on the command line beats the setting."""
    is_routed = (engine or settings.ocr_engine) == "routed"
    second_engine = settings.second_engine if is_routed else "never"
    # measured: so many words are marked that 1 in 100 stays wrong, and no more than 12 in 100 have to be seen
    target = 10.0 if second_engine == "never" else OcrOptions.wrong_per_1000
    return OcrOptions(
        tesseract_path=str(settings.tesseract_path) if settings.tesseract_path else None,
        tessdata_dir=str(settings.tessdata_dir) if settings.tessdata_dir else None,
        trust_text_layers=is_routed,
        second_engine=second_engine,
        wrong_per_1000=settings.wrong_per_thousand or target,
        render_dpi=settings.render_dpi,
        max_pixels=settings.max_pixels,
        max_pages=settings.max_pages,
        page_timeout_s=settings.page_timeout_s,
    )


def dictation_options(
    settings: EngineSettings, *, quality: Quality | None = None, context: DictationContext | None = None
) -> DictationOptions:
    """Listening options; quality and context named on the command line beat the settings."""
    return DictationOptions(
        model=settings.speech_model,
        quality=quality or settings.speech_quality,
        cpu_threads=settings.speech_threads,
        max_duration_s=settings.max_duration_s,
        context=_with_site_terms(context or DictationContext(), settings.site_terms),
    )


def _with_site_terms(context: DictationContext, site_terms: tuple[str, ...]) -> DictationContext:
    return replace(context, site_terms=context.site_terms or site_terms)


def coding_options(
    settings: EngineSettings,
    *,
    encounter_type: EncounterType | None = None,
    date_of_service: date | None = None,
    discharge_date: date | None = None,
) -> CodingOptions:
    """Coding options of one encounter.

    Raises:
        ValueError: the discharge comes before the date of service.
    """
    return CodingOptions(
        encounter_type=encounter_type,
        date_of_service=date_of_service,
        discharge_date=discharge_date,
        shown_precision=settings.shown_precision,
        show_from_score=settings.show_from_score,
        use_learned=settings.use_learned,
        max_suggestions=settings.max_suggestions,
    )


def engine_options(settings: EngineSettings) -> EngineOptions:
    """What the settings alone say, for all three engines."""
    return EngineOptions(ocr_options(settings), dictation_options(settings), coding_options(settings))


def snapshot(settings: EngineSettings) -> dict[str, Any]:
    """The plain JSON that intake keeps with a document, one key an engine folder: ocr, transcribe, nlp.

    `listening` says when the belt may take the second pass; what is known of patient and author is gathered
    when the listening starts.

    Encounter and dates are left out of `nlp`: people may still change them, so the coding stage takes them
    from the encounter when it runs.
    """
    options = engine_options(settings)
    return {
        "ocr": options.ocr.as_json(),
        "transcribe": options.dictation.as_json(),
        "listening": {"second_pass_below": settings.speech_second_pass_below},
        "nlp": {
            "shown_precision": options.coding.shown_precision,
            "show_from_score": options.coding.show_from_score,
            "use_learned": options.coding.use_learned,
            "max_suggestions": options.coding.max_suggestions,
            "edition": options.coding.edition,
        },
    }


def options_from_snapshot(stored: dict[str, Any]) -> EngineOptions:
    """The options that `snapshot` wrote."""
    return EngineOptions(
        OcrOptions.from_json(stored["ocr"]),
        DictationOptions.from_json(stored["transcribe"]),
        CodingOptions(**stored["nlp"]),
    )
