"""OKX's swaps in coins: contracts of 100 or 10 USD, a venue of its own beside those in USDT.

Documentation: okx.com/docs-v5. Facts and traps: docs/sources.md. How its answers are read is in
`okx_shared`. The ratio of long and short accounts is that of all contracts of a coin: it is asked
for once, with the swaps in USDT.
"""

from __future__ import annotations

from typing import ClassVar

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, DAY_MS, H1, M5
from tracker.sources.base import ChannelSpec, History
from tracker.sources.okx_shared import BUDGETS, OkxSwaps


class OkxInverse(OkxSwaps):
    """Swaps in coins."""

    venue = "okx-inverse"
    title = "OKX inverse"
    contract = Contract.INVERSE
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None,
            feed=FeedKind.COMPLETE,
            backlog_ms=DAY_MS,
            unit="contracts of `ctVal` USD; `posSide`",
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="contracts, coins and USD, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.OI: History(100, reach_rows=1440, intervals=(M5, H1, D1)),
        Channel.FUNDING: History(100, reach_ms=90 * DAY_MS),
    }
    budgets: ClassVar = BUDGETS

    def market(self, asset: str) -> Market:
        """BTC is BTC-USD-SWAP; the USD of a contract are known from the instrument list alone."""
        symbol = f"{asset}-USD-SWAP"
        return Market(self.venue, symbol, asset, Contract.INVERSE, multiplier=None)
