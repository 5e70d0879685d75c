"""Sums over venues against sections 2.2 and 2.3 of docs/methodology.md, and against counting by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.columns import BucketColumns, EventColumns
from tracker.analysis.liquidations import Flow, bars, resolve, total
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import H1, HOUR_MS, M5, M15, parse_iso

AT = parse_iso("2026-02-05T13:00:00Z")
COMPLETE, SAMPLED, STATS = FeedKind.COMPLETE, FeedKind.SAMPLED, FeedKind.STATS

Event = tuple[int, float, bool]


def events(*rows: Event) -> EventColumns:
    ordered = sorted(rows)
    return EventColumns(
        np.array([row[0] for row in ordered], np.int64),
        np.array([row[1] for row in ordered], np.float64),
        np.array([row[2] for row in ordered], np.bool_),
    )


def sums(width_ms: int, *rows: tuple[int, float, float]) -> BucketColumns:
    ordered = sorted(rows)
    return BucketColumns(
        width_ms,
        np.array([row[0] for row in ordered], np.int64),
        np.array([row[1] for row in ordered], np.float64),
        np.array([row[2] for row in ordered], np.float64),
    )


def five(number: int) -> int:
    return AT + number * M5.ms


def seen(venue: str, *rows: Event, kind: FeedKind = COMPLETE, until_ms: int = H1.ms) -> Flow:
    """A venue whose events were received from the beginning."""
    return Flow(venue, kind, events(*rows), observed=((AT, AT + until_ms),))


def stats(*buckets: BucketColumns) -> Flow:
    return Flow("gate", STATS, buckets=buckets)


# --- totals ------------------------------------------------------------------------------------


def test_a_total_is_the_sum_over_venues_and_sides() -> None:
    flows = [
        seen("bybit", (AT, 100.0, True), (AT + 5, 30.0, False)),
        seen("okx", (AT + 9, 7.0, True)),
        stats(sums(M5.ms, *((five(at), 2.0, 1.0) for at in range(12)))),
    ]
    found = total(flows, AT, AT + HOUR_MS)
    assert (found.long_usd, found.short_usd, found.usd) == (131, 42, 173)
    assert (found.count, found.largest_usd) == (3, 100)
    assert found.coverage.venues == ("bybit", "okx", "gate")
    assert (found.coverage.share, found.coverage.lower_bound) == (1, False)


def test_a_window_is_half_open() -> None:
    flow = seen("bybit", (AT - 1, 1.0, True), (AT, 2.0, True), (AT + 10, 4.0, True))
    assert total([flow], AT, AT + 10).usd == 2
    assert total([flow], AT, AT + 11).usd == 6


def test_nothing_seen_is_not_nothing_liquidated() -> None:
    silent = total([Flow("bybit", COMPLETE), Flow("gate", STATS)], AT, AT + HOUR_MS)
    assert (silent.usd, silent.count, silent.largest_usd) == (0, 0, None)
    assert (silent.coverage.share, silent.coverage.venues) == (0, ())
    assert silent.coverage.lower_bound
    calm = total([seen("bybit")], AT, AT + HOUR_MS)
    assert (calm.usd, calm.largest_usd) == (0, None)
    assert (calm.coverage.share, calm.coverage.lower_bound) == (1, False)


def test_no_venue_at_all_is_no_coverage() -> None:
    assert total([], AT, AT + HOUR_MS).coverage.share == 0
    assert np.isnan(bars([], M5.ms, AT, AT + HOUR_MS).long_usd).all()


@pytest.mark.parametrize(
    ("kind", "until_ms", "lower_bound"),
    [
        (COMPLETE, H1.ms, False),
        (COMPLETE, H1.ms * 98 // 100, False),
        (COMPLETE, H1.ms * 97 // 100, True),
        (SAMPLED, H1.ms, True),
    ],
)
def test_a_sampled_feed_or_an_unseen_part_makes_a_lower_bound(
    kind: FeedKind, until_ms: int, lower_bound: bool
) -> None:
    flow = seen("binance", (AT, 5.0, True), kind=kind, until_ms=until_ms)
    coverage = total([flow], AT, AT + HOUR_MS).coverage
    assert coverage.lower_bound is lower_bound
    assert coverage.share == pytest.approx(until_ms / H1.ms)


def test_the_coverage_is_the_mean_over_all_venues_that_could_contribute() -> None:
    flows = [seen("bybit"), seen("okx", until_ms=H1.ms // 2), Flow("binance", SAMPLED)]
    coverage = total(flows, AT, AT + HOUR_MS).coverage
    assert [part.share for part in coverage.parts] == pytest.approx([1, 0.5, 0])
    assert coverage.share == pytest.approx(0.5)
    assert coverage.venues == ("bybit", "okx")


def test_stretches_that_overlap_are_counted_once() -> None:
    half = HOUR_MS // 2
    flow = Flow("bybit", COMPLETE, observed=((AT, AT + half), (AT + 1, AT + half), (AT - 9, AT)))
    assert total([flow], AT, AT + HOUR_MS).coverage.share == pytest.approx(0.5)


def test_a_venue_with_statistics_contributes_nothing_twice() -> None:
    """Its events are not added to its own sums: one kind of source per venue in a sum."""
    both = Flow("gate", STATS, events((AT, 99.0, True)), (sums(H1.ms, (AT, 5.0, 1.0)),))
    found = total([both], AT, AT + HOUR_MS)
    assert (found.usd, found.count, found.largest_usd) == (6, 0, None)
    assert bars([both], H1.ms, AT, AT + HOUR_MS).long_usd.tolist() == [5]
    other = Flow("bybit", COMPLETE, events((AT, 99.0, True)), both.buckets, ((AT, AT + H1.ms),))
    assert total([other], AT, AT + HOUR_MS).usd == 99


def test_the_sum_that_still_runs_has_seen_what_there_was() -> None:
    now_ms = five(1) + 60_000
    flow = stats(sums(M5.ms, (five(0), 2.0, 0.0), (five(1), 1.0, 0.0)))
    found = total([flow], AT, now_ms)
    assert (found.usd, found.coverage.share) == (3, 1)
    bar = bars([flow], M5.ms, AT, now_ms)
    assert (bar.long_usd.tolist(), bar.share.tolist()) == ([2, 1], [1, 1])


# --- sums of several widths ----------------------------------------------------------------------


def hour_of_fives(*numbers: int) -> BucketColumns:
    return sums(M5.ms, *((five(at), 1.0, 0.0) for at in numbers))


def resolved(*buckets: BucketColumns) -> list[tuple[int, int, float, float]]:
    return list(zip(*(part.tolist() for part in resolve(buckets)), strict=True))


def test_narrow_sums_that_fill_a_wide_one_take_its_place() -> None:
    narrow = hour_of_fives(*range(12), *range(12, 24))
    wide = sums(H1.ms, (AT, 12.0, 0.0), (AT + HOUR_MS, 12.0, 0.0))
    assert resolved(wide, narrow) == resolved(narrow)
    assert len(resolved(narrow)) == 24


def test_a_wide_sum_counts_once_where_a_narrow_one_is_missing() -> None:
    narrow = hour_of_fives(*range(11), *range(12, 24))
    wide = sums(H1.ms, (AT, 14.0, 3.0), (AT + HOUR_MS, 12.0, 0.0))
    found = resolved(narrow, wide)
    assert found[0] == (AT, H1.ms, 14, 3)
    assert [row[1] for row in found[1:]] == [M5.ms] * 12


def test_the_wide_sum_of_the_present_lags_behind_the_narrow_ones() -> None:
    narrow = hour_of_fives(*range(12), 12, 13, 14)
    lagging = sums(H1.ms, (AT, 12.0, 0.0), (AT + HOUR_MS, 1.0, 0.0))
    assert sum(row[2] for row in resolved(narrow, lagging)) == 15


def test_narrow_sums_that_ended_long_ago_do_not_hide_the_whole_wide_one() -> None:
    """Tracker was closed in the middle of an hour; the hourly history was filled later."""
    narrow = hour_of_fives(0, 1, 2)
    wide = sums(H1.ms, (AT, 12.0, 0.0), (AT + HOUR_MS, 7.0, 0.0), (AT + 2 * HOUR_MS, 5.0, 0.0))
    assert resolved(narrow, wide) == resolved(wide)
    assert total([stats(narrow, wide)], AT, AT + 3 * HOUR_MS).coverage.share == 1


def test_without_sums_there_is_nothing_to_resolve() -> None:
    assert resolved() == []
    assert resolved(hour_of_fives()) == []
    wide = sums(H1.ms, (AT, 12.0, 0.0))
    assert resolved(hour_of_fives(), wide) == [(AT, H1.ms, 12, 0)]
    assert resolved(hour_of_fives(0), sums(H1.ms)) == [(AT, M5.ms, 1, 0)]


@st.composite
def several_widths(draw: st.DrawFn) -> tuple[list[int], list[BucketColumns]]:
    """What happened per unit of time, and what is known of it in widths of 1, 4 and 12 units."""
    truth = draw(st.lists(st.integers(1, 9), min_size=24, max_size=24))
    known = []
    for width in (1, 4, 12):
        starts = draw(st.sets(st.sampled_from(range(0, 24, width))))
        rows = ((at, float(sum(truth[at : at + width])), 0.0) for at in starts)
        known.append(sums(width, *rows))
    return truth, known


@given(several_widths())
def test_no_moment_is_counted_twice_and_what_is_counted_is_true(
    drawn: tuple[list[int], list[BucketColumns]],
) -> None:
    truth, known = drawn
    found = resolved(*known)
    assert all(one[0] + one[1] <= other[0] for one, other in pairwise(found))
    for start, width, long_usd, short_usd in found:
        assert (long_usd, short_usd) == (sum(truth[start : start + width]), 0)


@given(several_widths())
def test_every_moment_is_counted_that_is_known_before_the_newest_wide_sums(
    drawn: tuple[list[int], list[BucketColumns]],
) -> None:
    """Only the newest sum of each wider width may be passed over, since it may lag behind."""
    _, known = drawn

    def moments(rows: Sequence[tuple[int, int]]) -> set[int]:
        return {at for start, width in rows for at in range(start, start + width)}

    rows = [(int(start), one.width_ms) for one in known for start in one.start_ms]
    newest = {
        (int(one.start_ms[-1]), one.width_ms)
        for one in known
        if one.width_ms > 1 and len(one.start_ms)
    }
    counted = moments([(start, width) for start, width, *_ in resolved(*known)])
    assert counted <= moments(rows)
    assert moments([row for row in rows if row not in newest]) <= counted


# --- bars --------------------------------------------------------------------------------------


def test_each_bar_holds_its_own_liquidations_and_the_last_one_may_run() -> None:
    now_ms = five(2) + 1_000
    flow = seen(
        "bybit",
        (five(0), 1.0, True),
        (five(1) - 1, 2.0, False),
        (five(1), 4.0, True),
        (now_ms - 1, 8.0, False),
        (now_ms, 16.0, True),
        (AT - 1, 32.0, True),
    )
    found = bars([flow], M5.ms, AT, now_ms)
    assert found.start_ms.tolist() == [five(0), five(1), five(2)]
    assert found.long_usd.tolist() == [1, 4, 0]
    assert found.short_usd.tolist() == [2, 0, 8]
    assert found.share.tolist() == [1, 1, 1]
    assert (len(found), found.interval_ms) == (3, M5.ms)


def test_a_bar_that_nobody_observed_is_unknown_and_a_calm_one_is_zero() -> None:
    flow = Flow("bybit", COMPLETE, observed=((five(1), five(2)), (five(3), five(3) + M5.ms // 2)))
    found = bars([flow, Flow("okx", COMPLETE)], M5.ms, AT, five(4))
    np.testing.assert_array_equal(found.long_usd, [np.nan, 0, np.nan, 0])
    np.testing.assert_array_equal(found.short_usd, [np.nan, 0, np.nan, 0])
    np.testing.assert_allclose(found.share, [0, 0.5, 0, 0.25])


def test_a_sum_wider_than_the_bar_cannot_be_placed_and_is_left_out() -> None:
    flow = stats(sums(H1.ms, (AT, 60.0, 0.0), (AT + HOUR_MS, 60.0, 0.0)), hour_of_fives(0, 1, 2))
    found = bars([flow], M15.ms, AT, AT + 2 * HOUR_MS)
    np.testing.assert_array_equal(found.long_usd, [3, *[np.nan] * 7])
    assert bars([flow], H1.ms, AT, AT + 2 * HOUR_MS).long_usd.tolist() == [60, 60]


def test_a_bar_of_a_window_holds_no_sum_that_is_wider_than_itself() -> None:
    """An hourly sum is no liquidation of the first five minutes."""
    flow = stats(sums(H1.ms, (AT, 60.0, 0.0)), sums(M5.ms, (five(1), 2.0, 0.0)))
    fine = flow.fitting(M5.ms)
    assert total([fine], five(0), five(1)).coverage.share == 0
    assert total([fine], five(1), five(2)).usd == 2
    assert flow.fitting(H1.ms).buckets == flow.buckets
    bybit = seen("bybit", (AT, 1.0, True))
    assert total([bybit.fitting(M5.ms)], AT, AT + HOUR_MS).usd == 1


def test_without_a_window_there_are_no_bars() -> None:
    assert len(bars([seen("bybit")], M5.ms, AT, AT)) == 0


STRETCHES = st.lists(st.tuples(st.integers(-5, 50), st.integers(1, 30)), max_size=4)
FLOWS = st.lists(
    st.builds(
        lambda kind, rows, spans, one, four: Flow(
            "venue",
            kind,
            events(*rows),
            tuple(sums(width, *((at * width, 3.0, 2.0) for at in found)) for width, found in
                  ((1, one), (4, four))),
            tuple((start, start + length) for start, length in spans),
        ),
        st.sampled_from(list(FeedKind)),
        st.lists(st.tuples(st.integers(-9, 60), st.integers(1, 9).map(float), st.booleans())),
        STRETCHES,
        st.sets(st.integers(0, 50)),
        st.sets(st.integers(0, 12)),
    ),
    max_size=4,
)  # fmt: skip


@given(FLOWS, st.sampled_from((1, 4, 8)), st.integers(1, 48))
def test_bars_equal_counting_one_by_one_and_agree_with_totals(
    flows: list[Flow], width: int, end: int
) -> None:
    found = bars(flows, width, 0, end)
    fitting = [flow.fitting(width) for flow in flows]
    for at, start in enumerate(found.start_ms.tolist()):
        stop = min(start + width, end)
        window = total(fitting, start, stop)
        assert found.share[at] == pytest.approx(window.coverage.share)
        longs = shorts = 0.0
        shares = []
        for flow in fitting:
            if flow.kind is STATS:
                rows = [row for row in resolved(*flow.buckets) if start <= row[0] < stop]
                longs += sum(row[2] for row in rows)
                shorts += sum(row[3] for row in rows)
                covered = {at for row in rows for at in range(row[0], row[0] + row[1])}
            else:
                table = flow.events
                for at_ms, usd, is_long in zip(
                    table.at_ms.tolist(), table.usd.tolist(), table.is_long.tolist(), strict=True
                ):
                    if start <= at_ms < stop:
                        longs, shorts = longs + usd * is_long, shorts + usd * (not is_long)
                covered = {at for one in flow.observed for at in range(*one)}
            shares.append(len(covered & set(range(start, stop))) / (stop - start))
        share = sum(shares) / len(shares) if shares else 0
        assert found.share[at] == pytest.approx(share)
        assert (window.long_usd, window.short_usd) == pytest.approx((longs, shorts))
        bar = (found.long_usd[at], found.short_usd[at])
        # Of what nobody observed only what is stored all the same is known, side by side.
        least = (longs or np.nan, shorts or np.nan)
        np.testing.assert_allclose(bar, (longs, shorts) if share else least)


@given(FLOWS, st.integers(0, 40), st.integers(1, 20))
def test_the_count_and_the_largest_are_those_of_single_events(
    flows: list[Flow], start: int, length: int
) -> None:
    found = total(flows, start, start + length)
    single = [
        usd
        for flow in flows
        if flow.kind is not STATS
        for at_ms, usd in zip(flow.events.at_ms.tolist(), flow.events.usd.tolist(), strict=True)
        if start <= at_ms < start + length
    ]
    assert (found.count, found.largest_usd) == (len(single), max(single, default=None))
    assert 0 <= found.coverage.share <= 1
