"""How BTC's forced selling reached other coins over a stretch of time, from the minutes that are stored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats
from tracker.analysis.liquidations import bars, total
from tracker.analysis.open_interest import as_of
from tracker.analysis.ripple import Beta, LeadLag, beta, lead_lag, share_of, sizes
from tracker.domain.times import HOUR_MS, M1, MINUTE_MS
from tracker.services.cascade_reading import Cached

LEADER = "BTC"
#: An episode is looked at with so much before and after it, and never less than this in all.
_AROUND_MS, _LEAST_MS = 30 * MINUTE_MS, 3 * HOUR_MS
_INTEREST_NEAR_MS = HOUR_MS + 10 * MINUTE_MS


class RippleRow(Struct, frozen=True):
    """One coin against the leader. None where its minutes are not known.

    Attributes:
        beta: percent that it moved for each percent of the leader.
        prices: which of the two moved first.
        liquidations: whose liquidations came first.
        move: from the first to the last minute, a fraction.
    """

    asset: str
    beta: Beta | None
    prices: LeadLag | None
    liquidations: LeadLag | None
    move: float | None


class Ripple(Struct, frozen=True):
    """What a stretch of time did to the watched coins.

    Attributes:
        liquidations_share: the leader's part of all liquidations of these coins.
        interest_share: its part of their open interest at the end.
        coins: of which both are made.
    """

    start_ms: int
    end_ms: int
    rows: tuple[RippleRow, ...]
    liquidations_share: float | None
    interest_share: float | None
    coins: tuple[str, ...]


def around(start_ms: int, end_ms: int) -> tuple[int, int]:
    """The whole minutes around an episode that are compared."""
    more_ms = max(_AROUND_MS, (_LEAST_MS - (end_ms - start_ms)) // 2)
    return M1.floor(start_ms - more_ms), M1.floor(end_ms + more_ms)


def read_ripple(views: Cached, assets: Sequence[str], span_ms: tuple[int, int]) -> Ripple:
    """Compare every coin with the leader over a half-open window on full minutes."""
    start_ms, end_ms = span_ms
    coins = tuple(dict.fromkeys([LEADER, *assets]))
    closes = {asset: _closes(views, asset, start_ms, end_ms) for asset in coins}
    flows = {asset: _minutes(views, asset, start_ms, end_ms) for asset in coins}
    returns = {asset: np.diff(np.log(line)) for asset, line in closes.items()}
    rows = tuple(
        RippleRow(
            asset,
            beta(returns[LEADER], returns[asset]),
            lead_lag(returns[LEADER], returns[asset]),
            lead_lag(sizes(flows[LEADER]), sizes(flows[asset])),
            _move(closes[asset]),
        )
        for asset in coins
        if asset != LEADER
    )
    sums = {asset: _sum(views, asset, start_ms, end_ms) for asset in coins}
    interest = {asset: _interest(views, asset, end_ms) for asset in coins}
    return Ripple(
        start_ms,
        end_ms,
        rows,
        share_of(sums[LEADER], _whole(sums)),
        share_of(interest[LEADER], _whole(interest)),
        coins,
    )


def _whole(parts: dict[str, float | None]) -> float | None:
    """The sum, where every part of it is known: a coin that is missing would raise the others."""
    known = [one for one in parts.values() if one is not None]
    return sum(known) if len(known) == len(parts) else None


def _closes(views: Cached, asset: str, start_ms: int, end_ms: int) -> Floats:
    """The close of every minute, and of the one before the first; NaN where it is missing."""
    line = np.full((end_ms - start_ms) // M1.ms + 1, np.nan)
    if views.reader is not None:
        market = views.chart_market(asset, M1)
        candles = views.reader.candles(market, M1, start_ms - M1.ms, end_ms, closed_only=True)
        line[(candles.open_ms - start_ms) // M1.ms + 1] = candles.close
    return line


def _minutes(views: Cached, asset: str, start_ms: int, end_ms: int) -> Floats:
    """USD liquidated in every minute, both sides, of venues that tell single ones."""
    found = bars(views.flows(asset, start_ms, end_ms), M1.ms, start_ms, end_ms)
    return found.long_usd + found.short_usd


def _sum(views: Cached, asset: str, start_ms: int, end_ms: int) -> float | None:
    found = total(views.flows(asset, start_ms, end_ms), start_ms, end_ms)
    return found.usd if found.coverage.share > 0 else None


def _interest(views: Cached, asset: str, at_ms: int) -> float | None:
    moment = np.array([at_ms], np.int64)
    known = [
        float(usd[0])
        for one in views.interest(asset, at_ms, at_ms)
        if np.isfinite(usd := as_of(one.columns, moment, _INTEREST_NEAR_MS)[1])[0]
    ]
    return sum(known) if known else None


def _move(closes: Floats) -> float | None:
    known = closes[np.isfinite(closes)]
    return float(known[-1] / known[0] - 1) if len(known) > 1 else None
