"""Eight kills of real processes while real samples are on the belt."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kill_drill import KILLS_A_ROUND, DrillPlan, run_drill

PLAN = DrillPlan(
    seed=2026,
    rounds=1,
    lease_share=0.1,
    files=("discharge_packet.pdf", "clinic_letter.wav"),
    clip_s=8,
    pauses_s=(0.3, 1.5),
    limit_s=300,
)


def test_eight_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    report = run_drill(tmp_path / "home", PLAN, say=print)

    assert report.faults == []
    assert len(report.kills) == KILLS_A_ROUND
    assert {"ocr-1", "transcribe-1", "filing-1", "dispatcher", "broker", "web", "up"} <= set(report.kills)
    assert report.documents == 2
    assert report.corrections > 0
    assert report.sent_again > 0  # the queue was longer than its leases, and yet no job is parked
    assert max(report.flush_resent_s) < 120 * PLAN.lease_share
    assert report.stop_s < 10
