"""A field for a passphrase, which notices that Caps Lock is on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _


class SecretField(QLineEdit):
    """`capitals(on)`: what is typed says that Caps Lock is on, or off. No system tells Qt; the letters do."""

    capitals = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._on = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._tell(not self._on)
        elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            self._tell(letter.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._tell(False)
        super().focusOutEvent(event)

    def _tell(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            self.capitals.emit(on)


def capitals_note(*fields: SecretField) -> Label:
    """A line that is seen while Caps Lock is on."""
    note = Label(lambda: _("Caps Lock is on."), "late")
    note.hide()
    for field in fields:
        field.capitals.connect(note.setVisible)
    return note
