"""The whole window as a picture: sharp at every scale, with or without its buttons, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.times import H1
from tracker.ui.charts.bands import HEAD_PX
from tracker.ui.charts.export import CannotExport
from tracker.ui.charts.ink import inks_of
from tracker.ui.flows import flows_of
from tracker.ui.layout_picture import WindowShot, paint_window, size_of
from tracker.ui.theme import DARK
from ui.bench import Bench, MakeBench
from ui.charts.samples import HEADING, is_color, pixels
from ui.samples import bare_view, chart_view


def shot_of(bench: Bench, **heading: object) -> WindowShot:
    window = bench.window
    words = replace(HEADING, **heading)  # type: ignore[arg-type]
    return WindowShot(window, window.toolbar, words, DARK)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_every_scale_has_its_pixels_and_the_same_layout(bench: Bench, scale: float) -> None:
    shot = shot_of(bench)
    size = size_of(shot, with_bar=False)
    image = paint_window(shot, scale, with_bar=False)
    assert (image.width(), image.height()) == tuple(round(one * scale) for one in size)
    one = pixels(paint_window(shot, 1.0, with_bar=False)).astype(float)
    rows, columns = (np.arange(n) for n in one.shape[:2])
    if scale == 2.0:
        two = pixels(image).astype(float)
        halved = two.reshape(len(rows), 2, len(columns), 2, 3).mean(axis=(1, 3))
        assert np.abs(one - halved).mean() < 3
        assert not np.array_equal(two[::2, ::2], two[1::2, 1::2]), "enlarged, not painted anew"


def test_the_buttons_are_there_only_where_they_are_wanted(bench: Bench) -> None:
    shot = shot_of(bench)
    bar = shot.bar.height()
    with_bar = pixels(paint_window(shot, 1.0, with_bar=True))
    without = pixels(paint_window(shot, 1.0, with_bar=False))
    assert with_bar.shape[0] - without.shape[0] == bar - HEAD_PX
    assert np.array_equal(with_bar[-200:], without[-200:])
    ground = DARK.color("background")
    assert is_color(without[: HEAD_PX - 2], ground).mean() > 0.9
    assert not is_color(with_bar[: bar - 2], ground).any()


def test_a_simulated_market_says_so_without_the_buttons(make_bench: MakeBench) -> None:
    shot = shot_of(make_bench(simulated=True), simulated=True)
    head = pixels(paint_window(shot, 1.0, with_bar=False))[:HEAD_PX]
    assert is_color(head, inks_of(DARK).warn).sum() > 20


def test_a_long_note_leaves_the_stamp(bench: Bench) -> None:
    plain = pixels(paint_window(shot_of(bench, note=""), 1.0, with_bar=False))
    noted = pixels(paint_window(shot_of(bench, note="long " * 60), 1.0, with_bar=False))
    assert np.array_equal(plain[: HEAD_PX - 2, -100:], noted[: HEAD_PX - 2, -100:])
    assert not np.array_equal(plain[: HEAD_PX - 2], noted[: HEAD_PX - 2])


def test_what_is_typed_in_other_windows_is_not_in_it(bench: Bench, qtbot: QtBot) -> None:
    shot = shot_of(bench)
    before = pixels(paint_window(shot, 1.0, with_bar=True))
    bench.window.keying.open()
    dialog = next(
        one
        for one in bench.window.findChildren(QWidget)
        if one.isWindow() and one.isVisible() and one is not bench.window
    )
    qtbot.waitExposed(dialog)
    for field in dialog.findChildren(QLineEdit):
        field.setText("a-key-that-is-being-typed")
    after = pixels(paint_window(shot, 1.0, with_bar=True))
    dialog.close()
    # The window lost the focus: its chart and panels are the same.
    changed = (before != after).any(axis=2)
    assert changed.mean() < 0.002


def test_a_scale_that_makes_no_picture_is_refused(bench: Bench) -> None:
    for scale in (0.0, -1.0, 99.0, float("nan")):
        with pytest.raises(CannotExport, match="make no picture"):
            paint_window(shot_of(bench), scale, with_bar=False)


def test_half_of_a_chart_makes_no_picture(bench: Bench) -> None:
    shot = shot_of(bench)
    bench.engine.is_ready = True
    bench.desk.choose("ETH", H1)
    bench.engine.asked[-1].then(bare_view("ETH"))
    with pytest.raises(CannotExport, match="The chart is still being read"):
        paint_window(shot, 1.0, with_bar=True)
    bench.window.chart.set_unread()  # which its panes say
    assert paint_window(shot, 1.0, with_bar=True).width() == bench.window.width()
    bench.desk.flows_grown.emit(flows_of(chart_view("ETH")))
    assert paint_window(shot, 1.0, with_bar=True).width() == bench.window.width()
