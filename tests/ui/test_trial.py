"""What came of a dry run: a line that promises nothing, and a marker for each candle."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tracker.analysis.dry_run import DryRun, RuleRun
from tracker.domain.level import DECISIVE, HOURLY, Event, Role, Transition, parse_rule
from tracker.domain.times import H1, H4, HOUR_MS, MINUTE_MS, parse_iso
from tracker.ui.charts.content import Marker
from tracker.ui.panels.trial import TrialStrip, markers, summary
from ui.samples import click, transition

AT_MS = parse_iso("2026-02-05T13:00:00Z")


def run_of(*transitions: Transition, fired: int = 2, known: int = 1) -> DryRun:
    hourly = RuleRun(
        HOURLY, transitions, 1_449, known, 0, 0, (HOUR_MS,) * fired if fired else (), HOUR_MS
    )
    daily = RuleRun(DECISIVE, (), 60, 0, 0, 0, (), HOUR_MS)
    return DryRun("BTC", 70_000.0, Role.SUPPORT, (hourly, daily), (parse_rule("touch"),))


def event(kind: Event, at_ms: int, **changes: object) -> Transition:
    return transition(kind, at_ms=at_ms, bar_open_ms=at_ms - HOUR_MS, **changes)


def test_the_summary_counts_and_promises_nothing() -> None:
    assert summary(run_of()) == (
        "Dry run, BTC 70,000: hourly fired 2 in 1,449 candles of 1h, reclaimed before a further "
        "3\u202f%: 1 of 1 known, median delay 1 h; decisive did not fire in 60 candles of 1d. "
        "Not judged: touch. Too few to judge a rule."
    )
    many = summary(run_of(fired=40, known=40))
    assert "3\u202f%: 40 of 40, median" in many
    assert "Too few" not in many


def test_a_short_delay_is_told_in_minutes() -> None:
    touch = parse_rule("touch")
    run = RuleRun(touch, (), 1, 0, 1, 0, (3 * MINUTE_MS,), HOUR_MS)
    assert "1 candle of 1m" in summary(DryRun("BTC", 1.0, Role.SUPPORT, (run,), ()))
    assert "median delay 3 min" in summary(DryRun("BTC", 1.0, Role.SUPPORT, (run,), ()))


def test_each_candle_has_one_marker_that_says_what_matters_most() -> None:
    found = [
        event(Event.ALREADY_BEYOND, AT_MS - 9 * HOUR_MS),
        event(Event.TOUCHED, AT_MS - HOUR_MS),
        event(Event.PIERCED, AT_MS),
        event(Event.BROKEN, AT_MS),
        event(Event.BROKEN, AT_MS, rule="decisive"),
        event(Event.RECLAIMED, AT_MS + 2 * HOUR_MS),
    ]
    assert markers(found, H1) == (
        Marker(AT_MS - 2 * HOUR_MS, False, "quiet", ""),
        Marker(AT_MS - HOUR_MS, False, "bad", "broken, hourly + decisive"),
        Marker(AT_MS + HOUR_MS, False, "good", "reclaimed, hourly"),
    )
    # On longer candles several fall into one.
    four = markers(found, H4)
    assert [(one.bar_open_ms, one.text) for one in four] == [
        (parse_iso("2026-02-05T08:00:00Z"), ""),
        (parse_iso("2026-02-05T12:00:00Z"), "broken, hourly + decisive"),
    ]


def test_events_of_a_resistance_stand_above() -> None:
    (one,) = markers([event(Event.BROKEN, AT_MS, role=Role.RESISTANCE)], H1)
    assert one.above


@pytest.fixture
def strip(qtbot: QtBot) -> TrialStrip:
    made = TrialStrip()
    qtbot.addWidget(made)
    made.resize(900, 50)
    return made


def test_the_line_can_be_dismissed(strip: TrialStrip, qtbot: QtBot) -> None:
    heard: list[str] = []
    strip.dismissed.connect(lambda: heard.append("dismissed"))
    strip.shown_last.connect(lambda: heard.append("last"))
    strip.show_run(run_of())
    assert not strip._last.isVisible(), "nothing happened that could be shown"
    strip.show_run(run_of(event(Event.BROKEN, AT_MS)))
    assert strip.isVisible()
    assert strip.accessibleName() == strip.text == summary(run_of())
    click(qtbot, strip._last)
    for button in strip.findChildren(type(strip._last)):
        if button.accessibleName() == "Dismiss the dry run":
            click(qtbot, button)
    assert heard == ["last", "dismissed"]
