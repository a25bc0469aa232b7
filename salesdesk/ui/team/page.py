"""The tab *Team*: a row for each rep's file, what they come to together, and the way into each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.team import TeamFigures, TeamMember, together
from salesdesk.domain.text import N_
from salesdesk.services.charts import funnel_chart
from salesdesk.services.safety import NeedsPassphrase
from salesdesk.ui import late
from salesdesk.ui.charts.painted import PaintedChart
from salesdesk.ui.charts.trend import Line, Stroke, Trend, TrendChart
from salesdesk.ui.page import Page
from salesdesk.ui.parts import dialogs, icons
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.team.rows import TOTAL, TeamRows, columns
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import format_money, format_month, month_names

SUFFIX = ".salesdesk"
SPANS = {"week": N_("Week"), "month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year")}
_PERIODS = {"week": Period.week, "month": Period.month, "quarter": Period.quarter, "year": Period.year}
SAID = 3
"""Problems that are said above the table; the others at their rows."""


class TeamPage(Page):
    """Files are read beside the work; a row opens the whole of its file, for reading only."""

    key = "team"

    def build(self) -> None:
        self._make_actions()
        self.setAcceptDrops(True)
        self.span = SegmentedBar(lambda: _("Which days"), [_choice(key, name) for key, name in SPANS.items()])
        self.span.set_chosen("month")
        self.span.changed.connect(self._on_span)
        self.problems = Label("", "late")
        self.problems.setWordWrap(True)
        self.problems.hide()
        self.model: RowsModel[TeamMember] = RowsModel(columns(self.desk.today), self)
        self.table = TableView(self.model, lambda: _("Team"))
        self.table.opened.connect(self._on_opened)
        self.table.deleted.connect(self._on_deleted)
        self.empty = EmptyState(
            lambda: _(
                "Each rep publishes a file into a folder you share. Add the files, or drop them here:"
                " you see everybody's figures, and change nothing in them."
            ),
            lambda: _("Add files…"),
            self.choose_files,
        )
        self.table.set_empty(self.empty)
        self.monthly = TrendChart(lambda: _("Sales of the team, month by month"))
        self.charts = QWidget()
        self.charts.hide()
        self.funnel = PaintedChart(lambda: _("Funnel of the team"))
        self._lay_out()
        if self.ctx.team is not None:
            self.ctx.team.changed.connect(self.show_members)

    def refresh(self) -> None:
        self.publish.setEnabled(not self.desk.read_only)
        self.show_members()
        if self.ctx.team is not None:
            self.ctx.team.read(self.desk, self.period)

    def bar_widgets(self) -> Sequence[SegmentedBar]:
        return (self.span,)

    def bar_actions(self) -> Sequence[QAction]:
        return (self.add, self.publish, self.all)

    def more_actions(self) -> Sequence[QAction]:
        return (self.merge, self.watch, self.unwatch, self.remove)

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("Enter", _("Show the whole file of a rep, read-only")),
            ("Del", _("Take a file out of the list")),
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
        self.model.show(TeamRows(members, self.desk.currency))
        self.merge.setEnabled(bool(members) and not self.desk.read_only)
        free = door is not None and not door.putting_together and not self.desk.is_team
        self.all.setEnabled(free and any(one.figures for one in members))
        self.unwatch.setEnabled(door is not None and door.folder is not None)
        self.remove.setEnabled(bool(members))
        self._say_problems(members)
        sums = together(members, self.desk.currency)
        has_any = any(one.figures for one in members)
        self.charts.setVisible(has_any)
        self.table.horizontalHeader().setVisible(bool(members))
        if has_any:
            self.monthly.show_trend(self._trend(sums))
            self.funnel.show_chart(funnel_chart(sums.funnel))
            self.funnel.show_nothing("" if any(sums.funnel.values()) else _("No opportunity is open."))

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

        sheet.finished.connect(on_finished)
        sheet.show_over()

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
        said = [say(one.problem) for one in members if one.problem is not None and not one.locked]
        if door is not None and door.problem is not None:
            said.insert(0, say(door.problem))
        if locked := sum(1 for one in members if one.locked):
            words = ngettext(
                "{n} file is protected: open its row to name the passphrase.",
                "{n} files are protected: open their rows to name the passphrases.",
                locked,
            )
            said.append(words.format(n=locked))
        own = sum(1 for one in members if one.figures and one.figures.currency != self.desk.currency)
        if own:
            words = ngettext(
                "{n} file is in another currency: its amounts are not in the sums.",
                "{n} files are in another currency: their amounts are not in the sums.",
                own,
            )
            said.append(words.format(n=own))
        if parts := sum(1 for one in members if one.held is not None and one.figures is not None):
            words = ngettext(
                "{n} file is only a part: the sums hold no more of it than that.",
                "{n} files are only parts: the sums hold no more of them than that.",
                parts,
            )
            said.append(words.format(n=parts))
        more = len(said) - SAID
        if more > 0:
            said = [*said[:SAID], ngettext("and {n} more", "and {n} more", more).format(n=more)]
        self.problems.set_caption("\n".join(said))
        self.problems.setVisible(bool(said))

    def _trend(self, sums: TeamFigures) -> Trend:
        this_month = self.desk.today().replace(day=1)
        months: list[date] = [add_months(this_month, at - len(sums.months) + 1) for at in range(len(sums.months))]
        names = month_names()
        return Trend(
            tuple(names[one.month - 1] for one in months),
            tuple(format_month(one) for one in months),
            (Line(_("Sales"), tuple(float(one) for one in sums.months), Stroke.BARS),),
            lambda cents: format_money(round(cents), self.desk.currency),
            lambda cents: format_money(round(cents), self.desk.currency, compact=True),
        )

    def _make_actions(self) -> None:
        self.add, self.publish, self.watch = QAction(self), QAction(self), QAction(self)
        self.unwatch, self.remove, self.merge = QAction(self), QAction(self), QAction(self)
        self.merge.triggered.connect(self._on_merge)
        self.all = QAction(self)
        self.all.triggered.connect(self.show_all)
        self.add.triggered.connect(self.choose_files)
        self.watch.triggered.connect(self.choose_folder)
        self.unwatch.triggered.connect(self._on_unwatch)
        self.remove.triggered.connect(lambda: self._on_deleted([str(one) for one in self.table.selected_ids()]))
        self.publish.triggered.connect(self._on_publish)
        icons.set_icon(self.add, "plus")
        icons.set_icon(self.publish, "send")
        self._names = (
            (self.all, N_("All as one")),
            (self.add, N_("Add files…")),
            (self.publish, N_("Publish my file")),
            (self.merge, N_("Merge into my file…")),
            (self.watch, N_("Watch a folder…")),
            (self.unwatch, N_("Stop watching the folder")),
            (self.remove, N_("Take out of the list")),
        )
        self.retranslate()

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
        column.addWidget(self.table, 3)
        charts = QHBoxLayout(self.charts)
        charts.setContentsMargins(0, 0, 0, 0)
        charts.setSpacing(12)
        charts.addWidget(self.monthly, 3)
        charts.addWidget(self.funnel, 2)
        column.addWidget(self.charts, 2)


def _ours(urls: Sequence[QUrl]) -> list[Path]:
    """The files of ours, and folders, among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == SUFFIX or path.is_dir()]


def _choice(key: str, name: str) -> Choice:
    return Choice(key, lambda: _(name))
