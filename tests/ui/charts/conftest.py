"""Qt without a screen, and a chart that is up and painted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.stack import ChartStack
from tracker.ui.theme import DARK, Palette
from ui.charts.samples import MakeStack, content


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            # The offscreen platform says so of every window.
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture
def make_stack(qtbot: QtBot) -> Iterator[MakeStack]:
    """Shows content in a window of 900 by 600 and waits until it is painted."""

    def make(
        shown: ChartContent | None = None,
        *,
        palette: Palette = DARK,
        size: tuple[int, int] = (900, 600),
        **more: Any,
    ) -> ChartStack:
        stack = ChartStack(palette, **more)
        qtbot.addWidget(stack)
        stack.resize(*size)
        if shown is not None:
            stack.show_content(shown)
        stack.show()
        qtbot.waitExposed(stack)
        qtbot.waitUntil(lambda: not stack.canvas.pending)
        return stack

    return make


@pytest.fixture
def stack(make_stack: MakeStack) -> ChartStack:
    return make_stack(content())
