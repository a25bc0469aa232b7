"""The window: the rail of tabs, the slim bar, the page, the status line; and the way from one to the other."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMainWindow, QMenu, QMenuBar, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.places import documents
from salesdesk.settings import SettingsFile
from salesdesk.ui import late, ways_back
from salesdesk.ui.banner import Banner
from salesdesk.ui.bridge import Bridge
from salesdesk.ui.imports.door import open_import
from salesdesk.ui.jobs import Jobs, Running
from salesdesk.ui.notices import Notices
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.pages import HOME, Tab, tabs
from salesdesk.ui.parts import dialogs
from salesdesk.ui.rail import Rail
from salesdesk.ui.remark import Remark
from salesdesk.ui.shelf import Shelf
from salesdesk.ui.standing import stand
from salesdesk.ui.status_line import StatusLine
from salesdesk.ui.team_door import TeamDoor
from salesdesk.ui.top_bar import TopBar
from salesdesk.ui.verbs import NEEDS_FILE, add_verbs, fill_menu
from salesdesk.ui.ways import Ways
from salesdesk.words.i18n import _, say

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.ui.command_palette import CommandPalette

LOG_VISIT_SHEET = "salesdesk.ui.log_visit"
WIDTH, HEIGHT = 1366, 768
FRAME, TITLE_BAR = 4, 36
"""What a window manager draws around the window, in pixels: it cannot be asked before the window is shown."""
TODAYS_REPORT: Id = b""
"""`Page.open_record(Kind.REPORT, TODAYS_REPORT)` asks for today's daily report, begun or not."""


class MainWindow(QMainWindow):
    """Painted before any file is open; `open_desk` brings the pages to life, one by one as they are shown."""

    wanted = Signal(object)
    """The path of a file that the user wants to open instead."""
    damaged = Signal(object)
    """Why the open file cannot be read, in words."""
    missed = Signal()
    """The open file is no longer where it was."""

    def __init__(self, settings: SettingsFile, jobs: Jobs | None = None, only: Sequence[Tab] | None = None) -> None:
        super().__init__()
        stand(self)
        self.tabs = {tab.key: tab for tab in (tabs() if only is None else only)}
        self.settings = settings
        self.jobs = jobs or Jobs(self)
        self.desk: Desk | None = None
        self.context: PageContext | None = None
        self.notices = Notices(self, self.undo)
        self._going: Running | None = None
        self.jobs.refused = self._on_refused
        self.team = TeamDoor(settings, self.jobs, self)
        self.team.merging.connect(self.merge_files)
        self._bridge: Bridge | None = None
        self.verbs = add_verbs(self)
        self._palette: CommandPalette | None = None
        self._lay_out()
        self._midnight = QTimer(self, interval=60_000)
        self._midnight.timeout.connect(self.check_day)
        self._restore_place()
        self._set_ready(False)

    def _lay_out(self) -> None:
        self.rail = Rail(list(self.tabs.values()))
        self.rail.chosen.connect(self.show_page)
        self._menu: QMenu | QMenuBar = self.menuBar() if sys.platform == "darwin" else QMenu(self)
        if isinstance(self._menu, QMenu):
            self.rail.set_menu(self._menu)
        self.bar = TopBar(self.verbs["log_visit"], self.verbs["search"])
        self.shelf = Shelf(self.tabs)
        self.shelf.turned.connect(self._on_turned)
        self.status = StatusLine(self.jobs)
        self.banner = Banner(self.team.leaving.emit)
        right = QVBoxLayout()
        right.setSpacing(0)
        self.remark = Remark()
        right.addWidget(self.banner)
        right.addWidget(self.remark)
        right.addWidget(self.bar)
        right.addWidget(self.shelf, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.status)
        self._layers = QStackedWidget()
        self._layers.addWidget(body)
        self.setCentralWidget(self._layers)

    # --- the file -----------------------------------------------------------------------------------------------

    def open_desk(self, desk: Desk) -> None:
        """Show this file; the one shown before is closed."""
        self.close_desk()
        self.desk = desk
        self._bridge = Bridge(desk, self)
        self._bridge.changed.connect(self._on_changed)
        self._bridge.damaged.connect(self.damaged)
        ways = Ways(self)
        self.context = PageContext(
            desk=desk,
            bridge=self._bridge,
            jobs=self.jobs,
            notify=self.notices,
            go=ways.go,
            log_visit=ways.log_visit,
            show_history=ways.show_history,
            team=self.team,
        )
        self.shelf.fill(self.context)
        self._set_ready(True)
        self.status.show_desk(desk)
        self._midnight.start()
        self._today = desk.today()
        self._top_up()
        if self.tabs:
            self.show_page(next(iter(self.tabs)))

    def show_opening(self, sentence: str = "") -> None:
        """A file is on its way (or what happens to it): said where its pages will be."""
        self.shelf.show_opening(sentence)

    def cover_with(self, cover: QWidget) -> None:
        """Show nothing but this; what is beneath is neither seen nor reached by a key."""
        self._layers.addWidget(cover)
        self._layers.setCurrentWidget(cover)

    def uncover(self) -> None:
        """Show again what was covered."""
        cover = self._layers.widget(1)
        self._layers.setCurrentIndex(0)
        if cover is not None:
            self._layers.removeWidget(cover)

    def close_desk(self) -> None:
        """Put every page away and close the file."""
        if self.desk is None or self._bridge is None:
            return
        self._put_sheets_away()
        self.team.rest()
        self.jobs.wait()
        self._midnight.stop()
        self._bridge.close()
        self.notices.clear()
        self.bar.clear()
        self.verbs.set_page(())
        self.shelf.empty()
        self.status.show_desk(None)
        self.desk.close()
        self.desk = self.context = self._bridge = None
        self._set_ready(False)
        self.remark.clear()
        if self.banner.looking:
            self.banner.leave()
            self.team.left()

    def show_instead(self, widget: QWidget) -> None:
        """Fill the window with something that is not a page (the first minute), until a file is open."""
        self._set_ready(False)
        self.bar.hide()
        self.rail.hide()
        self.shelf.addWidget(widget)
        self.shelf.setCurrentWidget(widget)

    # --- from page to page --------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Come to this page."""
        self.shelf.show_page(key)

    @property
    def page(self) -> Page | None:
        """The page in view; None while no file is open."""
        return self.shelf.page

    def go(self, kind: Kind, record_id: Id) -> None:
        """Show a record on the page where it lives."""
        key = HOME.get(kind, "")
        page = self.shelf.show_page(key) if key in self.tabs else None
        if page is not None:
            page.open_record(kind, record_id)

    def go_back(self) -> None:
        """The page seen before."""
        self.shelf.walk(-1)

    def go_forward(self) -> None:
        """The page seen after, before one went back."""
        self.shelf.walk(+1)

    def _on_turned(self, page: Page) -> None:
        self.rail.mark(page.key)
        self.bar.show_page(page)
        self.verbs.set_page([*page.bar_actions(), *page.more_actions()])

    # --- verbs of the window ------------------------------------------------------------------------------------

    def log_visit(
        self, *, client_id: Id | None = None, visit_id: Id | None = None, opportunity_id: Id | None = None
    ) -> None:
        """Open the log-visit sheet over whatever is shown."""
        if self.context is not None and (visit_id is not None or self.may_write()):
            about = {"client_id": client_id, "visit_id": visit_id, "opportunity_id": opportunity_id}
            late.sheet("LogVisitSheet")(self.context, self, **about).show_over()

    def may_write(self) -> bool:
        """Whether a file is open that may be written; says so where it is open for reading only."""
        if self.desk is not None and self.desk.read_only:
            self.notices.problem(_("This file is open for reading only."))
        return self.desk is not None and not self.desk.read_only

    @property
    def palette_sheet(self) -> CommandPalette:
        """The palette, built when it is first wanted."""
        if self._palette is None:
            self._palette = late.sheet("CommandPalette")(self.verbs.all, self.go, self)
        return self._palette

    def search(self) -> None:
        """Open the palette."""
        self.palette_sheet.open_for(self.desk)

    def show_history(self, kind: Kind, record_id: Id) -> None:
        """Who changed this record, when and how."""
        if self.context is not None:
            late.sheet("HistorySheet")(self.context, self, kind=kind, record_id=record_id).show_over()

    def show_history_here(self) -> None:
        """Who changed what the cursor of this page is on."""
        chosen = self.page.chosen() if self.page else None
        if chosen is not None:
            self.show_history(*chosen)
        elif self.context is not None:
            self.notices.problem(_("Choose a record first. “History of this file…” shows everything."))

    def show_import(self) -> None:
        """Take in data of another program."""
        if self.context is not None:
            open_import(self.context, self)

    def import_appointments(self) -> None:
        """Take in what stands in another calendar, so that visits are planned around it."""
        if self.context is not None:
            open_import(self.context, self, kind="appointments")

    def export_plan(self) -> None:
        """Write visits for the calendar of a telephone or an office program."""
        if self.context is not None:
            late.sheet("PlanExportSheet")(self.context, self).show_over()

    def show_export(self) -> None:
        """Give a whole list to another program."""
        if self.context is not None:
            late.sheet("ExportSheet")(self.context, self).show_over()

    def new_appointment(self) -> None:
        """Take time for something that is no visit."""
        if self.context is not None and self.may_write():
            late.sheet("AppointmentSheet")(self.context, self).show_over()

    def new_leave(self) -> None:
        """Take days off."""
        if self.context is not None and self.may_write():
            late.sheet("AppointmentSheet")(self.context, self, kind=AppointmentKind.LEAVE).show_over()

    def show_products(self) -> None:
        """What is sold: product lines with their share of the target, and products."""
        if self.context is not None:
            late.sheet("ProductsSheet")(self.context, self).show_over()

    def show_trends(self) -> None:
        """Months, industries, funnel and clients as charts."""
        if self.context is not None:
            late.sheet("TrendsSheet")(self.context, self).show_over()

    def show_quotes(self) -> None:
        """All quotes and orders."""
        if self.context is not None:
            late.sheet("QuotesSheet")(self.context, self).show_over()

    def new_quote(self) -> None:
        """A quote for a client to be chosen."""
        if self.context is not None and self.may_write():
            late.sheet("QuoteSheet")(self.context, self).show_over()

    def new_order(self) -> None:
        """An order of a client to be chosen."""
        if self.context is not None and self.may_write():
            late.sheet("OrderSheet")(self.context, self).show_over()

    def show_money(self) -> None:
        """Invoices, payments and what is owed."""
        if self.context is not None:
            late.sheet("MoneySheet")(self.context, self).show_over()

    def new_payment(self) -> None:
        """Money that came in."""
        if self.context is not None and self.may_write():
            late.sheet("PaymentSheet")(self.context, self).show_over()

    def show_enquiries(self) -> None:
        """What clients asked and complained of, and how fast they were answered."""
        if self.context is not None:
            late.sheet("EnquiriesSheet")(self.context, self).show_over()

    def new_enquiry(self) -> None:
        """A client asks or complains."""
        if self.context is not None and self.may_write():
            late.sheet("EnquirySheet")(self.context, self).show_over()

    def show_surveys(self) -> None:
        """Who is to be asked this quarter how content it is."""
        if self.context is not None:
            late.sheet("SurveysSheet")(self.context, self).show_over()

    def show_working_days(self) -> None:
        """Which days are worked: the region's holidays, a year to check, the working week."""
        if self.context is not None:
            late.sheet("WorkingDaysSheet")(self.context, self).show_over()

    def show_contact_rules(self) -> None:
        """How often clients of each tier are to be met."""
        if self.context is not None:
            late.sheet("ContactRulesSheet")(self.context, self).show_over()

    def show_coverage(self) -> None:
        """What became of the contact rules, by tier and period."""
        if self.context is not None:
            late.sheet("CoverageSheet")(self.context, self).show_over()

    def show_visit_plan(self) -> None:
        """The form of the week's visits, to be signed."""
        if self.context is not None:
            late.sheet("VisitPlanSheet")(self.context, self, self.context.desk.today()).show_over()

    def show_tier_paper(self) -> None:
        """The review of the quarter's tiers, to be signed."""
        if self.context is not None:
            late.sheet("TierPaperSheet")(self.context, self).show_over()

    def show_bin(self) -> None:
        """What was deleted, to be brought back."""
        if self.context is not None:
            late.sheet("BinSheet")(self.context, self).show_over()

    def show_merge(self) -> None:
        """Take the files of others into this one."""
        self.merge_files(())

    def merge_files(self, paths: Sequence[Path]) -> None:
        """The same, with files that are chosen already."""
        if self.context is not None and self.may_write():
            late.sheet("MergeFilesSheet")(self.context, self, paths).show_over()

    def show_conflicts(self) -> None:
        """What two people changed without knowing of each other."""
        if self.context is not None:
            late.sheet("ConflictsSheet")(self.context, self).show_over()

    def show_closing(self) -> None:
        """Close a month, or reopen one."""
        if self.context is not None and self.may_write():
            late.sheet("ClosingSheet")(self.context, self).show_over()

    def show_hand_over(self) -> None:
        """Give a territory to another rep."""
        if self.context is not None and self.may_write():
            late.sheet("HandOverSheet")(self.context, self).show_over()

    def show_hand_out(self) -> None:
        """Write targets, clients, products as a file for a rep."""
        if self.context is not None:
            late.sheet("HandOutSheet")(self.context, self).show_over()

    def take_in(self) -> None:
        """Look into a file that was handed out, and take it in."""
        if self.context is None or not self.may_write():
            return
        path = dialogs.open_file(self, _("Take in"), folder=documents(), kinds=_("SalesDesk files (*.salesdesk)"))
        if path is not None:
            self.merge_files([path])

    def todays_report(self) -> None:
        """Come to today's daily report."""
        self.go(Kind.REPORT, TODAYS_REPORT)

    def show_preferences(self) -> None:
        """Language, look, size of letters, company."""
        late.sheet("PreferencesSheet")(self.settings, self).show_over()

    def show_keys(self) -> None:
        """Every key, searchable."""
        late.sheet("KeysSheet")(self.verbs.all(), self.page.keys() if self.page else (), self).show_over()

    def refresh_menu(self) -> None:
        """Make the menu anew: another language, another recent file."""
        fill_menu(self._menu, self)

    def undo(self) -> None:
        """Take back the last thing done, also one of an earlier day."""
        self._go_back(again=False)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._go_back(again=True)

    def _go_back(self, *, again: bool) -> None:
        if self.desk is None or not self.may_write() or (self._going and not self.jobs.is_over(self._going)):
            return

        def done(change: ChangeSet) -> None:
            self.notices.tell(ways_back.said(change, again=again))

        way = self.desk.history.last(again=again)
        self._going = ways_back.go(self.desk, self.jobs, way, done, self._on_refused)

    def check_day(self) -> None:
        """A new day makes every page stale: due, late and today mean something else now."""
        if self.desk is None:
            return
        self.status.refresh()
        if self.desk.today() != self._today:
            self._today = self.desk.today()
            self._top_up()
            self.shelf.invalidate()

    def _top_up(self) -> None:
        """Recurring visits are made a year ahead; where that cannot be written, the next day tries again."""
        if self.desk is not None:
            with suppress(Refused):
                self.desk.series.top_up()

    # --- what happens to the window -----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.settings.keep(geometry=geometry)
        self.close_desk()
        self.jobs.wait()  # also where no file is open yet: the sample may be under way
        self.team.drop()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.verbs.retranslate()
            self.refresh_menu()
        super().changeEvent(event)

    def keep_drafts(self) -> None:
        """Write down what is half typed in the sheets over the window."""
        for sheet in self.findChildren(QDialog):
            if sheet.isVisible():
                getattr(sheet, "keep_draft", bool)()

    def _put_sheets_away(self) -> None:
        """A sheet open over the window writes down what is typed while the file is open, and goes with the file."""
        for sheet in self.findChildren(QDialog):
            if sheet.isVisible():
                getattr(sheet, "keep_draft", bool)()
                sheet.done(QDialog.DialogCode.Rejected)

    def _on_changed(self, _change: ChangeSet) -> None:
        self.status.refresh()

    def _on_refused(self, refused: Refused) -> None:
        self.notices.problem(say(refused))

    def _restore_place(self) -> None:
        self.setWindowTitle(_("SalesDesk"))
        self.resize(WIDTH, HEIGHT)
        if self.settings.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.settings.settings.geometry.encode("ascii")))
        self._fit_screen()

    def _fit_screen(self) -> None:
        """Never larger than the screen leaves room for, nor outside of it: also after another screen was unplugged."""
        free = self.screen().availableGeometry()
        wide, high = free.width() - 2 * FRAME, free.height() - TITLE_BAR - FRAME
        self.setMinimumSize(min(1024, wide), min(640, high))
        if self.isMaximized() or self.isFullScreen():
            return
        if self.width() > wide or self.height() > high:
            self.setGeometry(
                max(free.left() + FRAME, min(self.x(), free.left() + free.width() - FRAME - min(self.width(), wide))),
                max(
                    free.top() + TITLE_BAR, min(self.y(), free.top() + free.height() - FRAME - min(self.height(), high))
                ),
                min(self.width(), wide),
                min(self.height(), high),
            )

    def _set_ready(self, ready: bool) -> None:
        """Some verbs need an open file; logging needs one that may be written."""
        if ready:
            self.bar.show()
            self.rail.show()
        self.rail.setEnabled(ready)
        for key in NEEDS_FILE:
            self.verbs[key].setEnabled(ready)
        writable = ready and self.desk is not None and not self.desk.read_only
        can_log = writable and importlib.util.find_spec(LOG_VISIT_SHEET) is not None
        self.verbs["log_visit"].setEnabled(ready and (can_log or not writable))  # its key says why it cannot be done
        self.bar.set_ready(can_log, ready)
