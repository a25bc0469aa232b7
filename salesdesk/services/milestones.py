"""The year's milestones: adopted, ticked off, judged by what the file says (spec 1.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import Tally, figures_of
from salesdesk.domain.milestone import ChecklistItem, Criterion, Milestone
from salesdesk.domain.milestone_state import Judged, Progress, defaults, first_day, judge
from salesdesk.domain.period import Period
from salesdesk.domain.rep import Rep
from salesdesk.domain.target import Metric
from salesdesk.domain.text import N_
from salesdesk.services.figures import Figures
from salesdesk.services.invoices import Invoices
from salesdesk.services.parts import field_edits, part_changes, place
from salesdesk.services.session import Session
from salesdesk.store.read import milestones as read
from salesdesk.store.read.figures import Part, Scope, tallies
from salesdesk.store.read.rows import thing, things
from salesdesk.store.tables import TABLES
from salesdesk.words.i18n import _

_MILESTONE, _ITEM = TABLES[Kind.MILESTONE].c, TABLES[Kind.CHECKLIST_ITEM].c


@dataclass(frozen=True, slots=True)
class MilestoneCard:
    """A milestone with its checklist, what was measured, and how it stands."""

    milestone: Milestone
    items: tuple[ChecklistItem, ...]
    progress: Progress
    judged: Judged


class Milestones:
    """Four quarters of the rep's own year."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._figures = Figures(session)
        self._invoices = Invoices(session)

    # verbs

    def adopt(self, year: int, quarters: Sequence[int] = (1, 2, 3, 4)) -> ChangeSet:
        """Take over the work plan's milestones of these quarters where a quarter has none yet."""
        births = self.proposed(year, quarters)
        if not births:
            raise Refused(N_("These quarters have their milestones already."))
        return self._session.record(Label("milestone.adopted", {"year": str(year)}), births)

    def add(self, year: int, quarter: int, title: str, items: Sequence[str] = (), **values: object) -> Id:
        """A milestone of one's own; further values are fields of `domain.milestone.Milestone`. Raises Refused."""
        pk = self._session.new_id()
        own = {"rep_id": self._session.rep.id, "year": year, "quarter": quarter, "title": title.strip(), **values}
        _check(title, quarter)
        births: list[Change] = [New(Kind.MILESTONE, pk, own), *self._lines(pk, items)]
        self._session.record(Label("milestone.added", {"title": title.strip()}), births)
        return pk

    def edit(self, before: Milestone, after: Milestone, items: Sequence[ChecklistItem] | None = None) -> ChangeSet:
        """Store what differs, with the checklist where one is given, as one action. Raises Refused, Conflict."""
        _check(after.title, after.quarter)
        changes = field_edits(Kind.MILESTONE, before, replace(after, title=after.title.strip()))
        if items is not None:
            ordered = [replace(item, sort=place(at)) for at, item in enumerate(items)]
            stored = self.items_of(before.id)
            changes += part_changes(self._session, Kind.CHECKLIST_ITEM, stored, ordered, milestone_id=before.id)
        return self._session.record(Label("milestone.changed", {"title": after.title.strip()}), changes)

    def tick(self, item_id: Id, *, done: bool = True) -> ChangeSet:
        """Tick a line of a checklist, of a milestone or a tender, or take the tick away."""
        item = thing(self._conn, ChecklistItem, item_id)
        if item is None or item.deleted:
            raise Refused(N_("This line of the checklist is gone."))
        day = (item.done_on or self._session.today()) if done else None
        edits = [Edit(Kind.CHECKLIST_ITEM, item.id, "done_on", item.done_on, day)] if day != item.done_on else []
        key = "checklist.ticked" if done else "checklist.unticked"
        return self._session.record(Label(key, {"text": item.text}), edits)

    def done(self, milestone_id: Id, note: str = "") -> ChangeSet:
        """Say that it is done, whatever was measured."""
        before = self._known(milestone_id)
        after = replace(before, done_on=self._session.today(), note=note.strip() or before.note)
        label = Label("milestone.done", {"title": before.title})
        return self._session.record(label, field_edits(Kind.MILESTONE, before, after))

    def bin(self, milestone_id: Id) -> ChangeSet:
        """Put it into the bin."""
        before = self._known(milestone_id)
        gone = [Edit(Kind.MILESTONE, before.id, "deleted", before=False, after=True)]
        return self._session.record(Label("milestone.deleted", {"title": before.title}), gone)

    def restore(self, milestone_id: Id) -> ChangeSet:
        """Take a milestone out of the bin, with its checklist. Raises Refused."""
        before = self.get(milestone_id)
        if before is None:
            raise Refused(N_("This milestone is gone."))
        back = [Edit(Kind.MILESTONE, before.id, "deleted", before=True, after=False)]
        return self._session.record(Label("milestone.restored", {"title": before.title}), back)

    # questions

    def proposed(self, year: int, quarters: Sequence[int] = (1, 2, 3, 4)) -> list[New]:
        """The work plan's milestones of these quarters where a quarter has none yet, in the language of the moment."""
        taken = {one.quarter for one in self._of(year)}
        return [birth for quarter in quarters if quarter not in taken for birth in self._adopted(year, quarter)]

    def of_year(self, year: int) -> list[MilestoneCard]:
        """The year's milestones in their order, each judged as of today; everybody's with whose they are."""
        if self._session.whose is not None:
            return [self._card(one) for one in self._of(year)]
        reps = {one.id: one.name for one in things(self._conn, Rep)}
        words = _("{client} ({rep})")
        named = [
            replace(one, title=words.format(client=one.title, rep=reps.get(one.rep_id, ""))) for one in self._of(year)
        ]
        return [self._card(one) for one in named]

    def get(self, milestone_id: Id) -> Milestone | None:
        """One milestone, also from the bin."""
        return thing(self._conn, Milestone, milestone_id)

    def items_of(self, milestone_id: Id) -> list[ChecklistItem]:
        """The lines of its checklist."""
        return things(self._conn, ChecklistItem, _ITEM.milestone_id == milestone_id, order=(_ITEM.sort, _ITEM.id))

    # private

    def _of(self, year: int) -> list[Milestone]:
        order = (_MILESTONE.quarter, _MILESTONE.sort, _MILESTONE.id)
        whose = self._session.whose
        of_rep = () if whose is None else (_MILESTONE.rep_id == whose,)
        return things(self._conn, Milestone, _MILESTONE.year == year, *of_rep, order=order)

    def _card(self, milestone: Milestone) -> MilestoneCard:
        items = tuple(self.items_of(milestone.id))
        period = Period.quarter(first_day(milestone.year, milestone.quarter))
        work, today = self._figures.workdays(), self._session.today()
        whole = work.count(period)
        elapsed = Fraction(work.begun(period, today), whole) if whole else Fraction(today > period.last)
        done = sum(item.done_on is not None for item in items)
        progress = Progress(self._actual(milestone, period), len(items), done, elapsed)
        return MilestoneCard(milestone, items, progress, judge(milestone, progress, today))

    def _actual(self, milestone: Milestone, period: Period) -> int | None:
        """What the file says, in the unit of the criterion."""
        rep, year = milestone.rep_id, Period.year(period.first)
        if milestone.criterion is Criterion.NEW_CLIENTS:
            return self._figures.attainment(Period(year.first, period.last), Metric.NEW_CLIENTS, rep=rep).actual
        if milestone.criterion is Criterion.SALES:
            return self._figures.attainment(period, Metric.SALES, rep=rep).actual
        if milestone.criterion is Criterion.PRODUCTS_PER_CLIENT:
            return _hundredths(self._products(period, rep))
        if milestone.criterion is Criterion.TENDERS:
            return read.tenders_followed(self._conn, period, rep)
        if milestone.criterion is Criterion.TENDER_WIN_RATE:
            return _basis_points(read.tenders_won(self._conn, period, rep).value)
        if milestone.criterion is Criterion.COLLECTION_RATE:
            return _basis_points(self._invoices.collection_rate(period, rep=rep).value)
        return None

    def _products(self, period: Period, rep: Id) -> float | None:
        """Glossary *products per client* at the end of a period."""
        session = self._session
        scope = Scope(period, rep, session.currency, session.today())
        found = Tally(**tallies(self._conn, scope, None, parts=frozenset({Part.CLIENTS})).get("", {}))
        return figures_of(found).products_per_client

    def _adopted(self, year: int, quarter: int) -> list[New]:
        births: list[New] = []
        whole, rep = Period.year(date(year, 1, 1)), self._session.rep.id
        before = Period(date(year - 1, 12, 31), date(year - 1, 12, 31))
        products = _hundredths(self._products(before, rep))
        goal = self._figures.target(whole, Metric.NEW_CLIENTS, rep=rep)
        templates = defaults(quarter, new_clients=goal, products_per_client=Fraction(products) if products else None)
        for at, template in enumerate(templates):
            pk = self._session.new_id()
            own = {"rep_id": rep, "year": year, "quarter": quarter, "title": _(template.title), "sort": place(at)}
            own |= {"criterion": template.criterion, "goal": template.goal}
            births += [New(Kind.MILESTONE, pk, own), *self._lines(pk, [_(item) for item in template.items])]
        return births

    def _lines(self, milestone_id: Id, items: Sequence[str]) -> list[New]:
        return [
            New(
                Kind.CHECKLIST_ITEM,
                self._session.new_id(),
                {"milestone_id": milestone_id, "text": text.strip(), "sort": place(at)},
            )
            for at, text in enumerate(items)
            if text.strip()
        ]

    def _known(self, milestone_id: Id) -> Milestone:
        found = self.get(milestone_id)
        if found is None or found.deleted:
            raise Refused(N_("This milestone is gone."))
        return found


def _check(title: str, quarter: int) -> None:
    if not title.strip():
        raise Refused(N_("Say what is to be reached."), field="title")
    if quarter not in (1, 2, 3, 4):
        raise Refused(N_("A year has four quarters."), field="quarter")


def _hundredths(value: float | None) -> int | None:
    return None if value is None else round(value * 100)


def _basis_points(value: float | None) -> int | None:
    return None if value is None else round(value * 10_000)
