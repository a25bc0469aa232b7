"""A titled part of a page: a heading, how many, perhaps one verb, and what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.bullet import BulletBar
from salesdesk.ui.parts.caption import Button, Caption, Label, read


class Panel(QFrame):
    """`body` is the layout for the content; `acted` is emitted by the verb at the right of the head."""

    acted = Signal()

    def __init__(
        self,
        title: Caption,
        action: Caption = "",
        *,
        card: bool = False,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = Label(title, "strong" if small else "heading")
        self._count = Label("", "soft")
        self.action = Button(action, "link")
        self.action.clicked.connect(self.acted)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self._count)
        head.addStretch()
        head.addWidget(self.action)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(4)
        column = QVBoxLayout(self)
        edge = 16 if card else 0
        column.setContentsMargins(edge, 12 if card else 0, edge, 12 if card else 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self.body, 1)
        keeps = self.action.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.action.setSizePolicy(keeps)
        self.action.setVisible(bool(action))
        if card:
            self.setProperty("look", "card")
        self._caption = title
        self.retranslate()

    def retranslate(self) -> None:
        """Read the spoken name again in the present language (the labels do so themselves)."""
        self.setAccessibleName(read(self._caption))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put something into the panel."""
        self.body.addWidget(widget, stretch)

    def set_count(self, count: int | None) -> None:
        """Show how many there are; None hides the number."""
        self._count.set_caption("" if count is None else str(count))

    def clear(self) -> None:
        """Take everything out of the body."""
        while self.body.count():
            item = self.body.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class _Note(Label):
    """Words above or beside a number; of those that have no room the beginning."""

    def paintEvent(self, event: QPaintEvent) -> None:
        words, wide = self.text(), self.width()
        if self.fontMetrics().horizontalAdvance(words) <= wide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        short = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(self.rect(), self.alignment(), short)


class Figure(QFrame):
    """One number of the strip: a small title, the number, a grey note, perhaps a bullet bar.

    `opened` is emitted on Enter, Space or a click: every number leads to its records.
    """

    opened = Signal()

    def __init__(self, title: Caption, *, bullet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title, self._number, self._note = _Note(title, "small"), Label("–", "number"), _Note("", "small")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bullet = BulletBar() if bullet else None
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._number)
        head.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addLayout(head)
        column.addStretch()
        if self.bullet:
            column.addWidget(self.bullet)
        self._set_height()

    def show_figure(self, number: str, note: str = "", tip: str = "") -> None:
        """The number as text, a note beside it, and on hover its period, numerator and denominator."""
        self._number.set_caption(number)
        self._note.set_caption(note)
        self.setToolTip(tip)
        self.setAccessibleName(f"{self._title.text()}: {number} {note}".strip())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._set_height()
        super().changeEvent(event)

    def _set_height(self) -> None:
        self.setFixedHeight(theme.tokens().px(84))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()
        super().mouseReleaseEvent(event)
