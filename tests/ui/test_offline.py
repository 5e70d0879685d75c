"""The page in the chart's place: what is tried, what failed, when next; and the offer of a demo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tracker.domain.health import Channel, State
from tracker.ui.panels.offline import Offline, next_try
from ui.samples import NOW_MS, TITLES, FixedClock, click, health


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def page(qtbot: QtBot, clock: FixedClock) -> Offline:
    made = Offline(TITLES, clock)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def refused(venue: str, retry_s: float = 10) -> object:
    return health(
        venue, state=State.DOWN, reason="No connection.", retry_at_ms=NOW_MS + int(retry_s * 1_000)
    )


def test_at_first_every_venue_is_being_tried(page: Offline) -> None:
    assert page.lines() == [(tuple(TITLES.values()), "trying", "")]
    assert page._title.text() == "Waiting for the first candles"


def test_it_says_what_failed_first_and_counts_down(
    page: Offline, clock: FixedClock, qtbot: QtBot
) -> None:
    page.show_health([refused("alpha"), health("beta", state=State.LIVE)])
    assert page.lines() == [
        (("Alpha",), "No connection.", "next try in 10 s"),
        (("Beta",), "candles live", ""),
        (("Spot",), "trying", ""),
    ]
    clock.at_ms += 3_000
    page._timer.setInterval(1)
    qtbot.waitUntil(lambda: page.lines()[0][2] == "next try in 7 s")
    clock.at_ms += 60_000
    qtbot.waitUntil(lambda: page.lines()[0][2] == "trying now")


def test_what_is_the_same_of_many_is_said_once_with_the_next_try(page: Offline) -> None:
    page.show_health([refused("alpha", 30), refused("beta", 4), health("spot")])
    assert page.lines()[0] == (("Alpha", "Beta"), "No connection.", "next try in 4 s")
    QCoreApplication.sendPostedEvents()
    said = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert "2 venues · No connection." in said
    assert "Alpha, Beta" in said


def test_nothing_of_it_is_cut_in_the_smallest_window(page: Offline) -> None:
    many = {f"v{n}": f"Venue number {n}" for n in range(14)}
    page._titles = many
    page.resize(400, 430)
    page.show_health([refused(venue) for venue in many])
    QCoreApplication.sendPostedEvents()
    for label in page.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert page.rect().contains(label.rect().translated(label.mapTo(page, QPoint())))


def test_the_title_says_when_no_venue_can_be_reached_and_what_to_do(page: Offline) -> None:
    page.show_health([refused("alpha"), refused("beta")])
    assert page._title.text() == "Waiting for the first candles"
    assert "gateway" not in page._advice.text()
    page.show_health([refused("alpha"), refused("beta"), refused("spot")])
    assert page._title.text() == "No candles yet: the venues cannot be reached"
    assert "gateway" in page._advice.text()


def test_the_worst_channel_of_a_venue_is_told(page: Offline) -> None:
    page.show_health(
        [
            health("alpha", Channel.OI, State.LIVE),
            health("alpha", Channel.CANDLES, State.BLOCKED, "HTTP 451: not available from here."),
        ]
    )
    assert page.lines()[0][1] == "HTTP 451: not available from here."


def test_words_of_a_server_are_never_read_as_markup(page: Offline) -> None:
    page.show_health([health("alpha", state=State.DOWN, reason="<b>Bad</b> gateway.")])
    (label,) = [one for one in page.findChildren(QLabel) if "<b>" in one.text()]
    assert label.text() == "Alpha · <b>Bad</b> gateway."
    assert label.textFormat().name == "PlainText"


def test_a_hidden_page_counts_nothing_and_is_right_when_it_is_seen_again(
    page: Offline, clock: FixedClock
) -> None:
    page.show_health([refused("alpha")])
    page.hide()
    assert not page._timer.isActive()
    clock.at_ms += 5_000
    page.show_health([refused("alpha")])
    assert page.lines()[0][2] == "next try in 10 s"
    page.show()
    assert page.lines()[0][2] == "next try in 5 s"
    assert page._timer.isActive()


def test_the_offer_can_be_taken(page: Offline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.demo_wanted):
        click(qtbot, page._demo)


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (None, ""),
        (-5, "trying now"),
        (0.2, "trying now"),
        (119, "next try in 119 s"),
        (600, "next try in 10 min"),
    ],
)
def test_when_next_in_words(left_s: float | None, words: str) -> None:
    retry = None if left_s is None else NOW_MS + int(left_s * 1_000)
    assert next_try(health(retry_at_ms=retry), NOW_MS) == words
