"""The page in the chart's place: what is tried, what failed, when next; and the offer of a demo."""

from __future__ import annotations

import pytest
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
    assert page.lines() == dict.fromkeys(TITLES, ("trying", ""))
    assert page._title.text() == "Waiting for the first candles"


def test_it_says_what_failed_and_counts_down(
    page: Offline, clock: FixedClock, qtbot: QtBot
) -> None:
    page.show_health([refused("alpha"), health("beta", state=State.LIVE)])
    assert page.lines()["alpha"] == ("No connection.", "next try in 10 s")
    assert page.lines()["beta"] == ("candles live", "")
    assert page.lines()["spot"] == ("trying", "")
    clock.at_ms += 3_000
    page._timer.setInterval(1)
    qtbot.waitUntil(lambda: page.lines()["alpha"][1] == "next try in 7 s")
    clock.at_ms += 60_000
    qtbot.waitUntil(lambda: page.lines()["alpha"][1] == "trying now")


def test_the_title_says_when_no_venue_can_be_reached(page: Offline) -> None:
    page.show_health([refused("alpha"), refused("beta")])
    assert page._title.text() == "Waiting for the first candles"
    page.show_health([refused("alpha"), refused("beta"), refused("spot")])
    assert page._title.text() == "No candles yet: the venues cannot be reached"


def test_the_worst_channel_of_a_venue_is_told(page: Offline) -> None:
    page.show_health(
        [
            health("alpha", Channel.OI, State.LIVE),
            health("alpha", Channel.CANDLES, State.BLOCKED, "HTTP 451: not available from here."),
        ]
    )
    assert page.lines()["alpha"][0] == "HTTP 451: not available from here."


def test_words_of_a_server_are_never_read_as_markup(page: Offline) -> None:
    page.show_health([health("alpha", state=State.DOWN, reason="<b>Bad</b> gateway.")])
    label = page._lines["alpha"][1]
    assert label.text() == "<b>Bad</b> gateway."
    assert label.textFormat().name == "PlainText"


def test_a_hidden_page_counts_nothing_and_is_right_when_it_is_seen_again(
    page: Offline, clock: FixedClock
) -> None:
    page.show_health([refused("alpha")])
    page.hide()
    assert not page._timer.isActive()
    clock.at_ms += 5_000
    page.show_health([refused("alpha")])
    assert page.lines()["alpha"][1] == "next try in 10 s"
    page.show()
    assert page.lines()["alpha"][1] == "next try in 5 s"
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
