"""Venues, one file each, and the wire they share."""

from __future__ import annotations

import importlib
import pkgutil

#: What is no venue and slow to load: the wire, for one, brings the network's libraries with it.
_NO_VENUE = frozenset({"wire", "messengers", "recording"})


def register_all() -> None:
    """Import every module of this package, so that each venue registers itself."""
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NO_VENUE:
            importlib.import_module(f"{__name__}.{module.name}")
