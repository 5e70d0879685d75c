"""`tracker implied-total`: headlines against the total that is recorded."""

from __future__ import annotations

import pytest

from commands.conftest import Cli
from tracker.domain.times import HOUR_MS, iso

HEADLINE = ("implied-total", "--amount", "26e9", "--percent", "-4.4")


def test_the_headline_of_february_is_flagged(cli: Cli) -> None:
    (row,) = cli(*HEADLINE, "--observed", "103e9", "--json").rows()
    assert row["flagged"] is True
    assert row["implied_before_usd"] == pytest.approx(590.9e9, rel=1e-3)
    assert row["implied_after_usd"] == pytest.approx(564.9e9, rel=1e-3)
    assert row["times_observed"] == pytest.approx(5.74, abs=0.01)
    assert "5.7 times" in row["words"]


def test_one_of_the_right_size_passes(cli: Cli) -> None:
    said = cli("implied-total", "--amount", "4.5e9", "--percent", "-4.4", "--observed", "103e9")
    assert said.code == 0
    assert "can belong together" in said.out


@pytest.mark.usefixtures("filled")
def test_it_is_compared_with_what_is_recorded(cli: Cli, hour_ms: int) -> None:
    (row,) = cli(*HEADLINE, "BTC", "--json").rows()
    # Bybit says 700,000 USD; Gate said coins, worth 70,000 each.
    assert row["observed_usd"] == pytest.approx(1_050_000)
    assert (row["observed_coins"], row["observed_venues"]) == (["BTC"], ["bybit", "gate"])
    assert row["observed_as_of"] == iso(hour_ms - HOUR_MS)
    (all_coins,) = cli(*HEADLINE, "--json").rows()
    assert all_coins["observed_usd"] == row["observed_usd"]


def test_without_a_cache_nothing_is_judged(cli: Cli) -> None:
    (row,) = cli(*HEADLINE, "--json").rows()
    assert (row["observed_usd"], row["times_observed"], row["flagged"]) == (None, None, None)
    assert "Nothing is observed" in cli(*HEADLINE).out


def test_the_price_beside_it_says_what_positions_did(cli: Cli) -> None:
    (row,) = cli(*HEADLINE, "--price", "-9.5", "--json").rows()
    assert row["implied_contracts"] == pytest.approx(0.0564, abs=1e-4)
    assert "positions grew by 5.6" in cli(*HEADLINE, "--price", "-9.5").out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--amount", "0", "--percent", "-4.4"),
        ("--amount", "5", "--percent", "-100"),
        ("--amount", "x", "--percent", "-4.4"),
        ("--amount", "5", "--percent", "inf"),
        ("--amount", "5"),
        ("--amount", "5", "--percent", "-4", "--price", "-100"),
    ],
)
def test_of_wrong_numbers_nothing_follows(cli: Cli, wrong: tuple[str, ...]) -> None:
    said = cli("implied-total", *wrong)
    assert said.code == 2
    assert said.out == ""
