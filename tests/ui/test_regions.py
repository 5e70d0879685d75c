"""Numerals of regions, whatever the machine's own is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from tracker.analysis.numerals import PLAIN, Numerals
from tracker.ui.regions import numerals_of


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("en_US", PLAIN),
        ("C", Numerals()),
        ("de_DE", Numerals(",", ".", ("\u202fTsd.", "\u202fMio.", "\u202fMrd.", "\u202fBio."))),
        ("de_CH", Numerals(".", "'", ("\u202fTsd.", "\u202fMio.", "\u202fMrd.", "\u202fBio."))),
        ("fr_FR", Numerals(",", "\u202f", ("\u202fk", "\u202fM", "\u202fMd", "\u202fBn"))),
        ("ja_JP", PLAIN),
    ],
)
def test_a_region_has_marks_and_words_of_its_own(name: str, wanted: Numerals) -> None:
    assert numerals_of("system", QLocale(name)) == wanted
    assert numerals_of("plain", QLocale(name)) == PLAIN
