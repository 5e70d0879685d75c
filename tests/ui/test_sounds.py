"""The two sounds: short, never clipped, made once, and no hindrance where they cannot be made."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from tracker.ui.sounds import make_sounds


def test_two_short_sounds_that_begin_and_end_softly(tmp_path: Path) -> None:
    sounds = make_sounds(tmp_path / "new")
    assert sounds is not None
    heard = []
    for path in (sounds.normal, sounds.urgent):
        with wave.open(str(path)) as file:
            assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
            assert 0.2 < file.getnframes() / file.getframerate() < 0.6
            heard.append(np.frombuffer(file.readframes(file.getnframes()), "<i2"))
    for samples in heard:
        assert 5_000 < np.abs(samples).max() < 20_000
        assert abs(int(samples[0])) < 100
        assert np.abs(samples[-100:]).max() < 0.2 * np.abs(samples).max()
    assert len(heard[1]) > len(heard[0])


def test_they_are_made_once(tmp_path: Path) -> None:
    sounds = make_sounds(tmp_path)
    assert sounds is not None
    sounds.normal.write_bytes(b"mine")
    assert make_sounds(tmp_path) == sounds
    assert sounds.normal.read_bytes() == b"mine"


def test_where_they_cannot_be_written_there_are_none(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert make_sounds(in_the_way / "folder") is None
