"""How a file is published: into which folder, how much of it, when, and under which passphrase."""

from __future__ import annotations

from contextlib import suppress
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QTimeEdit, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent
from salesdesk.services import safety
from salesdesk.services.safety import NewPassphrase
from salesdesk.settings import SettingsFile
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.publishing.extent_fields import ExtentFields
from salesdesk.words.i18n import _, say

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.ui.publishing.control import PublishControl

EVENING = QTime(18, 0)


class PublishSheet(Sheet):
    """Keeps how it is done, and does it once."""

    def __init__(self, desk: Desk, control: PublishControl, settings: SettingsFile, parent: QWidget) -> None:
        super().__init__(lambda: _("Publish my file"), parent, save=lambda: _("Publish now"), width=560)
        self._desk, self._control, self._settings = desk, control, settings
        kept = settings.settings
        mine = kept.publish_file == str(desk.path)
        self.folder = QLineEdit(kept.publish_folder if mine else "")
        self.browse = Button(lambda: _("Choose…"), icon="folder")
        self.browse.clicked.connect(self._on_browse)
        self.evening = QCheckBox(_("Every day from this time on, while the program runs"))
        self.at = QTimeEdit(EVENING)
        self.at.setDisplayFormat("HH:mm")
        self.at.setAccessibleName(_("Time of day"))
        self.closing = QCheckBox(_("When I close the program"))
        self.passphrase, self.again = QLineEdit(), QLineEdit()
        for field in (self.passphrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textChanged.connect(self._on_typed)
        self.evening.toggled.connect(self.at.setEnabled)
        self.closing.setChecked(mine and kept.publish_on_close)
        self.evening.setChecked(mine and bool(kept.publish_at))
        self.at.setEnabled(self.evening.isChecked())
        with suppress(ValueError):
            if mine and kept.publish_at:
                self.at.setTime(QTime(time.fromisoformat(kept.publish_at)))  # type: ignore[call-overload]
        self.extent = ExtentFields(desk)
        with suppress(ValueError):
            if mine:
                self.extent.set_extent(Extent.from_text(kept.publish_part))
        self._lay_out_fields()
        self._on_typed("")

    def first_field(self) -> QWidget:
        return self.folder if self.folder.text() else self.browse

    def save(self) -> bool:
        folder = Path(self.folder.text().strip()).expanduser()
        if not self.folder.text().strip() or not folder.is_dir():
            self.show_problem(_("Choose the folder that you share with your lead."))
            self.folder.setFocus()
            return False
        try:
            extent = self.extent.extent()
            self._desk.publishing.held(extent)
        except Refused as refused:
            if not self.extent.show_refusal(refused):
                self.show_problem(say(refused))
            return False
        try:
            new = self._new()
        except Refused as refused:
            self.show_problem(say(refused))
            (self.again if refused.field == "again" else self.passphrase).setFocus()
            return False
        self._settings.keep(
            publish_file=str(self._desk.path),
            publish_folder=str(folder.resolve()),
            publish_at=self.at.time().toString("HH:mm") if self.evening.isChecked() and new is None else "",
            publish_on_close=self.closing.isChecked() and new is None,
            publish_part=extent.to_text(),
            publish_failed=False,
        )
        self._control.publish_to(folder, extent, new)
        return True

    def _new(self) -> NewPassphrase | None:
        if self._desk.safety.protected or not (self.passphrase.text() or self.again.text()):
            return None
        return safety.new_passphrase(self.passphrase.text(), self.again.text())

    def _on_browse(self) -> None:
        now = Path(self.folder.text()) if self.folder.text() else None
        folder = dialogs.choose_folder(self, _("The folder you share with your lead"), folder=now)
        if folder is not None:
            self.folder.setText(str(folder))

    def _on_typed(self, _text: str) -> None:
        """A passphrase is kept nowhere: what is done by itself is done without one."""
        typed = bool(self.passphrase.text() or self.again.text())
        for widget in (self.evening, self.closing):
            widget.setEnabled(not typed)
        self.at.setEnabled(not typed and self.evening.isChecked())

    def _lay_out_fields(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        self._say(
            column,
            lambda: _(
                "A checked copy goes into the folder; your lead reads the copy while you go on working."
                " What you half typed is left out."
            ),
        )
        warning = self._desk.publishing.warning()
        if warning is not None:
            label = Label(say(warning), "late")
            label.setWordWrap(True)
            column.addWidget(label)
        self._head(column, lambda: _("Folder"), self.folder)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        column.addLayout(row)
        column.addWidget(Label(lambda: _("How much of it"), "strong"))
        column.addWidget(self.extent)
        column.addWidget(Label(lambda: _("By itself"), "strong"))
        when = QHBoxLayout()
        when.addWidget(self.evening)
        when.addWidget(self.at)
        when.addStretch(1)
        column.addLayout(when)
        column.addWidget(self.closing)
        if self._desk.safety.protected:
            self._say(column, lambda: _("The copy is protected by the passphrase of the file."))
        else:
            self._head(column, lambda: _("Passphrase of the copy, if it is to have one"), self.passphrase)
            column.addWidget(self.passphrase)
            self._head(column, lambda: _("The same again"), self.again)
            column.addWidget(self.again)
            self._say(
                column,
                lambda: _(
                    "A passphrase typed here holds for this copy and is kept nowhere. To publish protected every"
                    " evening, protect the file itself."
                ),
            )
        self.set_body(body)

    def _say(self, column: QVBoxLayout, words: Caption) -> None:
        label = Label(words, "soft")
        label.setWordWrap(True)
        column.addWidget(label)

    def _head(self, column: QVBoxLayout, words: Caption, field: QWidget) -> None:
        label = Label(words, "label")
        field.setAccessibleName(label.text())
        column.addWidget(label)
