"""The chart stack: panes that share one time axis and one crosshair."""

import os

# pyqtgraph takes the first binding it finds, and another one may be installed beside ours.
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
