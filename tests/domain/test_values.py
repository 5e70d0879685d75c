"""The small values: ticker, health, errors, states, markets."""

from __future__ import annotations

import pytest

from tracker.domain.derivatives import Ticker
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel, Health, State
from tracker.domain.level import LevelState
from tracker.domain.market import DEFAULT_ASSETS, Contract, Market

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)


@pytest.mark.parametrize(("opened", "change"), [(100.0, -0.0137), (None, None), (0.0, None)])
def test_the_change_over_24_hours_is_a_fraction_or_unknown(
    opened: float | None, change: float | None
) -> None:
    ticker = Ticker(BTC, 0, 98.63, opened, None, None, None, None)
    assert ticker.change_24h == (None if change is None else pytest.approx(change))


def test_only_what_is_alive_may_be_taken_as_the_present() -> None:
    good = {state for state in State if state.is_good}
    assert good == {State.LIVE, State.QUIET, State.CAPPED}


def test_health_says_nothing_it_does_not_know() -> None:
    health = Health("gate", Channel.LIQUIDATIONS, State.OFF)
    assert (health.last_event_at_ms, health.reason, health.retry_at_ms) == (None, None, None)


def test_a_level_holds_until_it_is_broken() -> None:
    gone = {state for state in LevelState if not state.holds}
    assert gone == {LevelState.BROKEN, LevelState.RETEST, LevelState.FLIPPED}


def test_an_error_keeps_the_sentence_for_people_apart_from_the_detail() -> None:
    error = TrackerError("It did not answer.", "HTTP 502")
    assert (error.sentence, error.detail) == ("It did not answer.", "HTTP 502")
    assert str(error) == "It did not answer. (HTTP 502)"
    assert str(TrackerError("It did not answer.")) == "It did not answer."


def test_a_market_counts_in_coins_unless_it_says_otherwise() -> None:
    assert (BTC.multiplier, BTC.factor, BTC.funding_h) == (1.0, 1, None)
    assert DEFAULT_ASSETS == ("BTC", "ETH", "BNB", "SOL", "XRP")
