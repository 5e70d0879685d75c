"""What is typed about a level: read, refused with a sentence, and turned into a change."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from msgspec.structs import replace

from tracker.domain.errors import TrackerError
from tracker.domain.times import DAY_MS, HOUR_MS, parse_iso
from tracker.services.levels import LevelEdit
from tracker.ui.level_form import (
    BadEntry,
    Entry,
    box_words,
    edit_between,
    expiry_text,
    join_rules,
    parse_expiry,
    parse_price,
    price_words,
    rule_help,
    snoozes,
    split_rules,
)
from ui.samples import NOW_MS


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("70,000", 70_000.0),
        (" 70 000 ", 70_000.0),
        ("70k", 70_000.0),
        ("$1.5M", 1_500_000.0),
        ("1.3731", 1.3731),
        (".5", 0.5),
    ],
)
def test_prices_are_read_as_people_write_them(text: str, price: float) -> None:
    assert parse_price(text) == price


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type a price"),
        ("seventy", "“seventy” is not a price"),
        ("-5", "is not a price"),
        ("1.2.3", "is not a price"),
        ("0", "above zero"),
        ("1e5", "is not a price"),
    ],
)
def test_what_is_no_price_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(BadEntry, match=words):
        parse_price(text)


def test_a_price_says_what_it_will_be() -> None:
    assert price_words(70_000.0, 70_000.0, (), 67_450.0) == ""
    moved = price_words(70_000.0, 65_000.0, (), 67_450.0)
    assert moved == (
        "A new price begins a new history; what happened at 65,000 stays listed. "
        "+3.8\u202f% from the price: resistance."
    )
    assert price_words(65_000.0, None, (), 67_450.0) == "−3.6\u202f% from the price: support."
    old = price_words(65_000.0, None, (), 67_450.0, "47 min")
    assert old == "−3.6\u202f% from the price 47 min ago: support."
    assert price_words(6_500.0, None, (), 67_450.0).endswith("is it what you meant?")
    with pytest.raises(BadEntry, match="already a level at 70,000"):
        price_words(70_000.0, 65_000.0, (70_000.0,), None)


def test_rules_have_boxes_or_are_typed() -> None:
    assert split_rules(("hourly", "close:4h", "close:1d*2")) == (["hourly"], "close:4h, close:1d*2")
    assert join_rules(["hourly"], "close:4h,hourly close:60m") == ("hourly", "close:4h", "close:1h")
    with pytest.raises(TrackerError, match="is not a rule"):
        join_rules(["hourly"], "close")
    with pytest.raises(BadEntry, match="at least one rule"):
        join_rules([], " ")


def test_a_rule_tells_its_measured_false_breaks() -> None:
    assert box_words("hourly") == "hourly · 51\u202f%"
    assert "543 alerts 51\u202f% were reclaimed" in rule_help("hourly")
    assert "was not measured" in rule_help("close:1h*9")
    assert box_words("close:1h*9") == "close:1h*9"


def test_sleep_ends_at_a_moment_that_is_named() -> None:
    east = timezone(timedelta(hours=3))
    now_ms = parse_iso("2026-02-12T22:30:00Z")
    ends = dict(snoozes(now_ms, UTC))
    assert ends["1 hour, 12 Feb 23:30"] == now_ms + HOUR_MS
    assert ends["until tomorrow, 13 Feb 00:00"] == parse_iso("2026-02-13T00:00:00Z")
    # In the east it is the 13th already.
    assert dict(snoozes(now_ms, east))["until tomorrow, 14 Feb 00:00"] == (
        parse_iso("2026-02-13T21:00:00Z")
    )


def test_the_end_of_a_level_is_a_date_or_a_while() -> None:
    old_ms = parse_iso("2026-02-01T00:00:00Z")
    assert expiry_text(None) == "never"
    assert parse_expiry("never", old_ms, NOW_MS) is None
    assert parse_expiry("7d", None, NOW_MS) == NOW_MS + 7 * DAY_MS
    assert parse_expiry("2026-03-01", None, NOW_MS) == parse_iso("2026-03-01T00:00:00Z")
    assert parse_expiry(expiry_text(old_ms), old_ms, NOW_MS) == old_ms, "what is over may stay so"
    for text in ("2026-01-01", "soon"):
        with pytest.raises(BadEntry, match="Expires: "):
            parse_expiry(text, None, NOW_MS)


def test_only_what_was_changed_is_changed() -> None:
    old = Entry(70_000.0, "note", ("hourly", "decisive"), "red", NOW_MS, NOW_MS)
    assert edit_between(old, replace(old, price=1.0)) is None
    assert edit_between(old, replace(old, rules=("decisive", "hourly"))) is None
    assert edit_between(old, replace(old, note="")) == LevelEdit(note="")
    new = Entry(70_000.0, "note", ("touch",), None, None, NOW_MS + 1)
    assert edit_between(old, new) == LevelEdit(
        rules=("touch",), snoozed_until_ms=NOW_MS + 1, clear=frozenset({"color", "expires_ms"})
    )
    assert new.wish("BTC").rules == ("touch",)
