"""Whether a headline about open interest can be true: the total it implies, and the price beside it.

"Open interest −4.4 %, $26bn" says that the whole was $591bn. Reference: docs/methodology.md,
sections 8.5 and 8.7.
"""

from __future__ import annotations

import math

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.leverage import implied_contracts
from tracker.domain.translating import tr

#: A total outside this many times the observed one is not the same thing.
LEAST, MOST = 0.5, 2.0
#: Positions that changed by less than this did not change.
_STILL = 0.0005


class BadClaim(ValueError):
    """A headline of which nothing follows; the message is a sentence."""


class ImpliedTotal(Struct, frozen=True):
    """What a headline implies, in USD.

    Attributes:
        before_usd: the total from which the change was counted.
        after_usd: what was left.
        observed_usd: what is known to be there; None where nothing is.
        times: the implied total (that before the change) over the observed one; None where unknown.
    """

    amount_usd: float
    fraction: float
    before_usd: float
    after_usd: float
    observed_usd: float | None

    @property
    def times(self) -> float | None:
        """How many times the observed total it is."""
        return self.before_usd / self.observed_usd if self.observed_usd else None

    @property
    def is_flagged(self) -> bool | None:
        """Whether it cannot be the same total; None where there is nothing to compare with."""
        return None if self.times is None else not LEAST <= self.times <= MOST


class BreakEven(Struct, frozen=True):
    """What positions did where open interest and price changed by so much."""

    interest: float
    price: float

    @property
    def contracts(self) -> float:
        """The implied change of positions."""
        return implied_contracts(self.interest, self.price)


def implied_total(amount_usd: float, fraction: float, observed_usd: float | None) -> ImpliedTotal:
    """The total that an amount and a percentage imply: `amount / fraction`.

    Args:
        amount_usd: by how much it changed; its sign is that of `fraction`, whatever it is given as.
        fraction: the same as a fraction, -0.044 for −4.4 %.
        observed_usd: the total that is known, for example open interest over the recorded venues.

    Raises:
        BadClaim: where nothing follows from these numbers.
    """
    if not (math.isfinite(amount_usd) and math.isfinite(fraction)):
        raise BadClaim(tr("An amount and a percentage are numbers."))
    if amount_usd == 0 or fraction == 0:
        raise BadClaim(tr("Nothing follows from an amount or a percentage of zero."))
    if fraction <= -1:
        raise BadClaim(tr("Nothing can fall by 100 % or more and be there."))
    before = abs(amount_usd) / abs(fraction)
    return ImpliedTotal(
        math.copysign(abs(amount_usd), fraction),
        fraction,
        before,
        before * (1 + fraction),
        observed_usd,
    )


def break_even(interest: float, price: float) -> BreakEven:
    """What positions did, from the changes of open interest in USD and of price, as fractions.

    Raises:
        BadClaim: where price cannot have gone so far.
    """
    if not math.isfinite(price) or price <= -1:
        raise BadClaim(tr("A price cannot fall by 100 % or more and be there."))
    return BreakEven(interest, price)


def total_words(found: ImpliedTotal, what: str, lack: str = "") -> str:
    """What is to be said of it: the totals, and how they compare with what is observed.

    Args:
        found: the implied total.
        what: the observed total in words, for example "BTC over 9 venues".
        lack: why there is nothing to compare with, where it is not that nothing is observed.
    """
    said = tr(
        "{percent} being {amount} implies {before} before and {after} after.",
        percent=words.percent(found.fraction),
        amount=words.usd(abs(found.amount_usd)),
        before=words.usd(found.before_usd),
        after=words.usd(found.after_usd),
    )
    times = found.times
    if times is None or found.observed_usd is None:
        return f"{said} {lack or tr('Nothing is observed to compare it with.')}"
    if not found.is_flagged:
        seen = tr(
            "That is {times} times the {usd} that is observed ({what}): the numbers can belong "
            "together.",
            times=_times(times),
            usd=words.usd(found.observed_usd),
            what=what,
        )
        return f"{said} {seen}"
    seen = tr(
        "That is {times} times the {usd} that is observed ({what}): not the same total.",
        times=_times(times),
        usd=words.usd(found.observed_usd),
        what=what,
    )
    why = (
        tr("Either it counts more coins or venues, both sides of each contract, or is wrong.")
        if times > MOST
        else tr("Either it counts fewer coins or venues, or is wrong.")
    )
    return f"{said} {seen} {why}"


def break_even_words(found: BreakEven) -> str:
    """What the price beside a headline makes of it."""
    contracts = found.contracts
    interest, price = words.percent(found.interest), words.percent(found.price)
    if abs(contracts) < _STILL:
        return tr(
            "Open interest {interest} in USD while price went {price}: positions did not change; "
            "all of it is price.",
            interest=interest,
            price=price,
        )
    by = words.percent(abs(contracts), 1, sign=False)
    if contracts > 0:
        return tr(
            "Open interest {interest} in USD while price went {price}: positions grew by {by}.",
            interest=interest,
            price=price,
            by=by,
        )
    return tr(
        "Open interest {interest} in USD while price went {price}: positions shrank by {by}.",
        interest=interest,
        price=price,
        by=by,
    )


def _times(value: float) -> str:
    return words.fixed(value, 1 if value >= 1 else 2)
