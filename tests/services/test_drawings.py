"""What users do to drawings: every change a step, in one order with what they do to levels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.conftest import until
from tracker.domain.drawing import Anchor, BadDrawing, Drawing, Shape, Style
from tracker.domain.times import H1
from tracker.services.drawings import (
    NoSuchDrawing,
    add_drawing,
    change_drawing,
    clear_drawings,
    remove_drawing,
    watch_drawing,
)
from tracker.services.levels import BadLevel, LevelEdit, LevelWish, edit_level, make_level
from tracker.services.views import Views
from tracker.sources.base import Source
from tracker.store.journal import Journal

SOURCES = [kind() for kind in Source.registry.values() if not kind.simulated]
NOW_MS = 1_770_000_000_000
A, B = Anchor(NOW_MS, 70_000.0), Anchor(NOW_MS + 7_200_000, 71_000.0)
LINE = Drawing(0, "BTC", Shape.TREND, (A, B))
FLAT = replace(LINE, anchors=(A, replace(B, price=A.price)), text="range", style=Style("teal"))
BOX = replace(LINE, shape=Shape.RECTANGLE)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "journal.db")
    yield opened
    opened.close()


def level(journal: Journal, price: float, asset: str = "BTC") -> int:
    return make_level(None, journal, SOURCES, LevelWish(asset, price), NOW_MS).id


def watch(journal: Journal, drawing: Drawing, price: float) -> object:
    return watch_drawing(None, journal, SOURCES, drawing.id, price=price, now_ms=NOW_MS)


def state(journal: Journal) -> object:
    return journal.levels(), journal.drawings.of("BTC"), journal.drawings.of("ETH")


def test_steps_of_drawings_and_levels_are_undone_in_one_order(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    seen = [state(journal)]

    def did() -> None:
        seen.append(state(journal))

    line = add_drawing(journal, LINE, NOW_MS)
    did()
    number = level(journal, 65_000.0)
    did()
    change_drawing(journal, replace(line, anchors=(A, replace(B, price=72_000.0))), NOW_MS)
    did()
    edit_level(journal, number, LevelEdit(note="low"), NOW_MS)
    did()
    change_drawing(
        journal, replace(line, anchors=(A, replace(B, price=72_000.0)), text="x"), NOW_MS
    )
    did()
    remove_drawing(journal, line.id, NOW_MS)
    did()
    journal.close()
    journal = Journal.open(path)  # the steps outlive the program
    told = []
    for before in reversed(seen[:-1]):
        told.append(journal.steps.undo(NOW_MS))
        assert state(journal) == before
    assert told == [
        "removing a trend line on BTC",
        "changing a trend line on BTC",
        "changing BTC 65,000",
        "moving a trend line on BTC",
        "adding BTC 65,000",
        "drawing a trend line on BTC",
    ]
    assert journal.steps.undo(NOW_MS) is None
    for after in seen[1:]:
        assert journal.steps.redo(NOW_MS) is not None
        assert state(journal) == after
    journal.close()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=20),
    st.lists(st.booleans(), max_size=40),
)
def test_undo_goes_back_through_everything_there_was_and_redo_forward(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[int, int]], turns: list[bool]
) -> None:
    journal = Journal.open(tmp_path_factory.mktemp("draw") / "journal.db")
    seen = [state(journal)]
    for choice, number in actions:
        act(journal, choice, number)
        if state(journal) != seen[-1]:
            seen.append(state(journal))
    at = len(seen) - 1
    for back in turns:
        words = journal.steps.undo(NOW_MS) if back else journal.steps.redo(NOW_MS)
        target = at + (-1 if back else 1)
        assert (words is None) == (not 0 <= target < len(seen))
        at = at if words is None else target
        assert state(journal) == seen[at]
    journal.close()


def act(journal: Journal, choice: int, number: int) -> None:
    asset = "ETH" if number % 3 == 0 else "BTC"
    drawings = journal.drawings.of(asset)
    some = drawings[number % len(drawings)] if drawings else None
    prices = {one.price for one in journal.levels()}
    if choice == 0 or some is None:
        shape = (LINE, FLAT, BOX)[number % 3]
        add_drawing(journal, replace(shape, asset=asset, text=str(number)), NOW_MS)
    elif choice == 1:
        moved = tuple(replace(one, price=one.price + number) for one in some.anchors)
        change_drawing(journal, replace(some, anchors=moved), NOW_MS)
    elif choice == 2:
        remove_drawing(journal, some.id, NOW_MS)
    elif choice == 3:
        clear_drawings(journal, asset, NOW_MS)
    elif choice == 4 and some.anchors[0].price not in prices:
        watch(journal, some, some.anchors[0].price)
    elif choice == 5 and 60_000.0 + number not in prices:
        level(journal, 60_000.0 + number, asset)
    elif choice == 6:
        change_drawing(journal, replace(some, style=Style("red", 1 + number % 3)), NOW_MS)


def test_a_flat_line_becomes_the_level_in_one_step(journal: Journal) -> None:
    drawing = add_drawing(journal, FLAT, NOW_MS)
    made = watch(journal, drawing, A.price)
    assert [(one.price, one.note, one.color) for one in journal.levels()] == [
        (70_000.0, "range", "teal")
    ]
    assert journal.levels() == [made]
    assert journal.drawings.of("BTC") == []
    assert journal.steps.undo(NOW_MS) == "watching BTC 70,000"
    assert journal.levels() == []
    assert journal.drawings.of("BTC") == [drawing]


def test_the_price_of_a_box_is_watched_and_the_box_stays(journal: Journal) -> None:
    drawing = add_drawing(journal, BOX, NOW_MS)
    watch(journal, drawing, 71_000.0)
    assert journal.drawings.of("BTC") == [drawing]
    with pytest.raises(BadLevel, match="already a level"):
        watch(journal, drawing, 71_000.0)


def test_what_is_refused_leaves_everything_as_it_was(journal: Journal) -> None:
    drawing = add_drawing(journal, FLAT, NOW_MS)
    level(journal, 70_000.0)
    before = state(journal)
    for change in (
        lambda: watch(journal, drawing, 70_000.0),
        lambda: change_drawing(journal, replace(drawing, anchors=(A, A)), NOW_MS),
        lambda: change_drawing(journal, replace(drawing, asset="ETH"), NOW_MS),
        lambda: change_drawing(journal, replace(drawing, shape=Shape.RAY), NOW_MS),
        lambda: add_drawing(journal, replace(LINE, style=Style(width=7)), NOW_MS),
    ):
        with pytest.raises((BadDrawing, BadLevel)):
            change()
    for change in (
        lambda: remove_drawing(journal, 99, NOW_MS),
        lambda: change_drawing(journal, replace(drawing, id=99), NOW_MS),
        lambda: watch(journal, replace(drawing, id=99), 1.0),
    ):
        with pytest.raises(NoSuchDrawing):
            change()
    assert state(journal) == before
    assert journal.steps.undo(NOW_MS) == "adding BTC 70,000"


def test_all_drawings_of_a_coin_go_and_come_back_at_once(journal: Journal) -> None:
    made = [add_drawing(journal, one, NOW_MS) for one in (LINE, FLAT, BOX)]
    other = add_drawing(journal, replace(LINE, asset="ETH"), NOW_MS)
    assert clear_drawings(journal, "BTC", NOW_MS) == 3
    assert clear_drawings(journal, "SOL", NOW_MS) == 0
    assert journal.drawings.of("ETH") == [other]
    assert journal.steps.undo(NOW_MS) == "removing all drawings on BTC"
    assert journal.drawings.of("BTC") == made


async def test_the_engine_keeps_drawings_and_tells_of_each_change(start: object) -> None:
    async with start(venues=("binance-spot",)) as running:
        drawings, storage = running.collector.drawings, running.collector.storage

        def told() -> bool:
            return any(update.drawings_changed for update in running.updates)

        async def now() -> list[Drawing]:
            running.updates.clear()
            return await storage.read(lambda _, journal: journal.drawings.of("BTC"))

        made = await drawings.add(LINE)
        await until(told)
        assert await now() == [made]
        moved = await drawings.change(replace(made, text="note"))
        await until(told)
        assert await now() == [moved]
        assert await drawings.remove(made.id) == moved
        await until(told)
        assert await now() == []
        assert await running.collector.levels.undo() == "removing a trend line on BTC"
        await until(told)
        view = await storage.read(
            lambda reader, journal: Views(reader, journal, SOURCES).chart(
                "BTC", H1, running.collector._setup.clock.now_ms()
            )
        )
        assert view.drawings == (moved,)
        assert await drawings.clear("BTC") == 1
        flat = await drawings.add(FLAT)
        level = await drawings.watch(flat.id, 70_000.0)
        assert (level.asset, level.price) == ("BTC", 70_000.0)
        assert await now() == []


async def test_what_another_process_draws_is_noticed(start: object) -> None:
    async with start(venues=("binance-spot",)) as running:
        await until(lambda: running.updates)  # it looks at the journal by now
        other = Journal.open(running.home.journal_file)
        made = add_drawing(other, LINE, NOW_MS)
        other.close()
        await until(lambda: any(update.drawings_changed for update in running.updates))
        found = await running.collector.storage.read(lambda _, journal: journal.drawings.of("BTC"))
        assert found == [made]
