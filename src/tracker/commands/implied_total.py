"""`tracker implied-total`: whether a headline about open interest can be true."""

from __future__ import annotations

import sys

from msgspec import Struct

from tracker.analysis.implied_total import (
    BadClaim,
    break_even,
    break_even_words,
    implied_total,
    total_words,
)
from tracker.app import App
from tracker.commands.output import json_line
from tracker.domain.errors import WrongUsage
from tracker.domain.times import iso
from tracker.services.observed_total import ObservedTotal, observed_total


class Claim(Struct, frozen=True):
    """A headline.

    Attributes:
        amount_usd: by how much open interest changed.
        percent: the same in percent.
        price_percent: how far price went meanwhile; None where it is not said.
        assets: the coins it is about; none for all that are watched.
        observed_usd: a total to compare with instead of the recorded one.
    """

    amount_usd: float
    percent: float
    price_percent: float | None = None
    assets: tuple[str, ...] = ()
    observed_usd: float | None = None
    json: bool = False


def check_claim(app: App, claim: Claim) -> int:
    """Print what it implies and how that compares with what is observed.

    Raises:
        WrongUsage: where nothing follows from its numbers.
    """
    observed = _observed(app, claim)
    price = claim.price_percent
    try:
        found = implied_total(claim.amount_usd, claim.percent / 100, observed.usd)
        even = break_even(claim.percent / 100, price / 100) if price is not None else None
    except BadClaim as error:
        raise WrongUsage(str(error)) from None
    what = observed.words if claim.observed_usd is None else "the total that was named"
    said = [total_words(found, what)]
    if even is not None:
        said.append(break_even_words(even))
    if not claim.json:
        print("\n".join(said))
        return 0
    row = {
        "amount_usd": found.amount_usd,
        "change": found.fraction,
        "implied_before_usd": found.before_usd,
        "implied_after_usd": found.after_usd,
        "observed_usd": observed.usd,
        "observed_coins": list(observed.coins),
        "observed_venues": list(observed.venues),
        "observed_as_of": iso(observed.at_ms) if observed.at_ms is not None else None,
        "times_observed": found.times,
        "flagged": found.is_flagged,
        "price_change": even.price if even is not None else None,
        "implied_contracts": even.contracts if even is not None else None,
        "words": " ".join(said),
    }
    sys.stdout.write(json_line(row))
    return 0


def _observed(app: App, claim: Claim) -> ObservedTotal:
    if claim.observed_usd is not None:
        return ObservedTotal(claim.observed_usd)
    views, reader, journal = app.views()
    try:
        assets = claim.assets or app.settings.assets
        return observed_total(views, assets, app.now_ms(reader))
    finally:
        if reader is not None:
            reader.close()
        if journal is not None:
            journal.close()
