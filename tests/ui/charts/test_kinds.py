"""The registry of panes: every kind can be named, shown in every mode, and taken off again."""

from __future__ import annotations

import pytest

from tracker.services.pane_views import Topic
from tracker.ui.charts.kinds import (
    DEFAULT_PANES,
    KINDS,
    PaneChoice,
    UnknownPane,
    checked,
    composed,
    kind_of,
    parse_choice,
    topics_of,
)
from ui.charts.samples import boarded, content, empty_content, painted

pytestmark = pytest.mark.usefixtures("qapp")

EVERY = [(kind.KEY, mode) for kind in KINDS for mode in [one.key for one in kind.MODES] or [""]]


def test_every_kind_has_names_of_its_own() -> None:
    assert len({kind.KEY for kind in KINDS}) == len({kind.NAME for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert kind.KEY.lower().strip() == kind.KEY
        assert kind.WEIGHT > 0
        assert len({mode.key for mode in kind.MODES}) == len(kind.MODES)
        assert kind_of(kind.KEY) is kind


@pytest.mark.parametrize(("key", "mode"), EVERY)
def test_every_kind_is_shown_in_every_mode_also_when_nothing_is_known(key: str, mode: str) -> None:
    choices = composed([PaneChoice(key, mode), PaneChoice("price")])
    for shown in (content(), empty_content()):
        board = boarded(shown, panes=choices)
        assert painted(board, overlay=True).size
        pane = board.composition.find(key)
        assert pane is not None
        assert pane.mode == mode
        assert pane.title or not pane.titled
        for place in (None, *range(3)):
            moment = (
                board.candles.times[place] if place is not None and len(board.candles) else None
            )
            board._read(None if moment is None else int(moment), None)


def test_choices_are_written_as_their_name_and_mode() -> None:
    assert parse_choice(" oi ") == PaneChoice("oi")
    assert parse_choice("oi:candles") == PaneChoice("oi", "candles")
    for text, words in (
        ("moon", "Panes are price, volume, cvd, liquidations, oi, cascade, funding, ratio"),
        ("oi:bars", "The pane oi has the modes line, candles, change."),
        ("volume:bars", "The pane volume has no modes."),
        ("", "Panes are price"),
    ):
        with pytest.raises(UnknownPane, match=words):
            parse_choice(text)


def test_a_chart_has_each_pane_once_and_the_price_first() -> None:
    wanted = [PaneChoice("oi"), PaneChoice("price"), PaneChoice("oi", "change")]
    assert composed(wanted) == (PaneChoice("price"), PaneChoice("oi"))
    for lacking in ([PaneChoice("oi")], []):
        with pytest.raises(UnknownPane, match="with price among them"):
            composed(lacking)
    with pytest.raises(UnknownPane):
        checked([])


def test_only_what_panes_show_has_to_be_read() -> None:
    always = {Topic.EPISODES}  # of the price
    assert topics_of(DEFAULT_PANES) == always
    assert topics_of([PaneChoice("oi", "candles")]) == {Topic.INTEREST_CANDLES}
    assert topics_of([PaneChoice("funding")]) == {Topic.FUNDING}
    modes = ("candles", "venues", "positions", "supply")
    every = [PaneChoice("liquidations", "venues"), *(PaneChoice("oi", mode) for mode in modes)]
    every += [PaneChoice("funding", "weighted"), PaneChoice("ratio"), PaneChoice("cascade")]
    every.append(PaneChoice("beside"))
    every.append(PaneChoice("price", "map"))
    assert topics_of(every) == set(Topic) - {Topic.PRINTS}
