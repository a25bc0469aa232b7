"""Where a passphrase is named: over a file that is to be opened, and over a window that is locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.secret_field import SecretField, capitals_note
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, say

Check = Callable[[str, bool], None]
"""Called with what was typed and whether it is the recovery code. Raises Refused: it is not the right one."""


PATIENCE = 3
"""Wrong passphrases after which a word of help is added. There is no limit: whoever has the file can try elsewhere."""


class UnlockPane(QWidget):
    """One field for the passphrase, or for the recovery code. `named` when it was the right one."""

    named = Signal()

    def __init__(self, sentence: Caption, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check, self._code = check, False
        self.sentence = Label(sentence)
        self.sentence.setWordWrap(True)
        self.title = Label(self._asked, "label")
        self.field = SecretField()
        self.capitals = capitals_note(self.field)
        self._tries = 0
        self.problem = Label("", "problem")
        self.problem.setWordWrap(True)
        self.shown = QCheckBox()
        self.other = Button(self._other_way, "link")
        self.shown.toggled.connect(self._on_shown)
        self.other.clicked.connect(self._on_other)
        column = self.column = QVBoxLayout(self)
        column.setSpacing(8)
        for part in (self.sentence, self.title, self.field, self.capitals, self.problem, self.shown):
            column.addWidget(part)
        column.addWidget(self.other)
        self.problem.hide()
        self.setFocusProxy(self.field)
        self._on_shown(False)
        self.retranslate()

    def name(self) -> bool:
        """Try what was typed; says so when it is not the right one."""
        try:
            self._check(self.field.text(), self._code)
        except Refused as refused:
            self._tries += 1
            hint = _("Capital letters and spaces count. The recovery code opens it too.")
            said = say(refused)
            self.problem.set_caption(said if self._tries < PATIENCE or self._code else f"{said} {hint}")
            self.problem.show()
            self.field.selectAll()
            self.field.setFocus()
            return False
        self.field.clear()
        self.problem.hide()
        self._tries = 0
        self.named.emit()
        return True

    def retranslate(self) -> None:
        """Say the words that are no captions again."""
        self.shown.setText(_("Show what is typed"))
        self.field.setAccessibleName(self._asked())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _asked(self) -> str:
        return _("Recovery code") if self._code else _("Passphrase")

    def _other_way(self) -> str:
        return _("Use the passphrase") if self._code else _("Use the recovery code")

    def _on_other(self) -> None:
        self._code = not self._code
        self.title.retranslate()
        self.other.retranslate()
        self.field.clear()
        self.problem.hide()
        self._on_shown(self.shown.isChecked())
        self.retranslate()
        self.field.setFocus()

    def _on_shown(self, shown: bool) -> None:
        """A recovery code is read off a paper: there is nothing to hide while it is typed."""
        hidden = not (shown or self._code)
        self.shown.setVisible(not self._code)
        self.field.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)


class UnlockSheet(Sheet):
    """Asks for the passphrase of a file that is to be opened, and remembers it on this computer if that is wished.

    `unlocked(passphrase)`: it was the right one.
    """

    unlocked = Signal(str)

    least_height = 420
    """Room for the sentence that it was another one."""

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(lambda: _("Open a protected file"), parent, save=lambda: _("Open"), width=480)
        from salesdesk.services import safety

        self._path = path
        self.pane = UnlockPane(
            lambda: _("{name} is protected by a passphrase.").format(name=path.name),
            self._check,
        )
        self.remember = QCheckBox(_("Remember it on this computer"))
        self.remember.setVisible(safety.can_remember())
        self.pane.column.insertWidget(6, self.remember)
        if not safety.can_remember():
            self.pane.column.insertWidget(
                7, Label(lambda: _("This computer has no keyring that could remember it."), "small")
            )
        self.set_body(self.pane)

    def _check(self, secret: str, code: bool) -> None:
        from salesdesk.services import safety

        safety.unlock(self._path, secret, code=code)
        if not code:
            self.unlocked.emit(secret)

    def first_field(self) -> QWidget:
        return self.pane.field

    def save(self) -> bool:
        from salesdesk.services import safety

        if not self.pane.name():
            return False
        if self.remember.isVisible() and self.remember.isChecked():
            try:
                safety.remember(self._path)
            except Refused as refused:
                self.remember.setChecked(False)
                self.show_problem(say(refused))
                return False
        return True
