"""Other coins over the candles, in percent from a common start."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from tracker.analysis.columns import LineColumns
from tracker.domain.times import HOUR_MS
from tracker.ui.charts.board import Board
from tracker.ui.charts.content import Compared, Comparison
from tracker.ui.charts.readout import as_text
from ui.charts.samples import START_MS, boarded, candles, content, is_color, painted

pytestmark = pytest.mark.usefixtures("qapp")

LEFT, RIGHT = START_MS + 50 * HOUR_MS, START_MS + 230 * HOUR_MS
THIN = "\N{NARROW NO-BREAK SPACE}"
TONE = "#ff00ff"


def coin(
    asset: str = "ETH",
    *,
    factor: float = 0.01,
    first: int = 0,
    keep: np.ndarray | None = None,
    note: str = "",
) -> Compared:
    """A coin whose closes go with those of the first one, times a number, from a candle on."""
    main = candles()
    rows = np.ones(200, np.bool_) if keep is None else keep
    rows = rows & (np.arange(200) >= first)
    return Compared(
        asset, LineColumns(HOUR_MS, main.open_ms[rows], main.close[rows] * factor), TONE, note
    )


def board_of(*others: Compared, start_ms: int | None = None) -> Board:
    return boarded(content(comparison=Comparison(others, start_ms)), view=(LEFT, RIGHT))


def test_a_coin_that_moves_alike_lies_on_the_closes_of_the_first() -> None:
    board = board_of(coin(factor=0.0123))
    main = candles()
    picture = is_color(painted(board), board.inks.of(TONE))
    value, time = board.price.value, board.price.time
    for row in (60, 101, 152):
        x = round(time.x_of(START_MS + row * HOUR_MS + HOUR_MS / 2))
        near = np.flatnonzero(picture[:, x - 1 : x + 2].any(axis=1))
        assert np.abs(near - value.y_of(float(main.close[row]))).min() <= 2


def test_the_axis_and_the_tags_are_in_percent_from_the_left_edge() -> None:
    board = board_of(coin())
    main, price = candles(), board.price
    base = float(main.close[50])
    assert price.base == base
    shares = price.axis.ticks.values / base - 1
    steps = np.diff(shares) * 100
    assert steps == pytest.approx([price.axis.ticks.step] * len(steps))
    assert (
        np.abs(shares * 100 / price.axis.ticks.step - np.rint(shares * 100 / price.axis.ticks.step))
        < 1e-6
    ).all()
    assert price.label(base, 0.5) == f"0.0{THIN}%"
    assert price.say(base * 1.0123) == f"+1.23{THIN}%"
    assert price.axis.tag is not None
    assert price.axis.tag.text.endswith("%")
    # Prices where prices are meant.
    assert price.price_words(70_000.0) == "70,000"


def test_without_coins_the_axis_is_in_prices_again() -> None:
    board = board_of(coin())
    board.set_comparison(Comparison())
    board.refresh()
    plain = boarded(content(), view=(LEFT, RIGHT))
    assert board.price.base is None
    assert board.price.axis.ticks.values.tolist() == plain.price.axis.ticks.values.tolist()
    assert not is_color(painted(board), board.inks.of(TONE)).any()
    assert as_text(board.parts()) == as_text(plain.parts())


def test_the_read_out_says_how_far_each_is_and_what_is_not_known() -> None:
    keep = np.ones(200, np.bool_)
    keep[199] = False
    board = board_of(coin("ETH", note="OKX"), coin("SOL", keep=keep), coin("NEW", first=120))
    main = candles()
    change = main.close[199] / main.close[50] - 1
    said = f"+{change * 100:.2f}{THIN}%"
    text = as_text(board.parts())
    assert f"BTC{THIN}{said}" in text
    assert f"ETH (OKX){THIN}{said}" in text
    assert f"SOL{THIN}\N{EN DASH}" in text
    assert f"NEW{THIN}\N{EN DASH} no candle at the start" in text


def test_a_chosen_start_holds_wherever_the_view_is() -> None:
    start = START_MS + 120 * HOUR_MS
    board = board_of(coin("NEW", first=120), start_ms=start + HOUR_MS // 3)
    main = candles()
    assert board.price.base == main.close[120]
    board.timeline.set(LEFT - 30 * HOUR_MS, RIGHT)
    board.refresh()
    assert board.price.base == main.close[120]
    assert "no candle" not in as_text(board.parts())
    assert is_color(painted(board), board.inks.of(TONE)).any()


def test_the_start_follows_the_left_edge() -> None:
    board = board_of(coin())
    board.timeline.set(LEFT + 10 * HOUR_MS, RIGHT)
    board.refresh()
    assert board.price.base == candles().close[60]


def test_a_hole_of_a_coin_is_a_hole_in_its_line() -> None:
    keep = np.ones(200, np.bool_)
    keep[100:130] = False
    board = board_of(coin(keep=keep))
    picture = is_color(painted(board), board.inks.of(TONE))
    time = board.price.time
    hole = slice(
        round(time.x_of(START_MS + 101 * HOUR_MS)), round(time.x_of(START_MS + 129 * HOUR_MS))
    )
    assert not picture[:, hole].any()
    assert picture[:, : hole.start - 3].any()


def test_the_scale_holds_every_coin() -> None:
    main = candles()
    fall = Compared("ETH", LineColumns(HOUR_MS, main.open_ms, np.linspace(100.0, 60.0, 200)), TONE)
    board = board_of(fall)
    first = np.linspace(100.0, 60.0, 200)[50]
    lowest = main.close[50] * 60.0 / first
    assert board.price.value.low < lowest
    assert board.price.value.high > main.high[50:].max()


def test_a_newer_close_moves_the_end_and_is_kept_for_pictures() -> None:
    board = board_of(coin())
    at = np.array([START_MS + 200 * HOUR_MS])
    board.merge_compared("ETH", LineColumns(HOUR_MS, at, np.array([900.0])))
    board.merge_compared("SOL", LineColumns(HOUR_MS, at, np.array([1.0])))  # nobody asked
    board.merge_compared("ETH", LineColumns(2 * HOUR_MS, at, np.array([1.0])))  # another interval
    (kept,) = board.over(LEFT).comparison.others
    assert kept.closes.at_ms[-1] == at[0]
    assert kept.closes.value[-1] == 900.0
    assert len(kept.closes) == 201


def test_what_is_over_the_candles_comes_with_the_candles_it_needs() -> None:
    from tracker.analysis.indicators import parse_indicator
    from tracker.ui.charts.content import Drawn

    board = boarded(
        content(studies=(Drawn(parse_indicator("sma:20"), "blue"),)), view=(LEFT, RIGHT)
    )
    over = board.over(LEFT)
    assert over.lead is not None
    assert over.lead.open_ms[[0, -1]].tolist() == [LEFT - 21 * HOUR_MS, LEFT - HOUR_MS]
    later = candles().between(LEFT, RIGHT)
    again = later.after(over.lead)
    assert len(again) == len(later) + 21
    assert np.array_equal(again.close, candles().close[29:])
    part = replace(content(studies=board.price.studies.drawn), candles=again)
    (line,) = boarded(part, view=(LEFT, RIGHT)).price.studies.lines
    (whole,) = board.price.studies.lines
    assert line.study.line()[-150:] == pytest.approx(whole.study.line()[-150:])
