"""Reports read beside the window: a long one, or a whole set of days, weeks or months, of one rep or of everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import ReportKind
from salesdesk.domain.text import N_
from salesdesk.reports import names
from salesdesk.reports.document import Document
from salesdesk.services.reports import Reports, ReportView, first_day_of
from salesdesk.services.session import Session
from salesdesk.store.read import reports as read
from salesdesk.store.read.rows import things
from salesdesk.store.read.working import workdays
from salesdesk.words.i18n import in_language, language
from salesdesk.words.labels import label

MOST = 2_000
"""Reports of one set."""
GAPS = ("kind", "rep", "date", "week", "month", "year", "number")
"""What the pattern of a file's name may name."""


@dataclass(frozen=True, slots=True)
class PackWish:
    """Reports of one kind from the first to the last day, of these reps, in this order; of the `scope` "team", those
    of all together."""

    kind: ReportKind
    first: date
    last: date
    reps: tuple[Id, ...] = ()
    scope: str = ""


@dataclass(frozen=True, slots=True)
class PackPart:
    """One report of the set."""

    kind: ReportKind
    day: date
    rep_id: Id
    rep: str
    scope: str = ""


class Packs:
    """What a set holds, its files' names, and its documents, read by the job's own thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def parts(self, wish: PackWish) -> list[PackPart]:
        """The reports of the set, rep after rep; days off without a visit are left out. Refused where there are none or
        too many."""
        if wish.last < wish.first:
            raise Refused(N_("The period ends before it begins."), field="last")
        if (wish.last - wish.first).days > 366 * 5:
            raise Refused(N_("Five years at most go into one set. Choose a shorter period."), field="last")
        known = {rep.id: rep.name for rep in self.reps()}
        found = [
            PackPart(wish.kind, day, pk, known[pk]) for pk in wish.reps if pk in known for day in self._days(wish, pk)
        ]
        if not found:
            raise Refused(N_("There is no report in this period."), field="last")
        if len(found) > MOST:
            raise Refused(N_("These are {n} reports; {most} at most go into one set."), n=len(found), most=MOST)
        return found

    def reps(self) -> list[Rep]:
        """Everybody the file knows, its owner first."""
        own = self._session.rep.id
        there = [rep for rep in things(self._conn, Rep) if not rep.deleted]
        return sorted(there, key=lambda rep: (rep.id != own, rep.name))

    def names(self, pattern: str, parts: list[PackPart]) -> list[str]:
        """What the file of each part is called, without ending, in the language in use. Refused for a wrong pattern."""
        taken: set[str] = set()
        return [names.free(names.filled(pattern, _gaps(part, n)), taken) for n, part in enumerate(parts, start=1)]

    def documents(self, parts: list[PackPart]) -> Iterator[Document]:
        """Read one after the other with a connection of the thread that asks, in the language in use now."""
        return self._documents(parts, language())

    def view(self, kind: ReportKind, day: date, scope: str = "") -> Callable[[], ReportView]:
        """One report with all that is said about it, to be read by another thread, in the language in use now."""
        return partial(self._view, language(), kind, day, scope)

    # --- private ----------------------------------------------------------------------------------------------

    def _view(self, spoken: str, kind: ReportKind, day: date, scope: str) -> ReportView:
        with closing(self._session.file.second()) as file, in_language(spoken):
            return Reports(self._session.beside(file)).view(kind, day, scope)

    def _documents(self, parts: list[PackPart], spoken: str) -> Iterator[Document]:
        with closing(self._session.file.second()) as file:
            reports = Reports(self._session.beside(file))
            for part in parts:
                with in_language(spoken):
                    rep = None if part.scope else part.rep_id
                    document = reports.document(part.kind, part.day, rep, part.scope)
                yield document

    def _days(self, wish: PackWish, rep: Id) -> list[date]:
        days = Period(wish.first, wish.last)
        whole = [wish.first + timedelta(days=n) for n in range((wish.last - wish.first).days + 1)]
        if wish.kind is not ReportKind.DAILY:
            return sorted({first_day_of(wish.kind, day) for day in whole})
        contacts = read.visits_by_day(self._conn, None if wish.scope else rep, days)
        work = workdays(self._conn)
        return [day for day in whole if contacts.get(day) or day in work]


def _gaps(part: PackPart, number: int) -> dict[str, str]:
    year, week, _weekday = part.day.isocalendar()
    filling = (
        *(label(part.kind), part.rep, part.day.isoformat(), f"{year}-W{week:02d}"),
        *(f"{part.day:%Y-%m}", f"{part.day:%Y}", f"{number:03d}"),
    )
    return dict(zip(GAPS, filling, strict=True))
