"""Our own line icons, tinted to the theme; a button that got its icon here is tinted again when the theme changes."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from salesdesk.resources import resource
from salesdesk.ui.parts import theme

SIZE: Final = 20

_source: dict[str, bytes] = {}
_made: dict[tuple[str, str, str], QIcon] = {}
_drawn: dict[tuple[str, str, int, int], QPixmap] = {}
_worn: WeakKeyDictionary[QAbstractButton | QAction, tuple[str, str]] = WeakKeyDictionary()


def icon(name: str, *, colour: str | None = None) -> QIcon:
    """The icon `resources/icons/<name>.svg` in a token's colour (or "#rrggbb"); without one, as text beside it.

    Raises FileNotFoundError for a name that is not shipped.
    """
    shade = theme.colour(colour or "soft").name()
    look = theme.tokens()
    key = (name, shade, f"{look.name} {look.scale}")
    if key not in _made:
        made = QIcon()
        off = theme.colour("line").name()
        for side in sorted({look.px(18), look.px(20), 2 * look.px(18), 2 * look.px(20)}):
            made.addPixmap(pixmap(name, shade, size=side), QIcon.Mode.Normal)
            made.addPixmap(pixmap(name, off, size=side), QIcon.Mode.Disabled)
        _made[key] = made
    return _made[key]


def set_icon(wearer: QAbstractButton | QAction, name: str, *, colour: str | None = None) -> None:
    """Give a button or action an icon that follows the theme."""
    _worn[wearer] = (name, colour or "")
    wearer.setIcon(icon(name, colour=colour))
    if isinstance(wearer, QAbstractButton):
        side = theme.tokens().px(18)
        wearer.setIconSize(QSize(side, side))


def pixmap(name: str, colour: str, *, size: int = SIZE, sharpness: float = 1) -> QPixmap:
    """The icon as a picture of `size` logical pixels."""
    image = QPixmap(round(size * sharpness), round(size * sharpness))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(image.rect()), name, colour)
    painter.end()
    image.setDevicePixelRatio(sharpness)
    return image


def paint(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Draw the icon into `rect`, for delegates and painted widgets; each size is drawn once and kept."""
    sharpness = painter.device().devicePixelRatioF()
    shade = theme.colour(colour).name()
    key = (name, shade, round(rect.width() * sharpness), round(rect.height() * sharpness))
    if key not in _drawn:
        image = QPixmap(max(1, key[2]), max(1, key[3]))
        image.fill(Qt.GlobalColor.transparent)
        brush = QPainter(image)
        QSvgRenderer(QByteArray(_tinted(name, shade))).render(brush, QRectF(image.rect()))
        brush.end()
        _drawn[key] = image
    painter.drawPixmap(rect, _drawn[key], QRectF(_drawn[key].rect()))


def _tinted(name: str, shade: str) -> bytes:
    if name not in _source:
        _source[name] = resource("icons", f"{name}.svg").read_bytes()
    return _source[name].replace(b"currentColor", shade.encode())


def _tint_again() -> None:
    for wearer, (name, colour) in list(_worn.items()):
        if isValid(wearer):
            set_icon(wearer, name, colour=colour or None)


theme.listeners.append(_tint_again)
