"""Plots by pyqtgraph, which is loaded with the first of them: never before a window is seen."""

import os

# pyqtgraph takes the first binding it finds, and another one may be installed beside ours.
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
