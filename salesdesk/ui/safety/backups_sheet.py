"""The backups of the open file: when and why, what they hold, whether they are sound; the way back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.backups import (
    Backup,
    Comparison,
    Protection,
    Reason,
    holding,
    moment_of,
    unaltered,
    verify,
)
from salesdesk.services.safety import is_locked
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.safety.unlock_pane import UnlockSheet
from salesdesk.words.i18n import _, ngettext, pgettext, say
from salesdesk.words.labels import kind_label
from salesdesk.words.numbers import format_moment, format_number

_REASONS = {
    Reason.OPEN: N_("On opening"),
    Reason.WORK: N_("While working"),
    Reason.IMPORT: N_("Before an import"),
    Reason.MERGE: N_("Before merging"),
    Reason.MIGRATION: N_("Before an upgrade"),
    Reason.RESTORE: N_("Before restoring"),
    Reason.ASKED: N_("Asked for"),
}
_PASSPHRASES = {
    Protection.NONE: N_("None"),
    Protection.SAME: N_("That of the file"),
    Protection.OTHER: N_("Another one"),
}
_SHOWN = (
    *(Kind.CLIENT, Kind.CONTACT, Kind.VISIT, Kind.OPPORTUNITY, Kind.QUOTE, Kind.ORDER, Kind.INVOICE, Kind.PRODUCT),
    *(Kind.APPOINTMENT, Kind.ENQUIRY, Kind.REPORT),
)
_NAMES = 6
"""Names that are told; the others are counted."""
_MEGABYTE = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One backup, ready to read."""

    id: Path
    when: str
    why: str
    size: str
    newest: str
    passphrase: str
    other: str
    state: str
    good: bool
    locked: bool


class BackupsSheet(Sheet):
    """`restoring` and `reading` carry the path of the backup that is to be restored beside the file, or opened."""

    restoring = Signal(object)
    reading = Signal(object)

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Backups"), parent, save=lambda: _("Restore beside the file…"), width=1000)
        self.ctx = ctx
        self._states: dict[Path, str] = {}
        self._held: dict[Path, str] = {}
        self._compared: dict[Path, str] = {}
        self.cancel_button.set_caption(lambda: _("Close"))
        self.check_button = Button(lambda: _("Check"), tip=lambda: _("Read it to its last byte"))
        self.read_button = Button(lambda: _("Open for reading"))
        self.name_button = Button(lambda: _("Name its passphrase…"), icon="unlock")
        self.name_button.clicked.connect(self._on_name)
        self.check_button.clicked.connect(self._on_check)
        self.read_button.clicked.connect(self._on_read)
        self.add_button(self.check_button)
        self.add_button(self.read_button)
        self.add_button(self.name_button)
        self.rows = RowsModel[Row](_columns(), self)
        self.table = TableView(self.rows, lambda: _("Backups"))
        self.table.setMinimumHeight(320)
        self.table.set_empty(EmptyState(lambda: _("There is no backup of this file yet.")))
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _row_id: self._on_save())
        self.holds = Label("", "soft")
        self.holds.setWordWrap(True)
        self.beside = Label("", "strong")
        self.beside.setWordWrap(True)
        self.beside.setMinimumHeight(44)
        self.beside.setAlignment(Qt.AlignmentFlag.AlignTop)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(self.table)
        column.addWidget(self.holds)
        column.addWidget(self.beside)
        self.set_body(body)
        self.show_rows()
        self._look_through()

    def first_field(self) -> QWidget:
        return self.table

    def show_rows(self) -> None:
        """Read the list again."""
        own = str(self.ctx.desk.path.resolve())
        current = self.table.current_id()
        self.rows.show(FixedRows([self._row(one, own) for one in self.ctx.desk.backups.list()]))
        if self.rows.ids:
            self.table.select(current if current in self.rows.ids else self.rows.ids[0])
        self._on_current(self.table.current_id())

    def save(self) -> bool:
        row = self._chosen()
        if row is None:
            return False
        if not row.good:
            self.show_problem(_("This backup is damaged. Take another backup."))
            return False
        if row.locked:
            self._on_name()
            return False
        self.restoring.emit(row.id)
        return True

    def _row(self, one: Backup, own: str) -> Row:
        locked = one.ok and is_locked(one.path)
        state = self._states.get(one.path, "" if one.ok else _("Damaged"))
        return Row(
            one.path,
            format_moment(one.made_at.astimezone()),
            _(_REASONS[one.reason]),
            _("{n} MB").format(n=format_number(one.size / _MEGABYTE, 1)),
            format_moment(moment_of(one.newest).astimezone()) if one.newest else "–",
            _(_PASSPHRASES[self.ctx.desk.backups.protection(one)]),
            "" if one.source == own else Path(one.source).name,
            _("Locked") if locked else state,
            state != _("Damaged"),
            locked,
        )

    def _chosen(self) -> Row | None:
        return self.rows.row_at(self.table.currentIndex().row())

    def _on_current(self, _row_id: Hashable) -> None:
        row = self._chosen()
        for button in (self.check_button, self.read_button, self.save_button):
            button.setEnabled(row is not None and not row.locked)
        self.name_button.setVisible(row is not None and row.locked)
        self.show_problem("")
        self.holds.set_caption(self._said_of(row) if row is not None and row.good else "")
        self.beside.set_caption("")
        if row is not None and row.good and not row.locked:
            self._compare(row.id)

    def _said_of(self, row: Row) -> str:
        if row.locked:
            return _(
                "It is under an earlier passphrase of the file. Name that, and the backup comes under the present one."
            )
        return self._holds(row.id)

    def _on_name(self) -> None:
        """The earlier passphrase; with it all backups that it opens come under the key of the file."""
        row = self._chosen()
        if row is None:
            return
        safety, asked = self.ctx.desk.safety, UnlockSheet(row.id, self)

        def work(progress: Progress) -> int:
            return safety.protect_backups(progress.step)

        def on_named(named: int) -> None:
            if named:
                self.ctx.jobs.run(Job(_("Protecting the backups"), work), lambda _count: self.show_rows())

        asked.finished.connect(on_named)
        asked.show_over()

    def _holds(self, path: Path) -> str:
        if path not in self._held:
            try:
                held = holding(path)
            except Refused as refused:
                return say(refused)
            self._held[path] = _("It holds {counts}.").format(counts=_counts(held.counts) or _("nothing yet"))
        return self._held[path]

    def _compare(self, path: Path) -> None:
        """Say what only the backup has and what only the file has, as soon as that is known."""
        if path in self._compared:
            self.beside.set_caption(self._compared[path])
            return
        backups = self.ctx.desk.backups

        def work(_progress: Progress) -> Comparison:
            return backups.compare(path)

        def done(found: Comparison) -> None:
            self._compared[path] = _comparison(found)
            row = self._chosen()
            if row is not None and row.id == path:
                self.beside.set_caption(self._compared[path])

        self.ctx.jobs.run(Job(_("Comparing with the file"), work), self._while_here(done), self._while_here(_nothing))

    def _look_through(self) -> None:
        """Whether each of them is still what was found sound when it was made."""
        found = self.ctx.desk.backups.list()

        def work(progress: Progress) -> dict[Path, bool]:
            states = {}
            for number, one in enumerate(found):
                progress.step(number, len(found))
                states[one.path] = unaltered(one)
            return states

        def done(states: dict[Path, bool]) -> None:
            known = {path: _("Sound") if good else _("Damaged") for path, good in states.items()}
            self._states = known | self._states
            self.show_rows()

        self.ctx.jobs.run(Job(_("Looking through the backups"), work), self._while_here(done))

    def _while_here(self, done: Callable[[T], None]) -> Callable[[T], None]:
        """Nobody is told any more once the sheet was closed."""

        def told(result: T) -> None:
            if isValid(self):
                done(result)

        return told

    def _on_check(self) -> None:
        row = self._chosen()
        if row is None:
            return
        path = row.id

        def work(_progress: Progress) -> None:
            verify(path)

        def failed(refused: Refused) -> None:
            self._states[path] = _("Damaged")
            self.show_rows()
            self.show_problem(say(refused))

        def done(_nothing: None) -> None:
            self._states[path] = _("Sound")
            self.show_rows()

        self.ctx.jobs.run(Job(_("Checking the backup"), work), done, failed)

    def _on_read(self) -> None:
        row = self._chosen()
        if row is not None:
            self.accept()
            self.reading.emit(row.id)


def _counts(counts: Mapping[Kind, int]) -> str:
    return _(", ").join(kind_label(kind, counts[kind]) for kind in _SHOWN if counts.get(kind))


def _comparison(found: Comparison) -> str:
    """At a glance: what the file would win by this backup, and what it would lose."""
    said = []
    if there := _counts(found.there):
        names = _(", ").join(found.names[:_NAMES]) + (" …" if len(found.names) > _NAMES else "")
        sentence = _("Only in the backup: {what} ({names}).") if names else _("Only in the backup: {what}.")
        said.append(sentence.format(what=there, names=names))
    if here := _counts(found.here):
        said.append(_("Only in the file: {what}.").format(what=here))
    if found.changed:
        sentence = ngettext("{n} thing was changed since.", "{n} things were changed since.", found.changed)
        said.append(sentence.format(n=format_number(found.changed)))
    return " ".join(said) or _("The file holds the same today.")


def _nothing(_refused: Refused) -> None:
    return None


def _columns() -> list[Column[Row]]:
    return [
        Column("when", lambda: _("Made"), lambda row: row.when, width=160),
        Column("why", lambda: _("Why"), lambda row: row.why, width=144),
        Column("size", lambda: pgettext("file", "Size"), lambda row: row.size, width=80),
        Column("state", lambda: _("State"), lambda row: row.state, width=96, tone=_state_tone),
        Column("newest", lambda: _("Newest change"), lambda row: row.newest, width=160),
        Column("passphrase", lambda: _("Passphrase"), lambda row: row.passphrase, width=120, tone=_soft),
        Column("other", lambda: _("Of another file"), lambda row: row.other, stretch=True, tone=_soft),
    ]


def _soft(_row: Row) -> str:
    return "soft"


def _state_tone(row: Row) -> str:
    return "soft" if row.good else "late"
