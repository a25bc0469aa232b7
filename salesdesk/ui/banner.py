"""The band above the page while somebody else's file is shown: whose it is, that nothing is changed, the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from salesdesk.domain.extent import Held
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.held import only_words
from salesdesk.words.i18n import _


class Banner(QFrame):
    """Hidden until `look_at`; its button (Alt+Home) leads back."""

    def __init__(self, back: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._name = ""
        self._held: Held | None = None
        self.words = Label(self._say, "strong")
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

    def look_at(self, name: str, held: Held | None = None) -> None:
        """Say whose file is shown, and what of it where it is only a part."""
        self._name, self._held = name, held
        self.words.retranslate()
        self.show()

    def _say(self) -> str:
        words = _("Viewing {name}'s file, read-only").format(name=self._name)
        if self._held is None:
            return words
        return _("{sentence} · {only}").format(sentence=words, only=only_words(self._held))

    def leave(self) -> None:
        """It is the own file again."""
        self.hide()
