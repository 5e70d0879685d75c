"""What surrounds a coin: sentiment, equity indices, rates, volatility, market caps, treasury holders."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from tracker.domain.health import Channel
from tracker.domain.times import DAY_MS, HOUR_MS


class Series(StrEnum):
    """What a reading is of; the word is the one of `tracker show context`."""

    FEAR_GREED = "fear_greed"  # 0 to 100
    MARKET_CAP = "market_cap"  # USD, of a coin
    SUPPLY = "circulating_supply"  # coins
    DOMINANCE = "dominance"  # a fraction of the market cap of all coins
    TOTAL_CAP = "total_market_cap"  # USD, of all coins
    STOXX_50 = "stoxx_50"
    DAX = "dax"
    FTSE_100 = "ftse_100"
    SP_500 = "sp_500"
    NASDAQ = "nasdaq"
    VIX = "vix"  # points: percent a year, of the S&P 500
    DVOL = "dvol"  # points: percent a year, of a coin
    ECB_DEPOSIT = "ecb_deposit_rate"  # a fraction a year
    FED_FUNDS = "fed_funds_rate"  # a fraction a year
    US_10Y = "us_10_year_yield"  # a fraction a year
    DOLLAR = "dollar_index"  # points: broad, against the partners of US trade
    EUR_USD = "eur_usd"  # USD for one euro


class Hours(Struct, frozen=True):
    """When an index is computed: minutes after midnight of its own zone, Monday to Friday."""

    zone: str
    opens_min: int
    closes_min: int


def _hours(zone: str, opens: tuple[int, int], closes: tuple[int, int]) -> Hours:
    return Hours(zone, opens[0] * 60 + opens[1], closes[0] * 60 + closes[1])


_FRANKFURT = _hours("Europe/Berlin", (9, 0), (17, 30))
_LONDON = _hours("Europe/London", (8, 0), (16, 30))
_NEW_YORK = _hours("America/New_York", (9, 30), (16, 0))

#: The regular hours of the equity indices, in the order in which they are shown. Days with other
#: hours and holidays are not known here: what an index last said tells them (analysis/sessions.py).
INDEX_HOURS: Mapping[Series, Hours] = {
    Series.STOXX_50: _FRANKFURT,
    Series.DAX: _FRANKFURT,
    Series.FTSE_100: _LONDON,
    Series.SP_500: _NEW_YORK,
    Series.NASDAQ: _NEW_YORK,
}
#: The same for what is no equity index and has a daily close.
CLOSE_HOURS: Mapping[Series, Hours] = {
    **INDEX_HOURS,
    Series.VIX: _hours("America/New_York", (9, 30), (16, 15)),
}

CHANNEL_OF: Mapping[Series, Channel] = {
    Series.FEAR_GREED: Channel.SENTIMENT,
    Series.MARKET_CAP: Channel.CAPS,
    Series.SUPPLY: Channel.CAPS,
    Series.DOMINANCE: Channel.DOMINANCE,
    Series.TOTAL_CAP: Channel.DOMINANCE,
    **dict.fromkeys(INDEX_HOURS, Channel.INDICES),
    Series.VIX: Channel.VOLATILITY,
    Series.DVOL: Channel.VOLATILITY,
    Series.ECB_DEPOSIT: Channel.RATES,
    Series.FED_FUNDS: Channel.RATES,
    Series.US_10Y: Channel.RATES,
    Series.DOLLAR: Channel.RATES,
    Series.EUR_USD: Channel.RATES,
}

#: The channels of context; a venue may have one of them beside its own.
CONTEXT_CHANNELS = frozenset({*CHANNEL_OF.values(), Channel.TREASURIES})

#: How old the newest reading may be before it no longer speaks of the present, of what has no daily
#: close (for that see analysis/context.py). Daily figures live over a long weekend and the day on which
#: they are published; the broad dollar index comes weekly.
STALE_AFTER_MS: Mapping[Series, int] = {
    Series.FEAR_GREED: 36 * HOUR_MS,
    **dict.fromkeys((Series.MARKET_CAP, Series.SUPPLY), HOUR_MS),
    **dict.fromkeys((Series.DOMINANCE, Series.TOTAL_CAP), HOUR_MS),
    Series.DVOL: HOUR_MS,
    Series.ECB_DEPOSIT: 7 * DAY_MS,
    Series.FED_FUNDS: 7 * DAY_MS,
    Series.US_10Y: 7 * DAY_MS,
    Series.DOLLAR: 14 * DAY_MS,
    Series.EUR_USD: 5 * DAY_MS,
}
#: The same for what treasuries hold: they report days after they buy.
HOLDINGS_STALE_AFTER_MS = 3 * DAY_MS


class Reading(Struct, frozen=True):
    """One value of a series, as a source told it.

    Attributes:
        source: the short name of who told it, as in `status`.
        asset: the coin it is about; empty where it is about no single one.
        slot_ms: the period it belongs to (its UTC day or hour); a later reading of it replaces this.
        at_ms: the moment it holds for: the close of a session, the last trade, the time of asking.
        closed: whether the period is over and the value stays.
        words: the source's own word for it ("Extreme Fear"); may be empty.
    """

    source: str
    series: Series
    asset: str
    slot_ms: int
    at_ms: int
    value: float
    closed: bool = True
    words: str = ""


class Holding(Struct, frozen=True):
    """What a company keeps of a coin, as a source told it at `at_ms`.

    Attributes:
        symbol: of its stock; may be empty.
        cost_usd: what it paid, as reported; None is unknown. Whether fees are in it is not said.
    """

    source: str
    asset: str
    holder: str
    symbol: str
    at_ms: int
    coins: float
    cost_usd: float | None


#: What a service of market context tells.
Context = Reading | Holding
