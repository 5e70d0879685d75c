"""Where one isolated position would be liquidated: the formulas that exchanges publish.

The trigger is the mark price. Reference: docs/methodology.md, section 11.6.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tracker.domain.derivatives import Side


class Position(Struct, frozen=True):
    """An isolated position; `extra` is margin added to the initial one, in USD."""

    side: Side
    entry: float
    leverage: float
    quantity: float = 1.0
    extra: float = 0.0

    @property
    def sign(self) -> int:
        """+1 for a long."""
        return 1 if self.side is Side.LONG else -1

    @property
    def margin(self) -> float:
        """What can be lost, in USD, of a linear one."""
        return self.quantity * self.entry / self.leverage + self.extra


class Tier(Struct, frozen=True):
    """A tier of maintenance margin by the position's worth: `rate` of it less `deduction`."""

    floor_usd: float
    rate: float
    deduction: float = 0.0


def tiers_of(rates: Sequence[tuple[float, float]]) -> tuple[Tier, ...]:
    """Tiers of (floor in USD, rate), by rising floor, with the deductions that make them continuous."""
    tiers: list[Tier] = []
    for floor_usd, rate in rates:
        before = tiers[-1] if tiers else Tier(0.0, rate)
        tiers.append(Tier(floor_usd, rate, before.deduction + floor_usd * (rate - before.rate)))
    return tuple(tiers)


def linear_price(position: Position, tier: Tier) -> float:
    """Margins at the mark price: (margin + deduction − s Q E) / (Q (rate − s)), s = +1 for a long."""
    one, sign = position, position.sign
    top = one.margin + tier.deduction - sign * one.quantity * one.entry
    return top / (one.quantity * (tier.rate - sign))


def entry_price(position: Position, tier: Tier) -> float:
    """Maintenance on the entry value: E − s (initial − maintenance + extra) / Q."""
    one = position
    maintenance = one.quantity * one.entry * tier.rate - tier.deduction
    return one.entry - one.sign * (one.margin - maintenance) / one.quantity


def inverse_price(position: Position, tier: Tier) -> float:
    """Contracts worth a fixed sum of USD, margin in coin: E (1 + s rate) / (1 + s / leverage)."""
    sign = position.sign
    return position.entry * (1 + sign * tier.rate) / (1 + sign / position.leverage)


def tiered_price(position: Position, tiers: Sequence[Tier]) -> float:
    """The linear price in the tier that holds at that price, which may not be that of the entry.

    Tiers are continuous, so that no more steps are needed than there are tiers.
    """
    price = position.entry
    for _ in range(len(tiers) + 1):
        worth = position.quantity * price
        tier = max(
            (one for one in tiers if one.floor_usd <= worth),
            key=lambda one: one.floor_usd,
            default=tiers[0],
        )
        found = linear_price(position, tier)
        if found == price:
            break
        price = found
    return price
