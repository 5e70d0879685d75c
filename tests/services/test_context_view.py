"""What surrounds a coin, read from a cache that is known by heart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.domain.candle import Candle
from tracker.domain.context import Holding, Reading, Series
from tracker.domain.derivatives import OpenInterest, Ticker
from tracker.domain.health import Channel, Health, State
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, HOUR_MS, M15, parse_iso
from tracker.services.context_rows import context_json, context_rows, csv_rows, table_rows
from tracker.services.context_view import ContextView, context_view, standing
from tracker.services.views import Views
from tracker.sources import register_all
from tracker.sources.base import Source
from tracker.sources.context import ContextSource
from tracker.store.database import open_writer
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter

register_all()
NOW_MS = parse_iso("2026-02-12T09:30:00Z")
SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
BYBIT = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
SERVICES = [kind() for kind in ContextSource.context_registry.values() if not kind.simulated]
SOURCES = [kind() for kind in Source.registry.values() if not kind.simulated]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[MarketWriter]:
    with closing(MarketWriter(open_writer(tmp_path / "m.db", MIGRATIONS, keep_copy=False))) as one:
        yield one


def view(writer: MarketWriter, now_ms: int = NOW_MS) -> ContextView:
    return context_view(Views(writer.reader(), None, SOURCES), SERVICES, "BTC", now_ms)


def daily(series: Series, source: str, day: str, value: float) -> Reading:
    at_ms = parse_iso(day)
    return Reading(source, series, "", at_ms, at_ms, value)


def snapshot(at_ms: int, value: float) -> Reading:
    slot_ms = at_ms // HOUR_MS * HOUR_MS
    return Reading("coingecko", Series.DOMINANCE, "BTC", slot_ms, at_ms, value, closed=False)


def test_a_snapshot_is_compared_with_the_day_before_and_a_daily_figure_with_the_one_before() -> (
    None
):
    rows = [snapshot(NOW_MS - DAY_MS - HOUR_MS, 0.58), snapshot(NOW_MS - 6 * HOUR_MS, 0.5)]
    found = standing([*rows, snapshot(NOW_MS, 0.57)], NOW_MS)
    assert found.before == rows[0]
    assert found.step == pytest.approx(-0.01)
    assert standing([rows[1], snapshot(NOW_MS, 0.57)], NOW_MS).change is None
    days = [daily(Series.US_10Y, "fred", day, 0.04) for day in ("2026-02-06", "2026-02-09")]
    assert standing(days, NOW_MS).before == days[0]


def test_what_came_later_than_asked_is_not_known_then(writer: MarketWriter) -> None:
    writer.write([daily(Series.FEAR_GREED, "alternative.me", "2026-02-11", 11.0)])
    writer.write([daily(Series.FEAR_GREED, "alternative.me", "2026-02-12", 9.0)])
    assert view(writer).standings[Series.FEAR_GREED].reading.value == 9.0
    then = view(writer, parse_iso("2026-02-11T20:00Z"))
    assert then.standings[Series.FEAR_GREED].reading.value == 11.0
    assert view(writer, NOW_MS + 5 * DAY_MS).standings[Series.FEAR_GREED].is_stale


def test_indices_are_correlated_at_their_close_and_an_old_fall_is_no_tick(
    writer: MarketWriter,
) -> None:
    level, price, rows = 7_000.0, 70_000.0, []
    day_ms = parse_iso("2025-12-15")
    while day_ms < parse_iso("2026-02-12"):
        if (day_ms // DAY_MS + 3) % 7 < 5:  # 1970 began on a Thursday
            step = 1.0 + 0.004 * ((day_ms // DAY_MS) % 5 - 2)
            level, price = level * step, price * step**3
            close_ms = day_ms + 21 * HOUR_MS
            rows.append(Reading("fred", Series.SP_500, "", day_ms, close_ms, level))
            open_ms = close_ms - M15.ms
            rows.append(Candle(SPOT, M15, open_ms, price, price, price, price, 1.0, closed=True))
        day_ms += DAY_MS
    last = rows[-2]
    assert isinstance(last, Reading)
    before = rows[-4]
    assert isinstance(before, Reading)
    fell = Reading("fred", Series.SP_500, "", last.slot_ms, last.at_ms, before.value * 0.98)
    writer.write([*rows, fell])
    (index,) = view(writer).indices
    assert index.session.words == "closed (Wed)"
    assert index.standing.change == pytest.approx(-0.02)
    assert index.correlation is not None
    assert index.correlation.low > 0
    assert index.correlation.pairs == 42
    assert index.risk_off is True
    assert view(writer).risk_off == (Series.SP_500,)
    # One more session may come a day late; after two the fall says nothing of now.
    later = view(writer, parse_iso("2026-02-13T22:00Z"))
    assert later.indices[0].risk_off is None
    assert later.risk_off is None


def test_a_treasury_follows_the_price_and_needs_its_cost(writer: MarketWriter) -> None:
    cost = 713_502.0 * 76_052.0
    known = Holding("coingecko", "BTC", "Strategy", "MSTR", NOW_MS, 713_502.0, cost)
    unknown = Holding("coingecko", "BTC", "Silent", "", NOW_MS, 5.0, None)
    writer.write([known, unknown, Ticker(SPOT, NOW_MS, 67_450.0, None, None, None, None, None)])
    found = view(writer)
    result = found.treasuries[0].result
    assert result is not None
    assert result.profit_usd is not None
    assert round(result.profit_usd / 1e9, 2) == -6.14
    result = found.at_price(76_800.0, NOW_MS).treasuries[0].result
    assert result is not None
    assert result.profit_usd is not None
    assert round(result.profit_usd / 1e9, 2) == 0.53
    rows = {row["holder"]: row for row in context_rows(found) if row["figure"] == "treasury"}
    assert rows["Silent"]["unrealised_usd"] is rows["Silent"]["cost_usd"] is None
    assert rows["Strategy"]["break_even"] == pytest.approx(76_052.0)
    assert rows["Strategy"]["price_source"] == "binance-spot"


def test_open_interest_is_measured_by_a_fresh_market_cap_alone(writer: MarketWriter) -> None:
    cap = Reading("coingecko", Series.MARKET_CAP, "BTC", NOW_MS, NOW_MS, 1.35e12, closed=False)
    writer.write([OpenInterest(BYBIT, NOW_MS, 600_000.0, 40.5e9), cap])
    found = view(writer)
    assert found.interest_to_cap == pytest.approx(0.03)
    assert found.interest_venues == ("bybit",)
    assert view(writer, NOW_MS + 2 * HOUR_MS).interest_to_cap is None


def test_an_empty_cache_knows_nothing_and_prints_nothing(writer: MarketWriter) -> None:
    found = view(writer)
    assert not found.is_known
    assert found.risk_off is None
    assert context_rows(found) == list(table_rows(found)) == csv_rows(found) == []
    nowhere = context_view(Views(None, None, SOURCES), SERVICES, "BTC", NOW_MS)
    assert (nowhere.is_known, nowhere.price) == (False, None)


def test_each_figure_says_whose_it_is_how_old_and_why_it_is_missing(writer: MarketWriter) -> None:
    writer.write(
        [daily(Series.FEAR_GREED, "alternative.me", "2026-02-12", 9.0)],
        health=[
            Health("cboe", Channel.VOLATILITY, State.BLOCKED, reason="It refuses this region."),
            Health("fred", Channel.VOLATILITY, State.DOWN, reason="It did not answer in time."),
            Health("fred", Channel.RATES, State.LIVE),
        ],
    )
    rows = {row["figure"]: row for row in context_rows(view(writer))}
    mood = rows["fear_greed"]
    assert (mood["value"], mood["says"], mood["source"]) == (9.0, "extreme fear", "alternative.me")
    assert (mood["as_of"], mood["age_s"]) == ("2026-02-12T00:00:00Z", 34_200)
    assert mood["stale"] is False
    assert rows["vix"]["value"] is None
    assert rows["vix"]["reason"] == "It refuses this region."
    assert rows["fed_funds_rate"]["reason"] == "Those who are asked do not tell it."
    assert rows["eur_usd"]["reason"] == "Nobody has told it yet."
    assert rows["risk_off"]["value"] is None
    nested = context_json(view(writer))
    assert nested["fear_greed"] == {
        name: one for name, one in mood.items() if name not in ("figure", "asset")
    }
    assert [one["index"] for one in nested["indices"]][:2] == ["stoxx_50", "dax"]
    words = {row["figure"]: row for row in table_rows(view(writer))}
    assert (words["fear_greed"]["value"], words["fear_greed"]["age"]) == ("9", "9 h")
    assert words["vix"]["says"] == "It refuses this region."
    assert len({tuple(row) for row in csv_rows(view(writer))}) == 1
