"""The user's own: levels that are never forgotten, events that exist once, what was shown, layout."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from series import columns
from tracker.analysis.levels import Fold, LevelMachine
from tracker.domain.candle import Candle
from tracker.domain.level import HOURLY, Event, Level, LevelState, Role, Transition, transition_id
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, parse_iso
from tracker.store import journal_schema
from tracker.store.database import StoreError, open_writer
from tracker.store.journal import Journal, RuleState

AT = parse_iso("2026-02-04T15:00:00Z")
FOREVER_MS = 1 << 62
BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
#: A level that holds, is pierced, breaks, is reclaimed, and breaks again.
CLOSES = (77_000, 75_100, 74_900, 73_000, 73_500, 76_000, 77_000, 74_000, 70_000, 71_000)


def level(price: float = 75_000, asset: str = "BTC", **changes: object) -> Level:
    made = Level(0, asset, "binance-spot", price, None, ("hourly", "decisive"), "", AT)
    return replace(made, **changes)


def transition(number: int, event: Event = Event.BROKEN, **changes: object) -> Transition:
    made = Transition(
        asset="BTC",
        level=75_000.0,
        role=Role.SUPPORT,
        rule="hourly",
        timeframe="1h",
        cycle=number,
        event=event,
        reason="closes",
        state=LevelState.BROKEN,
        bar_open_ms=AT + number * HOUR_MS,
        at_ms=AT + (number + 1) * HOUR_MS,
        price=74_136.0,
        extreme=73_900.0,
        gap=False,
    )
    return replace(made, **changes)


def kept(journal: Journal, one: Level, *transitions: Transition) -> list[Transition]:
    return journal.keep_fold(one, "hourly", Fold(), transitions, found_ms=AT)


@pytest.fixture
def support(journal: Journal) -> Level:
    """A level that was placed as a support."""
    return replace(journal.add_level(level()), role=Role.SUPPORT)


# --- levels ------------------------------------------------------------------------------------


def test_without_a_journal_there_is_nothing_to_read(journal_file: Path) -> None:
    assert Journal.read(journal_file) is None
    assert not journal_file.exists()


def test_a_level_comes_back_as_it_was_made(journal: Journal, journal_file: Path) -> None:
    made = journal.add_level(level(note="the key support", rules=("close:4h", "touch")))
    assert (made.id, made.generation) == (1, 1)
    assert journal.levels() == [made]
    other = Journal.read(journal_file)
    assert other is not None
    assert other.levels("BTC") == [made]
    other.close()


def test_levels_come_by_coin_and_falling_price(journal: Journal) -> None:
    for price, asset in ((70_000, "BTC"), (2_000, "ETH"), (75_000, "BTC"), (70_000, "BTC")):
        journal.add_level(level(price, asset))
    assert [(one.asset, one.price, one.id) for one in journal.levels()] == [
        ("BTC", 75_000, 3),
        ("BTC", 70_000, 1),
        ("BTC", 70_000, 4),
        ("ETH", 2_000, 2),
    ]
    assert [one.id for one in journal.levels("ETH")] == [2]
    assert journal.levels("SOL") == []


def test_a_removed_level_is_watched_no_more_and_its_history_stays(
    journal: Journal, support: Level
) -> None:
    kept(journal, support, transition(1))
    assert journal.remove_level(support.id, AT)
    assert journal.levels() == []
    assert [one.cycle for one in journal.transitions("BTC", 0, FOREVER_MS)] == [1]
    assert not journal.remove_level(support.id, AT + 1)
    assert not journal.remove_level(99, AT)


def test_a_level_made_again_gets_a_history_of_its_own(journal: Journal, support: Level) -> None:
    (first,) = kept(journal, support, transition(1))
    journal.remove_level(support.id, AT)
    again = journal.add_level(level())
    assert (again.generation, journal.add_level(level(74_000)).generation) == (2, 1)
    assert journal.states(again.id) == []
    (second,) = kept(journal, replace(again, role=Role.SUPPORT), transition(1))
    assert first.id != second.id
    assert len(journal.transitions("BTC", 0, FOREVER_MS)) == 2


def test_a_role_is_kept_once_it_is_known_and_never_turns(journal: Journal, support: Level) -> None:
    kept(journal, replace(support, role=None))
    assert journal.levels()[0].role is None
    kept(journal, support)
    kept(journal, replace(support, role=Role.RESISTANCE))
    assert journal.levels()[0].role is Role.SUPPORT


# --- states ------------------------------------------------------------------------------------


def test_a_state_machine_comes_back_as_it_was_kept(journal: Journal, support: Level) -> None:
    assert journal.fold(support.id, "hourly") is None
    fold = Fold(state=LevelState.TESTING, cycle=3, last_open_ms=AT, atr_value=812.5, atr_count=14)
    journal.keep_fold(support, "hourly", fold, [], found_ms=AT)
    assert journal.fold(support.id, "hourly") == fold
    assert journal.fold(support.id, "decisive") is None
    assert journal.states(support.id) == [RuleState("hourly", LevelState.TESTING, None)]


def test_each_rule_stands_where_its_last_event_left_it_and_since_then(
    journal: Journal, support: Level
) -> None:
    broken = Fold(state=LevelState.BROKEN)
    events = [transition(1, Event.PIERCED), transition(1)]
    journal.keep_fold(support, "hourly", broken, events, found_ms=AT)
    journal.keep_fold(support, "decisive", Fold(state=LevelState.ARMED), [], found_ms=AT)
    since_ms = events[-1].at_ms
    assert journal.states(support.id) == [
        RuleState("decisive", LevelState.ARMED, None),
        RuleState("hourly", LevelState.BROKEN, since_ms),
    ]
    # A candle on which nothing happens changes the fold, and not since when.
    later = replace(broken, last_open_ms=AT + 9)
    journal.keep_fold(support, "hourly", later, [], found_ms=AT)
    assert journal.states(support.id)[1] == RuleState("hourly", LevelState.BROKEN, since_ms)
    assert journal.fold(support.id, "hourly") == later


# --- transitions -------------------------------------------------------------------------------


def test_an_event_comes_back_as_it_was_found(journal: Journal, support: Level) -> None:
    plain = transition(1)
    odd = transition(2, Event.TOUCHED, reason=None, extreme=None, gap=True, late=True)
    new = kept(journal, support, plain, odd)
    assert [one.id for one in new] == [transition_id(one, 1) for one in (plain, odd)]
    assert journal.transitions("BTC", 0, FOREVER_MS) == new
    assert [replace(one, id="") for one in new] == [plain, odd]


def test_an_event_of_a_cycle_exists_once_however_often_it_is_found(
    journal: Journal, support: Level
) -> None:
    first = kept(journal, support, transition(1))
    assert kept(journal, support, transition(1)) == []
    # Revised candles may move it; it happened already all the same.
    moved = transition(1, bar_open_ms=AT + 5 * HOUR_MS, price=70_000.0)
    assert kept(journal, support, moved) == []
    assert journal.transitions("BTC", 0, FOREVER_MS) == first
    others = [transition(2), transition(1, Event.RECLAIMED), transition(1, rule="decisive")]
    assert len(kept(journal, support, *others)) == 3


def test_state_and_events_are_kept_together_or_not_at_all(journal: Journal, support: Level) -> None:
    stateless = replace(Fold(), state=None)  # the file refuses it, after the events were written
    with pytest.raises(sqlite3.IntegrityError):
        journal.keep_fold(support, "hourly", stateless, [transition(1)], found_ms=AT)
    assert journal.transitions(None, 0, FOREVER_MS) == []
    assert journal.levels()[0].role is None
    assert journal.fold(support.id, "hourly") is None


def test_events_come_oldest_first_in_a_half_open_window(journal: Journal, support: Level) -> None:
    other = replace(journal.add_level(level(2_000, "ETH")), role=Role.RESISTANCE)
    kept(journal, support, transition(3), transition(1), transition(2))
    kept(journal, other, transition(1, asset="ETH", level=2_000.0, role=Role.RESISTANCE))

    def cycles(asset: str | None, *window: int, newest: int | None = None) -> list[tuple[str, int]]:
        found = journal.transitions(asset, *window, newest=newest)
        return [(one.asset, one.cycle) for one in found]

    assert cycles("BTC", 0, FOREVER_MS) == [("BTC", 1), ("BTC", 2), ("BTC", 3)]
    # What happened in one moment stays in the order in which it was found.
    assert cycles(None, 0, FOREVER_MS)[:2] == [("BTC", 1), ("ETH", 1)]
    assert cycles("BTC", AT + 2 * HOUR_MS, AT + 4 * HOUR_MS) == [("BTC", 1), ("BTC", 2)]
    assert cycles("BTC", 0, FOREVER_MS, newest=2) == [("BTC", 2), ("BTC", 3)]
    assert cycles("BTC", 0, FOREVER_MS, newest=0) == []


def test_the_last_time_of_an_event_is_that_of_one_rule(journal: Journal, support: Level) -> None:
    kept(journal, support, transition(1), transition(4), transition(5, rule="decisive"))
    assert journal.last_event_ms(support.id, "hourly", Event.BROKEN) == AT + 5 * HOUR_MS
    assert journal.last_event_ms(support.id, "hourly", Event.RECLAIMED) is None


# --- delivery ----------------------------------------------------------------------------------


def test_what_was_found_waits_until_it_is_stamped(journal: Journal, support: Level) -> None:
    second, first = kept(journal, support, transition(2), transition(1))
    waiting = journal.undelivered()
    assert [one.transition for one in waiting] == [first, second]
    assert {one.level_id for one in waiting} == {support.id}
    journal.stamp([first.id, "unheard of"], AT + 7)
    assert [one.transition for one in journal.undelivered()] == [second]
    journal.stamp([first.id, second.id], AT + 9)
    assert journal.undelivered() == []
    rows = journal._connection.execute("SELECT delivered_ms FROM transition ORDER BY at_ms")
    # The first stamp stands: that is when it was shown.
    assert [row[0] for row in rows] == [AT + 7, AT + 9]


def test_what_was_not_shown_before_a_restart_is_shown_after_it(journal_file: Path) -> None:
    journal = Journal.open(journal_file)
    added = replace(journal.add_level(level()), role=Role.SUPPORT)
    shown, waiting = kept(journal, added, transition(1), transition(2))
    journal.stamp([shown.id], AT)
    journal.close()
    again = Journal.open(journal_file)
    assert [one.transition for one in again.undelivered()] == [waiting]
    assert kept(again, added, transition(1), transition(2)) == []
    again.close()


# --- the state machine through the journal -------------------------------------------------------


def bars(start: int, end: int) -> list[Candle]:
    rows = []
    for at in range(start, end):
        close = float(CLOSES[at])
        opened = float(CLOSES[at - 1]) if at else close
        high, low = max(opened, close), min(opened, close)
        rows.append(Candle(BTC, H1, AT + at * HOUR_MS, opened, high, low, close, 1, closed=True))
    return rows


def folded(journal: Journal, support: Level, candles: Sequence[Candle]) -> list[Transition]:
    """What a run of the program does with new candles: load, fold, keep."""
    fold = journal.fold(support.id, "hourly") or Fold()
    machine = LevelMachine("BTC", support.price, Role.SUPPORT, HOURLY, fold)
    events = machine.feed(columns(candles)) if candles else []
    return journal.keep_fold(support, "hourly", machine.fold, events, found_ms=AT)


@given(st.lists(st.tuples(st.integers(0, len(CLOSES)), st.booleans()), max_size=6))
def test_restarts_and_candles_seen_again_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, stops: list[tuple[int, bool]]
) -> None:
    """Any stops, some with a crash after which the same candles come again."""
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    journal = Journal.open(path)
    support = replace(journal.add_level(level()), role=Role.SUPPORT)
    machine = LevelMachine("BTC", 75_000.0, Role.SUPPORT, HOURLY, Fold())
    expected = [
        replace(one, id=transition_id(one, 1)) for one in machine.feed(columns(bars(0, 10)))
    ]
    done = 0
    found: list[Transition] = []
    for stop, again in [*sorted(stops), (len(CLOSES), False)]:
        found += folded(journal, support, bars(0 if again else done, stop))
        done = max(done, stop)
        journal.close()
        journal = Journal.open(path)
    assert found == expected
    assert journal.transitions("BTC", 0, FOREVER_MS) == expected
    assert {Event.BROKEN, Event.RECLAIMED, Event.PIERCED} <= {one.event for one in expected}
    journal.close()


# --- keepsakes, versions, files ------------------------------------------------------------------


def test_small_things_are_kept_until_they_are_replaced(journal: Journal) -> None:
    assert (journal.kept("layout"), journal.keepsakes()) == (None, {})
    journal.keep("layout", b"\x00one")
    journal.keep("asset", b"BTC")
    journal.keep("layout", b"\x00two")
    assert journal.kept("layout") == b"\x00two"
    assert journal.keepsakes() == {"layout": b"\x00two", "asset": b"BTC"}


def test_the_version_changes_when_somebody_else_has_written(
    journal: Journal, journal_file: Path
) -> None:
    journal.keep("one", b"1")
    other = Journal.read(journal_file)
    assert other is not None
    before = other.version()
    assert other.version() == before
    journal.keep("two", b"2")
    assert other.version() != before
    other.close()


def test_what_is_the_users_own_is_copied_before_its_form_changes(
    journal_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Journal.open(journal_file)
    first.add_level(level())
    first.close()
    later = (*journal_schema.MIGRATIONS, "ALTER TABLE level ADD COLUMN mood TEXT;")
    monkeypatch.setattr("tracker.store.journal.MIGRATIONS", later)
    second = Journal.open(journal_file)
    assert len(second.levels()) == 1
    second.close()
    monkeypatch.undo()
    with pytest.raises(StoreError, match="newer"):
        Journal.open(journal_file)
    before = f"journal.db.v{len(journal_schema.MIGRATIONS)}"
    copy = Journal.read(journal_file.with_name(before))
    assert copy is not None
    assert [one.price for one in copy.levels()] == [75_000]
    copy.close()


def test_rules_are_kept_as_words(journal: Journal) -> None:
    journal.add_level(level(rules=("close:1h*2+0.25%",)))
    (text,) = journal._connection.execute("SELECT rules FROM level").fetchone()
    assert json.loads(text) == ["close:1h*2+0.25%"]


def test_an_empty_file_is_no_journal_yet(journal_file: Path) -> None:
    open_writer(journal_file, (), keep_copy=False).close()
    assert Journal.read(journal_file) is None


def test_a_journal_of_the_first_form_is_brought_up_to_date_with_its_levels(
    journal_file: Path,
) -> None:
    first = open_writer(journal_file, journal_schema.MIGRATIONS[:1], keep_copy=True)
    first.execute(
        "INSERT INTO level (asset, venue, price, rules, note, created_ms, generation) "
        "VALUES ('BTC', 'binance-spot', 75000.0, '[\"touch\"]', 'kept', 1, 1)"
    )
    first.close()
    second = Journal.open(journal_file)
    (kept_level,) = second.levels()
    assert (kept_level.price, kept_level.rules, kept_level.note) == (75_000, ("touch",), "kept")
    assert (kept_level.color, kept_level.expires_ms, kept_level.snoozed_until_ms) == (None,) * 3
    assert second.alerts.rules() == []
    second.close()
