"""Quadrant, break-even rule, OI against supply, weighted funding (section 8 of docs/methodology.md)."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.analysis.columns import SignedColumns
from tracker.analysis.funding import VenueFunding
from tracker.analysis.leverage import (
    CAVEAT,
    DEAD_ZONE,
    Quadrant,
    dead_zone,
    implied_contracts,
    quadrant,
    supply_share,
    weighted_funding,
    weighted_rate,
)
from tracker.domain.times import HOUR_MS

NAN = np.nan


@pytest.mark.parametrize(
    ("price", "contracts", "label"),
    [
        (0.02, 0.03, Quadrant.LONG_BUILD_UP),
        (-0.02, 0.03, Quadrant.SHORT_BUILD_UP),
        (-0.02, -0.03, Quadrant.LONG_UNWINDING),
        (0.02, -0.03, Quadrant.SHORT_COVERING),
        (0.005, 0.03, Quadrant.NEUTRAL),
        (-0.02, -0.004, Quadrant.NEUTRAL),
        (None, 0.03, None),
        (0.02, None, None),
    ],
)
def test_the_quadrant_is_price_against_positions(
    price: float | None, contracts: float | None, label: Quadrant | None
) -> None:
    assert quadrant(price, contracts) is label


def test_a_fall_with_constant_contracts_is_not_called_unwinding() -> None:
    assert quadrant(-0.06, 0.0) is Quadrant.NEUTRAL


def test_the_dead_zone_of_a_day_is_a_quarter_of_its_deviation() -> None:
    changes = [0.04, -0.04] * 8
    assert dead_zone(changes) == pytest.approx(0.01)
    assert dead_zone([*changes, NAN]) == pytest.approx(0.01)
    assert dead_zone(changes[:9]) == DEAD_ZONE
    assert quadrant(0.009, 0.02, price_dead=dead_zone(changes)) is Quadrant.NEUTRAL


def test_the_label_comes_with_its_caveat() -> None:
    assert "convention" in CAVEAT


@pytest.mark.parametrize(
    ("interest", "price", "contracts"),
    [
        (-0.044, -0.0188, -0.0257),
        (-0.044, -0.044, 0.0),
        (-0.044, -0.095, 0.0564),
        (-0.34, -0.17, -0.2048),
        (-0.197, -0.25, 0.0707),
    ],
)
def test_break_even(interest: float, price: float, contracts: float) -> None:
    assert implied_contracts(interest, price) == pytest.approx(contracts, abs=1e-4)


def test_open_interest_against_supply_knows_no_price() -> None:
    assert supply_share(695_484, 19.95e6) == pytest.approx(0.03486, abs=1e-5)
    assert supply_share(695_484, None) is None
    assert supply_share(None, 19.95e6) is None
    assert supply_share(NAN, 19.95e6) is None
    assert supply_share(1, 0) is None


def test_rates_are_weighted_by_open_interest() -> None:
    assert weighted_rate([(1e-4, 30.0), (5e-4, 10.0)]) == pytest.approx(2e-4)
    assert weighted_rate([(1e-4, 30.0), (5e-4, None), (None, 9.0), (NAN, 9.0)]) == 1e-4
    assert weighted_rate([(1e-4, 0.0)]) is None
    assert weighted_rate([]) is None


def rates(*values: float, predicted: bool = False) -> VenueFunding:
    start = np.arange(len(values)) * HOUR_MS
    flags = np.array([predicted] * len(values))
    return VenueFunding("a", SignedColumns(HOUR_MS, start, np.array(values), flags))


def test_a_weighted_bar_holds_the_venues_that_are_known_in_it() -> None:
    venues = [rates(1e-4, 1e-4, NAN, NAN), rates(5e-4, 5e-4, 5e-4, 5e-4, predicted=True)]
    weights = [np.array([30.0, 30.0, 30.0, 30.0]), np.array([10.0, NAN, 10.0, NAN])]
    found = weighted_funding(venues, weights, HOUR_MS)
    np.testing.assert_allclose(found.value, [2e-4, 1e-4, 5e-4, NAN])
    assert found.provisional.tolist() == [True, False, True, False]


def test_without_venues_there_are_no_bars() -> None:
    assert len(weighted_funding([], [], HOUR_MS)) == 0
