"""What a hand does on the hours: moves something, draws out one of its ends, or draws a new visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.canvas import ALL_DAY
from salesdesk.ui.calendar.entries import Entry, Ghost
from salesdesk.ui.calendar.geometry import DAY, SNAP, snap


class Grip(Enum):
    """What the hand holds."""

    MOVE = auto()
    END = auto()
    START = auto()
    DRAW = auto()


_SHAPES = {
    Grip.MOVE: Qt.CursorShape.ClosedHandCursor,
    Grip.END: Qt.CursorShape.SizeVerCursor,
    Grip.START: Qt.CursorShape.SizeVerCursor,
    Grip.DRAW: Qt.CursorShape.CrossCursor,
}


@dataclass
class Gesture:
    """From the press on; nothing counts until the mouse has `begun` to leave the place. `minute` is where it is now.

    `lane`: the hand is over the line of what has no hour. `outside`: it has left the days, and nothing is meant.
    """

    grip: Grip
    pressed: QPointF
    day: date
    minute: float
    entry: Entry | None = None
    start: int = 0
    minutes: int = 0
    begun: bool = False
    copying: bool = False
    lane: bool = False
    outside: bool = False

    def __post_init__(self) -> None:
        self._from = self.minute

    def follow(self, where: QPointF, day: date, minute: float, *, copying: bool, lane: bool) -> None:
        """The mouse has moved."""
        if (where - self.pressed).manhattanLength() >= QApplication.startDragDistance():
            self.begun = True
        self.minute = minute
        if self.grip is Grip.MOVE:
            self.copying = copying and isinstance(self.entry, VisitCard)
            self.day, self.lane = day, lane and not isinstance(self.entry, Ghost)

    def wish(self) -> tuple[date, int, int]:
        """Day, first minute (ALL_DAY for none) and length that letting go would mean, on quarters of an hour."""
        if self.grip is Grip.MOVE:
            return self._moved()
        if self.grip is Grip.END:
            end = snap(self.start + self.minutes + self.minute - self._from)
            return self.day, self.start, max(SNAP, end - self.start)
        if self.grip is Grip.START:
            end = self.start + self.minutes
            start = min(snap(self.start + self.minute - self._from), end - SNAP)
            return self.day, max(0, start), end - max(0, start)
        low, high = sorted((self._from, self.minute))
        start = min(int(max(low, 0.0) // SNAP) * SNAP, DAY - SNAP)
        return self.day, start, max(SNAP, snap(high) - start)

    def shape(self) -> Qt.CursorShape:
        """The shape of the mouse meanwhile."""
        if self.outside:
            return Qt.CursorShape.ForbiddenCursor
        return Qt.CursorShape.DragCopyCursor if self.copying else _SHAPES[self.grip]

    def _moved(self) -> tuple[date, int, int]:
        """A visit never reaches beyond midnight by being moved."""
        if self.lane:
            return self.day, ALL_DAY, self.minutes
        had_no_hour = self.entry is not None and self.entry.all_day
        start = snap(self.minute if had_no_hour else self.start + self.minute - self._from)
        return self.day, max(0, min(start, DAY - max(SNAP, min(self.minutes, DAY)))), self.minutes
