"""Every coin that a venue lists, and the search among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tracker.domain.market import coin_and_factor
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader
from tracker.store.settings import is_asset


class Coin(Struct, frozen=True):
    """One coin and the venues that list a market of it, in the program's order.

    `volume_usd` is what was traded in 24 hours at the venues that were asked; None where unknown.
    """

    asset: str
    venues: tuple[str, ...]
    volume_usd: float | None = None


def known_coins(reader: MarketReader | None, sources: Sequence[Source]) -> list[Coin]:
    """Every coin of the lists that were read, by how many venues list it, then by volume."""
    if reader is None:
        return []
    order = {source.venue: place for place, source in enumerate(sources)}
    venues: dict[str, set[str]] = {}
    for market in reader.markets():
        if market.venue in order and is_asset(market.asset):
            venues.setdefault(market.asset, set()).add(market.venue)
    volumes = reader.volumes_24h()
    coins = [
        Coin(asset, tuple(sorted(listed, key=lambda venue: order[venue])), volumes.get(asset))
        for asset, listed in venues.items()
    ]
    return sorted(coins, key=lambda one: (-len(one.venues), -(one.volume_usd or 0.0), one.asset))


def search(coins: Iterable[Coin], text: str) -> list[Coin]:
    """The coins that a text may mean: by name, then those that begin so, then those with it inside.

    Within each the order stays. `1000PEPE` and `kPEPE` mean PEPE.
    """
    text = text.strip()
    by_many = text[:1] == "k" and text[1:].isupper()
    name = text[1:] if by_many else coin_and_factor(text.upper())[0].upper()
    places = ((_place(one.asset, name), one) for one in coins)
    found = [(place, one) for place, one in places if place is not None]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _place(asset: str, name: str) -> int | None:
    if asset == name:
        return 0
    if asset.startswith(name):
        return 1
    return 2 if name in asset else None
