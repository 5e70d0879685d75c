"""Dry runs: what came of the alerts, against a reading of the definition candle by candle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from series import columns
from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.dry_run import dry_run, on_candles
from tracker.analysis.levels import Fold, LevelMachine
from tracker.domain.candle import Candle
from tracker.domain.level import DECISIVE, HOURLY, TOUCH, Event, Role, Rule, Transition, parse_rule
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, HOUR_MS, M15, Interval, parse_iso

BTC = Market("spot", "BTCUSDT", "BTC", Contract.SPOT)
START_MS = parse_iso("2026-01-05T00:00:00Z")
CLOSE = parse_rule("close:1h")


def series(closes: list[float], interval: Interval = H1) -> CandleColumns:
    rows = []
    for at, close in enumerate(closes):
        opened = closes[at - 1] if at else close
        high, low = max(opened, close), min(opened, close)
        open_ms = START_MS + at * interval.ms
        rows.append(Candle(BTC, interval, open_ms, opened, high, low, close, 1.0, closed=True))
    return columns(rows)


def outcomes(closes: list[float], rule: Rule = CLOSE, role: Role = Role.SUPPORT) -> list[int]:
    """(alerts, reclaimed, further, neither) of a level at 100."""
    run = dry_run(series(closes), "BTC", 100.0, [rule], role=role)
    assert run is not None
    (one,) = run.runs
    return [one.alerts, one.reclaimed, one.further, one.neither]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([98.0, 96.9], [1, 0, 1, 0]),
        ([100.3, 100.3], [1, 1, 0, 0]),
        # Once back is not enough, and 0.2 % is not back. (The second break is an alert too.)
        ([100.3, 100.2, 100.3, 97.0], [2, 0, 2, 0]),
        # The trade counts, not the close: the candle after opened there.
        ([97.0, 100.3, 100.3], [1, 0, 1, 0]),
        ([99.5] * 72, [1, 0, 0, 1]),
        # An hour is missing until it is known.
        ([99.5] * 71, [1, 0, 0, 0]),
        # What comes after three days is another story.
        ([99.5] * 72 + [90.0], [1, 0, 0, 1]),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_what_comes_of_an_alert(after: list[float], expected: list[int], role: Role) -> None:
    closes = [103.0, 102.0, 99.5, *after]
    if role is Role.RESISTANCE:
        closes = [200 - close for close in closes]
    assert outcomes(closes, role=role) == expected


def naive(candles: CandleColumns, one: Transition, side: int) -> str:
    """The definition, read once through."""
    hours = aggregate(candles, H1)
    rows = list(
        zip(
            *(getattr(hours, name).tolist() for name in ("open_ms", "high", "low", "close")),
            strict=True,
        )
    )
    back = 0
    for open_ms, high, low, close in rows:
        if open_ms < one.bar_open_ms or open_ms >= one.at_ms + 72 * HOUR_MS:
            continue
        far = low if side > 0 else high
        if side * (far / one.level - 1) <= -0.03:
            return "further"
        if open_ms >= one.at_ms:
            back = back + 1 if side * (close / one.level - 1) >= 0.0025 else 0
            if back == 2:
                return "reclaimed"
    known = rows[-1][0] + HOUR_MS >= one.at_ms + 72 * HOUR_MS
    return "neither" if known else "open"


@given(
    st.integers(0, 2**32),
    st.sampled_from([HOURLY, DECISIVE, CLOSE, parse_rule("close:4h*2")]),
    st.sampled_from(Role),
    st.sampled_from([H1, M15]),
)
def test_counts_and_delays_are_those_of_a_plain_reading(
    seed: int, rule: Rule, role: Role, interval: Interval
) -> None:
    chance = np.random.default_rng(seed)
    closes = [100.5]
    for move in chance.normal(0, 0.7, 700):
        closes.append(closes[-1] + float(move) + (100 - closes[-1]) * 0.05)
    candles = series(closes, interval)
    run = dry_run(candles, "BTC", 100.0, [rule], role=role)
    assert run is not None
    (one,) = run.runs
    whole = aggregate(candles, rule.timeframe)
    folded = LevelMachine("BTC", 100.0, role, rule, Fold()).feed(whole)
    assert [(got.at_ms, got.event) for got in one.transitions] == [
        (got.at_ms, got.event) for got in folded
    ]
    assert all(got.late and got.id for got in one.transitions)
    side = 1 if role is Role.SUPPORT else -1
    broken = [got for got in folded if got.event is Event.BROKEN]
    said = [naive(candles, got, side) for got in broken]
    assert [one.reclaimed, one.further, one.neither] == [
        said.count(name) for name in ("reclaimed", "further", "neither")
    ]
    assert one.alerts == len(broken)
    assert one.known == len(broken) - said.count("open")
    far = candles.low < 100 if side > 0 else candles.high > 100
    for got, delay_ms in zip(broken, one.delays_ms, strict=True):
        first_ms = got.at_ms - delay_ms - interval.ms
        assert far[candles.open_ms == first_ms].all()
        pierced = next(
            was for was in folded if was.event is Event.PIERCED and was.cycle == got.cycle
        )
        before = (candles.open_ms >= pierced.bar_open_ms) & (candles.open_ms < first_ms)
        assert not far[before].any()


def test_a_touch_is_judged_on_the_candles_there_are_and_flips_after_as_long() -> None:
    assert on_candles(TOUCH, H1.ms).flip_bars * H1.ms == TOUCH.flip_bars * TOUCH.timeframe.ms
    assert on_candles(TOUCH, TOUCH.timeframe.ms) is TOUCH
    assert on_candles(HOURLY, D1.ms) is HOURLY


def test_a_level_is_made_on_the_first_candle_of_the_window() -> None:
    closes = [90.0] * 20 + [103.0, 102.0, 98.8]
    whole = dry_run(series(closes), "BTC", 100.0, [HOURLY])
    part = dry_run(series(closes), "BTC", 100.0, [HOURLY], start_ms=START_MS + 20 * HOUR_MS)
    assert whole is not None
    assert part is not None
    assert (whole.role, part.role) == (Role.RESISTANCE, Role.SUPPORT)
    assert [str(one.event) for one in part.transitions] == ["pierced"]
    # What came before is in the ATR: after the jump a close 1.2 % beyond is not far.
    alone = dry_run(series(closes[20:]), "BTC", 100.0, [HOURLY])
    assert alone is not None
    assert [str(one.event) for one in alone.transitions] == ["pierced", "broken"]
    assert part.runs[0].candles == alone.runs[0].candles == 3
    nothing = dry_run(series(closes), "BTC", 100.0, [HOURLY], start_ms=START_MS + 99 * HOUR_MS)
    assert nothing is None
    assert dry_run(CandleColumns.empty(H1.ms), "BTC", 100.0, [HOURLY]) is None


def test_rules_that_the_candles_do_not_make_are_named() -> None:
    run = dry_run(series([103.0, 98.0], D1), "BTC", 100.0, [HOURLY, DECISIVE])
    assert run is not None
    assert [one.rule for one in run.runs] == [DECISIVE]
    assert run.unfit == (HOURLY,)
