"""Market context as `tracker show context` and `show market` print it: each figure with its source and age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.analysis import context_words as said
from tracker.analysis.context import Correlation
from tracker.domain.context import INDEX_HOURS, Series
from tracker.domain.times import iso
from tracker.services.context_view import (
    CORRELATED,
    MARKET_WIDE,
    OF_A_COIN,
    ContextView,
    IndexStanding,
    Standing,
    TreasuryStanding,
)

Json = dict[str, Any]


def context_rows(view: ContextView) -> list[Json]:
    """One object a figure, also for those that nobody told: they say why.

    Nothing where the cache has never heard of any.
    """
    if not view.is_known:
        return []
    indices = {one.series: one for one in view.indices}
    rows = [_row(view, series, "") for series in MARKET_WIDE]
    rows += [_row(view, series, view.asset) for series in OF_A_COIN]
    rows.append(_interest(view))
    rows += [_index_row(view, series, indices.get(series)) for series in INDEX_HOURS]
    rows.append(_risk_off(view))
    rows += [_treasury_row(view, one) for one in view.treasuries]
    return rows


def csv_rows(view: ContextView) -> list[Json]:
    """The same with one set of columns: those of all figures."""
    rows = context_rows(view)
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def context_json(view: ContextView) -> Json:
    """The same as one object, for `show market`: figures by name, indices and treasuries as lists."""
    indices = {one.series: one for one in view.indices}
    figures = {
        str(series): _short(_row(view, series, asset))
        for names, asset in ((MARKET_WIDE, ""), (OF_A_COIN, view.asset))
        for series in names
    }
    return {
        **figures,
        "oi_to_market_cap": _short(_interest(view)),
        "risk_off": _short(_risk_off(view)),
        "indices": [
            {"index": str(one), **_short(_index_row(view, one, indices.get(one)))}
            for one in INDEX_HOURS
        ],
        "treasuries": [_short(_treasury_row(view, one)) for one in view.treasuries],
    }


def _short(row: Json) -> Json:
    """Without what the place of it says already."""
    kept = {name: one for name, one in row.items() if name not in ("figure", "asset")}
    return {name: one for name, one in kept.items() if name != "says" or one is not None}


def _row(view: ContextView, series: Series, asset: str) -> Json:
    return _standing_row(view, series, asset, view.standings.get(series))


def _standing_row(view: ContextView, series: Series, asset: str, known: Standing | None) -> Json:
    row: Json = {
        "figure": str(series),
        "asset": asset or None,
        "value": None,
        "unit": said.unit(series),
        "before": None,
        "before_as_of": None,
        "says": None,
        "source": None,
        "as_of": None,
        "age_s": None,
        "stale": None,
    }
    if known is None:
        row["reason"] = view.why_unknown(series)
        return row
    one, before = known.reading, known.before
    row |= {
        "value": one.value,
        "before": before.value if before is not None else None,
        "before_as_of": iso(before.at_ms) if before is not None else None,
        "says": said.mood(one) if series is Series.FEAR_GREED else None,
        "source": one.source,
        "as_of": iso(one.at_ms),
        "age_s": _age_s(view, one.at_ms),
        "stale": known.is_stale,
    }
    return row


def _age_s(view: ContextView, at_ms: int) -> int:
    return max(0, view.now_ms - at_ms) // 1_000


def _index_row(view: ContextView, series: Series, index: IndexStanding | None) -> Json:
    row = _standing_row(view, series, "", index.standing if index is not None else None)
    row |= {
        "change": index.standing.change if index is not None else None,
        "session": index.session.words if index is not None else None,
        "correlation": _correlation(index.correlation) if index is not None else None,
        "risk_off": index.risk_off if index is not None else None,
    }
    return row


def _correlation(known: Correlation | None) -> Json | None:
    if known is None:
        return None
    return {
        "with": CORRELATED,
        "r": known.r,
        "low": known.low,
        "high": known.high,
        "pairs": known.pairs,
        "from": iso(known.from_ms),
        "to": iso(known.to_ms),
    }


def _interest(view: ContextView) -> Json:
    cap = view.standings.get(Series.MARKET_CAP)
    known = view.interest_to_cap is not None and cap is not None
    return {
        "figure": "oi_to_market_cap",
        "asset": view.asset,
        "value": view.interest_to_cap,
        "unit": "fraction",
        "source": cap.reading.source if known and cap is not None else None,
        "venues": list(view.interest_venues),
        "as_of": iso(cap.reading.at_ms) if known and cap is not None else None,
        "age_s": _age_s(view, cap.reading.at_ms) if known and cap is not None else None,
    }


def _risk_off(view: ContextView) -> Json:
    ticks = view.risk_off
    named = {one.series: one.standing.reading for one in view.indices if one.risk_off is not None}
    newest = max(named.values(), key=lambda one: one.at_ms, default=None)
    return {
        "figure": "risk_off",
        "asset": CORRELATED,
        "value": bool(ticks) if ticks is not None else None,
        "indices": [str(one) for one in ticks or ()],
        "assessed": [str(one) for one in named],
        "source": newest.source if newest is not None else None,
        "as_of": iso(newest.at_ms) if newest is not None else None,
        "age_s": _age_s(view, newest.at_ms) if newest is not None else None,
    }


def _treasury_row(view: ContextView, one: TreasuryStanding) -> Json:
    holding, result = one.holding, one.result
    return {
        "figure": "treasury",
        "asset": holding.asset,
        "holder": holding.holder,
        "symbol": holding.symbol or None,
        "coins": holding.coins,
        "cost_usd": holding.cost_usd,
        "break_even": holding.cost_usd / holding.coins if holding.cost_usd else None,
        "price": view.price,
        "price_source": view.price_venue,
        "price_as_of": iso(view.price_at_ms) if view.price_at_ms is not None else None,
        "value_usd": result.value_usd if result is not None else None,
        "unrealised_usd": result.profit_usd if result is not None else None,
        "unrealised_share": result.profit_share if result is not None else None,
        "per_percent_usd": result.per_percent_usd if result is not None else None,
        "source": holding.source,
        "as_of": iso(holding.at_ms),
        "age_s": _age_s(view, holding.at_ms),
        "stale": one.is_stale,
    }


#: The columns of a table: a holder has others than a figure, and a table has one set.
TABLE = ("figure", "of", "value", "change", "says", "source", "as_of", "age")


def table_rows(view: ContextView) -> Sequence[Json]:
    """The same in words, for people."""
    rows: list[Json] = []
    if not view.is_known:
        return rows
    for series in (*MARKET_WIDE, *OF_A_COIN):
        coin = view.asset if series in OF_A_COIN else ""
        rows.append(_words(view, series, coin, view.standings.get(series)))
    share = view.interest_to_cap
    rows.append(
        _line("oi_to_market_cap", view.asset, said.value(Series.DOMINANCE, share) if share else "")
    )
    indices = {one.series: one for one in view.indices}
    for series in INDEX_HOURS:
        one = indices.get(series)
        row = _words(view, series, "", one.standing if one is not None else None)
        if one is not None:
            tick = ", risk-off" if one.risk_off else ""
            row["says"] = (
                f"{one.session.words}, {CORRELATED} {said.together(one.correlation)}{tick}"
            )
        rows.append(row)
    rows += [_holder_line(view, one) for one in view.treasuries]
    return rows


def _line(figure: str, of: str, value: str) -> Json:
    return {**dict.fromkeys(TABLE, ""), "figure": figure, "of": of, "value": value or "unknown"}


def _words(view: ContextView, series: Series, coin: str, known: Standing | None) -> Json:
    if known is None:
        return {**_line(str(series), coin, ""), "says": view.why_unknown(series)}
    one = known.reading
    before = known.before.value if known.before is not None else None
    stale = "stale" if known.is_stale else ""
    return {
        **_line(str(series), coin, said.value(series, one.value)),
        "change": said.step(series, one.value, before),
        "says": said.mood(one) if series is Series.FEAR_GREED and not stale else stale,
        "source": one.source,
        "as_of": iso(one.at_ms // 1_000 * 1_000),
        "age": said.age(one.at_ms, view.now_ms),
    }


def _holder_line(view: ContextView, one: TreasuryStanding) -> Json:
    holding = one.holding
    return {
        **_line(
            "treasury",
            holding.holder,
            f"{said.value(Series.SUPPLY, holding.coins)} {holding.asset}",
        ),
        "change": said.profit(one.result),
        "says": said.cost(one.result),
        "source": holding.source,
        "as_of": iso(holding.at_ms // 1_000 * 1_000),
        "age": said.age(holding.at_ms, view.now_ms),
    }
