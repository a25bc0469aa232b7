"""The pages of a report on screen, painted by what prints them; as wide as there is room, one below the other."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from salesdesk.paper.flow import Pages
from salesdesk.paper.preview import page_image, page_size
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _, ngettext

GAP = 16
"""Around and between the pages."""
LARGEST = 1.35
"""On a wide screen a page grows no further by itself: lines longer than that are hard to read."""
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)

_KEPT = 12
"""Pages whose pictures are kept: a long report must not fill the memory."""


class Fit(Enum):
    """What decides how large the pages are shown, unless a size was chosen."""

    WIDTH = "width"
    PAGE = "page"


class Preview(QAbstractScrollArea):
    """`show_pages` keeps the place where one reads; Ctrl and the wheel (or + and −) zoom, 0 fits the width again, 9 the
    whole page; Page Up and Page Down turn pages. `moved` when another page or size is seen."""

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: Pages | None = None
        self._fit: Fit | None = Fit.WIDTH
        self._chosen = 1.0
        self._pictures: dict[int, QImage] = {}
        self._made_for: tuple[float, float] = (0.0, 0.0)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumWidth(theme.tokens().px(320))
        self.verticalScrollBar().valueChanged.connect(self.moved)
        self.retranslate()

    # --- public -----------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many pages are shown."""
        return self._pages.count if self._pages else 0

    @property
    def title(self) -> str:
        """What is written above the pages."""
        return self._pages.document.title if self._pages else ""

    @property
    def page(self) -> int:
        """The page that is read now, from 0: the one that fills the middle of the view."""
        step = self._size().height() + GAP
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2 - GAP
        return min(max(0, middle // step), max(0, self.count - 1)) if step > GAP else 0

    @property
    def fit(self) -> Fit | None:
        """What the size follows; None where one was chosen."""
        return self._fit

    @property
    def scale(self) -> float:
        """How large the pages are shown; 1 is 96 pixels to the inch."""
        if self._pages is None:
            return 1.0
        if self._fit is None:
            return self._chosen
        whole, view = page_size(self._pages, 1.0), self.viewport().size()
        wide = (view.width() - 2 * GAP) / whole.width()
        if self._fit is Fit.PAGE:
            return max(0.1, min(wide, (view.height() - 2 * GAP) / whole.height()))
        return max(0.1, min(LARGEST * theme.tokens().scale, wide))

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
        self.moved.emit()

    def zoom(self, step: int) -> None:
        """Larger (+1), smaller (−1), or as wide as there is room (0)."""
        if step == 0:
            self.show_as(Fit.WIDTH)
            return
        now = self.scale
        larger = [one for one in ZOOMS if one > now + 0.01]
        smaller = [one for one in ZOOMS if one < now - 0.01]
        self.show_as((larger or ZOOMS[-1:])[0] if step > 0 else (smaller or ZOOMS[:1])[-1])

    def show_as(self, size: Fit | float) -> None:
        """Fit the pages, or show them at this size (1 is 100 %); the middle of what is read stays in the middle."""
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        page, step = self.page, self._size().height() + GAP
        within = (down.value() + self.viewport().height() / 2 - page * step) / max(1, step)
        self._fit = size if isinstance(size, Fit) else None
        self._chosen = self._chosen if isinstance(size, Fit) else size
        self._arrange()
        down.setValue(round((page + within) * (self._size().height() + GAP) - self.viewport().height() / 2))
        across.setValue(across.maximum() // 2)
        self.viewport().update()
        self.moved.emit()

    def turn_to(self, page: int) -> None:
        """Come to the top of a page, from 0; before the first or after the last there is none."""
        page = min(max(0, page), max(0, self.count - 1))
        self.verticalScrollBar().setValue(self._top(page))
        self.moved.emit()

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
        step = self._size().height() + GAP
        first = max(0, (self.verticalScrollBar().value() + event.rect().top() - GAP) // max(1, step))
        for index in range(first, self.count):
            rect = self.page_rect(index)
            if rect.top() > event.rect().bottom():
                break
            if rect.intersects(event.rect()):
                painter.drawImage(rect.topLeft(), self._picture(index))
                painter.setPen(theme.colour("line"))
                painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sizes: dict[int, Fit] = {Qt.Key.Key_0: Fit.WIDTH, Qt.Key.Key_9: Fit.PAGE}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        down = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown:
                self.turn_to(self.page + 1)
            case Qt.Key.Key_PageUp:
                self.turn_to(self.page - 1 if down.value() <= self._top(self.page) else self.page)
            case Qt.Key.Key_Home:
                self.turn_to(0)
            case Qt.Key.Key_End:
                down.setValue(down.maximum())
            case Qt.Key.Key_Space:
                step = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
                down.setValue(down.value() + step * down.pageStep() * 9 // 10)
            case key if key in zooms:
                self.zoom(zooms[Qt.Key(key)])
            case key if key in sizes:
                self.show_as(sizes[Qt.Key(key)])
            case _:
                super().keyPressEvent(event)

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

    def _top(self, page: int) -> int:
        return page * (self._size().height() + GAP)

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _picture(self, index: int) -> QImage:
        """A page painted once for this size and the screen's pixels."""
        wanted = (self.scale, self.devicePixelRatioF())
        if wanted != self._made_for:
            self._pictures.clear()
            self._made_for = wanted
        if index not in self._pictures and self._pages is not None:
            if len(self._pictures) >= _KEPT:
                self._pictures.pop(next(iter(self._pictures)))
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
