"""Puts market context into tiles: the one of the strip, and those of the page of the market's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.analysis import context_words as said
from tracker.analysis import words
from tracker.domain.context import Reading, Series
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.context_view import (
    CORRELATED,
    ContextView,
    IndexStanding,
    TreasuryStanding,
)
from tracker.services.reasons import said_reason
from tracker.ui.panels.ages import old_ms
from tracker.ui.panels.tile import Tile

Titles = Mapping[str, str]
_NOTHING = noted("nothing received yet")
#: Series in which a rise is no good and a fall no bad news: their changes have no colour.
_PLAIN = frozenset(
    {
        Series.VIX,
        Series.DVOL,
        Series.ECB_DEPOSIT,
        Series.FED_FUNDS,
        Series.US_10Y,
        Series.DOLLAR,
        Series.EUR_USD,
        Series.DOMINANCE,
    }
)
#: Series that are told all the time, and compared with the day before.
_ROLLING = frozenset({Series.DOMINANCE, Series.MARKET_CAP, Series.TOTAL_CAP, Series.DVOL})


def say_strip(tile: Tile, view: ContextView, titles: Titles) -> None:
    """The context of the strip: the mood, whether equities say risk-off, and what weighs most."""
    mood = view.standings.get(Series.FEAR_GREED)
    line = [*_strip_index(view), *_strip_holder(view)]
    if mood is None and not line:
        why = said_reason(view.why_unknown(Series.FEAR_GREED)) if view.feeds else tr(_NOTHING)
        tile.say(words.UNKNOWN, line=[(why, "quiet")])
        return
    scope = _risk(view)
    if mood is None:
        tile.say(words.UNKNOWN, line=line, scope=scope, meaning=_NOTHING)
        return
    reading = mood.reading
    unit = said.mood(reading)
    if mood.is_stale:
        unit = tr("stale, {age} old", age=said.age(reading.at_ms, view.now_ms))
    source = titles.get(reading.source, reading.source)
    tile.say(
        said.value(Series.FEAR_GREED, reading.value),
        unit=[(unit, "warn" if mood.is_stale else "quiet")],
        line=line or [(tr("Fear & Greed by {source}", source=source), "quiet")],
        scope=scope,
        meaning=tr(
            "Fear & Greed by {source}, {ago}.", source=source, ago=_ago(reading, view.now_ms)
        ),
        is_old=mood.is_stale,
    )


def _risk(view: ContextView) -> str:
    ticks = view.risk_off
    if ticks is None:
        return tr("risk-off ?")
    return tr("risk-off") if ticks else tr("no risk-off")


def _strip_index(view: ContextView) -> list[tuple[str, str]]:
    """The index that speaks: one that says risk-off, else one that is open, else the first."""
    fresh = [one for one in view.indices if not one.standing.is_stale]
    ordered = sorted(fresh, key=lambda one: (not one.risk_off, not one.session.is_open))
    for one in ordered[:1]:
        change = one.standing.change
        role = _role(change)
        return [
            (f"{tr(said.TITLES[one.series])} ", "quiet"),
            (words.percent(change, 1), role),
            (
                f" ({(tr('open') if one.session.is_open else words.weekday(one.session.day))})",
                "quiet",
            ),
        ]
    return []


def _strip_holder(view: ContextView) -> list[tuple[str, str]]:
    """The largest holder whose cost is known."""
    for one in view.treasuries:
        if one.result is not None and one.result.profit_usd is not None:
            profit = one.result.profit_usd
            sign = "+" if profit > 0 else ""
            name = one.holding.holder.split()[0]
            before = " · " if any(not index.standing.is_stale for index in view.indices) else ""
            role = "quiet" if is_price_old(view) else _role(profit)
            return [(f"{before}{name} ", "quiet"), (f"{sign}{words.usd(profit)}", role)]
    return []


def say_series(tile: Tile, view: ContextView, series: Series, titles: Titles) -> None:
    """One figure: its value, its change, and whose it is."""
    known = view.standings.get(series)
    if known is None:
        why = said_reason(view.why_unknown(series))
        tile.say(words.UNKNOWN, line=[(why, "quiet")], meaning=meaning(series))
        return
    one, before = known.reading, known.before
    change = said.step(series, one.value, before.value if before is not None else None)
    role = "quiet" if series in _PLAIN or known.is_stale else _role(known.step)
    line = []
    if before is not None and change:
        since = (
            tr("in 24 h") if series in _ROLLING else tr("since {day}", day=words.day(before.at_ms))
        )
        line = [(change, role), (f" {since}", "quiet")]
    unit = said.mood(one) if series is Series.FEAR_GREED else ""
    tile.say(
        said.value(series, one.value),
        unit=[(unit, "quiet")] if unit else [],
        line=line or [(tr("change unknown yet"), "quiet")],
        scope=tr("stale") if known.is_stale else "",
        foot=_whose(one, view.now_ms, titles),
        meaning=meaning(series),
        is_old=known.is_stale,
    )


def say_index(
    tile: Tile,
    view: ContextView,
    series: Series,
    index: IndexStanding | None,
    titles: Titles,
    *,
    why: str = "",
) -> None:
    """An equity index with its session, its change, and how the leading coin moves with it.

    `why` says why there is none, where nobody is asked.
    """
    if index is None:
        reason = said_reason(view.why_unknown(series, why))
        tile.say(words.UNKNOWN, line=[(reason, "quiet")], meaning=meaning(series))
        return
    one, change, correlated = index.standing.reading, index.standing.change, index.correlation
    together = f"{CORRELATED} {said.together(correlated)}"
    if correlated is None:
        together = tr("{correlated} correlation unknown yet", correlated=CORRELATED)
    line = [(together, "quiet")]
    if index.risk_off:
        line = [(tr("risk-off"), "warn"), (f" · {together}", "quiet")]
    sentence = meaning(series)
    if correlated is not None:
        sentence = tr(
            "Correlation of daily returns of {correlated} sampled at its close, over "
            "{pairs} days, with its 95{narrow}% interval. {sentence}",
            correlated=CORRELATED,
            pairs=correlated.pairs,
            narrow=words.NARROW,
            sentence=sentence,
        )
    tile.say(
        said.value(series, one.value),
        unit=[(words.percent(change), "quiet" if index.standing.is_stale else _role(change))],
        line=line,
        scope=tr("stale") if index.standing.is_stale else index.session.words,
        foot=_whose(one, view.now_ms, titles),
        meaning=sentence,
        is_old=index.standing.is_stale,
    )


def say_interest(tile: Tile, view: ContextView) -> None:
    """Open interest by market cap."""
    if view.interest_to_cap is None:
        tile.say(words.UNKNOWN, line=[(tr("no fresh market cap or open interest"), "quiet")])
        return
    count = len(view.interest_venues)
    tile.say(
        words.percent(view.interest_to_cap, 1, sign=False),
        line=[(tr("of {asset} stands in contracts", asset=view.asset), "quiet")],
        scope=tr("%n venue(s)", "", count),
        foot=tr("one-sided, fresh venues only"),
        meaning=(
            tr(
                "How much of the coin's worth stands in perpetual contracts; a lower bound, as "
                "venues are missing."
            )
        ),
    )


def say_risk(tile: Tile, view: ContextView) -> None:
    """Whether equities say risk-off, and which."""
    ticks = view.risk_off
    rule = tr(
        "An index fell by more than 1{narrow}% and the whole interval of its "
        "correlation with {correlated} lies above zero.",
        narrow=words.NARROW,
        correlated=CORRELATED,
    )
    if ticks is None:
        tile.say("?", line=[(tr("cannot be assessed now"), "quiet")], meaning=rule)
        return
    assessed = sum(one.risk_off is not None for one in view.indices)
    names = ", ".join(tr(said.TITLES[one]) for one in ticks)
    tile.say(
        tr("Risk-off") if ticks else tr("No"),
        line=[(names, "warn")] if ticks else [(tr("no index falls with it"), "quiet")],
        scope=tr("{assessed} of {count} assessed", assessed=assessed, count=len(view.indices)),
        foot=tr(
            "index below {minus}1{narrow}%, correlation above 0",
            minus=words.MINUS,
            narrow=words.NARROW,
        ),
        meaning=rule,
    )


def is_price_old(view: ContextView) -> bool:
    """Whether the price that results are made of is not the present any more."""
    return old_ms(view.price_at_ms, view.now_ms) is not None


def holder_cells(
    one: TreasuryStanding, now_ms: int, titles: Titles, *, is_old: bool = False
) -> Sequence[tuple[str, str]]:
    """A holder's row: name, coins, average cost, unrealised result, a percent, and whose figures.

    Results at a price that `is_old` are pale and have no colour.
    """
    holding, result = one.holding, one.result
    profit, share, cost, percent = tr("unknown"), "", words.UNKNOWN, words.UNKNOWN
    role = "quiet"
    if holding.cost_usd:
        cost = words.price(holding.cost_usd / holding.coins)
    if result is not None:
        percent = words.usd(result.per_percent_usd)
        profit = tr("n/a")
        if result.profit_usd is not None:
            sign = "+" if result.profit_usd > 0 else ""
            profit, role = f"{sign}{words.usd(result.profit_usd)}", _role(result.profit_usd)
            share = words.percent(result.profit_share, 1)
    role = "quiet" if is_old else role
    source = titles.get(holding.source, holding.source)
    stale = f"{term('stale')}, " if one.is_stale else ""
    symbol = f" · {holding.symbol}" if holding.symbol else ""
    return (
        (f"{holding.holder}{symbol}", "text"),
        (words.fixed(holding.coins, 0), "text"),
        (cost, "text" if holding.cost_usd else "quiet"),
        (profit, role),
        (share, role),
        (percent, "quiet" if is_old else "text"),
        (
            tr(
                "{source} · {stale}{age} ago",
                source=source,
                stale=stale,
                age=said.age(holding.at_ms, now_ms),
            ),
            "quiet",
        ),
    )


def meaning(series: Series) -> str:
    """What a figure means, in one sentence."""
    return tr(said.MEANINGS[series])


def _whose(one: Reading, now_ms: int, titles: Titles) -> str:
    return f"{titles.get(one.source, one.source)} · {_ago(one, now_ms)}"


def _ago(one: Reading, now_ms: int) -> str:
    return tr("{age} ago", age=said.age(one.at_ms, now_ms))


def _role(number: float | None) -> str:
    if not number:
        return "quiet"
    return "up" if number > 0 else "down"
