"""The whole figures page: every glossary term of a month, a year and three years, by the size of the file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.sample import SampleSize
from tests.bench.frame import Aim, Reading, Run, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import NOW, Places
from tests.bench.sizes import Sizes

_TODAY = NOW.date()
PERIODS = {
    "month": Period.month(_TODAY),
    "year": Period.year(_TODAY),
    "3 years": Period(date(_TODAY.year - 3, _TODAY.month, _TODAY.day) + timedelta(days=1), _TODAY),
}
_PLAIN = (
    "SELECT stage, count(*), sum(amount_cents) FROM opportunity WHERE stage IN ('won', 'lost') AND NOT deleted"
    " AND closed_on BETWEEN :first AND :last GROUP BY 1",
    "SELECT count(*), sum(amount_cents) FROM opportunity WHERE stage NOT IN ('won', 'lost') AND NOT deleted"
    " AND expected_close BETWEEN :first AND :last",
    "SELECT count(*), sum(total_cents), count(DISTINCT client_id) FROM sales_order WHERE NOT deleted"
    " AND ordered_on BETWEEN :first AND :last",
    "SELECT sum(l.net_cents), sum(l.cost_cents), sum(l.list_cents), sum(p.high_margin * l.net_cents) FROM sales_order s"
    " JOIN order_line l ON l.order_id = s.id LEFT JOIN product p ON p.id = l.product_id"
    " WHERE NOT s.deleted AND s.ordered_on BETWEEN :first AND :last",
    "SELECT client_id, min(ordered_on), count(*) FROM sales_order WHERE NOT deleted GROUP BY 1",
    "SELECT sum(amount_cents) FROM payment WHERE NOT deleted AND received_on BETWEEN :first AND :last",
    "SELECT client_id, min(day), count(*) FROM visit WHERE rep_id IN (SELECT id FROM rep) AND NOT deleted"
    " AND status = 'done' AND day BETWEEN :first AND :last GROUP BY 1",
    "SELECT client_id, day, channel FROM visit WHERE rep_id IN (SELECT id FROM rep) AND NOT deleted"
    " AND status = 'done' AND day BETWEEN :first AND :last",
    "SELECT status, count(*) FROM visit WHERE rep_id IN (SELECT id FROM rep) AND NOT deleted"
    " AND planned_day BETWEEN :first AND :last GROUP BY 1",
    "SELECT id, tier, owner_id, since FROM client WHERE NOT deleted",
    "SELECT client_id, ordered_on FROM sales_order WHERE NOT deleted",
)
"""The same facts read and summed with the driver alone."""


def figures(sizes: Sizes, places: Places) -> list[Reading]:
    """Each period on the small file against the bare sums, and how the year grows to the large one."""
    found = []
    small = _measured(places, sizes.small, sizes.repeats)
    large = _measured(places, sizes.large, max(1, sizes.repeats // 2))
    for name in PERIODS:
        (mine, floor), (grown, grown_floor) = small[name], large[name]
        times = sizes.large.visits / sizes.small.visits
        note = f"{sizes.small.visits:,} visits to {sizes.large.visits:,}"
        found.append(Reading(f"figures: {name}", mine, floor, Aim(times=4, millis=50, growth=times * 1.1), grown, note))
        found.append(Reading(f"figures: {name}, large", grown, grown_floor, Aim(times=4), None, note))
    return found


def _measured(places: Places, size: SampleSize, repeats: int) -> dict[str, Any]:
    desk = places.desk(size)
    conn = bare_copy(desk)
    found = {}
    for name, period in PERIODS.items():
        found[name] = measured(_page(desk, period), _bare(conn, period), repeats)
    conn.close()
    desk.close()
    return found


def _page(desk: Desk, period: Period) -> Run:
    def read() -> Took:
        with stopwatch() as took:
            desk.figures.of(period)
        return took

    return read


def _bare(conn: Any, period: Period) -> Run:
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}

    def read() -> Took:
        with stopwatch() as took:
            for question in _PLAIN:
                conn.execute(question, days).fetchall()
        return took

    return read
