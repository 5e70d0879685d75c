"""The alerts panel: what happened, newest first, each once, in the field's words."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from pytestqt.qtbot import QtBot

from tracker.domain.level import Event
from tracker.ui.panels.alerts import MOST, AlertsPanel, describe, headline, qualifier
from tracker.ui.theme import DARK
from ui.samples import has_color, picture, transition


@pytest.fixture
def panel(qtbot: QtBot) -> AlertsPanel:
    made = AlertsPanel(DARK)
    qtbot.addWidget(made)
    made.resize(314, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_newest_first_and_none_twice(panel: AlertsPanel) -> None:
    one, two, three = (transition(id=name) for name in ("a", "b", "c"))
    panel.show_transitions([one, two])
    assert [row.id for row in panel.body.rows] == ["b", "a"]
    panel.add([two, three])
    assert [row.id for row in panel.body.rows] == ["c", "b", "a"]
    panel.add([three])
    assert len(panel.body.rows) == 3


def test_the_panel_keeps_the_newest(panel: AlertsPanel) -> None:
    panel.show_transitions([transition(id=str(n)) for n in range(MOST + 20)])
    assert len(panel.body.rows) == MOST
    assert panel.body.rows[0].id == str(MOST + 19)


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
def test_what_happened_in_words(changes: dict[str, object], title: str, line: str) -> None:
    one = transition(**changes)
    assert headline(one) == title
    assert qualifier(one) == line


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
        (Event.BROKEN, "down"),
        (Event.RECLAIMED, "up"),
        (Event.HELD, "up"),
        (Event.PIERCED, "level"),
        (Event.FLIPPED, "quiet"),
    ],
)
def test_a_bar_says_what_kind_of_event_it_is(panel: AlertsPanel, event: Event, role: str) -> None:
    panel.show_transitions([transition(event)])
    bar = picture(panel.body.viewport())[8:38, 14:17]
    assert has_color(bar, DARK.color(role), least=60)


def test_times_are_shown_in_the_chosen_zone(panel: AlertsPanel) -> None:
    panel.show_transitions([transition()])
    before = picture(panel)
    panel.set_zone(timezone(timedelta(hours=1)))
    assert (picture(panel) != before).any()
