"""The open interest that is known of coins, to compare a headline with (docs/methodology.md, section 8.7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Times
from tracker.analysis.open_interest import as_of
from tracker.domain.times import DAY_MS
from tracker.domain.translating import tr
from tracker.services.views import Views

#: What is older than this is not the present of a headline.
_NEAR_MS = DAY_MS


class ObservedTotal(Struct, frozen=True):
    """USD open interest over the recorded venues of some coins; None where nothing is known.

    Attributes:
        coins: those of which something is known.
        venues: those that are in.
        at_ms: the oldest of the figures in it.
    """

    usd: float | None
    coins: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    at_ms: int | None = None

    @property
    def words(self) -> str:
        """What it is of: BTC and ETH over 9 venues."""
        if self.usd is None:
            return ""
        coins = (
            ", ".join(self.coins)
            if len(self.coins) <= 3
            else tr("{count} coins", count=len(self.coins))
        )
        count = len(self.venues)
        return tr("{coins} over %n venue(s)", "", count, coins=coins)


def observed_total(views: Views, assets: Sequence[str], now_ms: int) -> ObservedTotal:
    """The newest open interest of each venue of the last day, over these coins."""
    moment: Times = np.array([now_ms], np.int64)
    usd = 0.0
    coins: dict[str, None] = {}
    venues: dict[str, None] = {}
    oldest_ms: int | None = None
    for asset in assets:
        for one in views.interest(asset, now_ms - _NEAR_MS, now_ms):
            value = float(as_of(one.columns, moment, _NEAR_MS)[1][0])
            if not np.isfinite(value):
                continue
            row = int(np.searchsorted(one.columns.at_ms, now_ms, "right")) - 1
            at_ms = int(one.columns.at_ms[row])
            oldest_ms = at_ms if oldest_ms is None else min(oldest_ms, at_ms)
            usd += value
            coins[asset] = venues[one.venue] = None
    if not coins:
        return ObservedTotal(None)
    return ObservedTotal(usd, tuple(coins), tuple(venues), oldest_ms)
