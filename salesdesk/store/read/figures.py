"""Sums and counts for the figures: a handful of aggregates in SQL, whatever the period and the grouping.

What the sums mean stands in `domain.figures`. Every statement takes the same named parameters (`Scope`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By, Tally
from salesdesk.domain.funnel_rules import FunnelRules
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.report import IndustryShare, SharedNeed
from salesdesk.domain.target import Metric
from salesdesk.store.read import buyers, deal_columns, payment_columns, trade_book, visit_sums
from salesdesk.store.read.kept import answers
from salesdesk.store.read.net_sales import COST, GIVEN_UP, KEPT, LIST, NET


@dataclass(frozen=True, slots=True)
class Scope:
    """Which facts count: the days, the rep (None: every rep of the file), the currency, and the day it is.

    `rules` say how probable an open opportunity is that has no probability of its own; `among` narrows opportunities
    (and nothing else) to groups: a product line by its id, a tier, an industry, a source.
    """

    period: Period
    rep: Id | None
    currency: str
    today: date
    rules: FunnelRules = field(default_factory=FunnelRules)
    among: tuple[tuple[By, Any], ...] = ()

    def deals(self) -> str:
        """The condition that narrows opportunities `o` to the rep and the groups."""
        said = [" AND o.rep_id = :rep"] if self.rep is not None else []
        for place, (by, _key) in enumerate(self.among):
            key, join = DEAL_GROUPS[by]
            said.append(f" AND o.id IN (SELECT o.id FROM opportunity o{join} WHERE {key} IS :among{place})")
        return "".join(said)

    def params(self) -> dict[str, Any]:
        """The parameters every statement knows."""
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "until": min(self.period.last, self.today).isoformat(),
            "year_ago": add_months(self.period.last, -12).isoformat(),
            "rep": self.rep,
            "currency": self.currency,
            "today": self.today.isoformat(),
            **{f"chance_{stage}": chance.percent for stage, chance in self.rules.chances.items()},
            **{f"among{place}": key for place, (_by, key) in enumerate(self.among)},
        }


@dataclass(frozen=True, slots=True)
class Source:
    """Facts with a day and a rep; `by` names the group they belong to where it is more than a column of theirs."""

    table: str
    day: str
    alias: str
    where: str
    by: Mapping[By, tuple[str, str]] = field(default_factory=dict)
    """Grouping → (expression, join)."""

    def key(self, by: By | None) -> tuple[str, str] | None:
        """The grouping expression and the join it needs; None where these facts know no such group."""
        day = f"{self.alias}.{self.day}"
        own = {**spans_of(day), By.REP: f"{self.alias}.rep_id"}
        if by is None:
            return "''", ""
        return (own[by], "") if by in own else self.by.get(by)


def spans_of(day: str) -> dict[By, str]:
    """The week (its Monday), month and quarter of a day, as the store keys them."""
    return {
        By.MONTH: f"substr({day}, 1, 7)",
        By.QUARTER: f"substr({day}, 1, 4) || 'Q' || ((substr({day}, 6, 2) + 2) / 3)",
        By.WEEK: f"date({day}, '-6 days', 'weekday 1')",
    }


def _industry(alias: str) -> str:
    """The industry of a client as it is counted: blanks around it are nobody's meaning."""
    return f"trim({alias}.industry)"


def of_client(alias: str) -> dict[By, tuple[str, str]]:
    join = f" JOIN client c ON c.id = {alias}.client_id"
    return {By.TIER: ("c.tier", join), By.INDUSTRY: (_industry("c"), join), By.SOURCE: ("trim(c.source)", join)}


OPEN_SQL = ", ".join(f"'{stage}'" for stage in OPEN_STAGES)
CHANCE_SQL = (
    "coalesce(o.probability, CASE o.stage "
    + " ".join(f"WHEN '{stage}' THEN :chance_{stage}" for stage in Stage)
    + " END)"
)
DEAL_GROUPS = {
    **{by: (f"coalesce({expression}, '')", " LEFT" + join) for by, (expression, join) in of_client("o").items()},
    By.PRODUCT_LINE: ("p.line_id", " LEFT JOIN product p ON p.id = o.product_id"),
    By.STAGE: ("o.stage", ""),
    By.REP: ("o.rep_id", ""),
}
"""How opportunities are grouped: grouping → (expression, join)."""
CLOSED = Source("opportunity", "closed_on", "o", "o.stage IN ('won', 'lost') AND NOT o.deleted", DEAL_GROUPS)
WON = Source("opportunity", "closed_on", "o", "o.stage = 'won' AND NOT o.deleted", DEAL_GROUPS)
PIPELINE = Source(
    "opportunity",
    "expected_close",
    "o",
    f"o.stage IN ({OPEN_SQL}) AND NOT o.deleted AND o.currency = :currency",
    DEAL_GROUPS,
)
ORDERS = Source(
    "sales_order",
    "ordered_on",
    "s",
    "NOT s.deleted AND s.status <> 'cancelled' AND s.currency = :currency",
    of_client("s"),
)
_ALL_ORDERS = "NOT s.deleted AND s.status <> 'cancelled'"
EVERY_ORDER = Source("sales_order", "ordered_on", "s", _ALL_ORDERS, of_client("s"))
"""Orders in whatever currency: who buys is no matter of money."""
_LINE_JOIN = f" JOIN order_line l ON l.order_id = s.id AND {KEPT} LEFT JOIN product p ON p.id = l.product_id"
PAYMENTS = Source("payment", "received_on", "m", "NOT m.deleted AND m.currency = :currency", of_client("m"))
_TRADE = frozenset({ORDERS.table, PAYMENTS.table})
"""What counts only once its day has come: an order or a payment dated ahead is no result yet."""
VISITS = Source("visit", "day", "v", "NOT v.deleted", of_client("v"))
PLANNED = Source("visit", "planned_day", "v", "NOT v.deleted", of_client("v"))
"""Visits by the local day for which they were last planned, whatever became of them."""

_CLOSED_SUMS = {
    "won": "sum(o.stage = 'won')",
    "own_won": "sum(o.stage = 'won' AND o.currency = :currency)",
    "won_amount": "sum(CASE WHEN o.stage = 'won' AND o.currency = :currency THEN o.amount_cents ELSE 0 END)",
    "lost": "sum(o.stage = 'lost')",
    "lost_amount": "sum(CASE WHEN o.stage = 'lost' AND o.currency = :currency THEN o.amount_cents ELSE 0 END)",
}
PIPELINE_SUMS = {
    "pipeline": "sum(o.amount_cents)",
    # `domain.opportunity.weighted`, in whole numbers here too
    "weighted_pipeline": f"sum((o.amount_cents * {CHANCE_SQL} + 50) / 100)",
}
_ORDER_SUMS = {"orders": "count(*)", "sales": "sum(s.total_cents)"}
_LINE_SUMS = {
    "line_net": f"sum({NET})",
    "costed_net": f"sum(CASE WHEN l.cost_cents IS NOT NULL THEN {NET} ELSE 0 END)",
    "costed_cost": f"sum(coalesce({COST}, 0))",
    "listed": f"sum({LIST})",
    "given_up": f"sum({GIVEN_UP})",
    "high_margin_net": f"sum(CASE WHEN p.high_margin THEN {NET} ELSE 0 END)",
}
_VISIT_SUMS = {"visits": "sum(v.status = 'done')"}
_PLAN_SUMS = {"visits_planned": "count(*)", "planned_done": "sum(v.status = 'done')"}

Sums = dict[Any, dict[str, Any]]
"""Group → name of a `Tally` field → value."""


class Part(StrEnum):
    """What can be asked for alone."""

    CLOSED = "closed"
    PIPELINE = "pipeline"
    OPEN = "open"
    SALES = "sales"
    LINES = "lines"
    RECEIVED = "received"
    VISITS = "visits"
    CLIENTS = "clients"


ALL_PARTS = frozenset(Part)
DEALS = frozenset({Part.CLOSED, Part.PIPELINE, Part.OPEN})
"""What opportunities tell."""


def tallies(
    conn: Connection,
    scope: Scope,
    by: By | None,
    spans: Sequence[tuple[str, Period]] = (),
    parts: frozenset[Part] = ALL_PARTS,
) -> Sums:
    """What `domain.figures.Tally` holds, for each group; `spans` are the groups of time, with their keys
    (a week is keyed by its Monday)."""
    found: Sums = defaultdict(dict)
    run = _Run(conn, scope, by, found)
    if Part.CLOSED in parts:
        run.closed()
    if Part.PIPELINE in parts:
        run.pipeline()
    if Part.OPEN in parts:
        run.open_count(spans)
    if Part.RECEIVED in parts:
        run.received()
    if Part.VISITS in parts:
        run.visits()
    if Part.SALES in parts:
        run.sales()
    if Part.LINES in parts:
        run.lines()
    if Part.CLIENTS in parts:
        run.clients()
        if by is None:
            run.products_per_client()
    return found


_OF_CLIENTS = frozenset({By.TIER, By.INDUSTRY, By.SOURCE})
"""Groups that a client belongs to whatever the day."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One asking: the same scope and grouping for every source of facts."""

    conn: Connection
    scope: Scope
    by: By | None
    found: Sums

    def sums(self, source: Source, wanted: Mapping[str, str], join: str = "") -> None:
        """Sums of one source over the period."""
        key = source.key(self.by)
        if key is not None:
            self._take(
                f"SELECT {key[0]}, {', '.join(wanted.values())} FROM {source.table} {source.alias}{key[1]}{join}"
                f" WHERE {self._in_scope(source)} GROUP BY 1",
                tuple(wanted),
            )

    def closed(self) -> None:
        """What was won and lost, and how long winning took."""
        if self._deals_in_arrays:
            scope = self.scope
            self._add(deal_columns.closed(self.conn, *_days(scope), scope.currency, scope.rep, self.by))
            return
        self.sums(CLOSED, _CLOSED_SUMS)
        self._cycles()

    def pipeline(self) -> None:
        """What is open and expected in the period."""
        if not self._deals_in_arrays:
            self.sums(PIPELINE, PIPELINE_SUMS)
            return
        scope = self.scope
        chances = scope.rules.chances
        self._add(deal_columns.expected(self.conn, *_days(scope), scope.currency, scope.rep, self.by, chances))

    def received(self) -> None:
        """Payments."""
        if self._in_arrays:
            scope = self.scope
            self._add(payment_columns.received(self.conn, *_days_until(scope), scope.currency, scope.rep, self.by))
        else:
            self.sums(PAYMENTS, {"received": "sum(m.amount_cents)"})

    def _cycles(self) -> None:
        """Median and mean days from creation to winning."""
        key = WON.key(self.by)
        if key is None:
            return
        days = "julianday(o.closed_on) - julianday(o.created_on)"
        self._take(
            f"WITH cycle AS (SELECT {key[0]} AS k, {days} AS days FROM opportunity o{key[1]}"
            f" WHERE {self._in_scope(WON)}), ranked AS (SELECT k, days, row_number() OVER (PARTITION BY k ORDER BY"
            " days) AS r, count(*) OVER (PARTITION BY k) AS n, avg(days) OVER (PARTITION BY k) AS mean FROM cycle)"
            " SELECT k, avg(days), max(mean) FROM ranked WHERE r IN ((n + 1) / 2, (n + 2) / 2) GROUP BY k",
            ("sales_cycle", "sales_cycle_mean"),
        )

    def open_count(self, spans: Sequence[tuple[str, Period]]) -> None:
        """Opportunities open at the end of the period, or of each span of it."""
        if self._deals_in_arrays:
            days = [(name, span.last) for name, span in spans] if self._is_time else [("", self.scope.period.last)]
            until = [(name, min(day, self.scope.today)) for name, day in days]
            self._add(deal_columns.open_counts(self.conn, until, self.scope.rep))
            return
        key, join = ("span.k", "") if self._is_time else CLOSED.key(self.by) or ("''", "")
        ends = [(name, span.last) for name, span in spans] if self._is_time else [("", self.scope.period.last)]
        marks = ", ".join(f"(:k{index}, :e{index})" for index in range(len(ends)))
        extra = {f"k{index}": name for index, (name, _day) in enumerate(ends)}
        extra |= {f"e{index}": min(day, self.scope.today).isoformat() for index, (_name, day) in enumerate(ends)}
        self._take(
            f"WITH span(k, last) AS (VALUES {marks}) SELECT {key}, count(*) FROM span JOIN opportunity o"
            f" ON o.created_on <= span.last AND (o.stage IN ({OPEN_SQL}) OR o.closed_on > span.last){join}"
            f" WHERE NOT o.deleted{self.scope.deals()} GROUP BY 1",
            ("open_count",),
            extra,
        )

    def visits(self) -> None:
        """Visits that took place, and what became of the planned ones."""
        period, rep = self.scope.period, self.scope.rep
        if not self._in_arrays:
            self.sums(VISITS, _VISIT_SUMS)
        else:
            self._add(visit_sums.done(self.conn, period.first, period.last, rep, self.by))
        if self.by is not None:
            self.sums(PLANNED, _PLAN_SUMS)
        else:
            self._add({"": visit_sums.planned(self.conn, period.first, period.last, rep)})

    def sales(self) -> None:
        """Orders; by product line their lines are the sales."""
        if self.by is By.PRODUCT_LINE:
            wanted = {"orders": "count(DISTINCT s.id)", "sales": f"sum({NET})"}
            self._take(
                f"SELECT p.line_id, {', '.join(wanted.values())} FROM sales_order s{_LINE_JOIN}"
                f" WHERE {self._in_scope(ORDERS)} GROUP BY 1",
                tuple(wanted),
            )
            self._orders_without_lines()
            return
        if self._in_arrays:
            scope = self.scope
            self._add(trade_book.order_sums(self.conn, *_days_until(scope), scope.currency, scope.rep, self.by))
        else:
            self.sums(ORDERS, _ORDER_SUMS)

    def lines(self) -> None:
        """What the orders' lines tell about margins."""
        if self.by is By.PRODUCT_LINE:
            self._take(
                f"SELECT p.line_id, {', '.join(_LINE_SUMS.values())} FROM sales_order s{_LINE_JOIN}"
                f" WHERE {self._in_scope(ORDERS)} GROUP BY 1",
                tuple(_LINE_SUMS),
            )
        elif self._in_arrays:
            scope = self.scope
            self._add(trade_book.line_sums(self.conn, *_days_until(scope), scope.currency, scope.rep, self.by))
        else:
            self.sums(ORDERS, _LINE_SUMS, _LINE_JOIN)

    def _orders_without_lines(self) -> None:
        (row,) = answers(
            self.conn,
            f"SELECT count(*), sum(s.total_cents) FROM sales_order s WHERE {self._in_scope(ORDERS)}"
            " AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = s.id AND NOT l.deleted)",
            self.scope.params(),
        )
        if row[0]:
            none = self.found[None]
            none["orders"] = none.get("orders", 0) + row[0]
            none["sales"] = none.get("sales", 0) + row[1]

    def clients(self) -> None:
        """Who ordered, who ordered again, who became a client, which prospects were met."""
        if self.by in _OF_CLIENTS or self._in_arrays:
            period, rep = self.scope.period, self.scope.rep
            self._add(buyers.ordering(self.conn, period.first, min(period.last, self.scope.today), rep, self.by))
            self._add(buyers.prospects_met(self.conn, period.first, period.last, rep, self.by))
            return
        orders = EVERY_ORDER
        key = orders.key(self.by)
        if key is None:
            return
        first = (
            "(SELECT min(f.ordered_on) FROM sales_order f WHERE f.client_id = s.client_id"
            " AND NOT f.deleted AND f.status <> 'cancelled')"
        )
        self._take(
            f"WITH bought AS (SELECT {key[0]} AS k, s.client_id, min(s.ordered_on) AS low, count(*) AS n,"
            f" {first} AS ever FROM sales_order s{key[1]} WHERE {self._in_scope(orders)} GROUP BY 1, 2)"
            " SELECT k, count(*), sum(n > 1 OR ever < low), sum(ever = low) FROM bought GROUP BY 1",
            ("ordering_clients", "repeat_clients", "new_clients"),
        )
        visit_key, join = VISITS.key(self.by) or ("''", "")
        # By client first, and the first orders of all clients at once: one by one they take thrice as long.
        self._take(
            "WITH ever AS MATERIALIZED (SELECT f.client_id AS pk, min(f.ordered_on) AS day FROM sales_order f"
            " NOT INDEXED WHERE NOT f.deleted AND f.status <> 'cancelled' GROUP BY 1),"
            f" met AS MATERIALIZED (SELECT {visit_key} AS k, v.client_id AS pk, min(v.day) AS low FROM visit v{join}"
            f" WHERE {self._in_scope(VISITS)} AND v.status = 'done' GROUP BY 1, 2)"
            " SELECT met.k, sum(CASE WHEN ever.day IS NULL THEN c.is_prospect ELSE met.low <= ever.day END)"
            " FROM met JOIN client c ON c.id = met.pk LEFT JOIN ever ON ever.pk = met.pk GROUP BY 1",
            ("prospects_met",),
        )

    def products_per_client(self) -> None:
        """Distinct products bought in the twelve months up to the period's end, and by how many clients."""
        last, until = self.scope.period.last, _days_until(self.scope)[1]
        self._add({"": trade_book.products_of_year(self.conn, last, until, self.scope.rep)})

    @property
    def _deals_in_arrays(self) -> bool:
        return self._in_arrays and not self.scope.among

    @property
    def _in_arrays(self) -> bool:
        """Whether this is a whole, or its course in time: what clients do is then counted without SQL."""
        return self.by is None or self.by.is_time

    def _add(self, sums: Sums) -> None:
        for key, mine in sums.items():
            self.found[key].update(mine)

    @property
    def _is_time(self) -> bool:
        return self.by is not None and self.by.is_time

    def _in_scope(self, source: Source) -> str:
        alias = source.alias
        # SQLite walks the indexes (rep, day) and (rep, planned day) only if it is told the reps.
        visits = source.table == VISITS.table and self.scope.rep is None
        everyone = " AND v.rep_id IN (SELECT id FROM rep)" if visits else ""
        days = f"{alias}.{source.day} BETWEEN :first AND {':until' if source.table in _TRADE else ':last'}"
        return f"{source.where} AND {days}{everyone}{self.scope.deals() if alias == 'o' else self._of_rep(alias)}"

    def _of_rep(self, alias: str) -> str:
        return f" AND {alias}.rep_id = :rep" if self.scope.rep is not None else ""

    def _take(self, sql: str, names: Sequence[str], extra: Mapping[str, Any] | None = None) -> None:
        for key, *values in answers(self.conn, sql, {**self.scope.params(), **(extra or {})}):
            self.found[key].update(
                (name, value) for name, value in zip(names, values, strict=True) if value is not None
            )


def _days(scope: Scope) -> tuple[date, date]:
    return scope.period.first, scope.period.last


def _days_until(scope: Scope) -> tuple[date, date]:
    """What has come by today."""
    return scope.period.first, min(scope.period.last, scope.today)


# ---- clients and their contacts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts of a tier: visits face to face, contacts of any channel, clients met at all."""

    visits: int = 0
    contacts: int = 0


def tier_contacts(conn: Connection, scope: Scope) -> dict[Tier, Contacts]:
    """Contacts done in the period, by tier."""
    found = visit_sums.by_tier(conn, scope.period.first, scope.period.last, scope.rep)
    return {tier: Contacts(*counts) for tier, counts in found.items()}


def _met(scope: Scope) -> str:
    of_rep = "v.rep_id = :rep" if scope.rep is not None else "v.rep_id IN (SELECT id FROM rep)"
    return f"{of_rep} AND v.day BETWEEN :first AND :last AND v.status = 'done' AND NOT v.deleted AND NOT c.deleted"


def clients_by_industry(conn: Connection) -> list[IndustryShare]:
    """How many clients belong to each industry, the largest first; the unnamed one last."""
    rows = answers(
        conn,
        f"SELECT {_industry('client')} AS trade, count(*) FROM client WHERE NOT deleted GROUP BY 1"
        " ORDER BY trade = '', count(*) DESC, trade",
        {},
    )
    return [IndustryShare(name, count) for name, count in rows]


def top_needs(conn: Connection, scope: Scope, n: int) -> list[SharedNeed]:
    """The needs that most clients voiced in the period."""
    rows = answers(
        conn,
        "SELECT t.name, count(DISTINCT v.client_id) AS clients, count(*) AS mentions,"
        " json_group_array(DISTINCT c.name) FROM visit v JOIN visit_need n ON n.visit_id = v.id AND NOT n.deleted"
        " JOIN need_tag t ON t.id = n.need_id AND NOT t.deleted JOIN client c ON c.id = v.client_id"
        f" WHERE {_met(scope)} GROUP BY t.id ORDER BY clients DESC, mentions DESC, t.name LIMIT :n",
        {**scope.params(), "n": n},
    )
    return [
        SharedNeed(need, clients, mentions, tuple(sorted(json.loads(names)))) for need, clients, mentions, names in rows
    ]


# ---- sales by month ------------------------------------------------------------------------------------------------


def sales_by_month(conn: Connection, scope: Scope) -> dict[str, int]:
    """Net sales (cents) by month, "2026-11" → cents."""
    of_rep = " AND s.rep_id = :rep" if scope.rep is not None else ""
    rows = answers(
        conn,
        f"SELECT substr(s.ordered_on, 1, 7), sum(s.total_cents) FROM sales_order s WHERE {ORDERS.where}"
        f" AND s.ordered_on BETWEEN :first AND :until{of_rep} GROUP BY 1",
        scope.params(),
    )
    return {str(month): int(cents) for month, cents in rows}


def sales_by_line_and_month(conn: Connection, scope: Scope) -> dict[tuple[Id | None, int], int]:
    """Net sales (cents) by product line and month (1 to 12) of one year; None: no line, or an order without lines."""
    of_rep = " AND s.rep_id = :rep" if scope.rep is not None else ""
    rows = answers(
        conn,
        "SELECT p.line_id, CAST(substr(s.ordered_on, 6, 2) AS INTEGER),"
        f" sum(CASE WHEN l.id IS NULL THEN s.total_cents WHEN l.cancelled THEN 0 ELSE {NET} END)"
        " FROM sales_order s LEFT JOIN order_line l ON l.order_id = s.id AND NOT l.deleted"
        f" LEFT JOIN product p ON p.id = l.product_id WHERE {ORDERS.where}"
        f" AND s.ordered_on BETWEEN :first AND :until{of_rep} GROUP BY 1, 2",
        scope.params(),
    )
    return {(line, month): cents for line, month, cents in rows}


ACTUAL = {
    Metric.SALES: ("sales", frozenset({Part.SALES, Part.PIPELINE})),
    Metric.MARGIN: ("margin", frozenset({Part.LINES})),
    Metric.COLLECTIONS: ("received", frozenset({Part.RECEIVED})),
    Metric.VISITS: ("visits", frozenset({Part.VISITS})),
    Metric.NEW_CLIENTS: ("new_clients", frozenset({Part.CLIENTS})),
}
"""What a target is measured by: a field of `Tally`, and what has to be asked for it."""


def reached_by_month(conn: Connection, scope: Scope, metric: Metric) -> dict[str, int]:
    """What a target of this metric counts, by month: "2026-11" → cents or number."""
    if metric is Metric.SALES:
        return sales_by_month(conn, scope)
    field_, parts = ACTUAL[metric]
    found = tallies(conn, scope, By.MONTH, parts=parts)
    return {key: getattr(Tally(**sums), field_) for key, sums in found.items()}


def reached_by_tier(conn: Connection, scope: Scope, metric: Metric) -> dict[Tier, int]:
    """What a target of this metric counts, by the client's present tier."""
    field_, parts = ACTUAL[metric]
    found = tallies(conn, scope, By.TIER, parts=parts)
    return {Tier(key): getattr(Tally(**sums), field_) for key, sums in found.items() if key}


def sales_by_line_and_tier(conn: Connection, scope: Scope) -> dict[tuple[Id | None, Tier], int]:
    """Net sales (cents) by product line and the client's present tier; None: no line, or an order without lines."""
    return {(line, Tier(tier)): net for line, tier, net, _margin in _by_line(conn, scope, "c.tier")}


def margin_by_line_and_tier(conn: Connection, scope: Scope) -> dict[tuple[Id | None, Tier], int]:
    """As `sales_by_line_and_tier`, what is left after the costs that are known."""
    return {(line, Tier(tier)): margin for line, tier, _net, margin in _by_line(conn, scope, "c.tier")}


def margin_by_line_and_month(conn: Connection, scope: Scope) -> dict[tuple[Id | None, int], int]:
    """Margin (cents) by product line and month (1 to 12) of one year."""
    month = "CAST(substr(s.ordered_on, 6, 2) AS INTEGER)"
    return {(line, at): margin for line, at, _net, margin in _by_line(conn, scope, month)}


def _by_line(conn: Connection, scope: Scope, key: str) -> list[tuple[Any, Any, int, int]]:
    of_rep = " AND s.rep_id = :rep" if scope.rep is not None else ""
    rows = answers(
        conn,
        f"SELECT p.line_id, {key}, sum(CASE WHEN l.id IS NULL THEN s.total_cents WHEN l.cancelled THEN 0 ELSE {NET}"
        f" END), sum(CASE WHEN l.cost_cents IS NULL OR l.cancelled THEN 0 ELSE {NET} - {COST} END)"
        " FROM sales_order s JOIN client c ON c.id = s.client_id"
        " LEFT JOIN order_line l ON l.order_id = s.id AND NOT l.deleted"
        f" LEFT JOIN product p ON p.id = l.product_id WHERE {ORDERS.where}"
        f" AND s.ordered_on BETWEEN :first AND :until{of_rep} GROUP BY 1, 2",
        scope.params(),
    )
    return [(line, at, net, margin) for line, at, net, margin in rows]
