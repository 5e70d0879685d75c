"""From an alert to its place on the chart, to a picture, to a file; and the rules."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tracker.analysis.indicators import parse_indicator
from tracker.domain.times import D1, H1, HOUR_MS, M5
from tracker.services.update import Update
from tracker.ui.alerting import Alerting
from tracker.ui.charts.content import Drawn, Marker
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.style import ChartStyle, Shape
from tracker.ui.chosen import Chosen
from tracker.ui.preview import SIZE, Preview
from tracker.ui.rules_dialog import RulesDialog
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, alert, chart_view, click, notice, transition


def answer(bench: Bench, **changes: Any) -> None:
    """The store answers the chart that was asked for last."""
    names = ("load_chart", "load_stretch")
    charts = [
        one for one in bench.engine.asked if any(name in one.query.__qualname__ for name in names)
    ]
    charts[-1].then(chart_view(**{"count": 400, **changes}))


def markers(bench: Bench) -> list[tuple[int, str]]:
    shown = bench.window.chart.canvas.board.price.markers.markers
    return [(one.bar_open_ms, one.text) for one in shown]


def middle_ms(bench: Bench) -> int:
    left_ms, right_ms = bench.window.chart.view()
    return (left_ms + right_ms) // 2


def choose(bench: Bench, qtbot: QtBot, row: int = 0) -> None:
    panel = bench.window.alerts
    panel.body.setCurrentIndex(panel.body.model().index(row, 0))
    qtbot.keyClick(panel.body, "\r")


# --- jumping --------------------------------------------------------------------------------------


def test_enter_shows_the_candle_that_decided(bench: Bench, qtbot: QtBot) -> None:
    at_ms = H1.floor(NOW_MS) - 100 * HOUR_MS
    one = transition(asset="ETH", level=1_900.0, at_ms=at_ms, bar_open_ms=at_ms - HOUR_MS)
    bench.desk.found_shown.emit([one], frozenset())
    choose(bench, qtbot)
    assert (bench.desk.asset, bench.desk.interval) == ("ETH", H1)
    answer(bench, asset="ETH")
    assert middle_ms(bench) == at_ms - HOUR_MS // 2
    assert markers(bench) == [(at_ms - HOUR_MS, "broken (hourly)")]
    assert bench.window.watchlist.body.currentIndex().row() == 1


def test_the_marker_stays_while_the_chart_does_and_the_view_is_left_alone(
    bench: Bench, qtbot: QtBot
) -> None:
    at_ms = H1.floor(NOW_MS) - 100 * HOUR_MS
    bench.desk.found_shown.emit([transition(at_ms=at_ms)], frozenset())
    choose(bench, qtbot)
    answer(bench)
    bench.window.chart.pan(-0.5)
    before = bench.window.chart.view()
    bench.desk.load_chart()
    answer(bench)
    assert bench.window.chart.view() == before
    assert len(markers(bench)) == 1
    bench.desk.choose("BTC", D1)
    answer(bench, interval=D1)
    bench.desk.choose("BTC", H1)
    answer(bench)
    assert markers(bench) == []


def test_the_mark_stands_beside_those_of_a_dry_run(bench: Bench, qtbot: QtBot) -> None:
    at_ms = H1.floor(NOW_MS) - 100 * HOUR_MS
    bench.desk.found_shown.emit([transition(at_ms=at_ms)], frozenset())
    choose(bench, qtbot)
    answer(bench)
    tried = Marker(at_ms, above=True, tone="down", text="tried")
    bench.window.chart.set_markers((tried,))
    assert [text for _, text in markers(bench)] == ["tried", "broken (hourly)"]
    bench.window.chart.set_markers(())
    assert [text for _, text in markers(bench)] == ["broken (hourly)"]


def test_what_is_long_ago_is_read_from_there_and_stays_read(bench: Bench, qtbot: QtBot) -> None:
    asked: list[int | None] = []

    def views(*_: object) -> Any:
        return SimpleNamespace(chart=lambda *_, start_ms, **__: asked.append(start_ms))

    at_ms = H1.floor(NOW_MS) - 5_000 * HOUR_MS
    bench.desk.found_shown.emit([transition(at_ms=at_ms)], frozenset())
    bench.desk._views = views  # type: ignore[method-assign]
    choose(bench, qtbot)
    bench.engine.asked[-1].query(None, None)
    answer(bench)
    bench.desk.load_chart()
    bench.engine.asked[-1].query(None, None)
    assert asked == [at_ms - 300 * HOUR_MS] * 2
    answer(bench)
    bench.desk.choose("BTC", M5)
    bench.engine.asked[-1].query(None, None)
    assert asked[-1] is None


def test_a_coin_that_is_not_watched_any_more(bench: Bench, qtbot: QtBot) -> None:
    bench.desk.found_shown.emit([transition(asset="DOGE")], frozenset())
    choose(bench, qtbot)
    assert bench.desk.asset == "BTC"
    assert bench.window.banner.text == "DOGE is not on the watchlist any more."


def test_a_rule_about_feeds_is_shown_on_the_coin_there_is(bench: Bench, qtbot: QtBot) -> None:
    bench.desk.found_shown.emit([alert(asset="", condition="feed:any")], frozenset())
    choose(bench, qtbot)
    answer(bench)
    assert [text for _, text in markers(bench)] == ["alert"]


# --- notifications --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["notifier", "banner", "button"])
def test_a_click_on_a_notice_brings_the_window_up_and_goes_there(
    bench: Bench, qtbot: QtBot, way: str
) -> None:
    one = alert(asset="ETH")
    bench.engine.updated.emit(Update(alerts=[one]))
    assert bench.tray.unread == 9
    told = notice(ids=(one.id,), asset="ETH")
    if way == "notifier":
        bench.tray.is_there = True
        bench.window.hide_or_stay()
        bench.notifier.clicked.emit(told)
        qtbot.waitUntil(bench.window.isVisible)
    else:
        bench.notifier.inside.emit(told)
        banner = bench.window.banner
        click(qtbot, banner._text if way == "banner" else banner._open)
        assert banner.text == ""
    assert (bench.desk.asset, bench.desk.interval) == ("ETH", M5)
    assert bench.tray.unread == 8
    answer(bench, asset="ETH", interval=M5)
    assert markers(bench) == [(M5.floor(NOW_MS - 1), "alert")]


def test_a_notice_of_which_the_list_knows_nothing_has_its_moment(
    bench: Bench, qtbot: QtBot
) -> None:
    del qtbot
    bench.notifier.clicked.emit(notice(asset="SOL"))
    assert (bench.desk.asset, bench.desk.interval) == ("SOL", H1)


def test_other_words_in_the_banner_open_nothing(bench: Bench, qtbot: QtBot) -> None:
    opened: list[object] = []
    banner = bench.window.banner
    banner.opened.connect(opened.append)
    banner.say("Saved.")
    click(qtbot, banner._text)
    assert opened == []
    assert not banner._open.isVisible()


# --- what was seen --------------------------------------------------------------------------------


def test_what_was_seen_is_kept(bench: Bench, qtbot: QtBot) -> None:
    del qtbot
    marked: list[tuple[list[str], int]] = []
    journal = SimpleNamespace(
        seen=SimpleNamespace(mark=lambda ids, now_ms: marked.append((ids, now_ms)))
    )

    async def write(call: Any) -> None:
        call(journal)

    bench.window.alerts.mark_all_read()
    work, _, _ = bench.engine.submitted[-1]
    asyncio.run(work(SimpleNamespace(storage=SimpleNamespace(journal=write))))
    assert marked == [([str(n) for n in range(7, -1, -1)], NOW_MS)]


def test_the_past_of_a_simulated_market_is_no_news(make_bench: MakeBench) -> None:
    bench = make_bench(simulated=True)
    assert bench.tray.unread == 0
    bench.engine.updated.emit(
        Update(transitions=[transition(id="past"), transition(id="new", at_ms=NOW_MS + 1)])
    )
    assert bench.tray.unread == 1


# --- pictures -------------------------------------------------------------------------------------


def preview_of(bench: Bench, qtbot: QtBot) -> Preview:
    at_ms = H1.floor(NOW_MS) - 100 * HOUR_MS
    bench.desk.found_shown.emit([transition(at_ms=at_ms)], frozenset())
    panel = bench.window.alerts
    panel.body.setFocus()
    panel.body.setCurrentIndex(panel.body.model().index(0, 0))
    qtbot.keySequence(panel.body, "Ctrl+P")
    answer(bench)
    shown = bench.window.findChildren(Preview)
    assert len(shown) == 1
    qtbot.waitExposed(shown[0])
    return shown[0]


def test_a_picture_of_the_moment_beside_the_window(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = preview_of(bench, qtbot)
    assert not preview.isModal()
    assert preview.windowTitle() == "BTC 70,000 broken (hourly)"
    assert (preview.image.width(), preview.image.height()) == (2 * SIZE[0], 2 * SIZE[1])
    assert bench.desk.interval is H1
    preview.copy()
    assert QGuiApplication.clipboard().image().width() == 2 * SIZE[0]
    starts: list[str] = []

    def where(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        starts.append(start)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", where)
    preview.ask()
    path = tmp_path / "mine.png"
    qtbot.waitUntil(lambda: bench.window.banner.text == f"Saved {path}.")
    assert QImage(str(path)).width() == 2 * SIZE[0]
    assert starts == [str(tmp_path / "exports" / "BTC_1h_2026-02-08T0500Z.png")]
    (tmp_path / "folder.png").mkdir()
    preview.save(tmp_path / "folder.png")
    qtbot.waitUntil(lambda: "cannot be written" in bench.window.banner.text)
    preview.close()
    qtbot.waitUntil(lambda: not bench.window.findChildren(Preview))


def test_the_picture_is_painted_as_the_main_chart_is(bench: Bench, qtbot: QtBot) -> None:
    window = bench.window
    plain = preview_of(bench, qtbot)
    plain.close()
    qtbot.waitUntil(lambda: not window.findChildren(Preview))
    chart = window.chart
    chart.panes.compose((PaneChoice("price"), PaneChoice("rsi"), PaneChoice("volume")))
    window.use_style(ChartStyle(shape=Shape.HOLLOW))
    drawn = Drawn(parse_indicator("sma:50"), "orange")
    window.indicating.draw(Chosen((drawn,)))
    window.toolbar.profile.setChecked(True)
    window.toggle_theme()
    window.alerts.picture_wanted.emit(transition(at_ms=H1.floor(NOW_MS) - 100 * HOUR_MS))
    answer(bench)
    assert not window.findChildren(Preview)  # the average needs candles before it
    lead = bench.engine.asked[-1]
    assert "load_lead" in lead.query.__qualname__
    before = chart_view("BTC", count=60).candles
    before.open_ms[:] -= 400 * HOUR_MS
    lead.then(before)
    (preview,) = window.findChildren(Preview)
    sheet = preview._shot.sheet
    assert [one.key for one in sheet.panes] == ["price", "rsi", "volume"]
    assert sheet.style == ChartStyle(shape=Shape.HOLLOW)
    assert (sheet.over.studies, sheet.over.profile) == ((drawn,), True)
    assert sheet.over.lead is before
    assert sheet.palette is window.palette_now
    assert preview.image.pixelColor(4, 4) != plain.image.pixelColor(4, 4)
    preview.close()


def test_a_moment_without_candles_has_no_picture(bench: Bench, qtbot: QtBot) -> None:
    del qtbot
    bench.window.alerts.picture_wanted.emit(transition())
    answer(bench, count=0)
    assert bench.window.banner.text == "The cache has no candles of that moment."
    assert bench.window.findChildren(Preview) == []


# --- the list as a file ---------------------------------------------------------------------------


def export(bench: Bench, monkeypatch: pytest.MonkeyPatch, path: str, kind: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, kind))
    alerting: Alerting = bench.window.alerting
    alerting.export(bench.window.alerts.found)


def test_the_list_as_a_file_oldest_first(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(bench, monkeypatch, str(tmp_path / "list"), "JSON, one object a line (*.json)")
    path = tmp_path / "list.json"
    qtbot.waitUntil(lambda: bench.window.banner.text == f"Saved 8 alerts in {path}.")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [str(n) for n in range(8)]
    export(bench, monkeypatch, str(tmp_path / "list"), "CSV (*.csv)")
    qtbot.waitUntil(lambda: bench.window.banner.text.endswith("list.csv."))
    assert (tmp_path / "list.csv").read_text(encoding="utf-8").startswith("at,bar_open,symbol")


def test_a_list_that_cannot_be_written_or_is_empty(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").mkdir()
    export(bench, monkeypatch, str(tmp_path / "a.csv"))
    qtbot.waitUntil(lambda: "cannot be written: Is a directory." in bench.window.banner.text)
    export(bench, monkeypatch, "")  # given up
    bench.desk.found_shown.emit([], frozenset())
    export(bench, monkeypatch, str(tmp_path / "b.csv"))
    assert bench.window.banner.text == "There is nothing on the list."
    assert not (tmp_path / "b.csv").exists()


# --- the rules ------------------------------------------------------------------------------------


def test_the_rules_are_read_added_snoozed_and_removed(bench: Bench, qtbot: QtBot) -> None:
    click(qtbot, bench.window.alerts.rules)
    (dialog,) = bench.window.findChildren(RulesDialog)
    qtbot.waitExposed(dialog)
    assert not dialog.isModal()
    done: list[tuple[str, object]] = []

    async def note(name: str, *given: object) -> None:
        done.append((name, given))

    rules = SimpleNamespace(
        **{
            name: lambda *given, name=name: note(name, *given)
            for name in ("add", "remove", "snooze")
        }
    )
    for signal, given in (
        (dialog.add_wanted, ("a wish",)),
        (dialog.remove_wanted, (3,)),
        (dialog.snooze_wanted, (4, NOW_MS)),
    ):
        signal.emit(*given)
        work, then, failed = bench.engine.submitted[-1]
        asyncio.run(work(SimpleNamespace(rules=rules)))
        then(None)
        failed("It cannot be.")
        assert dialog.said.text() == "It cannot be."
    assert done == [("add", ("a wish",)), ("remove", (3,)), ("snooze", (4, NOW_MS))]
    dialog.close()
    click(qtbot, bench.window.alerts.rules)
    assert len(bench.window.findChildren(RulesDialog)) == 1
    bench.window.toggle_theme()
    dialog.close()
