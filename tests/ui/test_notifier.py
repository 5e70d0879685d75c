"""The chain D-Bus, tray, inside: each notice by the first way that works, told as shown once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jeepney import MessageType
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tracker.services.notices import Notice
from tracker.ui.notifier import Bus, Notifier, open_session_bus
from tracker.ui.sounds import Sounds
from ui.samples import notice


class FakeTray:
    def __init__(self, works: bool = True) -> None:
        self.works = works
        self.shown: list[tuple[str, str, bool]] = []

    def show_message(self, title: str, body: str, *, urgent: bool) -> bool:
        if self.works:
            self.shown.append((title, body, urgent))
        return self.works


class FakeBus:
    """Takes notices, refuses, raises or hangs."""

    def __init__(self, answer: Callable[[Notice], bool] = lambda _: True) -> None:
        self.answer = answer
        self.taken: list[Notice] = []
        self.closed = 0
        self.plays_sounds = False

    def notify(self, one: Notice, sounds: Sounds | None) -> bool:
        del sounds
        done = self.answer(one)
        if done:
            self.taken.append(one)
        return done

    def close(self) -> None:
        self.closed += 1


class Bench:
    """A notifier with its fakes and all that it said."""

    def __init__(
        self, opened: Callable[[], Any], tray: FakeTray, sounds: Sounds | None = None
    ) -> None:
        self.tray = tray
        self.notifier = Notifier(tray, opened, sounds)  # type: ignore[arg-type]
        self.said: list[tuple[str, Notice]] = []
        self.notifier.shown.connect(lambda one: self.said.append(("shown", one)))
        self.notifier.inside.connect(lambda one: self.said.append(("inside", one)))


Make = Callable[..., Bench]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    del qtbot
    made: list[Bench] = []

    def build(
        opened: Callable[[], Any] = lambda: None,
        *,
        tray: bool = True,
        sounds: Sounds | None = None,
    ) -> Bench:
        made.append(Bench(opened, FakeTray(tray), sounds))
        return made[-1]

    yield build
    for one in made:
        one.notifier.close()


def test_over_the_bus_where_a_server_answers(make: Make, qtbot: QtBot) -> None:
    bus, one = FakeBus(), notice()
    bench = make(lambda: bus)
    bench.notifier.show(one)
    qtbot.waitUntil(lambda: bench.said == [("shown", one)])
    assert bus.taken == [one]
    assert bench.tray.shown == []


def test_from_the_tray_where_no_server_answers(make: Make, qtbot: QtBot) -> None:
    one = notice(urgent=True)
    bench = make(lambda: None)
    bench.notifier.show(one)
    qtbot.waitUntil(lambda: bench.said == [("shown", one)])
    assert bench.tray.shown == [(one.title, one.body, True)]


def test_inside_where_nothing_else_works(make: Make, qtbot: QtBot) -> None:
    one = notice()
    bench = make(lambda: None, tray=False)
    bench.notifier.show(one)
    qtbot.waitUntil(lambda: bench.said == [("inside", one)])


def fail(_: Notice) -> bool:
    raise ConnectionResetError("gone")


@pytest.mark.parametrize("answer", [lambda _: False, fail])
def test_a_server_that_refuses_or_fails_is_looked_for_anew(
    make: Make, qtbot: QtBot, answer: Callable[[Notice], bool]
) -> None:
    first, second = FakeBus(answer), FakeBus()
    buses = iter([first, second])
    bench = make(lambda: next(buses))
    one, two = notice("one"), notice("two")
    bench.notifier.show(one)
    qtbot.waitUntil(lambda: len(bench.said) == 1)
    assert bench.tray.shown == [(one.title, one.body, False)]
    assert first.closed == 1
    bench.notifier.show(two)
    qtbot.waitUntil(lambda: len(bench.said) == 2)
    assert second.taken == [two]
    assert [kind for kind, _ in bench.said] == ["shown", "shown"]


def test_a_server_that_comes_later_is_found(make: Make, qtbot: QtBot) -> None:
    bus = FakeBus()
    buses = iter([None, bus])
    bench = make(lambda: next(buses))
    for name in ("one", "two"):
        bench.notifier.show(notice(name))
    qtbot.waitUntil(lambda: len(bench.said) == 2)
    assert [one.title for one in bus.taken] == ["BTC two broken"]


def test_a_bus_that_cannot_even_be_opened_is_no_bus(make: Make, qtbot: QtBot) -> None:
    def opened() -> None:
        raise RuntimeError("no")

    bench = make(opened)
    bench.notifier.show(notice())
    qtbot.waitUntil(lambda: len(bench.said) == 1)
    assert len(bench.tray.shown) == 1


def test_a_server_that_hangs_holds_up_neither_the_window_nor_the_end(
    make: Make, qtbot: QtBot
) -> None:
    let_go = threading.Event()
    bus = FakeBus(lambda _: let_go.wait(10))
    bench = make(lambda: bus)
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(5)
    bench.notifier.show(notice())
    qtbot.waitUntil(lambda: len(ticks) > 20)
    timer.stop()
    assert max(b - a for a, b in pairwise(ticks)) < 0.5
    assert bench.said == []
    began = time.monotonic()
    bench.notifier.close()
    assert time.monotonic() - began < 1.5
    let_go.set()
    bench.notifier._thread.join(5)


def test_closing_lets_go_of_the_bus_and_without_any_notice_does_nothing(
    make: Make, qtbot: QtBot
) -> None:
    bus = FakeBus()
    bench = make(lambda: bus)
    bench.notifier.show(notice())
    qtbot.waitUntil(lambda: len(bench.said) == 1)
    bench.notifier.close()
    assert bus.closed == 1
    make().notifier.close()


@pytest.mark.parametrize(
    ("server", "plays", "beeps"), [(True, True, 0), (True, False, 1), (False, False, 1)]
)
def test_it_beeps_where_the_server_cannot_be_heard(
    make: Make,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    *,
    server: bool,
    plays: bool,
    beeps: int,
) -> None:
    beeped: list[bool] = []
    monkeypatch.setattr(
        "tracker.ui.notifier.QApplication.beep", staticmethod(lambda: beeped.append(True))
    )
    bus = FakeBus()
    bus.plays_sounds = plays
    bench = make(lambda: bus if server else None, sounds=Sounds(Path("a.wav"), Path("b.wav")))
    bench.notifier.show(notice())
    qtbot.waitUntil(lambda: len(bench.said) == 1)
    assert len(beeped) == beeps
    silent = make(lambda: None)
    silent.notifier.show(notice())
    qtbot.waitUntil(lambda: len(silent.said) == 1)
    assert len(beeped) == beeps


# --- the bus itself -------------------------------------------------------------------------------


class Connection:
    """What jeepney's connection does for us."""

    def __init__(self, reply: object = (1,), kind: MessageType = MessageType.method_return) -> None:
        self.reply, self.kind = reply, kind
        self.sent: list[Any] = []
        self.closed = False

    def send_and_get_reply(self, message: Any, *, timeout: float) -> Any:
        assert timeout <= 2
        self.sent.append(message)
        if isinstance(self.reply, Exception):
            raise self.reply
        return SimpleNamespace(header=SimpleNamespace(message_type=self.kind), body=self.reply)

    def close(self) -> None:
        self.closed = True


def test_a_notice_on_the_wire() -> None:
    connection = Connection()
    assert Bus(connection).notify(notice(body="Traded < 70,000 & closed."))
    name, replaces, icon, title, body, actions, hints, shown_ms = connection.sent[0].body
    assert (name, replaces, icon, title) == ("Tracker", 0, "tracker", "BTC n1 broken")
    assert body == "Traded &lt; 70,000 &amp; closed."
    assert actions == []
    assert hints["urgency"] == ("y", 1)
    assert hints["desktop-entry"] == ("s", "tracker")
    assert shown_ms == 20_000


def test_an_urgent_notice_stays_until_it_is_dismissed() -> None:
    connection = Connection()
    assert Bus(connection).notify(notice(urgent=True))
    *_, hints, shown_ms = connection.sent[0].body
    assert hints["urgency"] == ("y", 2)
    assert shown_ms == 0


def test_each_priority_has_its_sound_and_silence_is_asked_for() -> None:
    connection, sounds = Connection(), Sounds(Path("/sounds/a.wav"), Path("/sounds/b.wav"))
    bus = Bus(connection)
    for urgent, given in ((False, sounds), (True, sounds), (False, None)):
        assert bus.notify(notice(urgent=urgent), given)
    hints = [message.body[-2] for message in connection.sent]
    assert [one.get("sound-file") for one in hints] == [
        ("s", str(sounds.normal)),
        ("s", str(sounds.urgent)),
        None,
    ]
    assert [one.get("suppress-sound") for one in hints] == [None, None, ("b", True)]


@pytest.mark.parametrize(
    ("reply", "plays"), [((["body", "sound"],), True), ((["body"],), False), (OSError(), False)]
)
def test_a_server_says_whether_it_plays_sounds(reply: object, plays: bool) -> None:
    bus = Bus(Connection(reply))
    bus.learn()
    assert bus.plays_sounds is plays


@pytest.mark.parametrize("error", [TimeoutError(), OSError("gone"), EOFError()])
def test_no_answer_is_no_notification(error: Exception) -> None:
    assert not Bus(Connection(error)).notify(notice())


def test_an_error_is_no_notification() -> None:
    assert not Bus(Connection(("org.freedesktop.DBus.Error",), MessageType.error)).notify(notice())


def test_a_server_says_its_name() -> None:
    assert Bus(Connection(("dunst", "knopwob", "1.9", "1.2"))).server() == "dunst"
    assert Bus(Connection(())).server() is None


@pytest.mark.parametrize("error", [OSError("no"), KeyError("DBUS"), ValueError("bad address")])
def test_a_session_without_a_bus(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(_: str) -> None:
        raise error

    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", refuse)
    assert open_session_bus() is None


def test_a_bus_without_a_notification_server_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Connection(TimeoutError())
    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", lambda _: connection)
    assert open_session_bus() is None
    assert connection.closed
    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", lambda _: Connection(("d",)))
    assert open_session_bus() is not None


def test_only_linux_has_this_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.ui.notifier.sys.platform", "darwin")
    assert open_session_bus() is None
