"""Market context in words: what a series is called, how its values are written, and what it means."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.analysis import words
from tracker.analysis.context import Correlation, TreasuryResult, fear_band
from tracker.analysis.numerals import written
from tracker.domain.context import INDEX_HOURS, Reading, Series
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import noted, tr

TITLES: Mapping[Series, str] = {
    Series.FEAR_GREED: noted("Fear & Greed"),
    Series.MARKET_CAP: noted("market cap"),
    Series.SUPPLY: noted("in circulation"),
    Series.DOMINANCE: "dominance",
    Series.TOTAL_CAP: noted("All coins"),
    Series.STOXX_50: "Euro Stoxx 50",
    Series.DAX: "DAX",
    Series.FTSE_100: "FTSE 100",
    Series.SP_500: "S&P 500",
    Series.NASDAQ: "Nasdaq",
    Series.VIX: "VIX",
    Series.DVOL: "DVOL",
    Series.ECB_DEPOSIT: noted("ECB deposit rate"),
    Series.FED_FUNDS: noted("Fed funds rate"),
    Series.US_10Y: noted("US 10-year yield"),
    Series.DOLLAR: noted("Dollar, broad"),
    Series.EUR_USD: "EUR/USD",
}

#: What each figure means to a trader, in one sentence.
MEANINGS: Mapping[Series, str] = {
    Series.FEAR_GREED: (
        noted(
            "A daily index of the mood among crypto traders, 0 to 100; context, not a "
            "signal, and every provider's is another one."
        )
    ),
    Series.MARKET_CAP: noted("Coins in circulation at the present price."),
    Series.SUPPLY: noted("Coins that exist and can be traded."),
    Series.DOMINANCE: (
        noted(
            "The coin's part of the market cap of all coins: it rises where money leaves "
            "the smaller ones."
        )
    ),
    Series.TOTAL_CAP: noted("The market cap of all coins together."),
    **dict.fromkeys(
        INDEX_HOURS,
        noted(
            "The last value against the official close before; with BTC moving along, a "
            "fall of more than 1 % counts as risk-off."
        ),
    ),
    Series.VIX: (
        noted(
            "What options expect of the S&P 500 over the next 30 days, percent a year; "
            "above 20 is nervous."
        )
    ),
    Series.DVOL: (
        noted(
            "What options expect of the coin over the next 30 days, percent a year; a "
            "twentieth of it is about a day's move."
        )
    ),
    Series.ECB_DEPOSIT: noted(
        "What banks earn at the European Central Bank: the price of money in euros."
    ),
    Series.FED_FUNDS: noted("What banks pay each other overnight: the price of money in dollars."),
    Series.US_10Y: noted(
        "What the US pays for ten years: as it rises, holding what pays nothing costs more."
    ),
    Series.DOLLAR: (
        noted(
            "The dollar against the currencies the US trades with; coins often fall while it rises."
        )
    ),
    Series.EUR_USD: noted("Dollars for one euro, the daily reference rate."),
}
TREASURY_MEANING = noted(
    "Unrealised at the present price; a loss is no call for margin, but it feeds "
    "the fear of selling."
)

_PERCENT = frozenset({Series.ECB_DEPOSIT, Series.FED_FUNDS, Series.US_10Y})
_POINTS = frozenset({Series.FEAR_GREED, Series.VIX, Series.DVOL})
_SUMS = frozenset({Series.MARKET_CAP, Series.TOTAL_CAP})
_UNITS: Mapping[Series, str] = {
    **dict.fromkeys(_PERCENT, "fraction a year"),
    **dict.fromkeys(_SUMS, "USD"),
    **dict.fromkeys(INDEX_HOURS, "points"),
    Series.FEAR_GREED: "of 100",
    Series.SUPPLY: "coins",
    Series.DOMINANCE: "fraction",
    Series.VIX: "percent a year",
    Series.DVOL: "percent a year",
    Series.DOLLAR: "points",
    Series.EUR_USD: "USD per EUR",
}


def unit(series: Series) -> str:
    """In what the values of a series are."""
    return _UNITS[series]


def value(series: Series, number: float) -> str:
    """A value as people read it."""
    if series in _PERCENT:
        return words.percent(number, sign=False)
    if series is Series.DOMINANCE:
        return words.percent(number, 1, sign=False)
    if series in _SUMS:
        return words.usd(number)
    if series is Series.SUPPLY:
        return words.compact(number)
    digits = {Series.FEAR_GREED: 0, Series.EUR_USD: 4}.get(series, 1)
    return words.fixed(number, digits)


def step(series: Series, now: float, before: float | None) -> str:
    """The change of a series in the unit in which it is told; empty where it is unknown."""
    if before is None:
        return ""
    if series in _PERCENT:
        return _signed(round((now - before) * 10_000), 0, " bp")
    if series is Series.DOMINANCE:
        return _signed((now - before) * 100, 1, " pt")
    if series in _POINTS:
        return _signed(now - before, 0 if series is Series.FEAR_GREED else 1, "")
    return words.percent(now / before - 1)


def _signed(number: float, digits: int, ending: str) -> str:
    text = f"{number:+.{digits}f}"
    if float(text) == 0:
        return "unchanged"
    return written(text.replace("-", words.MINUS)) + ending


def mood(reading: Reading) -> str:
    """The provider's own word for a Fear & Greed value; ours where it says none."""
    return tr(reading.words.lower() or fear_band(reading.value))


def together(correlated: Correlation | None) -> str:
    """A correlation with its interval: 0.52 (0.25 to 0.71)."""
    if correlated is None:
        return "unknown"
    low, high = _two(correlated.low), _two(correlated.high)
    return f"{_two(correlated.r)} ({low} to {high})"


def _two(number: float) -> str:
    return words.fixed(number + 0.0, 2)


def age(at_ms: int, now_ms: int) -> str:
    """How old something is, in its largest unit of which there are two: 90 s, 35 min, 9 h, 4 d."""
    length_ms = max(0, now_ms - at_ms)
    for unit_ms, name in ((DAY_MS, "d"), (HOUR_MS, "h"), (MINUTE_MS, "min")):
        if length_ms >= 2 * unit_ms:
            return f"{length_ms // unit_ms} {name}"
    return f"{length_ms // 1_000} s"


def profit(result: TreasuryResult | None) -> str:
    """What a holding gained or lost: −$6.15B, −11.32 %; n/a where its cost is not known."""
    if result is None:
        return "unknown"
    if result.profit_usd is None:
        return "n/a"
    sign = "+" if result.profit_usd > 0 else ""
    return f"{sign}{words.usd(result.profit_usd)}, {words.percent(result.profit_share, 1)}"


def cost(result: TreasuryResult | None) -> str:
    """Where a holding breaks even, and what one percent of price is worth."""
    if result is None:
        return tr("no price")
    a_percent = tr(
        "{usd} per 1{narrow}%", usd=words.usd(result.per_percent_usd), narrow=words.NARROW
    )
    if result.break_even is None:
        return tr("cost not known, {a_percent}", a_percent=a_percent)
    return tr(
        "cost {price}, {a_percent}", price=words.price(result.break_even), a_percent=a_percent
    )
