"""Recipes of `make_pictures`: panels, pages and sheets about the market."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from studio import WIDE, Studio, save_page

from tracker.services.rule_wish import RuleWish


def alerts(studio: Studio) -> None:
    main = studio.session.window
    studio.size(WIDE, 900)
    main.alerts.chosen.emit(next(one for one in main.alerts.found if "67" in str(one)))
    studio.settle(2.5)
    studio.save("alerts", main.grab())
    studio.choose("BTC", "1h")


def market_state(studio: Studio) -> None:
    _panel(studio, "market-state", (1_120, 720))


def _panel(studio: Studio, name: str, size: tuple[int, int]) -> None:
    """A panel that is out of the window, once it has read what it shows."""
    placing = studio.session.window.placing
    dock = placing.docks[name]
    placing.open(dock)
    dock.resize(*size)
    studio.settle(3.0)
    studio.save(name, dock.grab())
    dock.close()


def panels(studio: Studio) -> None:
    """An arrangement of one's own: a tab beside the alerts, and the ladder out of the window."""
    main = studio.session.window
    studio.size(WIDE, 900)
    placing, docks = main.placing, main.placing.docks
    placing.open(docks["recovery"])
    placing.take_in(docks["recovery"])
    docks["ladder"].setFloating(True)
    docks["ladder"].setGeometry(0, 0, 300, 420)
    main.chart.setFocus()
    studio.settle(3.0)
    picture = main.grab()
    painter = QPainter(picture)
    painter.drawPixmap(320, 440, docks["ladder"].grab())
    painter.end()
    studio.save("panels", picture)
    placing.arrange()
    studio.settle()


def health(studio: Studio) -> None:
    _panel(studio, "health", (1_180, 560))


def rules(studio: Studio) -> None:
    """The alerts beside levels, two of them made for the picture."""
    main = studio.session.window
    for word in ("move:1h-5%", "liquidations:1h>100M"):
        wish = RuleWish("BTC", word)
        studio.session.engine.submit(lambda collector, wish=wish: collector.rules.add(wish))
    main.alerting.show_rules()
    dialog = main.alerting._rules
    assert dialog is not None
    studio.settle(1.5)
    studio.save("rules", dialog.grab())
    dialog.close()


def cascades(studio: Studio) -> None:
    _panel(studio, "cascades", (1_120, 670))


def recovery(studio: Studio) -> None:
    _panel(studio, "recovery", (1_000, 790))


def liquidations(studio: Studio) -> None:
    liquidating = studio.session.window.liquidating
    liquidating.open()
    studio.settle(3.0)
    assert liquidating.sheet is not None
    studio.save("liquidations", liquidating.sheet.grab())
    liquidating.sheet.hide()


def brief(studio: Studio) -> None:
    briefing = studio.session.window.briefing
    briefing.open()
    studio.until("a brief", lambda: briefing.page is not None and briefing.page.brief is not None)
    save_page(studio, "brief", briefing.page, (1_040, 900))
