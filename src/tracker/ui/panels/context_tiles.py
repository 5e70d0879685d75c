"""Puts market context into tiles: the one of the strip, and those of the page of the market's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.analysis import context_words as said
from tracker.analysis import words
from tracker.domain.context import Reading, Series
from tracker.services.context_view import (
    CORRELATED,
    ContextView,
    IndexStanding,
    TreasuryStanding,
)
from tracker.ui.panels.tiles import Tile

Titles = Mapping[str, str]
_NOTHING = "nothing received yet"
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
        why = view.why_unknown(Series.FEAR_GREED) if view.feeds else _NOTHING
        tile.say(words.UNKNOWN, line=[(why, "quiet")])
        return
    scope = _risk(view)
    if mood is None:
        tile.say(words.UNKNOWN, line=line, scope=scope, meaning=_NOTHING)
        return
    reading = mood.reading
    unit = said.mood(reading)
    if mood.is_stale:
        unit = f"stale, {said.age(reading.at_ms, view.now_ms)} old"
    source = titles.get(reading.source, reading.source)
    tile.say(
        said.value(Series.FEAR_GREED, reading.value),
        unit=[(unit, "warn" if mood.is_stale else "quiet")],
        line=line or [(f"Fear & Greed by {source}", "quiet")],
        scope=scope,
        meaning=f"Fear & Greed by {source}, {_ago(reading, view.now_ms)}.",
        is_old=mood.is_stale,
    )


def _risk(view: ContextView) -> str:
    ticks = view.risk_off
    if ticks is None:
        return "risk-off ?"
    return "risk-off" if ticks else "no risk-off"


def _strip_index(view: ContextView) -> list[tuple[str, str]]:
    """The index that speaks: one that says risk-off, else one that is open, else the first."""
    fresh = [one for one in view.indices if not one.standing.is_stale]
    ordered = sorted(fresh, key=lambda one: (not one.risk_off, not one.session.is_open))
    for one in ordered[:1]:
        change = one.standing.change
        role = _role(change)
        return [
            (f"{said.TITLES[one.series]} ", "quiet"),
            (words.percent(change, 1), role),
            (f" ({'open' if one.session.is_open else f'{one.session.day:%a}'})", "quiet"),
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
            return [(f"{before}{name} ", "quiet"), (f"{sign}{words.usd(profit)}", _role(profit))]
    return []


def say_series(tile: Tile, view: ContextView, series: Series, titles: Titles) -> None:
    """One figure: its value, its change, and whose it is."""
    known = view.standings.get(series)
    if known is None:
        tile.say(words.UNKNOWN, line=[(view.why_unknown(series), "quiet")], meaning=meaning(series))
        return
    one, before = known.reading, known.before
    change = said.step(series, one.value, before.value if before is not None else None)
    role = "quiet" if series in _PLAIN else _role(known.step)
    line = []
    if before is not None and change:
        since = "in 24 h" if series in _ROLLING else f"since {words.day(before.at_ms)}"
        line = [(change, role), (f" {since}", "quiet")]
    unit = said.mood(one) if series is Series.FEAR_GREED else ""
    tile.say(
        said.value(series, one.value),
        unit=[(unit, "quiet")] if unit else [],
        line=line or [("change unknown yet", "quiet")],
        scope="stale" if known.is_stale else "",
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
        reason = view.why_unknown(series, why)
        tile.say(words.UNKNOWN, line=[(reason, "quiet")], meaning=meaning(series))
        return
    one, change, correlated = index.standing.reading, index.standing.change, index.correlation
    together = f"{CORRELATED} {said.together(correlated)}"
    if correlated is None:
        together = f"{CORRELATED} correlation unknown yet"
    line = [(together, "quiet")]
    if index.risk_off:
        line = [("risk-off", "warn"), (f" · {together}", "quiet")]
    sentence = meaning(series)
    if correlated is not None:
        sentence = (
            f"Correlation of daily returns of {CORRELATED} sampled at its close, over "
            f"{correlated.pairs} days, with its 95{words.NARROW}% interval. {sentence}"
        )
    tile.say(
        said.value(series, one.value),
        unit=[(words.percent(change), _role(change))],
        line=line,
        scope="stale" if index.standing.is_stale else index.session.words,
        foot=_whose(one, view.now_ms, titles),
        meaning=sentence,
        is_old=index.standing.is_stale,
    )


def say_interest(tile: Tile, view: ContextView) -> None:
    """Open interest by market cap."""
    if view.interest_to_cap is None:
        tile.say(words.UNKNOWN, line=[("market cap or open interest unknown", "quiet")])
        return
    count = len(view.interest_venues)
    tile.say(
        words.percent(view.interest_to_cap, 1, sign=False),
        line=[(f"of {view.asset} stands in contracts", "quiet")],
        scope=f"{count} {'venue' if count == 1 else 'venues'}",
        foot="one-sided, fresh venues only",
        meaning=(
            "How much of the coin's worth stands in perpetual contracts; a lower bound, as venues "
            "are missing."
        ),
    )


def say_risk(tile: Tile, view: ContextView) -> None:
    """Whether equities say risk-off, and which."""
    ticks = view.risk_off
    rule = (
        f"An index fell by more than 1{words.NARROW}% and the whole interval of its correlation with "
        f"{CORRELATED} lies above zero."
    )
    if ticks is None:
        tile.say("?", line=[("cannot be assessed now", "quiet")], meaning=rule)
        return
    assessed = sum(one.risk_off is not None for one in view.indices)
    names = ", ".join(said.TITLES[one] for one in ticks)
    tile.say(
        "Risk-off" if ticks else "No",
        line=[(names, "warn")] if ticks else [("no index falls with it", "quiet")],
        scope=f"{assessed} of {len(view.indices)} assessed",
        foot=f"index below {words.MINUS}1{words.NARROW}%, correlation above 0",
        meaning=rule,
    )


def holder_cells(one: TreasuryStanding, now_ms: int, titles: Titles) -> Sequence[tuple[str, str]]:
    """A holder's row: name, coins, average cost, unrealised result, a percent, and whose figures."""
    holding, result = one.holding, one.result
    profit, share, cost, percent = "unknown", "", words.UNKNOWN, words.UNKNOWN
    role = "quiet"
    if holding.cost_usd:
        cost = words.price(holding.cost_usd / holding.coins)
    if result is not None:
        percent = words.usd(result.per_percent_usd)
        profit = "n/a"
        if result.profit_usd is not None:
            sign = "+" if result.profit_usd > 0 else ""
            profit, role = f"{sign}{words.usd(result.profit_usd)}", _role(result.profit_usd)
            share = words.percent(result.profit_share, 1)
    source = titles.get(holding.source, holding.source)
    stale = "stale, " if one.is_stale else ""
    symbol = f" · {holding.symbol}" if holding.symbol else ""
    return (
        (f"{holding.holder}{symbol}", "text"),
        (f"{holding.coins:,.0f}", "text"),
        (cost, "text" if holding.cost_usd else "quiet"),
        (profit, role),
        (share, role),
        (percent, "text"),
        (f"{source} · {stale}{said.age(holding.at_ms, now_ms)} ago", "quiet"),
    )


def meaning(series: Series) -> str:
    """What a figure means, in one sentence."""
    return said.MEANINGS[series]


def _whose(one: Reading, now_ms: int, titles: Titles) -> str:
    return f"{titles.get(one.source, one.source)} · {_ago(one, now_ms)}"


def _ago(one: Reading, now_ms: int) -> str:
    return f"{said.age(one.at_ms, now_ms)} ago"


def _role(number: float | None) -> str:
    if not number:
        return "quiet"
    return "up" if number > 0 else "down"
