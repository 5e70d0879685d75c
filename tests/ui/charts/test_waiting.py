"""A chart whose candles are there first: its panes wait, say nothing of what is not read, and nothing jumps."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import SignedColumns
from tracker.domain.times import H4, HOUR_MS
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_data import Band, EpisodesData, FundingData, LiquidationsData
from tracker.ui.charts.stack import ChartStack
from ui.charts.samples import (
    START_MS,
    MakeStack,
    bars,
    candles,
    content,
    is_color,
    pane_of,
    pixels,
)

BAND = Band(START_MS + 20 * HOUR_MS, START_MS + 26 * HOUR_MS, "cascade 71", "71")


def bare(asset: str = "ETH", **changes: object) -> ChartContent:
    """A chart of which only the candles were read."""
    return replace(content(asset=asset), data=(), is_loading=True, **changes)  # type: ignore[arg-type]


def below(stack: ChartStack) -> list[Pane]:
    return [pane for pane in stack.canvas.board.panes if pane.KEY != "price"]


def has(stack: ChartStack, pane: Pane, ink: str) -> bool:
    """Whether a colour is anywhere in a pane."""
    stack.canvas.settle()
    shot = pixels(stack.canvas.grab().toImage())
    top, bottom = int(pane.rect.top()) + 1, int(pane.rect.bottom())
    right = int(pane.rect.right())
    color = getattr(stack.canvas.board.inks, ink)
    return bool(is_color(shot, color)[top:bottom, :right].any())


def test_candles_are_there_and_panes_say_nothing_of_what_is_not_read(
    stack: ChartStack, qtbot: QtBot
) -> None:
    liquidations = pane_of(stack.canvas.board, "liquidations")
    known = has(stack, liquidations, "down")
    stack.show_content(bare())
    stack.canvas.settle()
    assert known
    assert stack.canvas.board.is_waiting
    assert stack.readout().startswith("9 Feb")
    assert "OI" not in stack.readout()
    assert "$" not in stack.readout()
    for pane in below(stack):
        for ink in ("hatch", "gap", "down", "up", "interest"):
            assert not has(stack, pane, ink), (pane.KEY, ink)
        assert pane.axis.ticks.values.size == 0
        assert pane.axis.written == []
    stack.set_data(content().data)
    qtbot.waitUntil(lambda: not stack.canvas.pending)
    assert not stack.canvas.board.is_waiting
    assert has(stack, liquidations, "down")
    assert "OI" in stack.readout()


def test_that_it_takes_long_is_said_and_what_is_quick_needs_no_word(
    stack: ChartStack, qtbot: QtBot
) -> None:
    stack.show_content(bare())
    assert stack._patience.isActive()
    assert {pane.waits.text for pane in below(stack)} == {""}
    stack.set_data(content().data)
    assert not stack._patience.isActive()
    stack.show_content(bare("SOL"))
    qtbot.waitUntil(lambda: {pane.waits.text for pane in below(stack)} == {"Reading the cache…"})
    assert all(has(stack, pane, "quiet") for pane in below(stack))
    stack.show_content(bare())  # yet another one begins to wait anew
    assert {pane.waits.text for pane in below(stack)} == {""}
    assert stack._patience.isActive()


def test_what_cannot_be_read_is_said_and_a_late_answer_is_still_welcome(stack: ChartStack) -> None:
    stack.set_unread()  # nothing was waited for
    assert {pane.waits.text for pane in below(stack)} == {""}
    stack.show_content(bare())
    stack.set_unread()
    assert {pane.waits.text for pane in below(stack)} == {"This could not be read."}
    assert not stack._patience.isActive()
    assert not stack.canvas.board.is_waiting
    stack.set_data(content().data)
    assert not any(pane.waiting for pane in below(stack))


def test_nothing_jumps_when_the_rest_comes(stack: ChartStack, qtbot: QtBot) -> None:
    stack.canvas.settle()
    board = stack.canvas.board
    stack.show_content(bare())
    stack.canvas.settle()
    titles = [pane.title for pane in board.panes]
    view, plots = stack.view(), board.plots
    prices = (board.price.value.low, board.price.value.high)
    data = content(asset="ETH").data
    stack.set_data([replace(one, per="1h") if hasattr(one, "per") else one for one in data])  # type: ignore[type-var,call-arg]
    qtbot.waitUntil(lambda: not stack.canvas.pending)
    assert (stack.view(), board.plots) == (view, plots)
    assert (board.price.value.low, board.price.value.high) == prices
    assert [pane.title for pane in board.panes][:2] == titles[:2]


def test_at_another_interval_cascades_of_the_coin_stay_and_of_another_coin_they_go(
    stack: ChartStack,
) -> None:
    episodes = stack.canvas.board.price.episodes
    stack.show_content(content(data=(*content().data, EpisodesData((BAND,)))))
    assert episodes.bands == (BAND,)
    at_four = candles(step_ms=H4.ms)
    stack.show_content(bare("BTC", interval=H4, candles=at_four))
    assert episodes.bands == (BAND,)
    assert stack.canvas.board.is_waiting
    other = replace(BAND, text="another")
    stack.set_data([EpisodesData((other,))])
    assert episodes.bands == (other,)
    stack.show_content(bare("ETH"))
    assert episodes.bands == ()


def test_a_pane_that_is_added_waits_for_what_is_read_because_of_it(make_stack: MakeStack) -> None:
    stack = make_stack(content())
    stack.panes.compose([PaneChoice("price"), PaneChoice("liquidations"), PaneChoice("funding")])
    added, before = (
        pane_of(stack.canvas.board, "funding"),
        pane_of(stack.canvas.board, "liquidations"),
    )
    assert (added.waiting, before.waiting) == (True, False)
    assert stack._patience.isActive()
    assert not has(stack, added, "hatch")
    stack.set_data([FundingData(SignedColumns.empty(HOUR_MS))])
    assert not added.waiting
    assert has(stack, added, "hatch")


def test_under_the_mouse_a_pane_that_waits_has_no_value(stack: ChartStack) -> None:
    stack.show_content(bare())
    stack.canvas.settle()
    rect = below(stack)[0].rect
    for at, known in ((rect.center(), False), (QPointF(rect.center().x(), 100.0), True)):
        stack.canvas.gestures.move(at, Qt.MouseButton.NoButton)
        stack.canvas.settle()
        cross = stack.canvas.board.overlay.cross
        assert cross is not None
        assert bool(cross.value_text) is known
        assert cross.time_text


def test_new_sums_of_one_pane_are_enough_for_all_that_wait(stack: ChartStack) -> None:
    stack.show_content(bare())
    stack.set_data([LiquidationsData(bars(), scope="all")])
    assert not any(pane.waiting for pane in below(stack))
