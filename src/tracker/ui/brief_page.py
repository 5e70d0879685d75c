"""A brief as a file of any kind: text, page, picture or PDF, with the chart in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from tracker.analysis.brief_pages import as_json, body, html, markdown
from tracker.analysis.brief_parts import Brief
from tracker.services.brief_wish import CHART_SPAN_MS
from tracker.services.views import ChartView
from tracker.ui.charts import export
from tracker.ui.charts.kinds import composed, parse_choice
from tracker.ui.charts.png import encode
from tracker.ui.picture import Sheet, picture_of
from tracker.ui.theme import LIGHT, Palette, font

#: What a brief can be saved as, by the ending of the file.
ENDINGS = (".html", ".md", ".pdf", ".png", ".json")
_CHART_SIZE, _SCALE = (1200, 720), 2.0
_PANES = ("price", "liquidations", "oi")

_WIDTH_PX, _MARGIN_PX, _TEXT_PX = 1000, 36, 14
_CHART = "chart.png"
_PDF_DPI, _PDF_MARGIN_MM = 144, 15.0


def chart_png(
    brief: Brief, view: ChartView, titles: Mapping[str, str], palette: Palette
) -> bytes | None:
    """The chart of a page as a PNG, on the GUI thread; None where there is nothing to draw."""
    if not len(view.candles):
        return None
    view_ms = brief.at_ms - CHART_SPAN_MS, brief.at_ms + CHART_SPAN_MS // 16
    panes = composed(parse_choice(text) for text in _PANES)
    sheet = Sheet(_CHART_SIZE, _SCALE, palette, view_ms=view_ms, panes=panes)
    simulated = bool(brief.simulated)
    picture = picture_of(view, dict(titles), sheet, brief.at_ms, simulated=simulated)
    return export.png(export.render(picture, _SCALE))


def write(path: Path, brief: Brief, chart: bytes | None, palette: Palette) -> None:
    """Write a page as what the file's ending says; beside Markdown the chart lies in a file.

    Raises:
        OSError: where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.lower()
    if kind == ".md":
        picture = None
        if chart is not None:
            beside = path.with_name(path.stem + "-chart.png")
            beside.write_bytes(chart)
            picture = beside.name
        path.write_text(markdown(brief, picture), encoding="utf-8")
    elif kind == ".html":
        path.write_text(html(brief, chart), encoding="utf-8")
    elif kind == ".json":
        path.write_bytes(msgspec.json.encode(as_json(brief)) + b"\n")
    elif kind == ".pdf":
        path.write_bytes(page_pdf(brief, chart))
    else:
        path.write_bytes(page_png(brief, chart, palette, _SCALE))


def page_png(brief: Brief, chart: bytes | None, palette: Palette, scale: float) -> bytes:
    """The whole page as one picture."""
    document = document_of(brief, chart, palette, _WIDTH_PX)
    size = document.size().toSize()
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(palette.color("background"))
    painter = QPainter(image)
    document.drawContents(painter)
    painter.end()
    return encode(image)


def page_pdf(brief: Brief, chart: bytes | None) -> bytes:
    """The page on A4, as many as it takes, in the light colours."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(brief.title)
    writer.setCreator("Tracker")
    writer.setResolution(_PDF_DPI)
    margins = QMarginsF(*[_PDF_MARGIN_MM] * 4)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    )
    width = writer.width() * 96 // _PDF_DPI
    document = document_of(brief, chart, LIGHT, width, margin_px=0)
    document.setPageSize(QSizeF(width, writer.height() * 96 / _PDF_DPI))
    document.print_(writer)
    del writer
    buffer.close()
    return bytes(data.data())


def document_of(
    brief: Brief, chart: bytes | None, palette: Palette, width: int, *, margin_px: int = _MARGIN_PX
) -> QTextDocument:
    """The page laid out for a width in logical pixels; nothing is fetched from anywhere."""
    assert QGuiApplication.instance() is not None
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(margin_px)
    text = font(_TEXT_PX)
    document.setDefaultFont(text)
    document.setDefaultStyleSheet(_style(palette))
    image = ""
    if chart is not None:
        picture = QImage.fromData(chart)
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(_CHART), picture)
        image = f'<p><img src="{_CHART}" width="{width - 2 * margin_px}"></p>'
    document.setHtml(f"<body>{body(brief, image)}</body>")
    document.setTextWidth(width)
    return document


def _style(palette: Palette) -> str:
    ink, quiet, warn = (palette.color(one).name() for one in ("text", "quiet", "warn"))
    return (
        f"body {{ color: {ink}; }} h1 {{ font-size: 24px; margin: 0; }}"
        f" h2 {{ font-size: 16px; margin-top: 18px; margin-bottom: 4px; }}"
        f" .when, .small {{ color: {quiet}; font-size: 12px; }}"
        f" .simulated {{ color: {warn}; font-weight: 600; }} .lead {{ font-size: 16px; }}"
        f" li {{ margin-bottom: 3px; }}"
    )
