"""The brief in the window: read beside everything else, copied, saved, and never of another coin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from tracker.analysis.brief import compose
from tracker.analysis.brief_facts import Facts, Origin, PriceFact
from tracker.domain.times import H1
from tracker.ui.brief_dialog import BriefPage
from tracker.ui.theme import LIGHT
from ui.bench import Bench, MakeBench
from ui.samples import NOW_MS, chart_view


def told(asset: str = "BTC") -> tuple[object, object]:
    price = PriceFact(asset, 67_450.0, -0.0137, Origin(("Alpha",), NOW_MS))
    return compose(Facts(asset, NOW_MS, price=price)), chart_view(asset, H1)


def opened(bench: Bench) -> BriefPage:
    bench.window.briefing.open()
    page = bench.window.briefing.page
    assert page is not None
    return page


def answer(bench: Bench, asset: str = "BTC") -> None:
    bench.engine.studied.pop().then(told(asset))


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    made = make_bench()
    made.engine.is_ready = True
    return made


def test_it_is_read_from_the_cache_beside_everything_else(bench: Bench) -> None:
    page = opened(bench)
    assert not page.save.isEnabled()
    assert not page.copy.isEnabled()
    assert "Briefing.read" in bench.engine.studied[-1].query.__qualname__
    answer(bench)
    assert page.isVisible()
    assert page.windowTitle() == "BTC: why is it moving?"
    assert "BTC is at 67,450, −1.37" in page.text.toPlainText()
    assert page.chart is not None
    assert page.save.isEnabled()


def test_an_answer_about_another_coin_is_dropped(bench: Bench) -> None:
    page = opened(bench)
    bench.desk.asset = "ETH"
    answer(bench, "BTC")
    assert page.brief is None
    page.again_wanted.emit()
    answer(bench, "ETH")
    assert page.brief is not None
    assert page.brief.asset == "ETH"
    bench.desk.asset = "BTC"
    page.again_wanted.emit()
    assert page.brief is None  # what was said of the other coin is gone while this one is read
    assert page.text.toPlainText() == ""


def test_it_is_copied_as_a_page_and_as_markdown(bench: Bench) -> None:
    page = opened(bench)
    page.copy_all()  # nothing yet
    answer(bench)
    page.copy.click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().startswith("# BTC: why is it moving?")
    assert "data:image/png;base64," in data.html()


@pytest.mark.parametrize("ending", ["html", "md", "json", "png", "pdf"])
def test_it_is_saved_as_what_the_name_says(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    said: list[str] = []
    bench.window.briefing.said.connect(said.append)
    path = tmp_path / f"page.{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page = opened(bench)
    bench.window.briefing.ask()  # nothing to save yet
    answer(bench)
    page.save.click()
    assert said == [f"Saved {path}."]
    assert path.stat().st_size > 500
    if ending == "json":
        assert json.loads(path.read_text())["symbol"] == "BTC"


def test_a_folder_that_cannot_be_written_is_said(bench: Bench, tmp_path: Path) -> None:
    said: list[str] = []
    bench.window.briefing.said.connect(said.append)
    opened(bench)
    answer(bench)
    (tmp_path / "file").write_text("")
    bench.window.briefing.save(tmp_path / "file" / "page.html")
    assert said[0].startswith(f"{tmp_path / 'file' / 'page.html'} cannot be written: ")


def test_other_colours_and_another_width(bench: Bench) -> None:
    page = opened(bench)
    answer(bench)
    bench.window.briefing.set_palette(LIGHT)
    assert len(bench.engine.studied) == 1  # its chart is painted anew
    answer(bench)
    wide = page.text.document().textWidth()
    page.resize(page.width() - 200, page.height())
    assert page.text.document().textWidth() < wide


def test_why_there_is_no_page_is_said_on_it(bench: Bench) -> None:
    page = opened(bench)
    assert page._note.text() == "Reading the cache…"
    assert "is being written" in page.text.placeholderText()
    fail(bench)
    assert page._note.text() == "The disk is broken."
    assert page.text.placeholderText().startswith("There is no page: The disk is broken. ")
    assert not page.save.isEnabled()
    page.again.click()
    assert page._note.text() == "Reading the cache…"
    assert "is being written" in page.text.placeholderText()
    answer(bench)
    page.again.click()
    fail(bench)  # the page that was read stays: it says itself of when it is
    assert page._note.text() == "The disk is broken."
    assert "BTC is at 67,450" in page.text.toPlainText()
    assert page.save.isEnabled()
    assert bench.window.banner.text == ""


def fail(bench: Bench) -> None:
    failed = bench.engine.studied.pop().failed
    assert failed is not None
    failed("The disk is broken.")
