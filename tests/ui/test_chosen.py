"""What is remembered of indicators, and which colours lines get."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from tracker.analysis.columns import LineColumns
from tracker.analysis.indicators import parse_indicator
from tracker.domain.level import COLORS
from tracker.domain.times import HOUR_MS
from tracker.services.comparison import Closes
from tracker.ui.charts.content import Drawn
from tracker.ui.chosen import Chosen, compared, free_tone, pack_chosen, unpack_chosen
from ui.samples import TITLES, market

CHOSEN = Chosen(
    (
        Drawn(parse_indicator("sma:50"), "orange"),
        Drawn(parse_indicator("vwap:2026-02-05T13:00:2"), "#12ab34", shown=False),
        Drawn(parse_indicator("rsi:9"), "blue"),
    ),
    ("ETH", "SOL"),
    1_770_000_000_000,
)


def test_what_was_chosen_comes_back() -> None:
    assert unpack_chosen(pack_chosen(CHOSEN)) == CHOSEN
    assert unpack_chosen(None) == Chosen()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b'{"version":2,"studies":[],"coins":[]}',
        b'{"version":1,"studies":[{"word":"sma:0","tone":"blue"}],"coins":[]}',
        b'{"version":1,"studies":3,"coins":[]}',
    ],
)
def test_what_cannot_be_read_is_nothing_and_the_log_says_so(
    raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert unpack_chosen(raw) == Chosen()
    assert "indicators" in caplog.text


def test_an_unknown_colour_costs_only_the_colour() -> None:
    raw = b'{"version":1,"studies":[{"word":"sma:5","tone":"nacre"}],"coins":["ETH"]}'
    assert unpack_chosen(raw) == Chosen((Drawn(parse_indicator("sma:5"), COLORS[0]),), ("ETH",))


def test_each_line_gets_a_colour_of_its_own_as_long_as_there_are_any() -> None:
    used: list[str] = []
    for _ in COLORS:
        used.append(free_tone(used))
    assert sorted(used) == sorted(COLORS)
    assert free_tone(used) in COLORS


def test_compared_coins_differ_from_each_other_and_say_another_venue() -> None:
    line = LineColumns(HOUR_MS, np.array([0]), np.array([1.0]))
    found = [Closes("ETH", market("ETH"), line), Closes("SOL", market("SOL", "alpha"), line)]
    eth, sol = compared(found, ["orange"], "spot", TITLES)
    assert len({eth.tone, sol.tone, "orange"}) == 3
    assert (eth.note, sol.note) == ("", "Alpha")
