"""The line at the foot: which file and whose, that it is saved, the last backup, what is closed, and slow work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from salesdesk.ui.jobs import Jobs, Running
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_month, format_time

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


class StatusLine(QWidget):
    """Calm facts on the left, slow work on the right."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self.file = Label("", "small")
        self.saved = Label("", "small")
        self.backup = Label("", "small")
        self.mark = Label("", "small")
        self.lock = Label("", "small")
        self.closed = Label("", "small")
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 0, 16, 0)
        box.setSpacing(24)
        for label in (self.file, self.saved, self.backup, self.closed, self.lock, self.mark):
            box.addWidget(label)
        box.addStretch(1)
        box.addWidget(JobStrip(jobs))
        self.setFixedHeight(theme.tokens().px(28))

    def show_desk(self, desk: Desk | None) -> None:
        """The file whose facts are shown; None while none is open."""
        self._desk = desk
        self.refresh()

    def refresh(self) -> None:
        """Read the facts anew: after each change."""
        desk = self._desk
        if desk is None:
            for label in (self.file, self.saved, self.backup, self.closed, self.lock, self.mark):
                label.setText("")
            return
        words = desk.rep.name if desk.is_team else _("{file} · {rep}")
        self.file.setText(words.format(file=desk.path.name, rep=desk.rep.name))
        self.file.setToolTip(str(desk.path))
        saved, backup = desk.saved_at, desk.last_backup
        self.saved.setText(_("Saved {time}").format(time=format_time(saved.astimezone())) if saved else "")
        self.backup.setText(_("Backup {time}").format(time=format_time(backup.astimezone())) if backup else "")
        self.mark.setText(_("Open for reading only") if desk.read_only else "")
        self.lock.setText(_("Protected by a passphrase") if desk.safety.protected else "")
        until = desk.closing.until
        self.closed.setText(_("Closed up to {month}").format(month=format_month(until)) if until else "")
        for label in (self.saved, self.backup, self.closed, self.lock, self.mark):
            label.setVisible(bool(label.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("rail"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, 0, self.width(), 0)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        elif event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme.tokens().px(28))
        super().changeEvent(event)


class JobStrip(QWidget):
    """The slow work that has lasted over 200 ms: what, how far, and after two seconds *Cancel*."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running: Running | None = None
        self.title = Label("", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.cancel = Button(lambda: _("Cancel"), "link")
        self.cancel.clicked.connect(self._on_cancel)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part in (self.title, self.bar, self.cancel):
            box.addWidget(part)
        self.hide()
        jobs.shown.connect(self._on_shown)
        jobs.cancellable.connect(self._on_cancellable)
        jobs.finished.connect(self._on_finished)
        jobs.hushed.connect(self._on_finished)
        self._ticking = self.startTimer(200)

    def timerEvent(self, _event: object) -> None:
        if self._running is not None:
            self._show_progress(self._running)

    def _show_progress(self, running: Running) -> None:
        self.bar.setRange(0, running.progress.total)
        self.bar.setValue(running.progress.done)

    def _on_shown(self, running: Running) -> None:
        self._running = running
        self.title.setText(running.job.title)
        self._show_progress(running)
        self.cancel.hide()
        self.show()

    def _on_cancellable(self, running: Running) -> None:
        if running is self._running:
            self.cancel.show()

    def _on_finished(self, running: Running) -> None:
        if running is self._running:
            self._running = None
            self.hide()

    def _on_cancel(self) -> None:
        if self._running is not None:
            self._running.progress.cancel()
            self.title.setText(_("Stopping…"))
