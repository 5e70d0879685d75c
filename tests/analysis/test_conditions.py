"""The words of alert rules: every form, one spelling each, and sentences for what is none."""

from __future__ import annotations

import pytest

from tracker.analysis.conditions import (
    KINDS,
    BadCondition,
    Condition,
    Kind,
    add_kind,
    parse_condition,
)
from tracker.analysis.triggers import Direction, Trigger
from tracker.domain.derivatives import Side
from tracker.domain.times import H1, M15

ABOVE, BELOW, EITHER = Direction.ABOVE, Direction.BELOW, Direction.EITHER


@pytest.mark.parametrize(
    ("text", "word", "direction", "threshold", "unit"),
    [
        ("move:1h+3%", "move:1h+3%", ABOVE, 3, "%"),
        ("Move:60m - 3.50 %", "move:1h-3.5%", BELOW, -3.5, "%"),
        ("move:1h3%", "move:1h3%", EITHER, 3, "%"),
        ("liquidations:15m>50M", "liquidations:15m>50M", ABOVE, 50e6, "usd"),
        ("liquidations:15m>$1500k", "liquidations:15m>1.5M", ABOVE, 1.5e6, "usd"),
        ("liquidations:24h>1234567", "liquidations:1d>1234.567K", ABOVE, 1_234_567, "usd"),
        ("liquidations:1h>5x", "liquidations:1h>5x", ABOVE, 5, "x"),
        ("liquidations:15m:longs>50M", "liquidations:15m:long>50M", ABOVE, 50e6, "usd"),
        ("longs:1h>80%", "longs:1h>80%", ABOVE, 80, "%"),
        ("longs:1h<20%", "longs:1h<20%", BELOW, 20, "%"),
        ("funding>0.05%", "funding>0.05%", ABOVE, 0.05, "%"),
        ("funding<-0.010%", "funding<-0.01%", BELOW, -0.01, "%"),
        ("funding<0%", "funding<0%", BELOW, 0, "%"),
        ("oi:4h-5%", "oi:4h-5%", BELOW, -5, "%"),
        ("feed:binance", "feed:binance", ABOVE, 0, ""),
        ("feed:any/liquidations", "feed:any/liquidations", ABOVE, 0, ""),
    ],
)
def test_a_condition_is_read_into_its_terms_and_one_spelling(
    text: str, word: str, direction: Direction, threshold: float, unit: str
) -> None:
    read = parse_condition(text)
    assert read.word == word
    assert (read.trigger.direction, read.unit) == (direction, unit)
    assert read.trigger.threshold == pytest.approx(threshold)
    assert parse_condition(word) == read
    assert read.name


def test_window_side_and_venue_are_kept() -> None:
    assert parse_condition("liquidations:15m:short>2x").side is Side.SHORT
    assert parse_condition("liquidations:15m>2x").side is None
    assert parse_condition("liquidations:15m>2x").window == M15
    assert parse_condition("oi:60m+1%").window == H1
    assert parse_condition("feed:okx/oi").subject == "okx/oi"


@pytest.mark.parametrize(
    ("text", "rearm"),
    [
        ("move:1h-3%", 1.0),
        ("liquidations:1h>40M", 10e6),
        ("liquidations:1h>4x", 1.0),
        ("longs:1h>80%", 5.0),
        ("funding>0.01%", 0.005),
        ("funding>0.10%", 0.02),
        ("oi:4h6%", 2.0),
    ],
)
def test_how_far_a_value_must_come_back(text: str, rearm: float) -> None:
    assert parse_condition(text).trigger.rearm == pytest.approx(rearm)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with one of move, liquidations"),
        ("price>5", "begins with one of move, liquidations"),
        ("move:1h", "write move:WINDOW-X%"),
        ("move:1h-0%", "always there"),
        ("move:1h-100%", "falls by 100"),
        ("move:1m-1%", "between 5m and 30d"),
        ("move:31d-1%", "between 5m and 30d"),
        ("liquidations:1h", "needs quotes"),
        ("liquidations:1h>0", "above zero"),
        ("liquidations:1h>1x", "Normal is 1x"),
        ("liquidations:1h<5M", "write liquidations:WINDOW"),
        ("longs:1h>100%", "between 0 % and 100 %"),
        ("funding>5", "write funding>0.05%"),
        ("oi:5m-1%", "between 15m and 30d"),
        ("feed:", "write feed:VENUE"),
        ("feed:okx/candle", "not a channel; there are candles"),
    ],
)
def test_what_is_no_condition_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadCondition, match=words) as refused:
        parse_condition(text)
    assert refused.value.sentence.endswith(".")


def test_a_further_kind_is_added_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.analysis.conditions.KINDS", dict(KINDS))

    def read(rest: str) -> Condition | None:
        if rest != ":1h>60":
            return None
        return Condition("cascade", f"cascade{rest}", Trigger(ABOVE, 60, 25), "", H1)

    add_kind(Kind("cascade", ("cascade:1h>60",), read, lambda _: "a cascade"))
    assert parse_condition("cascade:1h>60").name == "a cascade"
    with pytest.raises(BadCondition, match="write cascade:1h>60"):
        parse_condition("cascade:1h>61")
