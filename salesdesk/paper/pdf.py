"""Documents as PDF and on a printer, from the same painted pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter

from salesdesk.paper.flow import Pages, lay_out, page_layout
from salesdesk.paper.fonts import ensure_application
from salesdesk.paper.outline import Mark, with_outline
from salesdesk.reports.document import Document
from salesdesk.reports.pace import Step

if TYPE_CHECKING:  # it would load all widgets, which the command line can do without
    from PySide6.QtPrintSupport import QPrinter


def pdf_bytes(document: Document, step: Step | None = None) -> bytes:
    """The document as a PDF with searchable text, an outline of its sections, title and author."""
    return bound_bytes((document,), _named(document), document.author, step)


def bound_bytes(documents: Sequence[Document], title: str, author: str, step: Step | None = None) -> bytes:
    """Several documents one after the other as one PDF, each beginning a page and counting its own pages."""
    ensure_application()
    laid = [lay_out(document) for document in documents]
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(720)
    writer.setTitle(title)
    writer.setAuthor(author)
    writer.setCreator("SalesDesk")
    writer.setPageLayout(page_layout(documents[0]))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    done, whole = 0, sum(pages.count for pages in laid)
    painter = QPainter(writer)
    try:
        for pages in laid:
            for index in range(pages.count):
                if done:
                    writer.setPageLayout(page_layout(pages.document))
                    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
                    writer.newPage()
                pages.paint(painter, index)
                done += 1
                if step is not None:
                    step(done, whole)
    finally:
        painter.end()
    buffer.close()
    return with_outline(bytes(data.data()), _marks(laid), documents[0].language)


def _named(document: Document) -> str:
    return f"{document.title} · {document.date_line}" if document.date_line else document.title


def _marks(laid: Sequence[Pages]) -> list[Mark]:
    """The sections of a single document; of several, each with its sections below it."""
    found, before = [], 0
    single = len(laid) == 1
    for pages in laid:
        high = pages.height / 10
        if not single:
            name = " · ".join(word for word in (pages.document.author, _named(pages.document)) if word)
            found.append(Mark(name, before, high))
        found += [Mark(title, before + page, high - y / 10, 0 if single else 1) for title, page, y in pages.marks()]
        before += pages.count
    return found


def set_up(printer: QPrinter, document: Document) -> None:
    """Give the printer the document's paper before its dialog is shown."""
    printer.setFullPage(True)
    printer.setPageLayout(page_layout(document))
    printer.setDocName(document.title)


def print_document(printer: QPrinter, document: Document, step: Step | None = None) -> None:
    """Print the pages chosen in the printer's dialog (all by default), as often as it says."""
    printer.setFullPage(True)
    pages = lay_out(document)
    first, last = printer.fromPage() or 1, printer.toPage() or pages.count
    try:
        _print(printer, pages, printer.resolution(), range(first - 1, min(last, pages.count)), step)
    except BaseException:  # stopped: what the printer has not got yet it is not to get
        printer.abort()
        raise


def _print(device: QPagedPaintDevice, pages: Pages, resolution: int, chosen: range, step: Step | None) -> None:
    painter = QPainter(device)
    painter.scale(resolution / 720, resolution / 720)
    try:
        for number, index in enumerate(chosen):
            if number:
                device.newPage()
            pages.paint(painter, index)
            if step is not None:
                step(number + 1, len(chosen))
    finally:
        painter.end()
