"""OKX: USDT-margined swaps.

Documentation: okx.com/docs-v5. Facts and traps: docs/sources.md. How its answers are read is in
`okx_shared`.
"""

from __future__ import annotations

from typing import ClassVar

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, DAY_MS, H1, INTERVALS, M5
from tracker.sources.base import ChannelSpec, History
from tracker.sources.okx_shared import BUDGETS, OkxSwaps


class Okx(OkxSwaps):
    """USDT-margined swaps."""

    venue = "okx"
    title = "OKX"
    reference_rank = 3
    contract = Contract.LINEAR
    channels: ClassVar = {
        Channel.LIQUIDATIONS: ChannelSpec(
            cadence_s=None,
            feed=FeedKind.COMPLETE,
            backlog_ms=DAY_MS,
            unit="contracts of `ctVal` coins; `posSide`",
        ),
        Channel.OI: ChannelSpec(cadence_s=30, unit="contracts, coins and USD, one side"),
        Channel.FUNDING: ChannelSpec(cadence_s=60),
        Channel.TICKERS: ChannelSpec(cadence_s=30),
        Channel.RATIOS: ChannelSpec(cadence_s=300),
        Channel.CANDLES: ChannelSpec(cadence_s=3600),
        Channel.INSTRUMENTS: ChannelSpec(cadence_s=86_400),
    }
    histories: ClassVar = {
        Channel.CANDLES: History(100, intervals=INTERVALS),
        # 1440 records of open interest; ratios as far as the open-interest volume is documented.
        Channel.OI: History(100, reach_rows=1440, intervals=(M5, H1, D1)),
        Channel.RATIOS: History(100, reach_rows=576, intervals=(M5, H1, D1)),
        Channel.FUNDING: History(100, reach_ms=90 * DAY_MS),
    }
    budgets: ClassVar = BUDGETS

    def market(self, asset: str) -> Market:
        """BTC is BTC-USDT-SWAP; what a contract holds is known from the instrument list alone."""
        symbol = f"{asset}-USDT-SWAP"
        return Market(self.venue, symbol, asset, Contract.LINEAR, multiplier=None)
