"""Pictures for posting: exact pixels, words in the room there is, and the words that must be there."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage

from tracker.domain.times import HOUR_MS
from tracker.ui.charts.bands import POST, one_line, wrapped
from tracker.ui.charts.export import Picture, render, svg
from tracker.ui.charts.ink import inks_of
from tracker.ui.charts.presets import POST_SCALE, PRESET_KEYS, PRESETS, Preset, preset_of
from tracker.ui.charts.stage import text_width
from tracker.ui.theme import DARK, LIGHT, Palette
from ui.charts.samples import HEADING, START_MS, content, is_color, pixels

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = (START_MS + 100 * HOUR_MS, START_MS + 200 * HOUR_MS)
POSTED = replace(HEADING, price="74,000", change="+2.13\u202f% in this time")
LONG = "Open interest left with the third leg down, and nobody is adding. " * 8


def post(preset: Preset, palette: Palette = DARK, **heading: object) -> Picture:
    words = replace(POSTED, **heading)  # type: ignore[arg-type]
    return Picture(content(), preset.size, palette, words, VIEW, bands=POST)


def painted(picture: Picture) -> np.ndarray:
    return pixels(render(picture, POST_SCALE))


@pytest.mark.parametrize("preset", PRESETS, ids=PRESET_KEYS)
def test_a_preset_has_exactly_its_pixels(preset: Preset) -> None:
    image: QImage = render(post(preset), POST_SCALE)
    assert (image.width(), image.height()) == preset.pixels
    assert preset_of(preset.key) is preset


@pytest.mark.parametrize("palette", [DARK, LIGHT])
@pytest.mark.parametrize("preset", PRESETS, ids=PRESET_KEYS)
def test_however_long_the_words_are_the_chart_keeps_most_of_it(
    preset: Preset, palette: Palette
) -> None:
    picture = post(preset, palette, note=LONG, venues=LONG, coverage=LONG, title="A " * 90)
    head, foot = POST.heights(picture.heading, picture.size)
    assert head + foot < 0.45 * picture.size[1]
    shot = painted(picture)
    edge, ground = round(12 * POST_SCALE), palette.color("background")
    for band in (shot[: round((head - 2) * POST_SCALE)], shot[-round((foot - 2) * POST_SCALE) :]):
        assert is_color(band[:, :edge], ground).all()
        assert is_color(band[:, -edge:], ground).all()


@pytest.mark.parametrize("preset", PRESETS, ids=PRESET_KEYS)
def test_everything_that_a_post_needs_is_in_it(preset: Preset) -> None:
    words = svg(post(preset, simulated=True)).decode()
    for one in (
        "BTC, 1h",
        "1 Feb 2026 to 9 Feb 2026 UTC",
        "2026-02-09T08:00:00Z",
        "Binance, Bybit",
        "Liquidations covered 61 %",
        "A note",
        "SIMULATED MARKET",
        "74,000",
    ):
        assert one in words


def test_a_simulated_market_has_a_badge_that_a_real_one_has_not() -> None:
    badge = inks_of(DARK).of("cascade")
    counts = [
        is_color(painted(post(PRESETS[0], simulated=simulated)), badge).sum()
        for simulated in (True, False)
    ]
    assert counts[0] > 1_000
    assert counts[1] == 0


def test_a_narrow_picture_says_that_a_market_is_simulated_before_its_title() -> None:
    words = replace(HEADING, title="BTC " * 50, simulated=True)
    document = svg(Picture(content(), (520, 400), DARK, words, VIEW)).decode()
    assert "SIMULATED MARKET" in document


def test_a_watermark_stands_behind_the_candles() -> None:
    plain = painted(post(PRESETS[0]))
    marked = post(PRESETS[0])
    marked = replace(marked, content=replace(marked.content, watermark="@desk"))
    ink = inks_of(DARK).watermark
    assert is_color(plain, ink).sum() < 100
    shot = painted(marked)
    assert is_color(shot, ink).sum() > 5_000
    for color in (inks_of(DARK).up, inks_of(DARK).down):
        assert is_color(shot, color).sum() == is_color(plain, color).sum()


def test_a_long_watermark_stays_within_the_prices() -> None:
    marked = post(PRESETS[0])
    marked = replace(marked, content=replace(marked.content, watermark="word " * 12))
    found = is_color(painted(marked), inks_of(DARK).watermark)
    assert found.any()
    assert not found[:, :20].any()
    assert not found[:, -120:].any()


def test_words_are_wrapped_and_the_last_line_ends_with_an_ellipsis() -> None:
    lines = wrapped(LONG.strip(), 300, 3, 15)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(text_width(line, 15) <= 300 for line in lines)
    assert " ".join(lines[:2]) in LONG
    assert wrapped("short", 300, 3) == ["short"]
    assert wrapped("", 300, 3) == []
    assert wrapped("x" * 400, 300, 3)[0].endswith("…")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  two\nlines\t and\r\n more ", "two lines and more"),
        ("a\x00b\x07c", "abc"),
        ("turned\u202e round", "turned round"),
        ("", ""),
    ],
)
def test_a_note_is_one_line_of_what_can_be_seen(text: str, found: str) -> None:
    assert one_line(text) == found
