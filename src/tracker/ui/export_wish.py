"""What is to leave the program, and how: what the dialog asks for, and what it remembers."""

from __future__ import annotations

import logging
import re
from enum import Enum
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tracker.domain.decoding import decoder_of
from tracker.domain.errors import TrackerError
from tracker.domain.times import Interval, iso
from tracker.domain.translating import tr
from tracker.ui.charts.presets import POST_SCALE, PRESET_KEYS, preset_of

log = logging.getLogger(__name__)

#: The name of the keepsake, and the version of what is in it.
EXPORT_KEEPSAKE = "export"
_VERSION = 1
#: Shapes beside the presets: as large as on the screen, and as large as the user says.
AS_SEEN, OWN = "", "own"
SCALES = (1.0, 2.0, 3.0)
#: The word behind the candles, where one is wanted and none is set.
WATERMARK = "Tracker"
#: Longer notes than this are not read in a picture.
MOST_NOTE = 280
_SIZE = re.compile(r"^\s*(\d{1,5})\s*[x×*, ]\s*(\d{1,5})\s*$")
_LEAST_PX, _MOST_PX = 100, 16_384


class BadSize(TrackerError):
    """What is typed is no size; the sentence says why."""


class What(Enum):
    """What leaves the program."""

    CHART = "chart"
    WINDOW = "window"
    DATA = "data"


class Wish(Struct, frozen=True):
    """What is wanted.

    Attributes:
        shape: a preset's key, `AS_SEEN` or `OWN`.
        own_size: logical pixels, where the shape is `OWN`.
        scale: pixels of a point; of a preset, how many times its pixels.
        theme: a palette's name; empty for that of the window.
        note: words of the user's.
        watermark: whether a word stands behind the candles.
        bar: whether the buttons on top are on the picture of a window.
    """

    what: What = What.CHART
    shape: str = AS_SEEN
    own_size: tuple[int, int] = (1600, 900)
    scale: float = 2.0
    theme: str = ""
    note: str = ""
    watermark: bool = False
    bar: bool = False

    @property
    def is_post(self) -> bool:
        """Whether it is a chart in the shape of a preset."""
        return self.what is What.CHART and preset_of(self.shape) is not None

    @property
    def pixels_a_point(self) -> float:
        """How many pixels a point of the picture has."""
        return self.scale * (POST_SCALE if self.is_post else 1.0)

    def size(self, seen: tuple[int, int]) -> tuple[int, int]:
        """Width and height of a chart in logical pixels, where it is `seen` so large."""
        preset = preset_of(self.shape)
        if preset is not None:
            return preset.size
        return self.own_size if self.shape == OWN else seen

    @property
    def suffix(self) -> str:
        """How a file of it ends, where the user does not say."""
        return ".csv" if self.what is What.DATA else ".png"

    def file_name(self, asset: str, interval: Interval, now_ms: int) -> str:
        """A name after which files sort: by coin, interval and time."""
        stamp = iso(now_ms // 60_000 * 60_000)[:16].replace(":", "")
        kind = self.shape if self.is_post else "window" if self.what is What.WINDOW else ""
        return f"{asset}_{interval}_{stamp}Z{f'_{kind}' if kind else ''}{self.suffix}"


class KeptWish(Struct, frozen=True):
    """What is remembered: how things were exported last, without the note, and where to."""

    wish: Wish = Wish()
    folder: str = ""

    def folder_or(self, usual: Path) -> Path:
        """The folder of the last time while it is there, else the usual one."""
        last = Path(self.folder) if self.folder else usual
        return last if last.is_dir() else usual


class _Kept(msgspec.Struct):
    version: int
    kept: KeptWish


def parse_size(text: str) -> tuple[int, int]:
    """Read `1600x900`.

    Raises:
        BadSize: where that is no size of a picture.
    """
    found = _SIZE.match(text)
    if found is None:
        raise BadSize(tr("“{text}” is no size; write for example 1600x900.", text=text.strip()))
    width, height = int(found[1]), int(found[2])
    if not all(_LEAST_PX <= one <= _MOST_PX for one in (width, height)):
        raise BadSize(
            tr(
                "Each side has {least_px} to {most_px:,} pixels.",
                least_px=_LEAST_PX,
                most_px=_MOST_PX,
            )
        )
    return width, height


def pack_wish(kept: KeptWish) -> bytes:
    """For the journal."""
    without = replace(kept, wish=replace(kept.wish, note=""))
    return msgspec.json.encode(_Kept(_VERSION, without))


def unpack_wish(raw: bytes | None) -> KeptWish:
    """What was kept; the default where that is nothing, or cannot be used any more."""
    if raw is None:
        return KeptWish()
    try:
        found = decoder_of(_Kept).decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        log.warning("how things were exported cannot be read: %s", error)
        return KeptWish()
    wish, known = found.kept.wish, (AS_SEEN, OWN, *PRESET_KEYS)
    if found.version != _VERSION or wish.shape not in known or wish.scale not in SCALES:
        log.warning("how things were exported was kept by another version: %s", found.version)
        return KeptWish()
    return found.kept
