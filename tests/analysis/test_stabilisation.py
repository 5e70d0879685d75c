"""The stabilisation monitor (section 9 of docs/methodology.md)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from history import perpetual_hours
from tracker.analysis.columns import CandleColumns
from tracker.analysis.episode import Defended, Memory, Pace, Phase, Reading, Turn
from tracker.analysis.pace import PaceColumns, VenuePace, usual
from tracker.analysis.recovery_checks import Checks, Outcome, check
from tracker.analysis.stabilisation import fold, step
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, HOUR_MS, iso, parse_iso

AT = parse_iso("2026-02-05T00:00:00Z")
STEP = 4 * HOUR_MS
BASE = 10e6
LEVEL = Defended(60_000, "next support")


def reading(at: int, times: float | None = 1.0, **more: object) -> Reading:
    """A whole reading at a step: the pace in times of the base, price at 65,000, nothing moving."""
    usd = times * BASE if times is not None else None
    before = more.pop("before", times)
    known = Reading(
        at_ms=AT + at * STEP,
        longs=Pace(usd, before * BASE if isinstance(before, float | int) else None, BASE),
        shorts=Pace(BASE, BASE, BASE),
        coverage=1.0,
        low=65_000,
        high=66_000,
        lowest_close=65_000,
        highest_close=66_000,
        support=LEVEL,
        positions=0.0,
        positions_share=1.0,
    )
    return replace(known, **more)  # type: ignore[arg-type]


def run(*readings: Reading) -> tuple[Memory, list[Turn]]:
    return fold(Memory(), readings)


def phases(turns: list[Turn]) -> list[Phase]:
    return [one.phase for one in turns]


#: A fall to 60,500 at twenty times the base, and a day of calm after it.
FALL = (
    reading(0),
    reading(1, 6, low=63_000),
    reading(2, 20, low=60_500),
    *(reading(at, 20) for at in range(3, 8)),
    reading(8, 4),
)


# --- into stress and out of it -------------------------------------------------------------------


def test_a_fall_goes_through_the_phases_in_order() -> None:
    memory, turns = run(*FALL, reading(9, 1.2), reading(10, 1.2))
    assert phases(turns) == [Phase.STRESS, Phase.EASING, Phase.STABILISED]
    assert [one.at_ms for one in turns] == [AT + at * STEP for at in (1, 8, 9)]
    assert (memory.peak_usd, memory.base_usd) == (20 * BASE, BASE)
    assert (memory.extreme, memory.extreme_ms) == (60_500, AT + 2 * STEP)
    assert memory.timeline == tuple(turns)
    assert [one.number for one in turns] == [1, 2, 3]


@pytest.mark.parametrize(("times", "stressed"), [(4.99, False), (5.0, True)])
def test_stress_begins_at_five_times_the_base(times: float, stressed: bool) -> None:
    memory, _ = run(reading(0), reading(1, times))
    assert (memory.phase is Phase.STRESS) is stressed


def test_what_was_seen_is_enough_to_alarm_however_little_it_was() -> None:
    memory, turns = run(reading(1, 6, coverage=0.1, dead=("a",)))
    assert memory.phase is Phase.STRESS
    assert turns[0].reason == "pace 6.0 times its base"


def test_without_a_base_only_a_cascade_begins_an_episode() -> None:
    unknown = Pace(90e6, 90e6, None)
    memory, turns = run(replace(reading(1), longs=unknown, shorts=unknown))
    assert turns == []
    cascade = replace(reading(2), longs=unknown, shorts=unknown, banner=Side.LONG)
    memory, turns = fold(memory, [cascade])
    assert (memory.phase, memory.base_usd) == (Phase.STRESS, None)
    quiet = replace(reading(9), longs=Pace(1e6, 1e6, None))
    memory, _ = fold(memory, [quiet])
    assert check(memory, quiet).pace.outcome is Outcome.UNKNOWN
    # Its base is learnt when the past before the episode becomes known.
    memory, _ = fold(memory, [reading(10, 1)])
    assert memory.base_usd == BASE


def test_the_side_with_the_larger_multiple_is_the_stressed_one() -> None:
    memory, _ = run(replace(reading(1, 6), shorts=Pace(9 * BASE, BASE, BASE), high=71_000))
    assert (memory.side, memory.extreme) == (Side.SHORT, 71_000)


def test_a_squeeze_is_the_mirror() -> None:
    def mirrored(one: Reading) -> Reading:
        low, high = one.low or 0, one.high or 0
        close = (one.lowest_close or 0, one.highest_close or 0)
        return replace(
            one,
            longs=one.shorts,
            shorts=one.longs,
            low=130_000 - high,
            high=130_000 - low,
            lowest_close=130_000 - close[1],
            highest_close=130_000 - close[0],
            resistance=Defended(70_000, "next resistance"),
        )

    path = (*FALL, reading(9, 1.2), reading(10, 1.2, low=60_400))
    _, turns = run(*path)
    _, others = run(*(mirrored(one) for one in path))
    assert [(one.at_ms, one.phase) for one in turns] == [(one.at_ms, one.phase) for one in others]
    assert (turns[-1].reason, others[-1].reason) == ("a new low", "a new high")


def test_the_base_is_frozen_when_the_episode_begins() -> None:
    louder = replace(reading(2, 20), longs=Pace(20 * BASE, BASE, 30 * BASE))
    memory, _ = run(reading(1, 6), louder)
    assert memory.base_usd == BASE


def test_stress_eases_at_half_of_the_peak_of_a_window_that_was_seen() -> None:
    assert run(reading(1, 20), reading(2, 10.1))[0].phase is Phase.STRESS
    assert run(reading(1, 20), reading(2, 10.0))[0].phase is Phase.EASING
    for unseen in ({"coverage": 0.89}, {"dead": ("a",)}):
        assert run(reading(1, 20), reading(2, 1, **unseen))[0].phase is Phase.STRESS
    assert run(reading(1, 20), reading(2, None))[0].phase is Phase.STRESS


def test_easing_that_was_too_early_is_stress_again() -> None:
    memory, turns = run(reading(1, 20), reading(2, 9), reading(3, 11))
    assert memory.phase is Phase.STRESS
    assert turns[-1].reason == "pace above half of its peak again"


STABLE, _ = fold(Memory(), (*FALL, reading(9, 1.2)))


def test_after_it_is_over_a_new_low_is_stress() -> None:
    memory, turn = step(STABLE, reading(10, 1, low=60_499))
    assert turn is not None
    assert (memory.phase, turn.reason, memory.peak_usd) == (Phase.STRESS, "a new low", 20 * BASE)
    assert step(STABLE, reading(10, 1, low=60_500))[1] is None


def test_after_it_is_over_a_new_wave_begins_with_a_peak_of_its_own() -> None:
    memory, turn = step(STABLE, reading(10, 5, before=3.3))
    assert turn is not None
    assert (memory.phase, memory.peak_usd) == (Phase.STRESS, 5 * BASE)
    assert step(STABLE, reading(10, 5, before=3.4))[1] is None  # not 1.5 times four hours before
    assert step(STABLE, reading(10, 4.9, before=1))[1] is None  # not five times the base
    memory, turn = step(STABLE, reading(10, 10.1, before=10))
    assert turn is not None
    assert turn.reason == "pace above half of its peak again"


def test_a_week_without_a_new_low_ends_the_episode() -> None:
    week = 2 + 7 * 6
    still = [reading(at, 1.2) for at in range(10, week)]
    memory, turns = fold(STABLE, still)
    assert turns == []
    calm, turns = fold(memory, [reading(week, 1.5)])
    assert phases(turns) == [Phase.CALM]
    assert not calm.in_episode
    for unproven in (reading(week, 1.6), reading(week, 1, coverage=0.8), reading(week, None)):
        assert fold(memory, [unproven])[1] == []
    unseen, _ = fold(memory, [reading(week, 1, low=None)])
    assert fold(unseen, [reading(week + 1, 1)])[1] == [], "price was not known meanwhile"
    again, turns = fold(calm, [reading(week + 1, 7)])
    assert (again.episode, len(again.timeline), turns[0].number) == (2, 1, 5)


# --- the three checks ----------------------------------------------------------------------------


def checks(last: Reading, *before: Reading) -> Checks:
    memory, _ = fold(Memory(), (*FALL, *before, last))
    return check(memory, last)


def test_all_three_pass_with_their_numbers() -> None:
    found = checks(reading(9, 1.2, positions=-0.004))
    assert found.passed
    assert found.price.held_ms == 7 * STEP
    assert (found.price.extreme, found.price.worst_close) == (60_500, 65_000)
    assert found.pace.times == pytest.approx(1.2)
    assert found.pace.of_peak == pytest.approx(0.06)
    assert found.positions.change == -0.004


@pytest.mark.parametrize(
    ("last", "before", "expected"),
    [
        (reading(9, 1.2, low=60_400), (), Outcome.FAIL),
        (reading(9, 1.2, lowest_close=59_849), (), Outcome.FAIL),
        (reading(9, 1.2, lowest_close=59_850), (), Outcome.PASS),
        (reading(9, 1.2, lowest_close=None), (), Outcome.UNKNOWN),
        (reading(10, 1.2), (reading(9, 4, low=None),), Outcome.UNKNOWN),
        (reading(15, 1.2), (reading(9, 4, low=None),), Outcome.PASS),
    ],
)
def test_price_holds(last: Reading, before: tuple[Reading, ...], expected: Outcome) -> None:
    assert checks(last, *before).price.outcome is expected


def test_without_a_level_the_low_of_the_episode_is_defended() -> None:
    found = checks(reading(9, 1.2, support=None))
    assert found.price.level == Defended(60_500, "the episode's low")
    assert found.price.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (reading(9, 1.5), Outcome.PASS),
        (reading(9, 1.51), Outcome.FAIL),
        (reading(9, 5.1), Outcome.FAIL),
        (reading(9, 1.2, coverage=0.8), Outcome.UNKNOWN),
        (reading(9, 1.2, coverage=0.89), Outcome.UNKNOWN),
        (reading(9, 1.2, dead=("a",)), Outcome.UNKNOWN),
        (reading(9, None), Outcome.UNKNOWN),
    ],
)
def test_pace_has_fallen(last: Reading, expected: Outcome) -> None:
    assert checks(last).pace.outcome is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (reading(9, 1.2, positions=-0.01), Outcome.PASS),
        (reading(9, 1.2, positions=-0.0101), Outcome.FAIL),
        (reading(9, 1.2, positions=None), Outcome.UNKNOWN),
        (reading(9, 1.2, positions_share=0.89), Outcome.UNKNOWN),
        (reading(9, 1.2, positions_share=None), Outcome.UNKNOWN),
    ],
)
def test_positions_no_longer_fall(last: Reading, expected: Outcome) -> None:
    assert checks(last).positions.outcome is expected


def test_what_cannot_be_assessed_is_not_over() -> None:
    last = reading(9, 1.2, coverage=0.8)
    memory, turns = fold(Memory(), (*FALL, last))
    assert memory.phase is Phase.EASING
    found = check(memory, last)
    assert found.outcomes == (Outcome.PASS, Outcome.UNKNOWN, Outcome.PASS)
    assert not found.passed
    assert phases(turns) == [Phase.STRESS, Phase.EASING]


# --- restarts, order, repetition -----------------------------------------------------------------

_TIMES = st.one_of(st.none(), st.floats(0.1, 30))
_PRICES = st.one_of(st.none(), st.floats(55_000, 70_000))


@st.composite
def paths(draw: st.DrawFn) -> list[Reading]:
    made = []
    for at in range(draw(st.integers(1, 60))):
        low, close = draw(_PRICES), draw(_PRICES)
        one = reading(
            at,
            draw(_TIMES),
            before=draw(st.floats(0.1, 30)),
            low=low,
            high=low + 500 if low is not None else None,
            lowest_close=close,
            highest_close=close,
            coverage=draw(st.sampled_from([0.5, 1.0])),
            positions=draw(st.one_of(st.none(), st.floats(-0.05, 0.05))),
        )
        made.append(one)
    return made


@settings(max_examples=60)
@given(paths(), st.data())
def test_restarts_repetitions_and_what_comes_late_change_nothing(
    path: list[Reading], data: st.DataObject
) -> None:
    whole, turns = fold(Memory(), path)
    memory, found = Memory(), []
    for at, one in enumerate(path):
        memory, turn = step(Memory.read(memory.text()), one)
        found += [turn] if turn is not None else []
        again = path[data.draw(st.integers(0, at))]
        memory, turn = step(memory, again)
        assert turn is None
    assert (memory, found) == (whole, turns)
    assert len({one.number for one in turns}) == len(turns)


# --- October 2025 --------------------------------------------------------------------------------


def replayed(
    hours: CandleColumns, at: np.ndarray, longs: np.ndarray, shorts: np.ndarray
) -> list[Turn]:
    """Turns over 4 h bars that open at `at`; positions as published: −15.0 % in the crash bar."""
    bars = DAY_MS // STEP
    ends = at + STEP
    pace = [np.convolve(one, np.ones(bars))[: len(at)] for one in (longs, shorts)]
    share = (np.arange(len(at)) >= bars - 1).astype(np.float64)
    columns = PaceColumns(ends, (VenuePace("one", pace[0], pace[1], share),))
    crash_ms = parse_iso("2025-10-11T00:00:00Z")
    memory, turns = Memory(), []
    for row in range(bars, len(at)):
        now_ms = int(ends[row])
        last = hours.between(now_ms - STEP, now_ms)
        closes = hours.between(now_ms - DAY_MS, now_ms).close
        holds = crash_ms <= now_ms < crash_ms + 12 * HOUR_MS
        normal = usual(columns, now_ms)
        one = Reading(
            at_ms=now_ms,
            longs=Pace(pace[0][row], pace[0][row - 1], normal.long_usd),
            shorts=Pace(pace[1][row], pace[1][row - 1], normal.short_usd),
            coverage=1.0,
            low=float(last.low.min()) if len(last) == 4 else None,
            high=float(last.high.max()) if len(last) == 4 else None,
            lowest_close=float(closes.min()) if len(closes) == 24 else None,
            highest_close=float(closes.max()) if len(closes) == 24 else None,
            positions=-0.15 if holds else 0.0,
            positions_share=1.0,
        )
        memory, turn = step(memory, one)
        turns += [turn] if turn is not None else []
    return turns


def opened(turns: list[Turn], *, after: str, before: str) -> list[tuple[str, str]]:
    """Phases with the opening time of the 4 h bar that decided."""
    window = range(parse_iso(after), parse_iso(before))
    return [(str(one.phase), iso(one.at_ms - STEP)) for one in turns if one.at_ms in window]


OCTOBER = [
    ("stress", "2025-10-10T12:00:00Z"),
    ("easing", "2025-10-11T20:00:00Z"),
    ("stabilised", "2025-10-13T20:00:00Z"),
]


def test_the_recorded_4_h_bars_give_the_three_dates(payloads: Path, shared: Path) -> None:
    path = payloads / "coinglass/rest_futures_liquidation_aggregated_coin_history_BTC.json"
    if not path.is_file():
        pytest.skip(f"the recording {path.name} is not among the payloads")
    rows = json.loads(path.read_text(encoding="utf-8"))["data"]
    at = np.array([row["time"] for row in rows], np.int64)
    sides = [
        np.array([float(row[f"aggregated_{side}_liquidation_usd"]) for row in rows])
        for side in ("long", "short")
    ]
    turns = replayed(perpetual_hours(shared, "binance"), at, *sides)
    assert opened(turns, after="2025-10-10", before="2025-10-16") == OCTOBER


def test_real_prices_with_the_published_bars_give_the_three_dates(shared: Path) -> None:
    """Prices are real; of liquidations the published figures are used: 235.6M longs in the crash bar,
    57 times the base at the peak, a large bar at 12:00 before it. The rest is at its base. Of the tail
    only its end is known, from the third date; the first two follow from the figures."""
    start, crash = parse_iso("2025-08-20"), parse_iso("2025-10-10T20:00:00Z")
    at = np.arange(start, parse_iso("2025-10-20"), STEP, dtype=np.int64)
    peak = 235.6e6 + 22e6
    longs = np.full(len(at), peak / 57 / 6)
    longs[at == crash] = 235.6e6
    longs[at == crash - 2 * STEP] = 20e6
    for bar in range(1, 14):
        longs[at == crash + bar * STEP] = 5e6 if bar < 4 else 2e6
    shorts = np.full(len(at), 1e6)
    turns = replayed(perpetual_hours(shared, "binance"), at, longs, shorts)
    assert opened(turns, after="2025-10-10", before="2025-10-16") == OCTOBER
