"""What an export remembers, its sizes, and names that sort."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tracker.domain.times import H1, M1, parse_iso
from tracker.ui.export_wish import (
    OWN,
    BadSize,
    KeptWish,
    What,
    Wish,
    pack_wish,
    parse_size,
    unpack_wish,
)

NOW_MS = parse_iso("2026-02-12T09:30:44Z")


@pytest.mark.parametrize("text", ["1600x900", " 1600 × 900 ", "1600*900", "1600, 900", "1600 900"])
def test_sizes_as_people_write_them(text: str) -> None:
    assert parse_size(text) == (1600, 900)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "“” is no size"),
        ("wide", "is no size"),
        ("10x900", "100 to 16,384"),
        ("99999x9", "100"),
    ],
)
def test_what_is_no_size_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(BadSize, match=words):
        parse_size(text)


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        (Wish(), "BTC_1h_2026-02-12T0930Z.png"),
        (Wish(shape="square"), "BTC_1h_2026-02-12T0930Z_square.png"),
        (Wish(What.WINDOW), "BTC_1h_2026-02-12T0930Z_window.png"),
        (Wish(What.DATA, shape="square"), "BTC_1h_2026-02-12T0930Z.csv"),
    ],
)
def test_names_of_files(wish: Wish, name: str) -> None:
    assert wish.file_name("BTC", H1, NOW_MS) == name


def test_names_sort_by_time() -> None:
    moments = [NOW_MS + step * 60_000 * 700 for step in range(40)]
    names = [Wish().file_name("BTC", M1, one) for one in moments]
    assert names == sorted(names)
    assert len(set(names)) == len(names)


def test_a_wish_comes_back_without_its_note(tmp_path: Path) -> None:
    wish = Wish(What.WINDOW, OWN, (800, 600), 3.0, "light", "once", watermark=True, bar=True)
    found = unpack_wish(pack_wish(KeptWish(wish, str(tmp_path))))
    assert found.wish == Wish(What.WINDOW, OWN, (800, 600), 3.0, "light", "", True, True)
    assert found.folder_or(Path("usual")) == tmp_path
    assert KeptWish(wish, str(tmp_path / "gone")).folder_or(Path("usual")) == Path("usual")
    assert KeptWish().folder_or(Path("usual")) == Path("usual")


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff",
        b"{}",
        b'{"version":2,"kept":{}}',
        b'{"version":1,"kept":{"wish":{"shape":"round"}}}',
        b'{"version":1,"kept":{"wish":{"scale":7.5}}}',
        b'{"version":1,"kept":{"wish":{"what":"moon"}}}',
    ],
)
def test_what_cannot_be_used_is_the_default(raw: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert unpack_wish(raw) == KeptWish()
    assert "exported" in caplog.text
    assert unpack_wish(None) == KeptWish()
