"""The venues of the simulated market: a spot market and three derivatives venues, none of them real.

They are read like any venue, through requests and pure parsers. What answers them is the simulated
exchange beside this file; their addresses end in `.invalid`, which never leads anywhere (RFC 2606).
The three derivatives venues stand for the three kinds of liquidation feed there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, INTERVALS, M5, MINUTE_MS, Interval
from tracker.sources.base import (
    ChannelSpec,
    History,
    Job,
    Page,
    Parser,
    Poll,
    Request,
    Source,
    Stream,
)
from tracker.sources.simulation.answers import (
    liquidations_job,
    parse_candle_frame,
    parse_candles,
    parse_funding,
    parse_instruments,
    parse_interest,
    parse_market_frame,
    parse_positions,
    parse_statistics,
    parse_tickers,
    parse_time,
)

#: Rows on one page of history.
PAGE_ROWS = 1000
# A scenario begins about two months before its now.
_REACH_MS = 60 * DAY_MS
_Known = Mapping[str, Market]


class _Simulated(Source):
    """What the simulated venues have in common."""

    simulated = True

    def _job(self, path: str, params: Mapping[str, str | int], parse: Parser) -> Job:
        return Job(Request(f"https://{self.venue}.invalid/{path}", params), parse)

    def clock(self) -> Job | None:
        """The simulated time."""
        return self._job("time", {}, parse_time)


class SimulatedSpot(_Simulated):
    """Spot candles and tickers; the market that levels are judged on."""

    venue = "sim-spot"
    title = "Sim spot"
    reference_rank = 0
    channels: ClassVar = {
        Channel.CANDLES: ChannelSpec(cadence_s=15),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(PAGE_ROWS, _REACH_MS + DAY_MS, intervals=INTERVALS)
    }

    def market(self, asset: str) -> Market:
        """BTC is BTC-USD."""
        return Market(self.venue, f"{asset}-USD", asset, Contract.SPOT)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """All tickers in one call."""
        known = {market.symbol: market for market in markets}
        parse = partial(parse_tickers, known=known)
        job = self._job("tickers", {"symbols": ",".join(known)}, parse)
        return [Poll((Channel.TICKERS,), 30, lambda _now, _since: [job])]

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """The running candles of every market and interval."""
        del known
        mine = {market.symbol: market for market in markets}
        return [
            Stream(
                name="candles",
                url=f"wss://{self.venue}.invalid/candles?symbols={','.join(mine)}",
                channels=(Channel.CANDLES,),
                proof_s=60,
                parse=partial(parse_candle_frame, known=mine),
            )
        ]

    def history(self, page: Page) -> Job:
        """Candles; 1000 a page."""
        interval = page.interval or H1
        params = {**_window(page), "interval": interval.name}
        parse = partial(parse_candles, market=page.market, interval=interval)
        return self._job("candles", params, parse)


def _window(page: Page) -> dict[str, str | int]:
    """Symbol and half-open bounds."""
    return {"symbol": page.market.symbol, "start": page.start_ms, "end": page.end_ms}


class _Derivatives(_Simulated):
    """Perpetual contracts: mark, open interest and funding in one call, history of the last two."""

    def market(self, asset: str) -> Market:
        """BTC is BTC-PERP."""
        return Market(self.venue, f"{asset}-PERP", asset, Contract.LINEAR, funding_h=8.0)

    def instruments(self) -> Job | None:
        """All contracts."""
        return self._job("instruments", {}, partial(parse_instruments, venue=self.venue))

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """Mark, open interest and the coming funding of all markets."""
        known = {market.symbol: market for market in markets}
        parse = partial(parse_positions, known=known)
        job = self._job("positions", {"symbols": ",".join(known)}, parse)
        return [Poll((Channel.OI, Channel.FUNDING), 60, lambda _now, _since: [job])]

    def history(self, page: Page) -> Job:
        """Open interest on a grid, or settled funding."""
        if page.channel is Channel.FUNDING:
            return self._job("funding", _window(page), partial(parse_funding, market=page.market))
        params = {**_window(page), "interval": (page.interval or H1).name}
        return self._job("interest", params, partial(parse_interest, market=page.market))


class SimulatedA(_Derivatives):
    """Tells its liquidations as sums per bucket, two months deep, with open interest and accounts."""

    venue = "sim-a"
    title = "Sim A"
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(cadence_s=60, feed=FeedKind.STATS),
        Channel.OI: ChannelSpec(cadence_s=60),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.RATIOS: ChannelSpec(cadence_s=60),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        # One page carries liquidations, open interest and accounts alike.
        Channel.LIQUIDATIONS: History(PAGE_ROWS, _REACH_MS, intervals=(M5, H1)),
        Channel.FUNDING: History(PAGE_ROWS, _REACH_MS),
    }

    def _statistics(self, market: Market, interval: Interval, start_ms: int, end_ms: int) -> Job:
        params: dict[str, str | int] = {
            "symbol": market.symbol,
            "interval": interval.name,
            "start": start_ms,
            "end": end_ms,
        }
        parse = partial(parse_statistics, market=market, interval=interval)
        return self._job("statistics", params, parse)

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """The buckets that may have changed since the last time, beside what all venues tell."""

        def statistics(now_ms: int, since_ms: int | None) -> list[Job]:
            start_ms = M5.floor(now_ms if since_ms is None else since_ms) - M5.ms
            return [self._statistics(market, M5, start_ms, now_ms + M5.ms) for market in markets]

        poll = Poll((Channel.LIQUIDATIONS, Channel.RATIOS), 60, statistics)
        return [poll, *super().polls(markets)]

    def history(self, page: Page) -> Job:
        """Statistics, or settled funding."""
        if page.channel is Channel.FUNDING:
            return super().history(page)
        return self._statistics(page.market, page.interval or H1, page.start_ms, page.end_ms)


class SimulatedB(_Derivatives):
    """Tells every liquidation of the last 24 hours, one by one."""

    venue = "sim-b"
    title = "Sim B"
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None, feed=FeedKind.COMPLETE, backlog_ms=DAY_MS
        ),
        Channel.OI: ChannelSpec(cadence_s=60),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.OI: History(PAGE_ROWS, 30 * DAY_MS, intervals=(M5, H1)),
        Channel.FUNDING: History(PAGE_ROWS, _REACH_MS),
    }

    def polls(self, markets: Sequence[Market]) -> Sequence[Poll]:
        """Liquidations back to the last poll, beside what all venues tell."""

        def liquidations(now_ms: int, since_ms: int | None) -> list[Job]:
            # A minute of overlap, so that nothing falls between two polls.
            back_ms = now_ms - DAY_MS if since_ms is None else since_ms - MINUTE_MS
            return [liquidations_job(market, back_ms) for market in markets]

        return [Poll((Channel.LIQUIDATIONS,), 20, liquidations), *super().polls(markets)]


class SimulatedC(_Derivatives):
    """Streams at most one liquidation a second and market, and knows nothing of the past."""

    venue = "sim-c"
    title = "Sim C"
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(cadence_s=None, feed=FeedKind.SAMPLED),
        Channel.OI: ChannelSpec(cadence_s=60),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = SimulatedB.histories

    def streams(self, markets: Sequence[Market], known: _Known) -> Sequence[Stream]:
        """Liquidations, and marks as the proof that the path is alive."""
        mine = {market.symbol: market for market in markets}
        return [
            Stream(
                name="market",
                url=f"wss://{self.venue}.invalid/market?symbols={','.join(mine)}",
                channels=(Channel.LIQUIDATIONS,),
                proof_s=60,
                parse=partial(parse_market_frame, known={**known, **mine}),
            )
        ]
