"""The engine on a loop of the test's own, against the loopback exchange behind the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from loopback import Exchange
from loopback.market import calm_shift_ms
from loopback.venues import Market as ServedMarket
from loopback.venues import serve_venues
from tracker.services.collector import Collector, Setup
from tracker.services.keys import Keys
from tracker.services.storage import Storage
from tracker.services.update import Update
from tracker.sources import register_all
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source
from tracker.sources.clock import WallClock
from tracker.sources.context import ContextSource
from tracker.sources.gateway import Gateway
from tracker.sources.wire import Wire
from tracker.store.paths import Home

register_all()


@dataclass
class Running:
    """A running engine and all it said."""

    collector: Collector
    home: Home
    updates: list[Update] = field(default_factory=list)

    @property
    def values(self) -> list[object]:
        return [value for update in self.updates for value in update.values]

    @property
    def transitions(self) -> list[object]:
        return [one for update in self.updates for one in update.transitions]

    @property
    def notices(self) -> list[object]:
        return [one for update in self.updates for one in update.notices]

    def health(self) -> dict[tuple[str, str], object]:
        """The newest row of every channel."""
        rows = [row for update in self.updates for row in update.health]
        return {(row.venue, str(row.channel)): row for row in rows}

    def states(self) -> dict[tuple[str, str], str]:
        return {key: str(row.state) for key, row in self.health().items()}


async def until(condition: Callable[[], object], timeout_s: float = 60.0) -> None:
    """Wait for a condition, never for time; says what it waited for when it never came."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"never came true within {timeout_s} s")
        await asyncio.sleep(0.02)


def loaded(running: Running) -> bool:
    """Whether the past was asked for and all of it has come."""
    progress = running.collector.history.progress()
    return progress.total > 0 and progress.finished


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        yield running


@pytest.fixture
def market(exchange: Exchange) -> ServedMarket:
    return serve_venues(exchange, ServedMarket(shift_ms=calm_shift_ms()))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.under(tmp_path / "home")


Start = Callable[..., "asynccontextmanager[Running]"]


@pytest.fixture
def ample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Budgets so wide that nobody waits for them; what they hold back is for the tests of budgets."""
    for kind in (*Source.registry.values(), *ContextSource.context_registry.values()):
        wide = {name: replace(one, per_s=1e3, burst=1e3) for name, one in kind.budgets.items()}
        monkeypatch.setattr(kind, "budgets", wide)


@pytest.fixture
def start(exchange: Exchange, home: Home, ample: None) -> Start:
    """Starts an engine over the real sources behind the gateway."""
    del ample

    @asynccontextmanager
    async def run(
        assets: tuple[str, ...] = ("BTC",),
        venues: tuple[str, ...] | None = None,
        services: tuple[str, ...] = (),
        keys: Keys | None = None,
        context: Sequence[ContextSource] = (),
    ) -> AsyncIterator[Running]:
        kinds = [kind for kind in Source.registry.values() if not kind.simulated]
        sources = [kind() for kind in kinds if venues is None or kind.venue in venues]
        clock = WallClock()
        gateway = Gateway.parse(exchange.url)
        book = keys.book if keys is not None else None
        setup = Setup(
            sources,
            assets,
            clock,
            lambda pauses: Wire(clock=clock, gateway=gateway, pauses=pauses, keys=book),
            services=services,
            keyed=[kind() for kind in Aggregator.services.values()],
            keys=keys,
            context=context,
        )
        updates: list[Update] = []
        collector = Collector(Storage(home), setup, updates.append)
        running = Running(collector, home, updates)
        task = asyncio.create_task(collector.run())
        try:
            await until(lambda: collector.is_open or task.done())
            yield running
        finally:
            task.cancel()
            with_error = await asyncio.gather(task, return_exceptions=True)
            error = with_error[0]
            if error is not None and not isinstance(error, asyncio.CancelledError):
                raise error

    return run


@pytest.fixture
async def storage(home: Home) -> AsyncIterator[Storage]:
    """An open store on files of the test's own."""
    opened = Storage(home)
    await opened.open("test")
    yield opened
    await opened.close()
