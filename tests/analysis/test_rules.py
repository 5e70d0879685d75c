"""Help texts of rules, and the measured rates in them: section 1.6 of docs/methodology.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.rules import condition, help_text, measured
from tracker.domain.level import DECISIVE, HOURLY, TOUCH, Rule, parse_rule

METHODOLOGY = Path(__file__).parents[2] / "docs" / "methodology.md"
ROW = re.compile(
    r"^\| `(?P<word>[^`]+)` \| (?P<alerts>\d+) \| (?P<false>[\d.]+) % \| (?P<shuffled>[\d.]+) % "
    r"\| (?P<delay>\d+) h \| (?P<distance>[\d.]+) % \|$",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("touch", "A closed 1m candle has traded beyond the level."),
        (
            "hourly",
            (
                "2 closes in a row of 1h, more than max(0.25\u202f%, 0.25 ATR) beyond the level, "
                "or one close more than max(1\u202f%, 1.5 ATR) beyond it."
            ),
        ),
        ("decisive", "One close of 1d, the day in UTC, more than 1\u202f% beyond the level."),
        ("close:4h", "One close of 4h, beyond the level."),
        ("close:4h*2+0.5atr", "2 closes in a row of 4h, more than 0.5 ATR beyond the level."),
        ("close:1w+2.5%", "One close of 1w, more than 2.5\u202f% beyond the level."),
    ],
)
def test_a_rule_says_what_breaks_a_level(word: str, sentence: str) -> None:
    assert condition(parse_rule(word)) == sentence
    assert help_text(parse_rule(word)).startswith(sentence)


def test_the_measured_rates_are_those_of_the_methodology() -> None:
    rows = {row["word"]: row for row in ROW.finditer(METHODOLOGY.read_text(encoding="utf-8"))}
    assert len(rows) == 10
    for word, row in rows.items():
        known = measured(parse_rule(word))
        assert known is not None
        assert (known.alerts, known.delay_h) == (int(row["alerts"]), int(row["delay"]))
        assert known.false_share * 100 == pytest.approx(float(row["false"]))
        assert known.shuffled_share * 100 == pytest.approx(float(row["shuffled"]))
        assert known.distance_pct == float(row["distance"])


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        (HOURLY, ("543 alerts 51", "50", "2 h after", "0.88")),
        (DECISIVE, ("153 alerts 23", "21", "47 h after", "1.92")),
        (TOUCH, ("2,823 alerts 75", "77", "less than an hour after", "0.01")),
    ],
)
def test_the_help_names_the_measured_rate_and_promises_nothing(
    rule: Rule, figures: tuple[str, ...]
) -> None:
    text = help_text(rule)
    for figure in figures:
        assert figure in text
    assert text.endswith(
        "No rule predicts: one that waits longer speaks when price is further away."
    )
    assert ("armed again at once" in text) == (rule is TOUCH)


def test_a_rule_that_is_spelt_otherwise_has_the_same_rate() -> None:
    assert measured(parse_rule("close:24h+1.0%")) == measured(DECISIVE)
    assert measured(parse_rule("close:60m")) == measured(parse_rule("close:1h"))


@given(st.integers(1, 99), st.integers(1, 99), st.floats(0, 99), st.floats(0, 20))
def test_a_rule_that_was_not_measured_says_so(
    hours: int, closes: int, percent: float, atr: float
) -> None:
    rule = parse_rule(f"close:{hours}h*{closes}+{percent:.4f}%+{atr:.4f}atr")
    text = help_text(rule)
    if measured(rule) is None:
        assert "This rule was not measured" in text
        assert "23\u202f% to 75\u202f%" in text
    else:
        assert "Measured on hourly BTC" in text
    assert "No rule predicts" in text
