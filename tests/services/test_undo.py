"""What users do to levels: steps that can be undone by any process, expiry, and starting anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.samples import NOW_MS, add, calm, candle, candles, judged
from tracker.analysis.levels import Fold
from tracker.domain.level import COLORS, BadColor, BadRule, Level, LevelState, Transition
from tracker.domain.times import H1, HOUR_MS, MINUTE_MS
from tracker.domain.translating import use_translator
from tracker.services.levels import (
    BadLevel,
    LevelEdit,
    LevelWish,
    edit_level,
    import_levels,
    make_level,
    move_level,
    rebuild_level,
    remove_level,
)
from tracker.services.plan import needed_since
from tracker.services.storage import Storage
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.level_steps import MOST_STEPS

SOURCES = [kind() for kind in Source.registry.values() if not kind.simulated]
CALM = 70_000.0
FOREVER_MS = 1 << 60


@pytest.fixture
def journal_file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def make(journal: Journal, price: float, **changes: object) -> Level:
    wish = replace(LevelWish("BTC", price), **changes)  # type: ignore[arg-type]
    return make_level(None, journal, SOURCES, wish, NOW_MS)


def move(journal: Journal, level_id: int, price: float) -> Level:
    return move_level(None, journal, SOURCES, level_id, price=price, now_ms=NOW_MS)


def bring_in(journal: Journal, *prices: float) -> list[Level]:
    wishes = [LevelWish("BTC", price) for price in prices]
    return import_levels(None, journal, SOURCES, wishes, NOW_MS)


# --- undo and redo -----------------------------------------------------------------------------


def act(journal: Journal, choice: int, number: int) -> None:
    """One of the things users do, to a level that is there."""
    there = journal.levels()
    price = 100.0 + number * 10
    free = not any(one.price == price for one in there)
    if choice == 0 or not there:
        if free:
            make(journal, price)
        return
    one = there[number % len(there)]
    if choice == 1:
        remove_level(journal, one.id, NOW_MS)
    elif choice == 2:
        edit = LevelEdit(note=str(number), color=COLORS[number % len(COLORS)], rules=("touch",))
        edit_level(journal, one.id, edit, NOW_MS)
    elif choice == 3 and free:
        move(journal, one.id, price)
    elif choice == 4:
        bring_in(journal, price, price + 1, price + 2)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=25), st.randoms())
def test_undo_goes_back_through_every_list_there_was_and_redo_forward(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[int, int]], chance: object
) -> None:
    path = tmp_path_factory.mktemp("undo") / "journal.db"
    journal = Journal.open(path)
    seen = [journal.levels()]
    for choice, number in actions:
        act(journal, choice, number)
        if journal.levels() != seen[-1]:
            seen.append(journal.levels())
    at = len(seen) - 1
    for back in [chance.random() < 0.6 for _ in range(40)]:  # type: ignore[attr-defined]
        words = journal.steps.undo(NOW_MS) if back else journal.steps.redo(NOW_MS)
        target = at + (-1 if back else 1)
        assert (words is None) == (not 0 <= target < len(seen))
        at = at if words is None else target
        assert journal.levels() == seen[at]
    journal.close()


def test_a_move_with_other_changes_is_one_step(journal_file: Path) -> None:
    journal = Journal.open(journal_file)
    level = make(journal, 65_000.0)
    edit = LevelEdit(("close:4h",), "lower now", clear=frozenset({"expires_ms"}))
    moved = move_level(None, journal, SOURCES, level.id, price=64_000.0, now_ms=NOW_MS, edit=edit)
    assert (moved.price, moved.rules, moved.note) == (64_000.0, ("close:4h",), "lower now")
    assert journal.steps.undo(NOW_MS) == "moving BTC 65,000"
    assert [(one.price, one.note) for one in journal.levels()] == [(65_000.0, level.note)]
    journal.close()


def test_another_process_can_undo_and_a_new_step_ends_what_could_be_redone(
    journal_file: Path,
) -> None:
    journal = Journal.open(journal_file)
    first = make(journal, 65_000.0)
    make(journal, 64_000.0)
    journal.close()
    other = Journal.open(journal_file)
    assert other.steps.undo(NOW_MS) == "adding BTC 64,000"
    remove_level(other, first.id, NOW_MS)
    assert other.steps.redo(NOW_MS) is None
    assert other.steps.undo(NOW_MS) == "removing BTC 65,000"
    assert other.levels() == [first]
    other.close()


def test_what_is_undone_is_said_in_the_language_of_who_undoes_it(journal_file: Path) -> None:
    german = {"adding {name}": "{name} hinzufügen", "removing {name}": "{name} entfernen"}

    def turned(german_now: bool, turn: Callable[[int], str | None]) -> str | None:
        use_translator(
            (lambda text, _comment, _count: german.get(text, text)) if german_now else None
        )
        try:
            return turn(NOW_MS)
        finally:
            use_translator(None)

    journal = Journal.open(journal_file)
    level = make(journal, 65_000.0)  # in English
    turned(True, lambda now_ms: remove_level(journal, level.id, now_ms))
    assert turned(False, journal.steps.undo) == "removing BTC 65,000"
    assert turned(True, journal.steps.undo) == "BTC 65,000 hinzufügen"
    assert turned(True, journal.steps.redo) == "BTC 65,000 hinzufügen"
    assert turned(False, journal.steps.redo) == "removing BTC 65,000"
    journal.close()


def test_a_removed_level_comes_back_with_its_state_and_its_history(journal_file: Path) -> None:
    journal = Journal.open(journal_file)
    level = make(journal, 65_000.0)
    journal.keep_fold(level, "hourly", Fold(state=LevelState.BROKEN), [], found_ms=NOW_MS)
    remove_level(journal, level.id, NOW_MS)
    journal.steps.undo(NOW_MS)
    assert [one.state for one in journal.states(level.id)] == [LevelState.BROKEN]
    assert journal.level(level.id) == level
    journal.close()


def test_so_many_steps_are_remembered_and_no_more(journal_file: Path) -> None:
    journal = Journal.open(journal_file)
    level = make(journal, 65_000.0)
    for number in range(MOST_STEPS + 5):
        edit_level(journal, level.id, LevelEdit(note=str(number)), NOW_MS)
    count = 0
    while journal.steps.undo(NOW_MS) is not None:
        count += 1
    assert count == MOST_STEPS
    assert journal.levels()[0].note == "4"
    journal.steps.forget()
    assert journal.steps.redo(NOW_MS) is None
    journal.close()


def test_what_changes_nothing_is_no_step(journal_file: Path) -> None:
    journal = Journal.open(journal_file)
    level = make(journal, 65_000.0)
    edit_level(journal, level.id, LevelEdit(note=level.note), NOW_MS)
    assert bring_in(journal, 65_000.0) == []
    assert journal.steps.undo(NOW_MS) == "adding BTC 65,000"
    journal.close()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda journal: move(journal, 1, 64_000.0), BadLevel),
        (lambda journal: bring_in(journal, 63_000.0, -1.0), BadLevel),
        (lambda journal: edit_level(journal, 1, LevelEdit(rules=("x",)), NOW_MS), BadRule),
        (lambda journal: edit_level(journal, 1, LevelEdit(color="x"), NOW_MS), BadColor),
    ],
    ids=["move", "import", "rule", "color"],
)
def test_what_fails_half_way_leaves_nothing_behind(
    journal_file: Path, change: Callable[[Journal], object], error: type[Exception]
) -> None:
    journal = Journal.open(journal_file)
    make(journal, 65_000.0)
    make(journal, 64_000.0)
    before = journal.levels()
    with pytest.raises(error):
        change(journal)
    assert journal.levels() == before
    assert journal.steps.undo(NOW_MS) == "adding BTC 64,000"
    journal.close()


# --- expiry ------------------------------------------------------------------------------------


async def told(storage: Storage) -> list[Transition]:
    return await storage.journal(lambda journal: journal.transitions("BTC", 0, FOREVER_MS))


@pytest.mark.parametrize(("expires_ms", "said"), [(0, []), (MINUTE_MS, []), (HOUR_MS, ["pierced"])])
async def test_a_candle_that_closes_after_the_expiry_is_not_judged(
    storage: Storage, expires_ms: int, said: list[str]
) -> None:
    await add(storage, 69_000.0, "close:1h*2", expires_ms=NOW_MS + expires_ms)
    rows = [*calm(NOW_MS, CALM), *candles(NOW_MS, [68_900.0, 68_000.0, 67_000.0])]
    await judged(storage, rows, NOW_MS + 3 * HOUR_MS)
    assert [str(one.event) for one in await told(storage)] == said


async def test_nothing_is_fetched_for_a_level_that_has_expired_and_was_judged_so_far(
    storage: Storage,
) -> None:
    await add(storage, 69_000.0, expires_ms=NOW_MS + 2 * HOUR_MS)
    await judged(storage, calm(NOW_MS, CALM), NOW_MS)

    async def needed(now_ms: int) -> dict[object, int]:
        return await storage.journal(lambda journal: dict(needed_since(journal, now_ms)))

    later_ms = NOW_MS + 100 * HOUR_MS
    # What happened before it expired is not known yet.
    assert await needed(later_ms) == {("binance-spot", "BTC", H1): NOW_MS - HOUR_MS}
    await judged(storage, candles(NOW_MS, [CALM, CALM]), later_ms)
    assert await needed(later_ms) == {}


def test_a_level_knows_whether_it_has_expired_or_is_snoozed() -> None:
    level = Level(1, "BTC", "spot", 1.0, None, ("hourly",), "", 0)
    assert (level.is_expired(5), level.is_snoozed(5)) == (False, False)
    level = replace(level, expires_ms=5, snoozed_until_ms=5)
    assert [level.is_expired(at) for at in (4, 5)] == [False, True]
    assert [level.is_snoozed(at) for at in (4, 5)] == [True, False]


# --- revisions and starting anew ---------------------------------------------------------------


async def revised(storage: Storage, level: Level) -> int:
    return await storage.journal(lambda journal: journal.revised(level.id))


async def test_a_candle_changed_after_it_was_judged_is_noted_and_the_decision_stays(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    level = await add(storage, 69_000.0, "hourly", "close:2h")
    fall = candle(NOW_MS, 68_000.0, opened=CALM)
    await judged(storage, [*calm(NOW_MS, CALM), fall, candle(NOW_MS + HOUR_MS, 67_000.0)], NOW_MS)
    before = await told(storage)
    # The same again, and one that only traded more, are no revisions.
    await storage.write([fall, replace(fall, volume=9.0)])
    assert await revised(storage, level) == 0
    await judged(storage, [candle(NOW_MS, 69_900.0, opened=CALM)], NOW_MS)
    assert await revised(storage, level) == 1
    assert await told(storage) == before
    assert "the closed candle of 2026-02-04T16:00:00Z was changed" in caplog.text
    rules = await storage.journal(
        lambda journal: journal._connection.execute(
            "SELECT rule, bar_open_ms, old_close, new_close FROM revision ORDER BY rule"
        ).fetchall()
    )
    assert rules == [
        ("close:2h", NOW_MS, 68_000.0, 69_900.0),
        ("hourly", NOW_MS, 68_000.0, 69_900.0),
    ]


async def test_what_was_not_judged_is_no_revision_of_a_level(storage: Storage) -> None:
    level = await add(storage, 69_000.0)
    other = await add(storage, 69_000.0, venue="bybit")
    days = await add(storage, 68_500.0, "decisive")
    await judged(storage, calm(NOW_MS, CALM), NOW_MS)
    long_ago, to_come = NOW_MS - 20 * HOUR_MS, NOW_MS
    await storage.write([candle(to_come, CALM)])
    await storage.write([candle(long_ago, 71_000.0), candle(to_come, 71_000.0)])
    running = candle(NOW_MS + HOUR_MS, CALM, closed=False)
    await storage.write([running])
    await storage.write([candle(NOW_MS + HOUR_MS, 71_500.0)])
    for one in (level, other, days):
        assert await revised(storage, one) == 0


async def test_a_rebuilt_level_is_judged_anew_without_alerting_and_keeps_its_number(
    storage: Storage,
) -> None:
    level = await add(storage, 69_000.0)
    rows = [*calm(NOW_MS, CALM), *candles(NOW_MS, [68_000.0, 67_000.0, 66_000.0])]
    end_ms = NOW_MS + 3 * HOUR_MS
    await judged(storage, rows, end_ms)
    before = await told(storage)
    assert [str(one.event) for one in before] == ["pierced", "broken"]
    # The venue takes the fall back.
    calmer = [candle(NOW_MS + at * HOUR_MS, CALM) for at in range(3)]
    await judged(storage, calmer, end_ms)
    assert await told(storage) == before
    assert await revised(storage, level) == 3
    await storage.journal(
        lambda journal: journal.stamp([one.transition.id for one in journal.undelivered()], 1)
    )

    async def rebuilt() -> Level:
        made, hole = await storage.judge(
            lambda reader, journal: rebuild_level(reader, journal, SOURCES, level.id, end_ms)
        )
        assert hole is None
        return made

    anew = await rebuilt()
    assert (anew.id, anew.created_ms, anew.generation) == (level.id, level.created_ms, 2)
    states = await storage.journal(lambda journal: journal.states(level.id))
    assert [one.state for one in states] == [LevelState.ARMED]
    assert await revised(storage, level) == 0
    assert await told(storage) == before
    # And back: the same events under new names, and nobody is told of them again.
    await storage.write(rows)
    await rebuilt()
    found = await told(storage)
    assert len(found) == 2 * len(before)
    assert len({one.id for one in found}) == len(found)
    assert await storage.journal(lambda journal: journal.undelivered()) == []
    again = await storage.journal(lambda journal: journal.levels())
    assert [(one.id, one.generation) for one in again] == [(level.id, 3)]


async def test_a_rebuilt_level_waits_at_a_hole(storage: Storage) -> None:
    level = await add(storage, 69_000.0)
    rows = [*calm(NOW_MS, CALM), candle(NOW_MS + 2 * HOUR_MS, 60_000.0)]
    await judged(storage, rows, NOW_MS + 3 * HOUR_MS, holes_ok=True)
    _, hole = await storage.judge(
        lambda reader, journal: rebuild_level(reader, journal, SOURCES, level.id, NOW_MS)
    )
    assert hole is not None
    assert (hole.start_ms, hole.end_ms) == (NOW_MS, NOW_MS + 2 * HOUR_MS)
