"""Every window, panel, page and sheet, brought up with what may be in it; for the tests of all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from tracker.analysis.episode import Memory, Pace, Reading
from tracker.analysis.pace import Fast
from tracker.analysis.suggest import Suggestion, Suggestions
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Side
from tracker.domain.level import Role
from tracker.domain.times import H1, HOUR_MS
from tracker.services.keys import KeyRow, KeysView, Place
from tracker.services.monitor import Monitor
from tracker.services.suggestions import Suggested
from tracker.services.update import Progress
from tracker.sources.key_specs import KEY_SPECS
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.export_wish import OWN
from tracker.ui.first_run import FirstRun
from tracker.ui.first_running import FirstParts, FirstRunning
from tracker.ui.keys_dialog import KeysDialog
from tracker.ui.notifier import Ways
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.cascades import CascadePage
from tracker.ui.panels.recovery import RecoveryPage
from tracker.ui.popover import Popover
from tracker.ui.preview import Preview
from tracker.ui.sounds import Sounds
from ui.bench import Bench
from ui.samples import NOW_MS, TITLES, chart_view, level_row, market, transition

Open = Callable[[Bench], QWidget]

SUGGESTED = Suggested(
    market(),
    H1,
    67_450.0,
    900,
    Suggestions((Suggestion(66_000.0, Role.SUPPORT, ("round number",), 3, 50.0),)),
)


def _page(bench: Bench, name: str, part: str = "page") -> QWidget:
    """What an action of the list opens."""
    pages = bench.window.pages
    owner = getattr(pages, name, None) or getattr(bench.window, name)
    found = getattr(owner, part)
    assert isinstance(found, QWidget)
    return found


def _do(bench: Bench, action: str) -> None:
    bench.window.registry.entry(action).action.trigger()


def episode() -> Episode:
    return Episode(
        asset="BTC",
        window_ms=4 * HOUR_MS,
        on_ms=NOW_MS - HOUR_MS,
        off_ms=None,
        start_ms=NOW_MS - HOUR_MS,
        end_ms=NOW_MS,
        peak_ms=NOW_MS,
        index=71.4,
        long_usd=900e6,
        short_usd=100e6,
        side=Side.LONG,
        move=-0.146,
        change=-0.098,
        venues=("alpha", "beta"),
        share=0.93,
        lower_bound=True,
        feedback=0.62,
    )


def main_window(bench: Bench) -> QWidget:
    bench.window.banner.say("The disk is full.", stays=True)
    bench.window.status.show_progress(Progress(1, 100))
    return bench.window


def chart_window(bench: Bench) -> QWidget:
    made = bench.window.charts.open(KeptChart("BTC"))
    made.banner.say("The disk is full.", stays=True)
    return made


def settings(bench: Bench) -> QWidget:
    _do(bench, "settings")
    dialog = _page(bench, "setting_up", "dialog")
    dialog.search.setText("e")  # type: ignore[attr-defined]
    return dialog


def service_keys(bench: Bench) -> QWidget:
    _do(bench, "service-keys")
    dialog = _page(bench, "keying", "dialog")
    assert isinstance(dialog, KeysDialog)
    dialog.show_keys(KeysView(tuple(KeyRow(spec, Place.KEYRING) for spec in KEY_SPECS)))
    return dialog


def brief(bench: Bench) -> QWidget:
    _do(bench, "brief")
    return _page(bench, "briefing")


def headline(bench: Bench) -> QWidget:
    _do(bench, "headline")
    return _page(bench, "recovering", "headline")


def cascades(bench: Bench) -> QWidget:
    _do(bench, "cascades")
    page = _page(bench, "cascading")
    assert isinstance(page, CascadePage)
    page.show_episodes([episode()])
    return page


def state(bench: Bench) -> QWidget:
    _do(bench, "state")
    return _page(bench, "state")


def health(bench: Bench) -> QWidget:
    _do(bench, "health")
    return _page(bench, "feeds")


def recovery(bench: Bench) -> QWidget:
    _do(bench, "recovery")
    page = _page(bench, "recovering")
    assert isinstance(page, RecoveryPage)
    reading = Reading(NOW_MS, Pace(0.0), Pace(0.0))
    page.show_monitor(Monitor("BTC", Memory(), reading, None, Fast(None, 0.0), None))
    return page


def rules(bench: Bench) -> QWidget:
    _do(bench, "rules")
    return _page(bench, "alerting", "_rules")


def liquidations(bench: Bench) -> QWidget:
    _do(bench, "liquidations")
    sheet = _page(bench, "liquidating", "sheet")
    asked = bench.engine.studied[-1]
    sheet.show_pace(asked.query(None, None))  # type: ignore[attr-defined]
    return sheet


def indicators(bench: Bench) -> QWidget:
    _do(bench, "indicators")
    sheet = bench.window.indicating.sheet
    sheet.add.click()
    return sheet


def level_editor(bench: Bench) -> QWidget:
    bench.desk.levels_shown.emit([level_row(67_900.0, level_id=7)])
    bench.window.levelling.edit(7)
    return bench.window.levelling.editor


def new_level(bench: Bench) -> QWidget:
    _do(bench, "level-new")
    return bench.window.levelling.editor


def coin_search(bench: Bench) -> QWidget:
    _do(bench, "search")
    return bench.window.watching.search


def palette(bench: Bench) -> QWidget:
    _do(bench, "palette")
    return _page(bench, "finding", "palette")


def keys(bench: Bench) -> QWidget:
    _do(bench, "keys")
    return _page(bench, "finding", "sheet")


def text_sheet(bench: Bench) -> QWidget:
    sheet = bench.window.sketching.sheet
    sheet.ask("words", QPoint(400, 300), lambda _: None)
    return sheet


def first_coins(bench: Bench) -> QWidget:
    window = bench.window
    parts = FirstParts(bench.desk, [], TITLES, bench.notifier, lambda: NOW_MS)  # type: ignore[arg-type]
    first = FirstRunning(parts, window)
    first.open()
    first.levels.show_found(SUGGESTED)
    return first.sheet


def first_levels(bench: Bench) -> QWidget:
    sheet = first_coins(bench)
    assert isinstance(sheet, FirstRun)
    sheet.further.click()
    return sheet


def first_notices(bench: Bench) -> QWidget:
    sheet = first_levels(bench)
    assert isinstance(sheet, FirstRun)
    sheet.further.click()
    sheet.step.quiet.setChecked(True)  # type: ignore[attr-defined]
    return sheet


def about(bench: Bench) -> QWidget:
    _do(bench, "about")
    return _page(bench, "about", "dialog")


def licences(bench: Bench) -> QWidget:
    dialog = about(bench)
    dialog.tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    return dialog


def export(bench: Bench) -> QWidget:
    bench.window.export()
    dialog = bench.window.saver.dialog
    assert dialog is not None
    _answer_picture(bench)
    dialog.form.shape.setCurrentIndex(dialog.form.shape.findData(OWN))
    return dialog


def notifications(bench: Bench) -> QWidget:
    bench.notifier.sounds = Sounds(Path("normal.wav"), Path("urgent.wav"))
    bench.window.notifying.open()
    page = bench.window.notifying.page
    assert page is not None
    bench.notifier.ways_found.emit(Ways("dunst", True, True))
    page.show_muted("17:30")
    return page


def preview(bench: Bench) -> QWidget:
    bench.window.alerts.picture_wanted.emit(transition(at_ms=NOW_MS - 100 * HOUR_MS))
    _answer_picture(bench)
    (found,) = bench.window.findChildren(Preview)
    return found


def _answer_picture(bench: Bench) -> None:
    """The store answers with the chart that was asked for."""
    asked = [one for one in bench.engine.asked if "load_stretch" in one.query.__qualname__]
    asked[-1].then(chart_view(count=400))


def surroundings(opened: QWidget) -> QWidget:
    """A page with its head and what scrolls it; a sheet or a window as it is."""
    one = opened
    while not (one.isWindow() or isinstance(one, Popover | PanelDock)):
        one = one.parentWidget()
    return one


PLACES: tuple[Open, ...] = (
    main_window, chart_window, settings, service_keys, brief, headline, cascades, state, health,
    recovery, rules, liquidations, indicators, level_editor, new_level, coin_search, palette, keys,
    text_sheet, first_coins, first_levels, first_notices, about, licences, export, notifications,
    preview,
)  # fmt: skip
#: What is read from top to bottom; the others are columns beside each other.
IN_ONE_COLUMN = (
    service_keys, brief, headline, rules, liquidations, indicators, level_editor, new_level,
    coin_search, palette, keys, text_sheet, first_coins, first_levels, first_notices, about, export,
    notifications, preview,
)  # fmt: skip
