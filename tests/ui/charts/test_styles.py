"""Each style of candles, pixel by pixel, against the numbers it was painted from."""

from __future__ import annotations

import logging
import math
from itertools import pairwise

import numpy as np
import pytest

from tracker.analysis.columns import CandleColumns
from tracker.analysis.heikin_ashi import heikin_ashi
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.candle_styles import fill_ink
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice
from tracker.ui.charts.mapping import body_px, per_column
from tracker.ui.charts.style import PLAIN, ChartStyle, Scale, Shape, pack_style, unpack_style
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.samples import START_MS, boarded, candles, content, is_color, painted, rows_of

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS + 10 * HOUR_MS, START_MS + 50 * HOUR_MS)
RATIOS = [1.0, 1.25, 1.5, 2.0]
PALETTES = [DARK, LIGHT]
SCALES = [Scale.LINEAR, Scale.LOG, Scale.PERCENT]


class Ruler:
    """Where times and prices are on a picture, by plain arithmetic."""

    def __init__(self, board: Board, ratio: float) -> None:
        pane, timeline = board.price, board.timeline
        self.pen = max(1, math.floor(ratio))
        self.left, self.right = timeline.left_ms, timeline.right_ms
        self.width = math.floor(pane.rect.width() * ratio + 0.5)
        self.height = math.floor(pane.rect.bottom() * ratio + 0.5)
        self.low, self.high, self.log = pane.value.low, pane.value.high, pane.value.log
        self.step = HOUR_MS * self.width / (self.right - self.left)
        self.body = body_px(self.step, self.pen)

    def x(self, at_ms: float) -> float:
        return (at_ms - self.left) * self.width / (self.right - self.left)

    def wick(self, at_ms: float) -> int:
        return math.floor(self.x(at_ms + HOUR_MS / 2) - (self.pen - 1) / 2)

    def y(self, price: float) -> int:
        share = (
            math.log(self.high / price) / math.log(self.high / self.low)
            if self.log
            else (self.high - price) / (self.high - self.low)
        )
        return math.floor(share * self.height + 0.5)

    def slot(self, at_ms: int) -> tuple[int, int]:
        """First and last pixel of a body."""
        left = self.wick(at_ms) - (self.body - self.pen) // 2
        return left, left + self.body - 1


def styled(
    shape: Shape,
    *,
    scale: Scale = Scale.LINEAR,
    palette: Palette = DARK,
    data: CandleColumns | None = None,
    view: tuple[int, int] = VIEW,
) -> Board:
    shown = content() if data is None else content(candles=data)
    panes = (PaneChoice("price", "plain"), *DEFAULT_PANES[1:])
    board = boarded(shown, view=view, palette=palette, panes=panes)
    board.set_style(ChartStyle(shape, scale))
    board.timeline.set(*view)
    board.refresh()
    return board


def marks(board: Board, ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """Where the price pane has the colours of rising and of falling candles."""
    picture = painted(board, ratio)
    ruler = Ruler(board, ratio)
    plot = picture[: ruler.height, : ruler.width]
    return is_color(plot, board.inks.up), is_color(plot, board.inks.down)


def blank(ruler: Ruler) -> np.ndarray:
    return np.zeros((ruler.height, ruler.width), np.bool_)


def put(where: np.ndarray, x1: int, y1: int, x2: int, y2: int) -> None:
    """A rectangle, both ends inside, cut off at the picture."""
    if x2 >= 0 and y2 >= y1:
        where[max(y1, 0) : y2 + 1, max(x1, 0) : x2 + 1] = True


def candle_pixels(data: CandleColumns, ruler: Ruler) -> tuple[np.ndarray, np.ndarray]:
    """All pixels of rising and of falling candles."""
    up, down = blank(ruler), blank(ruler)
    for n in range(len(data)):
        where = up if data.close[n] >= data.open[n] else down
        at, pen = int(data.open_ms[n]), ruler.pen
        wick, (left, right) = ruler.wick(at), ruler.slot(at)
        top, bottom = (ruler.y(one) for one in sorted((data.open[n], data.close[n]), reverse=True))
        low = max(ruler.y(data.low[n]), ruler.y(data.high[n]) + pen)
        put(where, wick, ruler.y(data.high[n]), wick + pen - 1, low - 1)
        put(where, left, top, right, max(bottom, top + pen) - 1)
    return up, down


def bar_pixels(data: CandleColumns, ruler: Ruler) -> tuple[np.ndarray, np.ndarray]:
    up, down = blank(ruler), blank(ruler)
    reach = max(1, round(ruler.step * 0.36))
    for n in range(len(data)):
        where = up if data.close[n] >= data.open[n] else down
        pen, stick = ruler.pen, ruler.wick(int(data.open_ms[n]))
        put(where, stick, ruler.y(data.high[n]), stick + pen - 1, ruler.y(data.low[n]) - 1)
        opened, close = ruler.y(data.open[n]), ruler.y(data.close[n])
        put(where, stick - reach, opened, stick - 1, opened + pen - 1)
        put(where, stick + pen, close, stick + pen + reach - 1, close + pen - 1)
    return up, down


def hollow_pixels(data: CandleColumns, ruler: Ruler) -> tuple[np.ndarray, np.ndarray]:
    up, down = blank(ruler), blank(ruler)
    for n in range(len(data)):
        follows = n > 0 and data.open_ms[n] - data.open_ms[n - 1] == HOUR_MS
        where = up if data.close[n] >= (data.close[n - 1] if follows else data.open[n]) else down
        pen, at = ruler.pen, int(data.open_ms[n])
        wick, (left, right) = ruler.wick(at), ruler.slot(at)
        top, end = (ruler.y(one) for one in sorted((data.open[n], data.close[n]), reverse=True))
        bottom = max(end, top + pen) - 1
        here = blank(ruler)
        put(here, left, top, right, bottom)
        if data.close[n] > data.open[n] and bottom - top >= 3 * pen - 1 and ruler.body >= 3 * pen:
            inner = blank(ruler)
            put(inner, left + pen, top + pen, right - pen, bottom - pen)
            here &= ~inner
        put(here, wick, ruler.y(data.high[n]), wick + pen - 1, top - 1)
        put(here, wick, bottom + 1, wick + pen - 1, ruler.y(data.low[n]) - 1)
        where |= here
    return up, down


def uneven() -> CandleColumns:
    """Candles with a hole, among them falling ones that close above the close before."""
    data = candles()
    data.close[::7] += 130
    for prices in (data.open, data.high, data.low, data.close):
        prices[:] += 600 * np.sin(np.arange(len(data)) / 4)
    data.high[:] = np.maximum(data.high, np.maximum(data.open, data.close) + 20)
    keep = np.ones(len(data), np.bool_)
    keep[30:33] = False
    return rows_of(data, keep)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (Shape.CANDLES, candle_pixels),
        (Shape.HEIKIN_ASHI, lambda data, ruler: candle_pixels(heikin_ashi(data), ruler)),
        (Shape.BARS, bar_pixels),
        (Shape.HOLLOW, hollow_pixels),
    ],
)
def test_every_pixel_is_where_its_price_is(
    shape: Shape, expected: object, scale: Scale, ratio: float, palette: Palette
) -> None:
    data = uneven()
    board = styled(shape, scale=scale, palette=palette, data=data)
    ruler = Ruler(board, ratio)
    up, down = marks(board, ratio)
    near = (data.open_ms > VIEW[0] - HOUR_MS) & (data.open_ms < VIEW[1])
    first = int(np.flatnonzero(near)[0])
    # The one before the first in view says what colour that one has.
    wanted_up, wanted_down = expected(data, ruler)  # type: ignore[operator]
    head = 26 * math.ceil(ratio)  # the line that reads out is written over it
    assert first > 0
    assert up[head:].any()
    assert down[head:].any()
    # Rising candles are painted over falling ones, where those of the fraction before reach in.
    assert (up[head:] == wanted_up[head:]).all()
    assert (down[head:] == (wanted_down & ~wanted_up)[head:]).all()


@pytest.mark.parametrize("shape", [Shape.CANDLES, Shape.HOLLOW, Shape.BARS, Shape.HEIKIN_ASHI])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_far_out_a_column_stands_for_its_candles(shape: Shape, ratio: float) -> None:
    count = 6_000
    data = candles(count)
    data.close[:] += np.sin(np.arange(count) / 40) * 3_000
    data.high[:] = np.maximum(data.high, data.close + 10)
    data.low[:] = np.minimum(data.low, data.close - 10)
    view = (START_MS, START_MS + count * HOUR_MS)
    board = styled(shape, data=data, view=view)
    ruler = Ruler(board, ratio)
    shown = heikin_ashi(data) if shape is Shape.HEIKIN_ASHI else data
    per = per_column(ruler.width / (view[1] - view[0]), HOUR_MS)
    assert per >= 8
    up, down = marks(board, ratio)
    size = per * HOUR_MS
    before: float | None = None
    for begin in range(view[0] // size * size, view[1] - size, size):
        part = rows_of(shown, (shown.open_ms >= begin) & (shown.open_ms < begin + size))
        previous, before = before, float(part.close[-1])
        x = math.floor(ruler.x(begin) + 0.5)
        if begin < view[0] + size or x >= ruler.width:
            continue
        reference = previous if shape is Shape.HOLLOW else float(part.open[0])
        assert reference is not None
        where, other = (up, down) if part.close[-1] >= reference else (down, up)
        drawn = np.flatnonzero(where[:, x])
        assert drawn[0] == ruler.y(part.high.max())
        assert drawn[-1] == max(ruler.y(part.low.min()), drawn[0] + ruler.pen) - 1
        assert len(drawn) == drawn[-1] - drawn[0] + 1
        assert not other[:, x].any()


@pytest.mark.parametrize("shape", [Shape.LINE, Shape.AREA])
@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scale", SCALES)
def test_a_line_goes_through_the_closes_and_breaks_in_holes(
    shape: Shape, ratio: float, scale: Scale
) -> None:
    data = uneven()
    board = styled(shape, scale=scale, data=data)
    ruler = Ruler(board, ratio)
    picture = painted(board, ratio)[: ruler.height, : ruler.width].astype(np.int64)
    ground = np.array([board.inks.background.red()])
    bright = (picture.sum(axis=-1) - 3 * ground) > 250  # text on dark
    for n in range(12, 29):
        x = math.floor(ruler.x(data.open_ms[n] + HOUR_MS / 2))
        y = ruler.y(data.close[n])
        assert bright[max(y - 2, 0) : y + 3, x - 1 : x + 2].any(), n
    hole = slice(
        math.ceil(ruler.x(START_MS + 30 * HOUR_MS)) + 2,
        math.floor(ruler.x(START_MS + 33 * HOUR_MS)) - 2,
    )
    words = ruler.height - math.ceil(24 * ratio)  # "gap" is written there
    assert not bright[math.ceil(40 * ratio) : words, hole].any()
    filled = is_color(painted(board, ratio)[: ruler.height, : ruler.width], fill_ink(board.inks))
    assert filled.any() == (shape is Shape.AREA)
    assert not filled[:, hole].any()


@pytest.mark.parametrize("ratio", RATIOS)
def test_an_area_reaches_from_the_line_to_the_foot(ratio: float) -> None:
    board = styled(Shape.AREA)
    ruler, data = Ruler(board, ratio), candles()
    picture = painted(board, ratio)[: ruler.height, : ruler.width]
    fill = is_color(picture, fill_ink(board.inks))
    filled = fill | is_color(picture, board.inks.grid)  # the grid is over it
    for n, following in pairwise(range(12, 48)):
        # Half way between two candles, away from the antialiased line.
        x = math.floor(ruler.x(data.open_ms[following]))
        y = ruler.y((data.close[n] + data.close[following]) / 2)
        below = filled[y + 4 * math.ceil(ratio) :, x]
        assert below.all(), n
        assert not fill[: y - 4 * math.ceil(ratio), x].any()


def test_far_out_an_area_and_a_line_keep_the_extremes_of_the_closes() -> None:
    count = 6_000
    data = candles(count)
    data.close[3_000] = 300_000.0
    data.high[3_000] = 330_000.0
    view = (START_MS, START_MS + count * HOUR_MS)
    for shape in (Shape.LINE, Shape.AREA):
        board = styled(shape, data=data, view=view)
        assert 300_000 < board.price.value.high < 360_000
        ruler = Ruler(board, 1.0)
        text = is_color(painted(board)[: ruler.height, : ruler.width], board.inks.text)
        column = math.floor(ruler.x(data.open_ms[3_000]))
        near = text[:, column - 2 : column + 3].any(axis=1)
        assert near[ruler.y(300_000.0)]
        assert not near[: ruler.y(300_000.0) - 1][30:].any()


def test_the_scale_fits_what_is_drawn() -> None:
    data = candles()
    data.high[20] = 80_000.0
    by_shape = {shape: styled(shape, data=data).price.value for shape in Shape}
    assert by_shape[Shape.BARS].high > 80_000
    assert by_shape[Shape.HEIKIN_ASHI].high > 80_000
    assert by_shape[Shape.LINE].high < 75_000


def test_the_read_out_and_the_newest_price_stay_real() -> None:
    plain, averaged = styled(Shape.CANDLES), styled(Shape.HEIKIN_ASHI)
    assert averaged.parts() == plain.parts()
    assert averaged.price.axis.tag is not None
    assert plain.price.axis.tag is not None
    assert averaged.price.axis.tag.text == plain.price.axis.tag.text
    assert averaged.price.last.price == plain.price.last.price == candles().close[-1]
    assert averaged.overlay.header.title.endswith("Heikin-Ashi")
    assert "Heikin" not in plain.overlay.header.title


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_newest_price_is_a_thin_dotted_line(ratio: float) -> None:
    view = (START_MS + 160 * HOUR_MS, START_MS + 230 * HOUR_MS)
    data = candles()
    data.close[-1] = 74_123.0  # no mark of the grid
    board = styled(Shape.CANDLES, data=data, view=view)
    ruler = Ruler(board, ratio)
    picture = painted(board, ratio)[: ruler.height, : ruler.width]
    y = ruler.y(74_123.0)
    right = slice(math.ceil(ruler.x(START_MS + 202 * HOUR_MS)), ruler.width)
    row = (picture[y, right] != picture[y - 2 * ruler.pen, right]).any(axis=-1)
    assert 0.25 < row.mean() < 0.45
    around = picture[[y - 1, y + ruler.pen]][:, right]
    dots = picture[y, right][row][0]
    assert not (around == dots).all(axis=-1).any()  # one thin line high


def test_what_is_kept_comes_back() -> None:
    for style in (PLAIN, ChartStyle(Shape.HOLLOW, Scale.LOG, breaks=True)):
        assert unpack_style(pack_style(style)) == style
    assert unpack_style(None) == PLAIN


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[]",
        b'{"version":1}',
        b'{"version":2,"style":{"shape":"line"}}',
        b'{"version":1,"style":{"shape":"kagi"}}',
        b'{"version":1,"style":{"breaks":7}}',
    ],
)
def test_what_cannot_be_read_is_ignored_and_logged(
    raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert unpack_style(raw) == PLAIN
    assert "style of the chart" in caplog.text
