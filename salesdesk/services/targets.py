"""What is to be reached in a year, by product line, tier and month (spec 1.1), for the file's own rep and its team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import COUNTED
from salesdesk.domain.period import Period
from salesdesk.domain.product import ProductLine
from salesdesk.domain.rep import Rep
from salesdesk.domain.target import Metric, Target
from salesdesk.domain.target_matrix import MONTHS, Matrix, Place, Weight, check_amount
from salesdesk.domain.text import N_, Month
from salesdesk.services.plan_versions import PlanVersions
from salesdesk.services.session import Session
from salesdesk.store import closed
from salesdesk.store.ids import natural_id
from salesdesk.store.read import figures as figures_read
from salesdesk.store.read import products as products_read
from salesdesk.store.read import targets as read
from salesdesk.store.read.rows import things, things_by_id
from salesdesk.store.read.settings import setting_changes
from salesdesk.words.i18n import _

_EVEN = (1,) * MONTHS


class Season(StrEnum):
    """How a target is spread over the months when it is split anew."""

    EQUAL = "equal"
    LAST_YEAR = "last_year"


BY_LINE = frozenset({Metric.SALES, Metric.MARGIN})
"""Targets that are split by product line; every one can be split by tier."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A row of the matrix: a product line, or (without an id) what is not split by line; perhaps one tier of it."""

    id: Id | None
    name: str
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A product line with its rows: one, or one for each tier."""

    id: Id | None
    name: str
    rows: tuple[int, ...]
    by_tier: bool


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """The targets of a year for one metric: cents of the file's currency, or counts. `is_set`: anything was set.
    `rep`: whose they are; None for everybody's."""

    year: int
    metric: Metric
    lines: tuple[TargetLine, ...]
    matrix: Matrix
    is_set: bool
    rep: Id | None = None

    @property
    def is_money(self) -> bool:
        return self.metric not in COUNTED

    @property
    def groups(self) -> tuple[TargetGroup, ...]:
        """The product lines, each with its rows."""
        rows: dict[Id | None, list[int]] = {}
        for row, line in enumerate(self.lines):
            rows.setdefault(line.id, []).append(row)
        return tuple(
            TargetGroup(pk, self.lines[own[0]].name, tuple(own), any(self.lines[row].tier for row in own))
            for pk, own in rows.items()
        )


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """The targets of everybody in the file: a row for each of `reps`, a last one for the stated difference where there
    is one, so that the whole is what the team is to reach. `stated`: what was said for the team (None: nothing, then it
    is the sum of the reps)."""

    plan: TargetPlan
    stated: int | None
    reps: int

    @property
    def difference(self) -> int:
        """What was said for the team beyond the sum of its reps; negative when they have more."""
        return sum(self.plan.matrix.by_line[self.reps :])


class Targets:
    """The year's plan. Every change is one action and moves the other cells along; see `domain.target_matrix`.

    `desk.targets` is the file's own; a lead sets those of others by `desk.targets.of(rep)`.
    """

    def __init__(self, session: Session, rep: Id | None = None) -> None:
        self._session = session
        self._conn = session.file.conn
        self._of = rep

    def of(self, rep: Id) -> Targets:
        """The same verbs and questions for the plan of this rep."""
        return Targets(self._session, rep)

    @property
    def versions(self) -> PlanVersions:
        """The kept plans of whose plan this is."""
        return PlanVersions(self._session, self._of)

    @property
    def _rep(self) -> Id:
        """Whose cells are written."""
        return self._of or self._session.rep.id

    @property
    def _whose(self) -> Id | None:
        """Whose cells are read; None for everybody's."""
        return self._of or self._session.whose

    def matrix(self, year: int, metric: Metric = Metric.SALES) -> TargetPlan:
        """The targets of a year: sales by product line and month, everything else by month."""
        stored: dict[tuple[Id | None, Tier | None, int], Target] = {}
        namesakes = self._namesakes()
        for cell in read.targets(self._conn, [year], metric, self._whose):
            if metric in COUNTED or cell.currency == self._session.currency:
                line = namesakes.get(cell.line_id, cell.line_id) if cell.line_id else None
                key = line, cell.tier, cell.month
                known = stored.get(key)  # of another rep, where everybody's are shown together
                stored[key] = replace(cell, amount=known.amount + cell.amount) if known else cell
        lines = self._lines(metric, {(line, tier) for line, tier, _month in stored})
        rows = range(len(lines))
        places = {
            (row, month): stored.get((lines[row].id, lines[row].tier, month + 1))
            for row in rows
            for month in range(MONTHS)
        }
        amounts = {place: cell.amount if cell else 0 for place, cell in places.items()}
        cells = tuple(tuple(amounts[row, month] for month in range(MONTHS)) for row in rows)
        locked = frozenset(place for place, cell in places.items() if cell and cell.locked)
        return TargetPlan(year, metric, tuple(lines), Matrix(cells, locked), bool(stored), self._whose)

    def cell_id(self, year: int, metric: Metric, place: Place) -> Id | None:
        """The record behind a cell of the matrix; None for one in which nothing ever stood."""
        plan = self.matrix(year, metric)
        row, month = place
        pk = self._cell_id(plan, plan.lines[row], month + 1)
        return pk if pk in read.cells_ever(self._conn, self._rep, metric, year) else None

    def years(self) -> list[int]:
        """Years that have a target, and those around today."""
        today = self._session.today().year
        return sorted({*read.years(self._conn, self._whose), today - 1, today, today + 1})

    def set_total(
        self, year: int, metric: Metric, amount: int, *, season: Season | None = None, keep: str = ""
    ) -> ChangeSet:
        """Set the year's total. What stands in the matrix keeps its proportions, or is spread by the season if one is
        given; a first total is split by the product lines' shares and (unless told otherwise) equal months. `keep`: the
        plan so far stays under this name. Raises Refused."""
        plan = self._open(year, metric)
        if plan.matrix.total or plan.matrix.locked:
            matrix = plan.matrix.with_total(amount)
            if season is not None:
                matrix = matrix.with_weights(self._weights(plan, season))
            return self._store("target.set", plan, matrix, keep=keep)
        months = self._months(year, metric, season or Season.EQUAL)
        return self._store("target.set", plan, Matrix.split(amount, self._row_shares(plan), months))

    def set_cell(self, year: int, metric: Metric, place: Place, amount: int) -> ChangeSet:
        """Type one cell: it is locked, the others make up for it, the total stays. Raises Refused."""
        plan = self._open(year, metric)
        if not plan.matrix.total:
            raise Refused(N_("Set the year's total first."))
        return self._store("target.changed", plan, plan.matrix.with_cell(place, amount))

    def set_rows(self, year: int, metric: Metric, rows: Sequence[int], amount: int) -> ChangeSet:
        """Type the year of some rows (a line, or all its tiers); the whole total stays. Raises Refused."""
        plan = self._open(year, metric)
        group = [(row, month) for row in rows for month in range(MONTHS)]
        return self._store("target.changed", plan, plan.matrix.with_group(group, amount))

    def set_group(self, year: int, metric: Metric, places: Sequence[Place], amount: int) -> ChangeSet:
        """Type the sum of some cells (a line's month over its tiers); the whole total stays. Raises Refused."""
        plan = self._open(year, metric)
        return self._store("target.changed", plan, plan.matrix.with_group(places, amount))

    def paste(self, year: int, metric: Metric, parts: Sequence[tuple[Sequence[Place], int]]) -> ChangeSet:
        """A block of amounts, for single cells or for a line's month over its tiers, as one action: they stand exactly
        as pasted, all other cells stay, the total follows. Raises Refused, and then nothing is changed."""
        plan = self.matrix(year, metric)
        return self._store("target.pasted", plan, plan.matrix.with_pasted(parts), n=len(parts))

    def split_by_tier(self, year: int, metric: Metric, line: Id | None) -> ChangeSet:
        """A line gets a row for each tier: shared as last year's actuals were, else equally; no sum moves."""
        plan = self.matrix(year, metric)
        group = _group(plan, line)
        if group.by_tier:
            raise Refused(N_("This line is split by tier already."))
        (row,) = group.rows
        parts = tuple(TargetLine(group.id, group.name, tier) for tier in Tier)
        lines = (*plan.lines[:row], *parts, *plan.lines[row + 1 :])
        matrix = plan.matrix.with_row_split(row, self._tier_shares(year - 1, metric, line))
        return self._store("target.by_tier", replace(plan, lines=lines), matrix, gone=[plan.lines[row]])

    def join_tiers(self, year: int, metric: Metric, line: Id | None) -> ChangeSet:
        """The tiers of a line become one row again; no sum moves."""
        plan = self.matrix(year, metric)
        group = _group(plan, line)
        if not group.by_tier:
            raise Refused(N_("This line is not split by tier."))
        first, rest = group.rows[0], group.rows[-1] + 1
        lines = (*plan.lines[:first], TargetLine(group.id, group.name), *plan.lines[rest:])
        gone = [plan.lines[row] for row in group.rows if plan.lines[row].tier]
        matrix = plan.matrix.with_rows_joined(first, len(group.rows))
        return self._store("target.joined", replace(plan, lines=lines), matrix, gone=gone)

    def set_line(self, year: int, metric: Metric, line: int, amount: int) -> ChangeSet:
        """Type the total of one row; the whole total stays. Raises Refused."""
        return self.set_rows(year, metric, [line], amount)

    def set_month(self, year: int, metric: Metric, month: int, amount: int) -> ChangeSet:
        """Type the total of a month (0 to 11); the whole total stays. Raises Refused."""
        plan = self._open(year, metric)
        return self._store("target.changed", plan, plan.matrix.with_month(month, amount))

    def lock(self, year: int, metric: Metric, places: Sequence[Place], *, locked: bool = True) -> ChangeSet:
        """Lock cells, so that re-balancing leaves them alone, or unlock them. Those of closed months are Refused."""
        plan = self.matrix(year, metric)
        for _row, month in sorted(self._settled(plan) & set(places)):
            raise Refused(closed.CLOSED, month=Month(date(year, month + 1, 1)))
        key = "target.locked" if locked else "target.unlocked"
        return self._store(key, plan, plan.matrix.with_locks(places, locked=locked))

    def split_anew(self, year: int, metric: Metric, season: Season = Season.EQUAL) -> ChangeSet:
        """Spread what is not locked anew: by the lines' shares, and equally or as last year went. Raises Refused."""
        plan = self._open(year, metric)
        return self._store("target.split", plan, plan.matrix.with_weights(self._weights(plan, season)))

    def seed_from_last_year(
        self, year: int, metric: Metric = Metric.SALES, growth_percent: int = 0, *, keep: str = ""
    ) -> ChangeSet:
        """Last year's actuals, grown by so many percent, as this year's target; locked cells stay as they are. `keep`:
        the plan so far stays under this name.

        Raises Refused where there was nothing last year, or the locked cells are more than that.
        """
        if growth_percent < -100:
            raise Refused(N_("Less than nothing cannot be aimed at."), field="growth_percent")
        reached = self._reached(year - 1, metric)
        if not sum(reached.values()):
            raise Refused(N_("There is nothing in {year} to begin from."), year=year - 1)
        plan = self._open(year, metric)
        known = {line.id for line in plan.lines}
        missing = sorted({line for line, _month in reached if line not in known}, key=lambda line: line or b"")
        plan = self._with_lines(plan, missing)
        within = self._within(plan)
        weights: list[list[Weight]] = [
            [within[row] * reached.get((line.id, month + 1), 0) for month in range(MONTHS)]
            for row, line in enumerate(plan.lines)
        ]
        total = round(Fraction(sum(reached.values()) * (100 + growth_percent), 100))
        base = plan.matrix if plan.matrix.total else Matrix.split(total, self._row_shares(plan), _EVEN)
        return self._store("target.set", plan, base.with_total(total).with_weights(weights), keep=keep)

    def has_last_year(self, year: int, metric: Metric) -> bool:
        """Whether the year before can seed this year's target."""
        return any(self._reached(year - 1, metric).values())

    def clear(self, year: int, metric: Metric) -> ChangeSet:
        """Take the year's target away."""
        cells = read.cells_ever(self._conn, self._rep, metric, year)
        gone: list[Change] = [
            Edit(Kind.TARGET, pk, "deleted", before=False, after=True) for pk, cell in cells.items() if not cell.deleted
        ]
        return self._session.record(Label("target.cleared", {"metric": metric.value, "year": str(year)}), gone)

    # --- the team ---------------------------------------------------------------------------------------------------

    def team(self, year: int, metric: Metric = Metric.SALES) -> TeamPlan:
        """What everybody in the file is to reach, a row for each rep and one for the stated difference."""
        cells = read.team_targets(self._conn, [year], metric, self._session.currency)
        owners = {cell.rep_id for cell in cells}
        reps = [rep for rep in things(self._conn, Rep) if rep.id in owners or rep.id == self._session.rep.id]
        stated = read.stated(self._conn, year, metric)
        sums: dict[Id, list[int]] = {rep.id: [0] * MONTHS for rep in reps}
        if read.NOBODY in owners:
            sums[read.NOBODY] = [0] * MONTHS
        for cell in cells:
            if cell.rep_id in sums:
                sums[cell.rep_id][cell.month - 1] += cell.amount
        lines = [TargetLine(rep.id, rep.name) for rep in reps]
        if read.NOBODY in sums:
            lines.append(TargetLine(read.NOBODY, _("Stated for the team")))
        matrix = Matrix(tuple(tuple(row) for row in sums.values()))
        plan = TargetPlan(year, metric, tuple(lines), matrix, bool(cells) or stated is not None)
        return TeamPlan(plan, stated, len(reps))

    def has_team(self, year: int, metric: Metric = Metric.SALES) -> bool:
        """Whether there is more than the own plan: several reps with one, or something said for the team."""
        team = self.team(year, metric)
        return team.reps > 1 or team.stated is not None

    def set_team_total(self, year: int, metric: Metric, amount: int | None) -> ChangeSet:
        """What the team is to reach, whatever its reps' plans sum to; None: their sum. Raises Refused below nothing."""
        if amount is not None:
            check_amount(amount)
        changes = setting_changes(self._conn, read.team_key(year, metric), amount)
        return self._session.record(Label("target.team", {"metric": metric.value, "year": str(year)}), changes)

    # --- rows and weights -------------------------------------------------------------------------------------------

    def _lines(self, metric: Metric, stored: set[tuple[Id | None, Tier | None]]) -> list[TargetLine]:
        """Rows: the product lines (where the metric knows them), and whatever else the file has targets for; a line
        that has targets by tier has a row for each."""
        own: dict[Id | None, str] = {}
        if metric in BY_LINE:
            namesakes = self._namesakes()
            own |= {
                line.id: line.name
                for line in products_read.lines(self._conn)
                if namesakes.get(line.id, line.id) == line.id
            }
        gone = {line for line, _tier in stored if line and line not in own}
        own |= {line.id: line.name for line in things_by_id(self._conn, ProductLine, gone).values()}
        if not own or any(line is None for line, _tier in stored):
            own[None] = ""
        rows = []
        for line, name in own.items():
            if any(at == line and tier for at, tier in stored):
                rows += [TargetLine(line, name, tier) for tier in Tier]
                rows += [TargetLine(line, name)] if (line, None) in stored else []
            else:
                rows.append(TargetLine(line, name))
        return rows

    def _namesakes(self) -> dict[Id, Id]:
        """Where everybody's are shown together: of product lines that files have each for themselves under one name,
        the one that stands for all."""
        if self._whose is not None:
            return {}
        first: dict[str, Id] = {}
        return {line.id: first.setdefault(line.name, line.id) for line in things(self._conn, ProductLine)}

    def _within(self, plan: TargetPlan) -> list[Fraction]:
        """Each row's part of its line: 1, or the tier's share."""
        parts = [Fraction(1)] * len(plan.lines)
        for group in plan.groups:
            if group.by_tier:
                shares = [Fraction(one) for one in self._tier_shares(plan.year - 1, plan.metric, group.id)]
                tiers = dict(zip(Tier, shares, strict=True))
                for row in group.rows:
                    tier = plan.lines[row].tier
                    parts[row] = tiers[tier] / sum(shares) if tier else Fraction(0)
        return parts

    def _tier_shares(self, year: int, metric: Metric, line: Id | None) -> list[Weight]:
        """How a year's actuals of a line (else of everything) lay between A, B and C; equal where there was nothing."""
        scope = self._year_scope(year)
        asked = {
            Metric.SALES: figures_read.sales_by_line_and_tier,
            Metric.MARGIN: figures_read.margin_by_line_and_tier,
        }
        found: dict[Tier, int] = {}
        if line is not None and metric in asked:
            found = {tier: n for (at, tier), n in asked[metric](self._conn, scope).items() if at == line}
        if not any(n > 0 for n in found.values()):
            found = figures_read.reached_by_tier(self._conn, scope, metric)
        shares = [max(found.get(tier, 0), 0) for tier in Tier]
        return list(shares) if any(shares) else [1] * len(Tier)

    def _with_lines(self, plan: TargetPlan, lines: Sequence[Id | None]) -> TargetPlan:
        """The plan with further, empty rows."""
        if not lines:
            return plan
        names = things_by_id(self._conn, ProductLine, [line for line in lines if line])
        more = tuple(TargetLine(line, names[line].name if line in names else "") for line in lines)
        cells = plan.matrix.cells + ((0,) * MONTHS,) * len(more)
        return replace(plan, lines=plan.lines + more, matrix=Matrix(cells, plan.matrix.locked))

    def _weights(self, plan: TargetPlan, season: Season) -> list[list[Weight]]:
        months = self._months(plan.year, plan.metric, season)
        return [[share * month for month in months] for share in self._row_shares(plan)]

    def _row_shares(self, plan: TargetPlan) -> list[Fraction]:
        """The product lines' shares, and of each the tiers'."""
        within = self._within(plan)
        return [within[row] * share for row, share in enumerate(self._shares(plan.lines))]

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
        scope = self._year_scope(year)
        by_line = {
            Metric.SALES: figures_read.sales_by_line_and_month,
            Metric.MARGIN: figures_read.margin_by_line_and_month,
        }
        if metric in by_line:
            return {key: cents for key, cents in by_line[metric](self._conn, scope).items() if cents > 0}
        reached = figures_read.reached_by_month(self._conn, scope, metric)
        return {(None, int(month[5:])): amount for month, amount in reached.items()}

    def _year_scope(self, year: int) -> figures_read.Scope:
        own = self._session
        return figures_read.Scope(Period.year(date(year, 1, 1)), self._whose, own.currency, own.today())

    # --- storing ----------------------------------------------------------------------------------------------------

    def _store(
        self,
        key: str,
        plan: TargetPlan,
        matrix: Matrix,
        *,
        gone: Sequence[TargetLine] = (),
        keep: str = "",
        n: int | None = None,
    ) -> ChangeSet:
        """Record what differs, as one action; `gone` are rows that the plan had before."""
        ever = read.cells_ever(self._conn, self._rep, plan.metric, plan.year)
        settled = self._settled(plan)
        changes: list[Change] = []
        for row, line in enumerate(plan.lines):
            for month in range(MONTHS):
                wanted = {"amount": matrix.at((row, month)), "locked": (row, month) in matrix.locked}
                pk = self._cell_id(plan, line, month + 1)
                if (row, month) in settled and pk in ever:
                    wanted["locked"] = ever[pk].locked
                elif (row, month) in settled and not wanted["amount"]:
                    continue  # a line that came later has nothing in a closed month
                changes += self._cell(pk, ever.get(pk), plan, line, month + 1, wanted)
        for line in gone:
            cells = (ever.get(self._cell_id(plan, line, month + 1)) for month in range(MONTHS))
            changes += [
                Edit(Kind.TARGET, cell.id, "deleted", before=False, after=True)
                for cell in cells
                if cell and not cell.deleted
            ]
        if keep.strip() and changes:
            changes.append(self.versions.kept(plan.year, keep))
        told = {"metric": plan.metric.value, "year": str(plan.year)}
        return self._session.record(Label(key, told if n is None else told | {"n": str(n)}), changes)

    def _open(self, year: int, metric: Metric) -> TargetPlan:
        """The plan as it may be changed: what stands in closed months holds, as if it were locked."""
        plan = self.matrix(year, metric)
        if not plan.is_set:
            return plan
        return replace(plan, matrix=replace(plan.matrix, locked=plan.matrix.locked | self._settled(plan)))

    def _settled(self, plan: TargetPlan) -> frozenset[Place]:
        """The cells of closed months."""
        until = closed.closed_until(self._session.file.run)
        months = [month for month in range(MONTHS) if until is not None and date(plan.year, month + 1, 1) <= until]
        return frozenset((row, month) for row in range(len(plan.lines)) for month in months)

    def _cell_id(self, plan: TargetPlan, line: TargetLine, month: int) -> Id:
        """Named by its key; by its tier too where it has one."""
        key = (self._rep, plan.metric, plan.year, month, line.id or "")
        return natural_id(Kind.TARGET, *key, line.tier) if line.tier else natural_id(Kind.TARGET, *key)

    def _cell(
        self, pk: Id, before: Target | None, plan: TargetPlan, line: TargetLine, month: int, wanted: dict[str, int]
    ) -> list[Change]:
        values = {**wanted, "currency": self._session.currency}
        if before is None:
            own = {"rep_id": self._rep, "metric": plan.metric, "year": plan.year, "month": month}
            return [New(Kind.TARGET, pk, {**own, "line_id": line.id, "tier": line.tier, **values})]
        values["deleted"] = False
        return [
            Edit(Kind.TARGET, pk, name, getattr(before, name), value)
            for name, value in values.items()
            if getattr(before, name) != value
        ]


def _group(plan: TargetPlan, line: Id | None) -> TargetGroup:
    found = next((group for group in plan.groups if group.id == line), None)
    if found is None or not plan.is_set:
        raise Refused(N_("Set the year's total first."))
    return found
