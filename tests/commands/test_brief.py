"""`tracker brief`: the bundled scenario states what the text that asked for this program stated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from program import run_tracker
from tracker.cli import run

Brief = Callable[..., tuple[int, str, str]]
#: The moment at which the scenario begins.
THEN = "2026-02-12T09:30:00Z"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose demo has filled its cache, as it does by itself where a brief is asked for."""
    home = tmp_path_factory.mktemp("home")
    done = run_tracker(home, "--demo", "brief", "BTC", "--at", THEN)
    assert (done.returncode, done.stderr) == (0, "")
    (home / "page.md").write_text(done.stdout, encoding="utf-8")
    return home


@pytest.fixture
def brief(
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    qapp: object,
) -> Brief:
    del qapp
    monkeypatch.setenv("TRACKER_HOME", str(filled))

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--demo", "brief", *arguments])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def page(filled: Path) -> str:
    return plain((filled / "page.md").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("−", "-")


def test_all_of_it_is_there(page: str) -> None:
    for said in (
        "Simulated market",
        "BTC is at 67,4",
        "Beside it, in 24 h: ETH 1,",
        "BNB 6",
        "SOL 7",
        "XRP 1.3",
        "24 h: ≥ $237M of longs",
        "7 d: ≥ $2.16B of longs",
        "30 d: ≥ $4.43B of longs",
        "changed by -4.4 % in 24 h",
        "changed by -34.0 % in 4 weeks",
        "implies $591B before and $565B after",
        "not the same total",
        "Fear & Greed: 9, extreme fear",
        "Risk-off: ",
        "75,000 was support, broken 4 Feb",
        "70,000 was support, broken 10 Feb",
        "it is resistance now",
        "Next support 67,000",
        "65,000 and 60,000",
        "Price holds: ",
        "Liquidations fade: ",
        "What is not known",
        "Where the figures come from",
        "not investment advice",
    ):
        assert said in page, f"{said}\n{page}"


def test_what_was_told_in_the_first_seconds_is_in_the_brief_of_now(brief: Brief) -> None:
    code, out, err = brief("BTC")
    assert (code, err) == (0, "")
    for said in (
        "Strategy holds 714,644 BTC at 76,056 on average: an unrealised loss of $6.",
        "BTC dominance: 57.",
        "DVOL: ",
        "Fear & Greed: 9, extreme fear",
    ):
        assert said in out, out


def test_the_pace_was_slowing(page: str) -> None:
    assert (
        "Of longs the last 24 h are 0.77 times the mean day of the 7 days: slower than in the week, not faster"
        in page
    )


def test_the_same_moment_gives_the_same_page(brief: Brief, page: str) -> None:
    assert plain(brief("BTC", "--at", THEN)[1]) == page


@pytest.mark.parametrize("ending", ["md", "html", "json", "png", "pdf"])
def test_a_file_of_each_kind(brief: Brief, tmp_path: Path, ending: str) -> None:
    path = tmp_path / "out" / f"brief.{ending}"
    assert brief("BTC", "--at", THEN, "--out", str(path)) == (0, "", "")
    data = path.read_bytes()
    if ending == "md":
        assert "![Chart of BTC](brief-chart.png)" in data.decode()
        assert QImage(str(path.with_name("brief-chart.png"))).width() == 2400
    elif ending == "html":
        assert data.startswith(b"<!DOCTYPE html>")
        assert b'src="data:image/png;base64,' in data
    elif ending == "json":
        made: dict[str, Any] = json.loads(data)
        assert made["as_of"] == THEN
        assert [one["key"] for one in made["sections"]][:2] == ["price", "levels"]
        assert made["simulated"].startswith("Simulated market")
    elif ending == "png":
        image = QImage(str(path))
        assert image.width() == 2000
        assert image.height() > 2000
    else:
        assert data.startswith(b"%PDF-")
        assert len(data) > 20_000


def test_a_headline_of_ones_own_is_checked(brief: Brief) -> None:
    code, out, _ = brief("BTC", "--at", THEN, "--headline", "3e9,-4.4,a note")
    assert code == 0
    assert "a note: open interest" in out
    assert "the numbers can belong together" in out


@pytest.mark.parametrize("headline", ["", "26e9", "x,-4", "26e9,0", "26e9,-150"])
def test_a_headline_from_which_nothing_follows(brief: Brief, headline: str) -> None:
    code, out, err = brief("BTC", "--headline", headline)
    assert (code, out) == (2, "")
    assert "is no headline" in err


def test_an_ending_that_says_nothing(brief: Brief, tmp_path: Path) -> None:
    code, _, err = brief("BTC", "--out", str(tmp_path / "brief.docx"))
    assert code == 1
    assert "ends in none of .html, .md" in err


def test_an_empty_cache_says_what_is_not_known(tmp_path: Path) -> None:
    done = run_tracker(tmp_path, "brief", "BTC")
    assert done.returncode == 0
    assert "What is not known" in done.stdout
    assert "The price of BTC: nothing recent is in the cache." in done.stdout
