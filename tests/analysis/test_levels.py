"""The level state machine against section 1.2 of docs/methodology.md: row by row, note by note,
by its properties, and against a second implementation that shares nothing with it but the text."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive_level
from naive_level import Bar, Said
from series import columns
from tracker.analysis.candles import aggregate
from tracker.analysis.levels import Fold, LevelMachine, role_at
from tracker.domain.candle import Candle
from tracker.domain.level import (
    DECISIVE,
    HOURLY,
    TOUCH,
    Event,
    LevelState,
    Role,
    Rule,
    Transition,
    parse_rule,
    transition_id,
)
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, Interval, parse_iso

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
START = parse_iso("2026-02-02T00:00:00Z")
LEVEL = 100.0
#: The hourly rule without ATR, so that its thresholds are plain percentages of 100.
PLAIN = replace(HOURLY, buffer_atr=0, big_atr=0, touch_atr=0, rearm_atr=0)
#: With thresholds that prices can meet to the last bit.
EXACT = replace(PLAIN, touch_pct=0.125)
#: The touch rule and the daily rule, likewise.
PLAIN_TOUCH = replace(TOUCH, buffer_atr=0, touch_atr=0, rearm_atr=0)
PLAIN_DAY = replace(DECISIVE, touch_atr=0, rearm_atr=0)


class Machine(LevelMachine):
    """Takes candles one by one, which is how the cases below are written."""

    def feed(self, candles: Iterable[Candle]) -> list[Transition]:
        return LevelMachine.feed(self, columns(candles))

    def warm_up(self, candles: Iterable[Candle]) -> None:
        LevelMachine.warm_up(self, columns(candles))


def machine(rule: Rule = PLAIN, role: Role = Role.SUPPORT, fold: Fold | None = None) -> Machine:
    return Machine("BTC", LEVEL, role, rule, fold or Fold())


def candles(bars: Sequence[Bar], rule: Rule = PLAIN, *, closed: bool = True) -> list[Candle]:
    return [
        Candle(BTC, rule.timeframe, bar.open_ms, bar.close, bar.high, bar.low, bar.close, 1, closed)
        for bar in bars
    ]


def bars_of(*shapes: tuple[float, float, float], rule: Rule = PLAIN) -> list[Bar]:
    """Bars in a row from (low, close, high)."""
    return [
        Bar(START + number * rule.timeframe.ms, high, low, close)
        for number, (low, close, high) in enumerate(shapes)
    ]


def mirrored(bars: Iterable[Bar]) -> list[Bar]:
    """The same bars on the other side of the level: p' = 2L - p."""
    return [
        Bar(bar.open_ms, 2 * LEVEL - bar.low, 2 * LEVEL - bar.high, 2 * LEVEL - bar.close)
        for bar in bars
    ]


def said(transitions: Iterable[Transition]) -> list[Said]:
    return [
        Said(one.event, one.state, one.cycle, one.bar_open_ms, one.reason, one.gap)
        for one in transitions
    ]


# --- Section 1.4, table and reading notes, one scenario each -------------------------------------

AWAY = (101.0, 102.0, 103.0)  # arms the level
NEAR = (100.2, 100.3, 100.4)  # home, but closer than the re-arm distance
TOUCHES = (100.05, 100.3, 100.4)
WICK = (99.5, 100.3, 100.4)  # trades beyond, closes at home
BEYOND = (99.6, 99.7, 100.2)  # closes beyond the buffer of 0.25 %
SMASH = (98.0, 98.9, 100.5)  # closes more than 1 % beyond
UNDER = (98.0, 98.5, 99.0)  # stays away beyond
BACK = (99.9, 100.4, 100.45)  # closes back beyond the buffer
UP = (100.8, 101.2, 101.3)  # closes more than 1 % back
KISS = (99.3, 99.6, 99.95)  # comes back to within 0.1 %

# (name, rule, bars, expected (event, state, cycle, number of the bar, reason), state at the end)
Expected = tuple[str, str, int, int, str | None]
SCENARIOS: list[tuple[str, Rule, list[tuple[float, float, float]], list[Expected], str]] = [
    (
        "row NEW, below: it is beyond already and never alerts",
        PLAIN,
        [UNDER],
        [("already_beyond", "FLIPPED", 1, 0, None)],
        "FLIPPED",
    ),
    ("row NEW, far above: armed without a word", PLAIN, [(100.2, 100.5, 101.0)], [], "ARMED"),
    ("row NEW, just above: under test without a word", PLAIN, [NEAR], [], "TESTING"),
    ("row NEW, exactly on it: not beyond", PLAIN, [(99.0, 100.0, 101.0)], [], "TESTING"),
    (
        "row ARMED, far < 0: pierced",
        PLAIN,
        [AWAY, WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "row TESTING, far < 0: pierced",
        PLAIN,
        [NEAR, WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "row ARMED, far within the touch zone: touched",
        PLAIN,
        [AWAY, TOUCHES],
        [("touched", "TESTING", 1, 1, None)],
        "TESTING",
    ),
    (
        "price exactly on the level is a touch, not a break",
        PLAIN,
        [AWAY, (100.0, 100.3, 101.0)],
        [("touched", "TESTING", 1, 1, None)],
        "TESTING",
    ),
    (
        "row xc < -big: one close far beyond confirms at once",
        PLAIN,
        [AWAY, SMASH],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 1, "extension")],
        "BROKEN",
    ),
    (
        "row n_close closes beyond: the second one confirms",
        PLAIN,
        [AWAY, BEYOND, BEYOND],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 2, "closes")],
        "BROKEN",
    ),
    (
        "closes beyond that are not in a row confirm nothing",
        PLAIN,
        [AWAY, BEYOND, WICK, BEYOND, WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "a close exactly on the buffer is not beyond it",
        PLAIN,
        [AWAY, (99.0, 99.75, 100.1), (99.0, 99.75, 100.1)],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "a close exactly at big is no extension",
        EXACT,
        [AWAY, (98.0, 99.0, 100.5), WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "the outer edge of the touch zone belongs to it",
        EXACT,
        [AWAY, (100.125, 100.3, 101.0), (100.125, 100.5, 101.0)],
        [("touched", "TESTING", 1, 1, None), ("held", "ARMED", 1, 2, None)],
        "ARMED",
    ),
    (
        "the re-arm distance itself is far enough, home",
        EXACT,
        [(100.0, 100.5, 101.0), WICK, (100.2, 100.5, 100.6)],
        [("pierced", "PIERCED", 1, 1, None), ("false_break", "ARMED", 1, 2, None)],
        "ARMED",
    ),
    (
        "the re-arm distance itself is far enough, beyond, and so is the edge of the touch zone",
        EXACT,
        [AWAY, BEYOND, (99.2, 99.5, 100.0), (99.3, 99.6, 99.875), (99.3, 99.5, 99.6)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 3, None),
            ("rejected", "FLIPPED", 1, 4, None),
            ("flipped", "FLIPPED", 1, 4, None),
        ],
        "FLIPPED",
    ),
    (
        "a later close exactly at the re-arm distance has been away",
        EXACT,
        [AWAY, BEYOND, BEYOND, (99.3, 99.5, 99.7), (99.3, 99.6, 99.875)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 4, None),
        ],
        "RETEST",
    ),
    (
        "closes exactly on the buffer are not back, and one exactly at big is only one of two",
        EXACT,
        [UNDER, (100.0, 100.25, 100.4), (100.0, 100.25, 100.4), (100.2, 101.0, 101.1)],
        [("already_beyond", "FLIPPED", 1, 0, None)],
        "FLIPPED",
    ),
    (
        "a reclaim that closes exactly at the re-arm distance is armed again",
        EXACT,
        [UNDER, BACK, (100.2, 100.5, 100.6)],
        [("already_beyond", "FLIPPED", 1, 0, None), ("reclaimed", "ARMED", 1, 2, None)],
        "ARMED",
    ),
    (
        "row PIERCED, back at the re-arm distance: a false break, and a new cycle",
        PLAIN,
        [AWAY, WICK, AWAY, WICK],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("false_break", "ARMED", 1, 2, None),
            ("pierced", "PIERCED", 2, 3, None),
        ],
        "PIERCED",
    ),
    (
        "pierced and false break on one candle",
        PLAIN,
        [AWAY, (99.47, 101.0, 102.0)],
        [("pierced", "PIERCED", 1, 1, None), ("false_break", "ARMED", 1, 1, None)],
        "ARMED",
    ),
    (
        "row TESTING, back at the re-arm distance: held, and a new cycle",
        PLAIN,
        [AWAY, TOUCHES, AWAY, TOUCHES],
        [
            ("touched", "TESTING", 1, 1, None),
            ("held", "ARMED", 1, 2, None),
            ("touched", "TESTING", 2, 3, None),
        ],
        "TESTING",
    ),
    (
        "row BROKEN, m closes back: reclaimed",
        PLAIN,
        [AWAY, SMASH, BACK, BACK],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
            ("reclaimed", "TESTING", 1, 3, None),
        ],
        "TESTING",
    ),
    (
        "row BROKEN, one close far back: reclaimed at once and armed",
        PLAIN,
        [AWAY, SMASH, UP],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("reclaimed", "ARMED", 1, 2, None),
        ],
        "ARMED",
    ),
    (
        "row FLIPPED, m closes back: reclaimed",
        PLAIN,
        [UNDER, BACK, BACK],
        [("already_beyond", "FLIPPED", 1, 0, None), ("reclaimed", "TESTING", 1, 2, None)],
        "TESTING",
    ),
    (
        "row BROKEN, back at the level after having been away: retest",
        PLAIN,
        [AWAY, SMASH, KISS],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
        ],
        "RETEST",
    ),
    (
        "no retest before it has been away",
        PLAIN,
        [AWAY, BEYOND, BEYOND, KISS, KISS],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 2, "closes")],
        "BROKEN",
    ),
    (
        "row RETEST, away again: rejected, and the role has flipped",
        PLAIN,
        [AWAY, SMASH, KISS, UNDER],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
            ("rejected", "FLIPPED", 1, 3, None),
            ("flipped", "FLIPPED", 1, 3, None),
        ],
        "FLIPPED",
    ),
    (
        "row BROKEN for flip_bars candles: flipped",
        PLAIN,
        [AWAY, SMASH] + [UNDER] * 24,
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("flipped", "FLIPPED", 1, 25, None),
        ],
        "FLIPPED",
    ),
    (
        "note b: touched and held on one candle, one state change of the lower rows",
        PLAIN,
        [AWAY, (100.05, 101.0, 102.0)],
        [("touched", "TESTING", 1, 1, None), ("held", "ARMED", 1, 1, None)],
        "ARMED",
    ),
    (
        "note b: a break is tried before a false break, in the order of the table",
        PLAIN_TOUCH,
        [AWAY, (99.0, 101.0, 102.0)],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 1, "touch")],
        "BROKEN",
    ),
    (
        "note c: the breaking close itself may be the one that was away",
        PLAIN,
        [AWAY, BEYOND, (99.2, 99.4, 100.0), KISS],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 3, None),
        ],
        "RETEST",
    ),
    (
        "note c: so may the close of the very candle that comes back",
        PLAIN,
        [AWAY, BEYOND, BEYOND, (99.0, 99.4, 99.95)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 3, None),
        ],
        "RETEST",
    ),
    (
        "note d: flip_bars counts the candles after the breaking one",
        PLAIN_DAY,
        [AWAY, (98.0, 98.9, 100.5), UNDER, UNDER],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "closes"),
            ("flipped", "FLIPPED", 1, 3, None),
        ],
        "FLIPPED",
    ),
    (
        "note e: reclaimed is tried before the retest",
        PLAIN,
        [AWAY, SMASH, (99.5, 101.5, 102.0)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("reclaimed", "ARMED", 1, 2, None),
        ],
        "ARMED",
    ),
    (
        "note e: the retest is tried before the time flip",
        PLAIN_DAY,
        [AWAY, SMASH, UNDER, KISS],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "closes"),
            ("retest", "RETEST", 1, 3, None),
        ],
        "RETEST",
    ),
    (
        "note e: a retest does not flip by time",
        PLAIN,
        [AWAY, SMASH, *[KISS] * 40],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
        ],
        "RETEST",
    ),
    (
        "note f: after a reclaim close to the level the new cycle starts under test",
        PLAIN,
        [UNDER, BACK, BACK, AWAY],
        [
            ("already_beyond", "FLIPPED", 1, 0, None),
            ("reclaimed", "TESTING", 1, 2, None),
            ("held", "ARMED", 2, 3, None),
        ],
        "ARMED",
    ),
    (
        "note g: closes beyond in one cycle do not count in the next",
        PLAIN,
        [AWAY, BEYOND, BEYOND, UP, BEYOND, WICK],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("reclaimed", "ARMED", 1, 3, None),
            ("pierced", "PIERCED", 2, 4, None),
        ],
        "PIERCED",
    ),
    (
        "note g: one close back in BROKEN and one after a break are not two in a row",
        PLAIN,
        [UNDER, BACK, UNDER, BACK, UNDER],
        [("already_beyond", "FLIPPED", 1, 0, None)],
        "FLIPPED",
    ),
    (
        "note h: the first candle only places the level, whatever its wick did",
        PLAIN,
        [(95.0, 101.0, 103.0), AWAY],
        [],
        "ARMED",
    ),
]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("rule", "shapes", "expected", "final"),
    [pytest.param(*row[1:], id=row[0]) for row in SCENARIOS],
)
def test_a_row_or_note_of_the_table(
    role: Role,
    rule: Rule,
    shapes: list[tuple[float, float, float]],
    expected: list[Expected],
    final: str,
) -> None:
    bars = bars_of(*shapes, rule=rule)
    if role is Role.RESISTANCE:
        bars = mirrored(bars)
    judge = machine(rule, role)
    transitions = judge.feed(candles(bars, rule))
    found = [
        (
            one.event.value,
            one.state.value,
            one.cycle,
            (one.bar_open_ms - START) // rule.timeframe.ms,
            one.reason,
        )
        for one in transitions
    ]
    assert found == expected
    assert judge.fold.state == final
    for one in transitions:
        assert one.at_ms == one.bar_open_ms + rule.timeframe.ms
        assert (one.role, one.rule, one.timeframe) == (role, rule.word, rule.timeframe.name)
        assert (one.asset, one.level, one.late, one.gap, one.id) == ("BTC", LEVEL, False, False, "")
    assert said(transitions) == naive_level.Level(LEVEL, role, rule).fold(bars)


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


# --- Properties ----------------------------------------------------------------------------------

RULES = [
    HOURLY,
    PLAIN,
    DECISIVE,
    PLAIN_DAY,
    TOUCH,
    parse_rule("close:4h"),
    parse_rule("close:1h*3+0.5%+0.1atr"),
    replace(HOURLY, word="quick", flip_bars=3, reclaim_closes=1, closes=1),
]
# Percent of the level times ten: how far the close moves, and how far the wicks reach beyond it.
STEPS = st.tuples(
    st.integers(-12, 12),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from([1, 1, 1, 1, 1, 2, 3]),
)
PATHS = st.lists(STEPS, min_size=1, max_size=60)
SIDES = st.sampled_from(Role)


def walk(path: Sequence[tuple[int, int, int, int]], rule: Rule) -> list[Bar]:
    """Bars around the level, held near it, with holes; every price is a multiple of 1/8, so exact."""
    bars: list[Bar] = []
    close, open_ms = 8, START
    for move, up, down, skip in path:
        opened = close
        close = max(-60, min(60, close + move))
        high, low = max(opened, close) + up, min(opened, close) - down
        open_ms += skip * rule.timeframe.ms
        bars.append(Bar(open_ms, LEVEL + high / 8, LEVEL + low / 8, LEVEL + close / 8))
    return bars


def run(rule: Rule, role: Role, series: Iterable[Candle]) -> tuple[list[Transition], Fold]:
    judge = machine(rule, role)
    return judge.feed(series), judge.fold


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_a_restart_between_any_two_candles_changes_nothing(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    series = candles(walk(path, rule), rule)
    expected, fold = run(rule, role, series)
    row = json.dumps(Fold().to_row())
    found: list[Transition] = []
    for candle in series:
        judge = machine(rule, role, Fold.from_row(json.loads(row)))
        found += judge.feed([candle])
        row = json.dumps(judge.fold.to_row(), allow_nan=False)
    assert found == expected
    assert Fold.from_row(json.loads(row)) == fold
    assert [transition_id(one, 1) for one in found] == [transition_id(one, 1) for one in expected]


@given(PATHS, st.sampled_from(RULES), SIDES, st.data())
def test_chunks_duplicates_and_stale_candles_change_nothing(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role, data: st.DataObject
) -> None:
    series = candles(walk(path, rule), rule)
    expected, fold = run(rule, role, series)
    judge = machine(rule, role)
    found: list[Transition] = []
    done = 0
    while done < len(series):
        size = data.draw(st.integers(1, 10))
        again = [series[data.draw(st.integers(0, done - 1))] for _ in range(2) if done]
        found += judge.feed([*again, *series[done : done + size]])
        done += size
    assert found == expected
    assert replace(judge.fold, ignored=0) == fold


@given(PATHS, st.sampled_from(RULES), SIDES, st.data())
def test_running_and_malformed_candles_change_nothing_but_the_count(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role, data: st.DataObject
) -> None:
    series = candles(walk(path, rule), rule)
    expected, fold = run(rule, role, series)
    disturbed: list[Candle] = []
    malformed = 0
    for candle in series:
        kind = data.draw(st.sampled_from(["none", "running", "malformed"]))
        if kind == "running":
            disturbed.append(replace(candle, low=1.0, close=1.0, closed=False))
        elif kind == "malformed":
            disturbed.append(replace(candle, close=math.nan))
            malformed += 1
        disturbed.append(candle)
    found, after = run(rule, role, disturbed)
    assert found == expected
    assert after == replace(fold, malformed=malformed)


@given(PATHS, st.sampled_from(RULES))
def test_a_resistance_is_the_mirror_of_a_support(
    path: list[tuple[int, int, int, int]], rule: Rule
) -> None:
    bars = walk(path, rule)
    below, fold = run(rule, Role.SUPPORT, candles(bars, rule))
    above, mirror = run(rule, Role.RESISTANCE, candles(mirrored(bars), rule))
    assert said(below) == said(above)
    for one, other in zip(below, above, strict=True):
        assert one.price + other.price == 2 * LEVEL
        assert (one.extreme is None) == (other.extreme is None)
        if one.extreme is not None and other.extreme is not None:
            assert one.extreme + other.extreme == pytest.approx(2 * LEVEL)
    assert replace(fold, previous_close=None) == replace(mirror, previous_close=None)


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_every_event_comes_at_most_once_a_cycle_and_cycles_only_rise(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    transitions, fold = run(rule, role, candles(walk(path, rule), rule))
    counts = Counter((one.cycle, one.event) for one in transitions)
    assert not counts or max(counts.values()) == 1
    cycles = [one.cycle for one in transitions]
    assert cycles == sorted(cycles)
    assert fold.cycle - max(cycles, default=1) in (0, 1)
    assert len({transition_id(one, 1) for one in transitions}) == len(transitions)


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_an_event_is_marked_exactly_where_its_candle_follows_a_hole(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    bars = walk(path, rule)
    opened = {bar.open_ms for bar in bars}
    for one in run(rule, role, candles(bars, rule))[0]:
        follows = (
            one.bar_open_ms - rule.timeframe.ms in opened or one.bar_open_ms == bars[0].open_ms
        )
        assert one.gap is not follows


# --- Against the second implementation ---------------------------------------------------------


@given(PATHS, st.sampled_from(RULES), SIDES)
def test_both_implementations_agree_on_drawn_paths(
    path: list[tuple[int, int, int, int]], rule: Rule, role: Role
) -> None:
    bars = walk(path, rule)
    transitions, fold = run(rule, role, candles(bars, rule))
    other = naive_level.Level(LEVEL, role, rule)
    assert said(transitions) == other.fold(bars)
    assert (fold.state, fold.cycle) == (other.state, other.cycle)


def random_walk(chance: random.Random, rule: Rule, length: int) -> list[Bar]:
    """A random walk that is pulled back to the level, calm and wild by turns, with a few holes."""
    bars: list[Bar] = []
    close, open_ms, spread = LEVEL * chance.uniform(0.97, 1.03), START, 0.004
    for _ in range(length):
        if chance.random() < 0.05:
            spread = chance.choice([0.001, 0.003, 0.006, 0.015])
        opened = close
        pull = 0.05 * (LEVEL - close) / LEVEL
        close *= 1 + pull + chance.gauss(0, spread)
        high = max(opened, close) * (1 + abs(chance.gauss(0, spread / 2)))
        low = min(opened, close) * (1 - abs(chance.gauss(0, spread / 2)))
        open_ms += rule.timeframe.ms * (chance.randint(2, 5) if chance.random() < 0.02 else 1)
        bars.append(Bar(open_ms, high, low, close))
    return bars


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.word)
def test_both_implementations_agree_on_long_random_walks(rule: Rule) -> None:
    met: Counter[str] = Counter()
    for seed in range(25):
        chance = random.Random(f"{rule.word} {seed}")
        bars = random_walk(chance, rule, 400)
        for role in Role:
            transitions, fold = run(rule, role, candles(bars, rule))
            other = naive_level.Level(LEVEL, role, rule)
            expected = other.fold(bars)
            assert said(transitions) == expected, f"seed {seed}, {role}"
            assert (fold.state, fold.cycle) == (other.state, other.cycle)
            met.update(one.event for one in transitions)
    # Under the touch rule nothing is only pierced, so no break of it turns out false.
    possible = set(Event) - ({Event.FALSE_BREAK} if rule.on_touch else set())
    assert set(met) == possible
    assert min(met.values()) >= 10


def test_the_walks_are_long_enough_to_meet_every_reason() -> None:
    reasons: Counter[Any] = Counter()
    for rule in (HOURLY, TOUCH):
        bars = random_walk(random.Random(7), rule, 2_000)
        for role in Role:
            reasons.update(one.reason for one in run(rule, role, candles(bars, rule))[0])
    assert {"closes", "extension", "touch", None} == set(reasons)
