"""The desk: an open file and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

from salesdesk.domain.change import ChangeSet, Id, Kind, Label, New
from salesdesk.domain.errors import FileDamaged, Refused
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.services import finder, notes
from salesdesk.services.appointments import Appointments
from salesdesk.services.backups import Backups
from salesdesk.services.bin import Bin
from salesdesk.services.bundles import Bundles
from salesdesk.services.cadence import Cadence
from salesdesk.services.clients import Clients
from salesdesk.services.closing import Closing
from salesdesk.services.coverage import Coverage
from salesdesk.services.day_sheets import DaySheets
from salesdesk.services.decision import Decision
from salesdesk.services.drafts import Drafts
from salesdesk.services.duplicates import Duplicates
from salesdesk.services.enquiries import Enquiries
from salesdesk.services.exports import Exports
from salesdesk.services.figures import Figures
from salesdesk.services.funnel import Funnel
from salesdesk.services.funnel_analysis import FunnelAnalysis
from salesdesk.services.goals import Goals
from salesdesk.services.hand_out import HandOut
from salesdesk.services.hand_over import HandOver
from salesdesk.services.history import History
from salesdesk.services.holidays import Holidays
from salesdesk.services.imports import Imports
from salesdesk.services.invoices import Invoices
from salesdesk.services.maintenance import Maintenance
from salesdesk.services.merging import Merging
from salesdesk.services.milestones import Milestones
from salesdesk.services.orders import Orders
from salesdesk.services.packs import Packs
from salesdesk.services.plan_actual import PlanActual
from salesdesk.services.plan_versions import PlanVersions
from salesdesk.services.planning import Planning
from salesdesk.services.product_goals import ProductGoals
from salesdesk.services.products import Products
from salesdesk.services.prospects import Prospects
from salesdesk.services.publishing import Held, Publishing, held_by
from salesdesk.services.quote_paper import QuotePapers
from salesdesk.services.quotes import Quotes
from salesdesk.services.reports import Reports
from salesdesk.services.resolutions import Resolutions
from salesdesk.services.reviews import Reviews
from salesdesk.services.safety import Safety
from salesdesk.services.series import Series
from salesdesk.services.session import Clock, Session, system_clock
from salesdesk.services.surveys import Surveys
from salesdesk.services.targets import Targets
from salesdesk.services.tenders import Tenders
from salesdesk.services.tier_sheets import TierSheets
from salesdesk.services.tiers import Tiers
from salesdesk.services.today import Today
from salesdesk.services.trends import Trends
from salesdesk.services.visit_plans import VisitPlans
from salesdesk.services.visits import Visits
from salesdesk.services.working import Working
from salesdesk.store import journal
from salesdesk.store.engine import TROUBLE, PlaceReadOnly, damage, refusal
from salesdesk.store.file import DeskFile, FileGone, Partly
from salesdesk.store.gate import FileNewer
from salesdesk.store.read.keeping import keep
from salesdesk.store.read.rows import things
from salesdesk.store.read.settings import setting, setting_change

__all__ = ["Desk", "FileNewer", "Partly", "PlaceReadOnly"]


class Desk:
    """Verbs and questions, one noun each: `desk.visits.log(…)`, `desk.funnel.board()`."""

    def __init__(self, file: DeskFile, clock: Clock = system_clock, *, team: str = "") -> None:
        session = Session(file, clock, team=team)
        self.session = session
        self.file = file
        self.clients = Clients(session)
        self.tiers = Tiers(session)
        self.prospects = Prospects(session)
        self.maintenance = Maintenance(session)
        self.duplicates = Duplicates(session)
        self.visits = Visits(session)
        self.series = Series(session, self.visits)
        self.appointments = Appointments(session)
        self.funnel = Funnel(session)
        self.decision = Decision(session)
        self.reviews = Reviews(session)
        self.products = Products(session)
        self.bundles = Bundles(session)
        self.quotes = Quotes(session, self.bundles)
        self.quote_papers = QuotePapers(session)
        self.orders = Orders(session)
        self.invoices = Invoices(session)
        self.surveys = Surveys(session)
        self.enquiries = Enquiries(session)
        self.milestones = Milestones(session)
        self.tenders = Tenders(session)
        self.resolutions = Resolutions(session)
        self.bin = Bin(
            session,
            {
                Kind.CLIENT: self.clients.restore,
                Kind.CONTACT: self.clients.restore_contact,
                Kind.VISIT: self.visits.restore,
                Kind.APPOINTMENT: self.appointments.restore,
                Kind.OPPORTUNITY: self.funnel.restore,
                Kind.PRODUCT_LINE: self.products.restore_line,
                Kind.PRODUCT: self.products.restore_product,
                Kind.BUNDLE: self.bundles.restore,
                Kind.QUOTE: self.quotes.restore,
                Kind.ORDER: self.orders.restore,
                Kind.INVOICE: self.invoices.restore,
                Kind.PAYMENT: self.invoices.restore_payment,
                Kind.SURVEY: self.surveys.restore,
                Kind.ENQUIRY: self.enquiries.restore,
                Kind.MILESTONE: self.milestones.restore,
                Kind.TENDER: self.tenders.restore,
                Kind.RESOLUTION: self.resolutions.restore,
            },
        )
        self.targets = Targets(session)
        self.plan_versions = PlanVersions(session)
        self.figures = Figures(session)
        self.goals = Goals(session)
        self.product_goals = ProductGoals(session)
        self.analysis = FunnelAnalysis(session, self.figures)
        self.trends = Trends(session, self.analysis)
        self.reports = Reports(session)
        self.packs = Packs(session)
        self.todo = Today(session)
        self.history = History(session, self.bin)
        self.closing = Closing(session)
        self.hand_over = HandOver(session)
        self.hand_out = HandOut(session)
        self.holidays = Holidays(session)
        self.working = Working(session)
        self.cadence = Cadence(session)
        self.planning = Planning(session)
        self.day_sheets = DaySheets(session, self.clients, self.visits, self.funnel)
        self.visit_plans = VisitPlans(session, self.visits)
        self.tier_sheets = TierSheets(session, self.tiers)
        self.coverage = Coverage(session)
        self.drafts = Drafts(session)
        self.plan_actual = PlanActual(session)
        self.imports = Imports(session)
        self.exports = Exports(session)
        self.backups = Backups(session)
        self.merging = Merging(session)
        self.safety = Safety(session)
        self.publishing = Publishing(session, self._to_read_on)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = system_clock, read_only: bool = False, team: str = "") -> Desk:
        """Open a file; one made by an older SalesDesk is upgraded first and its backup kept.

        `team` names a team whose files are read here as one (`services/team.py`): then it is nobody's own.

        The backup on opening is made afterwards, beside the work: `desk.backups.make(Reason.OPEN)`.
        Raises FileRefused with the sentence that says why it cannot be opened; `PlaceReadOnly`, a kind of it,
        when `read_only=True` would do; `FileNewer`, another, when that may do.
        """
        file = DeskFile.open(path, clock(), read_only=read_only)
        try:
            return cls(file, clock, team=team)
        except BaseException as error:
            file.close()
            if isinstance(error, TROUBLE):
                raise refusal(error, path) from error
            raise

    def _to_read_on(self, path: Path, day: date) -> Desk:
        """A file of which nothing is changed, as it will be read at noon of a day."""
        noon = datetime.combine(day, time(12), tzinfo=self.session.now().tzinfo)
        return Desk.open(path, clock=lambda: noon, read_only=True)

    @classmethod
    def create(
        cls, path: Path, *, rep_name: str, currency: str = "CNY", language: str = "", clock: Clock = system_clock
    ) -> Desk:
        """A new, empty file of a rep. Raises FileRefused when it cannot be made there, Refused without a name."""
        if not rep_name.strip():
            raise Refused(N_("Say whose file it is: a name is needed."), field="rep_name")
        file = DeskFile.create(path)
        try:
            rep = file.ids()
            journal.record(
                file,
                [
                    New(Kind.REP, rep, {"name": rep_name.strip()}),
                    setting_change(file.conn, "own_rep", rep.hex()),
                    setting_change(file.conn, "currency", currency),
                    setting_change(file.conn, "language", language),
                ],
                Label("file.created", {"rep": rep_name.strip()}),
                undoable=False,
            )
            return cls(file, clock)
        except BaseException:
            file.abandon()
            raise

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def rep(self) -> Rep:
        """Whose file this is."""
        return self.session.rep

    @property
    def is_team(self) -> bool:
        """Whether the files of a team are read here as one, so that it is nobody's own."""
        return self.session.is_team

    @property
    def whose(self) -> Id | None:
        """The rep whose day, calendar and plan are shown; None for everybody."""
        return self.session.whose

    @property
    def currency(self) -> str:
        """The file's own currency code."""
        return self.session.currency

    @property
    def language(self) -> str:
        """The language the file was made in ('' if it does not say): that of its reports."""
        return str(setting(self.file.conn, "language", ""))

    def reps(self) -> list[Rep]:
        """Every rep the file knows, the own one among them."""
        return things(self.file.conn, Rep)

    @property
    def read_only(self) -> bool:
        return self.file.read_only

    @property
    def held(self) -> Held | None:
        """What this file holds, where it is only a part of another; None for a whole one."""
        return held_by(self.file.about)

    @property
    def listeners(self) -> list[Callable[[ChangeSet], None]]:
        """Called with every ChangeSet after it is on disk."""
        return self.session.listeners

    @property
    def saved_at(self) -> datetime | None:
        """When something was last written to disk, since the file was opened."""
        return self.session.saved_at

    @property
    def last_backup(self) -> datetime | None:
        """When the newest backup of this file was made."""
        last = self.backups.last()
        return last.made_at if last else None

    def now(self) -> datetime:
        return self.session.now()

    def today(self) -> date:
        return self.session.today()

    def moment(self, day: date, at: time, like: datetime | None = None) -> datetime:
        """A day and an hour as a moment: see `Session.moment`."""
        return self.session.moment(day, at, like)

    def find(self, text: str) -> list[finder.Found]:
        """Clients and opportunities by characters, pinyin or initials, for the command palette."""
        return finder.find(self.session, self.clients, text)

    def find_papers(self, text: str) -> list[finder.Found]:
        """Quotes and orders by their number."""
        return finder.find_papers(self.session, text)

    def find_notes(self, text: str, limit: int = 50) -> list[notes.NoteHit]:
        """What was written down, by its words, the newest first."""
        return notes.notes(self.session, text, limit)

    def undo(self) -> ChangeSet:
        return self.history.undo()

    def redo(self) -> ChangeSet:
        return self.history.redo()

    def next_undo(self) -> Label | None:
        return self.history.next_undo()

    def next_redo(self) -> Label | None:
        return self.history.next_redo()

    def damage_in(self, error: BaseException) -> FileDamaged | None:
        """The sentence for an error that came of damage to the file; None for any other error."""
        return damage(error, self.path)

    def look_whether_there(self) -> None:
        """Look whether the file is still where it was opened; who waits for `file.missed` is told where it is not."""
        if not self.read_only:
            with suppress(FileGone):
                self.file.must_be_there()

    def save_elsewhere(self, out: Path) -> None:
        """All that was done so far as a new file, also where the open one is gone. Raises FileRefused."""
        self.file.save_elsewhere(out)

    def settle(self) -> None:
        """Fold SQLite's log into the file (1 to 3 ms): for moments in which the user does nothing."""
        self.keep(closing=False)
        self.file.checkpoint()

    def keep(self, *, closing: bool = True) -> None:
        """Write into the file what figures are quickly told from, if they were asked for.

        When it is not `closing` only what is known by now: some milliseconds.
        """
        keep(self.file, closing=closing)

    def close(self) -> None:
        """Close the file; it is one file afterwards."""
        self.keep()
        self.file.close()
