"""Qt without a screen, and a chart that is up and painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.stack import ChartStack
from tracker.ui.theme import DARK, Palette
from ui.charts.samples import MakeStack, content


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
