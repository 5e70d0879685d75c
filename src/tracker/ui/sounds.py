"""Two short sounds, computed and not recorded: a falling pair of notes, and an urgent rising triple."""

from __future__ import annotations

import logging
import wave
from pathlib import Path

import numpy as np
from msgspec import Struct

log = logging.getLogger(__name__)

_RATE_HZ = 22_050
_NOTE_S, _FADE_S = 0.16, 0.004
_LOUDNESS = 0.35
#: Frequencies in Hz, one a note.
_NORMAL = (880.0, 659.3)
_URGENT = (659.3, 880.0, 1_318.5)


class Sounds(Struct, frozen=True):
    """The files of the sounds, by how urgent a notice is."""

    normal: Path
    urgent: Path


def make_sounds(folder: Path) -> Sounds | None:
    """Write the sounds into a folder, where they are not there yet; None where that cannot be."""
    sounds = Sounds(folder / "alert.wav", folder / "alert-urgent.wav")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, notes in ((sounds.normal, _NORMAL), (sounds.urgent, _URGENT)):
            if not path.exists():
                _write(path, notes)
    except OSError as error:
        log.warning("the sounds cannot be written: %s", error)
        return None
    return sounds


def _write(path: Path, notes: tuple[float, ...]) -> None:
    at_s = np.arange(int(_NOTE_S * _RATE_HZ)) / _RATE_HZ
    # A bell: it begins without a click and dies away, with a little of the octave in it.
    shape = np.minimum(1.0, at_s / _FADE_S) * np.exp(-at_s * 14)
    tones = [
        shape * (np.sin(2 * np.pi * hz * at_s) + 0.3 * np.sin(4 * np.pi * hz * at_s)) / 1.3
        for hz in notes
    ]
    partial = path.with_suffix(".part")
    with wave.open(str(partial), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes((np.concatenate(tones) * _LOUDNESS * 32_767).astype("<i2").tobytes())
    partial.replace(path)
