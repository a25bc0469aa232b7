"""The right side of the page: the state of the report, gentle warnings, the words to write, what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from salesdesk.domain.report import ReportKind
from salesdesk.services.reports import words_of
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.fields import TextField
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_moment, format_time, weekday_names

if TYPE_CHECKING:
    from salesdesk.domain.saved_report import SavedReport
    from salesdesk.services.reports import Difference, ReportView

PAUSE_MS = 600
"""After so long without a key what was typed is on disk."""


class Note(QFrame):
    """An icon with a sentence beside it."""

    def __init__(self, icon: str, colour: str, sentence: Caption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._colour = icon, colour
        self.sign = QLabel()
        self.words = Label(sentence)
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.sign)
        row.addWidget(self.words, 1)
        self._tint()

    def say(self, icon: str, colour: str, sentence: str) -> None:
        """Another sign and sentence."""
        self._icon, self._colour = icon, colour
        self.words.set_caption(sentence)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        side = theme.tokens().px(16)
        self.sign.setVisible(bool(self._icon))
        if self._icon:
            ratio = self.devicePixelRatioF()
            self.sign.setPixmap(icons.pixmap(self._icon, self._colour, size=side, sharpness=ratio))
        self.sign.setFixedWidth(side)


class WritingPanel(QWidget):
    """`written(field, text, before)` tells what was typed over what, after a pause or on leaving; `send_wanted` and
    `reopen_wanted`. Words that were not taken stay in their field (`keep_typed`)."""

    written = Signal(str, str, str)
    send_wanted = Signal()
    reopen_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ReportKind.DAILY
        self._shown: tuple[ReportKind, date, str] | None = None
        self._unsaved: set[str] = set()
        self._refused: set[str] = set()
        self._seen: dict[str, str] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.state = Note("", "soft", "")
        self.state.words.setProperty("look", "strong")
        self.send = Button(lambda: _("Send"), "primary", icon="send", tip=lambda: self._send_tip())
        self.send.clicked.connect(self.send_wanted)
        self.reopen = Button(lambda: _("Open for changes"), tip=lambda: _("Take the sent report back to change it"))
        self.reopen.clicked.connect(self.reopen_wanted)
        self.warnings = QVBoxLayout()
        self.changes = QVBoxLayout()
        self.fields = {
            "remark": TextField("remark", lambda: _("Remark"), lines=5, placeholder=lambda: self._remark_hint()),
            "factors": TextField("factors", lambda: _("What decided the result"), lines=3),
            "cases": TextField("cases", lambda: _("Cases worth telling"), lines=3),
            "shifts": TextField("shifts", lambda: _("Where resources go from now on"), lines=3),
            "obstacles": TextField("obstacles", lambda: _("Obstacles"), lines=3),
            "plan": TextField("plan", lambda: self._plan_name(), lines=3),
            "lessons": TextField("lessons", lambda: _("Lessons learned"), lines=3),
        }
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.state, 1)
        head.addWidget(self.send)
        head.addWidget(self.reopen)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        for part in (self.changes, self.warnings):
            part.setSpacing(6)
            column.addLayout(part)
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
            field.text.installEventFilter(self)
            column.addWidget(field)

    def put_below(self, name: str, widget: QWidget) -> None:
        """Give something else a place below the words of that name."""
        self._column.insertWidget(self._column.indexOf(self.fields[name]) + 1, widget)

    # --- public -----------------------------------------------------------------------------------------------

    def show_report(self, kind: ReportKind, view: ReportView, *, writable: bool, may_send: bool) -> None:
        """Show the state and the words of a report; what is being typed stays as it is typed."""
        kept = view.kept
        same = self._shown == (kind, kept.first_day, kept.scope)
        self._kind, self._shown = kind, (kind, kept.first_day, kept.scope)
        if not same:
            self._unsaved.clear()
            self._refused.clear()
        written = words_of(kind)
        for name, field in self.fields.items():
            field.setVisible(name in written)
            if name in self._unsaved | self._refused:
                continue
            self._seen[name] = getattr(kept, name)
            if field.value() != self._seen[name]:
                field.set_value(self._seen[name])
        for field in self.fields.values():
            field.text.setReadOnly(not writable or kept.sent_at is not None)
            field.label.retranslate()
            field.retranslate()
        self._show_state(kept, may_send and writable, writable)
        self._show_notes(view.warnings)
        self._show_changes(view.differences)

    def flush(self) -> None:
        """Tell what was typed and not told yet."""
        self._pause.stop()
        unsaved, self._unsaved = self._unsaved, set()
        for name in unsaved:
            self.written.emit(name, self.fields[name].value(), self._seen.get(name, ""))

    def took(self, name: str, text: str) -> None:
        """What was typed is on disk: the next words are written over it."""
        self._refused.discard(name)
        self._seen[name] = text.strip()

    def keep_typed(self, name: str) -> None:
        """What was typed was not taken: it stays in the field while this report is shown."""
        self._refused.add(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_edited(self) -> None:
        field = self.sender()
        if isinstance(field, TextField):
            self._unsaved.add(field.key)
            self._pause.start()

    def _show_state(self, kept: SavedReport, may_send: bool, writable: bool) -> None:
        self.send.setVisible(kept.sent_at is None)
        self.send.setEnabled(may_send)
        self.send.retranslate()
        self.reopen.setVisible(kept.sent_at is not None and writable)
        if kept.sent_at:
            self.state.say("check", "green", _("Sent {when}").format(when=self._when(kept.sent_at)))
        elif any(getattr(kept, name) for name in self.fields):
            self.state.say("text", "soft", _("Draft, saved"))
        else:
            self.state.say("text", "soft", _("Not sent yet"))

    def _show_notes(self, sentences: Sequence[str]) -> None:
        _clear(self.warnings)
        for sentence in sentences:
            note = Note("warning", "amber", sentence)
            self.warnings.addWidget(note)

    def _show_changes(self, differences: Sequence[Difference]) -> None:
        _clear(self.changes)
        if not differences:
            return
        self.changes.addWidget(Note("info", "amber", _("The data has changed since. The report stays as it was sent:")))
        for one in differences:
            if one.section:
                self.changes.addWidget(Label(one.section, "strong"))
            for words, name in ((one.sent, _("Sent: {line}")), (one.now, _("Now: {line}"))):
                for line in words:
                    said = Label(name.format(line=line.lstrip("• ")), "small")
                    said.setWordWrap(True)
                    self.changes.addWidget(said)

    def _when(self, moment: datetime) -> str:
        """A weekday and the time while it is plain which one; else the full day."""
        if self._shown and abs((moment.date() - self._shown[1]).days) < 7:
            return f"{weekday_names()[moment.weekday()]} {format_time(moment)}"
        return format_moment(moment)

    def _plan_name(self) -> str:
        return {
            ReportKind.DAILY: _("Plan for the next working day"),
            ReportKind.WEEKLY: _("Plan for next week"),
            ReportKind.MONTHLY: _("Plan for next month"),
            ReportKind.YEAR: _("Plan for next year"),
        }[self._kind]

    def _remark_hint(self) -> str:
        return {
            ReportKind.DAILY: _("What should be known about this day?"),
            ReportKind.WEEKLY: _("What should be known about this week?"),
            ReportKind.MONTHLY: _("What should be known about this month?"),
            ReportKind.YEAR: _("What should be known about this year?"),
        }[self._kind]

    def _send_tip(self) -> str:
        return _("Keep the report as it stands now; later changes of the data are listed beside it (Ctrl+Enter)")


def _clear(box: QVBoxLayout) -> None:
    while box.count():
        item = box.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
