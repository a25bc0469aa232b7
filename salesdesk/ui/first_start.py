"""The first minute: language, name, then three doors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.words.i18n import LANGUAGES, _, language

CURRENCIES = ("CNY", "TWD", "HKD", "USD", "EUR", "GBP", "JPY", "SGD", "MYR")
_CURRENCY_OF = {"zh_CN": "CNY", "zh_TW": "TWD", "en": "USD"}


@dataclass(frozen=True)
class Beginning:
    """What a new file is to be: whose, in which currency and language, and where."""

    rep_name: str
    currency: str
    language: str
    sample: bool = False


class FirstStart(QWidget):
    """`chosen_language` as soon as a language is picked; `begun` for the first two doors; `opening` for the third."""

    chosen_language = Signal(str)
    begun = Signal(object)
    opening = Signal()

    def __init__(self, place: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.language.activated.connect(self._on_language)
        self.name = QLineEdit()
        self.name.textEdited.connect(self._on_edited)
        self.name.returnPressed.connect(self._on_start)
        self.currency = QComboBox()
        self.currency.addItems(CURRENCIES)
        self.currency.setCurrentText(_CURRENCY_OF[language()])
        self.problem = Label("", "problem")
        self.start = Button(lambda: _("Start my file"), "primary")
        self.look_around = Button(lambda: _("Look around"))
        self.open_file = Button(lambda: _("Open a file…"))
        self.start.clicked.connect(self._on_start)
        self.look_around.clicked.connect(self._on_look_around)
        self.open_file.clicked.connect(self.opening)
        self._lay_out()
        self._say()

    def set_busy(self, sentence: str) -> None:
        """Say what is being prepared, and let no second door be opened meanwhile; an empty sentence ends it."""
        self.problem.setProperty("look", "soft")
        self.problem.set_caption(sentence)
        for door in (self.start, self.look_around, self.open_file):
            door.setEnabled(not sentence)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.name.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _on_language(self, _row: int) -> None:
        code = self.language.currentData()
        self.currency.setCurrentText(_CURRENCY_OF[code])
        self.chosen_language.emit(code)

    def _on_edited(self, _text: str) -> None:
        self.problem.set_caption("")

    def _on_start(self) -> None:
        if not self.name.text().strip():
            self.problem.set_caption(lambda: _("Please type your name: it stands on your reports."))
            self.name.setFocus()
            return
        self.begun.emit(self._beginning(sample=False))

    def _on_look_around(self) -> None:
        self.begun.emit(self._beginning(sample=True))

    def _beginning(self, *, sample: bool) -> Beginning:
        return Beginning(self.name.text().strip(), self.currency.currentText(), self.language.currentData(), sample)

    def _say(self) -> None:
        self.language.setAccessibleName(_("Language"))
        self.name.setAccessibleName(_("Your name"))
        self.name.setPlaceholderText(_("as it stands on your reports"))
        self.currency.setAccessibleName(_("Currency"))

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(Label(lambda: _("Welcome to SalesDesk"), "title"))
        column.addSpacing(16)
        fields: list[tuple[Caption, QWidget]] = [
            (lambda: _("Language"), self.language),
            (lambda: _("Your name"), self.name),
            (lambda: _("Currency"), self.currency),
        ]
        for words, field in fields:
            column.addWidget(Label(words, "label"))
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addSpacing(8)
        doors = QHBoxLayout()
        doors.setSpacing(12)
        kept = self._place
        doors.addWidget(_door(lambda: _("Kept in {folder}.").format(folder=kept), self.start), 1)
        doors.addWidget(_door(lambda: _("A sales territory with three years of sample data."), self.look_around), 1)
        doors.addWidget(_door(lambda: _("A .salesdesk file that you have already."), self.open_file), 1)
        column.addLayout(doors)
        body = QWidget()
        body.setLayout(column)
        body.setFixedWidth(theme.tokens().px(720))
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(body, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(3)


def _door(words: Caption, button: Button) -> QFrame:
    """One of the three ways to begin: a button, and below it what comes of it."""
    card = QFrame()
    card.setProperty("look", "card")
    card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(8)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    note = Label(words, "small")
    note.setWordWrap(True)
    note.setAlignment(Qt.AlignmentFlag.AlignTop)
    note.setMinimumHeight(theme.tokens().px(56))
    column.addWidget(button)
    column.addWidget(note, 1)
    return card
