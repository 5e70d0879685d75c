"""Services that need a key, in the real engine: asked while there is one, beside every sum, and quiet about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from keyrings import MemoryKeyring, in_use, locked
from loopback import Exchange, Reply
from loopback.keyed import (
    COINALYZE,
    COINGECKO,
    COINGLASS,
    FRED,
    FRED_TABLES,
    INTEREST_USD,
    KEY,
    LONG_USD,
    SHORT_USD,
    WRONG,
    serve_keyed,
)
from loopback.market import Market
from services.conftest import Running, loaded, until
from tracker.domain.context import Reading, Series
from tracker.domain.times import DAY_MS, H1, H4, HOUR_MS, Interval
from tracker.services.beside import read_beside
from tracker.services.keys import SIGNAL, Keys, Place
from tracker.services.pane_views import Topic
from tracker.services.summary import beside_json
from tracker.services.views import Views
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source
from tracker.sources.clock import WallClock
from tracker.sources.coinalyze import Coinalyze
from tracker.sources.coingecko import CoinGecko
from tracker.sources.fred import Fred
from tracker.store.journal import Journal

NEEDS = "It needs a key; add one under Keys."
#: Enough of a market to see the engine run.
VENUES = ("binance-spot",)
SERVICES = [kind() for kind in Aggregator.services.values()]


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    memory = MemoryKeyring()
    with in_use(memory):
        yield memory


@pytest.fixture
def served(exchange: Exchange, market: Market, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    serve_keyed(exchange, market.now_ms)
    monkeypatch.setattr("tracker.services.collector._ASSESS_S", 0.05)
    monkeypatch.setattr("tracker.services.collector._JOURNAL_S", 0.05)
    # As much as is allowed takes minutes; what is asked, and in which pieces, stays the same.
    for service in Aggregator.services.values():
        monkeypatch.setattr(service, "budgets", {})
    return exchange


def states(running: Running, service: str) -> set[str]:
    return {state for (venue, _), state in running.states().items() if venue == service}


async def beside(running: Running, now_ms: int) -> dict[tuple[str, str], Any]:
    rows = await running.collector.storage.read(
        lambda reader, _: read_beside(reader, SERVICES, "BTC", now_ms)
    )
    return {(one.service, one.exchange): one for one in rows}


async def test_without_a_key_a_service_is_off_says_why_and_is_not_asked(
    start: Any, served: Exchange, ring: MemoryKeyring
) -> None:
    async with start(venues=VENUES, keys=Keys()) as running:
        await until(lambda: running.states().get(("binance-spot", "tickers")) == "live")
        await until(lambda: states(running, "coinglass") == {"off"})
        rows = [row for (venue, _), row in running.health().items() if venue == "coinalyze"]
        assert {row.reason for row in rows} == {NEEDS}
        assert {row.retry_at_ms for row in rows} == {None}
        assert served.asked(COINALYZE) + served.asked(COINGLASS) == []
        assert ring.kept == {}


async def test_a_key_that_is_kept_starts_its_service_and_forgetting_it_stops_it(
    start: Any, served: Exchange, market: Market, ring: MemoryKeyring
) -> None:
    async with start(venues=VENUES, keys=Keys()) as running:
        keys = running.collector.keys
        await until(lambda: states(running, "coinalyze") == {"off"})
        kept = await keys.keep("coinalyze", KEY)
        assert kept.done
        assert kept.sentence == (
            "The key works: 2 exchanges, 40 calls a minute. The key of Coinalyze is in the keyring."
        )
        await until(lambda: states(running, "coinalyze") == {"live"})
        await until(lambda: loaded(running))
        assert (await keys.forget("coinalyze")).endswith("forgotten.")
        await until(lambda: states(running, "coinalyze") == {"off"})
        assert running.health()["coinalyze", "oi"].reason == NEEDS
        await until(lambda: loaded(running))
        count = len(served.asked(COINALYZE))
        # And once more: what was cut off before is asked again.
        await keys.keep("coinalyze", KEY)
        await until(lambda: states(running, "coinalyze") == {"live"})
        assert len(served.asked(COINALYZE)) > count
    del market
    assert all(asked.headers["api_key"] == KEY for asked in served.asked(COINALYZE))
    assert ring.kept == {("tracker", "key:coinalyze"): KEY}


@pytest.mark.usefixtures("served")
async def test_what_services_say_stands_beside_the_venues_and_is_in_no_sum(
    start: Any, market: Market, ring: MemoryKeyring
) -> None:
    ring.set_password("tracker", "key:coinalyze", KEY)
    ring.set_password("tracker", "key:coinglass", KEY)
    async with start(venues=(*VENUES, "bybit"), keys=Keys()) as running:
        await until(lambda: states(running, "coinalyze") == {"live"})
        await until(lambda: states(running, "coinglass") == {"live"})
        await until(lambda: loaded(running))
        # Its first answers are dated by our clock, before it told its own.
        now = max(market.now_ms(), WallClock().now_ms())
        found = await beside(running, now)
        binance = found["coinalyze", "Binance"]
        assert binance.label == "Coinalyze, Binance"
        assert binance.symbol == "BTCUSDT_PERP.A"
        day, month = binance.sums["24h"], binance.sums["30d"]
        assert day.long_usd == pytest.approx(LONG_USD * 24, rel=0.05)
        assert month.long_usd / month.short_usd == pytest.approx(LONG_USD / SHORT_USD)
        assert month.share > 0.98
        assert binance.interest_usd == INTEREST_USD
        whole = found["coinglass", "All"]
        assert whole.label == "CoinGlass, all its exchanges"
        assert whole.sums["7d"].long_usd == pytest.approx(3 * LONG_USD * 42, rel=0.05)
        assert (whole.interest_usd, whole.interest_coin) == (INTEREST_USD, 100_000.0)
        assert found["coinglass", "HTX"].sums["24h"].long_usd == LONG_USD
        assert found["coinglass", "HTX"].sums["7d"] is None
        assert found["coinglass", "CME"].interest_usd == INTEREST_USD
        sources = [Source.registry[venue]() for venue in (*VENUES, "bybit")]

        def sums(reader: Any, journal: Any) -> tuple[Any, Any]:
            views = Views(reader, journal, sources)
            flows = views.flows("BTC", now - DAY_MS, now)
            return {one.venue for one in flows}, {
                one.venue for one in views.interest("BTC", now - DAY_MS, now)
            }

        flows, interest = await running.collector.storage.read(sums)
        assert flows == {"bybit"}
        assert interest <= {"bybit"}
    (row,) = beside_json([binance])
    assert row["label"] == "Coinalyze, Binance"
    assert row["liquidations"]["24h"]["coverage"] > 0.9


async def test_questions_are_in_seconds_and_a_symbol_is_a_call(
    start: Any, served: Exchange, market: Market, ring: MemoryKeyring
) -> None:
    ring.set_password("tracker", "key:coinalyze", KEY)
    async with start(("BTC", "ETH"), venues=VENUES, keys=Keys()) as running:
        await until(lambda: states(running, "coinalyze") == {"live"})
        await until(lambda: loaded(running))
    asked = served.asked(COINALYZE, "/v1/liquidation-history")
    assert asked
    for one in asked:
        assert len(one.query["symbols"].split(",")) <= 4
        assert one.query["convert_to_usd"] == "true"
        assert 0 <= market.now_ms() // 1_000 - int(one.query["from"]) < 31 * 86_400
    every = {symbol for one in asked for symbol in one.query["symbols"].split(",")}
    assert every == {f"{asset}USDT_PERP.{code}" for asset in ("BTC", "ETH") for code in "A6"}
    jobs = Coinalyze().polls(Coinalyze().series("BTC", [Coinalyze().line("Binance", "X.A", "BTC")]))
    assert [job.request.weight for job in jobs[0].jobs(0, None)] == [1]


async def test_another_process_changes_a_key_and_the_engine_follows(
    start: Any, served: Exchange, ring: MemoryKeyring
) -> None:
    async with start(venues=VENUES, keys=Keys()) as running:
        await until(lambda: states(running, "coinglass") == {"off"})
        ring.set_password("tracker", "key:coinglass", KEY)
        journal = Journal.open(running.home.journal_file)
        journal.keep(SIGNAL, b"1")
        journal.close()
        await until(lambda: states(running, "coinglass") == {"live"})
    assert served.asked(COINGLASS)


async def test_fred_is_asked_by_its_api_while_there_is_a_key_and_by_its_tables_while_not(
    start: Any, served: Exchange, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Fred, "budgets", {})
    async with start(venues=VENUES, keys=Keys(), context=[Fred()]) as running:
        await until(lambda: states(running, "fred") == {"live"})
        assert served.asked(FRED) == []
        tables = len(served.asked(FRED_TABLES))
        await running.collector.keys.keep("fred", KEY)
        await until(lambda: len(served.asked(FRED)) > 6)  # one of them is the test
        assert states(running, "fred") == {"live"}
        assert len(served.asked(FRED_TABLES)) == tables
        await running.collector.keys.forget("fred")
        await until(lambda: len(served.asked(FRED_TABLES)) > tables)
        readings = [one for one in running.values if isinstance(one, Reading)]
    told = {(one.series, one.value) for one in readings if one.series is Series.FED_FUNDS}
    assert told == {(Series.FED_FUNDS, 0.0433)}
    assert {one.query.get("api_key") for one in served.asked(FRED)} == {KEY}
    assert ring.kept == {}


async def test_a_key_of_fred_that_expired_is_said(
    start: Any, served: Exchange, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    del served
    monkeypatch.setattr(Fred, "budgets", {})
    ring.set_password("tracker", "key:fred", WRONG)
    keys = Keys()
    keys.read()
    async with start(venues=VENUES, keys=keys, context=[Fred()]) as running:
        await until(lambda: states(running, "fred") == {"down"})
        reason = running.health()["fred", "rates"].reason
    assert reason == "It refuses the key; try it under Keys."


async def test_coingecko_takes_its_key_as_soon_as_there_is_one(
    start: Any, served: Exchange, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CoinGecko, "budgets", {})
    served.doors.pop(COINGECKO)
    path = "/api/v3/global"
    async with start(venues=VENUES, keys=Keys(), context=[CoinGecko()]) as running:
        key = ("coingecko", "dominance")
        await until(lambda: running.states().get(key) == "live")
        assert "x-cg-demo-api-key" not in served.asked(COINGECKO, path)[0].headers
        await running.collector.keys.keep("coingecko", KEY)
        await until(lambda: len(served.asked(COINGECKO, path)) > 1)
    assert served.asked(COINGECKO, path)[1].headers["x-cg-demo-api-key"] == KEY
    assert len(ring.kept) == 1


# --- what goes wrong ---------------------------------------------------------------------------


@pytest.mark.usefixtures("served")
async def test_a_key_that_is_refused_is_not_kept(start: Any, ring: MemoryKeyring) -> None:
    async with start(venues=VENUES, keys=Keys()) as running:
        for service, sign in (("coinalyze", "HTTP 401"), ("coinglass", "code 30001")):
            kept = await running.collector.keys.keep(service, WRONG)
            assert not kept.done
            assert not kept.session_offered
            assert sign in kept.sentence
            assert kept.sentence.endswith("Nothing is kept.")
        view = await running.collector.keys.view()
        assert {row.place for row in view.rows} == {Place.NONE}
    assert ring.kept == {}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply({"message": "Invalid API key"}, 401), ("down", "It refuses the key")),
        (Reply(b"{}", 429, {"Retry-After": "600"}), ("down", "It asks to wait")),
        (Reply(b"<html>", 451), ("blocked", "not available from this country")),
    ],
)
async def test_a_service_that_refuses_later_is_down_and_says_why(
    start: Any, served: Exchange, ring: MemoryKeyring, reply: Reply, told: tuple[str, str]
) -> None:
    state, part = told
    ring.set_password("tracker", "key:coinalyze", KEY)
    with served.fault(COINALYZE, reply):
        async with start(venues=VENUES, keys=Keys()) as running:
            key = ("coinalyze", "instruments")
            await until(lambda: running.states().get(key) == state)
            assert part in running.health()[key].reason
            await until(lambda: running.states().get(("binance-spot", "tickers")) == "live")
    # Nobody insists.
    assert len(served.asked(COINALYZE)) == 1


async def test_an_error_with_http_200_is_one(
    start: Any, served: Exchange, ring: MemoryKeyring
) -> None:
    ring.set_password("tracker", "key:coinglass", KEY)
    refusal = Reply({"code": "40001", "msg": f"The interval is not available for {KEY}."})
    with served.fault(f"{COINGLASS}/api/futures/liquidation", refusal):
        async with start(venues=VENUES, keys=Keys()) as running:
            key = ("coinglass", "liquidations")
            await until(lambda: running.states().get(key) == "down")
            assert running.health()[key].reason == "It refused the question."
            await until(lambda: running.states().get(("coinglass", "oi")) == "live")


async def test_a_locked_keyring_is_a_choice_and_the_engine_runs_on(
    start: Any, served: Exchange, ring: MemoryKeyring
) -> None:
    ring.fault = locked()
    async with start(venues=VENUES, keys=Keys()) as running:
        keys = running.collector.keys
        await until(lambda: running.states().get(("binance-spot", "tickers")) == "live")
        view = await keys.view()
        assert view.trouble == "The keyring is locked; unlock it and try again."
        kept = await keys.keep("coinglass", KEY)
        assert (kept.done, kept.session_offered) == (False, True)
        assert kept.sentence.endswith("It can be used until Tracker is closed.")
        kept = await keys.keep("coinglass", KEY, session=True)
        assert kept.done
        await until(lambda: states(running, "coinglass") == {"live"})
        assert (await keys.test("coinglass")).works
    assert ring.kept == {}
    assert served.asked(COINGLASS)


async def test_a_key_is_in_no_file_no_log_and_no_sentence(
    start: Callable[..., Any],
    served: Exchange,
    ring: MemoryKeyring,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The sweep: services that echo it, refusals, tests, and all that the engine says and stores."""
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    echo = Reply({"message": f"{KEY} may not do this"}, 400, {"X-Key": KEY})
    async with start(venues=VENUES, keys=Keys()) as running:
        keys = running.collector.keys
        for service in ("coinalyze", "coinglass", "coingecko", "fred"):
            said.append((await keys.keep(service, WRONG)).sentence)
            said.append((await keys.keep(service, KEY)).sentence)
        await until(lambda: states(running, "coinalyze") == {"live"})
        await until(lambda: loaded(running))
        with served.fault(COINALYZE, echo), served.fault(COINGLASS, echo):
            said += [(await keys.test(one)).sentence for one in ("coinalyze", "coinglass")]
            await keys.forget("coinalyze")
            await until(lambda: states(running, "coinalyze") == {"off"})
            # The keyring took it back: it is asked again, and refused with an echo.
            ring.set_password("tracker", "key:coinalyze", KEY)
            said.append(repr(await keys.view()))
            await until(lambda: "down" in states(running, "coinalyze"))
        said += [repr(running.updates), repr(keys), repr(running.collector)]
    files = b"".join(path.read_bytes() for path in running.home.data.rglob("*") if path.is_file())
    assert len(files) > 10_000
    for key in (KEY, WRONG):
        assert key not in "".join(said)
        assert key not in caplog.text
        assert key.encode() not in files


async def test_rules_about_feeds_do_not_wait_for_a_service_without_a_key(
    start: Any, served: Exchange, ring: MemoryKeyring
) -> None:
    del served, ring
    async with start(venues=VENUES, keys=Keys()) as running:
        await until(lambda: states(running, "coinglass") == {"off"})
        assert {row.venue for row in running.collector._venue_rows()} == {"binance-spot"}


def test_a_bucket_that_began_before_a_window_is_not_in_it() -> None:
    """A part of it would be; nobody knows which."""
    import numpy as np

    from tracker.analysis.columns import BucketColumns
    from tracker.services.beside import _sum

    starts = np.array([0, HOUR_MS, 2 * HOUR_MS], np.int64)
    hours = BucketColumns(HOUR_MS, starts, np.array([1.0, 2.0, 4.0]), np.zeros(3))
    found = _sum([hours], HOUR_MS // 2, 2 * HOUR_MS + HOUR_MS // 2)
    assert found is not None
    assert found.long_usd == 6.0
    assert found.share == pytest.approx(0.75)
    assert _sum([hours], 10 * HOUR_MS, 11 * HOUR_MS) is None


# --- on charts ---------------------------------------------------------------------------------


async def test_a_pane_shows_one_service_under_its_name_and_its_exchanges(
    start: Any, served: Exchange, market: Market, ring: MemoryKeyring
) -> None:
    ring.set_password("tracker", "key:coinglass", KEY)
    del served
    async with start(venues=VENUES, keys=Keys()) as running:
        await until(lambda: states(running, "coinglass") == {"live"})
        await until(lambda: loaded(running))
        now = market.now_ms()
        sources = [Source.registry[venue]() for venue in VENUES]
        topics = frozenset({Topic.BESIDE})

        def beside_at(interval: Interval) -> Any:
            return running.collector.storage.read(
                lambda reader, journal: (
                    Views(reader, journal, sources)
                    .chart(
                        "BTC", interval, now, start_ms=now - 2 * DAY_MS, end_ms=now, topics=topics
                    )
                    .panes.beside
                )
            )

        told = await beside_at(H4)
        assert told.title == "CoinGlass"
        assert [name for name, _ in told.exchanges] == ["All"]  # rolling days are on no candle
        assert told.columns.long_usd[3] == 3 * LONG_USD
        assert told.columns.short_usd[3] == 3 * SHORT_USD
        assert await beside_at(H1) is None  # its buckets are wider
        # Of two services that say the same, one speaks; they are never added.
        await running.collector.keys.keep("coinalyze", KEY)
        await until(lambda: states(running, "coinalyze") == {"live"})
        await until(lambda: loaded(running))
        told = await beside_at(H4)
        assert told.title == "Coinalyze"
        assert [name for name, _ in told.exchanges] == ["Binance", "Bybit"]
        assert told.columns.long_usd[3] == 2 * 4 * LONG_USD
