"""The sections of a brief about causes and ends: cascades, other coins, what surrounds them, recovery."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.analysis import words
from tracker.analysis.brief_facts import (
    CascadeFact,
    ContextFact,
    EpisodeFact,
    FeedbackFact,
    Origin,
    RecoveryFact,
    RippleFact,
    TreasuryFact,
)
from tracker.analysis.brief_parts import LEAST, Figure, Page, Sentence, listed, two
from tracker.analysis.recovery_checks import Outcome

_MARKS = {Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.UNKNOWN: "cannot assess"}
#: So much of the past makes a normal of one's own; until then defaults count with it.
_LEARNT_DAYS = 30


# --- cascade, feedback, ripple ------------------------------------------------------------------


def cascade(page: Page) -> Iterable[Sentence]:
    """How severe it is, whether it feeds itself, and what was before."""
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
    return f"The cascade index over {one.window}: {listed(lacking)} of the window are not known."


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
        interval = f" (90 % interval {two(one.low90)} to {two(one.high90)})"
    origin = Origin((f"{one.events:,} liquidations of the last 2 h",))
    return Sentence(
        f"Feedback: {one.word}. One forced sale brought about {two(one.ratio)} more{interval}.",
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
        said += f"; market-wide ({listed(one.coins)})"
    figure = Figure("episode_usd", one.usd, "USD", one.origin, at_least=one.at_least)
    return Sentence(f"{said}.", (figure,))


def ripple(page: Page) -> Iterable[Sentence]:
    """How other coins went along."""
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
            f"How {listed(alone)} went with {facts.asset}: too few minutes are known of both."
        )


def _with_leader(leader: str, one: RippleFact, beta: tuple[float, float, float]) -> Sentence:
    value, low, high = beta
    said = (
        f"{one.asset} moved {words.percent(value / 100, 2, sign=False)} for each 1 % of {leader} "
        f"(95 % interval {two(low)} to {two(high)})"
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


def context(page: Page) -> Iterable[Sentence]:
    """What surrounds the coins."""
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
    return Sentence(f"{one.name}: {one.value}{note} ({listed(one.origin.names)}).", (figure,))


def _risk(indices: tuple[str, ...], correlation: str) -> Sentence:
    origin = Origin(("equity indices and their correlation with BTC",))
    if indices:
        move = "moves" if len(indices) == 1 else "move"
        said = (
            f"Risk-off: {listed(indices)} fell by more than 1 % and {move} with BTC "
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


def recovery(page: Page) -> Iterable[Sentence]:
    """Whether it is over."""
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
