"""The reports of the team, read one after the other: of this rep and the next, of this day and the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.domain.team import TeamMember
from salesdesk.services.reports import Document
from salesdesk.services.team import ReadReport
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.sheet import PaperSheet
from salesdesk.ui.paper.ways_out import WaysOut
from salesdesk.ui.parts.caption import IconButton, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.team_door import TeamDoor
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_date, format_time

_KINDS = (
    Choice(ReportKind.DAILY.value, lambda: _("Daily")),
    Choice(ReportKind.WEEKLY.value, lambda: _("Weekly")),
)


class TeamReportSheet(PaperSheet):
    """What was sent, as it was sent; where nothing was, what the file says until then, and that it was not sent."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        door: TeamDoor,
        members: Sequence[TeamMember],
        shown: TeamMember,
        kind: ReportKind,
        day: date,
    ) -> None:
        self._door, self._members, self._at = door, list(members), list(members).index(shown)
        self.kind, self.day = kind, day
        self.report: ReadReport = door.report(shown, kind, day)
        self.rep_box = QComboBox()
        self.kinds = SegmentedBar(lambda: _("Kind of report"), _KINDS)
        self.when, self.state = Label("", "strong"), Label("", "soft")
        self.back = IconButton("chevron-left", lambda: _("The one before (Alt+Left)"))
        self.forth = IconButton("chevron-right", lambda: _("The next one (Alt+Right)"))
        super().__init__(ctx, parent, lambda: _("Reports of the team"), above=(self._head(),))
        for keys, run in (
            ("Alt+PgDown", self._on_next_rep),
            ("Alt+PgUp", self._on_rep_before),
            ("Alt+Left", self._on_back),
            ("Alt+Right", self._on_forth),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        self._say()

    @property
    def document(self) -> Document:
        return self.report.document

    @property
    def member(self) -> TeamMember:
        """Whose report is shown."""
        return self._members[self._at]

    def ways_out(self) -> WaysOut:
        return WaysOut(
            self.ctx,
            document=lambda: self.document,
            file_name=lambda ending: self.report.file_name + ending,
            title=lambda: _("Save the report"),
            printed=lambda: _("The report has gone to the printer."),
            copied=lambda: _("The report is on the clipboard: paste it into a message."),
            problem=self.show_problem,
        )

    def _head(self) -> QWidget:
        for member in self._members:
            self.rep_box.addItem(member.name)
        self.rep_box.setAccessibleName(_("Rep"))
        self.rep_box.setToolTip(_("Another rep (Alt+Page Up, Alt+Page Down)"))
        self.rep_box.activated.connect(self._on_rep)
        self.kinds.changed.connect(self._on_kind)
        self.back.clicked.connect(self._on_back)
        self.forth.clicked.connect(self._on_forth)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.rep_box, self.kinds, self.back, self.when, self.forth):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.state)
        return head

    def _show(self, at: int, kind: ReportKind, day: date) -> None:
        """That report instead; where it cannot be read, the one before stays and it says why."""
        try:
            report = self._door.report(self._members[at], kind, day)
        except Refused as refused:
            self.show_problem(say(refused))
        else:
            self.show_problem("")
            self._at, self.kind, self.day, self.report = at, kind, day, report
            self.show_pages()
        self._say()

    def _say(self) -> None:
        with QSignalBlocker(self.rep_box):
            self.rep_box.setCurrentIndex(self._at)
        self.kinds.set_chosen(self.kind.value)
        period, sent = self.kind.period(self.day), self.report.sent_at
        first = format_date(period.first, "long")
        days = _("{first} – {last}").format(first=format_date(period.first), last=format_date(period.last))
        self.when.set_caption(first if self.kind is ReportKind.DAILY else days)
        if sent is None:
            self.state.set_caption(_("Not sent: this is what the file says"))
        else:
            at = sent.astimezone(self.ctx.desk.now().tzinfo)
            words = _("Sent on {day} at {time}")
            self.state.set_caption(words.format(day=format_date(at.date()), time=format_time(at)))
        self.forth.setEnabled(period.last < self.ctx.desk.today())

    def _on_rep(self, at: int) -> None:
        self._show(at, self.kind, self.day)

    def _on_next_rep(self) -> None:
        self._show((self._at + 1) % len(self._members), self.kind, self.day)

    def _on_rep_before(self) -> None:
        self._show((self._at - 1) % len(self._members), self.kind, self.day)

    def _on_kind(self, key: str) -> None:
        self._show(self._at, ReportKind(key), self.day)

    def _on_back(self) -> None:
        self._turn(-1)

    def _on_forth(self) -> None:
        self._turn(+1)

    def _turn(self, step: int) -> None:
        """The next working day, or week, in this direction; none that has not begun."""
        period, work = self.kind.period(self.day), self.ctx.desk.figures.workdays()
        day = period.last + timedelta(days=1) if step > 0 else period.first - timedelta(days=1)
        while self.kind is ReportKind.DAILY and day not in work and abs((day - self.day).days) < 31:
            day += timedelta(days=step)
        if day <= self.ctx.desk.today():
            self._show(self._at, self.kind, day)
