"""The whole figures page: every glossary term of a month, a year and three years, by the size of the file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.services.sample import SampleSize
from salesdesk.store.engine import raw
from tests.bench.frame import Aim, Reading, Run, Series, Took, measured, stopwatch
from tests.bench.places import NOW, Places, bare, clock
from tests.bench.sizes import PAGE, Sizes

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
    "SELECT opportunity_id, from_stage, to_stage, moved_at FROM stage_move WHERE NOT deleted",
    "SELECT i.id, i.issued_on, i.due_on, i.amount_cents, sum(h.amount_cents) FROM invoice i"
    " LEFT JOIN payment_share h ON h.invoice_id = i.id AND NOT h.deleted WHERE NOT i.deleted GROUP BY i.id",
)
"""The same facts read and summed with the driver alone."""


def figures(sizes: Sizes, places: Places) -> list[Reading]:
    """Each period right after opening and after a visit was logged, against the bare sums, by the size of the file.

    A file that keeps what its figures are told from, and one that was killed after a write and keeps nothing.
    """
    found = []
    least = None
    for size in sizes.trade:
        taken = _measured(places, size, sizes.repeats if size is sizes.trade[0] else max(1, sizes.repeats // 3))
        note = f"{size.visits:,} visits, {size.orders:,} orders"
        for name, (ours, floor) in taken.items():
            before = least[name][0] if least else None
            times = size.visits / sizes.trade[0].visits
            aim = _aim(name, size)
            grown = f", {ours.cpu / before.cpu:.1f} × the smallest (linear: {times:.1f} ×)" if before else ""
            found.append(Reading(f"figures: {name}", ours, floor, aim, None, note + grown))
        least = least or taken
    return found


def _measured(places: Places, size: SampleSize, repeats: int) -> dict[str, tuple[Series, Series]]:
    path = places.sample(size)
    bare_path = places.sample(size)
    conn = bare(bare_path)
    found = {}
    for name, period in PERIODS.items():
        _kept(path)
        found[f"{name}, just opened"] = measured(_opened(path, period), _bare(conn, period), repeats)
        found[f"{name}, nothing kept"] = measured(_opened(_forgotten(path), period), _bare(conn, period), repeats)
        desk = Desk.open(path, clock=clock)
        found[f"{name}, after a visit"] = measured(_after_a_visit(desk, period), _bare(conn, period), repeats)
        desk.close()
    found["closing after a visit"] = measured(_closed(path), _bare(conn, PERIODS["month"]), repeats)
    conn.close()
    return found


def _aim(name: str, size: SampleSize) -> Aim:
    """What was promised: of the page 50 ms at a rep's three years, a second at a million visits; a quick goodbye."""
    if name == "closing after a visit":
        return Aim(millis=100 if size.visits <= PAGE.visits else None)
    if name.endswith("nothing kept"):
        return Aim()
    return Aim(millis=50 if size.visits <= PAGE.visits else 1_000)


def _kept(path: Path) -> None:
    desk = Desk.open(path, clock=clock)
    desk.figures.of(PERIODS["month"])
    desk.close()


def _forgotten(path: Path) -> Path:
    with raw(path, "rw") as conn:
        conn.execute("UPDATE ctx SET kept = NULL")
    return path


def _opened(path: Path, period: Period) -> Run:
    """The first question to a file."""

    def read() -> Took:
        desk = Desk.open(path, clock=clock)
        with stopwatch() as took:
            desk.figures.of(period)
        desk.file.close()  # without keeping anything
        return took

    return read


def _closed(path: Path) -> Run:
    """Closing, after figures were looked at and a visit was logged."""

    def close() -> Took:
        desk = Desk.open(path, clock=clock)
        desk.figures.of(PERIODS["month"])
        _log(desk, _a_client(desk))
        with stopwatch() as took:
            desk.close()
        return took

    return close


def _after_a_visit(desk: Desk, period: Period) -> Run:
    """The page once more, after something was logged."""
    client = _a_client(desk)

    def read() -> Took:
        _log(desk, client)
        with stopwatch() as took:
            desk.figures.of(period)
        return took

    return read


def _a_client(desk: Desk) -> Any:
    return desk.file.conn.exec_driver_sql("SELECT min(id) FROM client").scalar()


def _log(desk: Desk, client: Any) -> None:
    values = {"client_id": client, "rep_id": desk.rep.id, "channel": Channel.FACE, "status": VisitStatus.DONE}
    made = New(Kind.VISIT, desk.session.new_id(), {**values, "starts_at": NOW})
    desk.session.record(Label("visit.logged"), [made])


def _bare(conn: Any, period: Period) -> Run:
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}

    def read() -> Took:
        with stopwatch() as took:
            for question in _PLAIN:
                conn.execute(question, days).fetchall()
        return took

    return read
