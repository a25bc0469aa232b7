"""The tab *Team*: a row for each rep's file, what they come to together, and the way into each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.team import TeamMember, last_whole_week, together
from salesdesk.domain.text import N_
from salesdesk.services.safety import NeedsPassphrase, unlock_like
from salesdesk.services.team import last_working_day
from salesdesk.ui import late
from salesdesk.ui.charts.painted import PaintedChart
from salesdesk.ui.charts.trend import TrendChart
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.page import Page
from salesdesk.ui.parts import dialogs, icons
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.team.charts import TeamCharts, show_funnel, team_trend
from salesdesk.ui.team.figures import TeamStrip
from salesdesk.ui.team.report_sheet import TeamReportSheet
from salesdesk.ui.team.rows import TOTAL, TeamRows
from salesdesk.ui.team.said import summary
from salesdesk.ui.team.table import TeamTable
from salesdesk.words.i18n import _, say

SUFFIX = ".salesdesk"
SPANS = {"week": N_("Week"), "month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year")}
VIEWS = {"rows": N_("List"), "charts": N_("Charts")}
FEW = 7
"""So many rows leave room for charts below them."""
_PERIODS = {"week": Period.week, "month": Period.month, "quarter": Period.quarter, "year": Period.year}


class TeamPage(Page):
    """Files are read beside the work; a row opens the whole of its file, for reading only."""

    key = "team"

    def build(self) -> None:
        self._make_actions()
        self.setAcceptDrops(True)
        self.span = SegmentedBar(lambda: _("Which days"), [_choice(key, name) for key, name in SPANS.items()])
        self.span.set_chosen("month")
        self.span.changed.connect(self._on_span)
        self.problems = Label("", "soft")
        self.problems.setWordWrap(True)
        self.problems.hide()
        self.table = TeamTable(self.desk.today)
        self.table.set_verbs((*self._row_verbs(), ("A", self.all)))
        self.table.opened.connect(self._on_opened)
        self.table.deleted.connect(self._on_deleted)
        self.empty = EmptyState(
            lambda: _(
                "First step: each rep presses “Publish my file” on this tab and chooses a folder that you share. Then"
                " watch that folder (More › Watch a folder), add the files, or drop them here. You see everybody's"
                " figures, reports and pages, and change nothing in their files."
            ),
            lambda: _("Add files…"),
            self.choose_files,
        )
        self.table.set_empty(self.empty)
        self.strip = TeamStrip()
        self.strip.opened.connect(self.show_charts)
        self.strip.reports_opened.connect(self.read_day)
        self.view = SegmentedBar(lambda: _("What is shown"), [_choice(key, name) for key, name in VIEWS.items()])
        self.view.set_chosen("rows")
        self.view.changed.connect(self._on_view)
        self.charts = TeamCharts()
        self.charts.rep_opened.connect(self._on_opened)
        self.monthly = TrendChart(lambda: _("Sales of the team, month by month"))
        self.funnel = PaintedChart(lambda: _("Funnel of the team"))
        self.below = QWidget()
        self._lay_out()
        if self.ctx.team is not None:
            self.ctx.team.changed.connect(self.show_members)

    def put_away(self) -> None:
        if self.ctx.team is not None:
            self.ctx.team.changed.disconnect(self.show_members)

    def refresh(self) -> None:
        self.publish.setEnabled(not self.desk.read_only)
        self.show_members()
        if self.ctx.team is not None:
            self.ctx.team.read(self.desk, self.period)

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.span, self.view)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.add, self.publish, self.all)

    def more_actions(self) -> Sequence[QAction]:
        rows = [action for _letter, action in self._row_verbs()]
        lists = QAction(self)
        lists.setSeparator(True)
        return (*rows, lists, self.watch, self.unwatch)

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("Enter", _("Show the whole file of a rep, read-only")),
            ("A", _("Show all of the team as one, read-only: the rows chosen, or all")),
            ("D", _("Read the day's report of a rep")),
            ("W", _("Read the week's report of a rep")),
            ("M", _("Merge files into my file: the rows chosen, or all")),
            ("H", _("Hand out targets and clients to a rep")),
            ("Del", _("Take a file out of the list")),
            ("Alt+Page Down, Alt+Page Up", _("File of the next rep, of the rep before")),
            ("Alt+Home", _("Back to my file")),
        )

    def search_focus(self) -> None:
        """The list is what one looks through here."""
        self.table.setFocus()
        self.table.select_first()

    def new_item(self) -> None:
        """Another file for the list."""
        self.choose_files()

    def retranslate(self) -> None:
        for action, name in self._names:
            action.setText(_(name))

    @property
    def period(self) -> Period:
        """The days that are shown."""
        return _PERIODS[self.span.chosen()](self.desk.today())

    def choose_files(self) -> None:
        """Let the user pick files of the team."""
        kinds = _("SalesDesk files (*.salesdesk)")
        paths = dialogs.open_files(self, _("Add files of the team"), folder=self._folder(), kinds=kinds)
        if paths and self.ctx.team is not None:
            self.ctx.team.add(paths)

    def choose_folder(self) -> None:
        """Let the user pick the folder that is watched."""
        folder = dialogs.choose_folder(self, _("The folder your team publishes to"), folder=self._folder())
        if folder is not None and self.ctx.team is not None:
            self.ctx.team.watch(folder)

    def show_all(self) -> None:
        """Every tab over the files chosen, or all that can be read, put together; for reading only."""
        members = self._chosen(2)
        if members and self.ctx.team is not None:
            self.ctx.team.look_at_all(members, self.key)

    def show_members(self) -> None:
        """Show what is known of the files."""
        door = self.ctx.team
        members = door.members if door is not None else ()
        self.table.rows.show(TeamRows(members, self.desk.currency))
        for action in (self.open, self.day_report, self.week_report):
            action.setEnabled(bool(members))
        for action in (self.merge, self.hand_out):
            action.setEnabled(any(one.figures for one in members) and not self.desk.read_only)
        free = door is not None and not door.putting_together and not self.desk.is_team
        self.all.setEnabled(free and any(one.figures for one in members))
        self.unwatch.setEnabled(door is not None and door.folder is not None)
        self.remove.setEnabled(bool(members))
        self._say_problems(members)
        self._show_sums(members)

    def show_charts(self) -> None:
        """The team in charts."""
        self.view.set_chosen("charts")
        self.show_members()

    # what Qt asks

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _ours(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _ours(event.mimeData().urls())
        if paths and self.ctx.team is not None:
            event.acceptProposedAction()
            self.ctx.team.add(paths)

    # handlers

    def _on_view(self, _key: str) -> None:
        self.show_members()

    def _on_span(self, _key: str) -> None:
        self.refresh()

    def _on_opened(self, row_id: str) -> None:
        member = next((one for one in self._members() if one.id == row_id), None)
        door = self.ctx.team
        if member is None or door is None:
            return
        if member.locked:
            self._unlock(member)
        elif member.problem is not None:
            self.ctx.notify.problem(say(member.problem))
        else:
            try:
                door.look_into(member)
            except NeedsPassphrase:
                self._unlock(member)
            except Refused as refused:
                self.ctx.notify.problem(say(refused))

    def _on_deleted(self, ids: Sequence[str]) -> None:
        door = self.ctx.team
        if door is None:
            return
        named = set(door.named())
        chosen = [Path(one) for one in ids if one != TOTAL]
        door.remove([one for one in chosen if one in named])
        if any(one not in named for one in chosen):
            sentence = _("It lies in the folder that is watched: move it away there, or stop watching the folder.")
            self.ctx.notify.problem(sentence)

    def _unlock(self, member: TeamMember) -> None:
        sheet = late.sheet("UnlockSheet")(member.path, self.window())

        def on_finished(result: int) -> None:
            if result and self.ctx.team is not None:
                self.ctx.team.read_again()

        others = [one.path for one in self._members() if one.locked and one is not member]
        if others:
            sheet.unlocked.connect(lambda secret: self._try_on(others, secret))
        sheet.finished.connect(on_finished)
        sheet.show_over()

    def _try_on(self, others: Sequence[Path], secret: str) -> None:
        """A team often has one passphrase: what opened one file is tried on the others, beside the work."""

        def work(progress: Progress) -> int:
            return unlock_like(others, secret, progress.step)

        def done(opened: int) -> None:
            if opened and self.ctx.team is not None:
                self.ctx.team.read_again()

        self.ctx.jobs.run(Job(_("Trying the passphrase on the other files"), work), done)

    # private

    def _members(self) -> Sequence[TeamMember]:
        return self.ctx.team.members if self.ctx.team is not None else ()

    def _chosen(self, least: int) -> list[TeamMember]:
        """The rows that are selected, where so many are, or else all; of those that can be read."""
        chosen = {str(one) for one in self.table.selected_ids()}
        known = [one for one in self._members() if one.figures is not None]
        selected = [one for one in known if one.id in chosen]
        return selected if len(selected) >= least else known

    def _folder(self) -> Path | None:
        members = self._members()
        return members[0].path.parent if members else None

    def _say_problems(self, members: Sequence[TeamMember]) -> None:
        door = self.ctx.team
        said = summary(members, self.desk.currency, self.desk.today())
        if door is not None and door.problem is not None:
            said.insert(0, say(door.problem))
        self.problems.set_caption(" ".join(said))
        self.problems.setVisible(bool(said))

    def _show_sums(self, members: Sequence[TeamMember]) -> None:
        """Strip and charts, where there is anything to be told."""
        has_any = any(one.figures for one in members)
        in_charts = has_any and self.view.chosen() == "charts"
        self.table.horizontalHeader().setVisible(bool(members))
        self.strip.setVisible(has_any)
        self.view.setVisible(has_any)
        self.table.setVisible(not in_charts)
        self.charts.setVisible(in_charts)
        self.below.setVisible(has_any and not in_charts and len(members) <= FEW)
        if not has_any:
            return
        sums, today = together(members, self.desk.currency), self.desk.today()
        work, period = self.desk.figures.workdays(), self.period
        self.strip.show_sums(sums, members, work.begun(period, today) / max(work.count(period), 1))
        if in_charts:
            self.charts.show_members(members, sums, today)
        else:
            self.monthly.show_trend(team_trend(sums, today))
            show_funnel(self.funnel, sums)

    def _make_actions(self) -> None:
        made: dict[str, QAction] = {}
        verbs: dict[str, tuple[str, Callable[[], object]]] = {
            "add": (N_("Add files…"), self.choose_files),
            "publish": (N_("Publish my file"), self._on_publish),
            "all": (N_("All as one"), self.show_all),
            "open": (N_("Show the whole file"), self._on_open),
            "day": (N_("Read the day's report"), self.read_day),
            "week": (N_("Read the week's report"), self.read_week),
            "merge": (N_("Merge into my file…"), self._on_merge),
            "hand_out": (N_("Hand out to this rep…"), self._on_hand_out),
            "remove": (N_("Take out of the list"), self._on_remove),
            "watch": (N_("Watch a folder…"), self.choose_folder),
            "unwatch": (N_("Stop watching the folder"), self._on_unwatch),
        }
        for key, (_name, run) in verbs.items():
            made[key] = QAction(self)
            made[key].triggered.connect(run)
        self.add, self.publish, self.all = made["add"], made["publish"], made["all"]
        self.open, self.day_report, self.week_report = made["open"], made["day"], made["week"]
        self.merge, self.hand_out, self.remove = made["merge"], made["hand_out"], made["remove"]
        self.watch, self.unwatch = made["watch"], made["unwatch"]
        icons.set_icon(self.add, "plus")
        icons.set_icon(self.publish, "send")
        self._names = [(made[key], name) for key, (name, _run) in verbs.items()]
        self.retranslate()

    def _row_verbs(self) -> Sequence[tuple[str, QAction]]:
        """What can be done with a row, each with its letter."""
        return (
            ("", self.open),
            ("D", self.day_report),
            ("W", self.week_report),
            ("M", self.merge),
            ("H", self.hand_out),
            ("", self.remove),
        )

    def _current(self) -> TeamMember | None:
        """The row of the cursor; the first one that can be read where there is no cursor."""
        members = self._members()
        current = self.table.current_id()
        found = next((one for one in members if one.id == current), None)
        return found or next((one for one in members if one.figures is not None), None)

    def read_day(self) -> None:
        """The report of the last working day, of the rep in the row; the others' are a key away."""
        self._read(ReportKind.DAILY, last_working_day(self.desk))

    def read_week(self) -> None:
        """The report of the last whole week."""
        self._read(ReportKind.WEEKLY, last_whole_week(self.desk.today()))

    def _read(self, kind: ReportKind, day: date) -> None:
        door, shown = self.ctx.team, self._current()
        if door is None or shown is None:
            return
        if shown.figures is None:
            self._on_opened(shown.id)  # says why, or asks for the passphrase
            return
        readable = [one for one in self._members() if one.figures is not None]
        try:
            TeamReportSheet(self.ctx, self.window(), door, readable, shown, kind, day).show_over()
        except NeedsPassphrase:
            self._unlock(shown)
        except Refused as refused:
            self.ctx.notify.problem(say(refused))

    def _on_open(self) -> None:
        shown = self._current()
        if shown is not None:
            self._on_opened(shown.id)

    def _on_remove(self) -> None:
        self._on_deleted([str(one) for one in self.table.selected_ids()])

    def _on_hand_out(self) -> None:
        shown = self._current()
        if shown is None or shown.rep_id is None:
            return
        if shown.rep_id not in {one.id for one in self.desk.reps() if not one.deleted}:
            self.ctx.notify.problem(
                _("My file does not know {name} yet: merge the file first (M), then hand out.").format(name=shown.name)
            )
        else:
            late.sheet("HandOutSheet")(self.ctx, self.window(), rep=shown.rep_id).show_over()

    def _on_unwatch(self) -> None:
        if self.ctx.team is not None:
            self.ctx.team.watch(None)

    def _on_merge(self) -> None:
        """The rows chosen, or all that can be read."""
        members = self._chosen(1)
        if members and self.ctx.team is not None:
            self.ctx.team.merging.emit([one.path for one in members])

    def _on_publish(self) -> None:
        if self.ctx.team is not None:
            self.ctx.team.publishing.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.problems)
        column.addWidget(self.strip)
        column.addWidget(self.table, 3)
        column.addWidget(self.charts, 5)
        below = QHBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(12)
        below.addWidget(self.monthly, 3)
        below.addWidget(self.funnel, 2)
        column.addWidget(self.below, 2)
        for part in (self.strip, self.charts, self.below):
            part.hide()


def _ours(urls: Sequence[QUrl]) -> list[Path]:
    """The files of ours, and folders, among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == SUFFIX or path.is_dir()]


def _choice(key: str, name: str) -> Choice:
    return Choice(key, lambda: _(name))
