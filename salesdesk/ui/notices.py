"""What the window says by the way: done (with *Undo*), not possible, or just so you know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet
from salesdesk.ui.late import change_label
from salesdesk.ui.parts.toast import Toasts
from salesdesk.words.i18n import _


class Notices:
    """Shows notices as toasts over a window; the `Notify` of its pages."""

    def __init__(self, window: QWidget, undo: Callable[[], None]) -> None:
        self._toasts = Toasts(window)
        self._undo = undo

    def done(self, change: ChangeSet) -> None:
        """Say what was done, with *Undo* beside it; older notices leave, since their *Undo* would mean this change."""
        self._toasts.clear()
        self._toasts.show(change_label(change.label), _("Undo"), self._undo)

    def problem(self, sentence: str) -> None:
        """Say in words why something was not done."""
        self._toasts.show(sentence, kind="problem")

    def tell(self, sentence: str) -> None:
        """Say something by the way."""
        self._toasts.clear()
        self._toasts.show(sentence)

    def clear(self) -> None:
        """Take all notices away (the file is being closed)."""
        self._toasts.clear()
