"""From the start of the process to the first painted window, beside a minimal window.

    python benchmarks/startup.py [--rounds 21] [--platform offscreen|xcb]

`tracker` opens the whole program on a cache that is filled and leaves when its window has been painted,
before the engine starts; `minimal` is a bare PySide6 window doing the same, and `libraries` such a window
that also loads numpy. Turn about, medians; wall time and the processor time of the process until then, of
all its threads. The aim is 3.6 times the minimal window, with no network library, keyring, pyqtgraph or
engine loaded before the first paint.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import INTERVALS
from tracker.store.database import open_writer
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

AIM = 3.6
CANDLES = 1_500
ASSETS = ("BTC", "ETH", "BNB", "SOL", "XRP")
LATER = ("httpx", "keyring", "apprise", "websockets", "pyqtgraph", "tracker.services.collector")
#: Says how long it took, wall and processor seconds.
TELL = """
import os, sys, time
def tell(*loaded):
    print(time.time() - float(os.environ["BEGAN"]), time.process_time(), *loaded, file=sys.stderr)
"""
MINIMAL = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        tell()
        QTimer.singleShot(0, qt.quit)
qt = QApplication([])
window = Window()
window.resize(1600, 900)
window.show()
qt.exec()
"""
LIBRARIES = "import numpy\n" + MINIMAL
#: The command as it is, but for what it does once its window is there.
WHOLE = """
from tracker import cli
from tracker.cli import window as cli_window
def loaded(app, options):
    from tracker.ui.binding import load_binding
    load_binding()
    from tracker.commands import window
    class Session(window.Session):
        def _start(self):
            tell(*(name for name in {later!r} if name in sys.modules))
            self.window.leave()
    window.Session = Session
    return opened(app, options)
opened, cli_window.run = cli_window.run, loaded
sys.exit(cli.run([]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--platform", default="offscreen")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill(Home.under(home))
        environment = os.environ | {
            "QT_QPA_PLATFORM": args.platform,
            "TRACKER_HOME": str(home),
            # Compiled once, as an installed program is, and leaving nothing behind.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"),
        }
        whole = WHOLE.format(later=LATER)
        scripts = {"minimal": MINIMAL, "libraries": LIBRARIES, "tracker": whole}
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in scripts}
        loaded = ""
        for turn in range(args.rounds + 1):
            for name, script in scripts.items():
                took, said = once(script, environment)
                if turn:  # the first round warms the disk's cache
                    spent[name].append(took)
                loaded = said if name == "tracker" else loaded
    show(spent, loaded)


def fill(home: Home) -> None:
    """A cache as it is after a day: the newest candles of every coin and interval."""
    home.make()
    random = np.random.default_rng(20_260_212)
    writer = MarketWriter(open_writer(home.market_file, MIGRATIONS, keep_copy=False))
    now_ms = int(time.time() * 1_000)
    for asset in ASSETS:
        market = Market("binance-spot", f"{asset}USDT", asset, Contract.SPOT)
        for interval in INTERVALS:
            last_ms = interval.floor(now_ms)
            close = 1_000 * np.exp(np.cumsum(random.normal(0, 1e-3, CANDLES)))
            rows = [
                Candle(
                    market,
                    interval,
                    last_ms - (CANDLES - 1 - at) * interval.ms,
                    *(price, price * 1.001, price * 0.999, price),
                    5.0,
                    closed=at < CANDLES - 1,
                )
                for at, price in enumerate(close.tolist())
            ]
            writer.write(rows)
    while writer.pack(now_ms, 100):
        pass
    writer.close()


def once(script: str, environment: dict[str, str]) -> tuple[tuple[float, float], str]:
    """(wall, processor) seconds until the window of one process was painted, and what was loaded."""
    done = subprocess.run(
        [sys.executable, "-c", TELL + script],
        env=environment | {"BEGAN": str(time.time())},
        capture_output=True,
        text=True,
        check=True,
    )
    wall, processor, *loaded = done.stderr.strip().splitlines()[-1].split()
    return (float(wall), float(processor)), " ".join(loaded)


def show(spent: dict[str, list[tuple[float, float]]], loaded: str) -> None:
    print(f"{'':10}{'wall s':>8}{'cpu s':>8}")
    middle = {}
    for name, rounds in spent.items():
        middle[name] = [statistics.median(column) for column in zip(*rounds, strict=True)]
        ratio = middle[name][1] / middle["minimal"][1]
        print(f"{name:10}{middle[name][0]:8.3f}{middle[name][1]:8.3f}  x {ratio:5.2f}")
    ratio = middle["tracker"][1] / middle["minimal"][1]
    print(f"aim: x {AIM} of processor time {'kept' if ratio <= AIM else 'MISSED'}")
    print(f"loaded before the first paint: {loaded or 'none of what may wait'}")


if __name__ == "__main__":
    main()
