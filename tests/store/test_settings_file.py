"""The watchlist in config.toml: changed alone, and never at the cost of what a person wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.store.settings import BadSettings, Settings
from tracker.store.settings_file import (
    remove_value,
    set_aside,
    write_list,
    write_value,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "config.toml"


def written(path: Path, text: str, *assets: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    write_list(path, "assets", assets)
    assert Settings.load(path).assets == assets
    return path.read_bytes().decode()


def test_a_file_that_is_not_there_is_made(path: Path) -> None:
    write_list(path, "assets", ("BTC", "PEPE"))
    assert path.read_text() == 'assets = ["BTC", "PEPE"]\n'
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_all_but_the_coins_stays_to_the_letter(path: Path) -> None:
    text = '# Mine.\ngateway = "http://x"  # home\n\nassets=[ "BTC","ETH" ] # those ]\n[other]\nassets = ["no"]\n'
    assert written(path, text, "SOL") == text.replace('[ "BTC","ETH" ]', '["SOL"]')


def test_coins_on_lines_of_their_own_keep_their_comments(path: Path) -> None:
    text = 'assets = [\n    # the big ones\n    "BTC", # gold\n    "ETH",\n\t"SOL" # fast\n]\nsound = true\n'
    assert written(path, text, "BTC", "PEPE", "SOL") == (
        'assets = [\n    # the big ones\n    "BTC", # gold\n    "PEPE",\n\t"SOL", # fast\n]\nsound = true\n'
    )


def test_coins_that_were_written_otherwise_are_written_anew(path: Path) -> None:
    text = 'assets = [\n  "btc", # gold\n  " ETH ",\n  "1000PEPE",\n  "SOL",\n]\n'
    assert written(path, text, "BTC", "ETH", "PEPE", "SOL") == (
        'assets = [\n  "BTC",\n  "ETH",\n  "PEPE",\n  "SOL",\n]\n'
    )


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("sound = false\n", 'assets = ["X"]\nsound = false\n'),
        ("# only words\r\nsound = true\r\n", 'assets = ["X"]\r\n# only words\r\nsound = true\r\n'),
        ('[t]\nassets = ["no"]\n', 'assets = ["X"]\n[t]\nassets = ["no"]\n'),
        (
            'story = """\nassets = ["no"]\n"""\n',
            'assets = ["X"]\nstory = """\nassets = ["no"]\n"""\n',
        ),
        ("'assets' = ['BTC', \"ETH\"]", "'assets' = [\"X\"]"),
        ('assets = ["BTC",\n "ETH"]\n', 'assets = ["X"]\n'),
    ],
)
def test_where_the_coins_stand_is_told_by_what_the_file_means(
    path: Path, text: str, result: str
) -> None:
    assert written(path, text, "X") == result


def test_a_broken_file_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    for broken in (b"assets = [", b"\xff\xfe", b"assets = 1\nassets = 2\n"):
        path.write_bytes(broken)
        with pytest.raises(BadSettings, match="was not changed"):
            write_list(path, "assets", ("BTC",))
        assert path.read_bytes() == broken


def test_a_setting_of_the_wrong_kind_is_left_to_its_person(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('assets = "BTC"\n')
    with pytest.raises(BadSettings, match="by hand"):
        write_list(path, "assets", ("ETH",))
    assert path.read_text() == 'assets = "BTC"\n'


def test_a_link_stays_a_link_and_rights_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_text("sound = true\n")
    real.chmod(0o600)
    link.symlink_to(real)
    write_list(link, "assets", ("BTC",))
    assert link.is_symlink()
    assert real.read_text() == 'assets = ["BTC"]\nsound = true\n'
    assert real.stat().st_mode & 0o777 == 0o600


COINS = st.lists(st.sampled_from(["BTC", "ETH", "1INCH", "PEPE", "X"]), min_size=1, unique=True)


@given(st.lists(COINS, min_size=1, max_size=5), st.booleans(), st.sampled_from(["", "  # [x]"]))
def test_any_row_of_changes_keeps_all_other_settings(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[str]], lines: bool, comment: str
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    space = f"{comment}\n  " if lines else ""
    path.write_text(f'sound = false\nassets = [{space}"BTC",{space}"ETH",{space}]\n[t]\na = 1\n')
    for assets in steps:
        write_list(path, "assets", assets)
        assert tomllib.loads(path.read_text()) == {"sound": False, "assets": assets, "t": {"a": 1}}


def test_another_list_is_written_and_the_watchlist_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('# mine\nassets = ["BTC"]  # only this\n', encoding="utf-8")
    write_list(path, "opt_in", ["quotes"])
    text = path.read_text(encoding="utf-8")
    assert 'assets = ["BTC"]  # only this' in text
    assert Settings.load(path).opt_in == ("quotes",)
    write_list(path, "opt_in", ["quotes", "more"])
    assert path.read_text(encoding="utf-8").count("opt_in") == 1
    assert Settings.load(path).opt_in == ("quotes", "more")
    assert Settings.load(path).assets == ("BTC",)


# --- single values -----------------------------------------------------------------------------

MINE = """# Mine.
theme = "dark"  # at night

# Friends use it, too.
odd = { a = 1 }
[keep]  # the cache
size = "4GB"  # small disk
[other]
theme = "no"
"""


def changed(path: Path, text: str, name: str, value: bool | str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    write_value(path, name, value)
    return path.read_bytes().decode()


def test_a_value_is_changed_where_it_stands(path: Path) -> None:
    assert changed(path, MINE, "theme", "light") == MINE.replace('"dark"', '"light"')
    assert changed(path, MINE, "keep.size", "1TB") == MINE.replace('"4GB"', '"1TB"')


def test_a_new_value_stands_before_the_tables_or_in_its_own(path: Path) -> None:
    text = changed(path, MINE, "sound", False)
    assert text.index("sound = false") < text.index("[keep]")
    assert text.replace("sound = false\n", "").split() == MINE.split()
    text = changed(path, MINE, "keep.ratios", "30d")
    assert text == MINE.replace("disk\n", 'disk\nratios = "30d"\n')
    assert (
        changed(path, "a = 1\r\n", "keep.size", "1GB") == 'a = 1\r\n\r\n[keep]\r\nsize = "1GB"\r\n'
    )


def test_a_value_is_taken_out_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(MINE)
    remove_value(path, "keep.size")
    remove_value(path, "theme")
    remove_value(path, "sound")  # it was not there
    assert path.read_text() == MINE.replace('theme = "dark"  # at night\n', "").replace(
        'size = "4GB"  # small disk\n', ""
    )


def test_nothing_is_written_where_a_value_cannot_be_placed(path: Path) -> None:
    path.parent.mkdir()
    for text in ("keep = 5\n", "theme = [\n", 'keep = "x"\n'):
        path.write_text(text)
        for name in ("keep.size", "keep.ratios"):
            with pytest.raises(BadSettings, match="not changed"):
                write_value(path, name, "1GB")
        assert path.read_text() == text


def test_a_file_that_cannot_be_written_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    path.write_text(MINE)

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.store.settings_file.os.fsync", full)
    with pytest.raises(BadSettings, match="cannot be written: No space left"):
        write_value(path, "theme", "light")
    assert path.read_text() == MINE
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_a_broken_file_is_set_aside_under_a_name_that_says_when(path: Path) -> None:
    path.parent.mkdir()
    at_ms = 1_796_023_800_000  # 2026-11-30 07:30 UTC
    for count, name in enumerate(
        ("config.broken-2026-11-30T0730Z.toml", "config.broken-2026-11-30T0730Z-2.toml")
    ):
        path.write_text(f"broken {count}")
        assert set_aside(path, at_ms) == path.with_name(name)
        assert path.with_name(name).read_text() == f"broken {count}"
        assert not path.exists()
