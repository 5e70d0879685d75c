"""From the frame that closes a candle to the notification handed over, with everything running.

    python benchmarks/latency.py [--breaks 200] [--levels 5] [--seconds-between 0.15]

The real program offscreen: window, engine, store, five coins from the exchange on 127.0.0.1 that the
tests use, which also runs in this process. While the chart is moved as fast as it paints and 200
frames a second arrive, a minute's candle of all five coins closes beyond a level of each, then back.
Measured is from the moment before the exchange sends that frame to the call of `Notifier.show`, so
the way over the socket is in it. The rate guard is off, or fifteen would be all.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from loopback import Exchange  # noqa: E402
from loopback.venues import (  # noqa: E402
    ASSETS,
    STEP_MS,
    Market,
    calm_shift_ms,
    force_order,
    kline_frame,
    mark_frame,
    serve_venues,
)
from tracker.app import App, Options  # noqa: E402
from tracker.commands import window  # noqa: E402
from tracker.services import alerts  # noqa: E402
from tracker.services.levels import LevelWish, make_level  # noqa: E402
from tracker.services.notices import Notice  # noqa: E402
from tracker.sources.clock import WallClock  # noqa: E402
from tracker.store.journal import Journal  # noqa: E402
from tracker.store.paths import Home  # noqa: E402
from tracker.ui.notifier import Notifier  # noqa: E402

FSTREAM, KLINES = "fstream.binance.com", "data-stream.binance.vision"
MINUTE = STEP_MS["1m"]
#: The goal of the 99th percentile.
GOAL_MS = 100.0
NOISE_S = 0.005


class Ahead(WallClock):
    """The wall clock, and the minutes that the driver has put in."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def now_ms(self) -> int:
        return self._market.now_ms()


class Watcher:
    """When each coin's candle was sent and when its notice was handed over."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.taken_ms: list[float] = []
        self._all = threading.Event()

    def expect(self) -> None:
        self.sent = {}
        self._all.clear()

    def shown(self, notice: Notice) -> None:
        now = time.perf_counter()
        began = self.sent.pop(notice.asset, None)
        if began is not None:
            self.taken_ms.append((now - began) * 1_000)
            if not self.sent:
                self._all.set()

    def wait(self) -> bool:
        return self._all.wait(20)


class Driver(threading.Thread):
    """Plays the exchange: background frames all the time, and candles that close on command."""

    def __init__(self, exchange: Exchange, market: Market, watcher: Watcher, breaks: int) -> None:
        super().__init__(name="driver", daemon=True)
        self.exchange, self.market, self.watcher = exchange, market, watcher
        self.rounds = -(-breaks // len(ASSETS))
        self.pause_s = 0.15
        self.is_loaded: Callable[[], bool] = lambda: False
        self.is_over = threading.Event()
        self.failure: str | None = None

    def run(self) -> None:
        noise = threading.Thread(target=self._make_noise, daemon=True)
        try:
            self._wait_until(lambda: any(one.host == KLINES for one in self.exchange.sockets))
            self._wait_until(self.is_loaded)
            noise.start()
            self._close_candles()
        except Exception as error:  # noqa: BLE001
            self.failure = repr(error)
        self.is_over.set()

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 180
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("the engine did not get ready")
            time.sleep(0.1)

    def _close_candles(self) -> None:
        dice = random.Random(1)
        open_ms = self.market.now_ms() // MINUTE * MINUTE
        # The first round fills the hole of the minutes that the start took, and is not counted.
        for at in range(2 * self.rounds + 2):
            falls = at % 2 == 0
            for asset, price in ASSETS.items():
                self.market.closes[asset, "1m", open_ms] = price * (0.96 if falls else 1.0)
            frames = {
                asset: kline_frame(self.market, asset, "1m", open_ms, closed=True)
                for asset in ASSETS
            }
            # A candle from the future would be refused.
            self.market.offset_ms += MINUTE
            self.watcher.expect()
            if falls:
                now = time.perf_counter()
                self.watcher.sent = dict.fromkeys(ASSETS, now)
            for asset, frame in frames.items():
                if falls:
                    self.watcher.sent[asset] = time.perf_counter()
                self.exchange.push(KLINES, frame)
            if falls and not self.watcher.wait():
                raise TimeoutError(f"no notice of {', '.join(self.watcher.sent)} in round {at}")
            if at == 0:
                self.watcher.taken_ms.clear()
            open_ms += MINUTE
            # A random phase, or every candle would meet the flush at the same moment.
            time.sleep(self.pause_s + dice.random() * 0.1)

    def _make_noise(self) -> None:
        """What arrives on a lively day: prices, liquidations, growing candles of every interval."""
        dice = random.Random(2)
        while not self.is_over.is_set():
            asset = dice.choice(list(ASSETS))
            now_ms = self.market.now_ms()
            kind = dice.random()
            if kind < 0.2:
                price = self.market.price(asset, now_ms)
                side = dice.choice(["SELL", "BUY"])
                self.exchange.push(FSTREAM, force_order(asset, now_ms, side, price, dice.random()))
            elif kind < 0.5:
                self.exchange.push(FSTREAM, mark_frame(self.market, asset))
            else:
                interval = dice.choice(["5m", "15m", "1h", "4h", "1d"])
                open_ms = now_ms // STEP_MS[interval] * STEP_MS[interval]
                frame = kline_frame(self.market, asset, interval, open_ms, closed=False)
                self.exchange.push(KLINES, frame)
            time.sleep(NOISE_S)


def keep_levels(app: App, count: int, now_ms: int) -> None:
    """So many levels a coin; the first is broken again and again."""
    app.begin()
    with closing(Journal.open(app.home.journal_file)) as journal:
        for asset, price in ASSETS.items():
            make_level(
                None, journal, app.sources, LevelWish(asset, price * 0.98, ("close:1m",)), now_ms
            )
            for at in range(1, count):
                wish = LevelWish(asset, price * (0.9 - 0.02 * at))
                make_level(None, journal, app.sources, wish, now_ms)


def percentile(values: list[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


class Listening(Notifier):
    """Hands notices to the watcher; nobody is there to see them."""

    watcher: Watcher

    def show(self, notice: Notice) -> None:
        self.watcher.shown(notice)
        # This stamps it.
        self.shown.emit(notice)


def measure(breaks: int, levels: int, pause_s: float) -> tuple[Driver, float]:
    """Run the program until all levels broke; the driver, and moves of the chart a second."""
    sys.setswitchinterval(window._TURN_S)
    qt = QApplication.instance() or QApplication(["latency"])
    assert isinstance(qt, QApplication)
    with tempfile.TemporaryDirectory() as folder, Exchange() as exchange:
        market = serve_venues(exchange, Market(shift_ms=calm_shift_ms()))
        app = App(Options(gateway=exchange.url), Home.under(Path(folder)))
        app.__dict__["clock"] = Ahead(market)
        keep_levels(app, levels, market.now_ms())
        session = window.Session(app, window.WindowRun(), qt)
        driver = Driver(exchange, market, Listening.watcher, breaks)
        driver.pause_s = pause_s
        driver.is_loaded = lambda: is_loaded(session)
        session.open()
        session.window.resize(1_600, 900)
        moves = [0]

        def keep_busy() -> None:
            """Move the chart and paint it, again and again."""
            chart = session.window.chart
            moves[0] += 1
            start_ms, end_ms = chart.view()
            step = (end_ms - start_ms) // 200 * (1 if moves[0] % 40 < 20 else -1)
            chart.set_view(start_ms + step, end_ms + step)
            if driver.is_over.is_set():
                session.window.leave()

        busy = QTimer()
        busy.timeout.connect(keep_busy)
        busy.start(16)
        driver.start()
        began = time.perf_counter()
        qt.exec()
        rate = moves[0] / (time.perf_counter() - began)
        session.close()
    return driver, rate


def is_loaded(session: window.Session) -> bool:
    """Whether history is there and alerts are delivered."""
    collector = session.engine._collector
    if collector is None or not session.engine.is_ready:
        return False
    progress = collector.history.progress()
    return progress.total > 0 and progress.finished and collector._may_deliver


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--breaks", type=int, default=200)
    parser.add_argument("--levels", type=int, default=5, help="levels a coin")
    parser.add_argument("--seconds-between", type=float, default=0.15)
    given = parser.parse_args()
    alerts.RateGuard.admits = lambda *_: True  # type: ignore[method-assign]
    Listening.watcher = Watcher()
    window.Notifier = Listening  # type: ignore[misc]
    driver, rate = measure(given.breaks, given.levels, given.seconds_between)
    if driver.failure is not None:
        print(driver.failure, file=sys.stderr)
        return 1
    taken = driver.watcher.taken_ms
    p50, p95, p99 = (percentile(taken, share) for share in (0.5, 0.95, 0.99))
    print(f"{len(taken)} breaks of {len(ASSETS)} coins, {given.levels} levels a coin, ", end="")
    print(f"{rate:.0f} moves of the chart a second")
    print(f"p50 {p50:.1f} ms   p95 {p95:.1f} ms   p99 {p99:.1f} ms   longest {max(taken):.1f} ms")
    print(f"goal: p99 ≤ {GOAL_MS:.0f} ms: {'met' if p99 <= GOAL_MS else 'MISSED'}")
    return 0 if p99 <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
