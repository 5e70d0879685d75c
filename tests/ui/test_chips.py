"""The foot of the window: a chip a venue, the load of history, what the program costs."""

from __future__ import annotations

from datetime import timedelta, timezone
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from tracker.domain.health import Channel, State
from tracker.services.update import Progress
from tracker.ui.panels.chips import Chip, CpuMeter, Detail, StatusBar, summed_up
from tracker.ui.theme import DARK, LIGHT
from ui.samples import NOW_MS, TITLES, click, has_color, health, picture


@pytest.fixture
def chip(qtbot: QtBot) -> Chip:
    made = Chip("Alpha", DARK)
    qtbot.addWidget(made)
    made.resize(160, 26)
    return made


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    made = StatusBar(TITLES, DARK)
    qtbot.addWidget(made)
    made.resize(1_280, 28)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_shape_of_its_own_kind_and_words(chip: Chip, state: State) -> None:
    chip.show_health([health(state=state, reason="HTTP 451 from here.")])
    assert chip.state is state
    shape = picture(chip)[5:21, 1:13]
    filled = _filled(shape)
    # A dot or a square is full in its middle, a ring is not; only the square has its corners.
    middle, corner = filled[8, 6], filled[4, 3]
    if state in (State.LIVE, State.QUIET):
        assert (middle, corner) == (True, False)
    elif state in (State.STALE, State.CAPPED):
        assert (middle, corner) == (True, True)
    else:
        assert (middle, corner) == (False, False)
        assert filled.any()
    words = chip._text
    assert words == ("Alpha" if state in (State.LIVE, State.QUIET) else f"Alpha · candles {state}")
    assert str(state) in chip.accessibleName()
    assert "HTTP 451 from here." in chip.toolTip()


def _filled(shape: np.ndarray) -> np.ndarray:
    return (np.abs(shape.astype(int) - shape[0, 0].astype(int)).max(axis=-1) > 60).astype(bool)


def test_a_chip_speaks_for_the_worst_channel_but_not_for_the_list_of_instruments(
    chip: Chip,
) -> None:
    rows = [
        health(channel=Channel.CANDLES),
        health(channel=Channel.OI, state=State.STALE, reason="Nothing has arrived."),
        health(channel=Channel.INSTRUMENTS, state=State.DOWN, reason="Asked in vain."),
    ]
    chip.show_health(rows)
    assert chip.state is State.STALE
    assert chip.toolTip().splitlines() == [
        "Alpha",
        "candles live",
        "open interest stale: Nothing has arrived.",
        "instruments down: Asked in vain.",
    ]
    chip.show_health(rows[2:])
    assert chip.state is State.DOWN


def test_a_chip_says_as_much_as_it_is_told_to_and_never_a_part_of_a_word(chip: Chip) -> None:
    chip.show_health([health(state=State.DOWN)])
    assert [chip.says(one) for one in Detail] == ["Alpha · candles down", "Alpha", "Alpha", ""]
    widths = [chip.width_at(one) for one in Detail]
    assert widths == sorted(widths, reverse=True)
    chip.set_detail(Detail.NAME)
    assert chip.width() == widths[1]
    chip.show_health([health()])
    assert [chip.says(one) for one in Detail] == ["Alpha", "Alpha", "", ""]
    chip.set_palette(LIGHT)
    chip.show_health([health(state=State.DOWN)])
    assert has_color(picture(chip), LIGHT.color("down"))


_MANY = {f"v{n}": f"Exchange {n}" for n in range(14)}


@pytest.fixture
def crowd(qtbot: QtBot) -> StatusBar:
    made = StatusBar(_MANY, DARK, {"mood": "Mood"})
    qtbot.addWidget(made)
    made.show_health([health(venue, state=State.DOWN, reason="Refused.") for venue in _MANY])
    made.show_progress(Progress(10, 200))
    made.show_cost(NOW_MS, 412_000_000)
    made.resize(1_600, 28)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("width", [960, 1_100, 1_280, 1_600, 1_920, 2_560, 3_840])
def test_with_all_venues_down_while_history_loads_nothing_is_cut(
    crowd: StatusBar, width: int, qtbot: QtBot
) -> None:
    crowd.resize(width, 28)
    qtbot.waitUntil(lambda: crowd.width() == width)
    QCoreApplication.sendPostedEvents()
    shown = [*crowd.chips.values(), crowd.context, crowd._loading, crowd._bar, crowd._cancel]
    shown += [one for one in (crowd._summary, crowd._cost) if not one.isHidden()]
    for one in shown:
        wanted = one.sizeHint().width()
        assert one.width() >= wanted, (one.accessibleName(), one.width(), wanted)
        assert crowd.rect().contains(one.geometry())
    edges = sorted((one.geometry().left(), one.geometry().right()) for one in shown)
    assert all(before[1] < after[0] for before, after in pairwise(edges))
    assert crowd._loading.text() == "loading history 5\u202f%"
    assert crowd._summary.isHidden() == (crowd.chips["v0"].says(crowd.chips["v0"]._detail) != "")


def test_where_there_is_room_for_marks_alone_their_sum_is_said(crowd: StatusBar) -> None:
    crowd.resize(960, 28)
    assert crowd._summary.text() == "14 of 15 down, 1 off"
    assert not crowd._summary.isHidden()
    assert "Refused." in crowd.chips["v3"].toolTip()
    crowd.resize(3_840, 28)
    assert crowd._summary.isHidden()


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([State.LIVE, State.QUIET], "all 2 heard"),
        ([State.DOWN, State.LIVE, State.DOWN, State.STALE], "2 of 4 down, 1 stale"),
        ([State.BLOCKED, State.OFF], "1 of 2 blocked, 1 off"),
    ],
)
def test_states_summed_up(states: list[State], words: str) -> None:
    assert summed_up(states) == words


def test_rows_reach_the_chip_of_their_venue(bar: StatusBar) -> None:
    bar.show_health([health("alpha"), health("beta", state=State.DOWN), health("unheard-of")])
    assert {name: chip.state for name, chip in bar.chips.items()} == {
        "spot": State.OFF,
        "alpha": State.LIVE,
        "beta": State.DOWN,
    }
    bar.show_health([health("beta")])
    assert bar.chips["beta"].state is State.LIVE
    assert len(bar.rows()) == 3


def test_when_the_engine_is_over_no_chip_claims_to_be_live(bar: StatusBar) -> None:
    bar.show_health([health("alpha"), health("beta", state=State.QUIET)])
    bar.show_progress(Progress(1, 100))
    bar.show_ended("The disk is full.")
    assert {chip.state for chip in bar.chips.values()} == {State.OFF}
    assert "The disk is full." in bar.chips["alpha"].toolTip()
    assert bar._bar.isHidden()


def test_a_long_load_of_history_is_shown_and_can_be_stopped(bar: StatusBar, qtbot: QtBot) -> None:
    assert bar._bar.isHidden()
    bar.show_progress(Progress(0, 4))  # not worth it
    assert bar._bar.isHidden()
    bar.show_progress(Progress(10, 200))
    assert not bar._bar.isHidden()
    assert bar._loading.text() == "loading history 5\u202f%"
    bar.show_progress(Progress(196, 200))  # what was begun is shown to its end
    assert not bar._bar.isHidden()
    assert (bar._bar.value(), bar._bar.maximum()) == (196, 200)
    with qtbot.waitSignal(bar.cancelled):
        click(qtbot, bar._cancel)
    bar._cancel.setFocus()
    with qtbot.waitSignal(bar.cancelled):
        qtbot.keyClick(bar._cancel, Qt.Key.Key_Space)
    bar.show_progress(Progress(200, 200))
    assert bar._bar.isHidden()


def test_what_the_program_costs_is_said(bar: StatusBar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar._meter, "read", lambda: 0.64)
    bar.show_cost(None, 0)
    assert bar._cost.text() == "cache 0\u202fB · 0.6\u202f% CPU"
    bar.set_zone(timezone(timedelta(hours=1)))
    bar.show_cost(NOW_MS, 412_000_000)
    assert bar._cost.text() == (
        "liquidations recorded since 12 Feb 10:30 · cache 412\u202fMB · 0.6\u202f% CPU"
    )
    bar.set_palette(LIGHT)
    assert bar.chips["alpha"]._palette is LIGHT


def test_the_meter_reads_the_share_of_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([(10.0, 100.0), (10.5, 110.0), (10.5, 110.0)])
    now = [next(times)]
    monkeypatch.setattr("tracker.ui.panels.chips.time.process_time", lambda: now[0][0])
    monkeypatch.setattr("tracker.ui.panels.chips.time.monotonic", lambda: now[0][1])
    meter = CpuMeter()
    now[0] = next(times)
    assert meter.read() == pytest.approx(5.0)
    assert meter.read() == 0.0


def test_a_service_that_waits_for_a_key_has_no_chip_until_it_is_asked(qtbot: QtBot) -> None:
    made = StatusBar({**TITLES, "extra": "Extra"}, DARK, optional=frozenset({"extra"}))
    qtbot.addWidget(made)
    made.show()
    assert not made.chips["extra"].isVisibleTo(made)
    made.show_health([health("extra", state=State.OFF, reason="It needs a key.")])
    assert not made.chips["extra"].isVisibleTo(made)
    made.show_health([health("extra", state=State.DOWN, reason="It refuses the key.")])
    assert made.chips["extra"].isVisibleTo(made)
    made.show_health([health("extra", state=State.OFF, reason="It needs a key.")])
    assert not made.chips["extra"].isVisibleTo(made)
    assert all(made.chips[venue].isVisibleTo(made) for venue in TITLES)
