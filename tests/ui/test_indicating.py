"""The sheet of indicators in the window: what it draws, loads, asks for and remembers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.columns import LineColumns
from tracker.analysis.indicators import Kind, Session, parse_indicator
from tracker.domain.health import Channel
from tracker.domain.times import H1, H4, HOUR_MS
from tracker.services.comparison import Closes
from tracker.services.update import Grown, Update
from tracker.ui.charts.content import Drawn
from tracker.ui.chosen import MOST_STUDIES, Chosen, pack_chosen, unpack_chosen
from tracker.ui.indicator_sheet import IndicatorSheet
from tracker.ui.study_row import StudyRow
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, FakeEngine, candle, chart_view, click, market


def drawn(*words: str) -> tuple[Drawn, ...]:
    return tuple(
        Drawn(parse_indicator(word), tone)
        for word, tone in zip(words, ("orange", "blue", "teal"), strict=False)
    )


def choose(bench: Bench, *words: str, coins: tuple[str, ...] = ()) -> None:
    bench.window.indicating.choose(Chosen(drawn(*words), coins))


def closes(asset: str, bench: Bench) -> Closes:
    chart = bench.desk.chart
    assert chart is not None
    line = LineColumns(chart.interval.ms, chart.candles.open_ms, chart.candles.close / 30)
    return Closes(asset, market(asset), line)


def answer(bench: Bench, *assets: str) -> None:
    """The store answers the oldest question about closes."""
    asked = next(
        one
        for one in bench.engine.asked
        if one.query.__qualname__.startswith("StoreDesk.read_closes")
    )
    bench.engine.asked.remove(asked)
    asked.then([closes(asset, bench) for asset in assets])


def studies(bench: Bench) -> list[str]:
    return [one.drawn.indicator.word for one in bench.window.chart._board.price.studies.lines]


def coins(bench: Bench) -> list[str]:
    return [one.asset for one in bench.window.chart._board.price.compare.now().others]


# --- the sheet -----------------------------------------------------------------------------------


@pytest.fixture
def sheet(bench: Bench) -> IndicatorSheet:
    bench.window.indicating.open()
    return bench.window.indicating.sheet


def offer(sheet: IndicatorSheet, words: str) -> None:
    at = next(n for n in range(sheet.offer.count()) if words in sheet.offer.itemText(n))
    sheet.offer.setCurrentIndex(at)
    sheet.add.click()


def test_a_key_opens_the_sheet_and_escape_closes_it(bench: Bench, qtbot: QtBot) -> None:
    bench.window.toolbar.indicators.trigger()
    sheet = bench.window.indicating.sheet
    assert sheet.isVisible()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert bench.window.toolbar.indicators.shortcut().toString() == "Alt+I"


def test_what_is_added_is_drawn_each_in_another_colour(bench: Bench, sheet: IndicatorSheet) -> None:
    for words in ("Simple", "Exponential", "VWAP per", "Bollinger"):
        offer(sheet, words)
    assert studies(bench) == ["sma:50", "ema:20", "vwap:day", "bollinger:20:2"]
    assert len({one.tone for one in bench.window.indicating.chosen.studies}) == 4


def test_a_length_is_checked_while_it_is_typed(bench: Bench, sheet: IndicatorSheet) -> None:
    offer(sheet, "Simple")
    (row,) = sheet.lines
    row.length.setText("200")
    assert studies(bench) == ["sma:200"]
    for wrong in ("", "0", "1001", "x", "1.5"):
        row.length.setText(wrong)
        assert "from 1 to 1,000" in sheet.message.text()
        assert sheet.message.isVisible()
        assert studies(bench) == ["sma:200"]
    row.length.setText("7")
    assert sheet.message.isHidden()
    assert studies(bench) == ["sma:7"]


def test_bands_sessions_colour_and_sight_are_set_in_the_row(
    bench: Bench, sheet: IndicatorSheet
) -> None:
    offer(sheet, "Bollinger")
    offer(sheet, "VWAP per")
    bollinger, vwap = sheet.lines
    bollinger.width_field.setText("2.5")
    vwap.session.setCurrentIndex(list(Session).index(Session.WEEK))
    vwap.bands.setCurrentIndex(2)
    assert studies(bench) == ["bollinger:20:2.5", "vwap:week:2"]
    bollinger.width_field.setText("99")
    assert "at most 10" in sheet.message.text()
    vwap.color.setCurrentIndex(vwap.color.findData("red"))
    assert bench.window.indicating.chosen.studies[1].tone == "red"
    vwap.shown.click()
    assert studies(bench) == ["bollinger:20:2.5"]
    assert not bench.window.indicating.chosen.studies[1].shown
    sheet.lines[0].removed.emit()
    sheet.lines[0].removed.emit()
    assert bench.window.indicating.chosen.studies == ()


def test_there_are_only_so_many(bench: Bench, sheet: IndicatorSheet) -> None:
    for _ in range(MOST_STUDIES):
        offer(sheet, "Weighted")
    assert not sheet.add.isEnabled()
    sheet.accept()
    assert len(bench.window.indicating.chosen.studies) == MOST_STUDIES


def test_every_field_says_what_it_is(bench: Bench) -> None:
    choose(bench, "sma:5", "bollinger:20", "vwap:day")
    bench.window.indicating.open()
    for row in bench.window.indicating.sheet.lines:
        assert isinstance(row, StudyRow)
        for part in row.findChildren(type(row.color)) + row.findChildren(type(row.shown)):
            assert part.accessibleName()
    bench.window.toggle_theme()  # the rows are made anew in other colours
    assert len(bench.window.indicating.sheet.lines) == 3


# --- a candle chosen by a click ------------------------------------------------------------------


def click_candle(bench: Bench, qtbot: QtBot, at_ms: int) -> None:
    chart = bench.window.chart
    qtbot.waitUntil(lambda: not chart.canvas.pending)
    x = round(chart._board.panes[0].time.x_of(at_ms + HOUR_MS // 2))
    click(qtbot, chart.canvas, QPoint(x, 120))


def test_an_anchor_is_the_candle_that_is_clicked(
    bench: Bench, sheet: IndicatorSheet, qtbot: QtBot
) -> None:
    offer(sheet, "from a candle")
    assert sheet.isHidden()
    assert "Click the candle" in bench.window.banner.text
    at_ms = H1.floor(NOW_MS) - 20 * HOUR_MS
    click_candle(bench, qtbot, at_ms)
    (one,) = bench.window.indicating.chosen.studies
    assert one.indicator.kind is Kind.VWAP
    assert one.indicator.anchor_ms == at_ms
    click_candle(bench, qtbot, at_ms - HOUR_MS)  # once is once
    assert len(bench.window.indicating.chosen.studies) == 1


def test_escape_gives_the_choice_of_a_candle_up(
    bench: Bench, sheet: IndicatorSheet, qtbot: QtBot
) -> None:
    offer(sheet, "from a candle")
    qtbot.keyClick(bench.window.chart.canvas, Qt.Key.Key_Escape)
    click_candle(bench, qtbot, H1.floor(NOW_MS) - 20 * HOUR_MS)
    assert bench.window.indicating.chosen.studies == ()


# --- comparing -----------------------------------------------------------------------------------


def test_nothing_is_loaded_while_nothing_is_compared(bench: Bench) -> None:
    choose(bench, "sma:5")
    bench.desk.show_chart(chart_view("BTC", count=300))
    assert not [one for one in bench.engine.asked if "read_closes" in one.query.__qualname__]


def test_coins_are_loaded_and_drawn(bench: Bench, sheet: IndicatorSheet) -> None:
    assert sheet.boxes["BTC"].isHidden()  # it is on the chart
    sheet.boxes["ETH"].click()
    assert coins(bench) == []
    answer(bench, "ETH")
    assert coins(bench) == ["ETH"]
    assert bench.window.chart._board.price.compare.on
    sheet.boxes["ETH"].click()
    assert coins(bench) == []


def test_a_late_answer_is_dropped(bench: Bench) -> None:
    choose(bench, coins=("ETH",))
    asked = bench.engine.asked[-1]
    late = [closes("ETH", bench)]
    bench.desk.show_chart(chart_view("BTC", H4))
    bench.desk.interval = H4
    asked.then(late)
    assert coins(bench) == []
    choose(bench, coins=("SOL",))
    assert coins(bench) == []


def test_the_newest_candle_of_a_coin_moves_its_line(bench: Bench) -> None:
    choose(bench, coins=("ETH",))
    answer(bench, "ETH")
    bench.desk.set_on_screen(True)
    one = candle(2_222.0, asset="ETH")
    bench.engine.updated.emit(
        Update(values=[one, candle(3.0, asset="SOL"), candle(9.0, asset="ETH", interval=H4)])
    )
    (line,) = bench.window.chart._board.price.compare.now().others
    assert line.closes.at_ms[-1] == one.open_ms
    assert line.closes.value[-1] == 2_222.0


def test_more_history_of_a_coin_is_read_again(bench: Bench) -> None:
    choose(bench, coins=("ETH",))
    answer(bench, "ETH")
    before = len(bench.engine.asked)
    bench.desk.set_on_screen(True)
    bench.engine.updated.emit(Update(grown=[Grown(Channel.CANDLES, market("ETH"), H1)]))
    bench.desk._refresh()
    kinds = [one.query.__qualname__ for one in bench.engine.asked[before:]]
    assert any("read_closes" in kind for kind in kinds)


def test_the_start_can_be_a_candle_or_the_left_edge_again(
    bench: Bench, sheet: IndicatorSheet, qtbot: QtBot
) -> None:
    sheet.start.setCurrentIndex(sheet.start.count() - 1)
    sheet.start.activated.emit(sheet.start.count() - 1)
    at_ms = H1.floor(NOW_MS) - 12 * HOUR_MS
    click_candle(bench, qtbot, at_ms)
    assert bench.window.indicating.chosen.start_ms == at_ms
    bench.window.indicating.open()
    assert "Feb" in sheet.start.currentText()
    sheet.start.activated.emit(0)
    assert bench.window.indicating.chosen.start_ms is None


# --- panes, memory -------------------------------------------------------------------------------


def shown_panes(bench: Bench) -> list[str]:
    return [one.key for one in bench.window.chart.panes.choices]


def test_a_pane_comes_with_its_first_indicator_and_goes_with_the_last(
    bench: Bench, sheet: IndicatorSheet
) -> None:
    before = shown_panes(bench)
    offer(sheet, "Relative strength")
    offer(sheet, "Relative strength")
    assert shown_panes(bench) == [*before, "rsi"]
    sheet.lines[0].removed.emit()
    assert shown_panes(bench) == [*before, "rsi"]
    sheet.lines[0].removed.emit()
    assert shown_panes(bench) == before


def test_what_was_chosen_is_kept_at_once(bench: Bench) -> None:
    choose(bench, "sma:9", coins=("ETH",))
    work = bench.engine.submitted[-1][0]

    class Storage:
        kept: tuple[str, bytes] = ("", b"")

        async def journal(self, use: Any) -> None:
            use(self)

        def keep(self, name: str, value: bytes) -> None:
            self.kept = name, value

    class Collector:
        storage = Storage()

    coroutine = work(Collector())
    with pytest.raises(StopIteration):
        coroutine.send(None)
    name, raw = Collector.storage.kept
    assert name == "chart-indicators"
    assert unpack_chosen(raw) == bench.window.indicating.chosen


def test_what_was_kept_is_on_the_chart_after_the_start(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Chosen(drawn("ema:12"), ("ETH",))

    class Journal:
        @staticmethod
        def kept(name: str) -> bytes | None:
            return pack_chosen(kept) if name == "chart-indicators" else None

    monkeypatch.setattr(
        "tracker.ui.desk.Desk.ask",
        lambda _, kind, query, then, **__: (
            then(query(None, Journal())) if kind == "chart-indicators" else None
        ),
    )
    bench = make_bench()
    assert bench.window.indicating.chosen == kept
    assert studies(bench) == ["ema:12"]
    assert bench.desk.beside == {"ETH"}


def test_pictures_carry_what_is_over_the_candles(bench: Bench) -> None:
    choose(bench, "sma:30")
    chart = bench.window.chart
    left_ms, _ = chart.view()
    over = chart.over(left_ms)
    assert [one.indicator.word for one in over.studies] == ["sma:30"]
    assert over.lead is not None
    assert len(over.lead) == 31


def test_a_coin_that_comes_onto_the_chart_is_not_compared_with_itself(bench: Bench) -> None:
    choose(bench, coins=("ETH", "SOL"))
    answer(bench, "ETH", "SOL")
    bench.desk.asset = "ETH"
    bench.desk.show_chart(replace(chart_view("ETH", count=300)))
    assert coins(bench) == []
    answer(bench, "SOL")
    assert coins(bench) == ["SOL"]


def test_the_engine_that_does_not_run_is_no_complaint(bench: Bench) -> None:
    assert isinstance(bench.engine, FakeEngine)
    choose(bench, "sma:9")
    failed = bench.engine.submitted[-1][2]
    said = bench.window.banner.text
    failed("The engine does not run.")
    assert bench.window.banner.text == said
    assert np.isfinite(bench.window.chart._board.price.studies.lines[0].study.line()[-1])


def test_history_that_the_cache_lacks_of_a_coin_is_fetched_once(bench: Bench) -> None:
    choose(bench, coins=("ETH",))
    whole = closes("ETH", bench)
    short = LineColumns(whole.line.interval_ms, whole.line.at_ms[50:], whole.line.value[50:])
    before = len(bench.engine.submitted)
    for _ in range(2):
        asked = next(one for one in bench.engine.asked if "read_closes" in one.query.__qualname__)
        bench.engine.asked.remove(asked)
        asked.then([replace(whole, line=short)])
        bench.window.indicating.comparing.load()
    (fetch,) = bench.engine.submitted[before:]

    class Plan:
        @staticmethod
        def fetch_older(*what: Any) -> tuple[Any, ...]:
            return what

    class Collector:
        plan = Plan()

    assert fetch[0](Collector()) == (whole.market, H1, int(short.at_ms[0]))
