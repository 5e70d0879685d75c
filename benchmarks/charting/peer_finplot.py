"""finplot, used as its examples use it: candles over volume, whole frames given to `update_data`.

It needs PyQt6, so it runs in a process and an environment of its own.
"""

from __future__ import annotations

import os

os.environ["PYQTGRAPH_QT_LIB"] = "PyQt6"

import finplot as fplt
import pandas as pd
import pyqtgraph as pg
from market import Market
from painted import count_frames

fplt.viewrestore = False


_painted = count_frames(pg.GraphicsView)


class Chart:
    def __init__(self, market: Market, size: tuple[int, int], charts: int = 1) -> None:
        self._market, self._count = market, market.rows
        columns = {"time": market.at_ms * 1_000_000, "open": market.open, "close": market.close}
        columns |= {"high": market.high, "low": market.low, "volume": market.volume}
        self._frame = pd.DataFrame(columns)
        self._axes = fplt.create_plot("finplot", rows=2 * charts, maximize=False)
        self._plots = []
        for number in range(charts):
            above, below = self._axes[2 * number : 2 * number + 2]
            shown = self._shown()
            self._plots.append((fplt.candlestick_ochl(shown[PRICES], ax=above), PRICES))
            self._plots.append((fplt.volume_ocv(shown[VOLUME], ax=below), VOLUME))
        fplt.show(qt_exec=False)
        self._window = fplt.windows[0]
        self._window.resize(*size)
        self._looked = (0.0, 0.0)

    @property
    def frames(self) -> int:
        """Frames that were painted."""
        return _painted()

    def show(self) -> None:
        self._window.show()

    def hide(self) -> None:
        self._window.hide()

    def _shown(self) -> pd.DataFrame:
        return self._frame.iloc[: self._count]

    def view(self, left: float, right: float) -> None:
        self._axes[0].vb.update_y_zoom(left, right)
        jumped = abs(left - self._looked[0]) > (right - left) / 2
        self._looked = (left, right)
        if jumped:
            fplt._repaint_candles()  # or it paints nothing after a far jump

    def tick(self, number: int) -> None:
        self._put(self._count - 1, number)

    def append(self, number: int) -> None:
        self._count += 1
        self._put(self._count - 1, number)

    def _put(self, row: int, number: int) -> None:
        opened, high, low, close, volume = self._market.tick(row, number)
        self._frame.iloc[row, 1:] = [opened, close, high, low, volume]
        shown = self._shown()
        for plot, names in self._plots:
            plot.update_data(shown[names])


PRICES = ["time", "open", "close", "high", "low"]
VOLUME = ["time", "open", "close", "volume"]
