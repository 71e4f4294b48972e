from __future__ import annotations

from benchmarks.review.stops import PageStops, stops_on, summary
from tests.review_ui.chart import written_page


def test_only_doubtful_critical_words_stop_and_legibility_follows_the_words_height() -> None:
    page = written_page("Takes ~20 mg of lisinopril ~daily, denies pain", "p")
    assert stops_on(page) == PageStops(
        critical=4, stops=1, doubtful=2, words=8, legible_from_width_px=850 * 7 / 20
    )


def test_the_bar_counts_clean_pages_and_is_not_measured_without_any() -> None:
    pages = [PageStops(9, stops, 7, 200, 400.0) for stops in (0, 6, 2)]
    result = summary({"clean": pages, "degraded": []})
    assert [bar.is_met for bar in result.bars] == [True]
    assert result.tables[0].rows == (("clean", 3, 200, 9, 2, 6, 7, 7, 400),)
    assert [bar.is_met for bar in summary({"clean": [], "degraded": pages}).bars] == [None]
