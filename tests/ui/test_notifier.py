"""The chain D-Bus, tray, inside: each notice by the first way that works, told as shown once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest
from jeepney import HeaderFields, MessageType
from PySide6.QtCore import QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from tracker.services.notices import Notice
from tracker.ui.notifier import Bus, Notifier, Way, Ways, open_session_bus
from tracker.ui.sounds import Sounds
from ui.samples import notice


class FakeTray(QObject):
    message_clicked = Signal()

    @property
    def shows_messages(self) -> bool:
        return self.works

    def __init__(self, works: bool = True) -> None:
        super().__init__()
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
        self.ear: Any = None
        self.plays_sounds = False
        self.name: str | None = "dunst"

    def listen(self, into: Any) -> None:
        self.ear = into

    def clicked(self, message: int) -> Notice | None:
        return self.taken[message] if message < len(self.taken) else None

    def notify(self, one: Notice, sounds: Sounds | None) -> bool:
        del sounds
        done = self.answer(one)
        if done:
            self.taken.append(one)
        return done

    def server(self) -> str | None:
        return self.name

    def close(self) -> None:
        self.closed += 1


class Bench:
    """A notifier with its fakes and all that it said."""

    def __init__(
        self, opened: Callable[[], Any], tray: FakeTray, sounds: Sounds | None = None
    ) -> None:
        self.tray = tray
        self.player = FakePlayer()
        self.notifier = Notifier(tray, opened, sounds, self.player)  # type: ignore[arg-type]
        self.said: list[tuple[str, Notice]] = []
        self.notifier.shown.connect(lambda one: self.said.append(("shown", one)))
        self.notifier.inside.connect(lambda one: self.said.append(("inside", one)))
        self.notifier.clicked.connect(lambda one: self.said.append(("clicked", one)))


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


def test_a_click_on_what_the_server_shows(make: Make, qtbot: QtBot) -> None:
    bus, one, two = FakeBus(), notice("one"), notice("two")
    bench = make(lambda: bus)
    bench.notifier.show(one)
    bench.notifier.show(two)
    qtbot.waitUntil(lambda: len(bench.said) == 2)
    bus.ear.put(7)  # another program's
    bus.ear.put(0)
    qtbot.waitUntil(lambda: bench.said[2:] == [("clicked", one)])
    bench.tray.message_clicked.emit()  # no balloon of ours
    assert len(bench.said) == 3


def test_a_click_on_the_balloon_is_the_newest_one_once(make: Make, qtbot: QtBot) -> None:
    bench = make(lambda: None)
    one, two = notice("one"), notice("two")
    bench.notifier.show(one)
    bench.notifier.show(two)
    qtbot.waitUntil(lambda: len(bench.said) == 2)
    bench.tray.message_clicked.emit()
    bench.tray.message_clicked.emit()
    assert bench.said[2:] == [("clicked", two)]


class FakePlayer:
    def __init__(self) -> None:
        self.played: list[Path] = []

    def play(self, path: Path) -> None:
        self.played.append(path)


@pytest.mark.parametrize(
    ("server", "plays", "heard"), [(True, True, 0), (True, False, 1), (False, False, 1)]
)
def test_it_plays_itself_where_the_server_cannot_be_heard(
    make: Make, qtbot: QtBot, *, server: bool, plays: bool, heard: int
) -> None:
    bus = FakeBus()
    bus.plays_sounds = plays
    bench = make(lambda: bus if server else None, sounds=Sounds(Path("a.wav"), Path("b.wav")))
    bench.notifier.show(notice())
    bench.notifier.show(notice(urgent=True))
    qtbot.waitUntil(lambda: len(bench.said) == 2)
    assert bench.player.played == [Path("a.wav"), Path("b.wav")][: 2 * heard]
    silent = make(lambda: None)
    silent.notifier.show(notice())
    qtbot.waitUntil(lambda: len(silent.said) == 1)
    assert silent.player.played == []


def looked(bench: Bench, qtbot: QtBot) -> Ways:
    with qtbot.waitSignal(bench.notifier.ways_found, timeout=5_000) as found:
        bench.notifier.look()
    (ways,) = found.args
    return ways


def test_it_says_which_ways_work_and_which_is_used(make: Make, qtbot: QtBot) -> None:
    bus = FakeBus()
    bus.plays_sounds = True
    everything = looked(make(lambda: bus), qtbot)
    assert (everything, everything.used) == (Ways("dunst", True, True), Way.DESKTOP)
    only_tray = looked(make(lambda: None), qtbot)
    assert (only_tray, only_tray.used) == (Ways(None, False, True), Way.TRAY)
    nothing = looked(make(lambda: None, tray=False), qtbot)
    assert (nothing, nothing.used) == (Ways(None, False, False), Way.WINDOW)


def test_a_server_that_is_gone_is_looked_for_anew(make: Make, qtbot: QtBot) -> None:
    gone, back = FakeBus(), FakeBus()
    gone.name = None
    buses = iter([gone, back])
    bench = make(lambda: next(buses))
    assert looked(bench, qtbot).server == "dunst"
    assert (gone.closed, back.closed) == (1, 0)

    def fails() -> Bus:
        raise OSError("no bus")

    assert looked(make(fails), qtbot).server is None


def test_each_way_is_tried_alone(make: Make, qtbot: QtBot) -> None:
    bus, one = FakeBus(), notice(ids=())
    bench = make(lambda: bus)
    tried: list[tuple[Way, bool]] = []
    bench.notifier.tried.connect(lambda way, done: tried.append((way, done)))
    bench.notifier.try_way(Way.DESKTOP, one)
    qtbot.waitUntil(lambda: tried == [(Way.DESKTOP, True)])
    assert (bus.taken, bench.tray.shown, bench.said) == ([one], [], [])
    bench.notifier.try_way(Way.TRAY, one)
    bench.tray.message_clicked.emit()
    assert len(bench.tray.shown) == 1
    bench.notifier.try_way(Way.WINDOW, one)
    assert tried[1:] == [(Way.TRAY, True), (Way.WINDOW, True)]
    assert bench.said == [("clicked", one), ("inside", one)]
    bare = make(lambda: None, tray=False)
    bare.notifier.tried.connect(lambda way, done: tried.append((way, done)))
    bare.notifier.try_way(Way.DESKTOP, one)
    bare.notifier.try_way(Way.TRAY, one)
    qtbot.waitUntil(lambda: len(tried) == 5)
    assert {tried[3], tried[4]} == {(Way.DESKTOP, False), (Way.TRAY, False)}
    assert bare.said == []


# --- the bus itself -------------------------------------------------------------------------------


class Connection:
    """What jeepney's connection does for us."""

    def __init__(self, reply: object = (1,), kind: MessageType = MessageType.method_return) -> None:
        self.reply, self.kind = reply, kind
        self.sent: list[Any] = []
        self.closed = False
        self.conn = self  # a router keeps the connection it works on
        self.filters: list[tuple[Any, Any]] = []

    def filter(self, rule: Any, *, queue: Any) -> None:
        self.filters.append((rule, queue))

    def send_and_get_reply(self, message: Any, *, timeout: float) -> Any:
        assert timeout <= 6
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
    assert actions == ["default", "Show on chart"]
    assert hints["urgency"] == ("y", 1)
    assert hints["desktop-entry"] == ("s", "tracker")
    assert shown_ms == 20_000


@pytest.mark.usefixtures("german")
def test_the_wire_itself_is_never_translated() -> None:
    connection = Connection(("Dunst", "", "", "1.2"))
    bus = Bus(connection)
    bus.server()
    bus.learn()
    connection.reply = (1,)
    assert bus.notify(notice())
    members = [message.header.fields[HeaderFields.member] for message in connection.sent]
    assert members == ["GetServerInformation", "GetCapabilities", "Notify"]
    assert connection.sent[-1].body[5] == ["default", "Im Chart zeigen"]


def test_an_urgent_notice_stays_until_it_is_dismissed() -> None:
    connection = Connection()
    assert Bus(connection).notify(notice(urgent=True))
    *_, hints, shown_ms = connection.sent[0].body
    assert hints["urgency"] == ("y", 2)
    assert shown_ms == 0


def signal(member: str, *body: object) -> Any:
    fields = {HeaderFields.member: member}
    return SimpleNamespace(header=SimpleNamespace(fields=fields), body=body)


def test_a_click_is_told_by_the_number_that_the_server_gave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    connection = Connection((41,))
    bus, one = Bus(connection), notice()
    assert bus.notify(one, None)
    assert bus.clicked(signal("ActivationToken", 41, "token")) is None
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "token"
    assert bus.clicked(signal("NotificationClosed", 41, 2)) is None
    assert bus.clicked(signal("ActionInvoked", 40, "default")) is None
    assert bus.clicked(signal("ActionInvoked", 41, "default")) is one


def test_only_so_many_notices_are_remembered() -> None:
    connection = Connection()
    bus = Bus(connection)
    for number in range(300):
        connection.reply = (number,)
        assert bus.notify(notice(str(number)), None)
    assert bus.clicked(signal("ActionInvoked", 0, "default")) is None
    assert bus.clicked(signal("ActionInvoked", 299, "default")) is not None


def test_the_bus_is_asked_for_what_the_server_says_of_clicks() -> None:
    connection, ear = Connection(()), SimpleQueue[Any]()
    Bus(connection).listen(ear)
    assert connection.sent[0].header.fields[HeaderFields.member] == "AddMatch"
    assert "org.freedesktop.Notifications" in connection.sent[0].body[0]
    assert [queue for _, queue in connection.filters] == [ear]


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

    monkeypatch.setattr("jeepney.io.threading.open_dbus_connection", refuse)
    assert open_session_bus() is None


def test_a_bus_without_a_notification_server_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Connection(TimeoutError())
    monkeypatch.setattr("jeepney.io.threading.DBusRouter", lambda one: one)
    monkeypatch.setattr("jeepney.io.threading.open_dbus_connection", lambda _: connection)
    assert open_session_bus() is None
    assert connection.closed
    monkeypatch.setattr("jeepney.io.threading.open_dbus_connection", lambda _: Connection(("d",)))
    assert open_session_bus() is not None


def test_only_linux_has_this_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.ui.notifier.sys.platform", "darwin")
    assert open_session_bus() is None
