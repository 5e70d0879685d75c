"""The pane of what a service says: its name in the title, its exchanges apart, and honest when it has nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.analysis.columns import BarColumns
from tracker.domain.times import HOUR_MS
from tracker.services.beside import ServiceBars
from tracker.services.pane_views import PaneViews
from tracker.ui.charts.kinds import PaneChoice, composed
from tracker.ui.charts.pane_data import BesideData, LiquidationsData
from tracker.ui.charts.panes_beside import BesidePane
from tracker.ui.pane_words import _beside
from ui.charts.samples import boarded, content, empty_content, painted

pytestmark = pytest.mark.usefixtures("qapp")


def bars(scale: float = 1.0) -> BarColumns:
    at = content().candles.open_ms
    size = np.full(len(at), 1e6 * scale)
    return BarColumns(HOUR_MS, at, size, size / 2, np.ones(len(at)))


TOLD = ServiceBars("Coinalyze", bars(3.0), (("Binance", bars(2.0)), ("Bybit", bars())))


def pane(mode: str) -> BesidePane:
    (data,) = _beside(PaneViews(beside=TOLD), "1h")
    shown = content().with_data([data])
    board = boarded(shown, panes=composed([PaneChoice("price"), PaneChoice("beside", mode)]))
    assert painted(board).size
    found = board.composition.find("beside")
    assert isinstance(found, BesidePane)
    return found


def test_the_service_is_named_and_its_figures_are_not_ours() -> None:
    one = pane("bars")
    assert one.title.startswith("Liquidations by Coinalyze, USD per 1h")
    assert one.scope == "as the service says; not in our sums"
    assert one.legend == ()


def test_its_exchanges_are_told_apart() -> None:
    one = pane("exchanges")
    assert [name for name, _ in one.legend] == ["Binance", "Bybit"]
    assert one.painters[-1] is one.stacked


def test_our_own_pane_does_not_change_for_it() -> None:
    (data,) = _beside(PaneViews(beside=TOLD), "1h")
    assert isinstance(data, BesideData)
    shown = content().with_data([data])
    before = content().find(LiquidationsData)
    after = shown.find(LiquidationsData)
    assert before is not None
    assert after is not None
    assert np.array_equal(before.bars.long_usd, after.bars.long_usd, equal_nan=True)
    ours = boarded(shown, panes=composed([PaneChoice("price"), PaneChoice("liquidations")]))
    found = ours.composition.find("liquidations")
    assert found is not None
    assert found.title.startswith("Liquidations, USD")


def test_without_a_service_it_says_so() -> None:
    assert _beside(PaneViews(), "1h") == []
    board = boarded(
        empty_content(), panes=composed([PaneChoice("price"), PaneChoice("beside", "bars")])
    )
    found = board.composition.find("beside")
    assert found is not None
    assert found.title.startswith("Liquidations by a service")
    assert "no service with a key" in found.scope
