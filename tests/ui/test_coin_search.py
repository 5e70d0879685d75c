"""The search for a coin: what is typed, what is found, what is taken, and what is said of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tracker.services.coins import Coin
from tracker.ui.coin_search import CoinSearch, describe
from tracker.ui.theme import DARK, LIGHT
from ui.samples import click

COINS = [Coin("BTC", ("a", "b"), 3.2e10), Coin("PEPE", ("a", "b")), Coin("PEOPLE", ("b",))]


@pytest.fixture
def search(qtbot: QtBot) -> Iterator[CoinSearch]:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    made = CoinSearch(window, DARK, {"a": "Alpha", "b": "Beta"})
    window.show()
    qtbot.waitExposed(window)
    made.open(QPoint(10, 10), ["BTC"])
    yield made
    window.hide()


def names(search: CoinSearch) -> list[str]:
    return [hit.coin.asset for hit in search.list.rows]


def taken(search: CoinSearch) -> list[str]:
    heard: list[str] = []
    search.taken.connect(heard.append)
    return heard


def test_typing_finds_and_return_takes_what_the_arrows_chose(
    search: CoinSearch, qtbot: QtBot
) -> None:
    heard = taken(search)
    search.show_coins(COINS)
    assert names(search) == ["BTC", "PEPE", "PEOPLE"]
    assert search.height() > 3 * 38
    qtbot.keyClicks(search.field, "pe")
    assert names(search) == ["PEPE", "PEOPLE"]
    qtbot.keyClick(search.field, Qt.Key.Key_Down)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert heard == ["PEOPLE"]
    assert search.isHidden()


def test_a_click_takes_and_escape_takes_nothing(search: CoinSearch, qtbot: QtBot) -> None:
    heard = taken(search)
    search.show_coins(COINS)
    click(qtbot, search.list.viewport(), QPoint(40, 50))
    assert heard == ["PEPE"]
    search.open(QPoint(10, 10), [])
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    assert search.isHidden()
    assert heard == ["PEPE"]


def test_a_coin_that_no_venue_lists_and_lists_that_are_not_known_are_said(
    search: CoinSearch, qtbot: QtBot
) -> None:
    heard = taken(search)
    assert search.sentence.startswith("No venue's list of markets is known yet.")
    search.show_coins(COINS)
    assert search.sentence == ""
    search.field.setText("nosuch")
    assert search.sentence == "No venue lists a coin called nosuch."
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert heard == []
    assert search.isVisible()


def test_a_coin_in_words(search: CoinSearch) -> None:
    search.show_coins(COINS)
    said = [describe(hit, UTC) for hit in search.list.rows]
    assert said[0] == "BTC, on Alpha, Beta, watched already"
    assert said[2] == "PEOPLE, on Beta"
    search.set_palette(LIGHT)
    assert not search.grab().isNull()
