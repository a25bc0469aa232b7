"""How every client stands against its contact rules, over a whole year; and how one stands."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from random import Random

from salesdesk.domain.change import Change, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from tests.bench.cards import desk_with_clients
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import NOW, Places
from tests.bench.sizes import Sizes

_VISITS = (
    "SELECT client_id, day, channel FROM visit WHERE rep_id IN (SELECT id FROM rep) AND day BETWEEN ? AND ?"
    " AND status = 'done' AND NOT deleted"
)
_CLIENTS = "SELECT id, name, tier, district, since FROM client WHERE NOT deleted"
_CONTACTS_EACH = 3
_CHUNK = 50_000
_KNOWN_SINCE = NOW.date() - timedelta(days=900)
_YEAR = Period(NOW.date() - timedelta(days=364), NOW.date())


def cadence(sizes: Sizes, places: Places) -> list[Reading]:
    """A year judged span by span, and today, against merely reading the contacts; one client against reading it."""
    desk = desk_with_clients(places, sizes.clients)
    ids = _contacts(desk)
    conn = bare_copy(desk)
    days = _YEAR.first.isoformat(), _YEAR.last.isoformat()

    def whole() -> Took:
        with stopwatch() as took:
            desk.coverage.summary(_YEAR)
        return took

    def today() -> Took:
        with stopwatch() as took:
            desk.cadence.states()
        return took

    def floor() -> Took:
        with stopwatch() as took:
            conn.execute(_CLIENTS).fetchall()
            conn.execute(_VISITS, days).fetchall()
        return took

    some = cycle(ids[:: max(1, len(ids) // 50)])

    def one() -> Took:
        client = next(some)
        with stopwatch() as took:
            desk.cadence.of_client(client)
        return took

    def one_floor() -> Took:
        client = next(some)
        with stopwatch() as took:
            conn.execute(f"{_CLIENTS} AND id = ?", (client,)).fetchall()
            conn.execute("SELECT day, channel FROM visit WHERE client_id = ? AND NOT deleted", (client,)).fetchall()
        return took

    note = f"{sizes.clients:,} clients, {len(ids) * _CONTACTS_EACH:,} contacts"
    year, by_hand = measured(whole, floor, sizes.repeats)
    now, _again = measured(today, floor, sizes.repeats)
    single, plain = measured(one, one_floor, sizes.repeats * 10)
    conn.close()
    desk.close()
    return [
        Reading("cadence: a year of all", year, by_hand, Aim(times=3, millis=1_000), note=note),
        Reading("cadence: all today", now, by_hand, Aim(times=2), note=note),
        Reading("cadence: one client", single, plain, Aim(millis=1), note=note),
    ]


def _contacts(desk: Desk) -> list[Id]:
    """A year of contacts; a fifth of the clients in A, more in B, a few moved; most known since a written day."""
    random, conn = Random("cadence"), desk.file.conn
    ids: list[Id] = [pk for (pk,) in conn.exec_driver_sql("SELECT id FROM client ORDER BY id")]
    made: list[Change] = []
    for number, client in enumerate(ids):
        tier = Tier.A if number % 5 == 0 else Tier.B if number % 3 == 0 else Tier.C
        if tier is not Tier.C:
            made.append(Edit(Kind.CLIENT, client, "tier", Tier.C, tier))
        if number % 10:
            made.append(Edit(Kind.CLIENT, client, "since", None, _KNOWN_SINCE))
        if number % 50 == 0:
            values = {"client_id": client, "rep_id": desk.rep.id, "from_tier": Tier.B, "to_tier": tier}
            moved = {**values, "moved_at": NOW - timedelta(days=random.randrange(360)), "kind": "manual"}
            made.append(New(Kind.TIER_MOVE, desk.session.new_id(), moved))
        for _contact in range(_CONTACTS_EACH):
            values = {"client_id": client, "rep_id": desk.rep.id, "status": VisitStatus.DONE}
            at = NOW - timedelta(days=random.randrange(365), hours=random.randrange(8))
            channel = random.choice(list(Channel))
            made.append(New(Kind.VISIT, desk.session.new_id(), {**values, "channel": channel, "starts_at": at}))
    for start in range(0, len(made), _CHUNK):
        part = made[start : start + _CHUNK]
        journal.record(desk.file, part, Label("import.visits", {"n": len(part)}), undoable=False)
    return ids
