"""The language of the window: which one, and the sentences of it that ship with the program."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from tracker.domain.translating import use_translator

log = logging.getLogger(__name__)

#: The language that the sentences are written in, and those there is a translation for.
SOURCE = "en"
LANGUAGES = {SOURCE: "English", "de": "Deutsch"}
SYSTEM = "system"


def chosen_language(setting: str) -> str:
    """`system` is the first language of the desktop that there is; what is unknown is English."""
    if setting != SYSTEM:
        return setting if setting in LANGUAGES else SOURCE
    wanted = (one.partition("-")[0].lower() for one in QLocale.system().uiLanguages())
    return next((one for one in wanted if one in LANGUAGES), SOURCE)


def speak(qt: QApplication, setting: str, folder: Path) -> str:
    """Let the window speak a language; before its first widget is made.

    Args:
        qt: keeps the translations as long as it lives.
        setting: `system`, or one of `LANGUAGES`.
        folder: the translations that ship with the program.

    Returns:
        The language that is spoken, English where the translation cannot be read.
    """
    language = chosen_language(setting)
    if language == SOURCE:
        use_translator(None)
        return SOURCE
    own = QTranslator(qt)
    if not own.load(f"tracker_{language}.qm", str(folder)):
        log.warning("the translation of %s cannot be read; the window is English", language)
        use_translator(None)
        return SOURCE
    qt.installTranslator(own)
    # The words of Qt itself: buttons of dialogs, the menu of a field.
    qts = QTranslator(qt)
    if qts.load(
        f"qtbase_{language}.qm", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        qt.installTranslator(qts)
    use_translator(_looked_up)
    return language


def _looked_up(text: str, comment: str, count: int) -> str:
    return QCoreApplication.translate("", text, comment or None, count)
