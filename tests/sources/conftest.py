"""A loopback exchange with a wire to it, and the simulated exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from loopback import Exchange
from sources.simulating import SEED, HandClock
from sources.wires import wired
from tracker.sources.simulation.exchange import SimulatedExchange
from tracker.sources.simulation.scenario import Scenario, load_scenario
from tracker.sources.wire import Wire


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        yield running


@pytest.fixture
async def wire(exchange: Exchange) -> AsyncIterator[Wire]:
    async with wired(exchange.url) as wire:
        yield wire


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(SEED)


@pytest.fixture(scope="module")
def simulated(scenario: Scenario) -> SimulatedExchange:
    """An exchange at the scenario's now, for tests that do not move the clock."""
    return SimulatedExchange(scenario, HandClock())
