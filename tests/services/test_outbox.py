"""Messages for services outside this machine: once each, tried until they arrive, no secret told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC

import pytest
from msgspec.structs import replace

from keyrings import MemoryKeyring, in_use, locked
from loopback import Exchange
from loopback.venues import Market, kline_frame
from loopback.webhook import Webhook
from services.conftest import until
from services.samples import NOW_MS, HandClock
from services.test_engine import loaded
from tracker.domain.errors import TrackerError
from tracker.domain.quiet import QuietHours
from tracker.domain.times import DAY_MS, H1, HOUR_MS
from tracker.services.alerts import Manners
from tracker.services.levels import LevelWish
from tracker.services.notices import Notice
from tracker.services.outbox import PAUSES_MS, Outbox, Send, secret_name, send_message
from tracker.services.storage import Storage
from tracker.store.outbox import Message, Post

KLINES = "data-stream.binance.vision"
SECRET = "s3cret-token"
NOTICE = Notice("BTC 69,000 broken", "Closed far below.", "BTC", NOW_MS, ("a", "b"))


class Desk:
    """An outbox over a store, its clock, and all that it said."""

    def __init__(
        self,
        storage: Storage,
        *services: str,
        send: Send = send_message,
        manners: Manners | None = None,
        now_ms: int = NOW_MS,
    ) -> None:
        self.storage = storage
        self.clock = HandClock(now_ms)
        self.said: list[str] = []
        self.outbox = Outbox(
            storage,
            services or ("hook",),
            now_ms=self.clock.now_ms,
            say=self.said.append,
            manners=manners,
            send=send,
        )

    async def posts(self) -> dict[str, Post]:
        rows = await self.storage.journal(lambda journal: journal.outbox.posts())
        return {row.service: row for row in rows}


class Refusals:
    """A way to send that refuses so many times, or for ever."""

    def __init__(self, count: int | None = None) -> None:
        self.left = count
        self.tried: list[Message] = []

    def __call__(self, message: Message) -> None:
        self.tried.append(message)
        if self.left is None or self.left > 0:
            self.left = None if self.left is None else self.left - 1
            raise TrackerError("It is closed.")


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    memory = MemoryKeyring()
    with in_use(memory):
        yield memory


@pytest.fixture
def webhook(ring: MemoryKeyring) -> Iterator[Webhook]:
    """A service of the name `hook`, whose address is in the keyring."""
    with Webhook() as running:
        ring.kept["tracker", secret_name("hook")] = running.address(SECRET)
        yield running


async def test_a_notice_arrives_once_at_every_service(
    storage: Storage, webhook: Webhook, ring: MemoryKeyring
) -> None:
    ring.kept["tracker", secret_name("other")] = webhook.address("other")
    desk = Desk(storage, "hook", "other")
    await desk.outbox.post(NOTICE)
    for _ in range(3):
        await desk.outbox.send_due()
    assert sorted(one["path"] for one in webhook.posted) == ["/other", f"/{SECRET}"]
    assert {(one["title"], one["message"]) for one in webhook.posted} == {
        (NOTICE.title, NOTICE.body)
    }
    assert desk.said == []
    assert await desk.posts() == {
        "hook": Post("hook", sent=1),
        "other": Post("other", sent=1),
    }


async def test_what_was_posted_is_not_posted_again_until_it_was_stamped(
    storage: Storage, webhook: Webhook
) -> None:
    desk = Desk(storage)
    await desk.outbox.post(NOTICE)
    # A restart before the notice was stamped composes it again, maybe as a part of a digest.
    again = Desk(storage)
    await again.outbox.post(replace(NOTICE, ids=("b",), title="While Tracker was away"))
    await again.outbox.post(replace(NOTICE, ids=("b", "c"), title="With something new"))
    await again.outbox.send_due()
    assert webhook.titles() == [NOTICE.title, "With something new"]
    await storage.journal(lambda journal: journal.stamp(["a", "b", "c"], NOW_MS))
    left = await storage.journal(
        lambda journal: journal._connection.execute("SELECT count(*) FROM posted").fetchone()
    )
    assert left == (0,)


async def test_a_refusal_is_told_without_the_secret_and_tried_again_after_a_restart(
    storage: Storage, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    webhook.status = 503
    desk = Desk(storage)
    await desk.outbox.post(NOTICE)
    await desk.outbox.send_due()
    await desk.outbox.send_due()
    assert len(webhook.posted) == 1
    (sentence,) = desk.said
    assert sentence.startswith("A message to hook was not sent: JSON did not take the message: ")
    assert "503" in sentence
    post = (await desk.posts())["hook"]
    assert (post.waiting, post.sent) == (1, 0)
    assert post.error is not None
    # Loggers of other names reach no file of ours.
    logged = [one.getMessage() for one in caplog.records if one.name.startswith("tracker")]
    assert any("503" in text for text in logged)
    for text in (sentence, post.error, *logged):
        assert SECRET not in text
    webhook.status = 200
    again = Desk(storage, now_ms=NOW_MS + PAUSES_MS[0])
    await again.outbox.send_due()
    assert webhook.titles() == [NOTICE.title] * 2
    assert await again.posts() == {"hook": Post("hook", sent=1)}


async def test_a_service_that_takes_messages_again_is_told_of(storage: Storage) -> None:
    desk = Desk(storage, send=Refusals(2))
    await desk.outbox.post(NOTICE)
    for pause_ms in (*PAUSES_MS[:2], 0):
        await desk.outbox.send_due()
        desk.clock.ms += pause_ms
    assert desk.said == [
        "A message to hook was not sent: It is closed. It is tried again.",
        "Messages to hook are sent again.",
    ]


async def test_after_the_last_try_a_message_is_given_up_and_said(storage: Storage) -> None:
    refusals = Refusals()
    desk = Desk(storage, send=refusals)
    await desk.outbox.post(NOTICE)
    for pause_ms in (*PAUSES_MS, 0):
        await desk.outbox.send_due()
        await desk.outbox.send_due()
        desk.clock.ms += pause_ms
    await desk.outbox.send_due()
    assert len(refusals.tried) == len(PAUSES_MS) + 1 == 8
    assert sum(PAUSES_MS) < DAY_MS
    assert desk.said[-1] == ("The message “BTC 69,000 broken” to hook is given up: It is closed.")
    assert await desk.posts() == {"hook": Post("hook", given_up=1, error="It is closed.")}


async def test_what_arrives_late_says_when_it_was(storage: Storage) -> None:
    refusals = Refusals(0)
    desk = Desk(storage, send=refusals)
    await desk.outbox.post(NOTICE)
    desk.clock.ms += HOUR_MS
    await desk.outbox.send_due()
    (sent,) = refusals.tried
    assert sent.title == "Late: BTC 69,000 broken"
    assert sent.body == "Closed far below. This was at 4 Feb 16:00 UTC."


async def test_yesterdays_message_and_one_for_a_dropped_service_are_given_up(
    storage: Storage,
) -> None:
    refusals = Refusals()
    desk = Desk(storage, "hook", "old", send=refusals)
    await desk.outbox.post(NOTICE)
    again = Desk(storage, "hook", send=refusals, now_ms=NOW_MS + DAY_MS + 1)
    await again.outbox.send_due()
    assert refusals.tried == []
    assert {name: post.given_up for name, post in (await again.posts()).items()} == {
        "hook": 1,
        "old": 1,
    }
    assert len(again.said) == 2


async def test_quiet_hours_hold_what_waits_too(storage: Storage) -> None:
    refusals = Refusals(0)
    manners = Manners(QuietHours(15 * 60, 17 * 60), zone=UTC)
    desk = Desk(storage, send=refusals, manners=manners)
    await desk.outbox.post(NOTICE)
    await desk.outbox.send_due()
    assert refusals.tried == []
    lenient = replace(manners, quiet_lets_urgent=True)
    urgent = Desk(storage, send=refusals, manners=lenient)
    await urgent.outbox.post(replace(NOTICE, ids=("c",), title="Urgent", urgent=True))
    await urgent.outbox.send_due()
    assert [one.title for one in refusals.tried] == ["Urgent"]


async def test_a_service_that_hangs_delays_neither_the_others_nor_the_end(
    storage: Storage, webhook: Webhook, ring: MemoryKeyring
) -> None:
    with Webhook() as other:
        ring.kept["tracker", secret_name("other")] = other.address("other")
        webhook.may_answer.clear()
        desk = Desk(storage, "hook", "other")
        task = asyncio.create_task(desk.outbox.run())
        await desk.outbox.post(NOTICE)
        await until(lambda: other.posted and webhook.posted)
        task.cancel()
        # The end waits for it for a moment only.
        async with asyncio.timeout(10):
            await asyncio.gather(task, return_exceptions=True)
        assert (await desk.posts())["hook"].waiting == 1
        webhook.may_answer.set()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (None, "There is no address for hook in the keyring; add it with: tracker notify add hook"),
        (locked(), "The keyring is locked; unlock it and try again."),
        (OSError("no bus"), "The keyring does not answer."),
    ],
)
async def test_a_keyring_that_gives_nothing_is_a_sentence(
    storage: Storage, ring: MemoryKeyring, fault: Exception | None, sentence: str
) -> None:
    ring.fault = fault
    desk = Desk(storage)
    await desk.outbox.post(NOTICE)
    await desk.outbox.send_due()
    assert desk.said == [f"A message to hook was not sent: {sentence} It is tried again."]
    assert (await desk.posts())["hook"] == Post("hook", waiting=1, error=sentence)


async def test_without_services_nothing_is_written_down(storage: Storage) -> None:
    outbox = Outbox(storage, (), now_ms=lambda: NOW_MS, say=pytest.fail)
    await outbox.post(NOTICE)
    await outbox.run()
    assert await storage.journal(lambda journal: journal.outbox.posts()) == []


async def test_old_messages_are_forgotten(storage: Storage) -> None:
    desk = Desk(storage, send=Refusals(0))
    await desk.outbox.post(NOTICE)
    await desk.outbox.send_due()
    desk.clock.ms += 8 * DAY_MS
    await desk.outbox.post(replace(NOTICE, ids=("z",)))
    await desk.outbox.send_due()
    assert await desk.posts() == {"hook": Post("hook", sent=1)}


async def test_the_engine_sends_a_break_and_an_outage_does_not_hold_it_up(
    start: object, exchange: Exchange, market: Market, webhook: Webhook
) -> None:
    webhook.may_answer.clear()
    async with start(venues=("binance-spot",), services=("hook",)) as running:
        await until(lambda: loaded(running))
        await running.collector.levels.add(LevelWish("BTC", 69_000.0))
        open_ms = H1.floor(market.now_ms())
        market.closes["BTC", "1h", open_ms] = 67_500.0
        exchange.push(KLINES, kline_frame(market, "BTC", "1h", open_ms, closed=True))
        await until(lambda: running.notices and webhook.posted)
        webhook.may_answer.set()
        assert webhook.titles() == ["BTC 69,000 broken (hourly)"]
