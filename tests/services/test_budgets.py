"""Request budgets in the engine: venues of one host share one, and a restart does not refill it."""

from __future__ import annotations

import pytest

from loopback import Exchange
from services.conftest import until
from tracker.sources.base import Budget, Source

pytestmark = pytest.mark.usefixtures("market")

HOST, MOST = "api.bybit.com", 12
SHARED = ("bybit", "bybit-inverse")


async def test_venues_of_one_host_share_its_budget_and_a_restart_does_not_refill_it(
    start: object, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    for venue in SHARED:
        monkeypatch.setattr(Source.registry[venue], "budgets", {"rest": Budget(0.0001, MOST)})
    async with start(venues=SHARED) as running:
        await until(lambda: len(exchange.asked(HOST)) == MOST)
    asked = [one.query["category"] for one in exchange.asked(HOST)]
    assert set(asked) == {"linear", "inverse"}

    async with start(venues=(*SHARED, "gate")) as running:
        # It runs, and others are asked: but nothing is left for this host.
        await until(lambda: running.states().get(("gate", "oi")) == "live")
        await until(lambda: any(one.host == "stream.bybit.com" for one in exchange.sockets))
    assert len(exchange.asked(HOST)) == MOST
