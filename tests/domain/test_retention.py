"""How long what is kept: the words of config.toml, their bounds, and what holds where nothing is said."""

from __future__ import annotations

import pytest

from tracker.domain.retention import (
    DEFAULT_KEEP_MS,
    FIRST_TO_GO,
    LEAST_KEEP_MS,
    BadRetention,
    Kind,
    Retention,
    parse_size,
    parse_span,
    span_words,
)
from tracker.domain.times import DAY_MS, H1, M1, M5, M15, parse_iso

NOW_MS = parse_iso("2026-02-04T16:00:00Z")


def test_where_nothing_is_said_single_liquidations_are_kept_for_ninety_days_within_4_gb() -> None:
    kept = Retention.parse({})
    assert kept == Retention()
    assert kept.since_ms(Kind.LIQUIDATIONS, NOW_MS) == NOW_MS - 90 * DAY_MS
    assert kept.since_ms(Kind.STATISTICS, NOW_MS) == 0
    assert kept.since_ms(None, NOW_MS) == 0
    assert kept.bound_bytes == 4_000_000_000


def test_what_is_said_counts_and_the_rest_keeps_its_default() -> None:
    kept = Retention.parse({"candles_1m": "2y", "liquidations": "for ever", "size": "800 MB"})
    assert kept.since_ms(Kind.CANDLES_1M, NOW_MS) == NOW_MS - 730 * DAY_MS
    assert kept.since_ms(Kind.LIQUIDATIONS, NOW_MS) == 0
    assert kept.keep_ms[Kind.OPEN_INTEREST] == DEFAULT_KEEP_MS[Kind.OPEN_INTEREST]
    assert kept.bound_bytes == 800_000_000


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"candles_2m": "2y"}, "keep has no candles_2m; there are: liquidations, "),
        ({"ratios": 90}, 'keep.ratios is like "90d", "12w", "2y" or "for ever".'),
        ({"ratios": "soon"}, 'keep.ratios is like "90d"'),
        ({"liquidations": "3d"}, "keep.liquidations is a week at least"),
        ({"size": "big"}, 'keep.size is like "4GB" or "800MB".'),
        ({"size": 4}, "keep.size is like"),
        ({"size": "1MB"}, "keep.size is 100MB at least."),
    ],
)
def test_what_makes_no_sense_is_refused_with_an_example(
    table: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadRetention) as refused:
        Retention.parse(table)
    assert refused.value.sentence.startswith(sentence)


@pytest.mark.parametrize(("text", "days"), [("90d", 90), ("12w", 84), ("2y", 730), ("10 Y", 3650)])
def test_spans_are_days_weeks_and_years(text: str, days: int) -> None:
    assert parse_span("ratios", text) == days * DAY_MS


@pytest.mark.parametrize("text", ["7d", "90d", "2y", "for ever"])
def test_a_span_is_said_as_it_is_written(text: str) -> None:
    assert span_words(parse_span("ratios", text)) == text


@pytest.mark.parametrize(
    ("text", "size"), [("4GB", 4 * 10**9), ("1.5 gb", 15 * 10**8), ("2TB", 2 * 10**12)]
)
def test_sizes_are_decimal(text: str, size: int) -> None:
    assert parse_size(text) == size


def test_candles_have_their_kind_by_interval_and_hours_have_none() -> None:
    kinds = {kind.interval: kind for kind in Kind if kind.interval is not None}
    assert set(kinds) == {M1, M5, M15}
    assert Kind.of_candles(M1) is Kind.CANDLES_1M
    assert Kind.of_candles(H1) is None


def test_whatever_goes_first_leaves_what_alerts_and_charts_need() -> None:
    assert set(FIRST_TO_GO) == set(Kind)
    assert min(FIRST_TO_GO.values()) >= LEAST_KEEP_MS
    assert all(kind.words for kind in Kind)
