"""What may be chosen about a transcription: one frozen record, with a stable hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

Quality = Literal["draft", "standard", "quality"]

# beam 5 removes a quarter of the errors of beam 1 on long dictation for about 45 % more processor time
_QUALITIES = ("draft", "standard", "quality")
_BEAM = 5


_LISTS_OF_TERMS = ("medications", "terms", "problems", "author_terms", "site_terms")


def _as_terms(value: Any, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str) or not all(isinstance(term, str) for term in value):
        raise ValueError(f"{key} must be a list of words")
    return tuple(term.strip() for term in value if term.strip())


@dataclass(frozen=True)
class DictationContext:
    """What is known before listening: it decides which words the engine is told to expect.

    The shape of CONTEXT.json of the command line; every field may be empty. `medications` and `problems` are
    this patient's, `terms` this encounter's; `author_terms` are corrections that the author's own
    dictations have taught, `site_terms` the words of the house.
    """

    medications: tuple[str, ...] = ()
    specialty: str = ""
    worktype: str = ""
    author: str = ""
    terms: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    author_terms: tuple[str, ...] = ()
    site_terms: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The context in a CONTEXT.json object; keys that are absent stay empty, unknown keys are ignored.

        Raises:
            ValueError: when a list is not a list of words.
        """
        return cls(
            specialty=str(stored.get("specialty") or ""),
            worktype=str(stored.get("worktype") or ""),
            author=str(stored.get("author") or ""),
            **{key: _as_terms(stored.get(key), key) for key in _LISTS_OF_TERMS},
        )


@dataclass(frozen=True)
class DictationOptions:
    """How a dictation is decoded and transcribed.

    `model` is "base", "tiny.en" or the path of a folder with a CTranslate2 Whisper model. `quality`
    "draft" takes tiny.en instead of base (half the processor time), "quality" listens twice. The
    thresholds are Whisper's own defaults; a word under `review_below` (a number under
    `review_number_below`) asks for a look. `try_again`: where the engine goes astray it listens anew, at
    higher temperatures and without expected words. `normals` are the author's named blocks of text as JSON
    objects, each with a name and a text.
    """

    model: str = "base"
    quality: Quality = "standard"
    language: str = "en"
    compute_type: str = "auto"
    cpu_threads: int = 2
    beam_size: int | None = None
    max_duration_s: float = 3 * 3600.0
    chunk_s: float = 180.0
    hotword_tokens: int = 200
    try_again: bool = True
    review_below: float = 0.5
    review_number_below: float = 0.7
    no_speech_threshold: float = 0.6
    log_probability_threshold: float = -1.0
    compression_ratio_threshold: float = 2.4
    vad_min_silence_ms: int = 500
    vad_speech_pad_ms: int = 200
    context: DictationContext = field(default_factory=DictationContext)
    normals: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if self.quality not in _QUALITIES:
            raise ValueError("quality is draft, standard or quality")
        if not self.model or not self.language:
            raise ValueError("a transcription needs a model and a language")
        if self.cpu_threads < 1 or (self.beam_size is not None and self.beam_size < 1):
            raise ValueError("threads and beam count from 1")
        if self.max_duration_s <= 0 or self.chunk_s < 30:
            raise ValueError("durations are positive, and a chunk lasts at least one 30 s window")
        # Whisper cuts the words it is told to expect at half its context less one: 223 tokens
        if not 0 <= self.hotword_tokens <= 223:
            raise ValueError("at most 223 tokens can be expected words")
        if not (0 <= self.review_below <= 1 and 0 <= self.review_number_below <= 1):
            raise ValueError("review thresholds lie between 0 and 1")
        if not all(isinstance(one.get(key), str) for one in self.normals for key in ("name", "text")):
            raise ValueError("a normal has a name and a text")

    @property
    def model_in_use(self) -> str:
        """The model that this quality takes: a draft replaces base by tiny.en, never a chosen folder."""
        return "tiny.en" if self.quality == "draft" and self.model == "base" else self.model

    @property
    def beam_in_use(self) -> int:
        """The beam width: as chosen, else five."""
        return self.beam_size if self.beam_size is not None else _BEAM

    def as_json(self) -> dict[str, Any]:
        """All options as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The options that `as_json` wrote; options that a newer program added keep their default."""
        context = DictationContext.from_json(stored.get("context") or {})
        return cls(**{**stored, "context": context, "normals": tuple(stored.get("normals") or ())})

    def options_hash(self) -> str:
        """SHA-256 over the options that can change the result (threads and chosen folders cannot)."""
        relevant = {
            key: value for key, value in self.as_json().items() if key not in ("cpu_threads", "model")
        }
        return hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()
