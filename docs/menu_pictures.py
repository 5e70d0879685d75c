"""Recipes of `make_pictures`: menus, the palette, keys, settings and colours."""

from __future__ import annotations

from picture_files import GAP, put_together
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QMenu
from studio import Studio

from tracker.store.settings import Group
from tracker.ui.theme import DARK, LIGHT


def menus(studio: Studio) -> None:
    """What the toolbar offers for the chart."""
    main = studio.session.window
    bar = main.toolbar
    found: list[QMenu] = [bar.style_menu.menu(), bar._others.menu(), main._pane_menus.all]
    shots = []
    for menu in found:
        menu.popup(main.mapToGlobal(QPoint(300, 60)))
        studio.settle(0.3)
        shots.append(menu.grab())
        menu.hide()
    height, width = max(one.height() for one in shots), sum(one.width() for one in shots)
    image = QImage(width + 4 * GAP, height + 2 * GAP, QImage.Format.Format_RGB32)
    image.fill(QColor(main.palette_now.panel))
    painter = QPainter(image)
    left = GAP
    for one in shots:
        painter.drawPixmap(left, GAP, one)
        left += one.width() + GAP
    painter.end()
    studio.save("menus", image)


def palette(studio: Studio) -> None:
    main = studio.session.window
    studio.size(1_200, 760)
    main.show_palette()
    sheet = main.finding.palette
    assert sheet is not None
    sheet.field.setText("li")
    studio.settle(0.4)
    dark = sheet.grab()
    studio.use(LIGHT)
    studio.settle(0.4)
    parts = [("", dark), ("", sheet.grab())]
    studio.use(DARK)
    studio.save("palette", put_together(parts, 2, main.palette_now))
    sheet.hide()


def key_sheet(studio: Studio) -> None:
    main = studio.session.window
    studio.size(960, 600)
    main.show_keys()
    studio.settle(0.4)
    studio.save("key-sheet", main.grab())
    sheet = main.finding.sheet
    assert sheet is not None
    sheet.hide()


def settings(studio: Studio) -> None:
    """The dialog, dark at one group and light at another."""
    up = studio.session.window.setting_up
    for palette, group in ((DARK, Group.LOOKS), (LIGHT, Group.NOTIFICATIONS)):
        studio.use(palette)
        up.open(group)
        assert up.dialog is not None
        up.dialog.where.setText("Kept in ~/.config/tracker/config.toml")
        studio.settle(0.4)
        studio.save(f"settings-{palette.name}", up.dialog.grab())
    up.dialog.close()
    studio.use(DARK)


def colors(studio: Studio) -> None:
    """Blue and orange on dark and light."""
    main = studio.session.window
    studio.size(960, 600)
    main.setting_up.set("colors", "blue-orange")
    shots = []
    for palette in (DARK, LIGHT):
        main.setting_up.set("theme", palette.name)
        studio.settle(0.8)
        shots.append(("", main.grab()))
    main.setting_up.set("colors", "green-red")
    studio.use(DARK)
    studio.save("colors", put_together(shots, 1, main.palette_now))


def menu_bar(studio: Studio) -> None:
    """Two of the menus, below the bar."""
    main = studio.session.window
    studio.size(1_200, 700)
    main.menus.keep(on=True)
    studio.settle(0.4)
    image = main.grab()
    painter = QPainter(image)
    for number in (2, 4):
        menu = main.menus.shown[number]
        place = main.menus.bar.actionGeometry(menu.menuAction()).bottomLeft()
        menu.popup(main.mapToGlobal(place + QPoint(0, 1)))
        studio.settle(0.3)
        painter.drawPixmap(place, menu.grab())
        menu.hide()
    painter.end()
    main.menus.keep(on=False)
    studio.save("menu-bar", image.copy(QRect(0, 0, 1_200, 520)))
