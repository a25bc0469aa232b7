"""The recovery code, shown this once: to be printed or written down before the file is protected."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from salesdesk.services.safety import code_paper
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _


class RecoveryCodeSheet(Sheet):
    """Nothing is protected until the user says that the code is kept."""

    def __init__(self, code: str, file_name: str, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(lambda: _("Your recovery code"), parent, save=lambda: _("Protect the file"), width=560)
        self._code, self._file_name, self._jobs = code, file_name, jobs
        words = Label(
            lambda: _(
                "It opens the file when the passphrase is forgotten. It is shown only now and kept nowhere:"
                " print it or write it down, and keep it where you keep your keys, not beside the computer."
            ),
            "soft",
        )
        words.setWordWrap(True)
        self.code = QLineEdit(code)
        self.code.setReadOnly(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.tokens().px(18))
        self.code.setFont(font)
        self.code.setAccessibleName(_("Recovery code"))
        self.kept = QCheckBox(_("I have printed it or written it down"))
        self.copy_button = Button(lambda: _("Copy"), icon="copy")
        self.print_button = Button(lambda: _("Print…"), icon="print")
        self.copy_button.clicked.connect(self._on_copy)
        self.print_button.clicked.connect(self._on_print)
        self.add_button(self.copy_button)
        self.add_button(self.print_button)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(12)
        for part in (words, self.code, self.kept):
            column.addWidget(part)
        self.set_body(body)

    def first_field(self) -> QWidget:
        return self.kept

    def save(self) -> bool:
        if not self.kept.isChecked():
            self.show_problem(_("Print the code or write it down, and say so, before the file is protected."))
            self.kept.setFocus()
            return False
        return True

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self.show_problem("")

    def _on_print(self) -> None:
        print_out(self, code_paper(self._code, self._file_name), self._jobs, lambda: None)
