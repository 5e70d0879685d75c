"""Recipes of `make_pictures`: levels, suggested ones, and how rules did."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from studio import WIDE, Studio


def level_editor(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE, 900)
    row = next(one for one in main.levelling._rows if one.level.price == 65_000)
    QCursor.setPos(main.chart.mapToGlobal(QPoint(main.chart.width() // 3, 60)))
    main.levelling.edit(row.level.id)
    studio.settle(0.6)
    studio.save("level-editor", main.grab())
    QTest.keyClick(main.levelling.editor, Qt.Key.Key_Escape)


def level_suggestions(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE, 900)
    main.toolbar.suggest.setChecked(True)
    main.toolbar.profile.setChecked(True)
    studio.settle(2.5)
    studio.save("level-suggestions", main.grab())
    main.toolbar.suggest.setChecked(False)
    main.toolbar.profile.setChecked(False)
    studio.settle()


def levels(studio: Studio) -> None:
    """The chart, and the ladder left of it."""
    main = studio.session.window
    studio.size(WIDE + 314, 800)
    place = main.chart.mapTo(main, QPoint(0, 0))
    width = place.x() + main.chart.width()
    studio.save("levels", main.grab(QRect(0, place.y(), width, main.chart.height())))


def level_dry_run(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE, 900)
    main.levelling.try_rules("BTC", 75_000, ("hourly", "decisive"))
    studio.until("a dry run", lambda: not main.trial.isHidden())
    main.levelling._show_last()
    studio.settle()
    studio.save("level-dry-run", main.grab())
    main.levelling._end_trial()
    main.chart.back_to_now()
