"""The level state machine with exact rules, and candles for it: drawn by hand, or at random."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st
from msgspec.structs import replace

from naive_level import Bar, Said
from series import columns
from tracker.analysis.levels import Fold, LevelMachine
from tracker.domain.candle import Candle
from tracker.domain.level import (
    DECISIVE,
    HOURLY,
    TOUCH,
    Role,
    Rule,
    Transition,
    parse_rule,
)
from tracker.domain.market import Contract, Market
from tracker.domain.times import parse_iso

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
