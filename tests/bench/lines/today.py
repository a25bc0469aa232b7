"""The Today page of a rep with thousands of invoices, a fifth of them still open, right after a visit was logged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import NOW, Places
from tests.bench.sizes import Sizes

_PLAIN = (
    "SELECT i.*, sum(h.amount_cents) FROM invoice i LEFT JOIN payment_share h ON h.invoice_id = i.id AND NOT h.deleted"
    " WHERE NOT i.deleted GROUP BY i.id",
    "SELECT * FROM opportunity WHERE stage NOT IN ('won', 'lost') AND NOT deleted",
    "SELECT id, name, tier, district, since FROM client WHERE NOT deleted",
    "SELECT client_id, day, channel FROM visit WHERE rep_id IN (SELECT id FROM rep) AND NOT deleted"
    " AND status = 'done' AND day >= '2026-07-01'",
    "SELECT client_id, day FROM visit WHERE next_on NOT NULL AND NOT next_done AND NOT deleted",
)
"""What the page is made of, read with the driver alone."""


def today(sizes: Sizes, places: Places) -> list[Reading]:
    """The whole page read, against its rows."""
    desk = places.desk(sizes.small)
    invoices = sizes.rows // 4
    client = _invoiced(desk, invoices)
    conn = bare_copy(desk)

    def page() -> Took:
        values = {"client_id": client, "rep_id": desk.rep.id, "channel": Channel.FACE, "status": VisitStatus.DONE}
        desk.session.record(
            Label("visit.logged"), [New(Kind.VISIT, desk.session.new_id(), {**values, "starts_at": NOW})]
        )
        with stopwatch() as took:
            desk.todo.day()
        return took

    def floor() -> Took:
        with stopwatch() as took:
            for question in _PLAIN:
                conn.execute(question).fetchall()
        return took

    mine, by_hand = measured(page, floor, sizes.repeats * 2)
    conn.close()
    desk.close()
    return [Reading("today: its page", mine, by_hand, Aim(times=3, millis=150), note=f"{invoices:,} invoices more")]


def _invoiced(desk: Desk, count: int) -> Id:
    clients: list[Any] = [pk for (pk,) in desk.file.conn.exec_driver_sql("SELECT id FROM client ORDER BY id")]
    made: list[Change] = []
    for number in range(count):
        client, issued = clients[number % len(clients)], NOW.date() - timedelta(days=number % 900)
        invoice, payment = desk.session.new_id(), desk.session.new_id()
        own = {"client_id": client, "rep_id": desk.rep.id, "currency": desk.currency, "amount_cents": 1_000_00}
        due = {"issued_on": issued, "due_on": issued + timedelta(days=30), "number": f"X-{number}"}
        made.append(New(Kind.INVOICE, invoice, {**own, **due}))
        if number % 5:
            made.append(New(Kind.PAYMENT, payment, {**own, "received_on": issued}))
            share = {"payment_id": payment, "invoice_id": invoice, "amount_cents": 1_000_00}
            made.append(New(Kind.PAYMENT_SHARE, desk.session.new_id(), share))
    journal.record(desk.file, made, Label("import.invoices", {"n": count}), undoable=False)
    return bytes(clients[0])
