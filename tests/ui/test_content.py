"""From views to what the charts draw: titles, scopes, levels in words."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

from msgspec.structs import replace

from tracker.analysis.columns import LineColumns
from tracker.analysis.open_interest import InterestLine
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.level import LevelState
from tracker.domain.times import H1, HOUR_MS
from tracker.services.flows import read_flows
from tracker.services.pane_views import Asked
from tracker.ui.charts.pane_data import InterestData, LiquidationsData
from tracker.ui.content import content_of, coverage_text, level_lines
from tracker.ui.flows import columns_of
from tracker.ui.pane_words import flow_scopes, named
from ui.samples import NOW_MS, TITLES, candle, chart_view, coverage, level_row

EMPTY = LineColumns.empty(HOUR_MS)


def test_the_content_of_a_chart_names_units_and_scopes() -> None:
    content = content_of(chart_view(), TITLES, simulated=True, now_ms=NOW_MS)
    liquidations, interest = content.find(LiquidationsData), content.find(InterestData)
    assert liquidations is not None
    assert (liquidations.per, liquidations.scope) == ("1h", "covered 61\u202f% · Alpha, Beta")
    assert interest is not None
    assert (interest.unit, interest.scope) == ("BTC", "one-sided · Alpha, Beta")
    assert content.simulated
    assert content.levels[0].text == "support"


def test_scopes_name_what_is_lacking() -> None:
    liquidations, interest = flow_scopes(Coverage(), InterestLine(EMPTY, (), ()), TITLES)
    assert liquidations == "covered 0\u202f%"
    assert interest == "no venue yet"
    liquidations, interest = flow_scopes(
        coverage(0.5, 0.0, kind=FeedKind.SAMPLED),
        InterestLine(EMPTY, ("alpha",), ("beta", "gamma")),
        TITLES,
    )
    assert liquidations == "covered 25\u202f% · Alpha (sampled)"
    assert interest == "one-sided · Alpha · without Beta, gamma"


def test_a_feed_at_its_cap_says_for_how_long() -> None:
    capped = VenueCoverage("alpha", 1.0, FeedKind.SAMPLED, capped_share=0.12)
    assert named(capped, TITLES) == "Alpha (sampled, capped 12\u202f% of the time)"
    assert named(replace(capped, capped_share=0.0), TITLES) == "Alpha (sampled)"


def test_coverage_for_the_foot_of_a_picture() -> None:
    assert coverage_text(Coverage(), TITLES) == "No liquidation feed"
    assert coverage_text(coverage(0.5, 1.0), TITLES) == (
        "Liquidations observed: Alpha 50\u202f%, Beta 100\u202f%"
    )


def test_level_lines_say_when_in_the_chosen_zone() -> None:
    row = level_row(75_000.0, LevelState.BROKEN, since_ms=NOW_MS)
    (utc,) = level_lines([row], NOW_MS)
    (east,) = level_lines([row], NOW_MS, timezone(timedelta(hours=3)))
    assert (utc.text, utc.broken) == ("was support, broken 12 Feb 09:30", True)
    assert east.text == "was support, broken 12 Feb 12:30"
    assert row.words == row.words_in(UTC)


def test_candles_as_columns_keep_the_last_word_on_each() -> None:
    columns = columns_of(
        [candle(5.0), candle(3.0, at_ms=NOW_MS - HOUR_MS), candle(6.0)],
        H1,
    )
    assert list(columns.close) == [3.0, 6.0]
    assert not columns.closed.any()
    assert columns.interval_ms == HOUR_MS


def test_flows_are_read_for_one_stretch_of_time() -> None:
    asked: list[tuple[object, ...]] = []

    class Views:
        def flows(self, *args: object, grain_ms: int) -> list[object]:
            assert grain_ms == HOUR_MS
            asked.append(args)
            return []

        def interest(self, *args: object, grid_ms: int) -> list[object]:
            assert grid_ms == HOUR_MS
            asked.append(args)
            return []

    flows = read_flows(Views(), Asked("BTC", H1.ms, NOW_MS - 2 * HOUR_MS, NOW_MS, frozenset()))  # type: ignore[arg-type]
    assert asked == [("BTC", NOW_MS - 2 * HOUR_MS, NOW_MS)] * 2
    assert flows.coverage == Coverage()
    assert not flows.interest.included
