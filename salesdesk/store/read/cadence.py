"""What the contact cadence looks at: rules, clients with their tiers then, contacts done and planned."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection

from salesdesk.domain.cadence import DEFAULT_RULES, CadenceRule, Every, Family
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.contact_ledger import Contact, Known, Moves
from salesdesk.store.ids import natural_id
from salesdesk.store.read.columns import columns
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.rows import columns_of, driver_of, read_as, readers_of, select_things
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths
from salesdesk.store.tables import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RULE = TABLES[Kind.CADENCE_RULE].c
_TIERS = {tier.value: tier for tier in Tier}
_DONE = "status = 'done' AND NOT deleted"
_EVERYBODY = "rep_id IN (SELECT id FROM rep)"
"""So that the days are looked up by their index."""

_CLIENTS = (
    "SELECT id, name, tier, district, since, coalesce(since, (SELECT min(day) FROM visit"
    " WHERE client_id = client.id AND status = 'done' AND NOT visit.deleted)) FROM client WHERE NOT deleted"
)


_NAMES = ", ".join(f'"{column.name}"' for column in columns_of(CadenceRule))
_RULES = f"SELECT {_NAMES} FROM cadence_rule WHERE NOT deleted"
_READERS = readers_of(columns_of(CadenceRule))


_known: Callable[[Any], Known] = cast(Any, partial(tuple.__new__, Known))


def _with_ids() -> tuple[CadenceRule, ...]:
    """The default rules with the same ids in every file."""
    numbers: dict[tuple[Family, Tier], count[int]] = {}
    return tuple(
        replace(
            rule,
            id=natural_id(
                Kind.CADENCE_RULE, rule.family, rule.tier, next(numbers.setdefault((rule.family, rule.tier), count(1)))
            ),
        )
        for rule in DEFAULT_RULES
    )


DEFAULTS = _with_ids()


def rules(conn: Connection) -> list[CadenceRule]:
    """Every rule, past ones among them; of a family that the file says nothing about, the defaults."""
    kept = [read_as(CadenceRule, _READERS, row) for row in driver_of(conn).execute(_RULES)]
    found = kept + [rule for rule in DEFAULTS if rule.family not in {one.family for one in kept}]
    return sorted(found, key=_order)


def _order(rule: CadenceRule) -> tuple[object, ...]:
    """By family and tier, what asks for most first."""
    often = list(Every).index(rule.every)
    return rule.family, rule.tier, often, not rule.in_depth, -rule.count, rule.first_day or date.min, rule.id


def is_written(conn: Connection, family: Family) -> bool:
    """Whether the file says anything about a family."""
    row = (
        driver_of(conn)
        .execute("SELECT 1 FROM cadence_rule WHERE family = ? AND NOT deleted LIMIT 1", (family.value,))
        .fetchone()
    )
    return row is not None


def kept(conn: Connection, ids: Iterable[Id]) -> dict[Id, CadenceRule]:
    """These rules as the file holds them, in the bin too: a natural id is born only once."""
    query = select_things(CadenceRule).where(_RULE.id.in_(list(ids)))
    return {row[0]: CadenceRule(*row) for row in conn.execute(query)}


def clients(conn: Connection, rep: Id | None = None, only: Sequence[Id] | None = None) -> list[Known]:
    """All clients (of a rep: its own and those of nobody); one without a first day is known since its first contact."""
    where, params = "", list[object]()
    if rep is not None:
        where, params = " AND (owner_id = ? OR owner_id IS NULL)", [rep]
    if only is not None:
        where += f" AND id IN ({', '.join('?' * len(only))})"
        params += only
    rows = driver_of(conn).execute(_CLIENTS + where, params)
    # A tier's letter is the tier; a hundred thousand of them are not turned into one by one.
    return [*map(_known, rows)]


def moves(conn: Connection, only: Sequence[Id] | None = None) -> Moves:
    """The moves of every client between tiers, the oldest first."""
    some = "" if only is None else f" AND client_id IN ({', '.join('?' * len(only))})"
    rows = driver_of(conn).execute(
        "SELECT client_id, day, from_tier FROM tier_move WHERE NOT deleted AND from_tier <> to_tier"
        f"{some} ORDER BY moved_at, id",
        list(only or ()),
    )
    found: dict[Id, list[tuple[str, Tier]]] = {}
    for pk, day, tier in rows:
        found.setdefault(pk, []).append((day, _TIERS[tier]))
    return found


def tier_moves(conn: Connection) -> list[NDArray[Any]]:
    """As `moves`, in columns: the client's key, the day, the letter of the tier that it left."""
    wanted = (("id", "client_id"), ("day", "day"), ("letter", "from_tier"))
    rest = "FROM (SELECT * FROM tier_move WHERE NOT deleted AND from_tier <> to_tier ORDER BY moved_at, id)"
    return keeper(conn).book(_MOVES, lambda: columns(conn, wanted, rest))


def _moves_made(arrays: Arrays) -> list[NDArray[Any]]:
    check_lengths(*arrays.values())
    check_days(arrays["day"])
    return list(arrays.values())


_MOVES: Form[list[NDArray[Any]]] = Form(
    "tiers",
    {"client": "<u8", "day": "<i4", "tier": "|u1"},
    lambda columns: dict(zip(("client", "day", "tier"), columns, strict=True)),
    _moves_made,
)


def contacts(
    conn: Connection, first: date, last: date, rep: Id | None = None, only: Sequence[Id] | None = None
) -> Iterable[Contact]:
    """The contacts that took place in these days, with everybody or with a few."""
    return _visits(conn, "done", first, last, rep, only)


def planned(conn: Connection, first: date, last: date, without: Collection[Id] = ()) -> Iterable[Contact]:
    """The contacts that are planned for these days; `without` some visits."""
    return _visits(conn, "planned", first, last, without=without)


def _visits(
    conn: Connection,
    status: str,
    first: date,
    last: date,
    rep: Id | None = None,
    only: Sequence[Id] | None = None,
    without: Collection[Id] = (),
) -> Iterable[Contact]:
    who, params = (_EVERYBODY, list[object]()) if rep is None else ("rep_id = ?", [rep])
    if only is not None:
        who, params = f"client_id IN ({', '.join('?' * len(only))})", list(only)
    if without:
        who, params = f"{who} AND id NOT IN ({', '.join('?' * len(without))})", [*params, *without]
    rows: Iterable[Contact] = driver_of(conn).execute(
        f"SELECT client_id, day, channel FROM visit WHERE {who} AND day BETWEEN ? AND ? AND status = '{status}'"
        " AND NOT deleted",
        [*params, first.isoformat(), last.isoformat()],
    )
    return rows


def last_contacts(conn: Connection, ids: Sequence[Id], rule: CadenceRule, until: date) -> dict[Id, date]:
    """The day of the newest contact that a rule counts, for each of these clients that ever had one."""
    channels = ", ".join(f"'{channel.value}'" for channel in sorted(rule.counting))
    found: dict[Id, date] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows = driver_of(conn).execute(
            f"SELECT client_id, max(day) FROM visit WHERE client_id IN ({', '.join('?' * len(part))}) AND day <= ?"
            f" AND channel IN ({channels}) AND {_DONE} GROUP BY client_id",
            (*part, until.isoformat()),
        )
        found.update((pk, date.fromisoformat(day)) for pk, day in rows)
    return found


def first_orders(conn: Connection) -> dict[Id, str]:
    """Client → the day of its first order, in ISO."""
    rows = driver_of(conn).execute(
        "SELECT client_id, min(ordered_on) FROM sales_order WHERE NOT deleted AND status <> 'cancelled' GROUP BY 1"
    )
    return dict(rows)


def stamp(conn: Connection) -> tuple[int, int]:
    """Another one whenever something was written, here or by another connection."""
    driver = driver_of(conn)
    return driver.total_changes, driver.execute("PRAGMA data_version").fetchone()[0]
