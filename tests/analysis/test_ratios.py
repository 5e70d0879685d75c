"""The share of long accounts of each venue, on a chart's grid."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import LineColumns, RatioColumns
from tracker.analysis.ratios import VenueLine, best_known_first, ratio_line
from tracker.domain.times import HOUR_MS, MINUTE_MS

START_MS = 1_770_000_000_000 // HOUR_MS * HOUR_MS
NAN = float("nan")


def test_the_newest_share_stands_until_it_is_too_old() -> None:
    ratio = RatioColumns(np.array([START_MS, START_MS + HOUR_MS]), np.array([0.6, 0.4]))
    line = ratio_line(ratio, HOUR_MS, START_MS, START_MS + 4 * HOUR_MS - MINUTE_MS)
    assert line.value[:3].tolist() == [0.6, 0.4, 0.4]
    assert np.isnan(line.value[3:]).all()
    assert int(line.at_ms[-1]) == START_MS + 4 * HOUR_MS - MINUTE_MS


def test_of_no_samples_nothing_is_known() -> None:
    nothing = RatioColumns(np.empty(0, np.int64), np.empty(0))
    assert np.isnan(ratio_line(nothing, HOUR_MS, START_MS, START_MS + HOUR_MS).value).all()


def test_the_venue_of_which_most_is_known_comes_first() -> None:
    def venue(name: str, *values: float) -> VenueLine:
        times = START_MS + np.arange(len(values), dtype=np.int64) * HOUR_MS
        return VenueLine(name, LineColumns(HOUR_MS, times, np.array(values)))

    few, many, also, none = (
        venue("few", 0.5, NAN),
        venue("many", 0.5, 0.6),
        venue("also", 0.4, 0.4),
        venue("none", NAN, NAN),
    )
    ranked = best_known_first([few, many, also, none])
    assert [one.venue for one in ranked] == ["many", "few", "also"]
    assert best_known_first([none]) == ()
    assert best_known_first([]) == ()
