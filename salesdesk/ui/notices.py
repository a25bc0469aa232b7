"""What the window says by the way: done (with *Undo*), not possible, or just so you know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet
from salesdesk.ui.late import change_label
from salesdesk.ui.parts.toast import MOST, Kind, Toasts
from salesdesk.words.i18n import _


class Notices:
    """Shows notices as toasts over a window; the `Notify` of its pages."""

    def __init__(self, window: QWidget, undo: Callable[[], None]) -> None:
        self._toasts = Toasts(window)
        self._undo = undo
        self._held: list[tuple[str, Kind]] | None = None

    def hold(self) -> None:
        """Show nothing for now: the window is locked."""
        self._toasts.clear()
        self._held = []

    def go_on(self) -> None:
        """Show what was held back, the newest of it."""
        held, self._held = self._held or [], None
        for sentence, kind in held[-MOST:]:
            self._toasts.show(sentence, kind=kind)

    def done(self, change: ChangeSet) -> None:
        """Say what was done, with *Undo* beside it; older notices leave, since their *Undo* would mean this change."""
        if self._held is not None:
            return
        self._toasts.clear()
        self._toasts.show(change_label(change.label), _("Undo"), self._undo)

    def problem(self, sentence: str) -> None:
        """Say in words why something was not done."""
        if self._held is not None:
            self._held.append((sentence, "problem"))
            return
        self._toasts.show(sentence, kind="problem")

    def tell(self, sentence: str) -> None:
        """Say something by the way."""
        if self._held is not None:
            self._held.append((sentence, "done"))
            return
        self._toasts.clear()
        self._toasts.show(sentence)

    def clear(self) -> None:
        """Take all notices away (the file is being closed)."""
        self._toasts.clear()
