"""A passphrase is chosen, with a word on how good it is; or taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services import safety
from salesdesk.services.safety import NewPassphrase, Strength
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.secret_field import SecretField, capitals_note
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, say

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

_WORDS = {
    Strength.NONE: N_("Four words that do not belong together are good and easy to keep in mind."),
    Strength.WEAK: N_("Weak: it would soon be guessed."),
    Strength.FAIR: N_("Fair: one more word makes it good."),
    Strength.GOOD: N_("Good."),
    Strength.STRONG: N_("Strong."),
}
_STEPS = (Strength.NONE, Strength.WEAK, Strength.FAIR, Strength.GOOD, Strength.STRONG)


class PassphraseSheet(Sheet):
    """Gives a file its first passphrase, or another one; `chosen` is what came of it, given to nothing yet."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        changing = desk.safety.protected
        title = N_("Change the passphrase") if changing else N_("Protect this file with a passphrase")
        super().__init__(lambda: _(title), parent, save=lambda: _("Continue"), width=520)
        self._desk, self._changing = desk, changing
        self.chosen: NewPassphrase | None = None
        self.present, self.passphrase, self.again = SecretField(), SecretField(), SecretField()
        self.bar = QProgressBar()
        self.bar.setRange(0, len(_STEPS) - 1)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.judged = Label("", "small")
        self.shown = QCheckBox(_("Show what is typed"))
        self.shown.toggled.connect(self._on_shown)
        self.passphrase.textChanged.connect(self._on_typed)
        body = QWidget()
        column = self._column = QVBoxLayout(body)
        column.setSpacing(8)
        self._say(
            lambda: _(
                "The file, its backups and what you half typed can then be read only with the passphrase,"
                " or with the recovery code that you get next. Whoever has neither can never read the file again."
            )
        )
        if changing:
            self._add(lambda: _("Present passphrase, or recovery code"), self.present)
        self._add(lambda: _("New passphrase"), self.passphrase)
        column.addWidget(self.bar)
        column.addWidget(self.judged)
        self._add(lambda: _("The same again"), self.again)
        column.addWidget(capitals_note(self.present, self.passphrase, self.again))
        column.addWidget(self.shown)
        self.set_body(body)
        self._on_shown(False)
        self._on_typed("")

    def first_field(self) -> QWidget:
        return self.present if self._changing else self.passphrase

    def would_lose(self) -> bool:
        return bool(self.passphrase.text())

    def leaving_question(self) -> str:
        return _("Close without a new passphrase?")

    def save(self) -> bool:
        try:
            if self._changing:
                confirm(self._desk, self.present.text())
            new = safety.new_passphrase(self.passphrase.text(), self.again.text())
        except Refused as refused:
            field = {"passphrase": self.passphrase, "again": self.again}.get(refused.field or "", self.present)
            field.setFocus()
            field.selectAll()
            self.show_problem(say(refused))
            return False
        if self._strength() == Strength.WEAK and not dialogs.ask(
            self,
            _("This passphrase would soon be guessed."),
            detail=_("Names, years and common words are tried first."),
            yes=_("Take it all the same"),
            no=_("Choose another one"),
            danger=True,
        ):
            return False
        self.chosen = new
        return True

    def _say(self, words: Caption) -> None:
        label = Label(words, "soft")
        label.setWordWrap(True)
        self._column.addWidget(label)

    def _add(self, words: Caption, field: QLineEdit) -> None:
        label = Label(words, "label")
        field.setAccessibleName(label.text())
        self._column.addWidget(label)
        self._column.addWidget(field)

    def _strength(self) -> Strength:
        return safety.strength(self.passphrase.text(), [self._desk.rep.name, self._desk.path.stem])

    def _on_typed(self, _text: str) -> None:
        found = self._strength()
        self.bar.setValue(_STEPS.index(found))
        self.judged.set_caption(lambda: _(_WORDS[found]))

    def _on_shown(self, shown: bool) -> None:
        for field in (self.present, self.passphrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class NoPassphraseSheet(Sheet):
    """Takes the passphrase away: the file and its backups can then be read by anybody who has them."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(lambda: _("Remove the passphrase"), parent, save=lambda: _("Remove the passphrase"), width=480)
        self._desk = desk
        words = Label(
            lambda: _("Whoever has this file or one of its backups can then read it. Nothing in it changes."), "soft"
        )
        words.setWordWrap(True)
        title = Label(lambda: _("Passphrase, or recovery code"), "label")
        self.present = SecretField()
        self.present.setEchoMode(QLineEdit.EchoMode.Password)
        self.present.setAccessibleName(title.text())
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        for part in (words, title, self.present, capitals_note(self.present)):
            column.addWidget(part)
        self.set_body(body)

    def first_field(self) -> QWidget:
        return self.present

    def save(self) -> bool:
        try:
            confirm(self._desk, self.present.text())
        except Refused as refused:
            self.show_problem(say(refused))
            self.present.selectAll()
            return False
        return True


def confirm(desk: Desk, secret: str) -> None:
    """Raises Refused unless this is the passphrase of the file, or its recovery code."""
    try:
        desk.safety.confirm(secret)
    except Refused as refused:
        try:
            desk.safety.confirm(secret, code=True)
        except Refused:
            raise Refused(refused.text.msgid, field="present") from None
