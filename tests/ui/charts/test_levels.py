"""Level lines: sentences that never cover each other, hover, drag, hundreds of them."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.domain.level import COLORS
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.ink import contrast, inks_of
from tracker.ui.charts.levels import (
    GRASP_PX,
    LABEL_PX,
    LevelsPainter,
    place,
    sentence,
    tone,
    tone_role,
)
from tracker.ui.charts.series import CandleSeries
from tracker.ui.theme import DARK, THEMES
from ui.charts.samples import START_MS, boarded, content, painted

VIEW = (START_MS + 10 * HOUR_MS, START_MS + 50 * HOUR_MS)


@settings(deadline=None)
@given(
    st.lists(st.floats(-50, 600), max_size=60),
    st.lists(st.booleans(), min_size=120, max_size=120),
)
def test_sentences_never_cover_each_other(lines: list[float], blocked: list[bool]) -> None:
    found = place(lines, 26, 400, lambda number, upper: blocked[number * 2 + (upper < 200)])
    shown = sorted(upper for upper in found if upper is not None)
    assert all(b - a >= LABEL_PX for a, b in pairwise(shown))
    assert all(26 <= upper <= 400 - LABEL_PX for upper in shown)
    for y, upper in zip(lines, found, strict=True):
        assert upper is None or upper in (y - LABEL_PX, y + 2)


def test_the_first_line_always_has_its_sentence() -> None:
    assert place([100.0, 104.0, 200.0], 0, 400, lambda *_: True) == [85.0, 106.0, 185.0]
    assert place([100.0, 101.0, 102.0], 0, 400, lambda *_: True) == [85.0, 103.0, None]


def test_a_sentence_avoids_candles_where_it_can() -> None:
    assert place([100.0], 0, 400, lambda _, upper: upper > 100) == [102.0]
    assert place([100.0], 0, 400, lambda *_: False) == [85.0]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (LevelLine(1, 70_000.0, True, "was support, broken 5 Feb 13:00"),
         "70,000  was support, broken 5 Feb 13:00"),
        (LevelLine(1, 0.00001234, False, ""), "0.00001234"),
        (LevelLine(1, 1.3731, False, "resistance"), "1.3731  resistance"),
    ],
)  # fmt: skip
def test_sentences(level: LevelLine, words: str) -> None:
    assert sentence(level) == words


def test_colours_are_roles_and_the_caller_may_choose() -> None:
    assert tone_role(LevelLine(1, 1.0, False, "")) == "level"
    assert tone_role(LevelLine(1, 1.0, True, "")) == "bad"
    assert tone_role(LevelLine(1, 1.0, True, "", tone="up")) == "up"
    assert set(inks_of(DARK).roles) >= {"level", "up", "down", "quiet", "cascade"}


def test_a_colour_is_a_role_a_name_or_a_number() -> None:
    inks = inks_of(DARK)
    assert inks.of("level") == DARK.color("level")
    assert inks.of("#8040ff").name() == "#8040ff"
    for palette in THEMES.values():
        ground = palette.color("background")
        for name in COLORS:
            named = inks_of(palette).of(name)
            assert contrast(named, ground) >= 4.5, f"{name} cannot be read on {palette.name}"


def test_what_does_not_speak_steps_back() -> None:
    inks = inks_of(DARK)
    speaking = LevelLine(1, 1.0, False, "")
    ground = inks.background
    for quiet in (replace(speaking, dim=True), replace(speaking, suggested=True)):
        assert contrast(tone(quiet, inks), ground) < contrast(tone(speaking, inks), ground)


@pytest.mark.usefixtures("qapp")
def test_solid_dashed_and_dotted_tell_levels_apart() -> None:
    levels = (
        LevelLine(1, 70_600.0, False, "", tone="blue"),
        LevelLine(2, 70_900.0, True, "", tone="blue"),
        LevelLine(-1, 71_200.0, False, "", movable=False, suggested=True),
    )
    board = boarded(content(levels=levels), view=VIEW)
    shot, ground = painted(board), board.inks.background
    shares = []
    for level in levels:
        y = round(board.price.frame().value.y_of(level.price))
        # Between two candles' bodies nothing else is drawn: a line is what is not the ground.
        row = shot[y, : round(board.plots.width() * 0.7)].astype(int)
        other = np.abs(row - [ground.red(), ground.green(), ground.blue()]).max(axis=1) > 30
        shares.append(float(other.mean()))
    assert shares[0] > shares[1] > shares[2] > 0.1


@pytest.mark.usefixtures("qapp")
def test_a_suggestion_can_be_neither_dragged_nor_removed() -> None:
    line = LevelLine(-1, 70_900.0, False, "pivot", suggested=True)
    board = boarded(content(levels=(line,)), view=VIEW)
    painter = board.price.levels
    painter.hovered = -1
    painted(board)
    assert not painter.grasp(-1)
    (label,) = painter._labels
    assert not painter.on_cross(label.left - 10, label.baseline - 4)


def levels_painter(*prices: float) -> LevelsPainter:
    painter = LevelsPainter(CandleSeries(HOUR_MS))
    painter.levels = tuple(LevelLine(n, price, False, "") for n, price in enumerate(prices))
    return painter


def test_dragging_is_local_until_the_mouse_lets_go() -> None:
    painter = levels_painter(100.0, 200.0)
    assert painter.grasp(1)
    painter.drag_to(210.0)
    assert painter.dragged is not None
    assert painter.dragged.price == 210.0
    assert sentence(painter.dragged) == "210"
    assert painter.levels[1].price == 200.0
    moved = painter.release()
    assert moved is not None
    assert (moved.id, moved.price) == (1, 210.0)
    assert painter.levels[1].price == 210.0  # until the next set of levels says otherwise


def test_what_has_not_moved_is_not_reported() -> None:
    painter = levels_painter(100.0)
    painter.drag_to(5.0)  # nothing is held
    assert painter.release() is None
    painter.grasp(0)
    assert painter.release() is None
    painter.grasp(0)
    painter.drag_to(120.0)
    painter.let_go()
    assert painter.release() is None
    assert not painter.grasp(99)


def test_a_fixed_level_cannot_be_grasped() -> None:
    painter = levels_painter(100.0)
    painter.levels = (LevelLine(0, 100.0, False, "", movable=False),)
    assert not painter.grasp(0)


@pytest.mark.usefixtures("qapp")
def test_the_nearest_line_is_under_the_mouse() -> None:
    levels = tuple(LevelLine(n, price, False, "") for n, price in enumerate((70_500.0, 70_510.0)))
    board = boarded(content(levels=levels), view=VIEW)
    frame, painter = board.price.frame(), board.price.levels
    y = frame.value.y_of(70_510.0)
    found = painter.at(y - 1, frame)
    assert found is not None
    assert found.id == 1
    assert painter.at(y - GRASP_PX - 1, frame) is None
    assert LevelsPainter(CandleSeries(HOUR_MS)).at(y, frame) is None


@pytest.mark.usefixtures("qapp")
def test_hundreds_of_levels_stay_cheap() -> None:
    few, many = (
        tuple(
            LevelLine(n, float(price), n % 2 == 0, "support, noted by hand")
            for n, price in enumerate(np.linspace(60_000, 80_000, count))
        )
        for count in (5, 500)
    )
    spent = {}
    for levels in (few, many):
        board = boarded(content(levels=levels), view=VIEW)
        painted(board)
        rounds = []
        for _ in range(7):
            begin = time.process_time()
            painted(board)
            rounds.append(time.process_time() - begin)
        spent[len(levels)] = min(rounds)
    assert spent[500] < spent[5] + 0.02


@pytest.mark.usefixtures("qapp")
def test_far_levels_do_not_squash_the_candles() -> None:
    levels = (LevelLine(1, 20_000.0, False, "far"), LevelLine(2, 71_300.0, False, "near"))
    board = boarded(content(levels=levels), view=VIEW)
    assert board.price.value.low > 69_000
    assert board.price.value.high > 71_300
