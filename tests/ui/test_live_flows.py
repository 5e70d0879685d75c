"""Which changes under the candles are still to be read: none is forgotten before its answer came."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.analysis.columns import BarColumns, LineColumns
from tracker.analysis.open_interest import InterestLine
from tracker.domain.coverage import Coverage
from tracker.domain.derivatives import Funding, LiquidationBucket, OpenInterest
from tracker.domain.times import HOUR_MS
from tracker.services.flows import Flows
from tracker.services.pane_views import Asked
from tracker.ui.live_flows import LiveFlows, changed_from
from ui.samples import NOW_MS, liquidation, market

ASKED = Asked("BTC", HOUR_MS, 0, NOW_MS, frozenset())


def flows() -> Flows:
    line = InterestLine(LineColumns.empty(HOUR_MS), (), ())
    return Flows(BarColumns.empty(HOUR_MS), Coverage(), line)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """From when on each reading was told that something changed; "all" where it began anew."""
    heard: list[Any] = []

    def newer(_rooms: object, _asked: Asked, _before: Flows, changed_ms: int) -> Flows | None:
        heard.append(changed_ms)
        return flows() if changed_ms else None

    def whole(_rooms: object, _asked: Asked) -> Flows:
        heard.append("all")
        return flows()

    monkeypatch.setattr("tracker.ui.live_flows.read_newer", newer)
    monkeypatch.setattr("tracker.ui.live_flows.read_flows", whole)
    return heard


def test_a_change_is_told_until_an_answer_to_it_has_come(told: list[Any]) -> None:
    live = LiveFlows()
    live.begin(flows())
    first, first_came = live.question(ASKED, 500)
    second, _ = live.question(ASKED, 700)  # of which no answer comes
    first(None)  # type: ignore[arg-type]
    first_came(flows())
    third, third_came = live.question(ASKED, 900)
    second(None)  # type: ignore[arg-type]
    third(None)  # type: ignore[arg-type]
    third_came(flows())
    live.question(ASKED, 950)[0](None)  # type: ignore[arg-type]
    assert told == [500, 500, 700, 950]


def test_filled_history_is_read_anew_once(told: list[Any]) -> None:
    live = LiveFlows()
    live.begin(flows())
    read, came = live.question(ASKED, 0)
    came(read(None))  # type: ignore[arg-type]
    live.question(ASKED, 900)[0](None)  # type: ignore[arg-type]
    assert told == [0, "all", 900]


def test_without_a_chart_all_is_read(told: list[Any]) -> None:
    LiveFlows().question(ASKED, 900)[0](None)  # type: ignore[arg-type]
    assert told == ["all"]


def test_what_something_new_changes() -> None:
    btc = market()
    assert changed_from(liquidation(NOW_MS - 5)) == NOW_MS - 5
    assert changed_from(OpenInterest(btc, 7, 1.0, None)) == 7
    assert changed_from(LiquidationBucket(btc, 8, 300_000, 1.0, 2.0, closed=False)) == 8
    assert changed_from(Funding(btc, 9, 1e-4, 8.0, settled=False)) == 9
    assert changed_from(btc) == 0
