"""The wire waits: for hosts that want a pause, and for the budget of a limit."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, ClassVar

import pytest

from loopback import Exchange, Reply
from sources.wires import HOST, SOURCE, URL, Plain, a_stream, refusal, wired
from tracker.sources import wire as wire_module
from tracker.sources.base import Budget, Request
from tracker.sources.budget import Pause, Pauses
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    HostPaused,
    RateLimited,
)
from tracker.sources.limits import Gauge, Limit
from tracker.sources.wire import Wire


@pytest.mark.parametrize(
    ("status", "header", "pause_s"),
    [
        (429, "7", 7.0),
        (429, "2.5", 2.5),
        (429, None, 60.0),
        (429, "soon", 60.0),
        (429, "-5", 60.0),
        (418, None, 120.0),
        (418, "259200", 259_200.0),
        (429, "1e9", 345_600.0),
        (429, "in 90 s", 90.0),
    ],
)
async def test_a_host_that_asks_to_wait_is_not_asked_before_that(
    exchange: Exchange, status: int, header: str | None, pause_s: float
) -> None:
    sent = time.time()
    headers = {"Retry-After": header} if header is not None else {}
    if header == "in 90 s":
        headers = {
            "Retry-After": formatdate(sent + 90, usegmt=True),
            "Date": formatdate(sent, usegmt=True),
        }
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", status, headers))
    told: list[Pause] = []
    async with wired(exchange.url, pauses=Pauses(on_change=told.append)) as wire:
        error = await refusal(wire)
        assert isinstance(error, RateLimited)
        assert error.retry_after_s == pytest.approx(pause_s)
        again = await refusal(wire, Request(f"https://{HOST}/another/path"))
        assert isinstance(again, HostPaused)
        assert again.sentence == error.sentence
        assert pause_s - 5 < again.retry_after_s <= pause_s
        with pytest.raises(HostPaused):
            async with wire.connect(SOURCE, a_stream(f"wss://{HOST}/ws")):
                pass
    assert [(one.host, one.refused) for one in told] == [(HOST, False)]
    assert told[0].until_ms == pytest.approx((sent + pause_s) * 1_000, abs=5_000)
    assert len(exchange.log) == 1


async def test_a_pause_is_for_its_host_alone(exchange: Exchange, wire: Wire) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", 429, {"Retry-After": "600"}))
    exchange.rule("other.example.com", "/", lambda _q: {})
    await refusal(wire)
    assert (await wire.get(SOURCE, Request("https://other.example.com/"))).status == 200


@pytest.mark.parametrize("status", [451, 403])
async def test_a_host_that_refuses_the_region_is_left_alone_for_the_session(
    exchange: Exchange, status: int
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("no", status))
    told: list[Pause] = []
    async with wired(exchange.url, pauses=Pauses(on_change=told.append)) as wire:
        first = await refusal(wire)
        again = await refusal(wire)
    assert isinstance(first, Blocked)
    assert isinstance(again, Blocked)
    assert again.sentence == first.sentence
    assert told == []
    assert len(exchange.log) == 1


async def test_a_pause_that_was_known_before_the_start_is_kept(exchange: Exchange) -> None:
    until_ms = int(time.time() * 1_000) + 60_000
    async with wired(
        exchange.url, pauses=Pauses([Pause(HOST, until_ms, "It asks to wait.")])
    ) as wire:
        assert isinstance(await refusal(wire), HostPaused)
    assert exchange.log == []


async def test_what_waits_for_its_budget_is_not_sent_once_the_host_wants_a_pause(
    exchange: Exchange, wire: Wire
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    request = Request(URL, bucket="slow")
    # So much at once that even on a busy machine the next one still waits when the pause comes.
    await wire.get(SOURCE, Request(URL, bucket="slow", weight=5))
    waiting = asyncio.create_task(refusal(wire, request))
    await asyncio.sleep(0)
    wire.rest(URL, RateLimited("It asks to wait.", retry_after_s=60))
    assert isinstance(await waiting, HostPaused)
    assert len(exchange.log) == 1


@dataclass
class Fast:
    """Stands in for asyncio: waiting takes no time, but the steady clock goes on."""

    now_s: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    def get_running_loop(self) -> Fast:
        return self

    def time(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> Fast:
    clock = Fast()
    monkeypatch.setattr(wire_module, "asyncio", clock)
    return clock


async def test_questions_wait_for_their_budget(exchange: Exchange, wire: Wire, fast: Fast) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    await asyncio.gather(*(wire.get(SOURCE, Request(URL, bucket="slow")) for _ in range(4)))
    await wire.get(SOURCE, Request(URL))
    assert fast.slept == pytest.approx([0.25, 0.25, 0.25])
    assert len(exchange.log) == 5


async def test_two_venues_of_one_host_share_its_budget_and_others_do_not(
    exchange: Exchange, wire: Wire, fast: Fast
) -> None:
    class Twin(Plain):
        pass

    Twin.venue = "twin"
    for host in (HOST, "other.example.com"):
        exchange.rule(host, "/v1/klines", lambda _q: {})
    await wire.get(SOURCE, Request(URL, bucket="slow"))
    await wire.get(Twin(), Request("https://other.example.com/v1/klines", bucket="slow"))
    assert fast.slept == []
    await wire.get(Twin(), Request(URL, bucket="slow"))
    assert fast.slept == pytest.approx([0.25])


async def test_what_was_given_up_while_it_waited_costs_nothing(
    exchange: Exchange, wire: Wire
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    request = Request(URL, bucket="slow")
    await wire.get(SOURCE, request)
    given_up = [asyncio.create_task(wire.get(SOURCE, request)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    async with asyncio.timeout(5):  # fifty of them would take over twelve seconds
        await wire.get(SOURCE, request)
    assert len(exchange.log) == 2


async def test_an_answer_that_says_others_used_the_limit_slows_those_who_wait(
    exchange: Exchange, wire: Wire, fast: Fast
) -> None:
    class Counted(Plain):
        budgets: ClassVar = {"all": Budget(10, 2, Limit(100, 4), Gauge(left="x-left"))}

    Counted.venue = "counted"
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply({}, headers={"X-Left": "6"}))
    request = Request(URL, bucket="all")
    answer = await wire.get(Counted(), request)
    # A tenth of the pace: 0.2 at once, one a second.
    assert answer.budget_used == pytest.approx(0.9)
    await wire.get(Counted(), request)
    assert sum(fast.slept) == pytest.approx(0, abs=0.01)
    await wire.get(Counted(), request)
    assert sum(fast.slept) == pytest.approx(1, abs=0.01)
    assert max(fast.slept) <= 1


async def test_an_error_tells_the_count_as_well(exchange: Exchange, wire: Wire, fast: Fast) -> None:
    class Counted(Plain):
        budgets: ClassVar = {"all": Budget(10, 2, Limit(100, 4), Gauge(used="x-used"))}

    Counted.venue = "counted"
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply({}, 500, {"X-Used": "100"}))
    request = Request(URL, bucket="all")
    for _ in range(2):
        with pytest.raises(BadAnswer):
            await wire.get(Counted(), request)
    assert sum(fast.slept) == pytest.approx(4 + 1 / 10)  # and it begins empty
