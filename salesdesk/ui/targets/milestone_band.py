"""The year's milestones over the months of the plan: each on its quarter, with its state; a click opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from salesdesk.services.milestones import MilestoneCard
from salesdesk.ui.parts import theme
from salesdesk.ui.targets.milestone_words import INKS, reason
from salesdesk.words.i18n import _
from salesdesk.words.labels import label

MOST = 3
"""Lines of a quarter; of more milestones the last line says how many there are besides."""

_ROW, _GAP = 20, 2


@dataclass(frozen=True, slots=True)
class _Chip:
    """A milestone where it stands; without a card it stands for those that have no room."""

    place: QRectF
    card: MilestoneCard | None
    text: str
    quarter: int


class MilestoneBand(QWidget):
    """`opened(MilestoneCard)` for one of them, `list_wanted` for those without room.

    Arrow keys go from one to the next, Enter opens. `stand_over(left, right)` says where the twelve months are.
    """

    opened = Signal(object)
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[MilestoneCard] = []
        self._currency = ""
        self._ends = (0.0, 0.0)
        self._at = 0
        self._chips: list[_Chip] = []
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._retranslate()

    def show_cards(self, cards: Sequence[MilestoneCard], currency: str) -> None:
        """Show these; without any there is no band."""
        self._cards, self._currency = list(cards), currency
        self.setVisible(bool(cards))
        self._place()
        self.updateGeometry()

    def stand_over(self, left: float, right: float) -> None:
        """Where the first month begins and the last one ends, in this widget."""
        if (left, right) != self._ends:
            self._ends = (left, right)
            self._place()

    def texts(self) -> list[str]:
        """What stands on it, from left to right."""
        return [chip.text for chip in self._chips]

    def sizeHint(self) -> QSize:
        quarters = [sum(card.milestone.quarter == at for card in self._cards) for at in (1, 2, 3, 4)]
        lines = min(MOST, max(quarters, default=0))
        return QSize(200, theme.tokens().px(lines * (_ROW + _GAP) + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, chip in enumerate(self._chips):
            self._paint(painter, chip, focused=self.hasFocus() and at == self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) and self._at + 1 < len(self._chips):
            self._stand_on(self._at + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up) and self._at > 0:
            self._stand_on(self._at - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._chips:
            self._open(self._chips[self._at])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        chip = self._chip_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and chip is not None:
            self._at = self._chips.index(chip)
            self._open(chip)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._chip_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            chip = self._chip_at(event.pos())
            QToolTip.showText(event.globalPos(), self._words(chip) if chip else "", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self._retranslate()
            self._place()
            self.updateGeometry()
        super().changeEvent(event)

    # private

    def _retranslate(self) -> None:
        self.setAccessibleName(_("Milestones over the months"))

    def _open(self, chip: _Chip) -> None:
        if chip.card is None:
            self.list_wanted.emit()
        else:
            self.opened.emit(chip.card)

    def _stand_on(self, at: int) -> None:
        self._at = at
        self.setAccessibleDescription(self._words(self._chips[at]))
        self.update()

    def _place(self) -> None:
        """One line below the other in each quarter, as wide as its three months."""
        px = theme.tokens().px
        left, right = self._ends
        wide, chips = (right - left) / 4, []
        for quarter in (1, 2, 3, 4):
            cards = [card for card in self._cards if card.milestone.quarter == quarter]
            shown = cards if len(cards) <= MOST else cards[: MOST - 1]
            for row, card in enumerate([*shown, *([None] if len(shown) < len(cards) else [])]):
                top = 3 + row * px(_ROW + _GAP)
                box = QRectF(left + (quarter - 1) * wide + 2, top, max(0.0, wide - 4), px(_ROW))
                text = card.milestone.title if card else _("{n} more").format(n=len(cards) - len(shown))
                chips.append(_Chip(box, card, text, quarter))
        self._chips = chips
        self._at = min(self._at, max(0, len(chips) - 1))
        if chips:
            self.setAccessibleDescription(self._words(chips[self._at]))
        self.update()

    def _words(self, chip: _Chip) -> str:
        if chip.card is None:
            return chip.text
        judged = chip.card.judged
        said = {"title": chip.text, "state": label(judged.state), "why": reason(judged.reason, self._currency)}
        return _("{title}: {state} ({why})").format(**said)

    def _chip_at(self, at: QPoint) -> _Chip | None:
        return next((chip for chip in self._chips if chip.place.contains(at)), None)

    def _paint(self, painter: QPainter, chip: _Chip, *, focused: bool) -> None:
        ink, fill, mark = INKS[chip.card.judged.state] if chip.card else ("soft", "surface", "…")
        painter.setPen(QPen(theme.colour("accent_ink" if focused else "edge"), 2 if focused else 1))
        painter.setBrush(theme.colour(fill))
        painter.drawRoundedRect(chip.place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        inside = chip.place.adjusted(6, 0, -6, 0)
        painter.setPen(theme.colour(ink))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, mark)
        painter.setPen(theme.colour("text"))
        words = inside.adjusted(theme.tokens().px(14), 0, 0, 0)
        text = QFontMetricsF(self.font()).elidedText(chip.text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
