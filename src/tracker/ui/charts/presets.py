"""Pictures for posting: sizes that platforms show whole, at a scale at which words can be read there."""

from __future__ import annotations

from msgspec import Struct

from tracker.domain.translating import noted

#: Pixels of a point in a picture for posting, which is looked at on a telephone.
POST_SCALE = 1.5


class Preset(Struct, frozen=True):
    """A picture for posting: its name in commands and files, the one that people read, its pixels."""

    key: str
    name: str
    pixels: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in logical pixels; times `POST_SCALE` they are its pixels."""
        width, height = self.pixels
        return round(width / POST_SCALE), round(height / POST_SCALE)


PRESETS = (
    Preset("square", noted("Square"), (1080, 1080)),
    Preset("portrait", noted("Portrait"), (1080, 1350)),
    Preset("wide", noted("Wide"), (1920, 1080)),
    Preset("small", noted("Wide, small"), (1200, 675)),
)
PRESET_KEYS = tuple(one.key for one in PRESETS)


def preset_of(key: str) -> Preset | None:
    """The preset of a name; None where there is none."""
    return next((one for one in PRESETS if one.key == key), None)
