"""A sheet in which everything is done at once: it follows the file, and what was done in it can be undone in it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Kind
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import change_label


class LiveSheet(Sheet):
    """Subclasses say what they watch and read the desk in `show_all`. Ctrl+Z undoes what was done here."""

    watches: ClassVar[frozenset[Kind]] = frozenset()

    def __init__(self, ctx: PageContext, title: Caption, parent: QWidget, width: int, hint: Caption) -> None:
        super().__init__(title, parent, save=lambda: _("Close"), width=width)
        self.ctx, self.desk = ctx, ctx.desk
        self._steps = 0
        self.cancel_button.hide()
        self.undo_button = Button(lambda: _("Undo"), "link", tip="Ctrl+Z")
        self.undo_button.clicked.connect(self.undo)
        self.undo_button.hide()
        self.hint = Label(hint, "small")
        self._foot.insertWidget(0, self.hint)
        self._foot.insertWidget(1, self.undo_button)
        shortcut = QShortcut(QKeySequence("Ctrl+Z"), self)
        shortcut.activated.connect(self.undo)
        ctx.bridge.changed.connect(self._on_changed)

    def show_all(self) -> None:
        """Read the desk again."""
        raise NotImplementedError

    def undo(self) -> None:
        """Take the last thing back that was done since the sheet was opened."""
        steps = self._steps
        if steps:
            self._steps -= 2  # taking back is told as a change, too
            if self.ctx.attempt(self.desk.undo) is None:
                self._steps = steps

    def _on_changed(self, change: object) -> None:
        self._steps = max(0, self._steps + 1)
        last = self.desk.next_undo() if self._steps else None
        self.undo_button.setVisible(last is not None)
        if last is not None:
            self.hint.set_caption(lambda: change_label(last))
        if self.watches & getattr(change, "kinds", self.watches):
            self.show_all()
