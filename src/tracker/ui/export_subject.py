"""What can be exported of one window at one moment: its chart, its data, the window itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from tracker.services.views import ChartView
from tracker.ui.charts.export import CannotExport, check_ending, png, render
from tracker.ui.export_wish import WATERMARK, What, Wish
from tracker.ui.layout_picture import WindowShot, paint_window, size_of
from tracker.ui.pane_words import Titles
from tracker.ui.picture import Sheet, file_error, heading_of, paint_picture, picture_of, table_of
from tracker.ui.theme import palette_of
from tracker.ui.whole_file import write_whole


class Subject(Struct, frozen=True):
    """A chart that was read, as it is seen, and the window around it.

    Attributes:
        sheet: the chart as it is seen, with the word behind the candles that the user has set.
        window: where it is seen; `bar` the buttons on top of it.
    """

    view: ChartView
    sheet: Sheet
    titles: Titles
    now_ms: int
    simulated: bool
    window: QWidget
    bar: QWidget

    def file_name(self, wish: Wish) -> str:
        """A name for a file of it."""
        return wish.file_name(self.view.asset, self.view.interval, self.now_ms)

    def image(self, wish: Wish, scale: float | None = None) -> QImage:
        """The picture that is wanted, or a smaller one of it to look at.

        Raises:
            CannotExport: where size and scale make no picture.
        """
        if wish.what is What.WINDOW:
            return paint_window(self._shot(wish), scale or wish.scale, with_bar=wish.bar)
        sheet = self.sheet_for(wish)
        picture = picture_of(self.view, self.titles, sheet, self.now_ms, simulated=self.simulated)
        return render(picture, scale or sheet.scale)

    def pixels(self, wish: Wish) -> tuple[int, int]:
        """Width and height of the picture that is wanted."""
        if wish.what is What.WINDOW:
            size, scale = size_of(self._shot(wish), with_bar=wish.bar), wish.scale
        else:
            size, scale = wish.size(self.sheet.size), wish.pixels_a_point
        return round(size[0] * scale), round(size[1] * scale)

    def table(self) -> str:
        """The data in view as CSV."""
        return table_of(self.view, self.titles, self.sheet, self.now_ms, simulated=self.simulated)

    def paint(self, path: Path, wish: Wish) -> Callable[[], str | None]:
        """Paint what is wanted, on the GUI thread; the returned call writes it, on any thread.

        It returns a sentence where that failed, else None.
        """
        if wish.what is What.CHART:
            sheet, now_ms = self.sheet_for(wish), self.now_ms
            return paint_picture(
                path, self.view, self.titles, sheet, now_ms, simulated=self.simulated
            )
        try:
            check_ending(path, (wish.suffix,))
            make = self._maker(wish)
        except CannotExport as error:
            sentence = str(error)
            return lambda: sentence

        def write() -> str | None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, make())
            except OSError as error:
                return file_error(path, error)
            return None

        return write

    def sheet_for(self, wish: Wish) -> Sheet:
        """How the chart is painted for a wish."""
        seen = self.sheet
        return replace(
            seen,
            size=wish.size(seen.size),
            scale=wish.pixels_a_point,
            palette=palette_of(wish.theme, seen.palette.colors) if wish.theme else seen.palette,
            note=wish.note,
            watermark=(seen.watermark or WATERMARK) if wish.watermark else "",
            post=wish.is_post,
        )

    def _maker(self, wish: Wish) -> Callable[[], bytes]:
        """What makes the bytes of a file, beside the window."""
        if wish.what is What.DATA:
            return lambda: self.table().encode()
        image = self.image(wish)
        return lambda: png(image)

    def _shot(self, wish: Wish) -> WindowShot:
        sheet = replace(self.sheet, note=wish.note)
        heading = heading_of(self.view, self.titles, sheet, self.now_ms, simulated=self.simulated)
        return WindowShot(self.window, self.bar, heading, self.sheet.palette)
