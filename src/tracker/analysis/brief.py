"""The brief: one page that answers why a coin moves, written from figures alone.

Every sentence is a template over figures, and a sentence whose figures are missing is not written: what
it would have said is named among what is not known. Reference: docs/methodology.md, section 12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.analysis import brief_causes as causes
from tracker.analysis import brief_market as market
from tracker.analysis import words
from tracker.analysis.brief_facts import Facts
from tracker.analysis.brief_parts import LEAST, Brief, Page, Section, Sentence

#: What is below every brief.
DISCLAIMER = (
    "Figures from public feeds, summed as the methodology says. Information, not investment advice."
)
_SECTIONS: tuple[tuple[str, str, Callable[[Page], Iterable[Sentence]]], ...] = (
    ("price", "Price", market.price),
    ("levels", "Levels", market.levels),
    ("liquidations", "Liquidations", market.liquidations),
    ("leverage", "Leverage", market.leverage),
    ("headlines", "Headlines, checked", market.headlines),
    ("cascade", "Cascade and feedback", causes.cascade),
    ("ripple", "Ripple", causes.ripple),
    ("context", "Context", causes.context),
    ("recovery", "Is it over?", causes.recovery),
)


def compose(facts: Facts) -> Brief:
    """Write the brief of one moment."""
    page = Page(facts)
    sections = tuple(
        Section(key, title, tuple(made))
        for key, title, write in _SECTIONS
        if (made := list(write(page)))
    )
    return Brief(
        facts.asset,
        facts.at_ms,
        facts.simulated,
        " ".join(_lead(facts)),
        sections,
        tuple(page.unknown),
    )


def _lead(facts: Facts) -> Iterable[str]:
    """The few sentences that answer the question, where their figures are known."""
    price = facts.price
    if price is not None and price.change_24h is not None:
        yield (
            f"{price.asset} is at {words.price(price.price)}, "
            f"{words.percent(price.change_24h)} in 24 h."
        )
    below = [one for one in facts.levels if one.supports and one.away < 0]
    lost = [one for one in facts.levels if one.broken and not one.supports and one.away > 0]
    if lost:
        nearest = min(lost, key=lambda one: one.price)
        said = f"{words.level(nearest.price)} {nearest.state}"
        if below:
            said += f"; the next support is {words.level(max(one.price for one in below))}"
        yield f"{said}."
    day = next((one for one in facts.windows if one.name == "24 h"), None)
    if day is not None:
        least = LEAST if day.at_least else ""
        side, usd = max(("longs", day.long_usd), ("shorts", day.short_usd), key=lambda one: one[1])
        yield f"{least}{words.usd(usd)} of {side} were liquidated in 24 h."
    own = next((o for o in facts.interest if o.window == "24 h" and o.scope == facts.asset), None)
    if own is not None and own.split.is_known:
        yield (
            f"Open interest {words.percent(own.split.change, 1)} in USD is "
            f"{words.percent(own.split.contracts, 1)} in contracts."
        )
    if facts.cascade is not None and facts.cascade.index is not None:
        least = LEAST if facts.cascade.at_least else ""
        yield f"The cascade index is {least}{facts.cascade.index:.0f} of 100."
    if facts.recovery is not None and facts.recovery.phase != words.UNKNOWN:
        yield f"Stabilisation: {facts.recovery.phase.lower()}."
