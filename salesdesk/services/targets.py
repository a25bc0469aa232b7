"""What is to be reached in a year, by product line and month (spec 1.1), for the file's own rep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import COUNTED
from salesdesk.domain.period import Period
from salesdesk.domain.product import ProductLine
from salesdesk.domain.target import Metric, Target
from salesdesk.domain.target_matrix import MONTHS, Matrix, Place, Weight
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import figures as figures_read
from salesdesk.store.read import products as products_read
from salesdesk.store.read import targets as read
from salesdesk.store.read.rows import things_by_id

_EVEN = (1,) * MONTHS


class Season(StrEnum):
    """How a target is spread over the months when it is split anew."""

    EQUAL = "equal"
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A row of the matrix: a product line, or (without an id) what is not split by line."""

    id: Id | None
    name: str


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """The targets of a year for one metric: cents of the file's currency, or counts. `is_set`: anything was set."""

    year: int
    metric: Metric
    lines: tuple[TargetLine, ...]
    matrix: Matrix
    is_set: bool

    @property
    def is_money(self) -> bool:
        return self.metric not in COUNTED


class Targets:
    """The year's plan. Every change is one action and moves the other cells along; see `domain.target_matrix`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def matrix(self, year: int, metric: Metric = Metric.SALES) -> TargetPlan:
        """The targets of a year: sales by product line and month, everything else by month."""
        stored = {
            (cell.line_id, cell.month): cell
            for cell in read.targets(self._conn, [year], metric, self._session.rep.id)
            if metric in COUNTED or cell.currency == self._session.currency
        }
        lines = self._lines(metric, [line for line, _month in stored])
        rows = range(len(lines))
        places = {(row, month): stored.get((lines[row].id, month + 1)) for row in rows for month in range(MONTHS)}
        amounts = {place: cell.amount if cell else 0 for place, cell in places.items()}
        cells = tuple(tuple(amounts[row, month] for month in range(MONTHS)) for row in rows)
        locked = frozenset(place for place, cell in places.items() if cell and cell.locked)
        return TargetPlan(year, metric, tuple(lines), Matrix(cells, locked), bool(stored))

    def years(self) -> list[int]:
        """Years that have a target, and those around today."""
        today = self._session.today().year
        return sorted({*read.years(self._conn, self._session.rep.id), today - 1, today, today + 1})

    def set_total(self, year: int, metric: Metric, amount: int, *, season: Season | None = None) -> ChangeSet:
        """Set the year's total. What stands in the matrix keeps its proportions, or is spread by the season if one is
        given; a first total is split by the product lines' shares and (unless told otherwise) equal months. Raises
        Refused."""
        plan = self.matrix(year, metric)
        if plan.matrix.total or plan.matrix.locked:
            matrix = plan.matrix.with_total(amount)
            if season is not None:
                matrix = matrix.with_weights(self._weights(plan, season))
            return self._store("target.set", plan, matrix)
        months = self._months(year, metric, season or Season.EQUAL)
        return self._store("target.set", plan, Matrix.split(amount, self._shares(plan.lines), months))

    def set_cell(self, year: int, metric: Metric, place: Place, amount: int) -> ChangeSet:
        """Type one cell: it is locked, the others make up for it, the total stays. Raises Refused."""
        plan = self.matrix(year, metric)
        if not plan.matrix.total:
            raise Refused(N_("Set the year's total first."))
        return self._store("target.changed", plan, plan.matrix.with_cell(place, amount))

    def set_line(self, year: int, metric: Metric, line: int, amount: int) -> ChangeSet:
        """Type the total of a product line; the whole total stays. Raises Refused."""
        plan = self.matrix(year, metric)
        return self._store("target.changed", plan, plan.matrix.with_line(line, amount))

    def set_month(self, year: int, metric: Metric, month: int, amount: int) -> ChangeSet:
        """Type the total of a month (0 to 11); the whole total stays. Raises Refused."""
        plan = self.matrix(year, metric)
        return self._store("target.changed", plan, plan.matrix.with_month(month, amount))

    def lock(self, year: int, metric: Metric, places: Sequence[Place], *, locked: bool = True) -> ChangeSet:
        """Lock cells, so that re-balancing leaves them alone, or unlock them."""
        plan = self.matrix(year, metric)
        key = "target.locked" if locked else "target.unlocked"
        return self._store(key, plan, plan.matrix.with_locks(places, locked=locked))

    def split_anew(self, year: int, metric: Metric, season: Season = Season.EQUAL) -> ChangeSet:
        """Spread what is not locked anew: by the lines' shares, and equally or as last year went. Raises Refused."""
        plan = self.matrix(year, metric)
        return self._store("target.split", plan, plan.matrix.with_weights(self._weights(plan, season)))

    def seed_from_last_year(self, year: int, metric: Metric = Metric.SALES, growth_percent: int = 0) -> ChangeSet:
        """Last year's actuals, grown by so many percent, as this year's target; locked cells stay as they are.

        Raises Refused where there was nothing last year, or the locked cells are more than that.
        """
        if growth_percent < -100:
            raise Refused(N_("Less than nothing cannot be aimed at."), field="growth_percent")
        reached = self._reached(year - 1, metric)
        if not sum(reached.values()):
            raise Refused(N_("There is nothing in {year} to begin from."), year=year - 1)
        plan = self.matrix(year, metric)
        known = {line.id for line in plan.lines}
        missing = sorted({line for line, _month in reached if line not in known}, key=lambda line: line or b"")
        plan = self._with_lines(plan, missing)
        weights = [[reached.get((line.id, month + 1), 0) for month in range(MONTHS)] for line in plan.lines]
        total = round(Fraction(sum(reached.values()) * (100 + growth_percent), 100))
        base = plan.matrix if plan.matrix.total else Matrix.split(total, self._shares(plan.lines), _EVEN)
        return self._store("target.set", plan, base.with_total(total).with_weights(weights))

    def has_last_year(self, year: int, metric: Metric) -> bool:
        """Whether the year before can seed this year's target."""
        return any(self._reached(year - 1, metric).values())

    def clear(self, year: int, metric: Metric) -> ChangeSet:
        """Take the year's target away."""
        cells = read.cells_ever(self._conn, self._session.rep.id, metric, year)
        gone: list[Change] = [
            Edit(Kind.TARGET, pk, "deleted", before=False, after=True) for pk, cell in cells.items() if not cell.deleted
        ]
        return self._session.record(Label("target.cleared", {"metric": metric.value, "year": str(year)}), gone)

    # --- rows and weights -------------------------------------------------------------------------------------------

    def _lines(self, metric: Metric, stored: Sequence[Id | None]) -> list[TargetLine]:
        """Rows: the product lines (for sales), and whatever else the file has targets for."""
        if metric is not Metric.SALES:
            return [TargetLine(None, "")]
        own = [TargetLine(line.id, line.name) for line in products_read.lines(self._conn)]
        known = {line.id for line in own}
        gone = things_by_id(self._conn, ProductLine, {line for line in stored if line and line not in known})
        own += [TargetLine(line.id, line.name) for line in gone.values()]
        return [*own, TargetLine(None, "")] if None in stored or not own else own

    def _with_lines(self, plan: TargetPlan, lines: Sequence[Id | None]) -> TargetPlan:
        """The plan with further, empty rows."""
        if not lines:
            return plan
        names = things_by_id(self._conn, ProductLine, [line for line in lines if line])
        more = tuple(TargetLine(line, names[line].name if line in names else "") for line in lines)
        cells = plan.matrix.cells + ((0,) * MONTHS,) * len(more)
        return TargetPlan(plan.year, plan.metric, plan.lines + more, Matrix(cells, plan.matrix.locked), plan.is_set)

    def _weights(self, plan: TargetPlan, season: Season) -> list[list[Weight]]:
        months = self._months(plan.year, plan.metric, season)
        return [[Fraction(share) * month for month in months] for share in self._shares(plan.lines)]

    def _shares(self, lines: Sequence[TargetLine]) -> list[Weight]:
        """The product lines' shares of a total; what belongs to no line gets nothing beside them."""
        known = things_by_id(self._conn, ProductLine, [line.id for line in lines if line.id])
        shares = [known[line.id].share_bp if line.id in known and not known[line.id].deleted else 0 for line in lines]
        return list(shares) if any(shares) else [int(line.id is not None or len(lines) == 1) for line in lines]

    def _months(self, year: int, metric: Metric, season: Season) -> Sequence[Weight]:
        if season is Season.EQUAL:
            return _EVEN
        reached = self._reached(year - 1, metric)
        months = [sum(amount for (_line, at), amount in reached.items() if at == month + 1) for month in range(MONTHS)]
        if not sum(months):
            raise Refused(N_("There is nothing in {year} to begin from."), year=year - 1)
        return months

    def _reached(self, year: int, metric: Metric) -> dict[tuple[Id | None, int], int]:
        """What was reached in a year, by line and month (1 to 12)."""
        own, whole = self._session, Period.year(date(year, 1, 1))
        scope = figures_read.Scope(whole, own.rep.id, own.currency, own.today())
        if metric is Metric.SALES:
            sold = figures_read.sales_by_line_and_month(self._conn, scope)
            return {key: cents for key, cents in sold.items() if cents > 0}
        reached = figures_read.reached_by_month(self._conn, scope, metric)
        return {(None, int(month[5:])): amount for month, amount in reached.items()}

    # --- storing ----------------------------------------------------------------------------------------------------

    def _store(self, key: str, plan: TargetPlan, matrix: Matrix) -> ChangeSet:
        """Record what differs, as one action."""
        rep = self._session.rep.id
        ever = read.cells_ever(self._conn, rep, plan.metric, plan.year)
        changes: list[Change] = []
        for row, line in enumerate(plan.lines):
            for month in range(MONTHS):
                wanted = {"amount": matrix.at((row, month)), "locked": (row, month) in matrix.locked}
                pk = natural_id(Kind.TARGET, rep, plan.metric, plan.year, month + 1, line.id or "")
                changes += self._cell(pk, ever.get(pk), plan, line, month + 1, wanted)
        label = Label(key, {"metric": plan.metric.value, "year": str(plan.year)})
        return self._session.record(label, changes)

    def _cell(
        self, pk: Id, before: Target | None, plan: TargetPlan, line: TargetLine, month: int, wanted: dict[str, int]
    ) -> list[Change]:
        values = {**wanted, "currency": self._session.currency}
        if before is None:
            own = {"rep_id": self._session.rep.id, "metric": plan.metric, "year": plan.year, "month": month}
            return [New(Kind.TARGET, pk, {**own, "line_id": line.id, **values})]
        values["deleted"] = False
        return [
            Edit(Kind.TARGET, pk, name, getattr(before, name), value)
            for name, value in values.items()
            if getattr(before, name) != value
        ]
