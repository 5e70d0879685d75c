"""What a page says of those it lives of: who is not heard, why, and what goes on by itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tracker.domain.health import CONNECTING, PAUSED, Channel, Health, State
from tracker.services.update import Progress
from tracker.ui.panels.page_words import Hearing, Needs, Note, heard
from tracker.ui.panels.state_bar import StateBar
from tracker.ui.theme import DARK, LIGHT, style_sheet
from ui.samples import NOW_MS, has_color, picture

NEEDS = Needs(frozenset({Channel.LIQUIDATIONS}), "Sums are too low.")
TITLES = {f"venue{number}": f"Venue {number}" for number in range(6)}
REFUSED = "It cannot be reached: the connection was refused."


def row(number: int, state: State = State.LIVE, reason: str | None = None) -> Health:
    return Health(f"venue{number}", Channel.LIQUIDATIONS, state, NOW_MS, reason=reason)


def down(number: int) -> Health:
    return row(number, State.DOWN, REFUSED)


LIVE = Hearing(tuple(row(number) for number in range(6)), TITLES, NOW_MS)


def test_where_all_are_heard_nothing_is_said() -> None:
    assert heard(LIVE, NEEDS) == Note()
    quiet = replace(LIVE, rows=(row(0, State.QUIET), row(1, State.CAPPED, "A lower bound.")))
    assert heard(quiet, NEEDS) == Note()


def test_who_is_not_heard_is_named_with_what_it_means_and_what_goes_on() -> None:
    some = replace(LIVE, rows=(down(0), down(1), *LIVE.rows[2:]))
    assert heard(some, NEEDS) == Note(
        "Not heard now: Venue 0, Venue 1 (down). Sums are too low. Each is tried again by itself; "
        "F8 says when.",
        "warn",
    )
    mixed = replace(some, rows=(down(0), row(1, State.STALE), *LIVE.rows[2:]))
    assert "Venue 0, Venue 1 (not heard)." in heard(mixed, NEEDS).text


def test_many_are_counted_among_those_that_are_asked() -> None:
    off = row(5, State.OFF, "It needs a key; add one under Keys.")
    many = replace(LIVE, rows=(*(down(number) for number in range(4)), row(4), off))
    assert heard(many, NEEDS).text.startswith("Not heard now: 4 of 5 (down).")


def test_where_nobody_is_heard_the_reason_stands_there() -> None:
    nobody = replace(LIVE, rows=tuple(down(number) for number in range(6)))
    assert heard(nobody, NEEDS) == Note(
        f"Nobody is heard. {REFUSED} What stands here is of before. Each is tried "
        "again by itself; F8 says when.",
        "bad",
    )
    assert "of before" not in heard(nobody, NEEDS, is_empty=True).text
    few = replace(LIVE, rows=(down(0), down(1)))
    assert heard(few, NEEDS).text.startswith("Nobody is heard: Venue 0, Venue 1 (down).")


def test_other_channels_are_none_of_its_business() -> None:
    other = Health("venue1", Channel.CANDLES, State.DOWN, reason=REFUSED)
    assert heard(replace(LIVE, rows=(*LIVE.rows, other)), NEEDS) == Note()


@pytest.mark.parametrize("rows", [(), (row(0, State.OFF, CONNECTING),)])
def test_before_the_first_answer_it_says_that_it_fills_by_itself(rows: tuple[Health, ...]) -> None:
    said = heard(replace(LIVE, rows=rows), NEEDS)
    assert said == Note("Nobody has answered yet. This fills by itself as soon as somebody does.")


def test_what_lacks_a_key_has_not_failed() -> None:
    off = row(0, State.OFF, "It needs a key; add one under Keys.")
    assert heard(replace(LIVE, rows=(off,)), NEEDS) == Note()


def test_a_pause_and_an_end_come_before_all() -> None:
    paused = replace(LIVE, rows=(row(0, State.OFF, PAUSED), down(1)))
    assert heard(paused, NEEDS) == Note(
        "Paused: nobody is asked, and what stands here grows old.", "warn"
    )
    ended = replace(paused, ended="The disk is full.")
    assert heard(ended, NEEDS) == Note(
        "Nobody is asked any more: The disk is full. What stands here is of before.", "bad"
    )


def test_history_on_its_way_is_said_where_it_is_a_part_of_the_page() -> None:
    loading = replace(LIVE, load=Progress(88, 400))
    said = heard(loading, NEEDS).text.replace("\u202f", " ")
    assert said == "History is loading, 22 %: what is missing here comes by itself."
    assert heard(loading, replace(NEEDS, history=False)) == Note()
    assert heard(replace(LIVE, load=Progress(396, 400)), NEEDS) == Note(), "a moment more"


# --- the line itself -----------------------------------------------------------------------------


@pytest.fixture
def bar(qtbot: QtBot) -> StateBar:
    made = StateBar(DARK)
    made.setStyleSheet(style_sheet(DARK))
    qtbot.addWidget(made)
    made.resize(600, 40)
    return made


def test_the_line_is_there_only_while_there_is_something_to_say(bar: StateBar) -> None:
    assert bar.isHidden()
    bar.hear(Note("Not heard now: Venue 0.", "warn"))
    assert not bar.isHidden()
    assert has_color(picture(bar), DARK.color("warn"), least=20)
    bar.hear(Note())
    assert bar.isHidden()


def test_the_worst_gives_its_shape_and_what_cannot_be_read_comes_first(bar: StateBar) -> None:
    bar.hear(Note("Nobody is heard.", "bad"))
    bar.age(Note("These figures are old.", "warn"))
    assert bar.note == Note("Nobody is heard. These figures are old.", "bad")
    bar.fail("The disk is full.")
    assert bar.note.text.startswith("It cannot be read now: The disk is full.")
    bar.mend()
    bar.hear(Note())
    assert bar.note == Note("These figures are old.", "warn")
    bar.fail("The disk is full.", is_empty=True)
    assert "read before" not in bar.note.text


def test_the_mark_wears_the_colours_in_use(bar: StateBar) -> None:
    bar.hear(Note("Nobody is heard.", "bad"))
    assert has_color(picture(bar), DARK.color("bad"))
    bar.set_palette(LIGHT)
    assert has_color(picture(bar), LIGHT.color("bad"))
