"""Bybit: USDT perpetuals, with a complete liquidation feed.

Documentation: bybit-exchange.github.io/docs/v5. Facts and traps: docs/sources.md. How its answers
are read is in `bybit_shared`.
"""

from __future__ import annotations

from typing import ClassVar

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import INTERVALS
from tracker.sources.base import ChannelSpec, History
from tracker.sources.bybit_shared import BUDGETS, BybitPerpetuals, Product

LINEAR = Product("bybit", "linear", "USDT", "LinearPerpetual", Contract.LINEAR)


class Bybit(BybitPerpetuals):
    """USDT perpetuals."""

    venue = "bybit"
    product = LINEAR
    title = "Bybit"
    reference_rank = 2
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None, feed=FeedKind.COMPLETE, unit="coins; Buy was a long"
        ),
        Channel.OI: ChannelSpec(cadence_s=15, unit="coins, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=15),
        Channel.TICKERS: ChannelSpec(cadence_s=15),
        Channel.RATIOS: ChannelSpec(cadence_s=300),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(1000, intervals=INTERVALS),
        Channel.OI: History(200, intervals=INTERVALS[1:]),
        Channel.RATIOS: History(500, intervals=INTERVALS[1:]),
        Channel.FUNDING: History(200),
    }
    budgets: ClassVar = BUDGETS

    def market(self, asset: str) -> Market:
        """BTC is BTCUSDT."""
        return Market(self.venue, f"{asset}USDT", asset, Contract.LINEAR)
