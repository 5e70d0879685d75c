"""Which stretch of time is in view: zoom, pan, and following the newest candle; pure, no Qt."""

from __future__ import annotations

from msgspec import Struct

#: Logical pixels a candle when a chart is first shown, and the empty room right of the newest.
CANDLE_PX, MARGIN_PX = 8, 72
_FEWEST_CANDLES = 8
# How much of the view must show the series, so that nobody is lost in emptiness.
_KEPT_SHARE = 0.15
_ROOMY = 1.25
# From 1900 to 2200: what lies beyond is a mistake, and has no dates in every zone.
_EARLIEST_MS, _LATEST_MS = -2_208_988_800_000, 7_258_118_400_000


#: A view that would need so many candles before those that are there does not follow another one.
_MOST_LACKING = 20_000


class TimeSpan(Struct, frozen=True):
    """The view from `left_ms` to `right_ms` over a series of candles from `first_ms` to `end_ms`."""

    interval_ms: int
    left_ms: int
    right_ms: int
    first_ms: int
    end_ms: int

    def beside(self, other: TimeSpan) -> tuple[int, int] | None:
        """The left and right end with which this chart shows what another one shows.

        At the same interval that is the same time. At another interval it is as many candles, up to
        the same moment; the room right of the newest candle is counted in candles, too. None where
        the candles of that time are so far back that it would take too long to have them all.
        """
        if self.interval_ms == other.interval_ms:
            left_ms, right_ms = other.left_ms, other.right_ms
        else:
            times = self.interval_ms / other.interval_ms
            right_ms = other.right_ms
            if right_ms > other.end_ms:
                right_ms = self.end_ms + round((right_ms - other.end_ms) * times)
            left_ms = right_ms - max(1, round((other.right_ms - other.left_ms) * times))
        if left_ms < self.first_ms - _MOST_LACKING * self.interval_ms:
            return None
        return left_ms, right_ms


class Timeline(Struct):
    """The view from `left_ms` to `right_ms` over a series that is known from first to end.

    While it follows, a new candle moves the view by as much as the series has grown; otherwise
    nothing but the user moves it.
    """

    interval_ms: int
    left_ms: int = 0
    right_ms: int = 1
    first_ms: int | None = None
    end_ms: int | None = None
    following: bool = True
    held: bool = False  # by the mouse: a new candle must not pull the view away from under it

    @property
    def span_ms(self) -> int:
        """How much time is in view."""
        return self.right_ms - self.left_ms

    @property
    def newest_in_view(self) -> bool:
        """Whether the newest candle stands wholly in view."""
        if self.end_ms is None:
            return True
        return self.left_ms <= self.end_ms - self.interval_ms and self.end_ms <= self.right_ms

    def know(self, first_ms: int | None, end_ms: int | None) -> None:
        """The series has changed: it is known from first to end now (None: nothing is)."""
        if self.following and not self.held and None not in (self.end_ms, end_ms):
            grown = max(0, (end_ms or 0) - (self.end_ms or 0))
            self.left_ms += grown
            self.right_ms += grown
        self.first_ms, self.end_ms = first_ms, end_ms

    def show_newest(self, width_px: float, *, span_ms: int | None = None) -> None:
        """The newest candles with some room right of them; the span stays where one is given."""
        if span_ms is None:
            span_ms = round(max(width_px, MARGIN_PX * 2) / CANDLE_PX) * self.interval_ms
        end_ms = self.end_ms if self.end_ms is not None else self.right_ms
        margin = round(span_ms * min(0.25, MARGIN_PX / max(width_px, 1)))
        self.right_ms = end_ms + max(margin, self.interval_ms)
        self.left_ms = self.right_ms - span_ms
        self.following = True

    def show_like(self, other: Timeline, width_px: float) -> None:
        """As many candles as another view of the same market, around the same moment.

        Where that reaches beyond the newest candle, the newest ones.
        """
        span_ms = round(other.span_ms / other.interval_ms) * self.interval_ms
        left_ms = (other.left_ms + other.right_ms - span_ms) // 2
        if self.end_ms is not None and left_ms + span_ms >= self.end_ms:
            self.show_newest(width_px, span_ms=span_ms)
        else:
            self._place(left_ms, span_ms)

    def set(self, left_ms: int, right_ms: int) -> None:
        """Exactly this view, wherever it is; it follows if the newest candle is in it."""
        self.left_ms = min(max(left_ms, _EARLIEST_MS), _LATEST_MS - 1)
        self.right_ms = min(max(right_ms, self.left_ms + 1), _LATEST_MS)
        self.following = self.newest_in_view

    def pan(self, by_ms: int) -> None:
        """Move the view, but not away from the series."""
        self._place(self.left_ms + by_ms, self.span_ms)

    def zoom(self, factor: float, around_ms: int) -> None:
        """Show `factor` times less time (0.5: twice as much); `around_ms` keeps its place."""
        span = self._bounded(self.span_ms / factor)
        share = (around_ms - self.left_ms) / self.span_ms
        self._place(round(around_ms - share * span), span)

    def _bounded(self, span_ms: float) -> int:
        most = self.interval_ms * 400
        if self.first_ms is not None and self.end_ms is not None:
            most = max(most, round((self.end_ms - self.first_ms) * _ROOMY))
        return round(min(max(span_ms, self.interval_ms * _FEWEST_CANDLES), max(most, self.span_ms)))

    def _place(self, left_ms: int, span_ms: int) -> None:
        if self.first_ms is not None and self.end_ms is not None:
            kept = round(span_ms * _KEPT_SHARE)
            left_ms = max(min(left_ms, self.end_ms - kept), self.first_ms - span_ms + kept)
        self.left_ms, self.right_ms = left_ms, left_ms + span_ms
        self.following = self.newest_in_view
