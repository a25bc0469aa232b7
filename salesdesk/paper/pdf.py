"""A document as PDF and on a printer, from the same painted pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter

from salesdesk.paper.flow import Pages, lay_out, page_layout
from salesdesk.paper.fonts import ensure_application
from salesdesk.reports.document import Document

if TYPE_CHECKING:  # it would load all widgets, which the command line can do without
    from PySide6.QtPrintSupport import QPrinter


def pdf_bytes(document: Document) -> bytes:
    """The document as a PDF with searchable text, title and author."""
    ensure_application()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(720)
    writer.setTitle(document.title if not document.date_line else f"{document.title} · {document.date_line}")
    writer.setAuthor(document.author)
    writer.setCreator("SalesDesk")
    writer.setPageLayout(page_layout(document))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    _paint_all(writer, lay_out(document), 720)
    buffer.close()
    return bytes(data.data())


def set_up(printer: QPrinter, document: Document) -> None:
    """Give the printer the document's paper before its dialog is shown."""
    printer.setFullPage(True)
    printer.setPageLayout(page_layout(document))
    printer.setDocName(document.title)


def print_document(printer: QPrinter, document: Document) -> None:
    """Print the pages chosen in the printer's dialog (all by default), as often as it says."""
    printer.setFullPage(True)
    pages = lay_out(document)
    first, last = printer.fromPage() or 1, printer.toPage() or pages.count
    _paint_all(printer, pages, printer.resolution(), range(first - 1, min(last, pages.count)))


def _paint_all(device: QPagedPaintDevice, pages: Pages, resolution: int, chosen: range | None = None) -> None:
    painter = QPainter(device)
    painter.scale(resolution / 720, resolution / 720)
    for number, index in enumerate(chosen if chosen is not None else range(pages.count)):
        if number:
            device.newPage()
        pages.paint(painter, index)
    painter.end()
