"""The volume profile against brute force and the definitions in section 1.7 of docs/methodology.md."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.analysis.columns import CandleColumns
from tracker.analysis.profile import VolumeProfile, volume_profile
from tracker.domain.times import H1


def series(rows: list[tuple[float, float, float]]) -> CandleColumns:
    """Candles from (low, high, volume)."""
    low, high, volume = np.array(rows, np.float64).reshape(-1, 3).T
    times = np.arange(len(rows)) * H1.ms
    return CandleColumns(H1.ms, times, low, high, low, high, volume, np.ones(len(rows), np.bool_))


def profile(*volume: float) -> VolumeProfile:
    """Bins of the width 1 from price 100 on."""
    return VolumeProfile(100.0, 100.0 + len(volume), np.array(volume))


def plain(rows: list[tuple[float, float, float]], bins: int) -> list[float]:
    """The same, candle by candle and bin by bin."""
    bottom, top = min(row[0] for row in rows), max(row[1] for row in rows)
    width = (top - bottom) / bins
    filled = [0.0] * bins
    for low, high, volume in rows:
        if low == high:
            filled[min(int((low - bottom) / width), bins - 1)] += volume
            continue
        for at in range(bins):
            begin, end = bottom + at * width, bottom + (at + 1) * width
            overlap = max(0.0, min(high, end) - max(low, begin))
            filled[at] += volume * overlap / (high - low)
    return filled


# Eighths, so that edges of candles and of bins meet exactly now and then.
ROWS = st.lists(
    st.tuples(st.integers(800, 880), st.integers(0, 60), st.integers(0, 9)).map(
        lambda one: (one[0] / 8, (one[0] + one[1]) / 8, float(one[2]))
    ),
    min_size=1,
    max_size=40,
)


@given(ROWS, st.sampled_from([1, 2, 8, 64, 200]))
def test_every_candle_is_spread_evenly_over_its_range(
    rows: list[tuple[float, float, float]], bins: int
) -> None:
    assume(sum(row[2] for row in rows) > 0)
    assume(max(row[1] for row in rows) > min(row[0] for row in rows))
    # A flat candle on the edge of a bin that no eighth meets exactly may fall on either side.
    assume(bins != 200 or all(row[0] < row[1] for row in rows))
    found = volume_profile(series(rows), bins)
    assert found is not None
    expected = plain(rows, bins)
    assert found.volume.tolist() == pytest.approx(expected, abs=1e-9)
    assert (found.volume >= 0).all()
    assert [one > 0 for one in found.volume] == [one > 1e-9 for one in expected]
    assert found.volume.sum() == pytest.approx(sum(row[2] for row in rows))
    assert (found.low, found.high) == (min(row[0] for row in rows), max(row[1] for row in rows))
    assert found.edges[[0, -1]].tolist() == [found.low, found.high]
    assert found.edges[1] - found.edges[0] == pytest.approx(found.width)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no candle"),
        pytest.param([(100.0, 110.0, 0.0), (90.0, 95.0, 0.0)], id="no volume"),
        pytest.param([(100.0, 100.0, 5.0)] * 30, id="one single price"),
    ],
)
def test_where_there_is_nothing_to_tell_there_is_no_profile(
    rows: list[tuple[float, float, float]],
) -> None:
    assert volume_profile(series(rows)) is None


def test_a_running_candle_is_left_out() -> None:
    rows = series([(100.0, 110.0, 5.0), (50.0, 60.0, 9.0)])
    found = volume_profile(replace(rows, closed=np.array([True, False])))
    assert found is not None
    assert (found.low, found.volume.sum()) == (100, pytest.approx(5))
    assert len(found.volume) == 200
    assert volume_profile(replace(rows, closed=np.zeros(2, np.bool_))) is None


def test_candles_far_narrower_than_a_bin_are_counted_whole() -> None:
    rows = [(100.0, 200.0, 1.0), *[(150 - 1e-9, 150 + 1e-9, 1e6)] * 50]
    found = volume_profile(series(rows), 2)
    assert found is not None
    assert found.volume.tolist() == pytest.approx([25e6 + 0.5, 25e6 + 0.5])


def test_the_point_of_control_is_the_middle_of_the_heaviest_bin() -> None:
    assert profile(1, 2, 9, 3).point_of_control == 102.5
    assert profile(1, 9, 2, 9).point_of_control == 101.5


@pytest.mark.parametrize(
    ("volume", "share", "area"),
    [
        ((1, 2, 9, 3), 0.6, (102, 103)),
        ((1, 2, 9, 3), 0.7, (102, 104)),
        ((1, 2, 9, 3), 0.9, (101, 104)),
        ((1, 2, 9, 3), 1.0, (100, 104)),
        ((1, 5, 9, 5, 1), 0.6, (102, 104)),
        ((5, 0, 0, 9), 0.7, (100, 104)),
        ((9, 0, 0, 5), 0.7, (100, 104)),
        ((1, 1, 0, 0), 0.7, (100, 102)),
    ],
)
def test_the_value_area_grows_to_the_heavier_neighbour(
    volume: tuple[float, ...], share: float, area: tuple[float, float]
) -> None:
    assert profile(*volume).value_area(share) == area


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60).filter(any))
def test_the_value_area_holds_the_share_and_the_point_of_control(volume: list[int]) -> None:
    one = profile(*volume)
    low, high = one.value_area()
    inside = sum(volume[int(low) - 100 : int(high) - 100])
    assert inside >= 0.7 * sum(volume)
    assert low < one.point_of_control < high
    # Without its last bin, which is an outer one, it would hold less.
    assert high - low == 1 or inside - max(volume[int(low) - 100], volume[int(high) - 101]) < (
        0.7 * sum(volume)
    )


def test_high_volume_nodes_are_the_peaks_of_the_mean_over_five_bins() -> None:
    volume = [1.0] * 60
    volume[10] = volume[30] = 20.0
    volume[31] = 21.0
    # A single bin lifts five means alike, so the peak is the middle of a flat top.
    assert profile(*volume).high_volume_nodes() == (110.5, 131.0)
    # A peak below three quarters of the profile is none.
    assert profile(*[9.0] * 3, *[5.0] * 10, 1, 0, 0, 2, 0, 0, 1).high_volume_nodes() == (102.5,)


def test_where_all_bins_are_alike_there_is_no_node() -> None:
    found = volume_profile(series([(100.0 + n, 110.0 + n, 1.0) for n in range(0, 90, 10)]), 30)
    assert found is not None
    inner = [one for one in found.high_volume_nodes() if 110 < one < 180]
    assert inner == []


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60).filter(any))
def test_nodes_are_those_that_a_plain_look_finds(volume: list[int]) -> None:
    padded = [0, 0, *volume, 0, 0]
    mean = [sum(padded[at : at + 5]) for at in range(len(volume))]
    least = np.percentile(mean, 75)
    found = []
    for at, value in enumerate(mean):
        until = at
        while until < len(mean) and mean[until] == value:
            until += 1
        starts = at == 0 or mean[at - 1] < value
        ends = until == len(mean) or mean[until] < value
        if starts and ends and value > least + 1e-9:
            found.append(100 + (at + until) / 2)
    assert profile(*volume).high_volume_nodes() == pytest.approx(found)


def test_the_rank_is_the_share_of_the_other_bins_that_hold_less() -> None:
    one = profile(4, 0, 2, 2, 9)
    assert [one.rank(100 + at) for at in range(5)] == [0.75, 0, 0.25, 0.25, 1]
    assert one.rank(105) == 1, "the upper edge belongs to the last bin"
    assert one.rank(99.9) == one.rank(105.1) == 0
