"""The calm sheet after something that nobody foresaw."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _


class CrashSheet(Sheet):
    """What happened, what is safe, what to do; the technical text can be copied."""

    def __init__(self, technical: str, parent: QWidget | None) -> None:
        super().__init__(lambda: _("Something unexpected happened"), parent, save=lambda: _("Go on"), width=640)
        self.cancel_button.hide()
        calm = Label(
            lambda: _(
                "What you saved before is safe on disk; what you were doing just now may not have been done. "
                "You can go on. If it happens again, send the text below to whoever looks after SalesDesk for you."
            )
        )
        calm.setWordWrap(True)
        self.text = QPlainTextEdit(technical)
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(240)
        self.text.setAccessibleName(_("Technical text"))
        copy = Button(lambda: _("Copy the text"), icon="copy")
        copy.clicked.connect(self._on_copy)
        self.add_button(copy)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(12)
        column.addWidget(calm)
        column.addWidget(self.text, 1)
        self.set_body(body)

    def first_field(self) -> QWidget:
        return self.save_button

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
