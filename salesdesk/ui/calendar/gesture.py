"""What a hand does on the hours: moves a visit, stretches it, or draws a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.geometry import DAY, SNAP, snap


class Grip(Enum):
    """What the hand holds."""

    MOVE = auto()
    STRETCH = auto()
    DRAW = auto()


@dataclass
class Gesture:
    """From the press on; nothing counts until the mouse has `begun` to leave the place. `minute` is where it is now."""

    grip: Grip
    pressed: QPointF
    day: date
    minute: float
    card: VisitCard | None = None
    start: int = 0
    minutes: int = 0
    begun: bool = False
    copying: bool = False

    def __post_init__(self) -> None:
        self._from = self.minute

    def follow(self, where: QPointF, day: date, minute: float, copying: bool) -> None:
        """The mouse has moved."""
        if (where - self.pressed).manhattanLength() >= QApplication.startDragDistance():
            self.begun = True
        self.minute = minute
        self.copying = copying and self.grip is Grip.MOVE
        if self.grip is Grip.MOVE:
            self.day = day

    def wish(self) -> tuple[date, int, int]:
        """Day, first minute and length that letting go would mean, on quarters of an hour."""
        if self.grip is Grip.MOVE:
            start = snap(self.start + self.minute - self._from)
            return self.day, max(0, min(start, DAY - SNAP)), self.minutes
        if self.grip is Grip.STRETCH:
            end = snap(self.start + self.minutes + self.minute - self._from)
            return self.day, self.start, max(SNAP, end - self.start)
        low, high = sorted((self._from, self.minute))
        start = min(int(low // SNAP) * SNAP, DAY - SNAP)
        return self.day, start, max(SNAP, snap(high) - start)

    def shape(self) -> Qt.CursorShape:
        """The shape of the mouse meanwhile."""
        if self.grip is Grip.MOVE:
            return Qt.CursorShape.DragCopyCursor if self.copying else Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.SizeVerCursor if self.grip is Grip.STRETCH else Qt.CursorShape.CrossCursor
