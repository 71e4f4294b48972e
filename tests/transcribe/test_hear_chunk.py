from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import EngineInfo
from tests.transcribe.sounds import rising_tone
from tests.transcribe.speech import ENGINE
from transcribe.audio import Samples
from transcribe.hear_chunk import OpenedDictation, chunk_spans, hear_chunk, join_hearings
from transcribe.options import DictationOptions
from transcribe.transcriber import Hearing, OtherHearing, Progress
from transcribe.transcript import Segment, SpokenWord
from transcribe.windows import Window

OPTIONS = DictationOptions()


@dataclass
class EarOverTrueWords:
    """Hears the true words that lie whole in the samples, each a little early or late; cut ones as "hm".

    The samples count up from the recording's first, so the first one tells where they were cut from.
    """

    words: list[tuple[str, float, float]]
    late_s: float = 0.0
    mumbles: bool = False

    @property
    def info(self) -> EngineInfo:
        return ENGINE

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def transcribe(
        self,
        samples: Samples,
        *,
        options: DictationOptions,  # noqa: ARG002 - the Protocol's argument
        hotwords: str = "",  # noqa: ARG002 - the Protocol's argument
        progress: Progress | None = None,
        windows: Sequence[Window] | None = None,  # noqa: ARG002 - the Protocol's argument
    ) -> Hearing:
        from_s = float(samples[0]) / 16_000
        until_s = from_s + samples.size / 16_000
        heard: list[SpokenWord] = []
        for text, start_s, end_s in self.words:
            inside = from_s <= start_s and end_s <= until_s
            if end_s <= from_s or start_s >= until_s or not (inside or self.mumbles):
                continue
            first_s = max(0.0, start_s - from_s + self.late_s)
            last_s = max(first_s, min(end_s + self.late_s, until_s) - from_s)
            heard.append(SpokenWord(f"w{len(heard)}", text if inside else "hm", first_s, last_s))
        if progress is not None:
            progress(until_s - from_s, until_s - from_s)
        if not heard:
            return Hearing((), ())
        segment = Segment("s1", heard[0].start_s, heard[-1].end_s, tuple(heard))
        return Hearing((segment,), ((heard[0].start_s, heard[-1].end_s),))


@st.composite
def true_words(draw: st.DrawFn) -> list[tuple[str, float, float]]:
    at_s, words = 0.0, []
    for number in range(draw(st.integers(1, 30))):
        start_s = at_s + draw(st.sampled_from([0.0, 0.0, 0.05, 0.2, 1.0, 4.0]))
        at_s = start_s + draw(st.floats(0.12, 0.9))
        words.append((f"word{number}", start_s, at_s))
    return words


def opened_with(cuts: list[float], duration_s: float) -> OpenedDictation:
    audio: Any = SimpleNamespace(
        samples=np.arange(round(duration_s * 16_000), dtype=np.float32),
        report=SimpleNamespace(duration_s=duration_s),
    )
    inside = sorted({round(cut * duration_s, 2) for cut in cuts} - {0.0})
    edges = [0.0, *(cut for cut in inside if cut < duration_s), duration_s]
    return OpenedDictation("0" * 64, audio, tuple(pairwise(edges)))


@settings(max_examples=40)
@given(true_words(), st.lists(st.floats(0, 1), max_size=4), st.floats(-0.05, 0.05), st.booleans())
def test_no_word_is_lost_or_doubled_wherever_the_recording_is_cut(
    words: list[tuple[str, float, float]], cuts: list[float], late_s: float, mumbles: bool
) -> None:
    opened = opened_with(cuts, words[-1][2] + 0.5)
    heard = [
        hear_chunk(
            opened,
            chunk,
            options=OPTIONS,
            transcriber=EarOverTrueWords(words, late_s * (-1) ** number, mumbles),
        )
        for number, chunk in enumerate(opened.chunks)
    ]
    segments, _ = join_hearings(heard, opened.chunks, prefix="a:1", last_s=words[-1][2] + 0.5)
    joined = [word for segment in segments for word in segment.words]
    assert [word.text for word in joined] == [text for text, _, _ in words]
    assert [word.id for word in joined] == [f"a:1:{n + 1}" for n in range(len(joined))]
    assert all(one.end_s <= other.start_s for one, other in pairwise(joined))
    for word, (_, start_s, end_s) in zip(joined, words, strict=True):
        assert abs(word.start_s - start_s) < 0.11
        assert abs(word.end_s - end_s) < 0.11


def test_progress_never_runs_back_and_ends_with_the_chunk() -> None:
    words = [("one", 1.0, 1.4), ("two", 30.0, 30.4), ("three", 58.0, 58.5)]
    opened = opened_with([0.5], 60.0)
    for options in (OPTIONS, DictationOptions(quality="quality")):
        seen: list[tuple[float, float]] = []

        def tell(done_s: float, all_s: float, seen: list[tuple[float, float]] = seen) -> None:
            seen.append((done_s, all_s))

        for chunk in opened.chunks:
            hear_chunk(opened, chunk, options=options, transcriber=EarOverTrueWords(words), progress=tell)
        assert seen == sorted(seen)
        assert seen[-1] == (60.0, 60.0)


def test_chunks_are_cut_where_it_is_quiet_and_cover_everything() -> None:
    sound = rising_tone(100)
    sound[int(33.0 * 16_000) : int(34.0 * 16_000)] = 0
    spans = chunk_spans(sound, 40.0)
    assert [start for start, _ in spans] == [0.0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == 100
    assert 33.0 <= spans[0][1] <= 34.0
    assert all(end - start <= 40.0 for start, end in spans)


def heard(*words: tuple[str, float, float], others: tuple[OtherHearing, ...] = ()) -> Hearing:
    spoken = tuple(SpokenWord(f"w{n}", *word) for n, word in enumerate(words))
    segments = (Segment("s1", spoken[0].start_s, spoken[-1].end_s, spoken),) if spoken else ()
    return Hearing(segments, (), (Window(((0.0, 1.0),)),), others)


def joined_texts(*hearings: Hearing) -> list[str]:
    segments, _ = join_hearings(hearings, ((0.0, 10.0), (10.0, 20.0)), prefix="a", last_s=20.0)
    return [word.text for segment in segments for word in segment.words]


def test_what_only_one_chunk_heard_in_the_margins_is_kept() -> None:
    assert joined_texts(heard(), heard(("all", 9.2, 9.6), ("well", 10.2, 10.5))) == ["all", "well"]
    assert joined_texts(heard(("all", 9.2, 9.6), ("well", 10.2, 10.5)), heard()) == ["all", "well"]
    assert joined_texts(heard(), heard()) == []


def test_what_another_pass_wrote_follows_its_words_and_goes_with_them() -> None:
    others = (OtherHearing(("w0", "w1"), "metform in"), OtherHearing(("w1",), "end"))
    hearings = (
        heard(("metformin", 9.0, 9.5), ("hm", 11.0, 11.4), others=others),
        heard(("and", 11.0, 11.4)),
    )
    _, kept = join_hearings(hearings, ((0.0, 10.0), (10.0, 20.0)), prefix="a", last_s=20.0)
    assert kept == (OtherHearing(("a:1",), "metform in"),)
