"""Growing columns, against a dictionary."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.ui.charts.table import Table, Touched

pages = st.lists(
    st.lists(st.integers(0, 400), min_size=0, max_size=60, unique=True).map(sorted),
    min_size=1,
    max_size=12,
)


def merge(table: Table, times: list[int], value: float) -> Touched | None:
    at = np.array(times, np.int64)
    return table.merge(at, {"a": at + value, "b": at * value})


@settings(deadline=None)
@given(pages)
def test_any_order_of_pages_ends_as_a_dictionary_would(page_list: list[list[int]]) -> None:
    table, expected = Table(("a", "b")), {}
    for number, times in enumerate(page_list):
        touched = merge(table, times, float(number))
        assert touched == ((times[0], times[-1]) if times else None)
        expected |= {time: (time + float(number), time * float(number)) for time in times}
        assert table.times.tolist() == sorted(expected)
        assert table.column("a").tolist() == [expected[time][0] for time in sorted(expected)]
        assert table.column("b").tolist() == [expected[time][1] for time in sorted(expected)]
    if expected:
        assert table.row(0, ("b", "a")) == list(expected[min(expected)])[::-1]
        assert table.row(-1, ("a", "b")) == list(expected[max(expected)])
    assert len(table) == len(expected)


def test_appending_and_prepending_thousands_moves_nothing_most_of_the_time() -> None:
    table = Table(("a", "b"))
    merge(table, [5000], 1.0)
    homes = set()
    for number in range(1, 2000):
        merge(table, [5000 + number], 1.0)
        merge(table, [5000 - number], 1.0)
        homes.add(id(table._times))
    assert table.times.tolist() == list(range(3001, 7000))
    assert len(homes) < 15  # the room doubles


def test_replacing_the_last_row_keeps_the_memory() -> None:
    table = Table(("a", "b"))
    merge(table, list(range(100)), 1.0)
    home = table.column("a").__array_interface__["data"][0]
    merge(table, [99], 7.0)
    assert table.column("a").__array_interface__["data"][0] == home
    assert table.column("a")[-1] == 106.0


def test_times_that_do_not_rise_are_refused() -> None:
    table = Table(("a", "b"))
    with pytest.raises(ValueError, match="rise"):
        merge(table, [3, 3], 1.0)
    assert len(table) == 0
