"""What is on the panes below the price, pixel by pixel, against the numbers it was painted from."""

from __future__ import annotations

import math

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from tracker.analysis.columns import CandleColumns, LineColumns, SignedColumns
from tracker.analysis.running import cumulated
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.kinds import PaneChoice
from tracker.ui.charts.mapping import per_column
from tracker.ui.charts.pane_data import (
    FundingData,
    InterestData,
    LiquidationsData,
    NamedBars,
    NamedLine,
    NamedRates,
    RatioData,
)
from ui.charts.ruler import Ruler
from ui.charts.samples import (
    COUNT,
    START_MS,
    bars,
    boarded,
    candles,
    content,
    is_color,
    line,
    one_candle,
    painted,
    pane_of,
)

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS + 10 * HOUR_MS, START_MS + 50 * HOUR_MS)
WIDE = (START_MS, START_MS + 4000 * HOUR_MS)
SCALES = [1.0, 1.25, 2.0]
NAN = float("nan")
TIMES = START_MS + np.arange(COUNT, dtype=np.int64) * HOUR_MS


def alone(key: str, mode: str = "", **shown: object) -> Board:
    """A board with the price and one pane that is as high."""
    choices = [PaneChoice("price"), PaneChoice(key, mode, 62)]
    return boarded(content(**shown), panes=choices, view=VIEW)


def column(found: NDArray[np.bool_], ruler: Ruler, x: int) -> list[int]:
    """The first and the last row of what is found in a column of a pane, below its title."""
    top = ruler.top + round(26 * ruler.scale)
    rows = np.flatnonzero(found[top : ruler.bottom, x]) + top
    return rows[[0, -1]].tolist() if len(rows) else []


def signed(values: NDArray[np.float64], *, provisional: slice = slice(0, 0)) -> SignedColumns:
    flags = np.zeros(len(values), np.bool_)
    flags[provisional] = True
    return SignedColumns(HOUR_MS, TIMES[: len(values)], values, flags)


@pytest.mark.parametrize("scale", SCALES)
def test_volume_stands_on_the_foot_in_the_colour_of_its_candle(scale: float) -> None:
    board = alone("volume")
    picture, data = painted(board, scale), candles()
    ruler = Ruler(board, pane_of(board, "volume"), scale)
    assert ruler.low == 0.0
    for n in range(11, 49):
        color = board.inks.up if data.close[n] >= data.open[n] else board.inks.down
        found = column(is_color(picture, color), ruler, ruler.wick(int(data.open_ms[n])))
        assert found == [ruler.y(data.volume[n]), ruler.bottom - 1]


def test_columns_of_volume_are_exact_sums() -> None:
    data = candles(4000)
    data.volume[:] = np.random.default_rng(6).integers(1, 50, 4000)
    board = boarded(
        content(candles=data), panes=[PaneChoice("price"), PaneChoice("volume")], view=WIDE
    )
    picture, ruler = painted(board), Ruler(board, pane_of(board, "volume"), 1)
    colors = is_color(picture, board.inks.up) | is_color(picture, board.inks.down)
    per = per_column(ruler.width / (WIDE[1] - WIDE[0]), HOUR_MS)
    buckets = data.open_ms // (per * HOUR_MS)
    for bucket in np.unique(buckets)[1:-1]:
        x = math.floor(ruler.x(bucket * per * HOUR_MS) + 0.5)
        rows = column(colors, ruler, x)
        assert rows[0] == ruler.y(data.volume[buckets == bucket].sum())


def test_the_volume_at_the_foot_of_the_prices_can_be_left_out() -> None:
    for mode, there in (("volume", True), ("plain", False)):
        board = boarded(content(), panes=[PaneChoice("price", mode)], view=VIEW)
        picture = painted(board)
        faint = is_color(picture, board.inks.up_faint) | is_color(picture, board.inks.down_faint)
        assert faint.any() == there


@pytest.mark.parametrize("scale", SCALES)
def test_liquidations_so_far_grow_until_their_anchor(scale: float) -> None:
    board = alone("liquidations", "cumulative")
    picture, sums = painted(board, scale), cumulated(bars())
    ruler = Ruler(board, pane_of(board, "liquidations"), scale)
    zero = ruler.y(0.0)
    down = is_color(picture, board.inks.down)
    for n in range(25, 49):  # the week began with Monday, 24 hours after the first bar
        found = column(down, ruler, ruler.wick(int(sums.start_ms[n])))
        assert found == [zero, ruler.y(-sums.long_usd[n]) - 1]
    before = ruler.wick(int(sums.start_ms[20]))  # whose week is not loaded from its start
    assert is_color(picture[:, before : before + 1], board.inks.down_pale).any()
    assert "since the start of the UTC week" in pane_of(board, "liquidations").title


@pytest.mark.parametrize("scale", SCALES)
def test_the_net_sum_is_a_line_over_the_bars_that_begins_anew(scale: float) -> None:
    board = alone("liquidations", "net")
    picture, sums = painted(board, scale), cumulated(bars())
    pane = pane_of(board, "liquidations")
    ruler = Ruler(board, pane, scale)
    # A smooth line: its colour, give or take what its edges take on.
    ink = board.inks.interest
    away = picture[..., :3].astype(int) - np.array([ink.red(), ink.green(), ink.blue()])
    line = np.abs(away).max(axis=-1) <= 70
    zero = ruler.y(0.0)

    def depth(n: int) -> int:
        rows = np.flatnonzero(line[ruler.top : ruler.bottom, ruler.wick(int(sums.start_ms[n]))])
        assert len(rows)
        return int(rows.max()) + ruler.top - zero

    # More longs than shorts: it falls, and as it has a scale of its own, it keeps within the pane.
    assert 0 < depth(26) < depth(36) < depth(48) <= ruler.bottom - zero
    assert pane.legend == (("net this UTC week", "interest"),)
    said = {part.label: part.value for part in board.parts()}
    assert said["longs ahead by"].startswith("$")
    # Bars are as high as without it.
    down = is_color(picture, board.inks.down)
    x = ruler.wick(int(bars().start_ms[33]))
    assert column(down, ruler, x)[0] == zero
    only = board.composition.find("liquidations")
    assert only is not None
    only.set_mode("bars")
    assert only.legend == ()


@pytest.mark.parametrize("scale", SCALES)
def test_venues_are_stacked_in_their_tones(scale: float) -> None:
    one, other = bars(), replace(bars(), long_usd=bars().long_usd * 2)
    total = replace(one, long_usd=one.long_usd * 3, short_usd=one.short_usd * 2)
    other.share[30] = 0.5
    venues = (NamedBars("A", "blue", one), NamedBars("B", "orange", other))
    board = alone("liquidations", "venues", liquidations=LiquidationsData(total, venues=venues))
    picture, pane = painted(board, scale), pane_of(board, "liquidations")
    ruler = Ruler(board, pane, scale)
    first, second = (is_color(picture, board.inks.roles[tone]) for tone in ("blue", "orange"))
    for n in range(11, 49):
        x = ruler.wick(int(one.start_ms[n]))
        ends = [ruler.y(value) for value in (one.short_usd[n], -one.long_usd[n])]
        assert column(first, ruler, x) == [ends[0], ends[1] - 1]
        assert column(second, ruler, x) == [
            ruler.y(2 * one.short_usd[n]),
            ruler.y(-3 * one.long_usd[n]) - 1,
        ]
    pale = [
        int(second[ruler.y(-total.long_usd[n]) - 4 * ruler.pen, ruler.wick(int(TIMES[n]))])
        for n in (29, 30)
    ]
    assert pale == [1, 0]
    assert pane.legend == (("A", "blue"), ("B", "orange"))


@pytest.mark.parametrize("scale", SCALES)
def test_open_interest_as_candles(scale: float) -> None:
    data = candles(base=600_000.0)
    interest = InterestData(line(), "BTC", candles=data, per="1h")
    board = alone("oi", "candles", interest=interest)
    picture, ruler = painted(board, scale), Ruler(board, pane_of(board, "oi"), scale)
    for n in range(11, 49):
        color = board.inks.up if data.close[n] >= data.open[n] else board.inks.down
        found = column(is_color(picture, color), ruler, ruler.wick(int(data.open_ms[n])))
        assert found == [ruler.y(data.high[n]), ruler.y(data.low[n]) - 1]


@pytest.mark.parametrize("scale", SCALES)
def test_changes_of_open_interest_go_up_and_down_from_zero(scale: float) -> None:
    data = line()
    data.value[:] = 600_000.0 + 500.0 * np.sin(np.arange(COUNT))
    data.value[30] = NAN
    board = alone("oi", "change", interest=data)
    picture, ruler = painted(board, scale), Ruler(board, pane_of(board, "oi"), scale)
    zero = ruler.y(0.0)
    up, down = is_color(picture, board.inks.up), is_color(picture, board.inks.down)
    for n in (*range(11, 29), *range(31, 49)):
        change = data.value[n + 1] - data.value[n]
        x = ruler.wick(int(data.at_ms[n]))
        rows = column(up, ruler, x) if change > 0 else column(down, ruler, x)
        assert rows == ([ruler.y(change), zero - 1] if change > 0 else [zero, ruler.y(change) - 1])
    left, right = (math.ceil(ruler.x(TIMES[29])), math.floor(ruler.x(TIMES[31])))
    hole = picture[ruler.top + round(40 * scale) : zero - 2 * ruler.pen, left + 1 : right - 1]
    assert is_color(hole, board.inks.gap).all()


def test_a_column_of_changes_that_lacks_one_is_pale() -> None:
    value = np.full(4000, 600_000.0) + np.arange(4000)
    value[2001] = NAN
    data = LineColumns(HOUR_MS, START_MS + np.arange(4000, dtype=np.int64) * HOUR_MS, value)
    board = boarded(
        content(candles=candles(4000), interest=data),
        panes=[PaneChoice("price"), PaneChoice("oi", "change")],
        view=WIDE,
    )
    picture, ruler = painted(board), Ruler(board, pane_of(board, "oi"), 1)
    pale = is_color(picture[ruler.top : ruler.bottom], board.inks.up_pale).any(axis=0)
    assert np.flatnonzero(pale)[0] == pytest.approx(ruler.x(data.at_ms[2001]), abs=3)
    assert pale[: ruler.width - 3].sum() <= 2


@pytest.mark.parametrize("scale", SCALES)
def test_predicted_funding_is_pale_with_a_firm_rim(scale: float) -> None:
    rate = np.where(np.arange(COUNT) % 2, 1e-4, -2e-4)
    rate[20] = NAN
    data = FundingData(signed(rate, provisional=slice(40, None)))
    board = alone("funding", data=(data,))
    picture, ruler = painted(board, scale), Ruler(board, pane_of(board, "funding"), scale)
    zero = ruler.y(0.0)
    for n in (11, 12, 41, 42):
        x = ruler.wick(int(TIMES[n]))
        firm, pale = (
            (board.inks.up, board.inks.up_pale)
            if rate[n] > 0
            else (board.inks.down, board.inks.down_pale)
        )
        rows = column(is_color(picture, firm), ruler, x)
        assert rows == (
            [ruler.y(rate[n]), zero - 1] if rate[n] > 0 else [zero, ruler.y(rate[n]) - 1]
        )
        within = is_color(picture[rows[0] : rows[1] + 1, x : x + 1], pale).sum()
        assert within == (rows[1] - rows[0] + 1 - 2 * ruler.pen if n >= 40 else 0)
    assert column(is_color(picture, board.inks.up), ruler, ruler.wick(int(TIMES[20]))) == []


def test_columns_of_funding_are_means_and_not_sums() -> None:
    times = START_MS + np.arange(4000, dtype=np.int64) * HOUR_MS
    rates = SignedColumns(HOUR_MS, times, np.full(4000, 1e-4), np.zeros(4000, np.bool_))
    board = boarded(
        content(candles=candles(4000), data=(FundingData(rates),)),
        panes=[PaneChoice("price"), PaneChoice("funding")],
        view=WIDE,
    )
    picture, ruler = painted(board), Ruler(board, pane_of(board, "funding"), 1)
    rows = column(is_color(picture, board.inks.up), ruler, ruler.width // 2)
    assert rows == [ruler.y(1e-4), ruler.y(0.0) - 1]


def test_each_venue_of_funding_has_a_line_and_its_prediction_a_paler_one() -> None:
    rates = (signed(np.full(COUNT, value), provisional=slice(30, None)) for value in (1e-4, -1e-4))
    venues = tuple(
        NamedRates(name, tone, one)
        for name, tone, one in zip("AB", ("blue", "orange"), rates, strict=True)
    )
    board = alone("funding", "venues", data=(FundingData(venues[0].rates, venues),))
    picture, ruler = painted(board).astype(int), Ruler(board, pane_of(board, "funding"), 1)
    for one in venues:
        color = board.inks.roles[one.tone]
        tone = np.array([color.red(), color.green(), color.blue()])
        y = ruler.y(float(one.rates.value[0]))
        near = [
            np.abs(picture[y - 2 : y + 2, round(ruler.x(TIMES[n]))] - tone).sum(axis=1).min()
            for n in (20, 40)
        ]
        assert near[0] < near[1] - 60
    text = [(part.label, part.value) for part in board.overlay.rows[0].parts]
    assert [label for label, _ in text] == ["A", "B"]


def test_the_share_of_long_accounts_moves_around_one_half() -> None:
    values = 0.6 + 0.05 * np.sin(np.arange(COUNT) / 5)
    lines = tuple(
        NamedLine(name, tone, LineColumns(HOUR_MS, TIMES, values + shift))
        for name, tone, shift in (("Gate", "blue", 0.0), ("OKX", "orange", 0.1))
    )
    board = alone("ratio", data=(RatioData(lines),))
    picture, pane = painted(board), pane_of(board, "ratio")
    ruler = Ruler(board, pane, 1)
    assert is_color(picture, board.inks.faint)[ruler.y(0.5), : ruler.width].mean() > 0.9
    blue = picture.astype(int)[:, :, 2] - picture.astype(int)[:, :, 0] > 50
    for n in range(11, 49):
        x, y = round(ruler.x(TIMES[n])), ruler.y(values[n])
        assert blue[y - 2 : y + 3, x].any()
    assert pane.legend == (("Gate", "blue"),)
    pane.set_mode("venues")
    assert pane.legend == (("Gate", "blue"), ("OKX", "orange"))


def bought(share: NDArray[np.float64]) -> CandleColumns:
    return replace(candles(), taker_buy=candles().volume * share)


@pytest.mark.parametrize("scale", SCALES)
def test_the_delta_of_a_candle_is_what_buyers_took_less_what_sellers_took(scale: float) -> None:
    share = np.where(np.arange(COUNT) % 3, 0.7, 0.2)
    share[20:24] = NAN
    data = bought(share)
    board = alone("cvd", "bars", candles=data)
    picture, ruler = painted(board, scale), Ruler(board, pane_of(board, "cvd"), scale)
    zero = ruler.y(0.0)
    for n in (*range(11, 19), *range(25, 49)):
        delta = data.volume[n] * (2 * share[n] - 1)
        color = board.inks.up if delta > 0 else board.inks.down
        rows = column(is_color(picture, color), ruler, ruler.wick(int(TIMES[n])))
        assert rows == ([ruler.y(delta), zero - 1] if delta > 0 else [zero, ruler.y(delta) - 1])
    left, right = (math.floor(ruler.x(TIMES[n]) + 0.5) for n in (20, 24))
    middle = (zero + ruler.bottom) // 2
    assert is_color(picture, board.inks.gap)[middle, left:right].all()


def test_the_cumulative_delta_follows_live_candles_and_older_history() -> None:
    rng = np.random.default_rng(8)
    data = bought(rng.random(COUNT))
    board = alone("cvd", candles=data)
    pane = pane_of(board, "cvd")
    live = replace(one_candle(int(TIMES[-1]), 74_000.0), taker_buy=np.array([1.0]))
    board.merge_candles(live)
    older = replace(candles(30, start_ms=START_MS - 30 * HOUR_MS), taker_buy=np.full(30, 4.0))
    board.merge_candles(older)
    whole = boarded(content(candles=older), panes=[PaneChoice("price"), PaneChoice("cvd")])
    whole.merge_candles(data)
    whole.merge_candles(live)
    other = pane_of(whole, "cvd")
    assert len(pane.sums) == COUNT + 30
    assert pane.sums._table.column("last").tolist() == pytest.approx(
        other.sums._table.column("last").tolist()
    )
    # The newest candle's volume is 3, of which buyers took 1.
    assert pane.sums._table.column("last")[-1] - pane.sums._table.column("last")[
        -2
    ] == pytest.approx(-1)
    assert pane.scope == ""


def test_a_venue_that_does_not_tell_what_takers_bought_has_no_delta() -> None:
    board = alone("cvd", venue="Coinbase")
    pane = pane_of(board, "cvd")
    assert pane.scope == "not told by Coinbase"
    assert len(pane.sums) == 0
    picture, ruler = painted(board), Ruler(board, pane, 1)
    assert is_color(picture[ruler.top + 30 : ruler.bottom], board.inks.gap).mean() > 0.5
