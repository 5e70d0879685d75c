"""The level state machine once more, as plainly as section 1.2 of docs/methodology.md reads.

It was written from the text alone, keeps whole lists where the real one keeps counters, and is slow.
Where the two differ, one of them misreads the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.domain.level import Role, Rule


class Bar(NamedTuple):
    """A closed candle, as far as a level looks at it."""

    open_ms: int
    high: float
    low: float
    close: float


class Said(NamedTuple):
    """An event: what, in which state it left the level, in which cycle, at which bar, why."""

    event: str
    state: str
    cycle: int
    open_ms: int
    reason: str | None
    gap: bool


def atr_before(bars: list[Bar]) -> list[float]:
    """For every bar the average true range known before it (note a)."""
    ranges: list[float] = []
    known: list[float] = []
    wilder = 0.0
    for number, bar in enumerate(bars):
        if number == 0:
            known.append(0.0)
        elif number <= 14:
            known.append(sum(ranges) / len(ranges))
        else:
            known.append(wilder)
        true_range = bar.high - bar.low
        if number > 0:
            before = bars[number - 1].close
            true_range = max(true_range, abs(bar.high - before), abs(bar.low - before))
        ranges.append(true_range)
        if len(ranges) == 14:
            wilder = sum(ranges) / 14
        elif len(ranges) > 14:
            wilder = (13 * wilder + true_range) / 14
    return known


@dataclass
class Level:
    """One level under one rule."""

    price: float
    role: Role
    rule: Rule
    state: str = "NEW"
    cycle: int = 1
    beyond: list[bool] = field(default_factory=list)  # closes beyond -f, since the last restart
    back: list[bool] = field(default_factory=list)  # closes back beyond +f, since the last restart
    away: list[bool] = field(default_factory=list)  # closes `rearm` beyond, since the break
    after_break: int = 0
    said: list[Said] = field(default_factory=list)

    def fold(self, bars: list[Bar]) -> list[Said]:
        """Every bar of a series without duplicates, oldest first."""
        for number, (bar, atr) in enumerate(zip(bars, atr_before(bars), strict=True)):
            step = self.rule.timeframe.ms
            hole = number > 0 and bar.open_ms != bars[number - 1].open_ms + step
            if hole:
                self.beyond, self.back = [], []
            self._bar(bar, atr / self.price, hole=hole)
        return self.said

    def _bar(self, bar: Bar, a: float, *, hole: bool) -> None:  # noqa: PLR0912, PLR0915 - as the table
        rule = self.rule
        side = 1 if self.role is Role.SUPPORT else -1

        def x(value: float) -> float:
            return side * (value - self.price) / self.price

        def say(event: str, state: str, reason: str | None = None) -> None:
            self.state = state
            self.said.append(Said(event, state, self.cycle, bar.open_ms, reason, hole))

        xc, far, near = x(bar.close), min(x(bar.high), x(bar.low)), max(x(bar.high), x(bar.low))
        f = max(rule.buffer_pct / 100, rule.buffer_atr * a)
        rearm = max(rule.rearm_pct / 100, rule.rearm_atr * a)
        touch = max(rule.touch_pct / 100, rule.touch_atr * a)
        big = None if rule.big_pct is None else max(rule.big_pct / 100, rule.big_atr * a)
        home_again = "ARMED" if xc >= rearm else "TESTING"

        if self.state == "NEW":
            if xc < 0:
                say("already_beyond", "FLIPPED")
            else:
                self.state = home_again
            return

        if self.state in ("ARMED", "TESTING", "PIERCED"):
            if self.state in ("ARMED", "TESTING") and far < 0:
                say("pierced", "PIERCED")
            if self.state == "ARMED" and 0 <= far <= touch:
                say("touched", "TESTING")
            self.beyond.append(xc < -f)
            enough = len(self.beyond) >= rule.closes and all(self.beyond[-rule.closes :])
            if rule.on_touch:
                if far < 0:
                    self._broken(xc <= -rearm)
                    say("broken", "BROKEN", "touch")
            elif big is not None and xc < -big:
                self._broken(xc <= -rearm)
                say("broken", "BROKEN", "extension")
            elif enough:
                self._broken(xc <= -rearm)
                say("broken", "BROKEN", "closes")
            if self.state == "PIERCED" and xc >= rearm:
                say("false_break", "ARMED")
                self._new_cycle()
            elif self.state == "TESTING" and xc >= rearm:
                say("held", "ARMED")
                self._new_cycle()
            return

        self.after_break += 1
        self.away.append(xc <= -rearm)
        self.back.append(xc > f)
        enough = len(self.back) >= rule.reclaim_closes and all(self.back[-rule.reclaim_closes :])
        if enough or (big is not None and xc > big):
            say("reclaimed", home_again)
            self._new_cycle()
        elif self.state == "BROKEN" and any(self.away) and near >= -touch:
            say("retest", "RETEST")
        elif self.state == "RETEST" and xc <= -rearm:
            say("rejected", "FLIPPED")
            say("flipped", "FLIPPED")
        elif self.state == "BROKEN" and self.after_break == rule.flip_bars:
            say("flipped", "FLIPPED")

    def _broken(self, is_away: bool) -> None:
        self.beyond, self.back = [], []
        self.away = [is_away]
        self.after_break = 0

    def _new_cycle(self) -> None:
        self.cycle += 1
        self.beyond, self.back = [], []
