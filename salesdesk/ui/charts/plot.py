"""A plot in our colours and letters, without the library's menus, and the readout of what the mark stands on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.ui.parts import theme


class Plot(QWidget):
    """Subclasses draw, and say in `stand_on` and `_on_mouse_moved` what the mark can stand on.

    `opened(number)` by double click, or Enter on the mark.
    """

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pg = load_pyqtgraph()
        self._plot = self._pg.PlotWidget(background=None)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # it asks for 640 × 480
        self._plot.viewport().installEventFilter(self)
        self._items = self._plot.getPlotItem()
        self._items.hideButtons()
        self._items.setMenuEnabled(False)
        self._items.setMouseEnabled(x=False, y=False)
        self._plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._mark: Any = None
        self.at = -1
        self.readout = QLabel(self)
        self.readout.setTextFormat(Qt.TextFormat.PlainText)
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.readout.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)

    def stand_on(self, at: int) -> None:
        """Put the mark somewhere and say what is there; -1 takes it away."""
        raise NotImplementedError

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.stand_on(-1)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and not self.hasFocus():
            self.stand_on(-1)
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # the page scrolls, not the plot
            return True
        if event.type() == QEvent.Type.MouseButtonDblClick and self.at >= 0:
            self.opened.emit(self.at)
            return True
        return super().eventFilter(watched, event)

    def _on_mouse_moved(self, at: QPointF) -> None:
        raise NotImplementedError

    def _begin(self) -> None:
        """An empty plot in the colours of the present theme."""
        look = theme.tokens()
        self._items.clear()
        self._plot.setBackground(look.surface)
        self.readout.setStyleSheet(
            f"background: {look.raised}; color: {look.text}; border: 1px solid {look.edge}; border-radius: 4px;"
            " padding: 4px 8px;"
        )


def load_pyqtgraph() -> Any:
    """Loaded when the first chart is drawn: it takes most of a second."""
    import pyqtgraph

    pyqtgraph.setConfigOptions(antialias=True)
    return pyqtgraph
