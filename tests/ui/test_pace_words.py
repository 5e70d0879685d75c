"""Sizes in words: bounds, multiples, ranks, and why there are none."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tracker.analysis.liquidation_windows import WindowFigures
from tracker.analysis.liquidations import Total
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.ui.panels.pace_words import (
    amount,
    compared,
    not_compared,
    observed,
    rank,
    season,
    times,
)


def part(
    share: float, *, venue: str = "bybit", kind: FeedKind = FeedKind.COMPLETE, capped: float = 0.0
) -> Total:
    coverage = Coverage((VenueCoverage(venue, share, kind, capped),))
    return Total(200e6, 37e6, 10, 5e6, coverage)


def window(share: float = 1.0, **changes: object) -> WindowFigures:
    whole = part(share)
    made = WindowFigures(
        "24h",
        DAY_MS,
        whole,
        (whole,),
        known_ms=30 * DAY_MS,
        compared=("bybit",),
        median_usd=100e6,
        multiple=2.37,
        percentile=97.2,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_sum_says_whether_it_is_a_bound() -> None:
    assert amount(part(1.0)) == "$237M"
    assert amount(part(0.97)) == "≥\u202f$237M"
    assert amount(part(1.0, kind=FeedKind.SAMPLED)) == "≥\u202f$237M"
    assert amount(part(0.0)) == "–"
    assert observed(part(0.67)) == "67\u202f% of 1 venue"
    assert observed(part(1.0, kind=FeedKind.SAMPLED, capped=0.1)).endswith(", capped")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0.0×"), (0.04, "0.04×"), (0.77, "0.8×"), (9.94, "9.9×"), (28.6, "29×")],
)
def test_multiples(value: float | None, text: str) -> None:
    assert times(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "lowest"),
        (1.2, "1st"),
        (2.9, "2nd"),
        (11.0, "11th"),
        (12.5, "12th"),
        (23.0, "23rd"),
        (84.4, "84th"),
        (99.44, "99.4th"),
        (99.96, "highest"),
        (100.0, "highest"),
    ],
)
def test_ranks(value: float | None, text: str) -> None:
    assert rank(value) == text


def test_a_comparison_is_a_bound_where_the_compared_did_not_see_all() -> None:
    assert compared(window()) == "2.4× normal · 97th pct"
    assert compared(window(0.9)) == "≥\u202f2.4× normal · 97th pct"
    assert compared(window(percentile=100.0)) == "2.4× normal · highest in 30 d"
    assert compared(window(multiple=None)) == "97th pct"
    assert compared(window(percentile=None)) == ""
    assert not_compared(window()) == ""


def test_why_there_is_no_comparison() -> None:
    blank = {"percentile": None, "multiple": None, "compared": ()}
    assert not_compared(window(0.0, **blank)) == "not observed"
    assert not_compared(window(0.4, **blank)) == "less than half observed: not compared"
    young = not_compared(window(known_ms=int(3.5 * DAY_MS), **blank))
    assert young == "compared after 10 days of recording, 3 so far"
    assert "with a past" in not_compared(window(**blank))


def test_the_hour_of_the_week() -> None:
    hour = {"name": "1h", "window_ms": HOUR_MS}
    assert season(window()) == ""  # a day holds all hours
    assert season(window(**hour)) == "not seasonally adjusted"
    assert season(window(seasonal_multiple=1.5, **hour)) == "1.5× this hour of the week"
    assert season(window(percentile=None, **hour)) == ""
