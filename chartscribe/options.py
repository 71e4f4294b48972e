"""Engine options out of settings and command-line arguments, and the snapshot that a job row keeps.

Settings are read once at the edge (DESIGN §4): every field can be given as CHARTSCRIBE_<FIELD>.
"""

from __future__ import annotations

from dataclasses import dataclass
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
        "empty: 3, or 10 where Tesseract reads alone.",
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
    speech_threads: int = Field(
        default=DictationOptions.cpu_threads, ge=1, description="Processor threads of one transcription."
    )
    max_duration_s: float = Field(
        default=DictationOptions.max_duration_s, description="Longest dictation taken, in seconds."
    )
    show_from_score: float = Field(
        default=CodingOptions.show_from_score,
        description="Score from which a code opens without a click, 0–1.",
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
        context=context or DictationContext(),
    )


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
        show_from_score=settings.show_from_score,
        max_suggestions=settings.max_suggestions,
    )


def engine_options(settings: EngineSettings) -> EngineOptions:
    """What the settings alone say, for all three engines."""
    return EngineOptions(ocr_options(settings), dictation_options(settings), coding_options(settings))


def snapshot(settings: EngineSettings) -> dict[str, Any]:
    """The plain JSON that intake keeps with a document, one key an engine folder: ocr, transcribe, nlp.

    Encounter and dates are left out of `nlp`: people may still change them, so the coding stage takes them
    from the encounter when it runs.
    """
    options = engine_options(settings)
    return {
        "ocr": options.ocr.as_json(),
        "transcribe": options.dictation.as_json(),
        "nlp": {
            "show_from_score": options.coding.show_from_score,
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
