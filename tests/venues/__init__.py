"""What tests know of each venue, a module each: who adds one changes no list."""

from __future__ import annotations

import importlib
import pkgutil

from venues.case import Case

CASES: tuple[Case, ...] = tuple(
    importlib.import_module(f"venues.{module.name}").CASE
    for module in pkgutil.iter_modules(__path__)
    if module.name != "case"
)
