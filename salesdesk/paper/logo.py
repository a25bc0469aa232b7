"""The picture at the head of a report, read with care: it may come in a stranger's layout or in a sent report."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

_MOST_PIXELS = 50_000_000
"""A picture that unpacks to more is not unpacked."""
_SHARP = 1_600
"""Pixels along the longer side: more cannot be seen at the size of a logo."""


def logo_image(data: bytes) -> QImage:
    """The picture, made smaller where it is larger than can be seen; an empty one where it is none or a giant."""
    packed = QByteArray(data)
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    image = reader.read()
    if max(size.width(), size.height()) > _SHARP and not image.isNull():
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        return image.scaled(QSize(_SHARP, _SHARP), keep, smooth)
    return image
