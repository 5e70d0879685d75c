"""A newer release: asked through the gateway once a day at most, told once, and never more than told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from loopback import Exchange, Reply
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.domain.version import Version
from tracker.services.releases import KEEPSAKE, Memory, ReleaseWatch, read_memory
from tracker.services.storage import Storage
from tracker.sources.clock import WallClock
from tracker.sources.gateway import Gateway
from tracker.sources.releases import FEED
from tracker.sources.wire import Wire
from tracker.store.paths import Home

HOST, PATH = str(urlsplit(FEED).hostname), urlsplit(FEED).path
NOW_MS = 1_770_000_000_000


class Bench:
    """A watch over a store, and the wire to the loopback exchange."""

    def __init__(self, storage: Storage, exchange: Exchange) -> None:
        self.storage, self.exchange = storage, exchange
        self.now_ms = NOW_MS
        self.watch = self.fresh()
        self.wire = Wire(clock=WallClock(), gateway=Gateway.parse(exchange.url, insecure=False))

    def fresh(self) -> ReleaseWatch:
        """As after a restart."""
        return ReleaseWatch(self.storage, lambda: self.now_ms, "0.2.0")

    def say(self, answer: object) -> None:
        self.exchange.rule(HOST, PATH, lambda _query: answer)

    @property
    def asked(self) -> int:
        return len(self.exchange.asked(HOST))

    async def look(self) -> str | None:
        found = await self.watch.look(self.wire)
        return str(found) if found is not None else None


@pytest.fixture
async def bench(home: Home) -> AsyncIterator[Bench]:
    storage = Storage(home)
    await storage.open("now")
    async with Exchange() as exchange:
        made = Bench(storage, exchange)
        yield made
        await made.wire.aclose()
    await storage.close()


async def test_a_newer_one_is_found_and_told_until_the_user_was_told(bench: Bench) -> None:
    bench.say({"tag_name": "v0.10.0", "draft": False, "prerelease": False})
    assert await bench.look() == "0.10.0"
    # It could not be shown: the next look tells it again, also after a restart, without asking.
    bench.watch = bench.fresh()
    assert await bench.look() == "0.10.0"
    await bench.watch.told(Version.parse("0.10.0"))
    assert await bench.look() is None
    assert bench.asked == 1
    bench.now_ms += DAY_MS
    bench.say({"tag_name": "v0.10.1"})
    assert await bench.look() == "0.10.1"


async def test_it_is_asked_once_a_day_at_most_whatever_comes_of_it(bench: Bench) -> None:
    bench.say(Reply({"message": "Not Found"}, 404))
    assert await bench.look() is None
    for _ in range(3):
        bench.now_ms += 7 * HOUR_MS
        assert await bench.look() is None
    assert bench.asked == 1
    bench.now_ms += 3 * HOUR_MS
    assert await bench.look() is None
    assert bench.asked == 2


async def test_a_clock_that_was_set_back_does_not_silence_it(bench: Bench) -> None:
    bench.say({"tag_name": "v0.2.0"})
    assert await bench.look() is None
    bench.now_ms -= 400 * DAY_MS
    assert await bench.look() is None
    assert bench.asked == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>please log in</html>",
        b"{" * 100_000,
        b"[]",
        b"null",
        {"tag_name": None},
        {"tag_name": "v" + "9" * 5_000},
        {"tag_name": "<a href='https://example.com/get'>9.9</a>"},
        {"tag_name": "9.9\n; curl"},
        {"tag_name": "9.9", "draft": True},
        {"tag_name": "9.9", "prerelease": True},
        {"tag_name": "9.9-rc1"},
        {"tag_name": "0.1.9"},
        {"tag_name": "0.2"},
        Reply(b"no", 451),
        Reply(b"", 302, {"Location": "https://example.com/elsewhere"}),
    ],
)
async def test_what_is_no_newer_release_is_not_told(bench: Bench, answer: object) -> None:
    bench.say(answer)
    assert await bench.look() is None
    assert bench.asked == 1


async def test_a_feed_that_fails_says_so_in_the_log_alone(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.say(b"<html>")
    with caplog.at_level("INFO", "tracker"):
        assert await bench.look() is None
    assert [record.levelname for record in caplog.records if "releases" in record.message] == [
        "INFO"
    ]


async def test_what_was_found_before_outlives_a_day_without_an_answer(bench: Bench) -> None:
    bench.say({"tag_name": "v0.3.0"})
    assert await bench.look() == "0.3.0"
    bench.now_ms += 2 * DAY_MS
    bench.say(b"")
    assert await bench.look() == "0.3.0"


@pytest.mark.parametrize(
    "kept", [None, b"", b"{", b"[1]", b'{"asked_ms": []}', b'{"newest": "nonsense"}', b"\xff"]
)
def test_a_memory_that_cannot_be_read_is_none(kept: bytes | None) -> None:
    assert read_memory(kept) == Memory()


async def test_it_is_kept_in_the_journal(bench: Bench) -> None:
    bench.say({"tag_name": "v0.3.0"})
    await bench.look()
    kept = await bench.storage.read(lambda _, journal: journal.kept(KEEPSAKE))
    assert read_memory(kept) == Memory(NOW_MS, "0.3.0", "")
