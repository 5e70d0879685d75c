"""What a chart shows as CSV: one header, UTC, units in the names, and unknown never 0."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from tracker.analysis.columns import BarColumns, CandleColumns, LineColumns, SignedColumns
from tracker.analysis.indicators import parse_indicator
from tracker.domain.times import H1, HOUR_MS
from tracker.ui.charts.content import Drawn, Over
from tracker.ui.charts.data_columns import slug
from tracker.ui.charts.kinds import KINDS, PaneChoice
from tracker.ui.charts.pane_data import (
    CascadeData,
    FundingData,
    InterestData,
    LiquidationsData,
    NamedBars,
    NamedLine,
    NamedRates,
    RatioData,
)
from tracker.ui.data_file import csv_of
from tracker.ui.picture import Sheet, save_table, table_of
from tracker.ui.theme import DARK
from ui.charts.samples import START_MS, content
from ui.samples import NOW_MS, TITLES, chart_view

COUNT = 200
SEEN = (NOW_MS - 5 * HOUR_MS, NOW_MS)


def sheet(**changes: object) -> Sheet:
    return Sheet(**{"size": (960, 540), "scale": 1.0, "palette": DARK, "view_ms": SEEN} | changes)  # type: ignore[arg-type]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def table(*, simulated: bool = False, **changes: object) -> list[dict[str, str]]:
    return rows_of(table_of(chart_view(), TITLES, sheet(**changes), NOW_MS, simulated=simulated))


def test_a_row_an_interval_of_what_is_in_view() -> None:
    rows = table()
    assert [row["at_utc"] for row in rows] == [
        f"2026-02-12T0{hour}:00:00Z" for hour in range(4, 10)
    ]
    assert {(row["asset"], row["interval"], row["venue"]) for row in rows} == {
        ("BTC", "1h", "spot")
    }
    last = chart_view().candles.tail(1)
    row = rows[-1]
    assert float(row["close_usd"]) == float(last.close[0])
    assert float(row["volume_btc"]) == float(last.volume[0])
    assert row["closed"] == "true"


def test_the_header_is_one_line_with_units() -> None:
    text = table_of(chart_view(), TITLES, sheet(), NOW_MS, simulated=False)
    assert text.splitlines()[0] == (
        "at_utc,asset,interval,venue,open_usd,high_usd,low_usd,close_usd,volume_btc,closed,"
        "long_liquidations_usd,short_liquidations_usd,liquidations_observed_share,"
        "liquidations_lower_bound,open_interest_btc"
    )
    assert len({line.count(",") for line in text.splitlines()}) == 1
    assert text.isascii()


def test_each_row_of_a_simulated_market_says_so() -> None:
    assert {row["simulated"] for row in table(simulated=True)} == {"true"}


def test_what_is_unknown_is_empty_and_what_is_partly_known_a_lower_bound() -> None:
    starts = START_MS + np.arange(3, dtype=np.int64) * HOUR_MS
    bars = BarColumns(
        HOUR_MS,
        starts,
        np.array([0.0, np.nan, 2.5e6]),
        np.array([0.0, np.nan, 1.0]),
        np.array([1.0, 0.0, 0.4]),
    )
    line = LineColumns(HOUR_MS, starts, np.array([1e-7, np.nan, 612_305.581503]))
    shown = content(liquidations=LiquidationsData(bars), interest=InterestData(line, "BTC"))
    view_ms = (START_MS, START_MS + 3 * HOUR_MS)
    panes = (PaneChoice("liquidations"), PaneChoice("oi"))
    rows = rows_of(csv_of(shown, panes, chart_view(), view_ms, simulated=False))
    names = ("long_liquidations_usd", "liquidations_observed_share", "liquidations_lower_bound")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("0", "1", "false"),
        ("", "0", ""),
        ("2500000", "0.4", "true"),
    ]
    assert [row["open_interest_btc"] for row in rows] == ["0.0000001", "", "612305.581503"]


def test_a_hole_in_the_candles_leaves_the_rest_of_its_row() -> None:
    candles = content().candles
    holed = CandleColumns(
        candles.interval_ms,
        *(
            np.delete(getattr(candles, name), 1)
            for name in ("open_ms", "open", "high", "low", "close", "volume", "closed")
        ),
    )
    shown = replace(content(), candles=holed)
    view_ms = (START_MS, START_MS + 3 * HOUR_MS)
    panes = (PaneChoice("price"), PaneChoice("oi"))
    rows = rows_of(csv_of(shown, panes, chart_view(), view_ms, simulated=False))
    assert [bool(row["close_usd"]) for row in rows] == [True, False, True]
    assert all(row["open_interest_btc"] for row in rows)


def test_every_pane_has_its_columns_in_every_mode() -> None:
    starts = START_MS + np.arange(COUNT, dtype=np.int64) * HOUR_MS
    ones = np.ones(COUNT)
    line = LineColumns(HOUR_MS, starts, ones / 2)
    rates = SignedColumns(HOUR_MS, starts, ones / 1e4, np.arange(COUNT) > 150)
    bars = BarColumns(HOUR_MS, starts, ones, ones, ones)
    layer = NamedBars("Alpha Spot", "up", bars)
    shown = content(
        liquidations=LiquidationsData(bars, venues=(layer,)),
        interest=InterestData(
            line, "BTC", candles=content().candles, venues=(layer,), positions=line, supply=line
        ),
        data=(
            FundingData(rates, (NamedRates("Alpha Spot", "up", rates),), rates),
            RatioData((NamedLine("Alpha Spot", "up", line), NamedLine("Beta", "up", line))),
            CascadeData(line, line, line, line),
        ),
    )
    found = {
        f"{kind.KEY}:{mode}": [one.name for one in kind.columns(shown, mode)]
        for kind in KINDS
        for mode in [one.key for one in kind.MODES] or [""]
    }
    assert found["liquidations:venues"][4:6] == [
        "long_liquidations_alpha_spot_usd",
        "short_liquidations_alpha_spot_usd",
    ]
    assert found["oi:candles"][-1] == "open_interest_close_btc"
    assert found["oi:change"][-1] == "open_interest_change_btc"
    assert found["oi:positions"][-1] == "positions_since_week_start_usd"
    assert found["oi:venues"][-1] == "open_interest_alpha_spot_btc"
    assert found["oi:supply"][-1] == "open_interest_share_of_supply"
    assert found["funding:median"] == ["funding_8h_fraction_median", "funding_8h_predicted_median"]
    assert found["funding:weighted"][0] == "funding_8h_fraction_weighted"
    assert found["funding:venues"][0] == "funding_8h_fraction_alpha_spot"
    assert found["ratio:one"] == ["long_accounts_share_alpha_spot"]
    assert found["ratio:venues"][-1] == "long_accounts_share_beta"
    assert found["cvd:sum"][-1].startswith("volume_delta_since_")
    assert found["cascade:"][0] == "cascade_index"
    assert found["atr:"] == ["atr_14_usd"]
    assert found["rsi:"] == ["rsi_14"]
    assert found["beside:bars"] == []
    for names in found.values():
        assert len(set(names)) == len(names)
        assert all(name == slug(name) for name in names)


def test_indicators_use_the_candles_before_the_view() -> None:
    drawn = Drawn(parse_indicator("sma:50"), "up")
    rows = table(over=Over((drawn, Drawn(parse_indicator("ema:20"), "up", shown=False))))
    closes = chart_view().candles.close[-50:]
    assert float(rows[-1]["sma_50_usd"]) == pytest.approx(float(closes.mean()))
    assert not any("ema" in name for name in rows[0])


def test_bars_longer_than_the_candles_say_so() -> None:
    starts = START_MS + np.arange(2, dtype=np.int64) * 4 * HOUR_MS
    ones = np.ones(2)
    bars = BarColumns(4 * HOUR_MS, starts, ones, ones, ones)
    shown = content(liquidations=LiquidationsData(bars))
    panes, view_ms = (PaneChoice("liquidations"),), (START_MS, START_MS + 8 * HOUR_MS)
    rows = rows_of(csv_of(shown, panes, chart_view(), view_ms, simulated=False))
    assert [row["at_utc"][11:13] for row in rows] == ["00", "04"]
    assert rows[0]["long_liquidations_per_4h_usd"] == "1"


def test_rows_of_which_nothing_is_known_are_left_out_at_both_ends() -> None:
    starts = START_MS + np.arange(5, dtype=np.int64) * HOUR_MS
    unknown, none = np.full(5, np.nan), np.zeros(5)
    sides = np.array([np.nan, 1.0, np.nan, 2.0, np.nan])
    panes, view_ms = (PaneChoice("liquidations"),), (START_MS, START_MS + 5 * HOUR_MS)
    for longs, hours in ((sides, ["01", "02", "03"]), (unknown, [])):
        data = LiquidationsData(BarColumns(HOUR_MS, starts, longs, longs, none))
        shown = content(liquidations=data)
        rows = rows_of(csv_of(shown, panes, chart_view(), view_ms, simulated=False))
        assert [row["at_utc"][11:13] for row in rows] == hours


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("x")
    view = chart_view(interval=H1)
    said = save_table(blocker / "a.csv", view, TITLES, sheet(), NOW_MS, simulated=False)
    assert said == f"{blocker / 'a.csv'} cannot be written: File exists."
    path = tmp_path / "a.csv"
    assert save_table(path, view, TITLES, sheet(), NOW_MS, simulated=False) is None
    assert path.read_text().startswith("at_utc,")
