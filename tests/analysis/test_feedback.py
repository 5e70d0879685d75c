"""The feedback ratio against worlds whose ratio is known (docs/methodology.md, section 11.3)."""

from __future__ import annotations

import numpy as np
import pytest

from mechanism import worlds
from tracker.analysis.feedback import Feedback, feedback
from tracker.domain.derivatives import Side


def _mean(found: list[Feedback]) -> float:
    known = [one.ratio for one in found if one.ratio is not None]
    assert len(known) >= len(found) // 2
    return float(np.mean(known))


def _covering(found: list[Feedback], truth: float) -> float:
    known = [one for one in found if one.low90 is not None and one.high90 is not None]
    inside = [one.low90 <= truth <= one.high90 for one in known]  # type: ignore[operator]
    return float(np.mean(inside))


@pytest.mark.parametrize("truth", [0.0, 0.6, 0.9])
def test_two_hours_give_the_true_ratio_back(truth: float) -> None:
    """20 worlds, complete feed, feed of one order a second, and liquidations at random seconds."""
    made = worlds(truth)
    found = made.measured()
    assert _mean(found) == pytest.approx(truth, abs=0.1)
    assert _covering(found, truth) >= 0.8
    assert _mean(made.throttled().measured()) == pytest.approx(truth, abs=0.12)
    assert _covering(made.shuffled().measured(), 0.0) >= 0.85


def test_shorts_are_the_mirror_image() -> None:
    made = worlds(0.6, count=1)
    price, flow, nothing = made.prices[0], made.flow[0], np.zeros(7_200)
    longs = feedback(price, flow, nothing, (1_000, 0))
    shorts = feedback(1 / price, nothing, flow, (0, 1_000))
    assert (longs.side, shorts.side) == (Side.LONG, Side.SHORT)
    assert shorts.ratio == pytest.approx(longs.ratio)
    assert shorts.low90 == pytest.approx(longs.low90)


def test_units_and_what_is_always_left_out_cancel() -> None:
    made = worlds(0.8, count=1)
    price, flow, nothing = made.prices[0], made.flow[0], np.zeros(7_200)
    one = feedback(price, flow, nothing, (1_000, 0))
    other = feedback(price / 1e4, 1e6 * flow, nothing, (1_000, 0))
    assert other.ratio == pytest.approx(one.ratio)
    assert other.high90 == pytest.approx(one.high90)


def test_unknown_says_why() -> None:
    made = worlds(0.6, count=1)
    price, flow, nothing = made.prices[0], made.flow[0], np.zeros(7_200)
    few = feedback(price, flow, nothing, (199, 0))
    assert (few.ratio, few.word) == (None, "unknown")
    assert "199 liquidations" in few.why
    still = feedback(np.full(7_200, 5.0), flow, nothing, (500, 0))
    assert "swept" in still.why
    blind = feedback(np.full(7_200, np.nan), flow, nothing, (500, 0))
    assert "seconds" in blind.why
    silent = feedback(price, nothing, nothing, (500, 0))
    assert silent.word == "unknown"
    assert silent.why


def test_seconds_without_a_price_are_left_out_and_not_made_up() -> None:
    made = worlds(0.6, count=1)
    price = made.prices[0].copy()
    price[2_000:3_000] = np.nan
    found = feedback(price, made.flow[0], np.zeros(7_200), (1_000, 0))
    assert found.seconds < 6_200
    assert found.ratio == pytest.approx(0.6, abs=0.25)


@pytest.mark.parametrize(
    ("ratio", "low", "word"),
    [
        (0.2, -0.01, "no measurable feedback"),
        (0.9, 0.0, "no measurable feedback"),
        (0.29, 0.1, "absorbed"),
        (0.3, 0.1, "amplifying"),
        (0.7, 0.5, "amplifying"),
        (0.71, 0.5, "self-feeding"),
    ],
)
def test_words(ratio: float, low: float, word: str) -> None:
    assert Feedback(Side.LONG, ratio, low, 1.0, 500, 0.02, 7_000).word == word


def test_amplification_has_no_figure_where_it_would_not_end() -> None:
    assert Feedback(Side.LONG, 0.75, 0.5, 1.0, 500, 0.02, 7_000).amplification == pytest.approx(4)
    assert Feedback(Side.LONG, 1.0, 0.8, 1.2, 500, 0.02, 7_000).amplification is None
