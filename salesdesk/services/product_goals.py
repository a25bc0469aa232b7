"""The gross-margin goal of each product, beside what it left (spec 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.goal import Goal, GoalKey
from salesdesk.domain.period import Period
from salesdesk.domain.product import Product
from salesdesk.domain.report import Rate
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import product_margins as read
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.tables import TABLES

WHOLE = 10_000
"""A margin of everything, in basis points."""

_GOAL = TABLES[Kind.GOAL].c


@dataclass(frozen=True, slots=True)
class MarginGoal:
    """The goal of a product for a year in basis points; None takes it away."""

    year: int
    value_bp: int | None


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product with its goal (a share; None: none is set), its gross margin of the year and its course by month."""

    product_id: Id
    name: str
    goal: float | None
    actual: Rate
    trend: tuple[tuple[Period, float | None], ...]

    @property
    def kept(self) -> bool | None:
        """Whether the goal is reached so far; None without a goal or anything sold."""
        if self.goal is None or self.actual.value is None:
            return None
        return self.actual.value >= self.goal


class ProductGoals:
    """Set what each product is to leave, and see what it leaves. Of the file's own rep."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def set(self, year: int, product_id: Id, goal: float | None) -> ChangeSet:
        """Set the gross margin (a share) that a product is to leave; None takes the goal away. Raises Refused."""
        product = thing(self._conn, Product, product_id)
        if product is None or product.deleted:
            raise Refused(N_("This product is gone. Choose another."))
        wanted = MarginGoal(year, None if goal is None else round(goal * WHOLE))
        deed = "goal.product_cleared" if goal is None else "goal.product_set"
        label = Label(deed, {"name": product.name, "year": str(year)})
        return self._session.record(label, goal_changes(self._session, product_id, wanted))

    def get(self, year: int, product_id: Id) -> int | None:
        """The goal of a product in basis points."""
        return self._set(year).get(product_id)

    def of_year(self, year: int) -> list[ProductCard]:
        """The products that were sold or have a goal, the largest sales first, up to today."""
        period, goals = Period.year(date(year, 1, 1)), self._set(year)
        sold = read.margins_by_month(self._conn, self._scope(period))
        products = things_by_id(self._conn, Product, {*goals, *sold})
        months = [Period.month(date(year, month, 1)) for month in range(1, 13)]
        begun = [month for month in months if month.first <= self._session.today()]
        cards = []
        for pk, product in products.items():
            by_month, goal = sold.get(pk, {}), goals.get(pk)
            if product.deleted and not by_month:
                continue
            margin, net = (sum(one[at] for one in by_month.values()) for at in (0, 1))
            trend = tuple((month, Rate.part(*by_month.get(month.first.month, (0, 0))).value) for month in begun)
            share = None if goal is None else goal / WHOLE
            cards.append(ProductCard(pk, product.name, share, Rate.part(margin, net), trend))
        return sorted(cards, key=lambda one: (-one.actual.of, one.name))

    def behind(self, product_id: Id, period: Period) -> list[Record]:
        """The orders of a product in a period with what they brought of it, the newest first."""
        return read.orders_of(self._conn, self._scope(period), product_id)

    # private

    def _set(self, year: int) -> dict[Id, int]:
        own = (_GOAL.year == year, _GOAL.rep_id == self._session.rep.id, _GOAL.key == GoalKey.GROSS_MARGIN)
        found = things(self._conn, Goal, *own, _GOAL.product_id.is_not(None))
        return {one.product_id: one.value for one in found if one.product_id}

    def _scope(self, period: Period) -> Scope:
        own = self._session
        return Scope(period, own.whose, own.currency, own.today())


def goal_changes(session: Session, product_id: Id, wanted: MarginGoal) -> list[Change]:
    """What brings a product's goal to this. Raises Refused for what no margin can be."""
    value, year, rep = wanted.value_bp, wanted.year, session.rep.id
    if value is not None and not 0 <= value <= WHOLE:
        raise Refused(N_("A margin lies between 0 and 100 percent."), field="margin_goal")
    pk = natural_id(Kind.GOAL, rep, year, GoalKey.GROSS_MARGIN, product_id)
    before = thing(session.file.conn, Goal, pk)
    if before is None:
        if value is None:
            return []
        facts = {"rep_id": rep, "year": year, "key": GoalKey.GROSS_MARGIN, "value": value, "product_id": product_id}
        return [New(Kind.GOAL, pk, facts)]
    edits: list[Change] = []
    if value is not None and value != before.value:
        edits.append(Edit(Kind.GOAL, pk, "value", before.value, value))
    if before.deleted != (value is None):
        edits.append(Edit(Kind.GOAL, pk, "deleted", before.deleted, value is None))
    return edits
