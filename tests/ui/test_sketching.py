"""Drawings in the window: menu and keys, the words, the menu of one, and what is sent and shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tracker.domain.drawing import Anchor, Drawing, Shape, Style
from tracker.domain.times import HOUR_MS
from tracker.services.drawings import add_drawing
from tracker.services.update import Update
from tracker.store.journal import Journal
from tracker.ui.content import content_of
from tracker.ui.layout import Layout
from tracker.ui.sketching import flat, watchable
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, TITLES, chart_view, level_row, picture

A, B = Anchor(NOW_MS - 60 * HOUR_MS, 76_000.0), Anchor(NOW_MS - 20 * HOUR_MS, 77_000.0)
LINE = Drawing(1, "BTC", Shape.TREND, (A, B))
FLAT = replace(LINE, id=2, anchors=(A, replace(B, price=A.price)))
BOX = replace(LINE, id=3, shape=Shape.RECTANGLE)
WORDS = Drawing(4, "BTC", Shape.TEXT, (A,), "halving")
NEW = replace(LINE, id=0)


class Calls:
    """A collector that notes what it is asked for about drawings."""

    def __init__(self, result: object) -> None:
        self.made: list[tuple[Any, ...]] = []
        self._result = result

    @property
    def drawings(self) -> Calls:
        return self

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*args: object) -> object:
            self.made.append((name, *args))
            return self._result

        return call


def answer(bench: Bench, result: object = None, *, failed: str = "") -> list[tuple[Any, ...]]:
    """Do what was submitted last; what the collector was asked for."""
    work, then, refuse = bench.engine.submitted.pop()
    calls = Calls(result)
    value = asyncio.run(work(calls))
    if failed:
        refuse(failed)
    elif then is not None:
        then(value)
    return calls.made


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal.open(tmp_path / "journal.db")) as opened:
        yield opened


@pytest.fixture
def drawn(bench: Bench) -> Bench:
    bench.desk.show_chart(chart_view("BTC", count=400, drawings=(LINE, FLAT, BOX, WORDS)))
    return bench


def shown(bench: Bench) -> tuple[Drawing, ...]:
    return bench.window.chart.canvas.board.price.drawings.drawings


def tell(bench: Bench, journal: Journal) -> None:
    """The engine says that drawings changed; what is then asked is answered from a journal."""
    bench.engine.updated.emit(Update(drawings_changed=True))
    read_drawings(bench, journal)


def read_drawings(bench: Bench, journal: Journal) -> None:
    asked = bench.engine.asked.pop()
    asked.then(asked.query(None, journal))


OpenMenu = Callable[[Bench, Drawing], QMenu]


@pytest.fixture
def open_menu(monkeypatch: pytest.MonkeyPatch) -> OpenMenu:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: shown.append(menu))

    def ask(bench: Bench, drawing: Drawing) -> QMenu:
        bench.window.chart.hand.menu_wanted.emit(drawing, QPoint(10, 10))
        return shown[-1]

    return ask


def action(menu: QMenu, text: str) -> QAction:
    return next(one for one in menu.actions() if one.text() == text)


def texts(menu: QMenu) -> list[str]:
    return [one.text() for one in menu.actions() if not one.isSeparator()]


# --- tools ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        (Qt.Key.Key_T, Shape.TREND),
        (Qt.Key.Key_R, Shape.RAY),
        (Qt.Key.Key_B, Shape.RECTANGLE),
        (Qt.Key.Key_N, Shape.TEXT),
        (Qt.Key.Key_M, Shape.MEASURE),
    ],
)
def test_keys_and_the_menu_take_a_tool_and_escape_lays_it_down(
    bench: Bench, qtbot: QtBot, key: Qt.Key, shape: Shape
) -> None:
    hand, menu = bench.window.chart.hand, bench.window.toolbar.draw
    qtbot.keyClick(bench.window, key, Qt.KeyboardModifier.AltModifier)
    assert hand.tool is shape
    assert menu.isChecked()
    assert menu._tools[shape].isChecked()
    assert bench.window.chart.canvas.hasFocus()
    qtbot.keyClick(bench.window.chart.canvas, Qt.Key.Key_Escape)
    assert hand.tool is None
    assert not menu.isChecked()
    assert menu._tools[None].isChecked()
    menu._tools[shape].trigger()
    assert hand.tool is shape
    menu._tools[None].trigger()
    assert hand.tool is None


def test_the_level_of_the_menu_is_the_level_button(bench: Bench) -> None:
    bench.window.toolbar.draw._tools[Shape.RAY].trigger()
    bench.window.toolbar.draw.level_wanted.emit()
    assert bench.window.toolbar.level.isChecked()
    assert bench.window.chart.canvas.board.placing
    assert bench.window.chart.hand.tool is None
    bench.window.toolbar.draw._tools[Shape.RAY].trigger()
    assert not bench.window.toolbar.level.isChecked()


def test_the_magnet_is_remembered(make_bench: MakeBench) -> None:
    bench = make_bench(Layout(magnet=True))
    assert bench.window.chart.hand.magnet
    assert bench.window.layout_now().magnet
    bench.window.toolbar.draw.magnet.trigger()
    assert not bench.window.chart.hand.magnet
    assert not bench.window.layout_now().magnet


# --- what is sent --------------------------------------------------------------------------------


def test_a_new_drawing_is_kept_and_then_selected(bench: Bench) -> None:
    chart = bench.window.chart
    chart.canvas.board.price.drawings.put(NEW)
    chart.hand.drawn.emit(NEW)
    assert answer(bench, replace(NEW, id=9)) == [("add", NEW)]
    assert shown(bench) == (replace(NEW, id=9),)
    assert chart.canvas.board.price.drawings.selected == 9


def test_changes_and_removals_are_sent(drawn: Bench) -> None:
    hand = drawn.window.chart.hand
    hand.changed.emit(replace(LINE, text="x"))
    assert answer(drawn) == [("change", replace(LINE, text="x"))]
    hand.removed.emit(1)
    assert answer(drawn, LINE) == [("remove", 1)]
    assert drawn.window.banner.text == "The trend line is deleted; Ctrl+Z brings it back."


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "There is no drawing on BTC."),
        (1, "1 drawing of BTC deleted; Ctrl+Z brings back all of it."),
        (7, "7 drawings of BTC deleted; Ctrl+Z brings back all of it."),
    ],
)
def test_all_drawings_of_the_coin_on_the_chart_are_deleted(
    drawn: Bench, count: int, words: str
) -> None:
    drawn.window.toolbar.draw._clear.trigger()
    assert answer(drawn, count) == [("clear", "BTC")]
    assert drawn.window.banner.text == words


def test_what_failed_is_said_and_what_is_kept_is_shown(drawn: Bench, journal: Journal) -> None:
    made = add_drawing(journal, NEW, NOW_MS)
    drawn.window.chart.hand.changed.emit(LINE)
    answer(drawn, failed="This drawing is not there any more.")
    assert drawn.window.banner.text == "This drawing is not there any more."
    read_drawings(drawn, journal)
    assert shown(drawn) == (made,)


# --- what is shown -------------------------------------------------------------------------------


def test_the_chart_brings_its_drawings_and_the_engine_tells_of_changes(
    drawn: Bench, journal: Journal
) -> None:
    assert shown(drawn) == (LINE, FLAT, BOX, WORDS)
    made = add_drawing(journal, NEW, NOW_MS)
    tell(drawn, journal)
    assert shown(drawn) == (made,)


def test_a_late_answer_for_the_coin_before_is_dropped(drawn: Bench, journal: Journal) -> None:
    add_drawing(journal, NEW, NOW_MS)
    drawn.engine.updated.emit(Update(drawings_changed=True))
    late = drawn.engine.asked.pop()
    drawn.desk.choose("ETH", drawn.desk.interval)
    drawn.desk.show_chart(chart_view("ETH"))
    late.then(late.query(None, journal))
    assert shown(drawn) == ()
    drawn.engine.asked.clear()
    tell(drawn, journal)
    assert shown(drawn) == ()


def test_while_another_chart_is_on_its_way_nothing_is_asked_for(drawn: Bench) -> None:
    drawn.desk.choose("ETH", drawn.desk.interval)
    drawn.engine.asked.clear()
    drawn.engine.updated.emit(Update(drawings_changed=True))
    assert drawn.engine.asked == [], "the chart brings them"


def test_a_chart_as_a_picture_has_the_drawings() -> None:
    content = content_of(
        chart_view("BTC", drawings=(LINE,)), TITLES, simulated=False, now_ms=NOW_MS
    )
    assert content.drawings == (LINE,)


# --- words ---------------------------------------------------------------------------------------


def test_words_are_typed_and_kept(bench: Bench, qtbot: QtBot) -> None:
    sheet, chart = bench.window.sketching.sheet, bench.window.chart
    new = replace(WORDS, id=0, text="")
    for typed, sent in (("  FOMC  ", [("add", replace(new, text="FOMC"))]), ("  ", None)):
        chart.canvas.board.price.drawings.draft = new
        chart.hand.text_wanted.emit(new)
        assert sheet.isVisible()
        assert sheet.text.hasFocus()
        qtbot.keyClicks(sheet.text, typed)
        qtbot.keyClick(sheet.text, Qt.Key.Key_Return)
        assert not sheet.isVisible()
        assert chart.canvas.board.price.drawings.draft is None
        assert (answer(bench, WORDS) if bench.engine.submitted else None) == sent


def test_escape_writes_nothing(bench: Bench, qtbot: QtBot) -> None:
    sheet, chart = bench.window.sketching.sheet, bench.window.chart
    chart.canvas.board.price.drawings.draft = replace(WORDS, id=0)
    chart.hand.text_wanted.emit(replace(WORDS, id=0))
    qtbot.keyClick(sheet.text, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert bench.engine.submitted == []
    assert chart.canvas.board.price.drawings.draft is None


def test_other_words_change_a_drawing_and_none_take_words_away(drawn: Bench) -> None:
    sketching = drawn.window.sketching
    for drawing, typed, sent in (
        (LINE, "note", [("change", replace(LINE, text="note"))]),
        (replace(LINE, text="note"), "", [("change", LINE)]),
        (LINE, "", None),
        (WORDS, "", [("remove", 4)]),
    ):
        sketching.ask_text(drawing)
        assert sketching.sheet.text.text() == drawing.text
        sketching.sheet.text.setText(typed)
        sketching.sheet.accept()
        assert (answer(drawn, drawing) if drawn.engine.submitted else None) == sent


# --- the menu of one -----------------------------------------------------------------------------


def test_what_a_menu_offers(drawn: Bench, open_menu: OpenMenu) -> None:
    always = ["Edit text…", "Colour"]
    line = [*always, "Width", "Dashed"]
    assert texts(open_menu(drawn, LINE)) == [*line, "Make it horizontal", "Delete"]
    level = "Make it a watched level at 76,000"
    assert texts(open_menu(drawn, FLAT)) == [*line, level, "Delete"]
    box = ["Watch 77,000", "Watch 76,000"]
    assert texts(open_menu(drawn, BOX)) == [*line, *box, "Delete"]
    assert texts(open_menu(drawn, WORDS)) == [*always, "Watch 76,000", "Delete"]


def test_what_a_menu_does(drawn: Bench, open_menu: OpenMenu) -> None:
    def done(drawing: Drawing, *path: str, result: object = None) -> list[tuple[Any, ...]]:
        menu = open_menu(drawn, drawing)
        for text in path[:-1]:
            found = action(menu, text).menu()
            assert isinstance(found, QMenu)
            menu = found
        action(menu, path[-1]).trigger()
        return answer(drawn, result)

    teal, wide = Style("teal", 1), Style(None, 3)
    assert done(LINE, "Colour", "teal") == [("change", replace(LINE, style=teal))]
    assert drawn.window.chart.hand.styles == {Shape.TREND: teal}
    assert done(LINE, "Width", "3 px") == [("change", replace(LINE, style=wide))]
    assert done(LINE, "Dashed") == [("change", replace(LINE, style=Style(dashed=True)))]
    assert done(LINE, "Make it horizontal") == [("change", flat(LINE))]
    assert done(LINE, "Delete", result=LINE) == [("remove", 1)]
    level = level_row(76_000.0).level
    assert done(FLAT, "Make it a watched level at 76,000", result=level) == [("watch", 2, 76_000.0)]
    assert drawn.window.banner.text == "76,000 is watched."
    assert done(BOX, "Watch 77,000", result=level) == [("watch", 3, 77_000.0)]


def test_the_menu_of_a_measurement_keeps_or_forgets_it(bench: Bench, open_menu: OpenMenu) -> None:
    painter = bench.window.chart.canvas.board.price.drawings
    measure = replace(NEW, shape=Shape.MEASURE)
    painter.draft = measure
    action(open_menu(bench, measure), "Keep this measurement").trigger()
    assert answer(bench, replace(measure, id=5)) == [("add", measure)]
    painter.draft = measure
    action(open_menu(bench, measure), "Forget it").trigger()
    assert painter.draft is None
    assert bench.engine.submitted == []


def test_only_one_price_can_be_a_level() -> None:
    assert watchable(LINE) == []
    assert [price for price, _ in watchable(BOX)] == [77_000.0, 76_000.0]
    assert flat(LINE).is_flat


def test_drawings_are_seen_in_the_window(drawn: Bench, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not drawn.window.chart.canvas.pending)
    before = picture(drawn.window.chart)
    drawn.window.chart.set_drawings(())
    qtbot.waitUntil(lambda: not drawn.window.chart.canvas.pending)
    assert (picture(drawn.window.chart) != before).any()


def test_where_there_is_no_room_for_the_button_keys_and_the_menu_of_levels_draw(
    make_bench: MakeBench, qtbot: QtBot
) -> None:
    bench = make_bench(size=(960, 700), simulated=True)
    bar = bench.window.toolbar
    assert not bar.draw.isVisible()
    qtbot.keyClick(bench.window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert bench.window.chart.hand.tool is Shape.RAY
    (draw_menu,) = (one for one in bench.window.menus.shown if one.accessibleName() == "Draw")
    assert draw_menu.menuAction() in bench.button("More").menu().actions()
    assert set(bar.draw.named.values()) <= set(draw_menu.actions())
