"""The line that reads a moment out: its candle, its liquidations, its open interest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from tracker.domain.times import DAY_MS
from tracker.ui.charts.figures import THIN, UNKNOWN, compact, fixed, percent
from tracker.ui.charts.series import BarSeries, CandleSeries, LineSeries
from tracker.ui.charts.ticks import local, moment


@dataclass(frozen=True, slots=True)
class Part:
    """A label and its value; `tone` is the name of an ink."""

    label: str
    value: str
    tone: str = "text"

    def __str__(self) -> str:
        return f"{self.label}{THIN}{self.value}" if self.label else self.value


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a chart's values are said."""

    zone: tzinfo
    decimals: int
    interest_unit: str
    newest_ms: int

    def time(self, at_ms: int, interval_ms: int) -> str:
        """A moment; its year only where it is another than the newest candle's."""
        year, newest = local(at_ms, self.zone).year, local(self.newest_ms, self.zone).year
        daily = interval_ms >= DAY_MS
        return moment(at_ms, self.zone, clock=not daily, year=daily or year != newest)


def read(
    at_ms: int, candles: CandleSeries, bars: BarSeries, line: LineSeries, spoken: Spoken
) -> tuple[Part, ...]:
    """What is known of the candle whose time holds `at_ms`; a dash for what is not."""
    row = candles.row_at(at_ms)
    start_ms = at_ms if row is None else int(candles.times[row])
    end_ms = start_ms + candles.interval_ms
    time = Part("", spoken.time(start_ms, candles.interval_ms))
    sums = bars.sums(start_ms, end_ms) if row is not None else None
    interest = line.value_in(start_ms, end_ms) if row is not None else None
    return (time, *_candle(row, candles, spoken), *_liquidations(sums), _interest(interest, spoken))


def _candle(row: int | None, candles: CandleSeries, spoken: Spoken) -> tuple[Part, ...]:
    if row is None:
        return (*(Part(label, UNKNOWN) for label in "OHLC"), Part("", UNKNOWN), Part("V", UNKNOWN))
    _, opened, high, low, close, volume = candles.candle(row)
    tone = "up" if close >= opened else "down"
    prices = zip("OHLC", (opened, high, low, close), strict=True)
    change = close / opened - 1 if opened else float("nan")
    return (
        *(Part(label, fixed(price, spoken.decimals), tone) for label, price in prices),
        Part("", percent(change), tone),
        Part("V", compact(volume)),
    )


def _liquidations(sums: tuple[float, float, bool] | None) -> tuple[Part, ...]:
    if sums is None:
        return Part("long", UNKNOWN, "quiet"), Part("short", UNKNOWN, "quiet")
    least = "" if sums[2] else "\N{GREATER-THAN OR EQUAL TO}" + THIN
    return (
        Part("long", f"{least}${compact(sums[0])}", "down"),
        Part("short", f"{least}${compact(sums[1])}", "up"),
    )


def _interest(value: float | None, spoken: Spoken) -> Part:
    if value is None:
        return Part("OI", UNKNOWN, "quiet")
    return Part("OI", f"{compact(value, 4)} {spoken.interest_unit}", "interest")


def as_text(parts: tuple[Part, ...]) -> str:
    """The whole line."""
    return "  ".join(str(part) for part in parts)
