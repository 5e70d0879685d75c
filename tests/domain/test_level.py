from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.domain.level import (
    DECISIVE,
    DEFAULT_RULES,
    HOURLY,
    TOUCH,
    BadColor,
    BadRule,
    Event,
    LevelState,
    Role,
    Transition,
    parse_color,
    parse_rule,
    transition_id,
)
from tracker.domain.times import D1, H1, H4, M1, parse_iso

BAR = parse_iso("2026-02-04T15:00:00Z")
BROKEN = Transition(
    asset="BTC",
    level=75_000.0,
    role=Role.SUPPORT,
    rule="hourly",
    timeframe="1h",
    cycle=3,
    event=Event.BROKEN,
    reason="closes",
    state=LevelState.BROKEN,
    bar_open_ms=BAR,
    at_ms=BAR + H1.ms,
    price=74_136.0,
    extreme=74_000.0,
    gap=False,
)


def test_the_two_default_rules_have_the_parameters_of_the_domain_reference() -> None:
    """Section 1.4, table of parameters."""
    assert DEFAULT_RULES == ("hourly", "decisive")
    assert (HOURLY.timeframe, HOURLY.closes, HOURLY.buffer_pct, HOURLY.buffer_atr) == (
        H1,
        2,
        0.25,
        0.25,
    )
    assert (HOURLY.big_pct, HOURLY.big_atr) == (1.0, 1.5)
    assert (HOURLY.touch_pct, HOURLY.touch_atr) == (0.10, 0.10)
    assert (HOURLY.rearm_pct, HOURLY.rearm_atr) == (0.50, 0.75)
    assert (HOURLY.reclaim_closes, HOURLY.flip_bars) == (2, 24)
    assert (DECISIVE.timeframe, DECISIVE.closes, DECISIVE.buffer_pct, DECISIVE.buffer_atr) == (
        D1,
        1,
        1.0,
        0.0,
    )
    assert DECISIVE.big_pct is None
    assert (DECISIVE.touch_pct, DECISIVE.touch_atr) == (0.20, 0.02)
    assert (DECISIVE.rearm_pct, DECISIVE.rearm_atr) == (1.0, 0.25)
    assert (DECISIVE.reclaim_closes, DECISIVE.flip_bars) == (1, 2)
    assert TOUCH.timeframe is M1
    assert TOUCH.on_touch
    assert not HOURLY.on_touch
    assert not DECISIVE.on_touch


@pytest.mark.parametrize(
    ("word", "rule"),
    [("hourly", HOURLY), ("decisive", DECISIVE), ("touch", TOUCH), (" Hourly\n", HOURLY)],
)
def test_a_named_rule_is_read_by_its_name(word: str, rule: object) -> None:
    assert parse_rule(word) is rule


@pytest.mark.parametrize(
    ("word", "timeframe", "closes", "pct", "atr"),
    [
        ("close:4h", H4, 1, 0.0, 0.0),
        ("close:1h*2+0.25%+0.25atr", H1, 2, 0.25, 0.25),
        ("close:1d+1%", D1, 1, 1.0, 0.0),
        ("close:1h+0.5atr", H1, 1, 0.0, 0.5),
        ("CLOSE:1H*99", H1, 99, 0.0, 0.0),
    ],
)
def test_a_general_rule_counts_closes_of_its_timeframe_beyond_its_buffer(
    word: str, timeframe: object, closes: int, pct: float, atr: float
) -> None:
    rule = parse_rule(word)
    assert rule.word == word.lower()
    assert rule.timeframe == timeframe
    assert (rule.closes, rule.buffer_pct, rule.buffer_atr) == (closes, pct, atr)
    assert rule.reclaim_closes == closes
    assert rule.big_pct is None
    assert not rule.on_touch


def test_zones_of_a_general_rule_follow_the_default_rule_of_the_nearer_timeframe() -> None:
    for word, like in (("close:12h", HOURLY), ("close:1d", DECISIVE), ("close:1w", DECISIVE)):
        rule = parse_rule(word)
        assert (rule.touch_pct, rule.touch_atr) == (like.touch_pct, like.touch_atr)
        assert (rule.rearm_pct, rule.rearm_atr) == (like.rearm_pct, like.rearm_atr)
        assert rule.flip_bars == like.flip_bars


@pytest.mark.parametrize(
    "word",
    [
        "",
        "close",
        "close:",
        "close:h",
        "close:0h",
        "close:1s",
        "close:1h*0",
        "close:1h*100",
        "close:1h+%",
        "close:1h+1",
        "close:1h+1atr+1%",
        "close:1h-1%",
        "close:1h *2",
        "close:1h+.5%",
        "close:1h+1e3%",
        "close:1h*1\N{ARABIC-INDIC DIGIT TWO}",
        "weekly",
        "hourly decisive",
    ],
)
def test_a_bad_word_is_refused_with_a_sentence_that_shows_a_good_one(word: str) -> None:
    with pytest.raises(BadRule) as caught:
        parse_rule(word)
    assert word in caught.value.sentence
    assert "close:1h*2+0.25%" in caught.value.sentence
    assert caught.value.sentence.endswith(".")


def test_a_timeframe_that_is_too_long_is_refused_as_an_interval() -> None:
    with pytest.raises(BadRule) as caught:
        parse_rule("close:12345h")
    assert "“12345h” is not an interval" in caught.value.sentence


TIMEFRAME = r"[1-9][0-9]{0,3}[mhdw]"
BUFFER = r"[0-9]{1,9}(\.[0-9]{1,9})?"
WORDS = rf"close:{TIMEFRAME}(\*[1-9][0-9]?)?(\+{BUFFER}%)?(\+{BUFFER}atr)?"


@given(st.from_regex(WORDS, fullmatch=True))
def test_every_word_of_the_general_form_is_a_rule_with_one_spelling(word: str) -> None:
    percent = re.search(r"\+([0-9.]+)%", word)
    if percent is not None and float(percent[1]) >= 100:
        with pytest.raises(BadRule, match="can never be true"):
            parse_rule(word)
        return
    rule = parse_rule(word)
    again = parse_rule(rule.word)
    assert again == rule
    assert again.word == rule.word


@pytest.mark.parametrize(
    ("word", "spelling"),
    [
        ("close:60m", "close:1h"),
        ("close:24h*1", "close:1d"),
        ("close:7d+0%", "close:1w"),
        ("close:1h*2+0.250%+0.250atr", "close:1h*2+0.25%+0.25atr"),
        ("close:90m+2.0%", "close:90m+2%"),
        ("close:4h+0.00000001atr", "close:4h+0.00000001atr"),
    ],
)
def test_one_rule_has_one_spelling(word: str, spelling: str) -> None:
    assert parse_rule(word).word == spelling


@given(st.text(alphabet="close:1234567890mhdw*+.%atr ²", max_size=24))
def test_any_other_word_is_refused_in_words(word: str) -> None:
    assume(not re.fullmatch(WORDS, word.strip()))
    with pytest.raises(BadRule, match=r"\w+ .*\.$"):
        parse_rule(word)


def test_the_id_of_a_transition_never_changes() -> None:
    """Stored ids are compared with new ones: a change of the formula would repeat every alert."""
    assert transition_id(BROKEN, 1) == "53272cb6228a5ae268bd"


@pytest.mark.parametrize(
    "same",
    [
        replace(BROKEN, level=75_000),
        replace(BROKEN, price=74_136.5),
        replace(BROKEN, late=True),
        replace(BROKEN, gap=True),
        replace(BROKEN, extreme=None),
        replace(BROKEN, reason="extension"),
        replace(BROKEN, id="whatever it was"),
    ],
)
def test_what_does_not_name_the_event_does_not_change_its_id(same: Transition) -> None:
    assert transition_id(same, 1) == transition_id(BROKEN, 1)


@pytest.mark.parametrize(
    "other",
    [
        replace(BROKEN, asset="ETH"),
        replace(BROKEN, level=75_000.5),
        replace(BROKEN, role=Role.RESISTANCE),
        replace(BROKEN, rule="decisive"),
        replace(BROKEN, cycle=4),
        replace(BROKEN, event=Event.PIERCED),
        replace(BROKEN, bar_open_ms=BAR + H1.ms),
    ],
)
def test_another_event_has_another_id(other: Transition) -> None:
    assert transition_id(other, 1) != transition_id(BROKEN, 1)


def test_a_level_made_again_has_ids_of_its_own() -> None:
    assert transition_id(BROKEN, 2) != transition_id(BROKEN, 1)


@pytest.mark.parametrize(("word", "color"), [(" Teal ", "teal"), ("#A0b1C2", "#a0b1c2")])
def test_a_colour_is_a_name_or_a_number(word: str, color: str) -> None:
    assert parse_color(word) == color


@pytest.mark.parametrize("word", ["", "octarine", "#a0b", "#a0b1cg", "a0b1c2"])
def test_other_words_are_no_colours_and_are_told_which_are(word: str) -> None:
    with pytest.raises(BadColor, match="write #rrggbb or one of red"):
        parse_color(word)
