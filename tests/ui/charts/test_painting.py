"""What is on the picture, pixel by pixel, against the numbers it was painted from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from msgspec.structs import replace

from tracker.analysis.columns import BarColumns, LineColumns
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.ui.charts.content import LevelLine
from tracker.ui.charts.mapping import per_column
from tracker.ui.charts.stage import Stage
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.ruler import Ruler
from ui.charts.samples import (
    COUNT,
    START_MS,
    bars,
    boarded,
    candles,
    content,
    empty_content,
    is_color,
    line,
    painted,
    pane_of,
    rows_of,
)

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS + 10 * HOUR_MS, START_MS + 50 * HOUR_MS)
SCALES = [1.0, 1.25, 1.5, 2.0]
NAN = float("nan")


@pytest.mark.parametrize("palette", [DARK, LIGHT])
@pytest.mark.parametrize("scale", SCALES)
def test_candles_are_where_their_prices_are(scale: float, palette: Palette) -> None:
    board = boarded(content(), view=VIEW, palette=palette)
    picture = painted(board, scale)
    ruler = Ruler(board, board.price, scale)
    data = candles()
    widths = set()
    for n in range(11, 49):
        color = board.inks.up if data.close[n] >= data.open[n] else board.inks.down
        wick = ruler.wick(int(data.open_ms[n]))
        slot = slice(
            math.floor(ruler.x(data.open_ms[n])), math.ceil(ruler.x(data.open_ms[n] + HOUR_MS))
        )
        body = sorted((ruler.y(data.open[n]), ruler.y(data.close[n])))
        here = is_color(picture, color)
        # The wick: one thin line, from high to low, nothing beside it.
        for row in ((ruler.y(data.high[n]) + body[0]) // 2, (ruler.y(data.low[n]) + body[1]) // 2):
            assert np.flatnonzero(here[row, slot]).tolist() == [
                wick - slot.start + k for k in range(ruler.pen)
            ]
        column = np.flatnonzero(here[ruler.top : ruler.bottom, wick])
        assert column[0] + ruler.top == ruler.y(data.high[n])
        assert column[-1] + ruler.top == ruler.y(data.low[n]) - 1
        # The body: wider, as high as from open to close.
        middle = (body[0] + body[1]) // 2
        across = np.flatnonzero(here[middle, slot])
        widths.add(len(across))
        beside = wick - 1
        assert np.flatnonzero(here[ruler.top : ruler.bottom, beside])[[0, -1]].tolist() == [
            body[0] - ruler.top,
            body[1] - ruler.top - 1,
        ]
    assert len(widths) == 1
    assert widths.pop() > ruler.pen


@pytest.mark.parametrize("scale", SCALES)
def test_columns_reach_from_the_lowest_to_the_highest_of_their_candles(scale: float) -> None:
    rng = np.random.default_rng(5)
    data = candles(4000)
    data.high[:] += rng.random(4000) * 900
    data.low[:] -= rng.random(4000) * 900
    view = (START_MS, START_MS + 4000 * HOUR_MS)
    board = boarded(content(candles=data), view=view)
    picture = painted(board, scale)
    ruler = Ruler(board, board.price, scale)
    per = per_column(ruler.width / (view[1] - view[0]), HOUR_MS)
    assert per in (4, 8)
    colors = is_color(picture, board.inks.up) | is_color(picture, board.inks.down)
    first = START_MS // (per * HOUR_MS) * per * HOUR_MS
    for begin in range(first + per * HOUR_MS, view[1] - per * HOUR_MS, per * HOUR_MS):
        inside = (data.open_ms >= begin) & (data.open_ms < begin + per * HOUR_MS)
        x = math.floor(ruler.x(begin) + 0.5)
        drawn = np.flatnonzero(colors[ruler.top : ruler.bottom, x]) + ruler.top
        assert drawn[0] == ruler.y(data.high[inside].max())
        assert drawn[-1] == max(ruler.y(data.low[inside].min()), drawn[0] + ruler.pen) - 1


def test_volume_columns_are_exact_sums() -> None:
    data = candles(4000)
    data.volume[:] = np.random.default_rng(6).integers(1, 50, 4000)
    view = (START_MS, START_MS + 4000 * HOUR_MS)
    board = boarded(content(candles=data), view=view)
    board.price.candles.paint = lambda _: None  # only the volume
    picture = painted(board)
    ruler = Ruler(board, board.price, 1)
    per = per_column(ruler.width / (view[1] - view[0]), HOUR_MS)
    buckets = data.open_ms // (per * HOUR_MS)
    sums = {b: data.volume[buckets == b].sum() for b in np.unique(buckets)}
    colors = is_color(picture, board.inks.up_faint) | is_color(picture, board.inks.down_faint)
    foot = round((ruler.bottom - ruler.top) * 0.14)
    for bucket, volume in list(sums.items())[1:-1]:
        x = math.floor(ruler.x(bucket * per * HOUR_MS) + 0.5)
        expected = max(1, math.floor(volume / max(sums.values()) * foot + 0.5))
        assert colors[ruler.bottom - foot - 2 : ruler.bottom, x].sum() == expected


@pytest.mark.parametrize("scale", SCALES)
def test_a_hole_is_a_band_without_anything_in_it(scale: float) -> None:
    keep = np.ones(COUNT, np.bool_)
    keep[20:26] = False
    board = boarded(content(candles=rows_of(candles(), keep)), view=VIEW)
    picture = painted(board, scale)
    ruler = Ruler(board, board.price, scale)
    left, right = (math.floor(ruler.x(START_MS + n * HOUR_MS) + 0.5) for n in (20, 26))
    gap = is_color(picture, board.inks.gap)
    label = round(24 * scale)
    assert gap[ruler.top : ruler.bottom - label, left:right].all()
    assert not gap[ruler.top : ruler.bottom, left - 1].any()
    assert not gap[ruler.top : ruler.bottom, right].any()
    assert not gap[ruler.bottom - label : ruler.bottom, left:right].all()  # it says “gap”


def test_before_the_first_candle_there_is_no_calm() -> None:
    view = (START_MS - 20 * HOUR_MS, START_MS + 20 * HOUR_MS)
    board = boarded(content(), view=view)
    picture = painted(board)
    for pane in board.panes:
        ruler = Ruler(board, pane, 1)
        edge = math.floor(ruler.x(START_MS))
        part = picture[ruler.top + 2 : ruler.bottom, 2 : edge - 1]
        assert not is_color(part, board.inks.background)[30:].any()
        assert is_color(part, board.inks.gap).mean() > 0.6
        assert is_color(part, board.inks.hatch).mean() > 0.05
        assert not is_color(picture[ruler.top : ruler.bottom, edge + 2 :], board.inks.hatch).any()


@pytest.mark.parametrize("scale", SCALES)
def test_longs_go_down_and_shorts_go_up(scale: float) -> None:
    board = boarded(content(), view=VIEW)
    picture = painted(board, scale)
    ruler = Ruler(board, pane_of(board, "liquidations"), scale)
    zero = ruler.y(0.0)
    data = bars()
    up, down = is_color(picture, board.inks.up), is_color(picture, board.inks.down)
    for n in range(11, 49):
        x = ruler.wick(int(data.start_ms[n]))
        above = np.flatnonzero(up[ruler.top : ruler.bottom, x]) + ruler.top
        below = np.flatnonzero(down[ruler.top : ruler.bottom, x]) + ruler.top
        assert above[[0, -1]].tolist() == [ruler.y(data.short_usd[n]), zero - 1]
        assert below[[0, -1]].tolist() == [zero, ruler.y(-data.long_usd[n]) - 1]


@pytest.mark.parametrize("scale", SCALES)
def test_nobody_looked_is_not_nothing_happened(scale: float) -> None:
    data = bars()
    data.long_usd[20], data.short_usd[20] = NAN, NAN
    data.long_usd[22], data.short_usd[22] = 0.0, 0.0
    board = boarded(content(liquidations=data), view=VIEW)
    picture = painted(board, scale)
    ruler = Ruler(board, pane_of(board, "liquidations"), scale)
    zero = ruler.y(0.0)
    heights = {}
    for n in (20, 22):
        x = ruler.wick(int(data.start_ms[n]))
        column = picture[ruler.top + 2 : ruler.bottom, x : x + 1]
        assert not is_color(column, board.inks.up).any()
        assert not is_color(column, board.inks.down).any()
        heights[n] = int(is_color(column, board.inks.faint).sum())
    assert heights == {20: 3 * ruler.pen, 22: ruler.pen}
    mark = is_color(picture, board.inks.faint)[:, ruler.wick(int(data.start_ms[20]))]
    assert np.flatnonzero(mark[ruler.top :])[0] + ruler.top == zero - ruler.pen


@pytest.mark.parametrize("scale", SCALES)
def test_a_lower_bound_is_pale_with_a_firm_rim(scale: float) -> None:
    data = bars()
    data.share[24] = 0.61
    board = boarded(content(liquidations=data), view=VIEW)
    picture = painted(board, scale)
    ruler = Ruler(board, pane_of(board, "liquidations"), scale)
    x = ruler.wick(int(data.start_ms[24]))
    zero, end = ruler.y(0.0), ruler.y(-data.long_usd[24])
    column = slice(x, x + 1)
    pale = is_color(picture[zero:end, column], board.inks.down_pale)
    firm = is_color(picture[zero:end, column], board.inks.down)
    assert firm.sum() == 2 * ruler.pen
    assert pale.sum() == end - zero - 2 * ruler.pen
    whole = ruler.wick(int(data.start_ms[23]))
    assert not is_color(picture[:, whole : whole + 1], board.inks.down_pale).any()


def test_the_line_breaks_where_it_is_not_known() -> None:
    data = line()
    data.value[20:24] = NAN
    board = boarded(content(interest=data), view=VIEW)
    picture = painted(board).astype(int)
    ruler = Ruler(board, pane_of(board, "oi"), 1)
    blue = picture[:, :, 2] - picture[:, :, 0] > 60
    for n in (*range(11, 19), *range(25, 48)):
        x, y = round(ruler.x(data.at_ms[n] + HOUR_MS / 2)), ruler.y(data.value[n] + 50)
        assert blue[y - 2 : y + 3, x].any()
    left, right = (round(ruler.x(START_MS + n * HOUR_MS)) for n in (19, 24))
    inside = picture[ruler.top + 1 : ruler.bottom - 24, left + 2 : right - 2]
    assert is_color(inside, board.inks.gap).all()


def test_a_point_alone_is_a_dot() -> None:
    data = line()
    data.value[:] = NAN
    data.value[30] = 600_000.0
    board = boarded(content(interest=data), view=VIEW)
    assert is_color(painted(board), board.inks.interest).sum() == 4


def test_a_dense_line_keeps_its_extremes_and_its_breaks() -> None:
    data = line(4000)
    data.value[:] = 600_000.0
    data.value[2000] = 640_000.0
    data.value[3000:3200] = NAN
    view = (START_MS, START_MS + 4000 * HOUR_MS)
    board = boarded(content(candles=candles(4000), interest=data), view=view)
    blue = is_color(painted(board), board.inks.interest)
    ruler = Ruler(board, pane_of(board, "oi"), 1)
    spike = np.flatnonzero(blue[:, round(ruler.x(data.at_ms[2000]))])
    assert spike[0] == ruler.y(640_000.0)
    assert spike[-1] == ruler.y(600_000.0)
    left, right = (round(ruler.x(data.at_ms[n])) for n in (3000, 3200))
    assert not blue[ruler.top :, left + 1 : right - 1].any()
    assert blue[ruler.top :, left - 3].any()


def test_a_feed_that_has_stopped_is_a_gap_until_now() -> None:
    stopped = replace(
        bars(),
        **{
            name: getattr(bars(), name)[:30]
            for name in ("start_ms", "long_usd", "short_usd", "share")
        },
    )
    silent = LineColumns(HOUR_MS, line().at_ms[:30], line().value[:30])
    shown = content(liquidations=stopped, interest=silent)
    board = boarded(shown, view=(START_MS + 10 * HOUR_MS, START_MS + 220 * HOUR_MS))
    picture = painted(board)
    for pane in (pane_of(board, "liquidations"), pane_of(board, "oi")):
        ruler = Ruler(board, pane, 1)
        left, right = (math.floor(ruler.x(START_MS + n * HOUR_MS) + 0.5) for n in (30, COUNT))
        row = (ruler.top + ruler.bottom) // 2 + 7
        gap = is_color(picture[row], board.inks.gap)
        assert gap[left:right].all()
        assert not gap[right + 1 : ruler.width].any()


def test_nothing_known_of_a_pane_is_said() -> None:
    shown = content(liquidations=BarColumns.empty(HOUR_MS), interest=LineColumns.empty(HOUR_MS))
    board = boarded(shown, view=VIEW)
    picture = painted(board)
    for pane in (pane_of(board, "liquidations"), pane_of(board, "oi")):
        ruler = Ruler(board, pane, 1)
        part = picture[ruler.top + 30 : ruler.bottom, 0 : ruler.width]
        assert is_color(part, board.inks.gap).mean() > 0.6


def test_an_empty_chart_is_calm() -> None:
    board = boarded(empty_content())
    picture = painted(board, overlay=True)
    assert board.price.note.text == "No candles yet"
    assert not is_color(picture, board.inks.grid).any()  # no axis without anything on it
    assert is_color(picture, board.inks.background).mean() > 0.97
    assert board.time_axis.ticks.ticks == ()


def test_a_grid_line_at_every_mark() -> None:
    board = boarded(content(), view=VIEW)
    picture = painted(board)
    grid = is_color(picture, board.inks.grid)
    ruler = Ruler(board, board.price, 1)
    assert len(board.price.axis.ticks.values) >= 2
    for value in board.price.axis.ticks.values:
        assert grid[ruler.y(value), : ruler.width].mean() > 0.5
    for tick in board.time_axis.ticks.ticks:
        x = math.floor(ruler.x(tick.at_ms) + 0.5)
        assert grid[ruler.top : ruler.bottom, x].mean() > 0.3


@pytest.mark.parametrize("scale", SCALES)
def test_panes_are_parted_by_a_thin_line_through_the_axis(scale: float) -> None:
    board = boarded(content(), view=VIEW)
    hairline = is_color(painted(board, scale), board.inks.hairline)
    full = np.flatnonzero(hairline.all(axis=1))
    assert len(full) == 2 * max(1, math.floor(scale))


@pytest.mark.parametrize("scale", SCALES)
def test_a_level_is_a_line_and_a_broken_one_is_dashed(scale: float) -> None:
    levels = (LevelLine(1, 70_300.0, False, "support"), LevelLine(2, 70_900.0, True, "was support"))
    board = boarded(content(levels=levels), view=VIEW)
    picture = painted(board, scale).astype(int)
    ruler = Ruler(board, board.price, scale)
    board.price.levels.hovered = 2  # under the mouse it is thicker, and still dashed
    hovered = painted(board, scale).astype(int)[ruler.y(70_900.0), : ruler.width // 3]
    assert 0.4 < (hovered[:, 0] - hovered[:, 2] > 60).mean() < 0.75
    colored = {}
    for level in levels:
        row = picture[ruler.y(level.price), : ruler.width // 3]
        colored[level.id] = (row[:, 0] - row[:, 2] > 60).mean()
        above = picture[ruler.y(level.price) - 1, : ruler.width // 3]
        assert (above[:, 0] - above[:, 2] > 60).mean() < 0.3
    assert colored[1] > 0.8
    assert 0.4 < colored[2] < 0.75


def test_simulated_is_unmistakable() -> None:
    plain, marked = (boarded(content(simulated=on), view=VIEW) for on in (False, True))
    assert not is_color(painted(plain), plain.inks.watermark).any()
    assert is_color(painted(marked), marked.inks.watermark).sum() > 2000
    assert is_color(painted(marked, overlay=True), marked.inks.warn).sum() > 20


def test_prices_of_any_size_have_labels_that_differ() -> None:
    for base in (0.00001234, 1.3731, 1_234_567.8):
        data = candles(base=70_000.0)
        factor = base / 70_000.0
        scaled = replace(
            data,
            **{name: getattr(data, name) * factor for name in ("open", "high", "low", "close")},
        )
        board = boarded(content(candles=scaled), view=VIEW)
        ticks = board.price.axis.ticks
        labels = [board.price.label(value, ticks.step) for value in ticks.values.tolist()]
        assert len(set(labels)) == len(labels) >= 2
        # No label is cut off by the edge of the picture.
        assert board.price.axis.wanted_px() <= board._size[0] - board.plots.width()


@pytest.mark.parametrize(
    ("kept_ms", "is_said"), [(0, False), (START_MS, True), (START_MS - DAY_MS, False)]
)
def test_before_the_first_candle_it_says_whether_older_ones_are_kept(
    monkeypatch: pytest.MonkeyPatch, kept_ms: int, is_said: bool
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(Stage, "words", lambda _s, _x, _y, text, *_a, **_k: heard.append(text))
    view = (START_MS - 100 * HOUR_MS, START_MS + 20 * HOUR_MS)
    painted(boarded(content(kept_ms=kept_ms), view=view))
    assert ("not kept" in heard) == is_said
