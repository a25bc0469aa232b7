"""The pages of a report on screen, painted by what prints them; as wide as there is room, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from salesdesk.paper.flow import Pages
from salesdesk.paper.preview import page_image, page_size
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _, ngettext

GAP = 16
"""Around and between the pages."""
LARGEST = 1.35
"""On a wide screen a page grows no further by itself: lines longer than that are hard to read."""
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5)


class Preview(QAbstractScrollArea):
    """`show_pages` keeps the place where one reads; Ctrl and the wheel (or + and −) zoom, 0 fits the width again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: Pages | None = None
        self._zoom = 1.0
        self._pictures: dict[int, QImage] = {}
        self._made_for: tuple[float, float] = (0.0, 0.0)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumWidth(theme.tokens().px(320))
        self.retranslate()

    # --- public -----------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many pages are shown."""
        return self._pages.count if self._pages else 0

    def show_pages(self, pages: Pages, *, from_top: bool) -> None:
        """Show these pages, from the top or where the reader was."""
        self._pages = pages
        self._pictures.clear()
        self._arrange()
        if from_top:
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)
        self.setAccessibleDescription(ngettext("{n} page", "{n} pages", self.count).format(n=self.count))
        self.viewport().update()

    @property
    def scale(self) -> float:
        """How large the pages are shown; 1 is 96 pixels to the inch."""
        if self._pages is None:
            return 1.0
        room = self.viewport().width() - 2 * GAP
        return min(LARGEST * theme.tokens().scale, room / page_size(self._pages, 1.0).width()) * self._zoom

    def zoom(self, step: int) -> None:
        """Larger (+1), smaller (−1), or as wide as there is room (0)."""
        at = min(range(len(ZOOMS)), key=lambda index: abs(ZOOMS[index] - self._zoom))
        self._zoom = ZOOMS[min(max(at + step, 0), len(ZOOMS) - 1)] if step else 1.0
        self._arrange()
        self.viewport().update()

    def page_rect(self, index: int) -> QRect:
        """Where page `index` stands in the view now, in logical pixels."""
        size = self._size()
        left = max(GAP, (self.viewport().width() - size.width()) // 2)
        top = GAP + index * (size.height() + GAP)
        return QRect(QPoint(left, top) - self._offset(), size)

    def retranslate(self) -> None:
        """Say its name in the present language."""
        self.setAccessibleName(_("The report as it prints"))

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("rail"))
        for index in range(self.count):
            rect = self.page_rect(index)
            if rect.intersects(event.rect()):
                painter.drawImage(rect.topLeft(), self._picture(index))
                painter.setPen(theme.colour("line"))
                painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- private ----------------------------------------------------------------------------------------------

    def _size(self) -> QSize:
        return page_size(self._pages, self.scale) if self._pages else QSize()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _picture(self, index: int) -> QImage:
        """A page painted once for this size and the screen's pixels."""
        wanted = (self.scale, self.devicePixelRatioF())
        if wanted != self._made_for:
            self._pictures.clear()
            self._made_for = wanted
        if index not in self._pictures and self._pages is not None:
            self._pictures[index] = page_image(self._pages, index, *wanted)
        return self._pictures[index]

    def _arrange(self) -> None:
        size, view = self._size(), self.viewport().size()
        high = GAP + self.count * (size.height() + GAP)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, high - view.height()))
        down.setPageStep(view.height())
        down.setSingleStep(theme.tokens().px(48))
        across.setRange(0, max(0, size.width() + 2 * GAP - view.width()))
        across.setPageStep(view.width())
