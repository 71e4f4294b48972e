from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest

from storage.errors import EngineInfo
from tests.transcribe.speech import ENGINE
from transcribe.audio import Samples
from transcribe.options import DictationContext, DictationOptions
from transcribe.second_pass import hear_again
from transcribe.transcriber import Hearing, OtherHearing, Progress
from transcribe.transcript import Segment, SpokenWord
from transcribe.windows import Window

SAMPLES = np.zeros(16_000 * 60, np.float32)


def segment_of(text: str, *, number: int = 1, start_s: float = 0.0) -> Segment:
    """Words of 0.4 s; "metformin:0.2" has that confidence, others 0.9."""
    words = []
    for at, piece in enumerate(text.split()):
        written, _, confidence = piece.partition(":")
        from_s = start_s + 0.4 * at
        words.append(SpokenWord(f"w{number}-{at}", written, from_s, from_s + 0.4, float(confidence or 0.9)))
    return Segment(f"s{number}", words[0].start_s, words[-1].end_s, tuple(words))


@dataclass
class SecondEar:
    """Hears these texts, window by window; "" for nothing."""

    says: list[str]
    hotwords: list[str] = field(default_factory=list)

    @property
    def info(self) -> EngineInfo:
        return ENGINE

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def transcribe(
        self,
        samples: Samples,  # noqa: ARG002 - the Protocol's argument
        *,
        options: DictationOptions,  # noqa: ARG002 - the Protocol's argument
        hotwords: str = "",
        progress: Progress | None = None,  # noqa: ARG002 - the Protocol's argument
        windows: Sequence[Window] | None = None,
    ) -> Hearing:
        assert windows is not None
        text = self.says[len(self.hotwords)]
        self.hotwords.append(hotwords)
        start_s = windows[0].pieces[0][0]
        return Hearing((segment_of(text, start_s=start_s),) if text else (), ())


def heard_twice(first: str, second: str) -> Hearing:
    segments = (segment_of(first),) if first else ()
    hearing = Hearing(segments, ((0.0, 30.0),), (Window(((0.0, 30.0),)),))
    return hear_again(
        hearing, SAMPLES, options=DictationOptions(quality="quality"), transcriber=SecondEar([second])
    )


def text_of(hearing: Hearing) -> str:
    return " ".join(word.text for word in hearing.words())


@pytest.mark.parametrize(
    ("first", "second", "kept", "other"),
    [
        ("takes metaprolol daily", "takes metoprolol daily", "takes metoprolol daily", ["metaprolol"]),
        ("takes cefazolin daily", "takes sefazolim daily", "takes cefazolin daily", ["sefazolim"]),
        ("in three months period", "in three pyridoxine:0.03", "in three months period", ["pyridoxine"]),
        ("takes metformin now", "takes met for men now", "takes metformin now", ["met for men"]),
        ("takes aspirin", "takes oof oof oof oof oof", "takes aspirin", []),
        ("dose 200 mg", "dose 20 mg", "dose 20 mg", ["200"]),
        ("a 67-year-old man", "a 67 year old man", "a 67 year old man", []),
        ("Takes aspirin.", "takes aspirin", "takes aspirin", []),
        ("no new:0.3 rash", "no rash", "no rash", ["new rash"]),
        ("pain comma now", "pain now", "pain comma now", [""]),
        ("pain", "", "pain", []),
        ("", "pain", "pain", ["pain"]),
    ],
)
def test_the_better_words_of_two_passes_are_kept_and_the_others_are_told(
    first: str, second: str, kept: str, other: list[str]
) -> None:
    joined = heard_twice(first, second)
    assert text_of(joined) == kept
    assert [one.text for one in joined.others] == ([""] if not first else other)
    ids = [word.id for word in joined.words()]
    assert len(set(ids)) == len(ids)
    assert {word_id for one in joined.others for word_id in one.word_ids} <= set(ids)
    assert Hearing.from_json(json.loads(json.dumps(joined.as_json()))) == joined


def test_times_never_run_back_where_the_passes_are_joined() -> None:
    joined = heard_twice("takes cefazolin twice a day", "he takes sefazolim now twice a day")
    words = joined.words()
    assert text_of(joined) == "he takes cefazolin twice a day"
    assert all(one.end_s <= other.start_s for one, other in pairwise(words))
    assert [segment.end_s for segment in joined.segments] == [words[-1].end_s]


def test_every_window_is_heard_with_the_patients_words_and_its_own() -> None:
    windows = (Window(((0.0, 20.0),)), Window(((25.0, 30.0), (40.0, 50.0))))
    segments = (segment_of("takes metaprolol"), segment_of("some albuterol", number=2, start_s=26.0))
    ear = SecondEar(["takes metoprolol", "some albuterol"])
    seen: list[tuple[float, float]] = []
    joined = hear_again(
        Hearing(segments, (), windows),
        SAMPLES,
        options=DictationOptions(context=DictationContext(medications=("Eliquis",))),
        transcriber=ear,
        progress=lambda *at: seen.append(at),
    )
    first, second = ear.hotwords
    assert "paragraph, Eliquis" in first
    assert "metoprolol" in first
    assert "metoprolol" not in second
    assert "Eliquis albuterol" in second
    assert [word.start_s for word in joined.words()] == pytest.approx([0.0, 0.4, 25.0, 25.4])
    assert [at for at, _ in seen] == [20.0, 50.0]


def test_a_hearing_that_tells_no_windows_stays_as_it_is() -> None:
    first = Hearing((segment_of("takes metaprolol"),), ((0.0, 1.0),))
    assert hear_again(first, SAMPLES, options=DictationOptions(), transcriber=SecondEar([])) == first


def test_without_words_of_the_other_pass_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        OtherHearing((), "x")
