"""The band above the page while somebody else's file is shown: whose it is, that nothing is changed, the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _


class Banner(QFrame):
    """Hidden until `look_at`; its button (Alt+Home) leads back."""

    def __init__(self, back: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._name = ""
        self.words = Label(lambda: _("Viewing {name}'s file, read-only").format(name=self._name), "strong")
        self.back = Button(lambda: _("Back to my file"), "primary", icon="chevron-left", tip="Alt+Home")
        self.back.clicked.connect(lambda: back())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.addWidget(self.words, 1)
        row.addWidget(self.back)
        self.hide()

    @property
    def looking(self) -> bool:
        """Whether somebody else's file is shown."""
        return not self.isHidden()

    def look_at(self, name: str) -> None:
        """Say whose file is shown."""
        self._name = name
        self.words.retranslate()
        self.show()

    def leave(self) -> None:
        """It is the own file again."""
        self.hide()
