"""Recipes of `make_pictures`: dialogs of exports, keys, notifications and the program itself, and the tray."""

from __future__ import annotations

import tempfile
from datetime import UTC
from pathlib import Path

from picture_files import put_together
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from studio import WIDE, Studio, save_page

from tracker.domain.translating import tr
from tracker.services.keys import KeyRow, KeysView, Place
from tracker.sources.key_specs import KEY_SPECS
from tracker.store.licences import components
from tracker.store.paths import Home
from tracker.ui.about import places_of
from tracker.ui.about_dialog import AboutDialog
from tracker.ui.export_dialog import ExportDialog
from tracker.ui.keys_dialog import KeysDialog
from tracker.ui.name_dialog import NameDialog
from tracker.ui.notifier import Ways
from tracker.ui.preview import Preview
from tracker.ui.saving import Look
from tracker.ui.theme import LIGHT
from tracker.ui.tray_icon import state_icon
from tracker.ui.tray_state import TrayState


def export_light(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE // 2 + 561, 720)
    with tempfile.TemporaryDirectory() as folder:
        path, said = Path(folder) / "chart.png", list[str]()
        main.saver.said.connect(said.append)
        main.saver.save(path, Look(LIGHT, UTC))
        studio.until("a saved picture", lambda: said)
        studio.save("export-light", QImage(str(path)))


def _exporting(studio: Studio, shape: str, theme: str, note: str) -> ExportDialog:
    """The dialog of exports with the newest candles, as a post."""
    main = studio.session.window
    studio.size(WIDE, 900)
    main.chart.back_to_now()
    studio.settle()
    main.export()
    dialog = main.saver.dialog
    assert dialog is not None
    studio.until("a picture to export", lambda: dialog.subject is not None)
    form = dialog.form
    form.what.setCurrentIndex(0)
    for box, value in ((form.shape, shape), (form.scale, 1.0), (form.theme, theme)):
        box.setCurrentIndex(box.findData(value))
    form.note.setText(note)
    form.watermark.setChecked(True)
    studio.settle()
    return dialog


def export_dialog(studio: Studio) -> None:
    dialog = _exporting(studio, "square", "", "Third leg down, and open interest left with it.")
    form = dialog.form
    form.note.home(False)  # Qt names it otherwise in each version
    studio.save("export-dialog", dialog.grab())
    dialog.close()


def export_posts(studio: Studio) -> None:
    posts = (
        ("export-square", "square", "dark", "Third leg down, and open interest left with it."),
        ("export-wide", "wide", "light", ""),
    )
    for name, shape, theme, note in posts:
        dialog = _exporting(studio, shape, theme, note)
        assert dialog.subject is not None
        studio.save(name, dialog.subject.image(dialog.form.wish()))
        dialog.close()


def alert_picture(studio: Studio) -> None:
    main = studio.session.window
    main.alerts.picture_wanted.emit(next(one for one in main.alerts.found if "67" in str(one)))
    shown = lambda: [one for one in studio.qt.topLevelWidgets() if isinstance(one, Preview)]  # noqa: E731
    studio.until("a picture of a moment", shown)
    shown()[0].resize(960, 640)
    studio.settle()
    studio.save("alert-picture", shown()[0].grab())
    shown()[0].close()


def small_dialogs(studio: Studio) -> None:
    """A headline that is checked, a name for a layout, words for a drawing."""
    main = studio.session.window
    main.pages.recovering.open_headline()
    headline = main.pages.recovering.headline
    assert headline is not None
    headline.amount.setText("-26B")
    headline.percent.setText("-4.4")
    studio.settle(1.0)
    naming = NameDialog(tr("Save the layout"), tr("Save"), "Sell-off", lambda _name: "", main)
    naming.show()
    sheet = main.sketching.sheet
    sheet.ask("higher low", QPoint(300, 200), lambda _text: None)
    studio.settle(0.5)
    shown = [(one, one.grab()) for one in (headline, naming, sheet)]
    sheet.hide()
    for dialog in (headline, naming):
        dialog.close()
    studio.beside("small-dialogs", [("", picture) for _, picture in shown], 3)


def service_keys(studio: Studio) -> None:
    """The dialog of keys where one is kept; no keyring is asked for it."""
    main = studio.session.window
    dialog = KeysDialog(main)
    places = [Place.KEYRING] + [Place.NONE] * (len(KEY_SPECS) - 1)
    rows = [KeyRow(spec, place) for spec, place in zip(KEY_SPECS, places, strict=True)]
    dialog.show()
    dialog.show_keys(KeysView(tuple(rows)))
    next(iter(dialog.cards.values())).say("The key works.")
    save_page(studio, "service-keys", dialog, (640, 720))


def about(studio: Studio) -> None:
    """Both pages of About, with the folders of somebody on Linux."""
    main = studio.session.window
    own = Path("/home/ada")
    home = Home(
        own / ".config/tracker",
        own / ".local/share/tracker",
        own / ".cache/tracker",
        own / ".local/state/tracker/log",
        own / "Pictures/Tracker",
    )
    dialog = AboutDialog(places_of(home), components(), main)
    dialog.show()
    pages = []
    for number in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(number)
        dialog.list.setCurrentRow(1)
        studio.settle(0.5)
        pages.append((dialog.tabs.tabText(number), dialog.grab()))
    dialog.close()
    studio.save("about", put_together(pages, 2, main.palette_now))


def notifications(studio: Studio) -> None:
    """The page of notifications on a desktop with everything."""
    main = studio.session.window
    main.notifying.open()
    page = main.notifying.page
    assert page is not None
    studio.settle(1.0)
    page.show_ways(Ways("GNOME Shell", plays_sounds=True, tray=True))
    page.show_sound("Played by GNOME Shell.", on=True, works=True)
    page.show_tried("desktop", "The desktop took it.")
    page.show_login(on=True)
    page.adjustSize()
    studio.save("notifications", page.grab())
    page.close()


def tray_states(studio: Studio) -> None:
    """The icon in each state, on a dark and a light panel, as large as panels show it and larger."""
    sizes, step = (16, 22, 24, 48), 64
    image = QImage(step * len(sizes) * 2, step * len(TrayState), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for side, ground in enumerate(("#202428", "#eff0f1")):
        left = side * step * len(sizes)
        painter.fillRect(left, 0, step * len(sizes), image.height(), QColor(ground))
        for row, state in enumerate(TrayState):
            for column, size in enumerate(sizes):
                at = QPoint(
                    left + column * step + (step - size) // 2, row * step + (step - size) // 2
                )
                painter.drawPixmap(at, state_icon(state).pixmap(size))
    painter.end()
    studio.save("tray-states", image)
