"""Plan against actual explained (spec 1.8): where the gap comes from, and where the period is likely to end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.gap import Driver, ForecastRange, Gap, GapPart, Moved, drivers, with_range
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.target import Metric
from salesdesk.domain.workdays import run_rate
from salesdesk.services.figures import Figures
from salesdesk.services.session import Session
from salesdesk.store.read import behind as read_behind
from salesdesk.store.read import gap as read
from salesdesk.store.read import products as products_read
from salesdesk.store.read import targets as target_read
from salesdesk.store.read.figures import Scope, sales_by_line_and_month
from salesdesk.words.i18n import _
from salesdesk.words.labels import label

PAST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A product line (None: what belongs to none) and for each month what was reached (None: still to come) and its
    target (None: none set)."""

    line: Id | None
    name: str
    months: tuple[tuple[int | None, int | None], ...]


class PlanActual:
    """Questions behind the bars of the Targets page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._figures = Figures(session)

    def gap(self, period: Period, *, rep: Id | None = None) -> Gap:
        """The sales gap of a period as far as it has come: the target is that of its days up to today."""
        until = period.until(self._session.today())
        now, then = self._scope(until, rep), self._scope(read.year_before(until), rep)
        bought, had = read.bought(self._conn, now), read.bought(self._conn, then)
        actual = sum(sold.net_cents for client in bought.values() for sold in client.values())
        return Gap(
            target=self._figures.target(until, rep=rep),
            actual=actual,
            before=sum(sold.net_cents for client in had.values() for sold in client.values()),
            moved=drivers(bought, had, read.ordered_before(self._conn, until.first)),
            by_line=tuple(self._by_line(until, rep, actual)),
            by_tier=tuple(self._by_tier(until, rep)),
        )

    def forecast(self, period: Period, metric: Metric = Metric.SALES, *, rep: Id | None = None) -> ForecastRange | None:
        """The run-rate forecast of a month, quarter or year with the span of the file's own past accuracy: what the
        same forecast at the same point of past periods came to. None before the first working day or with little past.
        """
        today = self._session.today()
        if today not in period:
            return None
        forecast = self._figures.attainment(period, metric, rep=rep).run_rate_forecast
        if forecast is None:
            return None
        months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
        earliest = add_months(period.first, -PAST_MONTHS - 12)
        whole = Scope(Period(earliest, period.last), rep, self._session.currency, today)
        by_day = read.reached_by_day(self._conn, whole, metric)
        begins = min(by_day, default=None)
        work, elapsed = self._figures.workdays(), (today - period.first).days + 1
        past = []
        first = add_months(period.first, -months)
        while begins is not None and first >= max(earliest, begins):
            span = Period(first, date.fromordinal(add_months(first, months).toordinal() - 1))
            point = min(date.fromordinal(first.toordinal() + elapsed - 1), span.last)
            made = run_rate(_sum(by_day, Period(first, point)), work.begun(span, point), work.count(span))
            if made is not None:
                past.append((made, _sum(by_day, span)))
            first = add_months(first, -months)
        return with_range(forecast, past)

    def behind(self, period: Period, metric: Metric = Metric.SALES, *, rep: Id | None = None) -> list[Record]:
        """What counted towards a target in a period: orders, payments, visits or new clients, the newest first."""
        return read_behind.behind(self._conn, self._scope(period, rep), metric)

    def behind_driver(self, moved: Moved, period: Period, *, rep: Id | None = None) -> list[Record]:
        """What stands behind a bar of the waterfall: the orders of its clients, those of the year before where they
        bring nothing any more."""
        until = period.until(self._session.today())
        days = read.year_before(until) if moved.driver is Driver.LOST else until
        return read_behind.orders(self._conn, self._scope(days, rep), clients=set(moved.clients))

    def behind_part(
        self, period: Period, *, line: Id | None = None, tier: Tier | None = None, rep: Id | None = None
    ) -> list[Record]:
        """The orders of a product line (None: what belongs to none) with what they brought of it, or of a tier."""
        return read_behind.orders(self._conn, self._scope(period, rep), line=line, whole=tier is not None, tier=tier)

    def before(self, period: Period) -> Period:
        """The same days of the year before, as far as the period has come."""
        return read.year_before(period.until(self._session.today()))

    def heat(self, year: int, metric: Metric = Metric.SALES, *, rep: Id | None = None) -> list[HeatRow]:
        """What each product line reached of its target, month by month; of other metrics than sales the whole."""
        if metric is not Metric.SALES:
            points = self._figures.monthly(metric, date(year, 12, 1), rep=rep)
            pairs = tuple((point.actual_cents, point.target_cents) for point in points)
            return [HeatRow(None, label(metric), pairs)]
        months = [Period.month(date(year, month, 1)) for month in range(1, 13)]
        today, currency = self._session.today(), self._session.currency
        scope = self._scope(Period.year(date(year, 1, 1)), rep)
        names = {line.id: line.name for line in products_read.lines(self._conn)}
        reached: Counter[tuple[Id | None, int]] = Counter()
        for (line, month), cents in sales_by_line_and_month(self._conn, scope).items():
            reached[line if line in names else None, month] += cents
        aimed: dict[tuple[Id | None, int], int] = {}
        if rep is None:
            cells = target_read.team_targets(self._conn, [year], Metric.SALES, currency)
        else:
            cells = target_read.targets(self._conn, [year], Metric.SALES, rep)
        for cell in cells:
            if cell.currency == currency:
                key = (cell.line_id if cell.line_id in names else None, cell.month)
                aimed[key] = aimed.get(key, 0) + cell.amount
        rows = []
        for line in [*names, None]:
            pairs = tuple(
                (
                    None if month.first > today else reached[line, month.first.month],
                    aimed.get((line, month.first.month)),
                )
                for month in months
            )
            if line is not None or any(got or target for got, target in pairs):
                rows.append(HeatRow(line, names[line] if line else _("Without a product line"), pairs))
        return rows

    # private

    def _scope(self, period: Period, rep: Id | None) -> Scope:
        return Scope(period, rep, self._session.currency, self._session.today())

    def _by_line(self, period: Period, rep: Id | None, whole_actual: int) -> list[GapPart]:
        reached = self._figures.sales_by(period, By.PRODUCT_LINE, rep=rep)
        lines = products_read.lines(self._conn)
        parts = [
            GapPart(line.id, line.name, self._figures.target(period, rep=rep, line=line.id), reached.get(line.id, 0))
            for line in lines
        ]
        whole = self._figures.target(period, rep=rep)
        rest = None if whole is None else whole - sum(part.target or 0 for part in parts)
        actual = whole_actual - sum(part.actual for part in parts)
        if not actual and rest is not None and abs(rest) <= len(parts):
            return _evened(parts, rest)
        if rest or actual:
            parts.append(GapPart(None, _("Without a product line"), rest, actual))
        return parts

    def _by_tier(self, period: Period, rep: Id | None) -> list[GapPart]:
        """Each tier's part; without targets where not every line of the plan is split by tier."""
        reached = self._figures.sales_by(period, By.TIER, rep=rep)
        targets = self._figures.target_by_tier(period, rep=rep)
        rest = (self._figures.target(period, rep=rep) or 0) - sum(targets.values())
        whole = bool(targets) and abs(rest) <= len(Tier)
        parts = [
            GapPart(tier.value, label(tier), targets.get(tier, 0) if whole else None, reached.get(tier.value, 0))
            for tier in Tier
        ]
        return _evened(parts, rest) if whole else parts


def _evened(parts: list[GapPart], rest: int) -> list[GapPart]:
    """Cents that rounding left over, to the largest target: the parts sum to the whole."""
    if not rest:
        return parts
    largest = max(parts, key=lambda part: part.target or 0)
    return [replace(part, target=(part.target or 0) + rest) if part is largest else part for part in parts]


def _sum(by_day: dict[date, int], period: Period) -> int:
    return sum(amount for day, amount in by_day.items() if day in period)
