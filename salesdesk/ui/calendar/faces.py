"""What a screen reader meets in the calendar: a list whose items are the painted visits, each with name and place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.entries import Entry
from salesdesk.ui.calendar.spoken import spoken

_faces: list[CanvasFace] = []
"""Qt keeps only pointers: these live until Qt has deleted them with their canvas."""
_spare: list[EntryFace] = []
"""Items of canvases that have gone, used again: Qt may still know them by number."""


class CanvasFace(QAccessibleWidget):
    """The days: a list of what stands on them, in the order of the clock."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, QAccessible.Role.List, canvas.accessibleName())
        self.canvas = canvas
        self.items: list[EntryFace] = []
        self._known: tuple[object, Entry | None, list[Entry]] | None = None

    def entries(self) -> list[Entry]:
        """What is painted; and what the keys mean, when it is only counted."""
        places, current = self.canvas.places(), self.canvas.current_entry()
        if self._known is None or self._known[0] is not places or self._known[1] is not current:
            found = [entry for _rect, entry in places]
            if current is not None and not any(_same(one, current) for one in found):
                found.append(current)
            self._known = (places, current, found)
        return self._known[2]

    def childCount(self) -> int:
        return len(self.entries())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not 0 <= index < self.childCount():
            return None
        while len(self.items) <= index:
            self.items.append(_spare.pop() if _spare else EntryFace())
            self.items[-1].belong(self, len(self.items) - 1)
        return self.items[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, EntryFace) and child.face is self else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        entry = self.canvas.entry_at(QPointF(self.canvas.mapFromGlobal(QPoint(x, y))))
        return self.child(self._index_of(entry)) if entry is not None else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        current = self.canvas.current_entry()
        return self.child(self._index_of(current)) if current is not None and self.canvas.hasFocus() else None

    def _index_of(self, entry: Entry) -> int:
        return next((number for number, one in enumerate(self.entries()) if _same(one, entry)), -1)


class EntryFace(QAccessibleInterface):
    """One painted thing."""

    def __init__(self) -> None:
        super().__init__()
        self.face: CanvasFace | None = None
        self.index = -1

    def belong(self, face: CanvasFace, index: int) -> None:
        """From now on stand for this item of that canvas."""
        self.face, self.index = face, index

    def entry(self) -> Entry | None:
        """What it stands for now."""
        if self.face is None or not isValid(self.face) or not isValid(self.face.canvas):
            return None
        entries = self.face.entries()
        return entries[self.index] if self.index < len(entries) else None

    def isValid(self) -> bool:
        return self.entry() is not None

    def text(self, what: QAccessible.Text) -> str:
        entry = self.entry()
        if entry is None or self.face is None or what != QAccessible.Text.Name:
            return ""
        return spoken(entry, self.face.canvas.shown)

    def rect(self) -> QRect:
        entry = self.entry()
        if entry is None or self.face is None:
            return QRect()
        canvas = self.face.canvas
        box = next((rect for rect, one in canvas.places() if _same(one, entry)), QRectF()).toAlignedRect()
        return QRect(canvas.mapToGlobal(box.topLeft()), box.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state, entry = QAccessible.State(), self.entry()
        state.focusable = state.selectable = True
        if entry is not None and self.face is not None:
            canvas = self.face.canvas
            current = canvas.current_entry()
            state.selected = current is not None and _same(current, entry)
            state.focused = bool(state.selected) and canvas.hasFocus()
        return state

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return self.face

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self.face.window() if self.face is not None and self.isValid() else None

    def object(self) -> None:  # type: ignore[override]
        return None

    def child(self, index: int) -> None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def setText(self, what: QAccessible.Text, words: str) -> None:
        """Its name follows from what it is."""


def install() -> None:
    """Let Qt know how to describe a canvas; asked for once."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_describe)


def tell_focus(canvas: Canvas) -> None:
    """The keys mean another item."""
    face = QAccessible.queryAccessibleInterface(canvas)
    child = face.focusChild() if isinstance(face, CanvasFace) else None
    if child is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(child, QAccessible.Event.Focus))


_installed: list[bool] = []


def _describe(_class: str, thing: object) -> QAccessibleInterface | None:
    if not isinstance(thing, Canvas):
        return None
    for gone in [face for face in _faces if not isValid(face)]:
        _faces.remove(gone)
        _spare.extend(gone.items)
    _faces.append(CanvasFace(thing))
    return _faces[-1]


def _same(one: Entry, other: Entry) -> bool:
    return one.id == other.id and one.day == other.day
