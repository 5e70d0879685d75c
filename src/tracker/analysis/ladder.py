"""The ladder: which level is next below price and which caps it (docs/methodology.md, section 1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.level import LevelState, Role


@dataclass(frozen=True, slots=True)
class Rung:
    """A level as the ladder sees it: its price, what it was made as, where its machine stands."""

    price: float
    role: Role | None
    state: LevelState

    @property
    def supports(self) -> bool:
        """Whether it is support now: an unbroken support, or a resistance that price broke."""
        return (self.role is Role.SUPPORT) == self.state.holds


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
