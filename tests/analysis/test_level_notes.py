"""The level state machine against the notes of section 1.4 of docs/methodology.md: holes, parts, duplicates."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analysis.level_paths import (
    AWAY,
    BACK,
    BEYOND,
    BTC,
    KISS,
    LEVEL,
    NEAR,
    PLAIN,
    PLAIN_DAY,
    PLAIN_TOUCH,
    SMASH,
    START,
    TOUCHES,
    UNDER,
    UP,
    WICK,
    Machine,
    bars_of,
    candles,
    machine,
    mirrored,
)
from naive_level import Bar
from series import columns
from tracker.analysis.candles import aggregate
from tracker.analysis.levels import Fold, role_at
from tracker.domain.candle import Candle
from tracker.domain.level import (
    Event,
    LevelState,
    Role,
)
from tracker.domain.times import H1, Interval, parse_iso


def test_note_a_a_candle_never_enters_the_range_it_is_judged_by() -> None:
    """Its own range of 10 would make the extension distance 15 %; known before is 1, so 1.5 %."""
    rule = replace(PLAIN, big_atr=1.5)
    quiet = [(102.0, 102.5, 103.0)] * 3
    judge = machine(rule)
    judge.feed(candles(bars_of(*quiet)))
    assert judge.fold.atr_value == pytest.approx(1)
    (crash,) = bars_of((93.0, 98.0, 103.0))
    late = crash._replace(open_ms=START + 3 * H1.ms)
    events = [one.event for one in judge.feed(candles([late]))]
    assert events == [Event.PIERCED, Event.BROKEN]
    slow = machine(rule)
    slow.feed(candles(bars_of(*quiet)))
    assert [one.event for one in slow.feed(candles([late._replace(close=98.6)]))] == [Event.PIERCED]


def test_the_warm_up_fills_the_range_and_judges_nothing() -> None:
    earlier = bars_of(*[(95.0, 95.5, 96.0)] * 20)
    judge = machine()
    judge.warm_up(candles(earlier))
    assert judge.fold.state is LevelState.NEW
    assert judge.fold.atr_count == 20
    assert judge.fold.atr_value == pytest.approx(1)
    assert judge.fold.last_open_ms is None
    (first,) = bars_of(AWAY)
    assert judge.feed(candles([first])) == []
    assert judge.fold.state is LevelState.ARMED


def test_the_warm_up_leaves_out_what_is_not_a_closed_candle() -> None:
    good = candles(bars_of(*[(95.0, 95.5, 96.0)] * 3))
    nan = replace(good[1], high=math.nan)
    judge = machine()
    judge.warm_up(
        [good[0], nan, replace(good[1], closed=False), replace(good[1], low=97.0), good[2]]
    )
    assert judge.fold.atr_count == 2
    assert judge.fold.atr_value == pytest.approx(1)


def test_a_hole_restarts_the_counters_and_marks_the_event() -> None:
    bars = bars_of(AWAY, BEYOND, UNDER, BEYOND, BEYOND)
    del bars[2]
    transitions = machine(replace(PLAIN, big_pct=None)).feed(candles(bars))
    assert [(one.event, one.bar_open_ms, one.gap) for one in transitions] == [
        (Event.PIERCED, bars[1].open_ms, False),
        (Event.BROKEN, bars[3].open_ms, False),
    ], "two closes in a row cannot be claimed across a hole"


def test_an_extension_still_confirms_after_a_hole() -> None:
    bars = bars_of(AWAY, AWAY, SMASH)
    del bars[1]
    transitions = machine().feed(candles(bars))
    assert [(one.event, one.gap) for one in transitions] == [
        (Event.PIERCED, True),
        (Event.BROKEN, True),
    ]


def test_a_hole_restarts_the_closes_back_as_well() -> None:
    bars = bars_of(UNDER, BACK, BACK, BACK, BACK)
    del bars[2]
    transitions = machine().feed(candles(bars))
    assert [(one.event, one.bar_open_ms) for one in transitions] == [
        (Event.ALREADY_BEYOND, bars[0].open_ms),
        (Event.RECLAIMED, bars[3].open_ms),
    ]


def test_note_i_an_incomplete_candle_is_a_hole() -> None:
    whole = candles(bars_of(AWAY, AWAY, SMASH))
    whole[1] = replace(whole[1], closed=False)
    transitions = machine().feed(whole)
    assert [(one.event, one.gap) for one in transitions] == [
        (Event.PIERCED, True),
        (Event.BROKEN, True),
    ]


@given(
    st.lists(st.sampled_from(["whole"] * 20 + ["running", "after a hole"]), max_size=100),
    st.sampled_from(["1h", "2h", "4h", "1d", "1w"]),
)
def test_note_i_a_longer_candle_is_made_of_all_its_closed_parts(
    kinds: list[str], name: str
) -> None:
    interval = Interval.parse(name)
    parts: list[Candle] = []
    open_ms = parse_iso("2026-02-01T18:00:00Z")
    for number, kind in enumerate(kinds):
        price = 100.0 + (number * 7) % 13
        open_ms += H1.ms * (3 if kind == "after a hole" else 1)
        closed = kind != "running"
        parts.append(Candle(BTC, H1, open_ms, price, price + 2, price - 1, price + 1, 3.0, closed))
    expected = []
    for opened in sorted({interval.floor(one.open_ms) for one in parts}):
        own = [one for one in parts if interval.floor(one.open_ms) == opened and one.closed]
        if len(own) * H1.ms == interval.ms:
            high, low = max(one.high for one in own), min(one.low for one in own)
            volume = sum(one.volume for one in own)
            expected.append((opened, own[0].open, high, low, own[-1].close, volume))
    found = aggregate(columns(parts), interval)
    shape = (found.open_ms, found.open, found.high, found.low, found.close, found.volume)
    assert list(zip(*(column.tolist() for column in shape), strict=True)) == expected
    assert found.closed.all()
    assert found.interval_ms == interval.ms


def test_note_i_a_week_of_hours_is_seven_days_and_one_week() -> None:
    start = parse_iso("2026-02-01T12:00:00Z")
    hours = [
        Candle(BTC, H1, start + number * H1.ms, 100, 101, 99, 100, 1, closed=True)
        for number in range(8 * 24)
    ]
    for name, count, first in (("1d", 7, "2026-02-02"), ("1w", 1, "2026-02-02"), ("4h", 48, None)):
        found = aggregate(columns(hours), Interval.parse(name))
        assert len(found) == count
        assert first is None or found.open_ms[0] == parse_iso(first)
        assert set(found.volume) == {found.interval_ms / H1.ms}


def test_note_i_only_a_multiple_can_be_made_of_candles() -> None:
    for name in ("30m", "90m"):
        with pytest.raises(ValueError, match="is no multiple of 3600000 ms"):
            aggregate(columns([]), Interval.parse(name))


def test_a_rule_refuses_candles_of_another_timeframe() -> None:
    daily = machine(PLAIN_DAY)
    with pytest.raises(ValueError, match="decisive does not look at 3600000 ms candles"):
        daily.feed(candles(bars_of((101, 102, 99))))
    assert daily.fold == machine(PLAIN_DAY).fold


def test_a_running_candle_is_never_folded() -> None:
    judge = machine()
    judge.feed(candles(bars_of(AWAY)))
    before = judge.fold.to_row()
    running = candles(bars_of(AWAY, SMASH), closed=False)
    assert judge.feed(running) == []
    assert judge.fold.to_row() == before


MALFORMED = [
    (math.nan, 101.0, 102.0),
    (101.0, math.nan, 102.0),
    (101.0, 102.0, math.nan),
    (101.0, 102.0, math.inf),
    (-1.0, 101.0, 102.0),
    (0.0, 101.0, 102.0),
    (102.0, 101.0, 101.5),
    (101.0, 103.0, 102.0),
    (101.0, 100.0, 102.0),
]


@pytest.mark.parametrize("shape", MALFORMED)
def test_a_malformed_candle_is_dropped_and_counted_and_leaves_a_hole(
    shape: tuple[float, float, float],
) -> None:
    bars = bars_of(AWAY, shape, SMASH)
    judge = machine()
    assert judge.feed(candles(bars[:2])) == []
    assert judge.fold.malformed == 1
    assert judge.fold.last_open_ms == START
    assert judge.fold.atr_count == 1
    assert all(one.gap for one in judge.feed(candles(bars[2:])))


def test_a_coin_may_cost_next_to_nothing() -> None:
    judge = Machine("PEPE", 8e-6, Role.SUPPORT, PLAIN, Fold())
    cheap = [
        Bar(bar.open_ms, bar.high * 8e-8, bar.low * 8e-8, bar.close * 8e-8)
        for bar in bars_of(AWAY, SMASH)
    ]
    assert [one.event for one in judge.feed(candles(cheap))] == [Event.PIERCED, Event.BROKEN]


def test_a_duplicate_or_older_candle_is_ignored_and_counted() -> None:
    bars = bars_of(AWAY, WICK, AWAY)
    judge = machine()
    judge.feed(candles(bars))
    before = {**judge.fold.to_row(), "ignored": 3}
    assert judge.feed(candles([bars[2], bars[0], bars[1]])) == []
    assert judge.fold.to_row() == before


def test_the_extreme_is_the_furthest_price_since_the_level_was_pierced() -> None:
    shapes = [AWAY, (99.5, 99.9, 101.0), (99.2, 99.9, 100.2), AWAY, TOUCHES, AWAY]
    found = {one.event: one.extreme for one in machine().feed(candles(bars_of(*shapes)))}
    assert found[Event.PIERCED] == pytest.approx(99.5)
    assert found[Event.FALSE_BREAK] == pytest.approx(99.2)
    assert found[Event.TOUCHED] is None
    assert found[Event.HELD] is None


def test_the_extreme_follows_the_price_after_the_break_too() -> None:
    shapes = [AWAY, SMASH, (95.0, 97.0, 98.0), KISS, UP]
    found = {one.event: one.extreme for one in machine().feed(candles(bars_of(*shapes)))}
    assert found[Event.BROKEN] == pytest.approx(98.0)
    assert found[Event.RETEST] == pytest.approx(95.0)
    assert found[Event.RECLAIMED] == pytest.approx(95.0)
    above = machine(role=Role.RESISTANCE).feed(candles(mirrored(bars_of(*shapes))))
    assert {one.event: one.extreme for one in above}[Event.RECLAIMED] == pytest.approx(105.0)


def test_a_level_that_was_beyond_from_the_start_was_never_pierced() -> None:
    found = machine().feed(candles(bars_of(UNDER, UP)))
    assert [(one.event, one.extreme) for one in found] == [
        (Event.ALREADY_BEYOND, None),
        (Event.RECLAIMED, None),
    ]


def test_the_touch_rule_speaks_as_soon_as_price_traded_beyond_in_a_closed_candle() -> None:
    shapes = [AWAY, (100.0, 100.3, 101.0), WICK, NEAR, AWAY]
    rule = PLAIN_TOUCH
    transitions = machine(rule).feed(candles(bars_of(*shapes, rule=rule), rule))
    assert [(one.event, one.state, one.reason) for one in transitions] == [
        (Event.TOUCHED, LevelState.TESTING, None),
        (Event.PIERCED, LevelState.PIERCED, None),
        (Event.BROKEN, LevelState.BROKEN, "touch"),
        (Event.RECLAIMED, LevelState.ARMED, None),
    ]


@pytest.mark.parametrize(
    ("price", "role"),
    [(100.01, Role.SUPPORT), (100.0, Role.RESISTANCE), (99.0, Role.RESISTANCE)],
)
def test_a_level_is_a_support_where_price_is_above_it_else_a_resistance(
    price: float, role: Role
) -> None:
    assert role_at(price, LEVEL) is role
