"""The page of cascades and its connections: the newest first, what is unknown, the jump, the ripple."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.analysis.ripple import Beta, LeadLag
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Side
from tracker.domain.times import HOUR_MS, M5, MINUTE_MS, parse_iso
from tracker.services.ripple import Ripple, RippleRow
from tracker.ui.pane_words import band_of
from tracker.ui.panels.cascades import CascadePage
from tracker.ui.panels.ripple_words import ripple_text
from tracker.ui.theme import DARK, LIGHT
from ui.bench import Bench
from ui.samples import click

AT = parse_iso("2026-02-05T12:00:00Z")
BTC = Episode(
    asset="BTC",
    window_ms=4 * HOUR_MS,
    on_ms=AT + HOUR_MS,
    off_ms=AT + 9 * HOUR_MS,
    start_ms=AT,
    end_ms=AT + 100 * MINUTE_MS,
    peak_ms=AT + 20 * MINUTE_MS,
    index=71.4,
    long_usd=900e6,
    short_usd=100e6,
    side=Side.LONG,
    move=-0.146,
    change=-0.098,
    venues=("alpha", "beta"),
    share=0.93,
    lower_bound=True,
    feedback=0.62,
)
ETH = replace(BTC, asset="ETH", on_ms=AT + 2 * HOUR_MS, change=None, feedback=None, off_ms=None)
SOL = replace(BTC, asset="SOL", lower_bound=False)
OLD = replace(
    BTC, on_ms=AT - 90 * HOUR_MS, start_ms=AT - 91 * HOUR_MS, end_ms=AT - 91 * HOUR_MS + 60_000
)


@pytest.fixture
def page(qtbot: QtBot) -> CascadePage:
    made = CascadePage(DARK)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def _row(page: CascadePage, row: int) -> list[str]:
    cells = (page.table.item(row, column) for column in range(page.table.columnCount()))
    return [cell.text().replace("\u202f", " ") for cell in cells]


def test_without_cascades_it_says_what_it_takes(page: CascadePage) -> None:
    page.show_episodes([])
    assert not page.table.isVisible()
    assert not page.jump.isEnabled()
    assert page.detail() == ""


def test_the_newest_stand_first_and_what_is_unknown_is_no_zero(page: CascadePage) -> None:
    page.show_episodes([OLD, BTC, ETH, SOL])
    assert [_row(page, row)[0] for row in range(4)] == ["ETH", "BTC", "SOL", "BTC"]
    assert _row(page, 1) == [
        "BTC", "5 Feb 12:00", "1 h 40 min", "12:20", "71", "≥ $1.00B", "90 %", "−14.6 %", "−9.8 %",
        "0.62", "93 %", "3 coins",
    ]  # fmt: skip
    assert _row(page, 0)[8:10] == ["–", "–"]
    assert _row(page, 2)[5] == "$1.00B"
    assert _row(page, 3)[2] == "1 min"
    assert _row(page, 3)[11] == ""
    tip = page.table.item(0, 0).toolTip()
    assert "Seen by alpha, beta." in tip
    assert "At the same time: BTC, ETH, SOL." in tip
    assert "It is not over." in tip


def test_a_cascade_is_chosen_and_shown_on_the_chart(page: CascadePage, qtbot: QtBot) -> None:
    page.show_episodes([BTC, ETH])
    with qtbot.waitSignal(page.ripple_wanted) as wanted:
        page.table.selectRow(1)
    assert wanted.args == [BTC]
    with qtbot.waitSignal(page.jump_wanted) as jump:
        qtbot.mouseClick(page.jump, Qt.MouseButton.LeftButton)
    assert jump.args == [BTC]
    page.show_episodes([BTC, ETH, SOL])
    assert page.chosen() == BTC, "the choice stays"


def _ripple() -> Ripple:
    beta, sure = Beta(1.31, 1.2, 1.42, 180), LeadLag(0.8, 0.5, 0.1, 2, 180)
    unsure = LeadLag(0.8, 0.1, 0.1, 0, 180)
    return Ripple(
        AT,
        AT + 3 * HOUR_MS,
        (RippleRow("ETH", beta, sure, unsure, -0.2), RippleRow("XRP", None, None, None, None)),
        0.61,
        None,
        ("BTC", "ETH", "XRP"),
    )


def test_a_ripple_in_words(page: CascadePage) -> None:
    text = ripple_text(_ripple()).replace("\u202f", " ")
    assert text.splitlines() == [
        (
            "Minutes from 5 Feb 12:00 to 15:00, 3 coins. BTC 61 % of all liquidations. "
            "BTC share of open interest not known."
        ),
        (
            "ETH −20.0 % · beta 1.31 (95 %: 1.20 to 1.42) · prices: BTC first, by 2 min · "
            "liquidations: no leader within a minute"
        ),
        "XRP: the minutes of that time are not in the cache.",
    ]
    page.show_episodes([BTC, ETH])
    page.table.selectRow(1)
    page.show_ripple(ETH, _ripple())
    assert "beta" not in page.detail(), "it is about another one"
    page.show_ripple(BTC, _ripple())
    assert "beta 1.31" in page.detail()


def test_a_band_says_its_figures() -> None:
    said = band_of(BTC).text.replace("\u202f", " ")
    assert said == "cascade 71 · ≥ $1.00B · −14.6 % · contracts −9.8 %"
    assert band_of(BTC).short == "71"
    assert "contracts" not in band_of(ETH).text


def test_the_tile_opens_the_page_and_a_cascade_puts_the_chart_there(
    bench: Bench, qtbot: QtBot
) -> None:
    window = bench.window
    click(qtbot, window.tiles.cascade)
    page = window.pages.cascading.page
    assert page is not None
    assert page.isVisible()
    page.show_episodes([OLD, BTC])
    page.table.selectRow(0)
    bench.engine.asked[-1].then(_ripple())
    assert page.detail().startswith("Minutes from")
    page.jump.click()
    assert (bench.desk.asset, bench.desk.interval) == ("BTC", M5)
    bench.desk.cascade_shown.emit(None)
    assert "nothing received yet" in window.tiles.cascade.words
    page.close()


def test_a_change_of_theme_and_time_reaches_the_page(bench: Bench) -> None:
    window = bench.window
    window.pages.open("cascades")
    page = window.pages.cascading.page
    assert page is not None
    page.show_episodes([BTC])
    window.pages.cascading.set_zone(timezone(timedelta(hours=2)))
    assert _row(page, 0)[1] == "5 Feb 14:00"
    window.pages.cascading.set_palette(LIGHT)
    assert page.table.item(0, 7).foreground().color() == LIGHT.color("down")
    bench.desk.episodes_changed.emit()
    page.close()


def test_before_there_was_one_a_sentence_stands_alone(qtbot: QtBot) -> None:
    page = CascadePage(DARK)
    qtbot.addWidget(page)
    assert page._said.text().startswith("Reading the list")
    page.show_episodes([])
    assert page._said.text().startswith("No cascade was found yet.")
    assert page.jump.isHidden()
    assert page._detail.isHidden()
