"""Line 13: the weekly report of many pages as PDF, against a painter that only plays the same pages."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPainter, QPdfWriter, QPicture

from salesdesk.domain.report import ReportKind
from salesdesk.paper.flow import lay_out, page_layout
from salesdesk.paper.pdf import pdf_bytes
from salesdesk.reports.document import Document, Table
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.places import NOW, Places
from tests.bench.screen import application
from tests.bench.sizes import Sizes


def pdf(sizes: Sizes, places: Places) -> list[Reading]:
    """The week of the sample with its rows repeated until so many pages are full."""
    application(places.folder)
    desk = places.desk(sizes.shown)
    document = desk.reports.fresh(ReportKind.WEEKLY, NOW.date())
    desk.close()
    document = longer(document, sizes.pages)
    pictures = pictures_of(document)

    def ours() -> Took:
        with stopwatch() as took:
            pdf_bytes(document)
        return took

    def floor() -> Took:
        with stopwatch() as took:
            play([(pictures, document)])
        return took

    mine, played = measured(ours, floor, sizes.repeats)
    return [Reading("weekly report to PDF", mine, played, Aim(times=2), note=f"{len(pictures)} pages")]


def longer(document: Document, pages: int) -> Document:
    """The rows of its tables, over and over, until it fills so many pages."""
    times, longer = 1, document
    while lay_out(longer).count < pages:
        times += 1
        sections = [
            replace(
                section,
                blocks=tuple(
                    replace(block, rows=block.rows * times) if isinstance(block, Table) else block
                    for block in section.blocks
                ),
            )
            for section in document.sections
        ]
        longer = replace(document, sections=tuple(sections))
    return longer


def pictures_of(document: Document) -> list[QPicture]:
    """What is painted on each page, recorded."""
    pages, pictures = lay_out(document), []
    for number in range(pages.count):
        picture = QPicture()
        painter = QPainter(picture)
        pages.paint(painter, number)
        painter.end()
        pictures.append(picture)
    return pictures


def play(parts: list[tuple[list[QPicture], Document]]) -> None:
    """A PDF of the recorded pages of these documents."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(720)
    writer.setPageLayout(page_layout(parts[0][1]))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    for number, picture in enumerate(picture for pictures, _document in parts for picture in pictures):
        if number:
            writer.newPage()
        painter.drawPicture(0, 0, picture)
    painter.end()
    buffer.close()
