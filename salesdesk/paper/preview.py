"""Pages on screen, painted by the very code that prints them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from salesdesk.paper.flow import Pages


def page_size(pages: Pages, scale: float) -> QSize:
    """The size of a page in pixels; scale 1 is 96 pixels to the inch."""
    return QSize(round(pages.width * scale * 96 / 720), round(pages.height * scale * 96 / 720))


def paint_page(painter: QPainter, pages: Pages, index: int, scale: float) -> None:
    """Paint page `index` (from 0) with its white paper at the painter's origin, at `scale`."""
    size = page_size(pages, scale)
    painter.save()
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), Qt.GlobalColor.white)
    painter.setClipRect(QRectF(0, 0, size.width(), size.height()))
    painter.scale(scale * 96 / 720, scale * 96 / 720)
    pages.paint(painter, index)
    painter.restore()


def page_image(pages: Pages, index: int, scale: float = 1.0, ratio: float = 1.0) -> QImage:
    """Page `index` as a picture at `scale`, for a screen with `ratio` device pixels per pixel."""
    image = QImage(page_size(pages, scale * ratio), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_page(painter, pages, index, scale * ratio)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
