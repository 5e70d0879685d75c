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
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr

_MARKS = {
    Outcome.PASS: noted("pass"),
    Outcome.FAIL: noted("fail"),
    Outcome.UNKNOWN: noted("cannot assess"),
}
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
        page.lacks(tr("The feedback ratio: it was not measured lately."))
    elif facts.feedback.ratio is None:
        why = facts.feedback.why or tr("It cannot be measured now.")
        page.lacks(tr("The feedback ratio: {why}", why=why[0].lower() + why[1:]))
    else:
        yield _feedback(facts.feedback)
    for one in facts.episodes:
        yield _episode(one)
    is_known = facts.cascade is not None and facts.cascade.index is not None
    if not facts.episodes and is_known:
        yield Sentence(tr("No cascade episode is on record in the last 7 days."), ())
    elif not facts.episodes:
        page.lacks(tr("Whether there was a cascade in the last 7 days: too little was observed."))


def _no_index(one: CascadeFact | None) -> str:
    if one is None:
        return tr("The cascade index: nothing to measure it from is in the cache.")
    parts = (
        (tr("liquidations"), one.pressure),
        (tr("positions"), one.positions),
        (tr("move"), one.impact),
    )
    lacking = [name for name, value in parts if value is None] or [tr("some figures")]
    return tr(
        "The cascade index over {window}: {listed} of the window are not known.",
        window=one.window,
        listed=listed(lacking),
    )


def _index(one: CascadeFact) -> Sentence:
    assert one.index is not None
    least = LEAST if one.at_least else ""
    parts = (
        (tr("liquidation pressure"), least, one.pressure),
        (tr("positions"), "", one.positions),
        (tr("move"), "", one.impact),
    )
    # Without liquidations the index is 0 whatever else is known.
    told = ", ".join(
        f"{name} {bound}{words.fixed(value, 2)}"
        for name, bound, value in parts
        if value is not None
    )
    said = tr(
        "The cascade index over {window} is {least}{index:.0f} of 100, of {side}",
        window=one.window,
        least=least,
        index=one.index,
        side=term(f"{one.side}s"),
    )
    said += f": {told}" if told else ""
    if one.origin.coverage is not None:
        said += tr("; {share} of the window observed", share=words.share(one.origin.coverage))
    days = round(one.learnt_days)
    if days < _LEARNT_DAYS:
        said += tr("; what is normal is learnt from {days} days so far", days=days)
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
        interval = tr(" (90 % interval {low} to {high})", low=two(one.low90), high=two(one.high90))
    origin = Origin((tr("{events} liquidations of the last 2 h", events=words.count(one.events)),))
    return Sentence(
        tr(
            "Feedback: {word}. One forced sale brought about {ratio} more{interval}.",
            word=tr(one.word),
            ratio=two(one.ratio),
            interval=interval,
        ),
        (Figure("feedback", one.ratio, "ratio", origin, estimate=True),),
    )


def _episode(one: EpisodeFact) -> Sentence:
    least = LEAST if one.at_least else ""
    ended = (
        tr("still running") if one.running else tr("to {when} UTC", when=words.clock(one.end_ms))
    )
    said = tr(
        "Cascade, {when} {ended}: {least}{usd}, mostly {side}",
        when=words.clock(one.start_ms),
        ended=ended,
        least=least,
        usd=words.usd(one.usd),
        side=term(f"{one.side}s"),
    )
    if one.move is not None:
        said += tr(", price {percent}", percent=words.percent(one.move, 1))
    if one.contracts is not None:
        said += tr(", contracts {percent}", percent=words.percent(one.contracts, 1))
    said += tr(", index {index:.0f}", index=one.index)
    if one.coins:
        said += tr("; market-wide ({listed})", listed=listed(one.coins))
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
            (
                one.liquidations,
                tr("liquidations over {window}", window=one.window),
                "liquidations_share",
            ),
            (one.interest, tr("open interest"), "interest_share"),
        ):
            if value is not None:
                parts.append(tr("{share} of {what}", share=words.share(value), what=what))
                figures.append(Figure(name, value, "fraction", Origin((one.scope,))))
        if parts:
            yield Sentence(
                tr(
                    "{asset} is {parts} of the coins watched ({scope}).",
                    asset=facts.asset,
                    parts=tr(" and ").join(parts),
                    scope=one.scope,
                ),
                tuple(figures),
            )
    for other in facts.ripple:
        if other.beta is not None:
            yield _with_leader(facts.asset, other, other.beta)
    alone = [other.asset for other in facts.ripple if other.beta is None]
    if alone:
        page.lacks(
            tr(
                "How {listed} went with {asset}: too few minutes are known of both.",
                listed=listed(alone),
                asset=facts.asset,
            )
        )


def _with_leader(leader: str, one: RippleFact, beta: tuple[float, float, float]) -> Sentence:
    value, low, high = beta
    said = tr(
        "{asset} moved {percent} for each 1 % of {leader} (95 % interval {low} to {high})",
        asset=one.asset,
        percent=words.percent(value / 100, 2, sign=False),
        leader=leader,
        low=two(low),
        high=two(high),
    )
    if one.leads is None:
        said += tr("; neither moved first for sure")
    elif one.leads:
        said += tr(
            "; {leader} moved first, by {lag_minutes} min at the highest correlation",
            leader=leader,
            lag_minutes=one.lag_minutes,
        )
    else:
        said += tr("; it moved before {leader}", leader=leader)
    origin = Origin((tr("{minutes} minutes of returns", minutes=one.minutes),))
    return Sentence(f"{said}.", (Figure(f"beta_{one.asset}", value, "ratio", origin),))


# --- context ------------------------------------------------------------------------------------


def context(page: Page) -> Iterable[Sentence]:
    """What surrounds the coins."""
    facts = page.facts
    for one in facts.context:
        if one.stale:
            page.lacks(
                tr(
                    "{name}: the newest value ({value}) is too old to speak of now.",
                    name=tr(one.name),
                    value=one.value,
                )
            )
        else:
            yield _context_words(one)
    if facts.risk is None or facts.risk.indices is None:
        page.lacks(tr("Whether equities say risk-off: no index with a known correlation is fresh."))
    else:
        yield _risk(facts.risk.indices, facts.risk.correlation)
    for holder in facts.treasuries:
        if holder.profit_usd is None or holder.average is None:
            page.lacks(
                tr("The result of {holder}: what it paid is not known.", holder=holder.holder)
            )
        else:
            yield _treasury(facts.asset, holder, holder.profit_usd, holder.average)
    if not facts.treasuries:
        page.lacks(tr("Treasury holders: nobody told what they hold."))


def _context_words(one: ContextFact) -> Sentence:
    note = f", {one.note}" if one.note else ""
    figure = Figure(one.key, one.number, one.unit, one.origin)
    return Sentence(f"{tr(one.name)}: {one.value}{note} ({listed(one.origin.names)}).", (figure,))


def _risk(indices: tuple[str, ...], correlation: str) -> Sentence:
    origin = Origin((tr("equity indices and their correlation with BTC"),))
    if indices:
        said = tr(
            "Risk-off: {indices} fell by more than 1 % and (moves|move) with BTC "
            "(correlation {correlation}).",
            "",
            len(indices),
            indices=listed(map(tr, indices)),
            correlation=correlation,
        )
    else:
        said = tr("Equities do not say risk-off: none fell by more than 1 % while moving with BTC.")
    return Sentence(said, (Figure("risk_off", str(bool(indices)).lower(), "", origin),))


def _treasury(asset: str, one: TreasuryFact, profit: float, average: float) -> Sentence:
    word = tr("gain") if profit >= 0 else tr("loss")
    share = f" ({words.percent(one.profit_share, 1)})" if one.profit_share is not None else ""
    said = tr(
        "{holder} holds {coins} {asset} at {price} on average: an unrealised "
        "{word} of {usd}{share}, {for_each} for each 1 %. Unrealised is no call for margin",
        holder=one.holder,
        coins=words.fixed(one.coins, 0),
        asset=asset,
        price=words.price(average),
        word=word,
        usd=words.usd(abs(profit)),
        share=share,
        for_each=words.usd(one.per_percent_usd),
    )
    if one.stale:
        said += tr("; the holdings are as last told and may be old")
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
        page.lacks(tr("Whether it is over: the stabilisation monitor has nothing to go by."))
        return
    origin = Origin((tr("the stabilisation monitor"),), one.since_ms)
    if one.phase == words.UNKNOWN:
        page.lacks(
            tr(
                "Whether it is over: {why}.",
                why=one.why or tr("too little was observed to call it calm"),
            )
        )
    else:
        yield Sentence(_phase(one), (Figure("phase", one.phase.lower(), "", origin),))
    for check in one.checks:
        said = f"{check.name}: {_MARKS[check.outcome]}; {check.text}."
        figure = Figure(check.name.lower().replace(" ", "_"), str(check.outcome), "", origin)
        yield Sentence(said, (figure,))
    if one.checks and one.fast:
        yield Sentence(tr("The last hour alone: {fast}.", fast=one.fast), ())


def _phase(one: RecoveryFact) -> str:
    since = (
        tr(" since {when} UTC", when=words.clock(one.since_ms)) if one.since_ms is not None else ""
    )
    peak = (
        tr("; at its peak liquidations were {peak} times their base", peak=words.fixed(one.peak, 1))
        if one.peak
        else ""
    )
    if not one.checks:
        return tr(
            "Stabilisation: {phase}{since}{why}.",
            phase=tr(one.phase).lower(),
            since=since,
            why=f": {one.why}" if one.why else "",
        )
    return tr(
        "Stabilisation: {phase}{since}{peak}. It is over when price holds, "
        "liquidations have faded and positions no longer fall:",
        phase=tr(one.phase).lower(),
        since=since,
        peak=peak,
    )
