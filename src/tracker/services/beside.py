"""What services beside the venues say of a coin: each series by itself, named, and added to nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import BarColumns, BucketColumns
from tracker.analysis.liquidations import Flow, bars
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.domain.translating import tr
from tracker.sources.aggregator import ALL, Aggregator, exchange_of, symbol_of
from tracker.store.market_reader import MarketReader

#: Open interest older than this is not the present: it comes by the hour.
_FRESH_MS = 5 * HOUR_MS
#: The windows over which a service's liquidations are told.
SPANS = {"24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS}


class BesideSum(Struct, frozen=True):
    """Liquidations of one window as a service has them; `share` of it is in its buckets."""

    long_usd: float
    short_usd: float
    share: float


class Beside(Struct, frozen=True):
    """One series of a service.

    Attributes:
        service: its short name.
        title: the service's own name.
        exchange: what the series is of; `All` is the service's own sum.
        symbol: the service's own name of it.
        sums: by the name of a window; None where it says nothing of it.
        as_of_ms: the end of the newest bucket.
        interest_usd: the newest open interest in USD; None where there is none or it is old.
        interest_coin: the same in coins.
        interest_as_of_ms: when that was.
    """

    service: str
    title: str
    exchange: str
    symbol: str
    sums: dict[str, BesideSum | None]
    as_of_ms: int | None
    interest_usd: float | None
    interest_coin: float | None
    interest_as_of_ms: int | None

    @property
    def label(self) -> str:
        """What stands beside each of its figures."""
        return (
            f"{self.title}, {(tr('all its exchanges') if self.exchange == ALL else self.exchange)}"
        )


class ServiceBars(Struct, frozen=True):
    """Liquidations per candle as one service has them: its own sum, and each of its exchanges."""

    title: str
    columns: BarColumns
    exchanges: tuple[tuple[str, BarColumns], ...]


def read_service_bars(
    reader: MarketReader,
    services: Sequence[Aggregator],
    asset: str,
    window_ms: tuple[int, int],
    interval_ms: int,
) -> ServiceBars | None:
    """Of the first service that has any of this window; None where none has.

    A service's sum is that of its exchanges, or what it calls `All`. Two services are never added:
    they say the same.
    """
    markets = reader.markets(asset)
    for service in services:
        found: list[tuple[str, Flow]] = []
        for market in markets:
            if market.venue != service.venue:
                continue
            # Rolling days overlap: they belong to no candle.
            parts = [one for one in reader.buckets(market, *window_ms) if one.width_ms != DAY_MS]
            flow = Flow(market.venue, FeedKind.STATS, buckets=tuple(parts)).fitting(interval_ms)
            if any(len(one.start_ms) for one in flow.buckets):
                found.append((exchange_of(market), flow))
        if found:
            whole = [flow for name, flow in found if name == ALL] or [flow for _, flow in found]
            return ServiceBars(
                service.title,
                bars(whole, interval_ms, *window_ms),
                tuple((name, bars([flow], interval_ms, *window_ms)) for name, flow in found),
            )
    return None


def read_beside(
    reader: MarketReader, services: Sequence[Aggregator], asset: str, now_ms: int
) -> list[Beside]:
    """Every series of an asset that says anything of the last 30 days, by service and exchange."""
    titles = {one.venue: one.title for one in services}
    found = []
    for market in reader.markets(asset):
        if market.venue not in titles:
            continue
        buckets = reader.buckets(market, now_ms - 31 * DAY_MS, now_ms)
        sums = {name: _sum(buckets, now_ms - span, now_ms) for name, span in SPANS.items()}
        ends = [int(one.start_ms[-1]) + one.width_ms for one in buckets if len(one.start_ms)]
        interest = reader.interest(market, now_ms - _FRESH_MS, now_ms + 1)
        has_interest = len(interest.at_ms) > 0
        if not ends and not has_interest:
            continue
        found.append(
            Beside(
                service=market.venue,
                title=titles[market.venue],
                exchange=exchange_of(market),
                symbol=symbol_of(market),
                sums=sums,
                as_of_ms=min(max(ends), now_ms) if ends else None,
                interest_usd=_known(interest.usd[-1]) if has_interest else None,
                interest_coin=_known(interest.coin[-1]) if has_interest else None,
                interest_as_of_ms=int(interest.at_ms[-1]) if has_interest else None,
            )
        )
    return found


def _sum(buckets: Sequence[BucketColumns], start_ms: int, end_ms: int) -> BesideSum | None:
    """The sum of a window, of the narrowest buckets; of rolling days the newest alone."""
    for one in buckets:
        if one.width_ms == DAY_MS:
            return _rolling(one, start_ms, end_ms)
        # A bucket that began before the window lies in it by a part that nobody knows.
        inside = (one.start_ms >= start_ms) & (one.start_ms < end_ms)
        if inside.any():
            starts = one.start_ms[inside]
            seen = np.minimum(starts + one.width_ms, end_ms) - starts
            return BesideSum(
                float(one.long_usd[inside].sum()),
                float(one.short_usd[inside].sum()),
                min(1.0, float(seen.sum()) / (end_ms - start_ms)),
            )
    return None


def _rolling(days: BucketColumns, start_ms: int, end_ms: int) -> BesideSum | None:
    """The newest rolling day, where that is what is asked for and it is not old."""
    if end_ms - start_ms != DAY_MS or not len(days.start_ms):
        return None
    if end_ms - (int(days.start_ms[-1]) + DAY_MS) > _FRESH_MS:
        return None
    return BesideSum(float(days.long_usd[-1]), float(days.short_usd[-1]), 1.0)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
