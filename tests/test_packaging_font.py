"""The bundled font: loads, writes both scripts, and leaves honest text in a PDF."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QGuiApplication, QPainter, QPdfWriter, QRawFont

from salesdesk.paper.fonts import load_fonts
from salesdesk.resources import resource

LIKE_RADICALS = (
    "一人入八力十大女子小心手文方日月水火父牛玉田白目石示立竹米羊老耳肉自至色虫行衣言谷豆"
    "赤走足身車里金門雨青面音風食首香馬骨高魚鳥鹿麻黄黑鼠齊齒龍"
)
INTERFACE = "¥$€£·•–—…“”‘’×÷≈≤≥±→←↑↓↗↘✓★☆●○■□▲▼◆№℃㎡①②③äöüßéñàçøåæǎǐǒǔǚ、。，：；！？（）《》【】「」％／～"


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_font_writes_both_chinese_scripts_and_the_signs_of_the_interface(qapp: QGuiApplication, weight: str) -> None:
    font = QRawFont(str(resource("fonts", f"SalesDeskSans-{weight}.otf")), 12)
    assert font.familyName() == "SalesDesk Sans"
    missing = [sign for sign in INTERFACE + "客户拜访跟进產品報價競爭對手囧" if not font.supportsCharacter(ord(sign))]
    assert not missing
    assert not any(font.supportsCharacter(radical) for radical in range(0x2E80, 0x2FE0))


def test_figures_are_equally_wide(qapp: QGuiApplication) -> None:
    for bold in (False, True):
        font = QFont(load_fonts())
        font.setBold(bold)
        assert QFontInfo(font).family() == "SalesDesk Sans"
        assert len({QFontMetricsF(font).horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_text_in_a_pdf_is_made_of_ordinary_characters(qapp: QGuiApplication, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.setFont(QFont(load_fonts(), 10))
    for row in range(0, len(LIKE_RADICALS), 20):
        painter.drawText(100, 400 + row * 20, LIKE_RADICALS[row : row + 20])
    painter.end()
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    text = page.get_textpage()
    read = "".join(text.get_text_range().split())
    text.close()
    page.close()
    document.close()
    assert read == LIKE_RADICALS
