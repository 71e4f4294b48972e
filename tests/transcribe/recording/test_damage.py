from __future__ import annotations

import pytest

from benchmarks.dictation.damage import HARMS, Damaged, Verdict, damaged_recordings, judge
from transcribe.audio import DecodedAudio, decode_audio

CASES = list(damaged_recordings(14, seed=11, duration_s=8.0))


def decoded(source: bytes) -> DecodedAudio:
    return decode_audio(source, max_duration_s=60)


@pytest.mark.parametrize("case", CASES, ids=[f"{one.kind}-{one.harm}" for one in CASES])
def test_every_lost_second_is_reported_and_nothing_else_is_lost(case: Damaged) -> None:
    verdict = judge(case, decoded)
    assert verdict.is_good, verdict
    assert verdict.invented_s <= 0.6, verdict


def test_the_judge_sees_what_a_decoder_hides() -> None:
    case = next(one for one in CASES if one.harm == "zeros")

    def hides(source: bytes) -> DecodedAudio:
        whole = decoded(case.whole)
        return whole if source == case.whole else DecodedAudio(whole.samples * 0, whole.report)

    assert judge(case, hides).unreported_s > 5


def test_all_harms_are_tried() -> None:
    assert {one.harm for one in CASES} == set(HARMS)
    assert Verdict("wav", "cut", 1, 0, 0, 0).is_good
