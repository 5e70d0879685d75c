"""The words that read a moment out: when it was, its candle, and how the values of panes are said."""

from __future__ import annotations

from datetime import tzinfo

from msgspec import Struct

from tracker.domain.times import DAY_MS
from tracker.domain.translating import tr
from tracker.ui.charts.figures import THIN, UNKNOWN, compact, fixed, percent
from tracker.ui.charts.series import CandleSeries
from tracker.ui.charts.ticks import local
from tracker.ui.charts.ticks import moment as moment_text


class Part(Struct, frozen=True):
    """A label and its value; `tone` is a role of the palette or a colour's name.

    Where there is little room, those that are not `kept` go first.
    """

    label: str
    value: str
    tone: str = "text"
    kept: bool = False

    def __str__(self) -> str:
        return f"{self.label}{THIN}{self.value}" if self.label else self.value


class Spoken(Struct, frozen=True):
    """How a chart's values are said."""

    zone: tzinfo
    decimals: int
    newest_ms: int

    def time(self, at_ms: int, interval_ms: int) -> str:
        """A moment; its year only where it is another than the newest candle's."""
        year, newest = local(at_ms, self.zone).year, local(self.newest_ms, self.zone).year
        daily = interval_ms >= DAY_MS
        return moment_text(at_ms, self.zone, clock=not daily, year=daily or year != newest)


class Moment(Struct, frozen=True):
    """One candle's time, half open. `row` is its place in the series, None where it has none."""

    start_ms: int
    end_ms: int
    row: int | None
    spoken: Spoken


def moment_of(at_ms: int, candles: CandleSeries, spoken: Spoken) -> Moment:
    """The candle whose time holds `at_ms`; where there is none, as much time from there on."""
    row = candles.row_at(at_ms)
    start_ms = at_ms if row is None else int(candles.times[row])
    return Moment(start_ms, start_ms + candles.interval_ms, row, spoken)


def time_part(moment: Moment) -> Part:
    """When it was."""
    text = moment.spoken.time(moment.start_ms, moment.end_ms - moment.start_ms)
    return Part("", text, kept=True)


def candle_parts(moment: Moment, candles: CandleSeries) -> tuple[Part, ...]:
    """What is known of the candle; a dash for what is not."""
    row, spoken = moment.row, moment.spoken
    if row is None:
        return (*(Part(label, UNKNOWN) for label in "OHLC"), Part("", UNKNOWN), Part("V", UNKNOWN))
    _, opened, high, low, close, volume = candles.candle(row)
    tone = "up" if close >= opened else "down"
    prices = zip("OHLC", (opened, high, low, close), strict=True)
    change = close / opened - 1 if opened else float("nan")
    return (
        *(
            Part(label, fixed(price, spoken.decimals), tone, kept=label == "C")
            for label, price in prices
        ),
        Part("", percent(change), tone, kept=True),
        Part("V", compact(volume)),
    )


def distance_part(price: float, last: float, decimals: int) -> Part:
    """How far a price is from the last one, in its unit and in percent of the last one."""
    away = price - last
    plus = "+" if away > 0 else ""
    return Part(
        tr("to cursor"), f"{plus}{fixed(away, decimals)} ({percent(away / last)})", kept=True
    )


def as_text(parts: tuple[Part, ...]) -> str:
    """The whole line."""
    return "  ".join(str(part) for part in parts)
