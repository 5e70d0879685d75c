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
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr

#: What is below every brief.
DISCLAIMER = noted(
    "Figures from public feeds, summed as the methodology says. Information, not investment advice."
)
_SECTIONS: tuple[tuple[str, str, Callable[[Page], Iterable[Sentence]]], ...] = (
    ("price", noted("Price"), market.price),
    ("levels", noted("Levels"), market.levels),
    ("liquidations", noted("Liquidations"), market.liquidations),
    ("leverage", noted("Leverage"), market.leverage),
    ("headlines", noted("Headlines, checked"), market.headlines),
    ("cascade", noted("Cascade and feedback"), causes.cascade),
    ("ripple", noted("Ripple"), causes.ripple),
    ("context", noted("Context"), causes.context),
    ("recovery", noted("Is it over?"), causes.recovery),
)


def compose(facts: Facts) -> Brief:
    """Write the brief of one moment."""
    page = Page(facts)
    sections = tuple(
        Section(key, tr(title), tuple(made))
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
            tr(
                "{asset} is at {price}, {percent} in 24 h.",
                asset=price.asset,
                price=words.price(price.price),
                percent=words.percent(price.change_24h),
            )
        )
    below = [one for one in facts.levels if one.supports and one.away < 0]
    lost = [one for one in facts.levels if one.broken and not one.supports and one.away > 0]
    if lost:
        nearest = min(lost, key=lambda one: one.price)
        said = f"{words.level(nearest.price)} {nearest.state}"
        if below:
            said += tr(
                "; the next support is {level}",
                level=words.level(max(one.price for one in below)),
            )
        yield f"{said}."
    day = next((one for one in facts.windows if one.name == "24 h"), None)
    if day is not None:
        least = LEAST if day.at_least else ""
        side, usd = max(
            (term("longs"), day.long_usd), (term("shorts"), day.short_usd), key=lambda one: one[1]
        )
        yield tr(
            "{least}{usd} of {side} were liquidated in 24 h.",
            least=least,
            usd=words.usd(usd),
            side=side,
        )
    own = next((o for o in facts.interest if o.window == "24 h" and o.scope == facts.asset), None)
    if own is not None and own.split.is_known:
        yield (
            tr(
                "Open interest {change} in USD is {contracts} in contracts.",
                change=words.percent(own.split.change, 1),
                contracts=words.percent(own.split.contracts, 1),
            )
        )
    if facts.cascade is not None and facts.cascade.index is not None:
        least = LEAST if facts.cascade.at_least else ""
        yield tr(
            "The cascade index is {least}{index:.0f} of 100.",
            least=least,
            index=facts.cascade.index,
        )
    if facts.recovery is not None and facts.recovery.phase != words.UNKNOWN:
        yield tr("Stabilisation: {phase}.", phase=tr(facts.recovery.phase).lower())
