"""`tracker brief`: the bundled scenario states what the text that asked for this program stated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from program import run_tracker

Brief = Callable[..., tuple[int, str, str]]
#: The moment at which the scenario begins.
THEN = "2026-02-12T09:30:00Z"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose demo fills its cache by itself when a brief is asked for."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def brief(home: Path) -> Brief:
    def call(*arguments: str) -> tuple[int, str, str]:
        done = run_tracker(home, "--demo", "brief", *arguments)
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture(scope="module")
def page(brief: Brief) -> str:
    code, out, err = brief("BTC", "--at", THEN)
    assert (code, err) == (0, "")
    return out.replace("\u202f", " ").replace("−", "-")


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
        "Strategy holds 714,644 BTC at 76,056 on average: an unrealised loss of $6.",
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


def test_the_pace_was_slowing(page: str) -> None:
    assert "0.77 times the mean day of the 7 days: slower than in the week, not faster" in page


def test_the_same_moment_gives_the_same_page(brief: Brief, page: str) -> None:
    again = brief("BTC", "--at", THEN)[1].replace("\u202f", " ").replace("−", "-")
    assert again == page


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
