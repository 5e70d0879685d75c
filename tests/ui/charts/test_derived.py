"""What is made of the candles is kept up to date as if it were made anew each time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis.heikin_ashi import heikin_ashi
from tracker.domain.times import HOUR_MS
from tracker.ui.charts import derived
from tracker.ui.charts.derived import Closes, HeikinAshi
from tracker.ui.charts.series import CandleSeries
from ui.charts.samples import START_MS, candles, one_candle, rows_of

stretches = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(stretches, st.lists(st.booleans(), min_size=6, max_size=6), st.integers(0, 2**16))
def test_merged_piece_by_piece_it_is_what_it_would_be_as_a_whole(
    pieces: list[tuple[int, int]], looks: list[bool], seed: int
) -> None:
    source, heikin, closes = CandleSeries(HOUR_MS), HeikinAshi(), Closes()
    market = candles(500)
    rng = np.random.default_rng(seed)
    for (first, count), look in zip(pieces, looks, strict=False):
        piece = rows_of(market, slice(first, first + count))
        piece.close[:] += rng.random(len(piece)) * 40  # what is known is replaced, too
        source.merge(piece)
        if look:
            heikin.of(source)
            closes.of(source)
    rows = source.rows(0, len(source))
    expected, made = heikin_ashi(rows), heikin.of(source)
    got = made.rows(0, len(made))
    assert (got.open_ms == rows.open_ms).all()
    for name in ("open", "high", "low", "close", "volume"):
        assert np.allclose(getattr(got, name), getattr(expected, name), rtol=1e-13, atol=0)
    line = closes.of(source)
    assert (line.times == rows.open_ms + HOUR_MS // 2).all()
    assert (line._table.column("last") == rows.close).all()


def test_a_live_tick_costs_one_candle(monkeypatch: pytest.MonkeyPatch) -> None:
    source, heikin = CandleSeries(HOUR_MS), HeikinAshi()
    source.merge(candles(5_000))
    heikin.of(source)
    counts: list[int] = []

    def counted(columns: object, before: object) -> object:
        counts.append(len(columns))  # type: ignore[arg-type]
        return heikin_ashi(columns, before)  # type: ignore[arg-type]

    monkeypatch.setattr(derived, "heikin_ashi", counted)
    for close in (70_100.0, 70_200.0, 70_300.0):  # several between two frames
        source.merge(one_candle(START_MS + 4_999 * HOUR_MS, close))
    heikin.of(source)
    heikin.of(source)
    assert counts == [1]


def test_more_changes_than_are_remembered_are_made_anew() -> None:
    source, heikin = CandleSeries(HOUR_MS), HeikinAshi()
    source.merge(candles(300))
    heikin.of(source)
    for n in range(100):
        source.merge(one_candle(START_MS + n * HOUR_MS, 80_000.0 + n))
    expected = heikin_ashi(source.rows(0, 300))
    assert np.allclose(heikin.of(source).rows(0, 300).open, expected.open, rtol=1e-13)


def test_another_series_begins_anew() -> None:
    one, other, heikin = CandleSeries(HOUR_MS), CandleSeries(HOUR_MS), HeikinAshi()
    one.merge(candles(50))
    other.merge(candles(20, base=5.0))
    assert len(heikin.of(one)) == 50
    assert len(heikin.of(other)) == 20
    assert heikin.of(other).candle(0)[1] < 100
