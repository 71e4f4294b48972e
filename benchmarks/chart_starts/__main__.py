"""Where documents begin in a long chart, and what they are: the benchmark of the chart opener.

    python -m benchmarks.chart_starts [--part starts types] [--seed N] [--limit CHARTS] [--json FILE]

Draws invented charts of 60 to 200 pages with the slips of a reader, and measures what is proposed for them.
Development seeds are 0–999; held-out ones begin at 1000 (the default).
"""

from __future__ import annotations

from benchmarks.chart_starts.charts import HELD_OUT_FROM
from benchmarks.chart_starts.read_charts import open_bench
from benchmarks.frame import Benchmark

PARTS = {
    "starts": "benchmarks.chart_starts.part_starts",
    "types": "benchmarks.chart_starts.part_types",
}
CHART_STARTS = Benchmark("chart_starts", __doc__ or "", PARTS)
_CHARTS = 40


def main(arguments: list[str] | None = None) -> int:
    """Runs the parts; 0 when every measured bar is met, 1 when one is not, 2 when nothing could run."""
    parser = CHART_STARTS.parser(sets="(none)", units="charts")
    parser.add_argument("--seed", type=int, default=HELD_OUT_FROM, help="the first seed (default: held out)")
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.seed, chosen.seed + (chosen.limit or _CHARTS))
    return CHART_STARTS.run(chosen, arguments, lambda: open_bench(seeds))


if __name__ == "__main__":
    raise SystemExit(main())
