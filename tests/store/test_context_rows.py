"""Market context in the cache: one row a period, and holders as the last answer told them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tracker.domain.context import Holding, Reading, Series
from tracker.domain.times import DAY_MS
from tracker.store.database import open_writer
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter


@pytest.fixture
def writer(tmp_path: Path):  # noqa: ANN201
    with closing(MarketWriter(open_writer(tmp_path / "m.db", MIGRATIONS, keep_copy=False))) as one:
        yield one


def reading(value: float, at_ms: int, *, closed: bool = True, source: str = "own") -> Reading:
    return Reading(source, Series.DAX, "", DAY_MS, at_ms, value, closed)


def values(writer: MarketWriter) -> list[tuple[float, bool]]:
    rows = writer.reader().context(Series.DAX, "", 0)
    return [(one.value, one.closed) for one in rows]


def test_a_running_value_moves_on_and_is_closed_once(writer: MarketWriter) -> None:
    assert len(writer.write([reading(1.0, 10, closed=False)]).fresh) == 1
    assert len(writer.write([reading(2.0, 20, closed=False)]).fresh) == 1
    assert len(writer.write([reading(1.0, 10, closed=False)]).fresh) == 0  # late
    assert values(writer) == [(2.0, False)]
    writer.write([reading(3.0, 30)])
    writer.write([reading(9.0, 40, closed=False)])
    assert values(writer) == [(3.0, True)]


def test_what_says_nothing_new_is_no_news(writer: MarketWriter) -> None:
    assert len(writer.write([reading(1.0, 10)]).fresh) == 1
    assert len(writer.write([reading(1.0, 10)]).fresh) == 0
    assert len(writer.write([reading(1.5, 10)]).fresh) == 1  # a correction


def test_sources_stay_apart_and_come_back_as_they_were(writer: MarketWriter) -> None:
    one = Reading("own", Series.FEAR_GREED, "", DAY_MS, DAY_MS, 9.0, words="Extreme Fear")
    other = Reading("other", Series.FEAR_GREED, "", DAY_MS, DAY_MS, 11.0)
    coin = Reading("own", Series.DOMINANCE, "BTC", DAY_MS, DAY_MS + 5, 0.57, closed=False)
    writer.write([one, other, coin])
    reader = writer.reader()
    assert reader.context(Series.FEAR_GREED, "", 0) == [other, one]
    assert reader.context(Series.DOMINANCE, "BTC", 0) == [coin]
    assert reader.context(Series.DOMINANCE, "ETH", 0) == []
    assert reader.context(Series.DOMINANCE, "BTC", 0, DAY_MS) == []  # not known then
    assert reader.context(Series.DOMINANCE, "BTC", DAY_MS + 1) == []


def test_holders_are_those_of_the_last_answer_largest_first(writer: MarketWriter) -> None:
    def holding(name: str, coins: float, at_ms: int, cost: float | None = None) -> Holding:
        return Holding("own", "BTC", name, "", at_ms, coins, cost)

    writer.write([holding("Small", 5.0, 100), holding("Gone", 50.0, 100)])
    later = [holding("Large", 70.0, 100 + DAY_MS, 9.0), holding("Small", 6.0, 100 + DAY_MS)]
    writer.write(list(reversed(later)))
    assert writer.reader().holdings("BTC") == later
    assert [one.holder for one in writer.reader().holdings("BTC", 100)] == ["Gone", "Small"]
    assert writer.reader().holdings("ETH") == []


def test_holders_of_another_day_do_not_hide_those_of_another_source(writer: MarketWriter) -> None:
    mine = Holding("own", "BTC", "A", "", 100, 1.0, None)
    theirs = Holding("other", "BTC", "B", "", 100 + 3 * DAY_MS, 2.0, 1.0)
    writer.write([mine, theirs])
    assert writer.reader().holdings("BTC") == [theirs, mine]
