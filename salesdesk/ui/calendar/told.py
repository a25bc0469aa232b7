"""What painted days tell: wishes, each about something by its id, and where the keys are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget


class CanvasWishes(QWidget):
    """The signals of every view of the calendar."""

    opened = Signal(object)
    logged = Signal(object)
    changing = Signal(object)
    removed = Signal(object, bool)
    """Visit, whether for good without asking."""
    put_off = Signal(object)
    """It will be on another day; ask which."""
    asked = Signal(object, QPoint)
    """What can be done with this visit (None: at this moment)? At this place of the screen."""
    moved = Signal(object, object, int)
    """Visit, day, minute (FREE keeps its hour, ALL_DAY takes it away)."""
    copied = Signal(object, object, int)
    resized = Signal(object, int)
    reshaped = Signal(object, int, int)
    """Visit, the minute at which it begins now, how many minutes."""
    drawn = Signal(object, int, int)
    """Day, minute, how many minutes (0 for the usual)."""
    engaged = Signal(object, int)
    """An appointment is wanted: day, minute."""
    dropped = Signal(object, object, int)
    """Client, day, minute."""
    ghost_accepted = Signal(object)
    ghost_dismissed = Signal(object)
    ghost_moved = Signal(object, object, int)
    """Proposal, day, minute."""
    ghost_opened = Signal(object)
    went = Signal(object, bool)
    """The keys left the days that are shown: go to this day; whether freely, past the visits."""
    looked_into = Signal(object)
    """See this day closer."""
    pointed = Signal()
    """Another visit or moment is meant."""
    told = Signal()
    """A screen reader wants to know: the keys mean something else while they come here."""
