"""Cascades on charts, pixel by pixel: bands over their time, the index, and the map that is only relative."""

from __future__ import annotations

from datetime import UTC

import numpy as np
import pytest
from msgspec.structs import replace

from tracker.analysis.columns import LineColumns
from tracker.analysis.liquidation_map import BIN
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.ink import mix
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.liquidation_map import LABEL
from tracker.ui.charts.pane_data import Band, CascadeData, EpisodesData, MapData
from tracker.ui.charts.panes import PricePane
from tracker.ui.charts.readout import Moment, Spoken
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.ruler import Ruler
from ui.charts.samples import COUNT, START_MS, boarded, content, is_color, painted, pane_of

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS + 10 * HOUR_MS, START_MS + 50 * HOUR_MS)
TIMES = START_MS + np.arange(COUNT, dtype=np.int64) * HOUR_MS
BAND = Band(START_MS + 20 * HOUR_MS, START_MS + 26 * HOUR_MS, "cascade 71 · $1.10B", "71")


def _line(values: np.ndarray) -> LineColumns:
    return LineColumns(HOUR_MS, TIMES, values)


def _moment(row: int) -> Moment:
    start_ms = int(TIMES[row])
    return Moment(start_ms, start_ms + HOUR_MS, row, Spoken(UTC, 2, start_ms))


def _tint(board: Board, share: float) -> np.ndarray:
    return is_color(painted(board), mix(board.inks.roles["cascade"], board.inks.background, share))


@pytest.mark.parametrize("palette", [DARK, LIGHT])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_band_lies_over_the_time_of_its_cascade(palette: Palette, scale: float) -> None:
    shown = content(data=(EpisodesData((BAND,)),))
    board = boarded(shown, view=VIEW, palette=palette)
    picture, ruler = painted(board, scale), Ruler(board, pane_of(board, "price"), scale)
    ground = mix(board.inks.roles["cascade"], board.inks.background, 0.11)
    tinted = is_color(picture, ground)[ruler.top : ruler.bottom].any(axis=0)
    places = np.flatnonzero(tinted)
    assert abs(places[0] - ruler.x(BAND.start_ms)) <= 1
    assert abs(places[-1] + 1 - ruler.x(BAND.end_ms)) <= 1
    words = is_color(picture, board.inks.roles["cascade"])[ruler.top : ruler.bottom]
    assert words.any(), "its figures stand at its top"


def test_bands_out_of_view_and_charts_without_any_show_nothing() -> None:
    gone = replace(BAND, start_ms=0, end_ms=1)
    for bands in ((), (gone,)):
        board = boarded(content(data=(EpisodesData(bands),)), view=VIEW)
        assert not _tint(board, 0.11).any()


def test_where_there_is_no_room_the_index_is_left_and_then_nothing() -> None:
    wide = boarded(content(data=(EpisodesData((BAND,)),)), view=VIEW)
    long = np.count_nonzero(is_color(painted(wide), wide.inks.roles["cascade"]))
    near = replace(BAND, start_ms=BAND.start_ms + 3 * HOUR_MS, text="x" * 400, short="y" * 400)
    both = boarded(content(data=(EpisodesData((BAND, near)),)), view=VIEW)
    short = np.count_nonzero(is_color(painted(both), both.inks.roles["cascade"]))
    assert 0 < short < long


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_index_is_a_line_between_its_marks_and_says_its_parts(scale: float) -> None:
    values = np.full(COUNT, 40.0)
    values[30:] = np.nan
    data = CascadeData(_line(values), _line(values / 20), _line(values / 40), _line(values / 80))
    board = boarded(
        content(data=(data,)),
        panes=[PaneChoice("price"), PaneChoice("cascade", "", 62)],
        view=VIEW,
    )
    pane = pane_of(board, "cascade")
    picture, ruler = painted(board, scale), Ruler(board, pane, scale)
    assert ruler.low <= 0
    assert ruler.high >= 70
    found = np.flatnonzero(
        is_color(picture, board.inks.roles["cascade"])[
            ruler.top + round(26 * scale) : ruler.bottom, round(ruler.x(TIMES[20]))
        ]
    )
    assert abs(found.mean() + ruler.top + round(26 * scale) - ruler.y(40)) <= 2 * scale
    said = [(part.label, part.value) for part in pane.read(_moment(20))]
    assert said == [("cascade", "40"), ("P", "2.0"), ("F", "1.0"), ("I", "0.5")]
    assert pane.scope == "banner at 60, over below 35"


def test_of_an_index_that_is_not_known_nothing_is_drawn() -> None:
    nothing = _line(np.full(COUNT, np.nan))
    for data in ((), (CascadeData(nothing, nothing, nothing, nothing),)):
        board = boarded(
            content(data=data), panes=[PaneChoice("price"), PaneChoice("cascade")], view=VIEW
        )
        assert pane_of(board, "cascade").scope == "nothing known yet"
        assert not is_color(painted(board), board.inks.roles["cascade"]).any()


def _mapped(mode: str, data: MapData | None) -> Board:
    shown = content(data=(data,) if data is not None else ())
    return boarded(shown, panes=[PaneChoice("price", mode)], view=VIEW, size=(1_200, 500))


def test_the_map_is_off_by_default_and_says_that_it_is_an_estimate() -> None:
    price = 69_000 * np.exp(np.arange(43) * BIN)
    below, above = (price < 70_600) * 1.0, (price > 71_000) * 0.5
    data = MapData(price, below, above)
    plain, wanted = _mapped("volume", data), _mapped("map", data)
    down, up = (
        mix(ink, wanted.inks.background, 0.28) for ink in (wanted.inks.down, wanted.inks.up)
    )
    assert not is_color(painted(plain), down).any()
    assert not is_color(painted(plain), wanted.inks.warn).any()
    picture = painted(wanted)
    ruler = Ruler(wanted, pane_of(wanted, "price"), 1)
    longs, shorts = is_color(picture, down), is_color(picture, up)
    assert np.flatnonzero(longs.any(axis=1))[0] >= ruler.y(70_600 * (1 + BIN))
    assert np.flatnonzero(shorts.any(axis=1))[-1] <= ruler.y(71_000 * (1 - BIN))
    long, short = longs.sum(axis=1).max(), shorts.sum(axis=1).max()
    assert abs(long - 2 * short) <= 2, "relative sizes"
    assert is_color(picture, wanted.inks.warn).any(), LABEL
    assert "$" not in LABEL


def test_a_map_of_nothing_says_so_and_draws_no_bars() -> None:
    for data in (None, MapData(np.empty(0), np.empty(0), np.empty(0))):
        board = _mapped("map", data)
        picture = painted(board)
        assert is_color(picture, board.inks.warn).any()
        assert not is_color(picture, mix(board.inks.down, board.inks.background, 0.28)).any()


def test_only_a_chart_with_the_map_has_it_read() -> None:
    assert len(PricePane.topics("map")) == len(PricePane.topics("volume")) + 1
