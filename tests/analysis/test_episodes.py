"""Episodes and the banner's terms: docs/methodology.md, section 11.2."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.conditions import BadCondition, parse_condition
from tracker.analysis.episodes import Core, Span, SpanFold, core, fold_spans
from tracker.analysis.triggers import Memory, Sample, fold
from tracker.domain.cascade import Episode, market_wide
from tracker.domain.derivatives import Side
from tracker.domain.times import HOUR_MS, MINUTE_MS

WINDOW = 4 * HOUR_MS


def _spans(
    *values: float | None, low90: float | None = None, step: int = HOUR_MS
) -> tuple[SpanFold, list[Span]]:
    moments = [(at * step, one, low90) for at, one in enumerate(values)]
    return fold_spans(SpanFold(), moments, WINDOW)


def test_on_at_sixty_and_off_after_two_windows_below_thirty_five() -> None:
    quiet = [10.0] * 9
    after, ended = _spans(10, 40, 50, 61, 80, 40, *quiet)
    assert ended == [Span(HOUR_MS, 3 * HOUR_MS, 5 * HOUR_MS, 6 * HOUR_MS, 80)]
    assert after.running is None
    after, ended = _spans(10, 61, *quiet[:-1])
    assert ended == []
    assert after.running is not None
    assert after.running.off_ms is None


def test_what_flares_up_again_is_the_same_episode() -> None:
    _, ended = _spans(61, *[10.0] * 7, 36, *[10.0] * 9)
    assert [one.on_ms for one in ended] == [0]
    assert ended[0].last_ms == 8 * HOUR_MS


def test_thirty_five_is_enough_where_feedback_was_measured() -> None:
    assert _spans(10, 40, low90=0.31)[0].running is not None
    assert _spans(10, 40, low90=0.3)[0].running is None
    assert _spans(10, 34, low90=0.9)[0].running is None
    assert _spans(10, 40)[0].running is None


def test_unknown_neither_begins_nor_ends_one() -> None:
    assert _spans(None, None)[0].running is None
    assert _spans(61, *[None] * 30)[0].running is not None


@given(st.lists(st.none() | st.floats(0, 99), max_size=60), st.integers(1, 59))
def test_a_restart_between_any_two_moments_changes_nothing(
    values: list[float | None], cut: int
) -> None:
    moments = [(at * HOUR_MS, one, None) for at, one in enumerate(values)]
    whole = fold_spans(SpanFold(), moments, WINDOW)
    before, first = fold_spans(SpanFold(), moments[:cut], WINDOW)
    again = SpanFold.read(before.text())
    # What was looked at already is looked at again, and changes nothing.
    after, second = fold_spans(again, moments[max(0, cut - 5) :], WINDOW)
    assert (after, first + second) == whole


def test_the_core_is_the_middle_of_the_liquidations() -> None:
    usd = np.array([1.0, 0, 40, 500, 400, 50, 0, 1])
    assert core(usd) == Core(2, 5, 3)
    assert core(np.zeros(4)) is None
    assert core(np.array([np.nan, 5.0])) == Core(1, 1, 1)


def _episode(asset: str, start: int, end: int) -> Episode:
    return Episode(
        asset, WINDOW, start, end, start, end, start, 70, 1, 0, Side.LONG, None, None, (), 1, True
    )


def test_three_coins_at_once_are_the_whole_market() -> None:
    btc, eth, sol = _episode("BTC", 0, 10), _episode("ETH", 5, 12), _episode("SOL", 9, 20)
    late = _episode("XRP", 10, 20)
    assert market_wide(btc, [eth, sol, late]) == ("BTC", "ETH", "SOL")
    assert market_wide(btc, [eth, late]) == ()


# --- the rule ----------------------------------------------------------------------------------

HALF_HOUR = 30 * MINUTE_MS


def _told(*values: float, step: int = HALF_HOUR) -> list[tuple[int, int]]:
    condition = parse_condition("cascade")
    samples = [Sample(at * step, one) for at, one in enumerate(values)]
    _, firings = fold(condition.trigger, Memory(), samples, HALF_HOUR)
    return [(one.sample.at_ms // step, one.cycle) for one in firings]


def test_one_word_an_episode_and_one_more_for_fifteen_points() -> None:
    assert _told(0, 60, 70, 74.9, 75, 80, 89, 90, 50, 99) == [(1, 1), (4, 2), (7, 3)]


def test_at_least_half_an_hour_lies_between_two_words() -> None:
    assert _told(0, 60, 80, 81, 82, step=10 * MINUTE_MS) == [(1, 1), (4, 2)]


def test_the_next_episode_is_told_after_two_calm_windows() -> None:
    quiet = [10.0] * 16
    assert _told(0, 60, *quiet, 60) == [(1, 1)]
    assert _told(0, 60, *quiet, 10, 60) == [(1, 1), (19, 2)]


def test_feedback_makes_a_sample_beyond() -> None:
    trigger = parse_condition("cascade").trigger
    samples = [Sample(0, 0.0), Sample(1, 40.0), Sample(2, 40.0, beyond=True)]
    _, firings = fold(trigger, Memory(), samples)
    assert [one.sample.at_ms for one in firings] == [2]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("cascade", "cascade"),
        ("cascade:4h>60", "cascade"),
        ("cascade:1h", "cascade:1h"),
        ("CASCADE:15m > 70", "cascade:15m>70"),
    ],
)
def test_one_spelling(text: str, word: str) -> None:
    assert parse_condition(text).word == word
    assert parse_condition(word).word == word


@pytest.mark.parametrize("text", ["cascade:2h", "cascade>0", "cascade>100", "cascade:7"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadCondition):
        parse_condition(text)
