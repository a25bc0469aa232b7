"""The strip that comes when a price lies below the floor: why it is right, and who said so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.fields import LineField
from salesdesk.ui.parts.form import Form
from salesdesk.words.i18n import _


class ApprovalStrip(QFrame):
    """Two fields of the form around it, named `approval_note` and `approved_by`."""

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.words = Label("", "late")
        self.words.setWordWrap(True)
        self.note = LineField("approval_note", lambda: _("Why this price is right"))
        self.by = LineField("approved_by", lambda: _("Approved by"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.note, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.by, 2, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addLayout(row)
        for field in (self.note, self.by):
            form.know(field)

    def show_for(self, below: str) -> None:
        """Show it with what lies below the floor; hide it for nothing."""
        self.words.set_caption(below)
        self.setVisible(bool(below) or bool(self.note.value()))
