"""The band above the page that says what is particular about the file that is shown, with the way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


class Remark(QFrame):
    """Hidden until `say`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._act: Callable[[], object] = bool
        self.words = Label("", "strong")
        self.words.setWordWrap(True)
        self.button = Button("", "primary")
        self.button.clicked.connect(lambda: self._act())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, words: Caption, verb: Caption = "", act: Callable[[], object] = bool) -> None:
        """Show a sentence, with a button where something can be done."""
        self._act = act
        self.words.set_caption(words)
        self.button.set_caption(verb)
        self.button.setVisible(bool(verb))
        self.show()

    @property
    def leads_back(self) -> bool:
        """Whether its button is the way back to the own file."""
        return not self.isHidden() and self.button.text() == _("Back to my file")

    def clear(self) -> None:
        """There is nothing to say of this file."""
        self.hide()


def remark_on(desk: Desk) -> Caption:
    """What is to be said of a file for as long as it is open; "" of an ordinary one."""
    from salesdesk.services.desk import Partly

    name = desk.path.name
    if desk.file.partly is Partly.NEWER:
        return lambda: _(
            "{name} was made by a newer SalesDesk: it can only be looked at here, and what is new in it is not shown."
            " Update SalesDesk to change it."
        ).format(name=name)
    if desk.file.partly is Partly.DAMAGED:
        return lambda: _("This is what is left of {name}. Nothing in it can be changed.").format(name=name)
    if desk.read_only:
        return lambda: _("{name} is open for reading only. Nothing in it can be changed.").format(name=name)
    return ""
