"""The brief: one page that answers why a coin moves, written from figures alone.

Every sentence is a template over figures, and a sentence whose figures are missing is not written: what
it would have said is named among what is not known. Reference: docs/methodology.md, section 12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.analysis import words
from tracker.analysis.brief_facts import (
    CascadeFact,
    ContextFact,
    EpisodeFact,
    Facts,
    FeedbackFact,
    HeadlineFact,
    InterestFact,
    LevelFact,
    Origin,
    RecoveryFact,
    RippleFact,
    TreasuryFact,
    WindowFact,
)
from tracker.analysis.implied_total import BreakEven, break_even_words, total_words
from tracker.analysis.recovery_checks import Outcome

#: What is below every brief.
DISCLAIMER = (
    "Figures from public feeds, summed as the methodology says. Information, not investment advice."
)
LEAST = "≥ "
_MARKS = {Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.UNKNOWN: "cannot assess"}
#: So much of the past makes a normal of one's own; until then defaults count with it.
_LEARNT_DAYS = 30
#: A pace within so much of another is the same.
_SAME = 0.1


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence, for machines: its unit, where it comes from, and what it is.

    Attributes:
        name: in snake case, unique within the sentence.
        at_least: whether it is a lower bound.
        estimate: whether it comes from a model and not from counting.
    """

    name: str
    value: float | str
    unit: str
    origin: Origin
    at_least: bool = False
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and the figures that say so."""

    text: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    key: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where its figures come from, each once, in the order of reading."""
        found = dict.fromkeys(
            figure.origin for sentence in self.sentences for figure in sentence.figures
        )
        return tuple(one for one in found if one.names)


@dataclass(frozen=True, slots=True)
class Brief:
    """The page.

    Attributes:
        lead: the few sentences that answer the question; empty where nothing is known.
        unknown: what could not be said, and why.
    """

    asset: str
    at_ms: int
    simulated: str
    lead: str
    sections: tuple[Section, ...]
    unknown: tuple[str, ...]

    @property
    def title(self) -> str:
        """What stands above it."""
        return f"{self.asset}: why is it moving?"


def compose(facts: Facts) -> Brief:
    """Write the brief of one moment."""
    page = _Page(facts)
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


class _Page:
    """The facts, and what turned out not to be known while writing."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.unknown: list[str] = []

    def lacks(self, sentence: str) -> None:
        """Note what cannot be said."""
        if sentence not in self.unknown:
            self.unknown.append(sentence)


# --- price and levels ---------------------------------------------------------------------------


def _price(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    one = facts.price
    if one is None:
        page.lacks(f"The price of {facts.asset}: nothing recent is in the cache.")
    elif one.change_24h is None:
        page.lacks(f"The change of {facts.asset} over 24 h: no price of that time is in the cache.")
        figure = Figure("price", one.price, "USD", one.origin)
        yield Sentence(f"{one.asset} is at {words.price(one.price)}.", (figure,))
    else:
        yield Sentence(
            f"{one.asset} is at {words.price(one.price)}, {words.percent(one.change_24h)} in 24 h.",
            (
                Figure("price", one.price, "USD", one.origin),
                Figure("change_24h", one.change_24h, "fraction", one.origin),
            ),
        )
    known = [(other, other.change_24h) for other in facts.beside if other.change_24h is not None]
    if known:
        said = ", ".join(
            f"{other.asset} {words.price(other.price)} ({words.percent(change)})"
            for other, change in known
        )
        figures = [
            figure
            for other, change in known
            for figure in (
                Figure(f"{other.asset}_price", other.price, "USD", other.origin),
                Figure(f"{other.asset}_change_24h", change, "fraction", other.origin),
            )
        ]
        yield Sentence(f"Beside it, in 24 h: {said}.", tuple(figures))
    missing = [*facts.unpriced, *(o.asset for o in facts.beside if o.change_24h is None)]
    if missing:
        page.lacks(f"The change over 24 h of {_listed(missing)}.")


def _levels(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    if not facts.levels:
        page.lacks("Where price stands against levels: none is set for this coin.")
        return
    broken = sorted(
        (one for one in facts.levels if one.broken and not one.supports), key=lambda one: one.price
    )
    for one in broken:
        where = f"{words.level(one.price)} {one.state}; it is resistance now, {_away(one)} away."
        yield Sentence(where, _level_figures(one))
    supports = sorted(
        (one for one in facts.levels if one.supports), key=lambda one: one.price, reverse=True
    )
    below = [one for one in supports if one.away < 0]
    if below:
        rest = f", below it {_listed([words.level(one.price) for one in below[1:]])}"
        said = f"Next support {words.level(below[0].price)}, {_away(below[0])} away"
        yield Sentence(
            f"{said}{rest if below[1:] else ''}.",
            tuple(figure for one in below for figure in _level_figures(one)),
        )
    else:
        page.lacks("The next support: no unbroken level is set below the price.")
    above = [one for one in facts.levels if one.away > 0]
    if above:
        cap = min(above, key=lambda one: one.price)
        said = f"The ceiling is {words.level(cap.price)}, {_away(cap)} away: {cap.state}."
        yield Sentence(said, _level_figures(cap))


def _away(one: LevelFact) -> str:
    return words.distance(one.away, one.daily_atrs)


def _level_figures(one: LevelFact) -> tuple[Figure, ...]:
    yours, name = Origin(("your levels, judged on the reference market",)), words.level(one.price)
    found = [Figure(f"level_{name}", one.price, "USD", yours)]
    found.append(Figure(f"level_{name}_away", one.away, "fraction", yours))
    if one.daily_atrs is not None:
        found.append(Figure(f"level_{name}_daily_atrs", one.daily_atrs, "daily ATR", yours))
    return tuple(found)


# --- liquidations -------------------------------------------------------------------------------


def _liquidations(page: _Page) -> Iterable[Sentence]:
    windows = page.facts.windows
    if not windows:
        page.lacks("Liquidations: none of the venues' feeds was observed.")
        return
    for one in windows:
        yield Sentence(_window_words(one), _window_figures(one))
    yield from _pace(page, {one.name: one for one in windows})


def _window_words(one: WindowFact) -> str:
    least = LEAST if one.at_least else ""
    said = (
        f"{one.name}: {least}{words.usd(one.long_usd)} of longs and {least}{words.usd(one.short_usd)} "
        f"of shorts were liquidated, over {_listed(one.origin.names)}"
    )
    if one.origin.coverage is not None:
        said += f"; {words.share(one.origin.coverage)} of the window was observed"
    if one.multiple is not None and one.percentile is not None:
        said += (
            f". That is {one.multiple:.1f} times the median {one.name} of the last 30 days"
            f" (higher than {one.percentile:.0f} % of them)"
        )
    if one.interest_bp is not None:
        digits = 1 if one.interest_bp < 100 else 0
        said += f". {one.interest_bp:,.{digits}f} bp of open interest"
    if one.largest_day is not None and one.days > 1:
        said += (
            f". The largest day, {one.largest_day[0]}, is {words.share(one.largest_day[1])} of it"
        )
    return f"{said}."


def _window_figures(one: WindowFact) -> tuple[Figure, ...]:
    def figure(name: str, value: float, unit: str) -> Figure:
        return Figure(name, value, unit, one.origin, at_least=one.at_least)

    name = one.name.replace(" ", "")
    found = [
        figure(f"long_{name}", one.long_usd, "USD"),
        figure(f"short_{name}", one.short_usd, "USD"),
    ]
    for label, value, unit in (
        ("count", one.count, ""),
        ("multiple", one.multiple, "times the median"),
        ("percentile", one.percentile, "percentile"),
        ("interest_bp", one.interest_bp, "bp of open interest"),
    ):
        if value is not None:
            found.append(figure(f"{label}_{name}", float(value), unit))
    return tuple(found)


def _pace(page: _Page, windows: dict[str, WindowFact]) -> Iterable[Sentence]:
    """The last day against the mean day of the week, of the side that was hit more.

    A rolling sum says nothing of pace.
    """
    day, week = windows.get("24 h"), windows.get("7 d")
    if day is None or week is None:
        page.lacks("The pace of liquidations: the last day and the last week are not both known.")
        return
    longs = week.long_usd >= week.short_usd
    side, now, then = (
        ("longs", day.long_usd, week.long_usd)
        if longs
        else ("shorts", day.short_usd, week.short_usd)
    )
    if then <= 0:
        page.lacks("The pace of liquidations: nothing was observed in the week.")
        return
    pace = now / (then / week.days)
    if abs(pace - 1) <= _SAME:
        word = "about as fast as in the week"
    else:
        word = "faster than in the week" if pace > 1 else "slower than in the week, not faster"
    said = f"Of {side} the last 24 h are {pace:.2f} times the mean day of the 7 days: {word}"
    short = min(one.origin.coverage or 0.0 for one in (day, week))
    if short < 1 and day.at_least != week.at_least:
        said += ", as far as it was observed"
    origin = Origin(week.origin.names, None, short)
    yield Sentence(f"{said}.", (Figure("pace_24h_of_7d", pace, "times", origin),))


# --- leverage -----------------------------------------------------------------------------------


def _leverage(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    known = [one for one in facts.interest if one.split.is_known]
    for change in facts.interest:
        if change.split.is_known:
            yield Sentence(_interest_words(change), _interest_figures(change))
            missing = [change.title(gone.venue) for gone in change.split.missing]
            if missing:
                page.lacks(
                    f"Open interest of {_listed(missing)} at one end of {change.window}: left out of "
                    "its change, so that an outage does not look like deleveraging."
                )
        else:
            page.lacks(
                f"The change of open interest of {change.scope} over {change.window}: no venue is "
                "known at both ends."
            )
    if not known:
        return
    yield from _explained(page, known)
    if facts.standing is not None:
        one = facts.standing
        yield Sentence(
            f"Open interest of {facts.asset} now: {words.usd(one.usd)}, {words.compact(one.coin)} "
            f"{facts.asset}, one-sided, over {_listed(one.origin.names)}.",
            (
                Figure("oi_usd", one.usd, "USD", one.origin),
                Figure("oi_coin", one.coin, facts.asset, one.origin),
            ),
        )
    yield from _funding(page)


def _interest_words(one: InterestFact) -> str:
    split = one.split
    assert split.change_usd is not None
    assert split.price_usd is not None
    assert split.position_usd is not None
    said = (
        f"Open interest of {one.scope} changed by {words.percent(split.change, 1)} in {one.window}, "
        f"{words.usd(split.change_usd)}: price did {words.usd(split.price_usd)} of that, positions "
        f"{words.usd(split.position_usd)}. In contracts it is {words.percent(split.contracts, 1)}"
    )
    if one.quadrant:
        said += (
            f": {one.quadrant}, as convention calls it (every contract has a long and a short side)"
        )
    return f"{said}."


def _interest_figures(one: InterestFact) -> tuple[Figure, ...]:
    split = one.split
    names = tuple(dict.fromkeys(one.title(venue) for venue in split.venues))
    origin = Origin(names, split.to_ms, split.matched_usd_share)
    name = f"{one.scope}_{one.window}".replace(", ", "_").replace(" ", "")
    values = (
        ("change", split.change, "fraction"),
        ("change_usd", split.change_usd, "USD"),
        ("price_usd", split.price_usd, "USD"),
        ("position_usd", split.position_usd, "USD"),
        ("contracts", split.contracts, "fraction"),
    )
    return tuple(
        Figure(f"oi_{label}_{name}", value, unit, origin)
        for label, value, unit in values
        if value is not None
    )


def _explained(page: _Page, known: Iterable[InterestFact]) -> Iterable[Sentence]:
    """How much of a day's loss of open interest liquidations were."""
    facts = page.facts
    day = next((one for one in facts.windows if one.name == "24 h"), None)
    own = next((one for one in known if one.window == "24 h" and one.scope == facts.asset), None)
    lost = -(own.split.change_usd or 0.0) if own is not None else 0.0
    if day is None or own is None or lost <= 0:
        return
    part = day.usd / lost
    least = "at least " if day.at_least else ""
    yield Sentence(
        f"The liquidations of 24 h are {least}{words.percent(part, 0, sign=False)} of the "
        f"{words.usd(lost)} of open interest that went; the rest is price, closing by choice, and what "
        "no venue reports.",
        (Figure("liquidations_of_oi_lost", part, "fraction", day.origin, at_least=day.at_least),),
    )


def _funding(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    one = facts.funding
    if one is None:
        page.lacks("Funding: no venue's rate of that time is known.")
    else:
        yield Sentence(
            f"Funding is {words.percent(one.rate_8h, 4)} for 8 h, weighted by open interest, between "
            f"{words.percent(one.low, 4)} and {words.percent(one.high, 4)} by venue.",
            (Figure("funding_8h", one.rate_8h, "fraction for 8 h", one.origin),),
        )
    if facts.ratios:
        said = ", ".join(f"{one.venue} {words.share(one.long_share)}" for one in facts.ratios)
        figures = tuple(
            Figure(f"long_accounts_{one.venue}", one.long_share, "fraction", one.origin)
            for one in facts.ratios
        )
        yield Sentence(f"Accounts that are long: {said}.", figures)


def _headlines(page: _Page) -> Iterable[Sentence]:
    for one in page.facts.headlines:
        yield _headline(one)


def _headline(one: HeadlineFact) -> Sentence:
    found = one.found
    said = f"{one.text} {total_words(found, one.observed)}"
    origin = Origin(("a headline, checked",))
    figures = [
        Figure("claimed_usd", found.amount_usd, "USD", origin),
        Figure("claimed_change", found.fraction, "fraction", origin),
        Figure("implied_before_usd", found.before_usd, "USD", origin),
    ]
    if found.times is not None:
        figures.append(Figure("implied_of_observed", found.times, "times", origin))
        figures.append(Figure("flagged", str(bool(found.is_flagged)).lower(), "", origin))
    if one.price_change is not None:
        said += f" {break_even_words(BreakEven(found.fraction, one.price_change))}"
    return Sentence(said, tuple(figures))


# --- cascade, feedback, ripple ------------------------------------------------------------------


def _cascade(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    if facts.cascade is None or facts.cascade.index is None:
        page.lacks(_no_index(facts.cascade))
    else:
        yield _index(facts.cascade)
    if facts.feedback is None:
        page.lacks("The feedback ratio: it was not measured lately.")
    elif facts.feedback.ratio is None:
        why = facts.feedback.why or "It cannot be measured now."
        page.lacks(f"The feedback ratio: {why[0].lower()}{why[1:]}")
    else:
        yield _feedback(facts.feedback)
    for one in facts.episodes:
        yield _episode(one)
    is_known = facts.cascade is not None and facts.cascade.index is not None
    if not facts.episodes and is_known:
        yield Sentence("No cascade episode is on record in the last 7 days.", ())
    elif not facts.episodes:
        page.lacks("Whether there was a cascade in the last 7 days: too little was observed.")


def _no_index(one: CascadeFact | None) -> str:
    if one is None:
        return "The cascade index: nothing to measure it from is in the cache."
    parts = (("liquidations", one.pressure), ("positions", one.positions), ("move", one.impact))
    lacking = [name for name, value in parts if value is None] or ["some figures"]
    return f"The cascade index over {one.window}: {_listed(lacking)} of the window are not known."


def _index(one: CascadeFact) -> Sentence:
    assert one.index is not None
    least = LEAST if one.at_least else ""
    parts = (
        ("liquidation pressure", least, one.pressure),
        ("positions", "", one.positions),
        ("move", "", one.impact),
    )
    # Without liquidations the index is 0 whatever else is known.
    told = ", ".join(
        f"{name} {bound}{value:.2f}" for name, bound, value in parts if value is not None
    )
    said = f"The cascade index over {one.window} is {least}{one.index:.0f} of 100, of {one.side}s"
    said += f": {told}" if told else ""
    if one.origin.coverage is not None:
        said += f"; {words.share(one.origin.coverage)} of the window observed"
    days = round(one.learnt_days)
    if days < _LEARNT_DAYS:
        said += f"; what is normal is learnt from {days} days so far"
    figures = tuple(
        Figure(name, value, unit, one.origin, at_least=one.at_least)
        for name, value, unit in (
            ("cascade_index", one.index, "of 100"),
            ("pressure", one.pressure, ""),
            ("positions", one.positions, ""),
            ("impact", one.impact, ""),
        )
        if value is not None
    )
    return Sentence(f"{said}.", figures)


def _feedback(one: FeedbackFact) -> Sentence:
    assert one.ratio is not None
    interval = ""
    if one.low90 is not None and one.high90 is not None:
        interval = f" (90 % interval {_two(one.low90)} to {_two(one.high90)})"
    origin = Origin((f"{one.events:,} liquidations of the last 2 h",))
    return Sentence(
        f"Feedback: {one.word}. One forced sale brought about {_two(one.ratio)} more{interval}.",
        (Figure("feedback", one.ratio, "ratio", origin, estimate=True),),
    )


def _episode(one: EpisodeFact) -> Sentence:
    least = LEAST if one.at_least else ""
    ended = "still running" if one.running else f"to {words.clock(one.end_ms)} UTC"
    said = (
        f"Cascade, {words.clock(one.start_ms)} {ended}: {least}{words.usd(one.usd)}, mostly "
        f"{one.side}s"
    )
    if one.move is not None:
        said += f", price {words.percent(one.move, 1)}"
    if one.contracts is not None:
        said += f", contracts {words.percent(one.contracts, 1)}"
    said += f", index {one.index:.0f}"
    if one.coins:
        said += f"; market-wide ({_listed(one.coins)})"
    figure = Figure("episode_usd", one.usd, "USD", one.origin, at_least=one.at_least)
    return Sentence(f"{said}.", (figure,))


def _ripple(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    one = facts.share
    if one is not None:
        parts = []
        figures = []
        for value, what, name in (
            (one.liquidations, f"liquidations over {one.window}", "liquidations_share"),
            (one.interest, "open interest", "interest_share"),
        ):
            if value is not None:
                parts.append(f"{words.share(value)} of {what}")
                figures.append(Figure(name, value, "fraction", Origin((one.scope,))))
        if parts:
            yield Sentence(
                f"{facts.asset} is {' and '.join(parts)} of the coins watched ({one.scope}).",
                tuple(figures),
            )
    for other in facts.ripple:
        if other.beta is not None:
            yield _with_leader(facts.asset, other, other.beta)
    alone = [other.asset for other in facts.ripple if other.beta is None]
    if alone:
        page.lacks(
            f"How {_listed(alone)} went with {facts.asset}: too few minutes are known of both."
        )


def _with_leader(leader: str, one: RippleFact, beta: tuple[float, float, float]) -> Sentence:
    value, low, high = beta
    said = (
        f"{one.asset} moved {words.percent(value / 100, 2, sign=False)} for each 1 % of {leader} "
        f"(95 % interval {_two(low)} to {_two(high)})"
    )
    if one.leads is None:
        said += "; neither moved first for sure"
    elif one.leads:
        said += f"; {leader} moved first, by {one.lag_minutes} min at the highest correlation"
    else:
        said += f"; it moved before {leader}"
    origin = Origin((f"{one.minutes} minutes of returns",))
    return Sentence(f"{said}.", (Figure(f"beta_{one.asset}", value, "ratio", origin),))


# --- context ------------------------------------------------------------------------------------


def _context(page: _Page) -> Iterable[Sentence]:
    facts = page.facts
    for one in facts.context:
        if one.stale:
            page.lacks(f"{one.name}: the newest value ({one.value}) is too old to speak of now.")
        else:
            yield _context_words(one)
    if facts.risk is None or facts.risk.indices is None:
        page.lacks("Whether equities say risk-off: no index with a known correlation is fresh.")
    else:
        yield _risk(facts.risk.indices, facts.risk.correlation)
    for holder in facts.treasuries:
        if holder.profit_usd is None or holder.average is None:
            page.lacks(f"The result of {holder.holder}: what it paid is not known.")
        else:
            yield _treasury(facts.asset, holder, holder.profit_usd, holder.average)
    if not facts.treasuries:
        page.lacks("Treasury holders: nobody told what they hold.")


def _context_words(one: ContextFact) -> Sentence:
    note = f", {one.note}" if one.note else ""
    figure = Figure(one.key, one.number, one.unit, one.origin)
    return Sentence(f"{one.name}: {one.value}{note} ({_listed(one.origin.names)}).", (figure,))


def _risk(indices: tuple[str, ...], correlation: str) -> Sentence:
    origin = Origin(("equity indices and their correlation with BTC",))
    if indices:
        move = "moves" if len(indices) == 1 else "move"
        said = (
            f"Risk-off: {_listed(indices)} fell by more than 1 % and {move} with BTC "
            f"(correlation {correlation})."
        )
    else:
        said = "Equities do not say risk-off: none fell by more than 1 % while moving with BTC."
    return Sentence(said, (Figure("risk_off", str(bool(indices)).lower(), "", origin),))


def _treasury(asset: str, one: TreasuryFact, profit: float, average: float) -> Sentence:
    word = "gain" if profit >= 0 else "loss"
    share = f" ({words.percent(one.profit_share, 1)})" if one.profit_share is not None else ""
    said = (
        f"{one.holder} holds {one.coins:,.0f} {asset} at {words.price(average)} on average: an "
        f"unrealised {word} of {words.usd(abs(profit))}{share}, {words.usd(one.per_percent_usd)} for each "
        "1 %. Unrealised is no call for margin"
    )
    if one.stale:
        said += "; the holdings are as last told and may be old"
    return Sentence(
        f"{said}.",
        (
            Figure("treasury_coins", one.coins, asset, one.origin),
            Figure("treasury_average", average, "USD", one.origin),
            Figure("treasury_profit_usd", profit, "USD", one.origin),
        ),
    )


# --- recovery -----------------------------------------------------------------------------------


def _recovery(page: _Page) -> Iterable[Sentence]:
    one = page.facts.recovery
    if one is None:
        page.lacks("Whether it is over: the stabilisation monitor has nothing to go by.")
        return
    origin = Origin(("the stabilisation monitor",), one.since_ms)
    if one.phase == words.UNKNOWN:
        page.lacks(f"Whether it is over: {one.why or 'too little was observed to call it calm'}.")
    else:
        yield Sentence(_phase(one), (Figure("phase", one.phase.lower(), "", origin),))
    for check in one.checks:
        said = f"{check.name}: {_MARKS[check.outcome]}; {check.text}."
        figure = Figure(check.name.lower().replace(" ", "_"), str(check.outcome), "", origin)
        yield Sentence(said, (figure,))
    if one.checks and one.fast:
        yield Sentence(f"The last hour alone: {one.fast}.", ())


def _phase(one: RecoveryFact) -> str:
    since = f" since {words.clock(one.since_ms)} UTC" if one.since_ms is not None else ""
    peak = f"; at its peak liquidations were {one.peak:.1f} times their base" if one.peak else ""
    if not one.checks:
        return f"Stabilisation: {one.phase.lower()}{since}{': ' + one.why if one.why else ''}."
    return (
        f"Stabilisation: {one.phase.lower()}{since}{peak}. It is over when price holds, liquidations "
        "have faded and positions no longer fall:"
    )


def _two(value: float) -> str:
    return f"{value + 0.0:.2f}".replace("-", words.MINUS)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


_SECTIONS: tuple[tuple[str, str, Callable[[_Page], Iterable[Sentence]]], ...] = (
    ("price", "Price", _price),
    ("levels", "Levels", _levels),
    ("liquidations", "Liquidations", _liquidations),
    ("leverage", "Leverage", _leverage),
    ("headlines", "Headlines, checked", _headlines),
    ("cascade", "Cascade and feedback", _cascade),
    ("ripple", "Ripple", _ripple),
    ("context", "Context", _context),
    ("recovery", "Is it over?", _recovery),
)
