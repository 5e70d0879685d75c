"""The panes of the last run: kept whole, and never a reason not to start."""

from __future__ import annotations

import logging

import pytest

from tracker.ui.charts.kinds import DEFAULT_PANES, KINDS, PaneChoice
from tracker.ui.pane_keeping import pack_panes, unpack_panes


def test_panes_come_back_as_they_were() -> None:
    every = tuple(
        PaneChoice(kind.KEY, kind.MODES[-1].key if kind.MODES else "", 10.5 + place)
        for place, kind in enumerate(KINDS)
    )
    assert unpack_panes(pack_panes(every)) == every
    assert unpack_panes(None) == DEFAULT_PANES


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"version":2,"panes":[{"key":"price"}]}',
        b'{"version":1,"panes":[]}',
        b'{"version":1,"panes":[{"key":"oi"}]}',
        b'{"version":1,"panes":[{"key":"price"},{"key":"moon"}]}',
        b'{"version":1,"panes":[{"key":"price"},{"key":"oi","mode":"moon"}]}',
        b'{"version":1,"panes":[{"key":"price","weight":-3}]}',
        b'{"version":1,"panes":[{"key":"price","weight":"high"}]}',
    ],
)
def test_what_is_broken_is_ignored_with_a_line_in_the_log(
    raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert unpack_panes(raw) == DEFAULT_PANES
    assert len(caplog.records) == 1
    assert "panes" in caplog.text
