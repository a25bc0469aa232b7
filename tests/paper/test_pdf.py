"""The PDF read back: its texts are the document's, Chinese can be searched; preview and PDF show the same page."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from salesdesk.paper.flow import lay_out
from salesdesk.paper.pdf import pdf_bytes, print_document, set_up
from salesdesk.paper.preview import page_image, page_size
from salesdesk.reports.daily import daily_document
from salesdesk.reports.document import Paper, texts
from salesdesk.reports.layout import Layout
from salesdesk.reports.weekly import weekly_document
from tests import builders_reports as sample

DOCUMENTS = {
    "daily": daily_document(sample.daily(), Layout(company="深圳市远景自动化设备有限公司")),
    "empty": daily_document(sample.empty_daily()),
    "weekly": weekly_document(sample.weekly()),
    "team": weekly_document(sample.team_weekly(), Layout(landscape=True, paper=Paper.LETTER, black_and_white=True)),
}


def _text(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_is_in_the_pdf_as_it_was_written(name: str) -> None:
    document = DOCUMENTS[name]
    found = sorted("".join(_text(pdf_bytes(document)).split()))
    whole = "".join(_text(pdf_bytes(document)).split())
    for text in texts(document):
        for line in text.splitlines():
            wanted = "".join(line.split())
            assert wanted in whole or all(found.count(sign) >= wanted.count(sign) for sign in set(wanted)), line
    assert not [sign for sign in whole if "\u2e80" <= sign <= "\u2fdf"]


def test_title_author_and_paper() -> None:
    pdf = pypdfium2.PdfDocument(pdf_bytes(DOCUMENTS["daily"]))
    meta = pdf.get_metadata_dict()
    assert meta["Title"].startswith("Daily report")
    assert meta["Author"] == "王小明"
    assert [round(side) for side in pdf[0].get_size()] == [595, 842]
    pdf.close()
    team = pypdfium2.PdfDocument(pdf_bytes(DOCUMENTS["team"]))
    assert [round(side) for side in team[0].get_size()] == [792, 612]
    team.close()


def test_pages_are_numbered_and_headed() -> None:
    document = DOCUMENTS["weekly"]
    count = lay_out(document).count
    pdf = pypdfium2.PdfDocument(pdf_bytes(document))
    words = [page.get_textpage().get_text_bounded() for page in pdf]
    pdf.close()
    assert len(words) == count
    for number, page in enumerate(words, start=1):
        assert f"Page {number} of {count}" in page
        assert "Weekly report" in page
        assert "王小明" in page


def test_preview_shows_the_page_that_is_printed() -> None:
    document = DOCUMENTS["weekly"]
    pages = lay_out(document)
    image = page_image(pages, 0, 1.0)
    pdf = pypdfium2.PdfDocument(pdf_bytes(document))
    bitmap = pdf[0].render(scale=96 / 72).to_numpy()
    pdf.close()
    assert (image.width(), image.height()) == (page_size(pages, 1.0).width(), page_size(pages, 1.0).height())
    assert abs(bitmap.shape[1] - image.width()) <= 2
    columns, rows = 24, 32
    wide, tall = image.width() // columns, image.height() // rows
    small = image.scaled(columns * 4, rows * 4).convertToFormat(QImage.Format.Format_Grayscale8)
    different = 0
    for row in range(rows):
        for column in range(columns):
            there = bitmap[row * tall : (row + 1) * tall, column * wide : (column + 1) * wide].mean() < 251
            here = any(small.pixelColor(column * 4 + i, row * 4 + j).red() < 251 for i in range(4) for j in range(4))
            different += there and not here and bitmap[row * tall : (row + 1) * tall].mean() < 235
    assert different < columns * rows * 0.02


def test_a_printer_gets_the_chosen_pages(tmp_path: object) -> None:
    document = DOCUMENTS["weekly"]
    path = f"{tmp_path}/printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(path)
    set_up(printer, document)
    printer.setFromTo(2, 2)
    print_document(printer, document)
    pdf = pypdfium2.PdfDocument(path)
    words = [page.get_textpage().get_text_bounded() for page in pdf]
    size = [round(side) for side in pdf[0].get_size()]
    pdf.close()
    assert len(words) == 1
    assert "Page 2 of" in words[0]
    assert size == [595, 842]


def test_a_long_week_takes_as_many_pages_as_it_needs() -> None:
    document = weekly_document(sample.long_weekly(300))
    assert 8 <= lay_out(document).count <= 14
    assert pdf_bytes(document).startswith(b"%PDF")


def test_a_logo_is_painted_and_a_broken_one_is_left_out() -> None:
    picture = QImage(300, 100, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    logo = bytes(buffer.data().data())
    with_logo = replace(DOCUMENTS["daily"], logo=logo)
    image = page_image(lay_out(with_logo), 0, 1.0)
    red = [image.pixelColor(x, 70).red() - image.pixelColor(x, 70).blue() for x in range(60, 180)]
    assert max(red) > 200
    assert lay_out(replace(DOCUMENTS["daily"], logo=b"no picture")).count >= 1
