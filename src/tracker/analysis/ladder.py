"""The ladder: which level is next below price and which caps it (docs/methodology.md, section 1.4)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tracker.domain.level import LevelState, Role


class Rung(Struct, frozen=True):
    """A level as the ladder sees it: its price, what it was made as, where its machine stands."""

    price: float
    role: Role | None
    state: LevelState

    @property
    def supports(self) -> bool:
        """Whether it is support now: an unbroken support, or a resistance that price broke."""
        return (self.role is Role.SUPPORT) == self.state.holds


class Distance(Struct, frozen=True):
    """From price to a level.

    Attributes:
        fraction: of the price, negative where the level is below.
        daily_atrs: in daily ATRs, without a sign; None where there is no daily ATR.
    """

    fraction: float
    daily_atrs: float | None


class Neighbour(Struct, frozen=True):
    """A level next to price, and how far it is."""

    rung: Rung
    distance: Distance


class Focus(Struct, frozen=True):
    """What price has below and above it; None where nothing is watched there."""

    support: Neighbour | None
    ceiling: Neighbour | None


def focus(price: float, rungs: Iterable[Rung], daily_atr: float | None) -> Focus:
    """The next support and the ceiling with their distances.

    Args:
        price: the present one, above zero.
        rungs: the watched levels of one asset in any order.
        daily_atr: in the unit of price; None or 0 where unknown.
    """
    rungs = list(rungs)

    def neighbour(rung: Rung | None) -> Neighbour | None:
        return None if rung is None else Neighbour(rung, distance(price, rung.price, daily_atr))

    return Focus(neighbour(next_support(price, rungs)), neighbour(ceiling(price, rungs)))


def distance(price: float, level: float, daily_atr: float | None) -> Distance:
    """How far price has to go to a level."""
    return Distance(level / price - 1, abs(level - price) / daily_atr if daily_atr else None)


def next_support(price: float, rungs: Iterable[Rung]) -> Rung | None:
    """The highest level below price that is support."""
    below = [rung for rung in rungs if rung.price < price and rung.supports]
    return max(below, key=lambda rung: rung.price, default=None)


def ceiling(price: float, rungs: Iterable[Rung]) -> Rung | None:
    """The lowest level at or above price; broken supports act as ceilings."""
    above = [rung for rung in rungs if rung.price >= price]
    return min(above, key=lambda rung: rung.price, default=None)


def next_resistance(price: float, rungs: Iterable[Rung]) -> Rung | None:
    """The lowest level above price that is resistance: the mirror of `next_support`."""
    above = [rung for rung in rungs if rung.price > price and not rung.supports]
    return min(above, key=lambda rung: rung.price, default=None)
