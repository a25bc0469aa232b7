"""The bundled font, and what paper needs of Qt before anything can be painted."""

from __future__ import annotations

import os
import threading
from functools import lru_cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

from salesdesk.resources import resource

_FILES = ("SalesDeskSans-Regular.otf", "SalesDeskSans-Bold.otf")
_own: list[QGuiApplication] = []


def ensure_application() -> None:
    """Painting text needs a QGuiApplication: on the command line, where there is none, one without a screen is made."""
    if QCoreApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _own.append(QGuiApplication([]))


@lru_cache(maxsize=1)
def load_fonts() -> str:
    """Load the bundled font once and give its family's name."""
    ensure_application()
    family = ""
    for name in _FILES:
        number = QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if not families:
            raise FileNotFoundError(f"the bundled font {name} is missing or damaged")
        family = family or families[0]
    return family


class Face:
    """One size and weight of the bundled font, measured without hinting so that it scales to any resolution.

    Sizes are in the units of whoever paints: tenths of a point on paper, pixels on screen.
    """

    def __init__(self, size: float, *, bold: bool = False, leading: float = 1.4) -> None:
        self.font = QFont(load_fonts())
        self.font.setPixelSize(max(1, round(size)))
        self.font.setBold(bold)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.metrics = QFontMetricsF(self.font)
        self.size = size
        self.line = size * leading
        self._widths: dict[str, float] = {}

    @property
    def baseline(self) -> float:
        """From the top of a line to its baseline: capitals and Chinese characters look centred in the line."""
        return self.line / 2 + self.size * 0.36

    def width(self, text: str) -> float:
        """The width of a text in one line."""
        known = self._widths.get(text)
        if known is None:
            known = self._widths[text] = self.metrics.horizontalAdvance(text)
        return known


class _Faces(threading.local):
    """The faces of each thread: what Qt keeps behind a font must not be used by two at once."""

    def __init__(self) -> None:
        self.known: dict[tuple[float, bool, float], Face] = {}


_faces = _Faces()


def face(size: float, bold: bool = False, leading: float = 1.4) -> Face:
    """The shared face of that size and weight."""
    key = (size, bold, leading)
    known = _faces.known.get(key)
    if known is None:
        known = _faces.known[key] = Face(size, bold=bold, leading=leading)
    return known
