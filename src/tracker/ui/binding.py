"""Loads Qt's binding."""

from __future__ import annotations

import builtins


def load_binding() -> None:
    """Load the binding without what it does to `import`; to be called before anything else of Qt.

    From its first import on, PySide6 reads the source of every module that is imported, to see whether
    it wants Qt's names spelt otherwise (`from __feature__ import snake_case`). Nothing here does, and
    it takes a tenth of the start.
    """
    own = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = own
