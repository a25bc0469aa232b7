"""The one signal that comes up: what changed in the file, told to every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from salesdesk.domain.change import ChangeSet

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


class Bridge(QObject):
    """Carries each ChangeSet from the desk's listeners (any thread) to the window's thread.

    `last` is the newest one that was heard; None before the first.
    """

    changed = Signal(object)
    damaged = Signal(object)
    """The file cannot be read where a page wanted to: why, in words."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.last: ChangeSet | None = None
        desk.listeners.append(self._on_changed)

    def close(self) -> None:
        """Stop listening (the file is being closed)."""
        if self._on_changed in self._desk.listeners:
            self._desk.listeners.remove(self._on_changed)

    def _on_changed(self, change: ChangeSet) -> None:
        self.last = change
        self.changed.emit(change)
