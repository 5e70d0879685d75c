"""The alerts panel: what was found, newest first, each once, in the field's words."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tracker.domain.alert import Priority
from tracker.domain.level import Event, Role
from tracker.domain.times import H4, M1, M5
from tracker.services.found import Found
from tracker.ui.happened import describe, headline, moment_at, moment_of, qualifier, tone
from tracker.ui.panels.alerts import MOST, AlertsPanel, Filter
from tracker.ui.theme import DARK
from ui.samples import NOW_MS, alert, click, has_color, picture, transition


@pytest.fixture
def panel(qtbot: QtBot) -> AlertsPanel:
    made = AlertsPanel(DARK)
    qtbot.addWidget(made)
    made.resize(314, 300)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def listed(panel: AlertsPanel) -> list[str]:
    return [line.found.id for line in panel.body.rows]


def unread(panel: AlertsPanel) -> list[str]:
    return [line.found.id for line in panel.body.rows if line.unread]


def heard(panel: AlertsPanel) -> list[Found]:
    rows: list[Found] = []
    panel.chosen.connect(rows.append)
    return rows


def select(panel: AlertsPanel, row: int) -> None:
    panel.body.setFocus()
    panel.body.setCurrentIndex(panel.body.model().index(row, 0))


def test_newest_first_and_none_twice(panel: AlertsPanel) -> None:
    one, two, three = (transition(id=name) for name in ("a", "b", "c"))
    panel.show_found([one, two], ())
    assert listed(panel) == ["b", "a"]
    panel.add([two, three])
    assert listed(panel) == ["c", "b", "a"]
    panel.add([three])
    assert len(panel.body.rows) == 3


def test_the_panel_keeps_the_newest(panel: AlertsPanel) -> None:
    panel.show_found([transition(id=str(n)) for n in range(MOST + 20)], ())
    assert len(panel.body.rows) == MOST
    assert listed(panel)[0] == str(MOST + 19)


@pytest.mark.parametrize(
    ("changes", "title", "line"),
    [
        ({}, "BTC 70,000 broken (hourly)", "1h close 69,412"),
        (
            {"rule": "decisive", "timeframe": "1d"},
            "BTC 70,000 decisively broken",
            "1d close 69,412",
        ),
        (
            {"event": Event.PIERCED, "extreme": 69_300.0},
            "BTC 70,000 traded beyond",
            "1h close 69,412 · worst −1.00\u202f% · hourly",
        ),
        (
            {"event": Event.PIERCED, "extreme": 69_999.9},
            "BTC 70,000 traded beyond",
            "1h close 69,412 · hourly",
        ),
        (
            {"event": Event.FALSE_BREAK, "extreme": None},
            "BTC 70,000 false break: closed back",
            "1h close 69,412 · hourly",
        ),
        (
            {"event": Event.HELD, "late": True, "gap": True},
            "BTC 70,000 held",
            "1h close 69,412 · hourly · after a hole · found late",
        ),
    ],
)
def test_what_happened_at_a_level_in_words(
    changes: dict[str, object], title: str, line: str
) -> None:
    one = transition(**changes)
    assert headline(one) == title
    assert qualifier(one) == line


def test_what_a_rule_found_in_words() -> None:
    one = alert()
    assert (headline(one), qualifier(one), tone(one)) == (one.title, one.body, "interest")
    urgent = alert(priority=Priority.HIGH, late=True)
    assert qualifier(urgent) == f"high priority · {one.body} · found late"
    assert tone(urgent) == "warn"


def test_every_event_has_a_name() -> None:
    for event in Event:
        assert headline(transition(event)).startswith("BTC 70,000 ")


def test_the_time_is_said_with_its_zone() -> None:
    one = transition()
    assert ", 12 Feb 08:30 UTC, " in describe(one, UTC)
    east = timezone(timedelta(hours=1), "CET")
    assert ", 12 Feb 09:30 CET, " in describe(one, east)


@pytest.mark.parametrize(
    ("event", "role"),
    [
        (Event.BROKEN, "bad"),
        (Event.RECLAIMED, "good"),
        (Event.HELD, "good"),
        (Event.PIERCED, "level"),
        (Event.FLIPPED, "quiet"),
    ],
)
def test_a_bar_says_what_kind_of_event_it_is(panel: AlertsPanel, event: Event, role: str) -> None:
    panel.show_found([transition(event)], ())
    bar = picture(panel.body.viewport())[8:38, 14:17]
    assert has_color(bar, DARK.color(role), least=60)


def test_times_are_shown_in_the_chosen_zone(panel: AlertsPanel) -> None:
    panel.show_found([transition()], ())
    before = picture(panel)
    panel.set_zone(timezone(timedelta(hours=1)))
    assert (picture(panel) != before).any()


# --- filter and search ----------------------------------------------------------------------------

_MIXED = (
    transition(id="broken"),
    transition(Event.TOUCHED, id="touched"),
    alert(cycle=1),
    transition(id="eth", asset="ETH", level=1_900.0),
)
_RULE = _MIXED[2].id


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Filter.ALL, ["eth", _RULE, "touched", "broken"]),
        (Filter.BROKEN, ["eth", "broken"]),
        (Filter.LEVELS, ["eth", "touched", "broken"]),
        (Filter.RULES, [_RULE]),
        (Filter.THIS_COIN, ["eth"]),
    ],
)
def test_the_filter(panel: AlertsPanel, wanted: Filter, rows: list[str]) -> None:
    panel.set_asset("ETH")
    panel.show_found(_MIXED, ())
    panel.filter.setCurrentText(wanted)
    assert listed(panel) == rows
    panel.show_found([], ())
    panel.add(_MIXED)
    assert listed(panel) == rows


def test_this_coin_follows_the_chart(panel: AlertsPanel) -> None:
    panel.set_asset("ETH")
    panel.show_found(_MIXED, ())
    panel.filter.setCurrentText(Filter.THIS_COIN)
    panel.set_asset("BTC")
    assert listed(panel) == [_RULE, "touched", "broken"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("70000", ["touched", "broken"]),
        ("70,000 BROKEN", ["broken"]),
        ("eth", ["eth"]),
        ("12 feb 09:30", [_RULE]),
        ("nothing like that", []),
    ],
)
def test_search_as_you_type(panel: AlertsPanel, qtbot: QtBot, text: str, rows: list[str]) -> None:
    panel.show_found(_MIXED, ())
    qtbot.keyClicks(panel.search, text)
    assert listed(panel) == rows
    assert panel._empty.isVisible() == (not rows)
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert len(listed(panel)) == len(_MIXED)


def test_from_the_search_into_the_list_and_on_by_keys(panel: AlertsPanel, qtbot: QtBot) -> None:
    rows = heard(panel)
    panel.show_found(_MIXED, ())
    panel.search.setFocus()
    qtbot.keyClicks(panel.search, "btc")
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    qtbot.waitUntil(panel.body.hasFocus)
    qtbot.keyClick(panel.body, Qt.Key.Key_Down)
    qtbot.keyClick(panel.body, Qt.Key.Key_Return)
    assert [one.id for one in rows] == ["touched"]


# --- unread ---------------------------------------------------------------------------------------


def test_breaks_and_alerts_are_unread_until_they_are_selected(panel: AlertsPanel) -> None:
    counts: list[int] = []
    seen: list[list[str]] = []
    panel.unread_changed.connect(counts.append)
    panel.seen.connect(seen.append)
    panel.show_found(_MIXED, {"broken"})
    assert unread(panel) == ["eth", _RULE]
    assert panel._title.text() == "ALERTS · 2 UNREAD"
    select(panel, 2)  # touched: never news
    assert seen == []
    select(panel, 1)
    assert (unread(panel), seen) == (["eth"], [[_RULE]])
    click_read_all(panel)
    assert (unread(panel), seen) == ([], [[_RULE], ["eth"]])
    assert counts == [2, 1, 0]
    assert panel._title.text() == "ALERTS"
    assert not panel.read_all.isVisible()


def click_read_all(panel: AlertsPanel) -> None:
    panel.read_all.click()


def test_what_is_unread_has_a_dot_and_says_so(panel: AlertsPanel) -> None:
    panel.show_found([transition()], ())
    model = panel.body.model()
    assert str(model.index(0, 0).data()).startswith("Unread: BTC 70,000 broken")
    shot = picture(panel.body.viewport())
    assert has_color(shot, DARK.color("interest"), least=15)
    panel.mark_all_read()
    assert str(model.index(0, 0).data()).startswith("BTC 70,000 broken")
    assert not has_color(picture(panel.body.viewport())[:, 20:], DARK.color("interest"))


def test_what_is_hidden_counts_and_is_read_too(panel: AlertsPanel) -> None:
    panel.show_found(_MIXED, ())
    panel.filter.setCurrentText(Filter.RULES)
    assert panel.unread == 3
    panel.mark_all_read()
    assert panel.unread == 0


# --- what can be done with a row ------------------------------------------------------------------


def test_a_double_click_chooses_a_row(panel: AlertsPanel, qtbot: QtBot) -> None:
    rows = heard(panel)
    panel.show_found(_MIXED, ())
    at = panel.body.visualRect(panel.body.model().index(1, 0)).center()
    click(qtbot, panel.body.viewport(), at)
    assert rows == []
    qtbot.mouseDClick(panel.body.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [one.id for one in rows] == [_RULE]


def test_the_keys_of_the_menu(panel: AlertsPanel, qtbot: QtBot) -> None:
    pictures: list[Found] = []
    lists: list[list[Found]] = []
    panel.picture_wanted.connect(pictures.append)
    panel.export_wanted.connect(lists.append)
    panel.show_found(_MIXED, ())
    panel.filter.setCurrentText(Filter.BROKEN)
    qtbot.keySequence(panel.body, "Ctrl+P")
    assert pictures == []  # nothing is selected
    select(panel, 1)
    for keys in ("Ctrl+P", "Ctrl+Shift+E", "Ctrl+C"):
        qtbot.keySequence(panel.body, keys)
    assert pictures == [_MIXED[0]]
    assert lists == [[_MIXED[3], _MIXED[0]]]
    assert QGuiApplication.clipboard().text() == describe(_MIXED[0], UTC)


# --- where it is on a chart -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "interval"),
    [
        (transition(), "1h"),
        (transition(rule="decisive", timeframe="1d"), "1d"),
        (transition(rule="close:4h", timeframe="4h"), "4h"),
        (transition(rule="close:1w", timeframe="1w"), "1d"),
        (transition(rule="touch", timeframe="1m"), "1m"),
        (alert(condition="move:1h-3%"), "5m"),
        (alert(condition="oi:1d-3%"), "1h"),
        (alert(condition="liquidations:5m>5M"), "1m"),
        (alert(condition="funding>0.05%"), "1h"),
        (alert(condition="of another time"), "1h"),
    ],
)
def test_the_interval_fits_the_rule(one: Found, interval: str) -> None:
    assert moment_of(one).interval.name == interval


def test_the_marker_is_at_the_candle_that_decided() -> None:
    at_ms = H4.floor(NOW_MS)
    decided = transition(rule="close:4h", timeframe="4h", at_ms=at_ms, bar_open_ms=at_ms - H4.ms)
    marker = moment_of(decided).marker
    assert (marker.bar_open_ms, marker.above, marker.tone) == (at_ms - H4.ms, False, "bad")
    assert moment_of(transition(role=Role.RESISTANCE)).marker.above
    found = moment_of(alert(condition="move:1h-3%", at_ms=NOW_MS))
    assert found.marker.bar_open_ms == M5.floor(NOW_MS - M1.ms)


def test_the_candle_is_in_the_middle_where_there_is_a_future_of_it() -> None:
    moment = moment_at("BTC", NOW_MS - 500 * 3_600_000, "long ago")
    left_ms, right_ms = moment.around(100, NOW_MS)
    assert right_ms - left_ms == 100 * 3_600_000
    assert (left_ms + right_ms) // 2 == moment.marker.bar_open_ms + 1_800_000
    left_ms, right_ms = moment_at("BTC", NOW_MS, "now").around(100, NOW_MS)
    assert right_ms - left_ms == 100 * 3_600_000
    assert right_ms == NOW_MS + 25 * 3_600_000
