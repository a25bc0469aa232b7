"""The page *Reports*: the days and weeks, the paper as it will print, and the words to write (spec 4.6 to 4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.paper.flow import lay_out
from salesdesk.services.reports import TEAM, Layout, ReportView, first_day_of, section_titles, usual_signatures
from salesdesk.ui import late
from salesdesk.ui.page import Page
from salesdesk.ui.paper.page_strip import PageStrip
from salesdesk.ui.paper.preview import Preview
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Button, hairline
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.reports.arranging import ArrangingPanel
from salesdesk.ui.reports.packing import PackSheet
from salesdesk.ui.reports.periods import Periods
from salesdesk.ui.reports.reading import Reader, Wanted
from salesdesk.ui.reports.resolutions import ResolutionList, ResolutionSheet
from salesdesk.ui.reports.ways_out import WaysOut
from salesdesk.ui.reports.writing import WritingPanel
from salesdesk.words.i18n import _, pgettext, say

_SPANS = {ReportKind.DAILY: 60, ReportKind.WEEKLY: 26 * 7, ReportKind.MONTHLY: 731, ReportKind.YEAR: 3653}
"""Days that the list goes back at first, and by which *Earlier* prolongs it."""
_KINDS = (
    Choice(ReportKind.DAILY.value, lambda: _("Daily")),
    Choice(ReportKind.WEEKLY.value, lambda: _("Weekly")),
    Choice(ReportKind.MONTHLY.value, lambda: _("Monthly")),
    Choice(ReportKind.YEAR.value, lambda: pgettext("report", "Year")),
)


class ReportsPage(Page):
    """Reports of days, weeks, months and years, own or the team's; numbers come from the file, words from the rep."""

    key = "reports"
    watches = frozenset(Kind)

    def build(self) -> None:
        self.kind = ReportKind.DAILY
        self.scope = ""
        self.day = self.desk.today()
        self._seen_today = self.day
        self._back = dict(_SPANS)
        self._view: ReportView | None = None
        self.reader = Reader(self.ctx, self._on_read)
        self._painted: object = None
        self.kinds = SegmentedBar(lambda: _("Kind of report"), _KINDS)
        self.kinds.set_chosen(self.kind.value)
        self.kinds.changed.connect(self._on_kind)
        self.now = Button(lambda: self._now_name(), "quiet")
        self.now.clicked.connect(self._on_now)
        self.ways_out = WaysOut(self)
        self.periods = Periods()
        self.periods.wanted.connect(self._on_day)
        self.periods.filtered.connect(self.refresh_now)
        self.periods.scoped.connect(self._on_scope)
        self.slots = self.periods.slots
        self.slots.chosen.connect(self._on_day)
        self.slots.more_wanted.connect(self._on_more)
        self.preview = Preview()
        self.strip = PageStrip(self.preview)
        self.writing = WritingPanel()
        self.writing.written.connect(self._on_written)
        self.writing.send_wanted.connect(self.send)
        self.writing.reopen_wanted.connect(self._on_reopen)
        self.decisions = ResolutionList()
        self.decisions.added.connect(self._on_decision_added)
        self.decisions.opened.connect(self._on_decision_opened)
        self.decisions.ticked.connect(self._on_decision_ticked)
        self.decisions.dropped.connect(self._on_decision_dropped)
        self.fold = Button(lambda: _("Sections, logo, signatures"), "link", icon="chevron-right")
        self.fold.setCheckable(True)
        self.fold.clicked.connect(self._on_fold)
        self.arranging = ArrangingPanel()
        self.arranging.changed.connect(self._on_arranged)
        self.arranging.logo_wanted.connect(self._on_logo)
        self.arranging.template_wanted.connect(self._on_template)
        self.arranging.template_dropped.connect(self._on_template_dropped)
        self.arranging.copy_wanted.connect(self.ways_out.copy_template)
        self.arranging.give_wanted.connect(self._on_give_layout)
        self.arranging.take_wanted.connect(self._on_take_layout)
        self.arranging.hide()
        self._lay_out()
        self.side.setVisible(not self.desk.is_team)
        self._add_actions()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("look", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 12, 16)
        column.setSpacing(10)
        self.writing.put_below("remark", self.decisions)
        column.addWidget(self.writing)
        column.addWidget(hairline())
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.arranging)
        column.addStretch()
        self.side = QScrollArea()
        self.side.setWidget(inner)
        self.side.setWidgetResizable(True)
        self.side.setFrameShape(QFrame.Shape.NoFrame)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.periods)
        paper = QVBoxLayout()
        paper.setSpacing(0)
        paper.addWidget(self.preview, 1)
        paper.addWidget(self.strip)
        row.addLayout(paper, 1)
        row.addWidget(self.side)
        self._set_widths()

    def _add_actions(self) -> None:
        self._send_key = QAction(self)
        self._send_key.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self._send_key.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._send_key.triggered.connect(self.send)
        self.addAction(self._send_key)
        self.retranslate()

    def refresh(self) -> None:
        today = self.desk.today()
        if self.day == self._seen_today != today:
            self.writing.flush()
            self.day = today
        self._seen_today = today
        first = today - timedelta(days=self._back[self.kind])
        last = max(today, self.day)
        current = first_day_of(self.kind, self.day)
        reports, has_team = self.desk.reports, self.desk.reports.has_team()
        self.scope = TEAM if self.desk.is_team else self.scope if has_team else ""
        self.periods.show_scope(self.scope, has_team=has_team and not self.desk.is_team)
        slots = reports.states(self.kind, min(first, current), last, self.scope)
        self.periods.show_slots(slots, current, today)
        wanted = self._wanted()
        if not wanted.is_quick:
            self._show(self.reader.pending(wanted, self._view))
        self.reader.ask(wanted)

    def retranslate(self) -> None:
        self.ways_out.retranslate()
        self.now.retranslate()

    # --- public -----------------------------------------------------------------------------------------------

    def bar_widgets(self) -> Sequence[QWidget]:
        return (self.kinds, self.now)

    def bar_actions(self) -> Sequence[QAction]:
        return self.ways_out.actions()

    def more_actions(self) -> Sequence[QAction]:
        return self.ways_out.more()

    def keys(self) -> Sequence[tuple[str, str]]:
        return (
            ("Ctrl+F", _("Go to the report of a day")),
            *self.ways_out.keys(),
            ("Ctrl+Enter", _("Send the report")),
            (_("Page Up, Page Down"), _("Turn the pages, when the cursor is on the paper")),
            ("+ − 0 9", _("Larger, smaller, fit the width, fit the page")),
            ("Alt+↑ Alt+↓", _("Move a section up or down")),
        )

    def search_focus(self) -> None:
        """A day to go to is what one looks for here."""
        self.periods.day.setFocus()

    def new_item(self) -> None:
        """Begin to write: today's report, the cursor in its remark."""
        self.show_report(self.kind, self.desk.today())
        self.writing.fields["remark"].setFocus()

    def open_record(self, kind: Kind, record_id: Id) -> None:
        """A report by its id; without one, today's daily report."""
        kept = self.desk.reports.of_record(record_id) if record_id else None
        if kept is None:
            self.show_report(ReportKind.DAILY, self.desk.today())
        else:
            self.show_report(ReportKind(kept.kind), kept.first_day, kept.scope)

    def show_report(self, kind: ReportKind, day: date, scope: str | None = None) -> None:
        """Come to the report of this day, week, month or year; of the same scope as before unless one is named."""
        self.writing.flush()
        self.kind, self.day = kind, day
        self.scope = self.scope if scope is None else scope
        self._seen_today = self.desk.today()
        self.kinds.set_chosen(kind.value)
        self.now.retranslate()
        self.refresh_now()

    def print_page(self) -> None:
        self.ways_out.print_out()

    def file_name(self, ending: str = "") -> str:
        """What a file of the report that is shown is called."""
        return self.desk.reports.file_name(self.kind, self.day, ending, self.scope)

    def current(self) -> ReportView | None:
        """The report that is shown, with the last word that was typed."""
        self.writing.flush()
        wanted = self._wanted()
        if wanted.is_quick:
            self.refresh_now()
        else:
            self._on_read(self.reader.now(wanted), wanted)
        return self._view

    def write_several(self) -> None:
        """Choose a whole set of reports and write it: at first the week or the month round the day that is shown."""
        self.writing.flush()
        wider = {ReportKind.DAILY: Period.week, ReportKind.WEEKLY: Period.month}
        period = wider.get(self.kind, Period.year)(self.day)
        last = max(period.first, min(period.last, self.desk.today()))
        PackSheet(self.ctx, self, self.kind, period.first, last).show_over()

    def show_visit_plan(self) -> None:
        """The form of the visits around the day that is shown, to be signed."""
        late.sheet("VisitPlanSheet")(self.ctx, self, self.day).show_over()

    def show_tier_paper(self) -> None:
        """The review of the quarter's tiers, to be signed."""
        late.sheet("TierPaperSheet")(self.ctx, self).show_over()

    def send(self) -> None:
        """Freeze the report as it stands."""
        self.writing.flush()
        self.attempt(self.desk.reports.send, self.kind, self.day, self.scope)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        self.writing.flush()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close:
            self.writing.flush()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "side"):
            self._set_widths()
        super().changeEvent(event)

    # --- handlers ---------------------------------------------------------------------------------------------

    def _on_kind(self, key: str) -> None:
        self.show_report(ReportKind(key), self.day)

    def _on_now(self) -> None:
        self.show_report(self.kind, self.desk.today())

    def _on_day(self, day: date) -> None:
        today = self.desk.today()
        self.show_report(self.kind, today if today in self.kind.period(day) else day)

    def _on_scope(self, scope: str) -> None:
        self.show_report(self.kind, self.day, scope)

    def _on_more(self) -> None:
        self._back[self.kind] += _SPANS[self.kind]
        self.refresh_now()

    def _on_written(self, field: str, text: str, before: str) -> None:
        """What was typed goes to disk without a word; only a refusal speaks."""
        try:
            self.desk.reports.write_words(self.kind, self.day, field, text, before, self.scope)
            self.writing.took(field, text)
        except Refused as refused:
            self.writing.keep_typed(field)
            self.ctx.notify.problem(say(refused))

    def _on_decision_added(self) -> None:
        self.writing.flush()
        ResolutionSheet(self.ctx, self, self.kind.period(self.day).first, self.scope).show_over()

    def _on_decision_opened(self, pk: Id) -> None:
        one = self.desk.resolutions.get(pk)
        if one is not None:
            ResolutionSheet(self.ctx, self, one.month, one.scope, one).show_over()

    def _on_decision_ticked(self, pk: Id, done: bool) -> None:
        if self.attempt(self.desk.resolutions.done, pk, done=done) is None:
            self.refresh_now()

    def _on_decision_dropped(self, pk: Id) -> None:
        self.attempt(self.desk.resolutions.bin, pk)

    def _on_reopen(self) -> None:
        self.attempt(self.desk.reports.reopen, self.kind, self.day, self.scope)

    def _on_fold(self, checked: bool) -> None:
        icons.set_icon(self.fold, "chevron-down" if checked else "chevron-right")
        self.arranging.setVisible(checked)

    def _on_arranged(self, layout: Layout) -> None:
        self.attempt(self.desk.reports.set_layout, self.kind, layout)

    def _on_logo(self) -> None:
        path = self.ways_out.choose_logo()
        layout = self.attempt(self.arranging.take_logo, path) if path else None
        if layout is not None:
            self._on_arranged(layout)

    def _on_template(self) -> None:
        path = self.ways_out.choose_template()
        if path is not None:
            self.attempt(self.desk.reports.set_template, path)

    def _on_template_dropped(self) -> None:
        self.attempt(self.desk.reports.set_template, None)

    def _on_give_layout(self) -> None:
        path = self.ways_out.ask_where(_("layout") + ".json", ".json", _("Give the layout to a colleague"))
        if path is None:
            return
        try:
            self.desk.reports.write_layout(path)
        except Refused as refused:
            self.ctx.notify.problem(say(refused))
            return
        self.ctx.notify.tell(_("{name} written to {folder}.").format(name=path.name, folder=path.parent))

    def _on_take_layout(self) -> None:
        path = self.ways_out.choose_layout()
        if path is not None:
            self.attempt(self.desk.reports.take_layout, path)

    def _on_read(self, view: ReportView, wanted: Wanted) -> None:
        if wanted == self._wanted():
            self._view = view
            self._show(view)

    # --- private ----------------------------------------------------------------------------------------------

    def _show(self, view: ReportView) -> None:
        shown = (self.kind, view.kept.first_day, self.scope)
        self.preview.show_pages(lay_out(view.document), from_top=shown != self._painted)
        self._painted = shown
        self._show_decisions(view)
        writable = not self.desk.read_only
        may_send = view.kept.first_day <= self.desk.today()
        self.writing.show_report(self.kind, view, writable=writable, may_send=may_send)
        self.arranging.show_layout(self.desk.reports.layout(self.kind), section_titles(self.kind), usual_signatures())
        template = self.desk.reports.template()
        self.arranging.show_template(template.name if template else "")
        self.arranging.setEnabled(writable)

    def _wanted(self) -> Wanted:
        return Wanted(self.kind, first_day_of(self.kind, self.day), self.scope)

    def _show_decisions(self, view: ReportView) -> None:
        self.decisions.setVisible(self.kind is ReportKind.MONTHLY)
        if self.kind is ReportKind.MONTHLY:
            month, today = view.kept.first_day, self.desk.today()
            found = self.desk.resolutions.of_month(month, self.scope)
            self.decisions.show_resolutions(found, month, today, writable=not self.desk.read_only)

    def _now_name(self) -> str:
        return {
            ReportKind.DAILY: _("Today"),
            ReportKind.WEEKLY: _("This week"),
            ReportKind.MONTHLY: _("This month"),
            ReportKind.YEAR: _("This year"),
        }[self.kind]

    def _set_widths(self) -> None:
        look = theme.tokens()
        self.periods.setFixedWidth(look.px(190))
        self.side.setFixedWidth(look.px(308))
