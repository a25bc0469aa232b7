"""What can be done about a damaged file, the best first; and what came of a repair."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.services.rescue import Backup, Repaired, repair_paper
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.losses import kept_words, loss_words, verdict
from salesdesk.words.numbers import format_moment, format_number


class Way(StrEnum):
    """What the user wants to be done."""

    REPAIR = "repair"
    BACKUP = "backup"
    LOOK = "look"


class DamageSheet(Sheet):
    """Three ways out; those that lead nowhere for this file cannot be chosen, and it is said why.

    `failed`: ways that were gone already in vain, and why; the best of the others is marked.
    """

    def __init__(
        self,
        path: Path,
        refused: Refused,
        newest: Backup | None,
        readable: bool,
        parent: QWidget,
        failed: Mapping[Way, str] | None = None,
    ) -> None:
        super().__init__(lambda: _("This file is damaged"), parent, save=lambda: _("Go on"), width=600)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self._failed = failed or {}
        said = say(refused)
        self._say(lambda: said)
        self._say(lambda: _("Whatever you choose, {file} itself is left as it is.").format(file=path.name), "soft")
        self.ways = {way: QRadioButton() for way in Way}
        gone = _("Nothing in it can be read any more.")
        self._add(
            Way.REPAIR,
            _("Repair it into a new file"),
            _("All that can be read, the rest from a backup where there is one; what is lost is named.")
            if readable
            else gone,
            readable,
        )
        if newest is not None:
            note = _("As it was on {moment}; what was done later is not in it.").format(
                moment=format_moment(newest.made_at.astimezone())
            )
            if Path(newest.source) != path.resolve():
                note += " " + _("It was made of {file}, from which this one was copied or moved.").format(
                    file=newest.source
                )
        else:
            note = _("There is no good backup of it on this computer.")
        self._add(Way.BACKUP, _("Restore the newest good backup"), note, newest is not None)
        look = _("Nothing can be changed then, and nothing is written.") if readable else gone
        self._add(Way.LOOK, _("Read what is left"), look, readable)
        body = QWidget()
        body.setLayout(self._column)
        self.set_body(body)
        open_ways = sorted((way for way in Way if self.ways[way].isEnabled()), key=lambda way: way in self._failed)
        possible = [self.ways[way] for way in open_ways]
        if possible:
            possible[0].setChecked(True)
        self.save_button.setEnabled(bool(possible))

    @property
    def chosen(self) -> Way:
        """The way that is marked."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    def first_field(self) -> QWidget:
        return next((button for button in self.ways.values() if button.isChecked()), self.cancel_button)

    def _say(self, words: Caption, look: str = "") -> Label:
        label = Label(words, look)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _add(self, way: Way, title: str, note: str, possible: bool) -> None:
        button, reason = self.ways[way], self._failed.get(way)
        if reason is not None:
            note = _("Tried, without success: {reason}").format(reason=reason)
        button.setText(title)
        button.setEnabled(possible)
        button.setAccessibleDescription(note)
        self._column.addSpacing(6)
        self._column.addWidget(button)
        self._say(lambda: note, "small" if reason is None else "problem").setIndent(26)


class RepairedSheet(Sheet):
    """What the new file holds, and each thing that is lost: to be read, copied, printed."""

    def __init__(self, repaired: Repaired, damaged: Path, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(lambda: _("The file is repaired"), parent, save=lambda: _("Open the new file"), width=640)
        found = repaired.recovery
        self._repaired, self._damaged, self._jobs = repaired, damaged, jobs
        self.cancel_button.set_caption(lambda: _("Close"))
        self.copy_button = Button(lambda: _("Copy"), icon="copy")
        self.print_button = Button(lambda: _("Print…"), icon="print")
        self.copy_button.clicked.connect(self._on_copy)
        self.print_button.clicked.connect(self._on_print)
        self.add_button(self.copy_button)
        self.add_button(self.print_button)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(12)
        self.verdict = Label(verdict(repaired.whole, found.missing), "strong" if repaired.whole else "problem")
        self.verdict.setWordWrap(True)
        column.addWidget(self.verdict)
        if found.from_backup:
            sentence = ngettext(
                "{n} lost thing came back from a backup.", "{n} lost things came back from a backup.", found.from_backup
            )
            column.addWidget(Label(sentence.format(n=format_number(found.from_backup))))
        lost = loss_words(found.missing, repaired.problems, journal_whole=found.journal_whole)
        parts = [*lost, ""] if lost else []
        self.text = QPlainTextEdit("\n".join([*parts, _("In the new file:"), *kept_words(found.kept)]))
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(260)
        self.text.setAccessibleName(_("What is lost and what is there"))
        column.addWidget(self.text)
        self.set_body(body)

    def first_field(self) -> QWidget:
        return self.save_button

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.verdict.text()}\n\n{self.text.toPlainText()}\n")

    def _on_print(self) -> None:
        print_out(self, repair_paper(self._repaired, self._damaged), self._jobs, lambda: None)
