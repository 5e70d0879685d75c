"""The first run: three steps that can be left at any time, each taking effect at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tracker.analysis.suggest import CAVEAT, Suggestion, Suggestions
from tracker.domain.health import Channel, State
from tracker.domain.level import Role
from tracker.domain.quiet import QuietHours
from tracker.domain.times import H1
from tracker.services.coins import Coin
from tracker.services.suggestions import Suggested
from tracker.services.update import Progress
from tracker.ui.first_coins import CoinsStep
from tracker.ui.first_due import NAME, is_untouched
from tracker.ui.first_levels import ENOUGH, LevelLine, LevelsStep, offered
from tracker.ui.first_notices import INSIDE, OUTSIDE, NoticesStep
from tracker.ui.first_running import FirstParts, FirstRunning
from tracker.ui.notifier import Ways
from tracker.ui.theme import DARK, LIGHT
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, TITLES, health, market

COINS = [
    Coin("BTC", ("spot", "alpha"), 3e9),
    Coin("ETH", ("spot",), 1e9),
    Coin("PEPE", ("beta",), 2e7),
]


def suggestion(price: float, prominence: float = 50.0) -> Suggestion:
    return Suggestion(price, Role.SUPPORT, ("round number",), 3, prominence)


def suggested(*prices: float, asset: str = "BTC", candles: int = ENOUGH) -> Suggested:
    levels = tuple(suggestion(one) for one in prices)
    return Suggested(market(asset), H1, 67_450.0, candles, Suggestions(levels))


@pytest.fixture
def make(make_bench: MakeBench) -> Callable[..., tuple[Bench, FirstRunning]]:
    def made(**more: Any) -> tuple[Bench, FirstRunning]:
        bench = make_bench(size=(1_200, 800), **more)
        parts = FirstParts(
            bench.desk,
            [],
            TITLES,
            bench.notifier,  # type: ignore[arg-type]
            lambda: NOW_MS,
        )
        first = FirstRunning(parts, bench.window)
        first.open()
        return bench, first

    return made


def key(
    qtbot: QtBot, code: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, code, modifier)


# --- the sheet -----------------------------------------------------------------------------------


def test_the_steps_follow_each_other_and_come_back(make: Any, qtbot: QtBot) -> None:
    _, first = make()
    sheet = first.sheet
    assert sheet.isVisible()
    assert (sheet.heading.text(), sheet.back.isHidden()) == ("Coins · step 1 of 3", True)
    sheet.further.click()
    assert (sheet.heading.text(), sheet.back.isHidden()) == ("Levels · step 2 of 3", False)
    sheet.further.click()
    assert (sheet.heading.text(), sheet.further.text()) == ("Notifications · step 3 of 3", "Done")
    sheet.back.click()
    assert sheet.step is first.levels
    key(qtbot, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert sheet.step is first.coins
    key(qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert sheet.step is first.levels


@pytest.mark.parametrize("how", ["done", "skip", "escape", "x"])
def test_it_ends_once_and_is_remembered(make: Any, qtbot: QtBot, how: str) -> None:
    bench, first = make()
    sheet = first.sheet
    with qtbot.waitSignal(sheet.ended):
        if how == "done":
            for _ in range(3):
                sheet.further.click()
        elif how == "skip":
            sheet._skip.click()
        elif how == "x":
            sheet._out.click()
        else:
            key(qtbot, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert not first.levels._timer.isActive()
    kept: dict[str, bytes] = {}
    asyncio.run(_keep(bench.engine.submitted[-1][0], kept))
    assert kept == {NAME: b"1"}


async def _keep(work: Callable[[Any], Coroutine[Any, Any, Any]], kept: dict[str, bytes]) -> None:
    class Journal:
        def keep(self, name: str, value: bytes) -> None:
            kept[name] = value

    class Storage:
        async def journal(self, use: Callable[[Journal], None]) -> None:
            use(Journal())

    class Collector:
        storage = Storage()

    await work(Collector())


def test_it_stays_in_the_middle_of_the_smallest_window(make: Any, qtbot: QtBot) -> None:
    bench, first = make()
    bench.window.resize(960, 600)
    qtbot.waitUntil(lambda: bench.window.height() == 600)
    sheet = first.sheet
    assert bench.window.rect().contains(sheet.geometry())
    assert abs(sheet.geometry().center().x() - 480) <= 1
    for step in (first.coins, first.levels, first.notices):
        for part in step.findChildren(QWidget):
            if part.isVisible():
                assert part.width() >= part.minimumSizeHint().width(), part


def test_tab_reaches_every_control_and_stays_within(make: Any, qtbot: QtBot) -> None:
    _, first = make()
    seen = []
    for _ in range(8):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert first.sheet.isAncestorOf(focus)
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    for part in (first.coins.field, first.coins.list, first.sheet.further, first.sheet._skip):
        assert part in seen
    for part in seen:
        assert part.accessibleName() or part.text()  # type: ignore[attr-defined]


def test_it_takes_the_colours_of_the_window(make: Any) -> None:
    bench, first = make()
    bench.window.toggle_theme()
    assert first.coins.list._delegate.palette is LIGHT
    assert first.levels.list._delegate.palette is LIGHT


# --- coins ---------------------------------------------------------------------------------------


def test_the_watched_coins_stand_first_and_the_usual_ones_beside(make: Any) -> None:
    bench, first = make()
    rows = first.coins.list.rows
    assert [row.asset for row in rows if row.watched] == bench.desk.assets
    assert {"BNB", "XRP"} <= {row.asset for row in rows if not row.watched}
    assert "No venue's list of coins is known yet" in first.coins.said.text()


def test_a_coin_is_searched_with_the_keyboard_and_watched_at_once(make: Any, qtbot: QtBot) -> None:
    bench, first = make()
    first.coins.show_coins(COINS)
    qtbot.keyClicks(first.coins.field, "pep")
    assert [row.asset for row in first.coins.list.rows] == ["PEPE"]
    key(qtbot, Qt.Key.Key_Return)
    assert bench.desk.assets == ["BTC", "ETH", "SOL", "PEPE"]
    assert first.coins.field.text() == ""
    assert "PEPE" in first.coins.said.text()
    assert first.levels._assets == bench.desk.assets


def test_a_coin_is_taken_off_but_never_the_last(make: Any, qtbot: QtBot) -> None:
    bench, first = make()
    first.coins.list.setFocus()
    for _ in range(2):
        key(qtbot, Qt.Key.Key_Space)
    assert bench.desk.assets == ["ETH", "SOL", "BTC"]
    step = first.coins
    step.show_watched(["BTC"])
    step._tick(step.list.rows[0])
    assert "so it stays" in step.said.text()


def test_what_no_venue_lists_is_said_and_without_lists_a_name_is_taken(qtbot: QtBot) -> None:
    step = CoinsStep(DARK, TITLES)
    qtbot.addWidget(step)
    step.show_watched(["BTC"])
    step.field.setText("wif")
    assert [(row.asset, row.listed) for row in step.list.rows] == [("WIF", "lists not read yet")]
    step.show_coins(COINS)
    assert step.list.rows == []
    assert step.said.text() == "No venue lists a coin called WIF."
    step.field.setText("not a name!")
    assert step.list.rows == []


# --- levels --------------------------------------------------------------------------------------


@pytest.fixture
def levels(qtbot: QtBot) -> LevelsStep:
    step = LevelsStep(DARK)
    qtbot.addWidget(step)
    step.resize(600, 400)
    step.set_assets(["BTC", "ETH"])
    return step


def said(step: LevelsStep) -> list[str]:
    return [row.said for row in step.list.rows if not isinstance(row, LevelLine)]


def test_it_says_first_that_no_kind_of_level_held_more_often_than_chance(
    levels: LevelsStep,
) -> None:
    from PySide6.QtWidgets import QLabel

    assert CAVEAT in [one.text() for one in levels.findChildren(QLabel)]


def test_each_coin_says_how_much_history_there_is(levels: LevelsStep) -> None:
    assert said(levels) == ["being read", "being read"]
    levels.show_found(suggested(70_000, 65_000))
    levels.show_found(suggested(asset="ETH", candles=0))
    assert said(levels) == ["", "no history yet · loading"]
    levels.show_found(suggested(70_000, asset="ETH", candles=1_20))
    assert said(levels)[1] == "120 hours of history so far · loading"
    levels.show_reasons({"spot": "Spot: HTTP 451 here."})
    assert said(levels)[1] == "120 hours of history so far · Spot: HTTP 451 here."
    levels.show_reasons({})
    levels.show_progress(Progress(9, 9))
    assert said(levels)[1] == "120 hours of history so far"


def test_only_coins_whose_history_is_on_its_way_are_read_again(
    levels: LevelsStep, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(levels.wanted) as first:
        levels.begin()
    assert first.args == [["BTC", "ETH"]]
    levels.show_found(suggested(70_000))
    levels._timer.setInterval(1)
    with qtbot.waitSignal(levels.wanted) as second:
        pass
    assert second.args == [["ETH"]]
    levels.end()
    assert not levels._timer.isActive()


def test_the_load_of_history_has_a_bar_until_it_is_over(levels: LevelsStep) -> None:
    assert levels._bar.isHidden()
    levels.show_progress(Progress(3, 10))
    assert not levels._bar.isHidden()
    assert (levels._bar.value(), levels._bar.maximum()) == (3, 10)
    levels.show_progress(Progress(10, 10))
    assert levels._bar.isHidden()


def test_a_tick_makes_a_level_and_the_list_shows_what_is_watched(make: Any, qtbot: QtBot) -> None:
    bench, first = make()
    first.sheet.further.click()
    first.levels.show_found(suggested(70_000, 65_000))
    first.levels.list.setFocus()
    first.levels.list.setCurrentIndex(first.levels.list.model().index(1, 0))
    before = len(bench.engine.submitted)
    key(qtbot, Qt.Key.Key_Return)
    assert len(bench.engine.submitted) == before + 1
    wishes: list[Any] = []

    class Levels:
        async def add(self, wish: Any) -> None:
            wishes.append(wish)

    class Collector:
        levels = Levels()

    asyncio.run(bench.engine.submitted[-1][0](Collector()))
    assert [(one.asset, one.price, one.note) for one in wishes] == [
        ("BTC", 70_000.0, "suggested from history")
    ]
    first.levels.show_watched({"BTC": [70_000.0]})
    lines = [row for row in first.levels.list.rows if isinstance(row, LevelLine)]
    assert [(one.price, one.watched) for one in lines] == [(70_000.0, True), (65_000.0, False)]


def test_a_level_that_cannot_be_made_is_a_sentence_on_the_sheet(make: Any) -> None:
    bench, first = make()
    first.sheet.further.click()
    first.levels.toggled.emit("BTC", 70_000.0, True)
    bench.engine.submitted[-1][2]("The engine does not run.")
    assert first.sheet.sentence == "The engine does not run."


def test_of_each_side_the_most_prominent_near_the_price_are_offered() -> None:
    levels = [
        suggestion(150.0, 90),
        suggestion(112.0, 20),
        suggestion(108.0, 70),
        suggestion(104.0, 60),
        suggestion(60.0, 99),
        suggestion(50.0, 10),
        suggestion(40.0, 80),
    ]
    assert [one.price for one in offered(levels, 100.0)] == [108.0, 104.0, 60.0, 50.0]
    assert offered([], 100.0) == []


def test_why_candles_are_lacking_comes_from_the_health_of_the_venue(make: Any) -> None:
    bench, first = make()
    bench.desk.health_grown.emit([health("spot", Channel.CANDLES, State.DOWN, "No connection.")])
    assert first.levels._reasons["spot"] == "Spot: No connection."


# --- notifications -------------------------------------------------------------------------------


@pytest.mark.parametrize(("signal", "outcome"), [("shown", OUTSIDE), ("inside", INSIDE)])
def test_the_test_says_which_way_it_went(make: Any, signal: str, outcome: str) -> None:
    bench, first = make()
    first.notices.test.click()
    assert first.notices.outcome.text().startswith("Sent")
    (notice,) = bench.notifier.asked
    assert (notice.title, notice.ids) == ("A test of notifications", ())
    getattr(bench.notifier, signal).emit(replace(notice, title="Another"))
    assert first.notices.outcome.text().startswith("Sent")
    getattr(bench.notifier, signal).emit(notice)
    assert first.notices.outcome.text() == outcome


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        (Ways("dunst", plays_sounds=False, tray=True), "the desktop's notifications (dunst)"),
        (Ways(None, plays_sounds=False, tray=True), "from the icon in the tray"),
        (Ways(None, plays_sounds=False, tray=False), "a line inside this window"),
    ],
)
def test_the_last_step_says_which_way_works_here(make: Any, ways: Ways, words: str) -> None:
    bench, first = make()
    looks = bench.notifier.looks
    for _ in range(2):
        first.sheet.further.click()
    assert bench.notifier.looks == looks + 1
    assert first.notices.outcome.text().startswith("Looking")
    bench.notifier.ways_found.emit(ways)
    assert words in first.notices.outcome.text()
    first.notices.test.click()
    bench.notifier.ways_found.emit(ways)  # too late: the test says more
    assert first.notices.outcome.text().startswith("Sent")


def test_quiet_hours_and_sound_hold_at_once(make: Any) -> None:
    bench, first = make()
    step, setting_up = first.notices, bench.window.setting_up
    assert not step.hours.isEnabled()
    step.quiet.setChecked(True)
    assert str(setting_up.settings.quiet) == "22:00-07:00"
    step.hours.setText("23:30-06:00")
    assert str(setting_up.settings.quiet) == "23:30-06:00"
    step.hours.setText("23:30")
    assert str(setting_up.settings.quiet) == "23:30-06:00"
    assert "are no quiet hours" in step.said.text()
    step.hours.clear()
    assert "Write from when to when" in step.said.text()
    step.quiet.setChecked(False)
    assert setting_up.settings.quiet is None
    step.sound.setChecked(False)
    assert setting_up.settings.sound is False


def test_what_is_set_already_is_shown(qtbot: QtBot) -> None:
    step = NoticesStep()
    qtbot.addWidget(step)
    step.show_habits(QuietHours.parse("01:00-05:00"), sound=False)
    assert (step.quiet.isChecked(), step.hours.text()) == (True, "01:00-05:00")
    assert not step.sound.isChecked()


# --- whether it is due ---------------------------------------------------------------------------


class _Journal:
    def __init__(self, kept: dict[str, bytes], levels: list[Any]) -> None:
        self._kept, self._levels = kept, levels

    def keepsakes(self) -> dict[str, bytes]:
        return self._kept

    def levels(self) -> list[Any]:
        return self._levels


def test_it_is_due_until_the_journal_has_something_of_the_user() -> None:
    assert is_untouched(None)
    assert is_untouched(_Journal({}, []))  # type: ignore[arg-type]
    assert not is_untouched(_Journal({NAME: b"1"}, []))  # type: ignore[arg-type]
    assert not is_untouched(_Journal({"window": b"1"}, []))  # type: ignore[arg-type]
    assert not is_untouched(_Journal({}, ["a level"]))  # type: ignore[arg-type]


@pytest.mark.usefixtures("german")
def test_levels_are_offered_in_the_language_of_the_window(make: Any, qtbot: QtBot) -> None:
    _, first = make()
    first.sheet.further.click()
    first.levels.show_found(suggested(66_000.0))
    said = first.levels.list.model().index(1, 0).data()
    assert "Unterstützung" in said
    assert "nicht beobachtet" in said
    labels = [one.text() for one in first.levels.findChildren(QLabel)]
    assert CAVEAT not in labels
    del qtbot


def test_what_cannot_be_read_is_said_on_the_sheet(make: Any) -> None:
    bench, first = make()
    first.sheet.further.click()
    asked = [one for one in bench.engine.studied if "_suggest" in one.query.__qualname__][-1]
    assert asked.failed is not None
    asked.failed("The disk is broken.")
    assert first.sheet.sentence == "The disk is broken."
    assert bench.window.banner.text == ""
