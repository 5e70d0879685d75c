"""The service that tells what surrounds the simulated market. None of it is real."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from tracker.domain.context import Holding, Reading, Series
from tracker.domain.health import Channel
from tracker.sources.base import ChannelSpec, Job, Parsed, Poll, Request
from tracker.sources.context import ContextSource
from tracker.sources.decode import decode, moment, positive, rows

_EVERY_S = 600.0


class _Reading(msgspec.Struct):
    series: Series
    asset: str
    slot: int
    at: int
    value: float
    closed: bool
    words: str


class _Holding(msgspec.Struct):
    asset: str
    holder: str
    symbol: str
    at: int
    coins: float
    cost_usd: float | None


class _Answer(msgspec.Struct):
    readings: list[msgspec.Raw]
    holdings: list[msgspec.Raw]


def parse_context(body: bytes, now_ms: int) -> Parsed:
    """Readings and holdings in one answer: `GET /context`.

    {"readings":[{"series":"vix","asset":"","slot":1770768000000,"at":1770844500000,"value":20.8,
      "closed":true,"words":""}],"holdings":[{"asset":"BTC","holder":"Holder A","symbol":"",
      "at":1770888600000,"coins":50000.0,"cost_usd":null}]}
    """
    del now_ms
    answer = decode(body, _Answer)

    def reading(row: _Reading) -> Reading:
        value = positive(row.value, "value")
        at_ms = moment(row.at)
        return Reading(
            SimulatedContextSource.venue,
            row.series,
            row.asset,
            moment(row.slot),
            at_ms,
            value,
            row.closed,
            row.words,
        )

    def holding(row: _Holding) -> Holding:
        coins, cost = positive(row.coins, "coins"), row.cost_usd
        return Holding(
            SimulatedContextSource.venue,
            row.asset,
            row.holder,
            row.symbol,
            moment(row.at),
            coins,
            cost,
        )

    values, faults = rows(answer.readings, _Reading, reading)
    holdings, more = rows(answer.holdings, _Holding, holding)
    return Parsed(values=[*values, *holdings], faults=[*faults, *more])


class SimulatedContextSource(ContextSource):
    """All of it in one answer."""

    venue = "sim-context"
    title = "Sim context"
    simulated = True
    tells = frozenset(Series)
    attribution = "Simulated: none of these figures is real"
    channels: ClassVar = {
        channel: ChannelSpec(cadence_s=_EVERY_S)
        for channel in (
            Channel.SENTIMENT,
            Channel.CAPS,
            Channel.DOMINANCE,
            Channel.INDICES,
            Channel.RATES,
            Channel.VOLATILITY,
            Channel.TREASURIES,
        )
    }

    def polls(self, assets: Sequence[str]) -> Sequence[Poll]:
        """Everything, every ten simulated minutes."""
        del assets
        job = Job(Request(f"https://{self.venue}.invalid/context"), parse_context)
        return [Poll(tuple(self.channels), _EVERY_S, lambda _n, _s: [job])]
