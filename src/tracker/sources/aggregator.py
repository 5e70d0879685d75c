"""What a service is that collects what venues publish: its figures stand beside ours, in no sum.

A sum over venues counts what each venue says once. A service that says the same again, by rules of
its own, would be counted twice; so it is no venue: it is not in `Source.registry`, and whatever adds
up, judges levels or shows a market asks the venues there (docs/sources.md). What it says is stored in
the same tables under its own name, and read by `services/beside` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from tracker.domain.market import Contract, Market
from tracker.sources.base import Source

#: Between the exchange that a series is of and the service's own name of it (`Binance:BTCUSDT_PERP.A`).
_OF = ":"
#: The exchange of a series that is the sum of all that the service knows.
ALL = "All"


class Aggregator(Source):
    """A service beside the venues. Its markets are series: one an exchange, or one of them all."""

    #: Every such service, by its name.
    services: ClassVar[dict[str, type[Aggregator]]] = {}

    def __init_subclass__(cls) -> None:
        """Register it where no sum looks."""
        if "venue" in cls.__dict__:
            if cls.venue in Aggregator.services:
                raise TypeError(f"two services call themselves {cls.venue}")
            Aggregator.services[cls.venue] = cls

    def market(self, asset: str) -> Market:
        """The sum over all exchanges."""
        return self.line(ALL, asset, asset)

    def line(self, exchange: str, symbol: str, asset: str) -> Market:
        """The series of one exchange, under the service's name of it."""
        name = f"{exchange.replace(_OF, ' ')}{_OF}{symbol}"
        return Market(self.venue, name, asset, Contract.LINEAR)

    def series(self, asset: str, listed: Iterable[Market]) -> list[Market]:
        """Every listed series of the asset."""
        return [one for one in listed if (one.venue, one.asset) == (self.venue, asset)]

    def presumed(self, asset: str) -> list[Market]:
        """None: what a service has, only its list tells."""
        del asset
        return []


def exchange_of(market: Market) -> str:
    """The exchange that a series is of."""
    return market.symbol.partition(_OF)[0]


def symbol_of(market: Market) -> str:
    """The service's own name of a series."""
    return market.symbol.partition(_OF)[2]
