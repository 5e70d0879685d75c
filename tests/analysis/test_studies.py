"""The formulas against published numbers, against brute force, and tick by tick against the whole."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis.columns import CandleColumns, Floats
from tracker.analysis.indicators import Indicator, Kind, parse_indicator
from tracker.analysis.studies import Study, lead_ms
from tracker.domain.times import D1, H1, H4, HOUR_MS, MINUTE_MS, WEEK_MS, parse_iso

START_MS = parse_iso("2026-01-30T20:00:00Z")  # a Friday; midnight, Monday and February are near


def series(
    close: Sequence[float],
    *,
    high: Sequence[float] | None = None,
    low: Sequence[float] | None = None,
    volume: Sequence[float] | None = None,
    places: Sequence[int] | None = None,
    step_ms: int = HOUR_MS,
    start_ms: int = START_MS,
) -> CandleColumns:
    """Candles with these closes, at these places of the grid."""
    values = np.array(close, np.float64)
    count = len(values)
    at = np.arange(count) if places is None else np.array(places, np.int64)
    return CandleColumns(
        step_ms,
        start_ms + at.astype(np.int64) * step_ms,
        values,
        values if high is None else np.array(high, np.float64),
        values if low is None else np.array(low, np.float64),
        values,
        np.ones(count) if volume is None else np.array(volume, np.float64),
        np.ones(count, np.bool_),
    )


def study_of(word: str, candles: CandleColumns) -> Study:
    one = Study(parse_indicator(word), candles.interval_ms)
    one.follow(candles)
    return one


def line_of(word: str, candles: CandleColumns, place: int = 0) -> list[float]:
    return study_of(word, candles).line(place).tolist()


NAN = float("nan")


# --- numbers that can be checked by hand -------------------------------------------------------


def test_averages_of_a_few_closes() -> None:
    candles = series([1, 2, 4, 8, 16])
    assert line_of("sma:3", candles) == pytest.approx(
        [NAN, NAN, 7 / 3, 14 / 3, 28 / 3], nan_ok=True
    )
    # (1·1 + 2·2 + 3·4) / 6, and so on.
    assert line_of("wma:3", candles) == pytest.approx(
        [NAN, NAN, 17 / 6, 34 / 6, 68 / 6], nan_ok=True
    )
    # Seeded with 7/3, then halfway to each close.
    assert line_of("ema:3", candles) == pytest.approx(
        [NAN, NAN, 7 / 3, 31 / 6, 127 / 12], nan_ok=True
    )
    assert line_of("sma:1", candles) == line_of("ema:1", candles) == [1, 2, 4, 8, 16]


def test_the_ema_is_that_of_the_published_example() -> None:
    # StockCharts ChartSchool, “Moving averages – simple and exponential”: ten days.
    closes = [
        *(22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29),
        *(22.15, 22.39, 22.38, 22.61, 23.36),
    ]
    found = line_of("ema:10", series(closes))[9:]
    assert found == pytest.approx([22.22, 22.21, 22.24, 22.27, 22.33, 22.52], abs=0.006)


def test_the_rsi_is_that_of_the_published_example() -> None:
    # StockCharts ChartSchool, “Relative strength index”: Wilder's 14 days.
    closes = [
        *(44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433),
        *(46.0826, 45.8931, 46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116),
        *(46.2222, 45.6439),
    ]
    found = line_of("rsi:14", series(closes))
    assert np.isnan(found[:14]).all()
    assert found[14:] == pytest.approx([70.53, 66.32, 66.55, 69.41, 66.36, 57.97], abs=0.006)


def test_the_rsi_of_one_direction_and_of_none() -> None:
    assert line_of("rsi:3", series([1, 2, 3, 4, 5]))[3:] == [100, 100]
    assert line_of("rsi:3", series([5, 4, 3, 2, 1]))[3:] == [0, 0]
    # Nothing moved: 0 / 0 is not known, and the first move is all there is.
    found = line_of("rsi:3", series([7, 7, 7, 7, 7, 8]))
    assert np.isnan(found[:5]).all()
    assert found[5] == 100


def test_the_atr_by_hand() -> None:
    candles = series(
        [10, 12, 11, 15], high=[11, 13, 12, 16], low=[9, 11, 10, 13], places=[0, 1, 2, 3]
    )
    # True ranges: 2, 13 − 10, 12 − 10, 16 − 11; then (2 × 2.5 … smoothed by a half.
    assert line_of("atr:2", candles) == pytest.approx(
        [NAN, 2.5, 2.5 + (2 - 2.5) / 2, 2.25 + (5 - 2.25) / 2], nan_ok=True
    )


def test_bollinger_bands_use_the_population_deviation() -> None:
    closes = [2.0, 4, 4, 4, 5, 5, 7, 9]
    study = study_of("bollinger:8:2", series(closes))
    assert [study.line(place)[-1] for place in range(3)] == pytest.approx([5, 9, 1])
    assert study.names == ("", "upper", "lower")


def test_a_flat_market_has_no_deviation_at_all() -> None:
    study = study_of("bollinger:20", series([70_123.45] * 3_000))
    assert (study.line(1)[19:] == 70_123.45).all()
    assert (study.line(2)[19:] == 70_123.45).all()


def test_the_vwap_weighs_typical_prices_and_begins_anew_at_midnight() -> None:
    candles = series(
        [100, 104, 200, 210, 220],
        high=[102, 106, 203, 210, 220],
        low=[98, 102, 197, 210, 220],
        volume=[1, 3, 2, 2, 0],
        start_ms=parse_iso("2026-02-01T22:00:00Z"),
    )
    # Before midnight nothing is known of the session: its first 22 hours are not there.
    assert line_of("vwap:day", candles) == pytest.approx([NAN, NAN, 200, 205, 205], nan_ok=True)
    study = study_of("vwap:2026-02-01T22:30:2", candles)
    mean = [100, 103, (412 + 400) / 6, (812 + 420) / 8, (812 + 420) / 8]
    assert study.line(0).tolist() == pytest.approx(mean)
    assert study.names == ("", "+1σ", "−1σ", "+2σ", "−2σ")
    sigma = statistics.pstdev([100, 104, 104, 104, 200, 200, 210, 210])
    assert study.line(1)[3] == pytest.approx(mean[3] + sigma)
    assert study.line(4)[3] == pytest.approx(mean[3] - 2 * sigma)


@pytest.mark.parametrize(
    ("session", "start"),
    [
        ("day", "2026-02-01T00:00:00Z"),
        ("week", "2026-02-02T00:00:00Z"),
        ("month", "2026-02-01T00:00:00Z"),
    ],
)
def test_sessions_begin_at_utc_boundaries(session: str, start: str) -> None:
    candles = series(np.arange(100, 200).tolist())
    found = np.array(line_of(f"vwap:{session}", candles))
    row = int((parse_iso(start) - START_MS) // HOUR_MS)
    known = np.flatnonzero(np.isfinite(found))
    # Friday's, the week's and January's beginnings are not there.
    assert known[0] == (4 if session == "day" else row)
    assert found[row] == candles.close[row]
    assert found[row + 3] == pytest.approx(candles.close[row : row + 4].mean())


def test_a_vwap_of_nothing_traded_is_unknown_until_something_is() -> None:
    candles = series([5, 6, 7], volume=[0, 0, 2], start_ms=parse_iso("2026-02-01T00:00:00Z"))
    assert line_of("vwap:day", candles) == pytest.approx([NAN, NAN, 7], nan_ok=True)


# --- what is not known ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["sma:3", "ema:3", "wma:3", "bollinger:3", "atr:3"])
@pytest.mark.parametrize("unknown", [False, True])
def test_a_hole_or_an_unknown_candle_breaks_what_depends_on_it(word: str, unknown: bool) -> None:
    closes = [float(one * one) for one in range(12)]
    if unknown:
        closes[5] = NAN
        found, first = line_of(word, series(closes)), 5
    else:
        places = [one for one in range(12) if one != 5]
        found = line_of(word, series([closes[one] for one in places], places=places))
        found.insert(5, NAN)
        first = 5
    # Warm, broken, and warm again only three candles later.
    known = [False] * 2 + [True] * 3 + [False] * 3 + [True] * 4
    assert np.isfinite(found).tolist() == known, first


def test_the_atr_after_a_hole_knows_no_jump() -> None:
    candles = series(
        [10, 10, 90, 90], high=[11, 11, 91, 91], low=[9, 9, 89, 89], places=[0, 1, 5, 6]
    )
    assert line_of("atr:2", candles) == pytest.approx([NAN, 2, NAN, 2], nan_ok=True)


def test_a_hole_makes_the_rest_of_a_session_unknown() -> None:
    places = [*range(8), *range(10, 60)]
    found = np.array(line_of("vwap:day", series([100.0] * len(places), places=places)))
    at = np.array(places)
    # From midnight (place 4) up to the hole, and again from the next midnight (28) on.
    assert at[np.isfinite(found)].tolist() == [4, 5, 6, 7, *range(28, 60)]


# --- against brute force -------------------------------------------------------------------------


def runs_back(candles: CandleColumns, row: int) -> int:
    """How many known candles without a hole end with this one."""
    count = 0
    while row - count >= 0 and np.isfinite(candles.close[row - count]):
        count += 1
        at = row - count
        if at >= 0 and candles.open_ms[at + 1] - candles.open_ms[at] != candles.interval_ms:
            break
    return count


def naive(one: Indicator, candles: CandleColumns, row: int) -> list[float]:
    """The lines of one row, from all candles of its run, the slow way."""
    back = runs_back(candles, row)
    first = row - back + 1
    close = candles.close[first : row + 1].tolist()
    n = one.length
    if one.kind is Kind.VWAP:
        return naive_vwap(one, candles, row, first)
    if one.kind is Kind.ATR:
        spread = [
            max(candles.high[at], candles.close[at - 1])
            - min(candles.low[at], candles.close[at - 1])
            if at > first
            else candles.high[at] - candles.low[at]
            for at in range(first, row + 1)
        ]
        return [smooth(spread, n, 1 / n)]
    if one.kind is Kind.RSI:
        moves = [b - a for a, b in pairwise(close)]
        up = smooth([max(m, 0.0) for m in moves], n, 1 / n)
        down = smooth([max(-m, 0.0) for m in moves], n, 1 / n)
        return [100 * up / (up + down) if up + down > 0 else NAN]
    if one.kind is Kind.EMA:
        return [smooth(close, n, 2 / (n + 1))]
    if back < n:
        return [NAN] * (3 if one.kind is Kind.BOLLINGER else 1)
    last = close[-n:]
    if one.kind is Kind.SMA:
        return [statistics.fmean(last)]
    if one.kind is Kind.WMA:
        return [sum((at + 1) * v for at, v in enumerate(last)) / (n * (n + 1) / 2)]
    mean, sigma = statistics.fmean(last), statistics.pstdev(last)
    return [mean, mean + one.width * sigma, mean - one.width * sigma]


def smooth(values: list[float], length: int, weight: float) -> float:
    if len(values) < length:
        return NAN
    now = statistics.fmean(values[:length])
    for value in values[length:]:
        now += weight * (value - now)
    return now


def session_of(one: Indicator, at_ms: int) -> int | None:
    """The slow way, with the calendar."""
    if one.anchor_ms is not None:
        start = one.anchor_ms // HOUR_MS * HOUR_MS
        return start if at_ms >= start else None
    day = datetime.fromtimestamp(at_ms / 1000, UTC).replace(hour=0, minute=0, second=0)
    if one.session == "week":
        day -= timedelta(days=day.weekday())
    elif one.session == "month":
        day = day.replace(day=1)
    return round(day.timestamp() * 1000)


def naive_vwap(one: Indicator, candles: CandleColumns, row: int, first: int) -> list[float]:
    start = session_of(one, int(candles.open_ms[row]))
    lines = 1 + 2 * one.bands
    if start is None or first > row or candles.open_ms[first] > start:
        return [NAN] * lines
    rows = [at for at in range(first, row + 1) if candles.open_ms[at] >= start]
    price = [(candles.high[at] + candles.low[at] + candles.close[at]) / 3 for at in rows]
    traded = [candles.volume[at] for at in rows]
    whole = sum(traded)
    if whole <= 0:
        return [NAN] * lines
    mean = sum(p * v for p, v in zip(price, traded, strict=True)) / whole
    sigma = (sum(v * (p - mean) ** 2 for p, v in zip(price, traded, strict=True)) / whole) ** 0.5
    return [mean, *(mean + s * k * sigma for k in range(1, one.bands + 1) for s in (1, -1))]


WORDS = (
    *("sma:1", "sma:4", "ema:3", "ema:9", "wma:1", "wma:5", "bollinger:2:2", "bollinger:6:1.5"),
    *("atr:1", "atr:4", "rsi:1", "rsi:4", "vwap:day:1", "vwap:week:2", "vwap:month"),
    "vwap:2026-01-31T01:20:2",
)


@st.composite
def markets(draw: st.DrawFn) -> CandleColumns:
    """Up to forty candles with holes, some of them unknown, some without volume."""
    count = draw(st.integers(1, 40))
    holes = draw(
        st.lists(st.sampled_from([1, 1, 1, 1, 1, 1, 1, 2, 9]), min_size=count, max_size=count)
    )
    price = st.floats(50, 150).map(lambda value: round(value, 2))
    close = np.array(draw(st.lists(price, min_size=count, max_size=count)))
    reach = np.array(draw(st.lists(st.floats(0, 9), min_size=count, max_size=count)))
    volume = draw(st.lists(st.sampled_from([0.0, 1.0, 2.5, 40.0]), min_size=count, max_size=count))
    for row in draw(st.lists(st.integers(0, count - 1), max_size=2)):
        close[row] = NAN
    places = np.cumsum(holes) - holes[0]
    return series(
        close.tolist(),
        high=(close + reach).tolist(),
        low=(close - reach / 2).tolist(),
        volume=volume,
        places=places.tolist(),
    )


def lines(study: Study) -> Floats:
    return np.array([study.line(place) for place in range(len(study.names))])


@pytest.mark.parametrize("word", WORDS)
@settings(max_examples=20)
@given(candles=markets())
def test_every_row_is_as_brute_force_has_it(word: str, candles: CandleColumns) -> None:
    study = study_of(word, candles)
    wanted = np.array([naive(study.indicator, candles, row) for row in range(len(candles))]).T
    np.testing.assert_allclose(lines(study), wanted, rtol=1e-9, atol=2e-5)


@pytest.mark.parametrize("word", WORDS)
@settings(max_examples=20)
@given(candles=markets(), data=st.data())
def test_tick_by_tick_is_as_all_at_once(
    word: str, candles: CandleColumns, data: st.DataObject
) -> None:
    growing = Study(parse_indicator(word), candles.interval_ms)
    seen = data.draw(st.integers(0, len(candles)))
    growing.follow(candles.head(seen))
    while seen < len(candles):
        seen = data.draw(st.integers(seen + 1, len(candles)))
        part = candles.head(seen)
        # The newest candle runs: it comes once with other numbers, then as it stays.
        ticking = series(
            [*part.close[:-1].tolist(), 77.0],
            high=[*part.high[:-1].tolist(), 99.0],
            low=[*part.low[:-1].tolist(), 11.0],
            volume=[*part.volume[:-1].tolist(), 3.0],
            places=((part.open_ms - START_MS) // HOUR_MS).tolist(),
        )
        growing.follow(ticking, len(growing) - 1 if len(growing) else 0)
        growing.follow(part, seen - 1)
    np.testing.assert_allclose(lines(growing), lines(study_of(word, candles)), rtol=1e-9, atol=2e-5)


@pytest.mark.parametrize("word", WORDS)
def test_older_candles_are_as_if_they_had_always_been_there(word: str) -> None:
    rng = np.random.default_rng(5)
    candles = series((100 + rng.normal(size=3_000).cumsum()).tolist())
    growing = study_of(word, candles.tail(900))
    growing.follow(candles, 0)
    assert np.array_equal(lines(growing), lines(study_of(word, candles)), equal_nan=True)


@pytest.mark.parametrize(
    "word", ["sma:1000", "ema:50", "wma:200", "bollinger:20", "rsi:14", "vwap:month:2"]
)
def test_a_tick_does_not_cost_more_after_many_candles(word: str) -> None:
    rng = np.random.default_rng(1)
    candles = series((5_000 + rng.normal(size=200_000).cumsum()).tolist())
    study = study_of(word, candles)
    begun = time.process_time()
    for _ in range(50):
        study.follow(candles, len(candles) - 1)
    tick_s = (time.process_time() - begun) / 50
    begun = time.process_time()
    study.follow(candles, 0)
    assert tick_s < (time.process_time() - begun) / 5


@pytest.mark.parametrize("word", WORDS)
def test_with_the_lead_that_it_asks_for_it_is_as_with_all_candles(word: str) -> None:
    rng = np.random.default_rng(3)
    candles = series((5_000 + rng.normal(size=4_000).cumsum()).tolist())
    row = 3_500
    at_ms = int(candles.open_ms[row])
    lead = lead_ms(parse_indicator(word), H1, at_ms)
    part = candles.between(at_ms - lead, at_ms + HOUR_MS)
    np.testing.assert_allclose(
        lines(study_of(word, part))[:, -1], lines(study_of(word, candles))[:, row], rtol=1e-7
    )


def test_leads_reach_back_as_far_as_is_looked_at() -> None:
    at_ms = parse_iso("2026-02-12T09:30:00Z")
    assert lead_ms(parse_indicator("sma:50"), H4, at_ms) == 51 * H4.ms
    assert lead_ms(parse_indicator("vwap:day"), H1, at_ms) == 9 * HOUR_MS + 30 * MINUTE_MS
    assert lead_ms(parse_indicator("vwap:week"), H1, at_ms) < WEEK_MS
    assert lead_ms(parse_indicator("vwap:2026-02-11T09:30"), D1, at_ms) == at_ms - parse_iso(
        "2026-02-11"
    )
    assert lead_ms(parse_indicator("vwap:2026-03-11"), D1, at_ms) == 0


def test_nothing_is_known_of_nothing() -> None:
    for word in WORDS:
        study = study_of(word, series([]))
        assert len(study) == 0
        assert len(study.line()) == 0
