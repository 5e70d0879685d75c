"""Bybit's perpetuals in coins: contracts of one USD, a venue of its own beside those in USDT.

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

INVERSE = Product("bybit-inverse", "inverse", "USD", "InversePerpetual", Contract.INVERSE)


class BybitInverse(BybitPerpetuals):
    """Perpetuals in coins."""

    venue = "bybit-inverse"
    title = "Bybit inverse"
    product = INVERSE
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None, feed=FeedKind.COMPLETE, unit="USD; Buy was a long"
        ),
        Channel.OI: ChannelSpec(cadence_s=15, unit="USD, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=15),
        Channel.TICKERS: ChannelSpec(cadence_s=15),
        Channel.RATIOS: ChannelSpec(cadence_s=300),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.OI: History(200, intervals=INTERVALS[1:]),
        Channel.RATIOS: History(500, intervals=INTERVALS[1:]),
        Channel.FUNDING: History(200),
    }
    budgets: ClassVar = BUDGETS

    def market(self, asset: str) -> Market:
        """BTC is BTCUSD; a contract is one USD."""
        return Market(self.venue, f"{asset}USD", asset, Contract.INVERSE)
