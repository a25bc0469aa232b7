"""One line of a record: an icon or badge, a title, something grey below it, a figure at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.badges import Mark

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class LineText:
    """What a line shows; `kind` and `id` name the record that it opens, `lead` stands in a column of its own."""

    title: str
    detail: str = ""
    right: str = ""
    lead: str = ""
    lead_tip: str = ""
    icon: str = ""
    mark: Mark | None = None
    kind: Kind | None = None
    id: Id = b""


class Line(QAbstractButton):
    """A line that opens its record with Enter, Space or a click; Del asks to put it away."""

    chosen = Signal(object)
    removed = Signal(object)

    LEAD, LEAST = 84, 28

    def __init__(self, text: LineText, *, lines: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = text
        self._most = lines
        self.setText(text.title)
        said = [text.lead, text.mark.words() if text.mark else "", text.title, text.detail, text.right]
        self.setAccessibleName(", ".join(word for word in said if word))
        self.setToolTip(text.lead_tip)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        opens = text.kind is not None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        if opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)

    def heightForWidth(self, width: int) -> int:
        look = theme.tokens()
        high = look.px(self.LEAST)
        if self.line.detail:
            high = look.px(6) + self._metrics().height() + self._detail_height(self._detail_width(width)) + look.px(5)
        return max(high, look.px(self.LEAST))

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(240), self.heightForWidth(max(self.width(), theme.tokens().px(240))))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.line.kind is not None and (self.underMouse() or self.hasFocus()):
            painter.setPen(QPen(theme.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.radius, look.radius)
        top = QRect(look.px(6), 0, self.width() - look.px(12), look.px(self.LEAST))
        left = self._paint_lead(painter, top)
        right = self._paint_right(painter, top)
        room = QRect(left, top.top(), right - left, top.height())
        self._write(painter, room, self.line.title, "text")
        if self.line.detail:
            self._paint_detail(painter, left)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_clicked()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.line)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def _on_clicked(self) -> None:
        if self.line.kind is not None:
            self.chosen.emit(self.line)

    def _paint_lead(self, painter: QPainter, box: QRect) -> int:
        """The column of days and the icon or badge; where the title begins."""
        look, left = theme.tokens(), box.left()
        if self.line.lead:
            words = QRect(left, box.top(), look.px(self.LEAD) - look.px(8), box.height())
            self._write(painter, words, self.line.lead, "soft", small=True)
            left += look.px(self.LEAD)
        if self.line.icon:
            side = look.px(16)
            spot = QRectF(left, round(box.center().y() - side / 2), side, side)
            icons.paint(painter, spot, self.line.icon, "soft")
            left += look.px(24)
        if self.line.mark:
            self.line.mark.paint(painter, QRectF(left, box.top(), self.line.mark.width(), box.height()))
            left += self.line.mark.width() + look.px(6)
        return left

    def _paint_right(self, painter: QPainter, box: QRect) -> int:
        """The figure at the right; where the title must end."""
        if not self.line.right:
            return box.right()
        wide = self._metrics().horizontalAdvance(self.line.right)
        words = QRect(box.right() - wide, box.top(), wide + 1, box.height())
        self._write(painter, words, self.line.right, "text")
        return words.left() - theme.tokens().px(8)

    def _paint_detail(self, painter: QPainter, left: int) -> None:
        look, metrics = theme.tokens(), self._metrics(small=True)
        top = (look.px(self.LEAST) + self._metrics().height()) // 2 + look.px(1)
        box = QRect(left, top, self.width() - left - look.px(6), self._detail_height(self._detail_width(self.width())))
        painter.save()
        painter.setFont(self._face(small=True))
        painter.setPen(theme.colour("soft"))
        painter.setClipRect(box)
        fitting = self.line.detail
        if metrics.boundingRect(0, 0, box.width(), 10_000, _WRAP, fitting).height() > box.height():
            fitting = metrics.elidedText(fitting, Qt.TextElideMode.ElideRight, int(box.width() * (self._most - 0.15)))
        painter.drawText(box, _WRAP, fitting)
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, words: str, colour: str, *, small: bool = False) -> None:
        painter.setFont(self._face(small))
        painter.setPen(theme.colour(colour))
        fitted = self._metrics(small).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _MIDDLE | Qt.AlignmentFlag.AlignLeft, fitted)

    def _detail_width(self, width: int) -> int:
        look = theme.tokens()
        taken = look.px(12) + (look.px(self.LEAD) if self.line.lead else 0) + (look.px(24) if self.line.icon else 0)
        return width - taken - (self.line.mark.width() + look.px(6) if self.line.mark else 0)

    def _detail_height(self, width: int) -> int:
        metrics = self._metrics(small=True)
        wanted = metrics.boundingRect(0, 0, max(width, 40), 10_000, _WRAP, self.line.detail).height()
        return int(min(wanted, self._most * metrics.lineSpacing()))

    def _face(self, small: bool = False) -> QFont:
        look = theme.tokens()
        return theme.font(look.small_size if small else look.font_size)

    def _metrics(self, small: bool = False) -> QFontMetrics:
        return QFontMetrics(self._face(small))
