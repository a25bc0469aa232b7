"""What an empty list says: one sentence on what will be here, and the one button that begins it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.ui.parts.caption import Button, Caption, Label


class EmptyState(QWidget):
    """A kind sentence in the middle, and one button under it."""

    begun = Signal()

    def __init__(
        self,
        sentence: Caption,
        button: Caption = "",
        begin: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._begin = begin
        self.sentence = Label(sentence, "soft")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.sentence.setMaximumWidth(480)
        self.sentence.setMinimumWidth(240)
        self.button = Button(button)
        self.button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addStretch(2)
        column.addLayout(self._centred())
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.button.setVisible(bool(button))

    def _centred(self) -> QHBoxLayout:
        """The sentence in the middle by what stands beside it: one that is aligned is not given its second line."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.sentence, 100)
        row.addStretch(1)
        return row

    def say(self, sentence: Caption, button: Caption = "", begin: Callable[[], object] | None = None) -> None:
        """Say something else (e.g. "nothing matches this filter" instead of "no clients yet")."""
        self.sentence.set_caption(sentence)
        self.button.set_caption(button)
        self.button.setVisible(bool(button))
        self._begin = begin

    def _on_clicked(self) -> None:
        self.begun.emit()
        if self._begin:
            self._begin()
