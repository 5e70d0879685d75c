"""The cascade index against the figures of docs/methodology.md, section 11.1, and its invariants."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from history import perpetual_hours
from tracker.analysis.cascade import (
    MAIN_MS,
    WINDOWS_MS,
    Moved,
    Readings,
    Reference,
    Windows,
    default_fall,
    floor_bp,
    learn,
    measure,
    moved,
    reading_at,
    severity,
    trailing,
)
from tracker.analysis.columns import CandleColumns, EventColumns, InterestColumns
from tracker.analysis.liquidations import Flow
from tracker.analysis.open_interest import VenueInterest
from tracker.analysis.windows import positions, sums
from tracker.domain.derivatives import FeedKind, Side
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, parse_iso

AT = parse_iso("2026-02-05T00:00:00Z")
CRASH = parse_iso("2025-10-11T00:00:00Z")  # the end of the four hours in which it happened

weights = st.floats(0, 20)


def index(pressure: float, positions: float, impact: float) -> float:
    return float(severity(*(np.array([one]) for one in (pressure, positions, impact)))[0])


# --- the formula -------------------------------------------------------------------------------


def test_the_index_of_the_tenth_of_october_and_what_it_would_be_without_each_part() -> None:
    """The ingredients measured of the four hours from 10 Oct 2025 20:00 UTC."""
    assert index(1.8, 7.5, 5.6) == pytest.approx(94.6, abs=0.1)
    assert index(0.0, 7.5, 5.6) == 0, "liquidations taken away"
    assert index(1.8, 0.0, 5.6) == pytest.approx(42, abs=0.5), "contracts held constant"


def test_one_large_account_is_no_cascade() -> None:
    """12 Jun 2025: 206M liquidated in one bar, hardly a move, hardly fewer contracts: about 33."""
    reference = Reference(MAIN_MS, AT, median=6.18, high=7.5, sigma=0.007, venues=("x",))
    found = _measured(reference, usd=206e6, interest_usd=35e9, change=-0.012, fall=0.004)
    assert found.pressure[0] > 1.5
    assert 25 < found.index[0] < 40


def test_fifty_is_every_ingredient_at_its_reference_and_seventy_five_twice_that() -> None:
    assert index(1, 1, 1) == pytest.approx(50)
    assert index(2, 2, 2) == pytest.approx(75)


@given(weights, weights, weights, st.floats(0, 5))
def test_more_of_an_ingredient_is_never_less(p: float, f: float, i: float, more: float) -> None:
    assert index(p + more, f, i) >= index(p, f, i)
    assert index(p, f + more, i) >= index(p, f, i)
    assert index(p, f, i + more) >= index(p, f, i)


def test_what_is_unknown_makes_it_unknown_unless_nothing_abnormal_was_liquidated() -> None:
    assert math.isnan(index(math.nan, 1, 1))
    assert math.isnan(index(1, math.nan, 1))
    assert math.isnan(index(1, 1, math.nan))
    assert index(0, math.nan, math.nan) == 0


def test_references_go_with_the_square_root_of_the_window() -> None:
    assert [default_fall(one) for one in WINDOWS_MS] == pytest.approx([0.005, 0.01, 0.02])
    assert [floor_bp(one) for one in WINDOWS_MS] == pytest.approx([0.25, 0.5, 1.0])


# --- measuring ---------------------------------------------------------------------------------


def _flow(at_ms: np.ndarray, usd: np.ndarray, venue: str = "x", **others: object) -> Flow:
    longs = np.ones(len(at_ms), np.bool_)
    events = EventColumns(at_ms.astype(np.int64), usd.astype(np.float64), longs)
    observed = others.pop("observed", ((0, 1 << 60),))
    return Flow(venue, FeedKind.COMPLETE, events, observed=observed)  # type: ignore[arg-type]


def _measured(
    reference: Reference, *, usd: float, interest_usd: float, change: float, fall: float
) -> Readings:
    moments = np.array([AT], np.int64)
    flow = _flow(np.array([AT - 1_000]), np.array([usd]))
    found = sums([flow], moments, reference.window_ms)
    step = reference.window_ms // 2
    opens = AT - reference.window_ms + np.array([-step, 0, step], np.int64)
    close, low = np.full(3, 100.0), np.array([100.0, 100.0, 100.0 * math.exp(-fall)])
    candles = CandleColumns(step, opens, close, close, low, close, close, np.ones(3, np.bool_))
    prices = moved(candles, moments, reference.window_ms)
    windows = Windows(
        reference.window_ms, moments, found, np.array([interest_usd]), np.array([change]), prices
    )
    return measure(windows, reference)


def test_the_bp_floor_holds_down_what_is_rare_but_small() -> None:
    reference = Reference(MAIN_MS, AT, median=3.0, high=4.0, sigma=0.007, venues=("x",))
    small = _measured(reference, usd=1e5, interest_usd=1e10, change=-0.02, fall=0.028)
    assert small.pressure[0] == pytest.approx(2 * 0.1), "0.1 bp of open interest"
    large = _measured(reference, usd=1e5, interest_usd=1e9, change=-0.02, fall=0.028)
    assert large.pressure[0] == pytest.approx(2.0)


def test_positions_rebuilt_are_told_apart_from_deleveraging() -> None:
    reference = Reference(MAIN_MS, AT, median=6.0, high=7.0, sigma=0.005, venues=("x",))
    grown = _measured(reference, usd=5e7, interest_usd=2e10, change=0.01, fall=0.04)
    assert reading_at(grown, 0, MAIN_MS).rebuilt
    fallen = _measured(reference, usd=5e7, interest_usd=2e10, change=-0.03, fall=0.04)
    one = reading_at(fallen, 0, MAIN_MS)
    assert not one.rebuilt
    assert one.side is Side.LONG
    assert one.move == pytest.approx(math.expm1(-0.04))


def test_no_open_interest_or_no_reference_is_unknown() -> None:
    reference = Reference(MAIN_MS, AT, median=6.0, high=7.0, sigma=0.005, venues=("x",))
    for changed in (
        _measured(reference, usd=5e7, interest_usd=math.nan, change=-0.03, fall=0.04),
        _measured(reference, usd=5e7, interest_usd=2e10, change=math.nan, fall=0.04),
        _measured(
            replace(reference, median=None), usd=5e7, interest_usd=2e10, change=-0.03, fall=0.04
        ),
        _measured(
            replace(reference, sigma=None), usd=5e7, interest_usd=2e10, change=-0.03, fall=0.04
        ),
    ):
        assert reading_at(changed, 0, MAIN_MS).index is None


def test_a_window_half_seen_is_at_least_and_less_is_unknown() -> None:
    reference = Reference(MAIN_MS, AT, median=6.0, high=7.0, sigma=0.005, venues=("x",))
    moments = np.array([AT], np.int64)
    prices = moved(CandleColumns.empty(HOUR_MS), moments, MAIN_MS)
    one = np.array([1e9])
    for share, known in ((1.0, True), (0.6, True), (0.4, False)):
        seen = ((AT - round(share * MAIN_MS), AT),)
        flow = _flow(np.array([AT - 1_000]), np.array([5e7]), observed=seen)
        windows = Windows(
            MAIN_MS, moments, sums([flow], moments, MAIN_MS), one, np.array([-0.1]), prices
        )
        found = measure(windows, reference)
        assert math.isfinite(found.pressure[0]) is known
        assert bool(found.at_least[0]) is (share < 1)


def test_a_missing_candle_leaves_the_move_unknown() -> None:
    opens = AT + np.arange(6) * HOUR_MS
    prices = np.arange(100.0, 106.0)
    whole = CandleColumns(
        HOUR_MS, opens, prices, prices + 1, prices - 1, prices, prices, np.ones(6, np.bool_)
    )
    moments = np.array([AT + 5 * HOUR_MS, AT + 6 * HOUR_MS], np.int64)
    found = moved(whole, moments, MAIN_MS)
    assert found.rise == pytest.approx(np.log([105 / 100, 106 / 101]))
    assert found.fall == pytest.approx(np.log([100 / 100, 101 / 101]))
    assert found.change == pytest.approx(np.log([104 / 100, 105 / 101]))
    holed = moved(whole._part(opens != opens[2]), moments, MAIN_MS)
    assert np.isnan(holed.fall).all()


# --- contracts ---------------------------------------------------------------------------------


def test_open_interest_in_usd_that_only_price_took_down_is_no_position_change() -> None:
    """Constant contracts and a fall of 20 %: zero for linear and for inverse ones."""
    at = np.array([AT - MAIN_MS, AT], np.int64)
    price = np.array([100.0, 80.0])
    linear = VenueInterest("a", InterestColumns(at, np.full(2, 5.0), 5.0 * price))
    inverse = VenueInterest(
        "b", InterestColumns(at, 700.0 / price, np.full(2, 700.0)), Contract.INVERSE
    )
    for venues in ([linear], [inverse], [linear, inverse]):
        change = positions(venues, np.array([AT], np.int64), MAIN_MS).change / 100
        assert change[0] == pytest.approx(0, abs=1e-12)
    reference = Reference(MAIN_MS, AT, median=6.0, high=7.0, sigma=0.005, venues=("x",))
    found = _measured(reference, usd=5e7, interest_usd=400, change=float(change[0]), fall=0.2)
    assert found.positions[0] == pytest.approx(0, abs=1e-9)


def test_a_venue_missing_at_one_end_is_left_out() -> None:
    both = np.array([AT - MAIN_MS, AT], np.int64)
    there = VenueInterest("a", InterestColumns(both, np.array([10.0, 9.0]), np.array([10.0, 9.0])))
    gone = VenueInterest("b", InterestColumns(both[:1], np.array([90.0]), np.array([90.0])))
    found = positions([there, gone], np.array([AT], np.int64), MAIN_MS)
    assert found.change[0] == pytest.approx(-10)
    assert found.matched[0] == 0.5


# --- learning ----------------------------------------------------------------------------------


def _past(days: float, seed: int = 1, scale: float = 1.0) -> tuple[Flow, np.ndarray]:
    """A venue with one liquidation an hour, of a size that is log-normal."""
    rng = np.random.default_rng(seed)
    at = np.arange(AT - round(days * DAY_MS), AT, HOUR_MS)
    return _flow(at + 1, scale * 10 ** rng.normal(6, 0.5, len(at))), at


def _learnt(flows: list[Flow], window_ms: int = HOUR_MS) -> Reference:
    ends = np.arange(AT - 30 * DAY_MS, AT - window_ms + 1, HOUR_MS, dtype=np.int64)
    blank = np.full(len(ends), np.nan)
    unmoved = Moved(blank, blank, blank)
    windows = Windows(window_ms, ends, sums(flows, ends, window_ms), blank, blank, unmoved)
    return learn(windows, at_ms=AT, step_ms=HOUR_MS)


def test_what_is_normal_is_learnt_after_ten_days() -> None:
    for days, known in ((9.5, False), (11, True)):
        flow, _ = _past(days)
        seen = ((AT - round(days * DAY_MS), AT),)
        reference = _learnt([replace(flow, observed=seen)])
        assert (reference.median is not None) is known
    assert reference.median == pytest.approx(6, abs=0.1)
    assert reference.high == pytest.approx(6 + 2.33 * 0.5, abs=0.3)
    assert not reference.known, "nothing is known of price yet"


def test_a_venue_that_is_new_is_not_compared_with_a_past_it_does_not_have() -> None:
    old, _ = _past(31)
    new, _ = _past(12, seed=2, scale=1_000)
    new = replace(new, venue="y", observed=((AT - 12 * DAY_MS, AT),))
    assert _learnt([old, new]).venues == ("x",)
    assert _learnt([old, new]).median == _learnt([old]).median


def test_scaling_all_liquidations_and_their_past_changes_nothing() -> None:
    results = []
    for scale in (1.0, 37.0):
        flow, _ = _past(31, scale=scale)
        reference = replace(_learnt([flow]), sigma=0.01)
        moments = np.arange(AT - DAY_MS, AT, HOUR_MS, dtype=np.int64)
        prices = moved(CandleColumns.empty(HOUR_MS), moments, HOUR_MS)
        tiny = np.ones(len(moments))  # open interest so small that the floor binds nowhere
        found = sums([flow], moments, HOUR_MS)
        windows = Windows(HOUR_MS, moments, found, tiny, -0.02 * tiny, prices)
        results.append(measure(windows, reference).pressure)
    assert results[0] == pytest.approx(results[1], abs=1e-6), "sums are rounded to cents"


def test_the_fall_of_contracts_is_learnt_after_thirty_days_and_stays_near_the_default() -> None:
    flow, _ = _past(31)
    ends = np.arange(AT - 30 * DAY_MS, AT - MAIN_MS + 1, HOUR_MS, dtype=np.int64)
    found = sums([flow], ends, MAIN_MS)
    blank = np.full(len(ends), np.nan)
    for lost, days, fall in ((0.03, 30, 0.03), (0.2, 30, 0.04), (0.0, 30, 0.01), (0.03, 20, 0.02)):
        change = np.where(np.arange(len(ends)) < days * 24, -lost, np.nan)
        unmoved = Moved(blank, blank, blank)
        windows = Windows(MAIN_MS, ends, found, blank, change, unmoved)
        reference = learn(windows, at_ms=AT, step_ms=HOUR_MS)
        assert reference.fall == pytest.approx(fall)


# --- 180 days ----------------------------------------------------------------------------------


def _half_year(candles: CandleColumns) -> tuple[np.ndarray, list[Flow], VenueInterest]:
    """Real prices of May to November 2025 with stand-ins for what no public file holds.

    Liquidations: log-normal with the median and spread of that time, larger in hours that move,
    and of 10 Oct what was reported. Contracts: noise, and their fall by 15 % on 10 Oct.
    """
    rng = np.random.default_rng(7)
    ends = np.arange(CRASH - 140 * DAY_MS, CRASH + 40 * DAY_MS, MAIN_MS, dtype=np.int64)
    prices = moved(candles, ends, MAIN_MS)
    usd = 10 ** (rng.normal(6.0, 0.45, len(ends)) + 25 * np.abs(prices.change))
    crash = int(np.searchsorted(ends, CRASH))
    usd[crash] = 343.1e6
    steps = rng.normal(0, 0.008, len(ends))
    steps[crash] = -0.15
    coin = 700_000 * np.exp(np.cumsum(steps) - 0.5 * np.cumsum(np.full(len(ends), 0.008**2)))
    interest = VenueInterest("x", InterestColumns(ends, coin, coin * 110_000))
    return ends, [_flow(ends - 1, usd)], interest


def test_the_tenth_of_october_2025_is_first_of_half_a_year(shared: Path) -> None:
    candles = perpetual_hours(shared, "binance")
    ends, flows, interest = _half_year(candles)
    first = int(np.searchsorted(ends, (ends[0] + 31 * DAY_MS) // DAY_MS * DAY_MS))
    change = positions([interest], ends, MAIN_MS).change / 100

    def windows(part: slice) -> Windows:
        moments = ends[part]
        liquidated = sums(flows, moments, MAIN_MS)
        prices = moved(candles, moments, MAIN_MS)
        return Windows(
            MAIN_MS, moments, liquidated, interest.columns.usd[part], change[part], prices
        )

    found = trailing(windows(slice(None)), MAIN_MS, windows(slice(None))).index
    assert np.isnan(found[: 10 * 6]).all(), "ten days are needed to learn from"
    one = learn(windows(slice(first - 180, first)), at_ms=int(ends[first]), step_ms=MAIN_MS)
    alone = measure(windows(slice(first, first + 1)), one).index
    assert found[first] == pytest.approx(alone[0]), "nothing ahead of a moment is known to it"
    known = found[np.isfinite(found)]
    assert ends[int(np.nanargmax(found))] == CRASH
    assert known.max() > 90
    alarms = int((known >= 60).sum())
    assert alarms / (len(known) * MAIN_MS / (30 * DAY_MS)) < 1
    assert np.median(known) < 15


def test_minutes_and_hours_agree_on_the_same_windows() -> None:
    """A moment is measured alike whether its windows come alone or with their neighbours."""
    opens = AT + np.arange(-600, 0) * MINUTE_MS
    rng = np.random.default_rng(3)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 1e-3, 600)))
    ones = np.ones(600, np.bool_)
    candles = CandleColumns(
        MINUTE_MS, opens, close, close * 1.001, close * 0.999, close, close, ones
    )
    moments = np.arange(AT - HOUR_MS, AT + 1, MINUTE_MS, dtype=np.int64)
    every = moved(candles, moments, MAIN_MS)
    for at in (0, 17, 60):
        alone = moved(candles, moments[at : at + 1], MAIN_MS)
        assert alone.fall[0] == every.fall[at]
        assert alone.rise[0] == every.rise[at]
