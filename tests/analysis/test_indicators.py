"""How an indicator is written and named."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.indicators import (
    BadIndicator,
    Indicator,
    Kind,
    Session,
    parse_indicator,
    parse_indicators,
    parse_length,
    parse_width,
)
from tracker.domain.times import parse_iso


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sma:50", "SMA 50"),
        (" EMA:20 ", "EMA 20"),
        ("wma:1000", "WMA 1000"),
        ("vwap:day", "VWAP day"),
        ("vwap:month:2", "VWAP month"),
        ("vwap:2026-02-05T13:00", "VWAP since 5 Feb 13:00 UTC"),
        ("vwap:2026-02-05", "VWAP since 5 Feb 00:00 UTC"),
        ("bollinger", "Bollinger 20, 2"),
        ("bollinger:30:2.5", "Bollinger 30, 2.5"),
        ("atr", "ATR 14"),
        ("rsi:7", "RSI 7"),
    ],
)
def test_an_indicator_is_named_as_it_was_written(text: str, name: str) -> None:
    one = parse_indicator(text)
    assert one.name == name
    assert parse_indicator(one.word) == one


def test_at_its_line_an_anchor_is_a_day() -> None:
    assert parse_indicator("vwap:2026-02-05T13:00").short == "VWAP 5 Feb"
    assert parse_indicator("ema:9").short == "EMA 9"


def test_an_anchored_vwap_may_have_bands() -> None:
    one = parse_indicator("vwap:2026-02-05T13:00:2")
    assert one == Indicator(Kind.VWAP, anchor_ms=parse_iso("2026-02-05T13:00"), bands=2)
    assert parse_indicator("vwap:2026-02-05T13:00:30") == Indicator(
        Kind.VWAP, anchor_ms=parse_iso("2026-02-05T13:00")
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mma:5", "no indicator"),
        ("", "no indicator"),
        ("sma", "from 1 to 1,000"),
        ("sma:0", "from 1 to 1,000"),
        ("sma:1001", "from 1 to 1,000"),
        ("sma:5.5", "from 1 to 1,000"),
        ("sma:-5", "from 1 to 1,000"),
        ("sma:5:5", "from 1 to 1,000"),
        ("bollinger:1", "from 2 to 1,000"),
        ("bollinger:20:0", "above 0, at most 10"),
        ("bollinger:20:11", "above 0, at most 10"),
        ("bollinger:20:two", "above 0, at most 10"),
        ("vwap", "begins with a day"),
        ("vwap:year", "begins with a day"),
        ("vwap:1969-12-31", "begins with a day"),
        ("vwap:day:3", "0 to 2"),
    ],
)
def test_what_is_no_indicator_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadIndicator) as caught:
        parse_indicator(text)
    assert sentence in caught.value.sentence
    assert caught.value.sentence.endswith(".")


def test_several_are_read_once_each() -> None:
    assert [one.word for one in parse_indicators("sma:50, vwap:day,sma:50,,bollinger:20")] == [
        "sma:50",
        "vwap:day",
        "bollinger:20:2",
    ]
    with pytest.raises(BadIndicator, match="No indicator"):
        parse_indicators(" , ")


def test_only_atr_and_rsi_have_panes() -> None:
    words = ("sma:5", "vwap:week", "bollinger:9", "atr:14", "rsi:14")
    assert [parse_indicator(one).in_pane for one in words] == [False, False, False, True, True]


@given(
    st.one_of(
        st.builds(
            Indicator,
            st.sampled_from([Kind.SMA, Kind.EMA, Kind.WMA, Kind.ATR, Kind.RSI]),
            st.integers(1, 1000),
        ),
        st.builds(
            Indicator,
            st.just(Kind.BOLLINGER),
            st.integers(2, 1000),
            st.integers(1, 100).map(lambda tenths: tenths / 10),
        ),
        st.builds(
            Indicator, st.just(Kind.VWAP), session=st.sampled_from(Session), bands=st.integers(0, 2)
        ),
        st.builds(
            Indicator,
            st.just(Kind.VWAP),
            anchor_ms=st.integers(0, 60_000_000).map(lambda minute: minute * 60_000),
            bands=st.integers(0, 2),
        ),
    )
)
def test_words_come_back_as_they_were(one: Indicator) -> None:
    assert parse_indicator(one.word) == one


@given(st.text(max_size=12))
def test_nothing_that_is_typed_breaks_the_reader(text: str) -> None:
    for read in (parse_indicator, parse_length, parse_width):
        with suppress(BadIndicator):
            assert read(text) is not None
