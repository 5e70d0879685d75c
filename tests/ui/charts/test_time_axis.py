"""The time axis from ten minutes to ten years, in zones of every kind."""

from __future__ import annotations

import math
from datetime import UTC, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.domain.times import D1, DAY_MS, H1, HOUR_MS, M1, MINUTE_MS, Interval, parse_iso
from tracker.ui.charts.board import Board
from tracker.ui.charts.stage import text_width
from tracker.ui.charts.style import ChartStyle
from tracker.ui.charts.ticks import local, midnights, time_ticks, zone_name
from ui.charts.samples import START_MS, boarded, candles, content, is_color, painted

pytestmark = pytest.mark.usefixtures("qapp")

NAMES = ("Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/New_York")
ZONES: list[tzinfo] = [UTC, *(ZoneInfo(name) for name in NAMES)]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Around both changes of the clocks in Berlin and New York, and any other time.
MOMENTS = st.one_of(
    st.integers(parse_iso("2015-01-01"), parse_iso("2030-01-01")),
    *(
        st.integers(parse_iso(day) - 3 * DAY_MS, parse_iso(day) + 3 * DAY_MS)
        for day in ("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01")
    ),
)


@pytest.fixture(scope="module")
def board(qapp: object) -> Board:
    del qapp
    return boarded(content(), size=(900, 420))


def says(text: str, at_ms: int, zone: tzinfo) -> bool:
    """Whether a label is true of the local boundary it stands at."""
    at = local(at_ms, zone)
    midnight = (at.hour, at.minute, at.second) == (0, 0, 0)
    if ":" in text:
        return text == f"{at.hour:02d}:{at.minute:02d}" and at.second == 0
    if text.isdigit():
        return midnight and (at.year, at.month, at.day) == (int(text), 1, 1)
    if " " in text:
        return midnight and text == f"{at.day} {MONTHS[at.month - 1]}"
    return midnight and at.day == 1 and text == MONTHS[at.month - 1]


@settings(
    deadline=None, max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(ZONES),
    MOMENTS,
    st.floats(math.log(10 * MINUTE_MS), math.log(3_653 * DAY_MS)),
    st.integers(320, 2_000),
)
def test_labels_never_overlap_and_each_is_the_right_local_boundary(
    board: Board, zone: tzinfo, middle: int, log_span: float, width: int
) -> None:
    span = round(math.exp(log_span))
    board.zone = zone
    board.arrange(width, 420)
    board.timeline.left_ms, board.timeline.right_ms = middle - span // 2, middle + span // 2
    board.refresh()
    painted(board)
    axis = board.time_axis
    for tick in axis.ticks.ticks:
        assert says(tick.text, tick.at_ms, zone)
    taken = [one for one in axis.written if one[1] > one[0]]
    assert all(left[1] < right[0] for left, right in pairwise(taken))
    assert all(left >= 0 and right <= board.plots.width() for left, right in taken)
    # It reads: with room for several labels there are at least two.
    assert len(taken) >= 2 or width < 500
    assert axis.zone == zone_name(board.timeline.right_ms, zone)
    assert text_width(axis.zone) + 18 <= board._axis_px


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(ZONES), MOMENTS, st.integers(DAY_MS, 40 * DAY_MS), st.integers(3, 25))
def test_months_begin_with_a_mark_among_days(zone: tzinfo, left: int, span: int, most: int) -> None:
    right = left + span
    ticks = time_ticks(left, right, zone, most).ticks
    if any(":" in tick.text for tick in ticks) or len(ticks) < 4:
        return
    firsts = [at_ms for at_ms in midnights(left, right, zone) if local(at_ms, zone).day == 1]
    marked = {tick.at_ms for tick in ticks if tick.strong}
    assert set(firsts) <= marked


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(ZONES), MOMENTS, st.integers(0, 60 * DAY_MS))
def test_midnights_are_all_and_only_the_beginnings_of_days(
    zone: tzinfo, left: int, span: int
) -> None:
    found = midnights(left, left + span, zone)
    assert found == sorted(set(found))
    assert all(left <= at_ms <= left + span for at_ms in found)
    days = {local(at_ms, zone).date() for at_ms in found}
    for at_ms in found:
        assert local(at_ms, zone).date() - local(at_ms - 1, zone).date() == timedelta(days=1)
    last, first = local(left + span, zone).date(), local(left, zone).date()
    begins_here = bool(found) and found[0] == left
    assert len(days) == (last - first).days + begins_here


def test_days_of_23_and_25_hours_are_whole() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring = midnights(parse_iso("2026-03-28T23:00Z"), parse_iso("2026-03-29T22:00Z"), berlin)
    assert np.diff(spring).tolist() == [23 * HOUR_MS]
    autumn = midnights(parse_iso("2026-10-24T22:00Z"), parse_iso("2026-10-25T23:00Z"), berlin)
    assert np.diff(autumn).tolist() == [25 * HOUR_MS]


def test_zones_have_names_that_read_well() -> None:
    at_ms = parse_iso("2026-07-01T00:00:00Z")
    names = {name: zone_name(at_ms, ZoneInfo(name)) for name in (*NAMES, "America/Sao_Paulo")}
    assert names == {
        "Asia/Kolkata": "IST",
        "Asia/Kathmandu": "UTC+5:45",
        "Europe/Berlin": "CEST",
        "America/New_York": "EDT",
        "America/Sao_Paulo": "UTC\N{MINUS SIGN}3",
    }
    assert zone_name(at_ms, UTC) == "UTC"
    assert zone_name(parse_iso("2026-01-01"), ZoneInfo("Europe/Berlin")) == "CET"


def sessions(zone: tzinfo, interval: Interval = H1, *, breaks: bool = True) -> Board:
    data = candles(300, step_ms=interval.ms)
    shown = content(candles=data, interval=interval)
    step = interval.ms
    made = boarded(shown, view=(START_MS + 10 * step, START_MS + 130 * step))
    made.zone = zone
    made.set_style(ChartStyle(breaks=breaks))
    made.refresh()
    return made


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_line_parts_the_days_of_the_zone(zone: tzinfo, ratio: float) -> None:
    board = sessions(zone)
    picture = painted(board, ratio)
    seen = is_color(picture, board.inks.session)
    days = midnights(board.timeline.left_ms, board.timeline.right_ms, zone)
    assert len(days) == 5
    width = math.floor(board.plots.width() * ratio + 0.5)
    for pane in board.panes:
        height = slice(math.ceil(pane.rect.top() * ratio), math.floor(pane.rect.bottom() * ratio))
        columns = np.flatnonzero(seen[height, :width].sum(axis=0) > 10)
        pen = max(1, math.floor(ratio))
        left = [
            math.floor(
                (day - board.timeline.left_ms)
                * width
                / (board.timeline.right_ms - board.timeline.left_ms)
                + 0.5
            )
            for day in days
        ]
        assert columns.tolist() == [x + k for x in left for k in range(pen)]


def test_no_lines_unless_wished_or_where_they_say_nothing() -> None:
    def seen(board: Board) -> bool:
        plots = board.plots  # an axis has words, whose edges may have any colour
        picture = painted(board)[: int(plots.height()), : int(plots.width())]
        return bool(is_color(picture, board.inks.session).any())

    assert not seen(sessions(UTC, breaks=False))
    assert seen(sessions(UTC, M1)) == bool(
        midnights(START_MS + 10 * MINUTE_MS, START_MS + 130 * MINUTE_MS, UTC)
    )
    assert not seen(sessions(UTC, D1))
    board = sessions(UTC)
    board.timeline.set(START_MS - 200 * DAY_MS, START_MS + 200 * DAY_MS)
    board.refresh()
    assert not seen(board)  # a wall of lines
