"""The colours of one palette, mixed beforehand so that nearly nothing is painted half opaque."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtGui import QColor

from tracker.ui.theme import Palette, level_tones

#: How opaque the ground is on which words stand over candles.
_PATCH_ALPHA = 215


def mix(over: QColor, under: QColor, share: float) -> QColor:
    """The opaque colour that `over` with an opacity of `share` has on `under`."""
    return QColor(
        round(over.red() * share + under.red() * (1 - share)),
        round(over.green() * share + under.green() * (1 - share)),
        round(over.blue() * share + under.blue() * (1 - share)),
    )


class Inks(Struct, frozen=True):
    """What painters dip into."""

    background: QColor
    hairline: QColor
    grid: QColor
    session: QColor
    text: QColor
    quiet: QColor
    faint: QColor
    up: QColor
    down: QColor
    up_pale: QColor
    down_pale: QColor
    last_up: QColor
    last_down: QColor
    up_faint: QColor
    down_faint: QColor
    level: QColor
    interest: QColor
    gap: QColor
    hatch: QColor
    raised: QColor
    warn: QColor
    watermark: QColor
    on_up: QColor
    on_down: QColor
    patch: QColor
    roles: dict[str, QColor]

    def of(self, tone: str) -> QColor:
        """The colour of a role, of a level colour's name, or of `#rrggbb`."""
        return self.roles[tone] if tone in self.roles else QColor(tone)


def inks_of(palette: Palette) -> Inks:
    """The inks of a palette."""
    ground = palette.color("background")
    text, quiet = palette.color("text"), palette.color("quiet")
    up, down, gap = palette.color("up"), palette.color("down"), palette.color("gap")
    roles = ("up", "down", "good", "bad", "level", "interest", "cascade", "warn", "quiet", "text")
    return Inks(
        background=ground,
        hairline=palette.color("hairline"),
        grid=palette.color("grid"),
        session=mix(quiet, ground, 0.25),
        text=text,
        quiet=quiet,
        faint=mix(quiet, ground, 0.55),
        up=up,
        down=down,
        up_pale=mix(up, ground, 0.38),
        down_pale=mix(down, ground, 0.38),
        last_up=mix(up, ground, 0.75),
        last_down=mix(down, ground, 0.75),
        up_faint=mix(up, ground, 0.26),
        down_faint=mix(down, ground, 0.26),
        level=palette.color("level"),
        interest=palette.color("interest"),
        gap=gap,
        hatch=mix(quiet, gap, 0.16),
        raised=palette.color("raised"),
        warn=palette.color("warn"),
        watermark=mix(quiet, ground, 0.13),
        on_up=_readable_on(up, ground, text),
        on_down=_readable_on(down, ground, text),
        patch=palette.color("background", _PATCH_ALPHA),
        roles=level_tones(palette) | {role: palette.color(role) for role in roles},
    )


def _readable_on(ground: QColor, *candidates: QColor) -> QColor:
    """White, or the candidate with more contrast, for words on a coloured tag."""
    white = QColor("#ffffff")
    return max((white, *candidates), key=lambda color: contrast(color, ground) + (color == white))


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    channels = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
