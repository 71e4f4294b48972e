"""`python -m benchmarks.kill`: 40 kills at the default leases. Prints a table, and JSON as the last line."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from benchmarks.kill_drill import KILLS_A_ROUND, DrillPlan, run_drill

FILES = ("progress_note.pdf", "discharge_packet.pdf", "lab_results.png", "clinic_letter.wav")


def main() -> int:
    """Exit code 0 when nothing was found wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=40, help=f"in rounds of {KILLS_A_ROUND}")
    parser.add_argument("--lease-share", type=float, default=1.0, help="share of the default lease times")
    arguments = parser.parse_args()
    plan = DrillPlan(
        seed=arguments.seed,
        rounds=-(-arguments.kills // KILLS_A_ROUND),
        lease_share=arguments.lease_share,
        files=FILES,
        clip_s=20,
        pauses_s=(1, 8),
        limit_s=900,
    )
    with tempfile.TemporaryDirectory(prefix="cs-kill-") as folder:
        report = run_drill(Path(folder) / "home", plan, say=print)
    print()
    for target, times in sorted(Counter(report.kills).items()):
        print(f"{target:<14}{times:>4} kills")
    print(f"documents {report.documents}, corrections {report.corrections}, {report.seconds:.0f} s")
    print(f"messages sent again {report.sent_again}")
    print(f"flushed broker, sent again within {max(report.flush_resent_s):.0f} s at worst")
    print(f"start {max(report.start_s):.1f} s at worst, stop {report.stop_s:.1f} s")
    print("\n".join(["FAULTS", *report.faults]) if report.faults else "no fault found")
    print(json.dumps({"plan": asdict(plan), **asdict(report)}))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
