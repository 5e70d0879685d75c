"""How the system's region writes numbers."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from tracker.analysis.numerals import PLAIN, Numerals
from tracker.analysis.words import NARROW

#: Words for thousands, millions, billions and trillions as tables have them; other languages: K, M, B, T.
_WORDS = {
    "de": ("Tsd.", "Mio.", "Mrd.", "Bio."),
    "es": ("mil", "M", "mil M", "B"),
    "fr": ("k", "M", "Md", "Bn"),
    "it": ("mila", "Mln", "Mrd", "Bln"),
    "nl": ("dzd.", "mln.", "mld.", "bln."),
    "pl": ("tys.", "mln", "mld", "bln"),
    "pt": ("mil", "mi", "bi", "tri"),
    "ru": ("тыс.", "млн", "млрд", "трлн"),
    "sv": ("tn", "mn", "md", "bn"),
    "tr": ("B", "Mn", "Mr", "Tn"),
    "uk": ("тис.", "млн", "млрд", "трлн"),
}


def numerals_of(choice: str, region: QLocale | None = None) -> Numerals:
    """How numbers are written by the setting `numbers`: `plain`, or as a region, the system's, does."""
    if choice == "plain":
        return PLAIN
    region = region or QLocale.system()
    language = QLocale.languageToCode(region.language())
    found = _WORDS.get(language)
    units = PLAIN.units if found is None else _spaced(found)
    group, decimal = region.groupSeparator(), region.decimalPoint()
    if group == decimal:  # a region that is set up badly must not make numbers that cannot be read
        return Numerals(units=units)
    # The space that breaks no line and stands closer.
    return Numerals(decimal, NARROW if group.isspace() else group, units)


def _spaced(found: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
    thousand, million, billion, trillion = (f"{NARROW}{one}" for one in found)
    return thousand, million, billion, trillion
