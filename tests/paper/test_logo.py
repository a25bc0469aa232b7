"""Logos of strangers: a giant is not unpacked, a large one is made small, and what is no picture is left out."""

from __future__ import annotations

import struct
import zlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from salesdesk.paper.logo import logo_image
from salesdesk.paper.pdf import pdf_bytes
from salesdesk.reports.daily import daily_document
from salesdesk.reports.layout import Layout
from tests import builders_reports as sample


def png(wide: int, tall: int) -> bytes:
    """A picture of one bit a point, packed to almost nothing."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (wide + 7) // 8)
    data = b"".join(packer.compress(row) for _row in range(tall)) + packer.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", wide, tall, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_giant_is_not_unpacked() -> None:
    giant = png(30_000, 30_000)
    assert len(giant) < 2_000_000 and logo_image(giant).isNull()
    assert pdf_bytes(daily_document(sample.daily(), Layout(logo=giant))).startswith(b"%PDF")


def test_a_large_one_is_made_small_enough_to_be_seen() -> None:
    image = logo_image(png(4_000, 1_000))
    assert (image.width(), image.height()) == (1_600, 400)
    assert logo_image(png(40, 30)).width() == 40


@pytest.mark.parametrize("data", [b"", b"no picture", png(40, 30)[:60]])
def test_what_is_no_picture_is_left_out(data: bytes) -> None:
    assert logo_image(data).isNull()


def test_a_usual_logo_is_read_as_it_is() -> None:
    made, packed = QImage(120, 60, QImage.Format.Format_ARGB32), QByteArray()
    made.fill(0x80FF0000)
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made.save(buffer, "PNG")
    assert logo_image(bytes(packed.data())) == made
