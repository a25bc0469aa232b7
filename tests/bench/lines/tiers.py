"""Tiering: a quarter's review of all clients, against the same sums read and ranked by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from random import Random

from salesdesk.domain.change import Change, Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from tests.bench.cards import desk_with_clients
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import NOW, Places
from tests.bench.sizes import Sizes

_SALES = (
    "SELECT client_id, total_cents FROM sales_order NOT INDEXED WHERE ordered_on > ? AND currency = 'CNY'"
    " AND status <> 'cancelled' AND NOT deleted"
)
_CLIENTS = "SELECT id, tier, potential, influence FROM client WHERE NOT deleted AND NOT is_prospect"


def tiers(sizes: Sizes, places: Places) -> list[Reading]:
    """The floor sums the orders of twelve months by client and sorts the clients by them, once."""
    desk = desk_with_clients(places, sizes.clients)
    _orders(desk, sizes.clients)
    conn = bare_copy(desk)
    moves = 0

    def ours() -> Took:
        nonlocal moves
        with stopwatch() as took:
            moves = len(desk.tiers.review().outcome.proposals)
        return took

    def floor() -> Took:
        sums: dict[bytes, int] = defaultdict(int)
        with stopwatch() as took:
            for pk, cents in conn.execute(_SALES, ((NOW - timedelta(days=365)).date().isoformat(),)):
                sums[pk] += cents
            rows = conn.execute(_CLIENTS).fetchall()
            sorted(rows, key=lambda row: -sums.get(row[0], 0))
        return took

    mine, by_hand = measured(ours, floor, sizes.repeats)
    conn.close()
    desk.close()
    note = f"{sizes.clients:,} clients, {moves:,} moves proposed"
    return [Reading("tiering", mine, by_hand, Aim(times=6), note=note)]


def _orders(desk: Desk, clients: int) -> None:
    """Half of the clients have ordered, one to three times within the year."""
    random = Random("orders")
    buyers = [row[0] for row in desk.file.run("SELECT id FROM client")][: clients // 2]
    made: list[Change] = []
    for pk in buyers:
        for _order in range(random.randrange(1, 4)):
            day = (NOW - timedelta(days=random.randrange(360))).date()
            values = {"client_id": pk, "rep_id": desk.rep.id, "ordered_on": day}
            values["total_cents"] = random.randrange(1, 90_000) * 1_000
            made.append(New(Kind.ORDER, desk.session.new_id(), values))
    journal.record(desk.file, made, Label("import.orders", {"n": len(made)}), undoable=False)
