"""Preferences: the language, the look, the size of letters, the company; seen at once, kept on *Save*."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QApplication, QComboBox, QFormLayout, QLineEdit, QWidget

from salesdesk.domain.text import N_
from salesdesk.settings import LOCK_AFTER, SIZES, THEMES, Settings, SettingsFile
from salesdesk.ui.dress import dress
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import LANGUAGES, _, language, ngettext
from salesdesk.words.numbers import format_percent

_LOOKS = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


class PreferencesSheet(Sheet):
    """Every choice is seen at once behind the sheet; *Cancel* puts back what was."""

    def __init__(self, file: SettingsFile, parent: QWidget) -> None:
        super().__init__(lambda: _("Preferences"), parent, width=440)
        self._file = file
        self._before = file.settings
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.look = QComboBox()
        self.letters = QComboBox()
        for look in THEMES:
            self.look.addItem(_(_LOOKS[look]), look)
        for size in SIZES:
            self.letters.addItem(format_percent(size / 100, 0), size)
        self.lock_after = QComboBox()
        for minutes in LOCK_AFTER:
            self.lock_after.addItem("", minutes)
        self.lock_after.setCurrentIndex(self.lock_after.findData(self._before.lock_after))
        self.company = QLineEdit(self._before.company)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.look.setCurrentIndex(self.look.findData(self._before.theme))
        self.letters.setCurrentIndex(max(0, self.letters.findData(self._before.size)))
        for choice in (self.language, self.look, self.letters):
            choice.activated.connect(self._on_chosen)
        body = QWidget()
        form = QFormLayout(body)
        form.setSpacing(12)
        form.addRow(Label(lambda: _("Language")), self.language)
        form.addRow(Label(lambda: _("Look")), self.look)
        form.addRow(Label(lambda: _("Size of letters")), self.letters)
        form.addRow(Label(lambda: _("Company")), self.company)
        form.addRow(Label(lambda: _("Lock a protected file")), self.lock_after)
        self.set_body(body)
        self.retranslate()

    def first_field(self) -> QWidget:
        return self.language

    def chosen(self) -> Settings:
        """The preferences as they stand in the sheet."""
        return replace(
            self._file.settings,
            language=self.language.currentData(),
            theme=self.look.currentData(),
            size=self.letters.currentData(),
            company=self.company.text().strip(),
            lock_after=self.lock_after.currentData(),
        )

    def save(self) -> bool:
        try:
            self._file.save(self.chosen())
        except OSError as error:
            self.show_problem(_("The preferences could not be saved: {reason}").format(reason=error.strerror))
            return False
        return True

    def reject(self) -> None:
        dress(_app(), self._before)
        super().reject()

    def retranslate(self) -> None:
        super().retranslate()
        if hasattr(self, "company"):
            for row, look in enumerate(THEMES):
                self.look.setItemText(row, _(_LOOKS[look]))
            for row, minutes in enumerate(LOCK_AFTER):
                self.lock_after.setItemText(row, _lock_words(minutes))
            for field, name in self._names():
                field.setAccessibleName(name)

    def _names(self) -> list[tuple[QWidget, str]]:
        return [
            (self.language, _("Language")),
            (self.look, _("Look")),
            (self.letters, _("Size of letters")),
            (self.company, _("Company")),
            (self.lock_after, _("Lock a protected file")),
        ]

    def _on_chosen(self, _row: int) -> None:
        dress(_app(), self.chosen())


def _lock_words(minutes: int) -> str:
    if not minutes:
        return _("Only when asked")
    return ngettext("After {n} idle minute", "After {n} idle minutes", minutes).format(n=minutes)


def _app() -> QApplication:
    return cast(QApplication, QApplication.instance())
