"""The keys of the painted days: from thing to thing, and every gesture of the mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from salesdesk.domain.change import Id
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.canvas import ALL_DAY, FREE, Canvas
from salesdesk.ui.calendar.entries import Entry, Ghost, movable, start_of, stretchable
from salesdesk.ui.calendar.geometry import DAY, SNAP

_NO, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Days and steps within the day."""
_DONE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_AWAY = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
MORNING = 9 * 60
"""Where what had no hour begins when it gets one."""

Verbs = dict[int, Callable[[], object]]


class KeyedCanvas(Canvas):
    """Days that are used without a mouse."""

    _kept: Id | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
        entry = self.current_entry()
        if key == Qt.Key.Key_Escape and self.abort():
            return
        if keys in (_CTRL, _ALT) and key in _ARROWS and entry and self._shift(entry, keys, *_ARROWS[key]):
            return
        if keys in (_NO, _SHIFT) and key in _ARROWS:
            self._step(*_ARROWS[key], freely=keys == _SHIFT)
        elif keys == _CTRL and key == Qt.Key.Key_C and isinstance(entry, VisitCard):
            self._kept = entry.id
        elif keys == _CTRL and key == Qt.Key.Key_V and self._kept:
            self.copied.emit(self._kept, *self.spot)
        elif keys in (_NO, _SHIFT) and entry and self._do(key, entry, freely=keys == _SHIFT):
            event.accept()
        elif keys not in (_NO, _SHIFT) or not self._begin(key, freely=keys == _SHIFT):
            super().keyPressEvent(event)

    def come_to(self, day: date, minute: int) -> None:
        """Mean what lies nearest to this minute of another day, else the moment itself."""
        near = min(self.shown.entries(day), key=lambda entry: abs(start_of(entry) - minute), default=None)
        self.mean(near, None if near else (day, minute))
        if day not in self.days:
            self.went.emit(day, False)

    # --- private ----------------------------------------------------------------------------------------------

    def _do(self, key: int, entry: Entry, *, freely: bool) -> bool:
        """A key that means what is current."""
        verbs = self._ghost_verbs(entry.id) if isinstance(entry, Ghost) else self._verbs(entry, freely=freely)
        verb = verbs.get(key)
        if verb:
            verb()
        return verb is not None

    def _ghost_verbs(self, ghost: Id) -> Verbs:
        verbs: Verbs = dict.fromkeys(_DONE, lambda: self.ghost_accepted.emit(ghost))
        verbs |= dict.fromkeys(_AWAY, lambda: self.ghost_dismissed.emit(ghost))
        return {**verbs, Qt.Key.Key_E: lambda: self.ghost_opened.emit(ghost)}

    def _verbs(self, entry: Entry, *, freely: bool) -> Verbs:
        pk = entry.id
        verbs: Verbs = dict.fromkeys(_DONE, lambda: self.opened.emit(pk))
        verbs |= dict.fromkeys(_AWAY, lambda: self.removed.emit(pk, freely))
        verbs[Qt.Key.Key_E] = lambda: self.changing.emit(pk)
        if stretchable(entry):
            longer, shorter = (lambda: self._stretch(entry, SNAP)), (lambda: self._stretch(entry, -SNAP))
            verbs |= {Qt.Key.Key_Plus: longer, Qt.Key.Key_Equal: longer, Qt.Key.Key_Minus: shorter}
        if isinstance(entry, VisitCard):
            verbs |= dict.fromkeys((Qt.Key.Key_L, Qt.Key.Key_Space), lambda: self.logged.emit(pk))
            verbs[Qt.Key.Key_S] = lambda: self.put_off.emit(pk)
            if movable(entry):
                verbs[Qt.Key.Key_H] = lambda: self.moved.emit(pk, entry.day, self._other_hour(entry))
        return verbs

    def _begin(self, key: int, *, freely: bool) -> bool:
        """A key that means the moment at the cursor."""
        if key == Qt.Key.Key_N and freely:
            self.engaged.emit(*self.moment())
        elif key == Qt.Key.Key_N or (key in _DONE and self.current is None):
            self.drawn.emit(*self.moment(), 0)
        else:
            return False
        return True

    def _shift(self, entry: Entry, keys: Qt.KeyboardModifier, days: int, steps: int) -> bool:
        """Ctrl moves it, Alt draws its beginning; whether this key meant that."""
        if keys == _CTRL:
            self._push(entry, days, steps)
            return True
        if days or not stretchable(entry):
            return False
        start, minutes = start_of(entry) + steps * SNAP, entry.minutes - steps * SNAP
        if start >= 0 and minutes >= SNAP:
            self.reshaped.emit(entry.id, start, minutes)
        return True

    def _push(self, entry: Entry, days: int, steps: int) -> None:
        """Move it by days and quarters of an hour."""
        minute = start_of(entry) + steps * SNAP
        if not movable(entry) or not (days or (0 <= minute < DAY and not entry.all_day)):
            return
        day = entry.day + timedelta(days=days)
        if isinstance(entry, Ghost):
            self.ghost_moved.emit(entry.id, day, minute)
        else:
            self.moved.emit(entry.id, day, FREE if days else minute)

    def _other_hour(self, entry: Entry) -> int:
        """With an hour where it had none, without where it had one."""
        return max(MORNING, self.spot[1]) if entry.all_day else ALL_DAY

    def _stretch(self, entry: Entry, minutes: int) -> None:
        if SNAP <= entry.minutes + minutes <= DAY - start_of(entry):
            self.resized.emit(entry.id, entry.minutes + minutes)

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        """From thing to thing; freely: from moment to moment."""
        raise NotImplementedError
