"""The history of a file of many changes: its first page, one in the middle, a kind that is nowhere, a record.

The floor reads the same rows (of a page all 500) of the log by hand.
"""

from __future__ import annotations

from collections.abc import Callable

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.services.history import Asked
from salesdesk.ui.parts.rows_model import PAGE_ROWS
from tests.bench.cards import empty_desk
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.places import Places
from tests.bench.sizes import Sizes

PAGE, FIELDS, ACTION = 500, ("note", "phone", "needs", "source", "address"), 1 << 16
_STEPS = "SELECT hlc, act, label, params FROM txn WHERE (hlc, act) < (?, ?) ORDER BY hlc DESC, act DESC LIMIT ?"
_NOWHERE = "SELECT count(*) FROM txn WHERE instr(lower(params), ?)"
_RECORD = "SELECT col, hlc, act, old, new FROM change WHERE tbl = 'client' AND pk = ? ORDER BY hlc DESC"


def history(sizes: Sizes, places: Places) -> list[Reading]:
    """Ten actions of five changed fields for each of so many rows: a million changes in a usual run."""
    desk = empty_desk(places)
    clients, last = _filled(desk, sizes.rows * 10)
    find, run = desk.history, desk.file.run
    first, middle = (1 << 62, 0), (last - sizes.rows * 5 * ACTION, 0)
    held = f"{sizes.rows * 10 * len(FIELDS):,} changes"

    def page(before: tuple[int, int]) -> Callable[[], object]:
        return lambda: find.steps(find.keys(Asked(), PAGE, before)[:PAGE_ROWS])  # as many as come into view

    def by_hand(query: str, *params: object) -> Callable[[], object]:
        return lambda: run(query, params).fetchall()

    looks = (
        ("first page", page(first), by_hand(_STEPS, *first, PAGE)),
        ("a page in the middle", page(middle), by_hand(_STEPS, *middle, PAGE)),
        ("no action of a kind", lambda: find.keys(Asked(kind=Kind.TENDER), PAGE), by_hand(_STEPS, *first, PAGE)),
        ("words that are nowhere", lambda: find.keys(Asked(words="zzz"), PAGE), by_hand(_NOWHERE, "zzz")),
        ("one record", lambda: find.of(Kind.CLIENT, clients[0]), by_hand(_RECORD, clients[0])),
    )
    readings = []
    for what, ours, floor in looks:
        mine, plain = measured(_timed(ours), _timed(floor), sizes.repeats * 4)
        readings.append(Reading(f"history: {what}", mine, plain, Aim(millis=200), note=held))
    desk.close()
    return readings


def _timed(look: Callable[[], object]) -> Callable[[], Took]:
    def run() -> Took:
        with stopwatch() as took:
            look()
        return took

    return run


def _filled(desk: Desk, actions: int) -> tuple[list[Id], int]:
    """A log of so many actions over a tenth as many clients: the clients, and the stamp of the last action."""
    clients = [desk.session.new_id() for _client in range(max(1, actions // 10))]
    born = [New(Kind.CLIENT, pk, {"name": f"Client {at}"}) for at, pk in enumerate(clients)]
    stamp, act = desk.session.record(Label("import.clients", {"n": len(born)}), born).hlc, desk.file.act
    stamps = [stamp + at * ACTION for at in range(1, actions + 1)]
    steps = [(hlc, act, f'{{"client":"Client {at % len(clients)}"}}') for at, hlc in enumerate(stamps)]
    cells = [
        (clients[at % len(clients)], field, hlc, act, f"was {at}", f"is {at}")
        for at, hlc in enumerate(stamps)
        for field in FIELDS
    ]
    with desk.file.writing():
        insert = "INSERT INTO txn(hlc, act, label, params, kind) VALUES (?, ?, 'client.changed', ?, 'do')"
        desk.file.run_many(insert, steps)
        desk.file.run_many(
            "INSERT INTO change(tbl, pk, col, hlc, act, old, new) VALUES ('client', ?, ?, ?, ?, ?, ?)", cells
        )
    return clients, stamps[-1]
