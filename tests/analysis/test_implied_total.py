"""Headlines against what is observed (sections 8.5 and 8.7 of docs/methodology.md)."""

from __future__ import annotations

import pytest

from tracker.analysis.implied_total import (
    BadClaim,
    BreakEven,
    break_even_words,
    implied_total,
    total_words,
)


def test_the_february_headline_is_flagged() -> None:
    """−4.4 % and $26bn against the $103bn of all coins on 5 February 2026."""
    found = implied_total(26e9, -0.044, 103e9)
    assert found.before_usd == pytest.approx(590.9e9, rel=1e-3)
    assert found.after_usd == pytest.approx(564.9e9, rel=1e-3)
    assert found.times == pytest.approx(5.7, abs=0.05)
    assert found.is_flagged
    assert "5.7 times" in total_words(found, "all coins")
    assert "not the same total" in total_words(found, "all coins")


def test_a_headline_of_the_right_size_passes() -> None:
    found = implied_total(-4.5e9, -0.044, 103e9)
    assert found.is_flagged is False
    assert "can belong together" in total_words(found, "all coins")


def test_a_month_of_impossible_coins_is_flagged() -> None:
    """744,000 BTC removed, being −53 % or so of what there is, needs twice what there was."""
    found = implied_total(744_000 * 74_000, -0.34, 650_000 * 76_800)
    assert found.is_flagged
    assert found.before_usd / 74_000 == pytest.approx(2.19e6, rel=0.01)


@pytest.mark.parametrize(
    ("times", "flagged"), [(0.49, True), (0.5, False), (2, False), (2.01, True)]
)
def test_half_to_twice_is_the_same_total(times: float, flagged: bool) -> None:
    assert implied_total(times * 10.0, 0.1, 100.0).is_flagged is flagged


def test_without_an_observed_total_nothing_is_judged() -> None:
    found = implied_total(26e9, -0.044, None)
    assert (found.times, found.is_flagged) == (None, None)
    assert "Nothing is observed" in total_words(found, "")


def test_the_sign_is_that_of_the_percentage() -> None:
    assert implied_total(5.0, -0.1, None).amount_usd == -5
    assert implied_total(-5.0, 0.1, None).after_usd == pytest.approx(55)


@pytest.mark.parametrize(
    ("amount", "fraction"),
    [(0, -0.1), (5, 0), (5, -1), (5, -1.2), (float("nan"), 0.1), (5, float("inf"))],
)
def test_a_claim_of_which_nothing_follows_is_refused(amount: float, fraction: float) -> None:
    with pytest.raises(BadClaim):
        implied_total(amount, fraction, None)


@pytest.mark.parametrize(
    ("price", "said"),
    [(-0.0188, "shrank by 2.6"), (-0.044, "did not change"), (-0.095, "grew by 5.6")],
)
def test_price_beside_the_headline_says_what_positions_did(price: float, said: str) -> None:
    assert said in break_even_words(BreakEven(-0.044, price))
