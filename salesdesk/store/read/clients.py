"""Clients read for people: found in a keystroke, listed by page, counted for the chips."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection

from salesdesk.domain.cadence import Due
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.period import add_months
from salesdesk.store.read.maintenance import churn
from salesdesk.store.read.name_book import NameBook

WORDS = 6
"""Words of a search text that are looked at."""


class ClientGroup(StrEnum):
    """The chips above the list of clients."""

    ALL = "all"
    A = "A"
    B = "B"
    C = "C"
    DUE = "due"
    PROSPECTS = "prospects"
    KEY = "key"
    AT_RISK = "at_risk"


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """What the list is narrowed to. `words` are search texts folded by `search_keys.fold_query`; all must fit."""

    group: ClientGroup = ClientGroup.ALL
    words: tuple[str, ...] = ()
    district: str = ""


@dataclass(frozen=True, slots=True)
class ListedClient:
    """One line of the list; amounts are in the file's own currency.

    `open_cents` sums the open opportunities, `sales_cents` the orders of the last twelve months (glossary: sales,
    cancelled ones left out). `last_on` is the last contact of any kind, `due` the state against the tier's cadence.
    """

    id: Id
    name: str
    tier: Tier
    is_key: bool
    is_prospect: bool
    industry: str
    district: str
    owner: str
    last_on: date | None = None
    due: Due | None = None
    open_cents: int = 0
    sales_cents: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A client that was looked for."""

    id: Id
    name: str
    tier: Tier
    industry: str
    district: str


@dataclass(frozen=True, slots=True)
class Scene:
    """From where the list is seen: today, the currency whose money is summed, and how clients stand in their cadence.

    `dues` of some clients under the rule that wants most; `wanting`: everybody who is due or overdue.
    """

    today: date
    currency: str
    dues: Callable[[Sequence[Id]], Mapping[Id, Due]]
    wanting: Callable[[], Collection[Id]]

    @property
    def year_ago(self) -> date:
        """Last day before the twelve months that end today."""
        return add_months(self.today, -12)


Beside = Callable[[Sequence[str]], list[Id]]
"""Clients that fit some words by more than their names, by name."""

_HIT = "id, name, tier, industry, district"
_DONE = "NOT v.deleted AND v.status = 'done'"


def _hit(row: Sequence[Any]) -> Hit:
    return Hit(row[0], row[1], Tier(row[2]), row[3], row[4])


def recent(conn: Connection, limit: int, today: date) -> list[Hit]:
    """The clients met last, the newest first; then, where there are too few, those added last."""
    rows = conn.exec_driver_sql(
        f"SELECT {_HIT} FROM client c JOIN (SELECT client_id, max(starts_at) AS at FROM visit v"
        f" WHERE {_DONE} AND v.day <= ? GROUP BY client_id ORDER BY at DESC LIMIT ?) AS met ON met.client_id = c.id"
        " WHERE NOT c.deleted ORDER BY met.at DESC LIMIT ?",
        (today.isoformat(), 4 * limit, limit),
    )
    found = {row[0]: _hit(row) for row in rows}
    if len(found) < limit:
        newest = conn.exec_driver_sql(
            f"SELECT {_HIT} FROM client WHERE NOT deleted ORDER BY rowid DESC LIMIT ?", (2 * limit,)
        )
        for row in newest:
            found.setdefault(row[0], _hit(row))
    return list(found.values())[:limit]


def hits(conn: Connection, ids: Sequence[Id]) -> dict[Id, Hit]:
    """Clients by id."""
    marks, params = _in(ids)
    rows = conn.exec_driver_sql(f"SELECT {_HIT} FROM client WHERE id IN ({marks})", params)
    return {row[0]: _hit(row) for row in rows}


def keys_of(conn: Connection, client_id: Id) -> dict[str, str]:
    """The search keys as they are stored."""
    row = conn.exec_driver_sql("SELECT search, sort_key FROM client WHERE id = ?", (client_id,)).one()
    return {"search": row[0], "sort_key": row[1]}


def named_like(conn: Connection, beginning: str, other_than: Id | None, limit: int = 50) -> list[Hit]:
    """Clients whose folded name begins like this: those that may be the same company."""
    rows = conn.exec_driver_sql(
        f"SELECT {_HIT} FROM client WHERE instr(search, ?) = 1 AND id IS NOT ? AND NOT deleted"
        " ORDER BY length(name), sort_key LIMIT ?",
        (beginning, other_than, limit),
    )
    return [_hit(row) for row in rows]


def reached_like(conn: Connection, phone: str, mail: str, tax: str, other_than: Id | None) -> list[Hit]:
    """Clients with this phone (digits without leading zeros), mail address or tax number; "" asks for none."""
    strip = "replace(replace(replace(replace(replace({}, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '')"
    parts, params = [], list[Any]()
    for key, columns in ((phone, ("c.phone", "k.phone")), (mail, ("c.email", "k.email")), (tax, ("c.tax_no",))):
        for column in columns if key else ():
            said = f"lower({column})" if key is mail else f"upper({strip.format(column)})"
            parts.append(f"{said} = ?" if key is not phone else f"{said} LIKE '%' || ?")
            params.append(key)
    if not parts:
        return []
    rows = conn.exec_driver_sql(
        f"SELECT DISTINCT {', '.join('c.' + name for name in _HIT.split(', '))} FROM client c"
        " LEFT JOIN contact k ON k.client_id = c.id AND NOT k.deleted"
        f" WHERE ({' OR '.join(parts)}) AND c.id IS NOT ? AND NOT c.deleted ORDER BY c.sort_key LIMIT 20",
        (*params, other_than),
    )
    return [_hit(row) for row in rows]


def districts(conn: Connection, limit: int = 12) -> list[tuple[str, int]]:
    """The districts in which most clients are, with their number."""
    rows = conn.exec_driver_sql(
        "SELECT district, count(*) FROM client WHERE district <> '' AND NOT deleted GROUP BY district"
        " ORDER BY count(*) DESC, district LIMIT ?",
        (limit,),
    )
    return [(name, int(number)) for name, number in rows]


def tags_written(conn: Connection) -> list[tuple[str, int]]:
    """The tags as they stand in the column, several in one, and how often."""
    rows = conn.exec_driver_sql("SELECT tags, count(*) FROM client WHERE tags <> '' AND NOT deleted GROUP BY tags")
    return [(tags, int(number)) for tags, number in rows]


def words_used(conn: Connection, column: str, limit: int = 200) -> list[str]:
    """What has been written into a column of clients (industry, district …), the most used first."""
    rows = conn.exec_driver_sql(
        f'SELECT "{column}" FROM client WHERE "{column}" <> \'\' AND NOT deleted'
        f' GROUP BY "{column}" ORDER BY count(*) DESC, "{column}" LIMIT ?',
        (limit,),
    )
    return list(rows.scalars().all())


class ClientList:
    """The rows of the list, in the shape that `RowsModel` asks for: all ids at once, the rest by page."""

    def __init__(
        self, conn: Connection, book: NameBook, wanted: ClientFilter, scene: Scene, beside: Beside = lambda words: []
    ) -> None:
        self._conn, self._book, self._wanted, self._scene, self._beside = conn, book, wanted, scene, beside

    def ids(self, sort_key: str = "", descending: bool = False) -> list[Id]:
        """All ids; sorted by name, tier, industry, district, owner, last, open or sales ("" = by name)."""
        words = self._wanted.words[:WORDS]
        plain = self._wanted.group is ClientGroup.ALL and not self._wanted.district
        if plain and sort_key in ("", "name") and not descending:
            return self._book.fitting(words) + self._beside(words)
        joins, join_params, by = _order(sort_key, self._scene)
        where, params = _where(self._conn, self._wanted, self._scene, self._beside(words))
        way = " DESC" if descending else ""
        # The plus keeps SQLite from walking the index of names and looking up every row in a random place.
        order = f"{by}{way}, +c.sort_key, c.id" if by else f"+c.sort_key{way}, c.id"
        rows = self._conn.exec_driver_sql(
            f"SELECT c.id FROM client c{joins} WHERE {where} ORDER BY {order}", (*join_params, *params)
        )
        return list(rows.scalars().all())

    def rows(self, ids: Sequence[Hashable]) -> list[ListedClient]:
        """The rows of these ids, in any order."""
        marks, params = _in(ids)
        found = self._conn.exec_driver_sql(
            "SELECT c.id, c.name, c.tier, c.is_key, c.is_prospect, c.industry, c.district, coalesce(r.name, '')"
            f" FROM client c LEFT JOIN rep r ON r.id = c.owner_id WHERE c.id IN ({marks})",
            params,
        ).all()
        scene = self._scene
        last, dues = last_contacts(self._conn, ids, scene.today), scene.dues(cast("Sequence[Id]", ids))
        running = open_amounts(self._conn, ids, scene.currency)
        sales = sales_since(self._conn, ids, scene)
        return [
            ListedClient(
                *(pk, name, Tier(tier), bool(key), bool(prospect), industry, district, owner),
                last_on=last.get(pk),
                due=dues.get(pk),
                open_cents=running.get(pk, 0),
                sales_cents=sales.get(pk, 0),
            )
            for pk, name, tier, key, prospect, industry, district, owner in found
        ]


def counts(conn: Connection, wanted: ClientFilter, scene: Scene, beside: Sequence[Id] = ()) -> dict[ClientGroup, int]:
    """How many clients stand behind each chip, with the same search words; `beside` fit by more than their names."""
    where, params = _where(conn, replace(wanted, group=ClientGroup.ALL), scene, beside)
    row = conn.exec_driver_sql(
        "SELECT count(*), sum(tier = 'A'), sum(tier = 'B'), sum(tier = 'C'), sum(is_prospect), sum(is_key)"
        f" FROM client c WHERE {where}",
        params,
    ).one()
    groups = (
        *(ClientGroup.ALL, ClientGroup.A, ClientGroup.B, ClientGroup.C),
        *(ClientGroup.PROSPECTS, ClientGroup.KEY),
    )
    found = {group: int(number or 0) for group, number in zip(groups, row, strict=True)}
    where, params = _where(conn, replace(wanted, group=ClientGroup.DUE), scene, beside)
    due = conn.exec_driver_sql(f"SELECT count(*) FROM client c WHERE {where}", params).scalar()
    where, params = _where(conn, replace(wanted, group=ClientGroup.AT_RISK), scene, beside)
    leaving = conn.exec_driver_sql(f"SELECT count(*) FROM client c WHERE {where}", params).scalar()
    return found | {ClientGroup.DUE: int(due or 0), ClientGroup.AT_RISK: int(leaving or 0)}


def last_contacts(conn: Connection, ids: Sequence[Hashable], today: date) -> dict[Id, date]:
    """The day of the last contact done with each of these clients."""
    marks, params = _in(ids)
    rows = conn.exec_driver_sql(
        f"SELECT client_id, max(day) FROM visit v WHERE client_id IN ({marks}) AND day <= ? AND {_DONE}"
        " GROUP BY client_id",
        (*params, today.isoformat()),
    )
    return {pk: date.fromisoformat(day) for pk, day in rows}


def open_amounts(conn: Connection, ids: Sequence[Hashable], currency: str) -> dict[Id, int]:
    """Cents of the open opportunities of each of these clients, in one currency."""
    marks, params = _in(ids)
    rows = conn.exec_driver_sql(
        f"SELECT client_id, sum(amount_cents) FROM opportunity WHERE client_id IN ({marks}) AND {_OPEN}"
        " AND currency = ? GROUP BY client_id",
        (*params, currency),
    )
    return {pk: int(cents) for pk, cents in rows}


def sales_since(conn: Connection, ids: Sequence[Hashable], scene: Scene) -> dict[Id, int]:
    """Cents ordered by each of these clients in the last twelve months."""
    marks, params = _in(ids)
    rows = conn.exec_driver_sql(
        f"SELECT client_id, sum(total_cents) FROM sales_order WHERE client_id IN ({marks}) AND {_SOLD}"
        " GROUP BY client_id",
        (*params, *_sold(scene)),
    )
    return {pk: int(cents) for pk, cents in rows}


_OPEN = "stage NOT IN ('won', 'lost') AND NOT deleted"
_SOLD = "ordered_on > ? AND ordered_on <= ? AND currency = ? AND status <> 'cancelled' AND NOT deleted"
_PLAIN_ORDER = {"name": "c.sort_key", "tier": "c.tier", "industry": "c.industry", "district": "c.district"}


def _sold(scene: Scene) -> tuple[str, str, str]:
    return scene.year_ago.isoformat(), scene.today.isoformat(), scene.currency


def _order(sort_key: str, scene: Scene) -> tuple[str, tuple[Any, ...], str]:
    """Joins, their parameters, and the expression to sort by."""
    if sort_key == "owner":
        return " LEFT JOIN rep r ON r.id = c.owner_id", (), "r.name"
    if sort_key == "last":
        inner = f"SELECT client_id, max(day) AS of FROM visit v WHERE {_DONE} AND day <= ? GROUP BY client_id"
        return _joined(inner), (scene.today.isoformat(),), "coalesce(x.of, '')"
    if sort_key == "open":
        inner = f"SELECT client_id, sum(amount_cents) AS of FROM opportunity WHERE {_OPEN} AND currency = ? GROUP BY 1"
        return _joined(inner), (scene.currency,), "coalesce(x.of, 0)"
    if sort_key == "sales":
        inner = f"SELECT client_id, sum(total_cents) AS of FROM sales_order WHERE {_SOLD} GROUP BY 1"
        return _joined(inner), _sold(scene), "coalesce(x.of, 0)"
    return "", (), _PLAIN_ORDER.get(sort_key, "")


def _joined(inner: str) -> str:
    return f" LEFT JOIN ({inner}) AS x ON x.client_id = c.id"


def _where(
    conn: Connection, wanted: ClientFilter, scene: Scene, beside: Sequence[Id] = ()
) -> tuple[str, tuple[Any, ...]]:
    """The condition on `client c` and its parameters."""
    parts, params = ["NOT c.deleted"], list[Any]()
    if wanted.words:
        holding, words = _words("c.search", wanted.words[:WORDS])
        also = " OR c.id IN (SELECT unhex(value) FROM json_each(?))" if beside else ""
        parts.insert(0, f"({holding}{also})")
        params += [*words, *([json.dumps([pk.hex() for pk in beside])] if beside else [])]
    if wanted.district:
        parts.append("c.district = ?")
        params.append(wanted.district)
    if wanted.group in (ClientGroup.A, ClientGroup.B, ClientGroup.C):
        parts.append("c.tier = ?")
        params.append(wanted.group.value)
    elif wanted.group is ClientGroup.PROSPECTS:
        parts.append("c.is_prospect")
    elif wanted.group is ClientGroup.KEY:
        parts.append("c.is_key")
    elif wanted.group is ClientGroup.AT_RISK:
        parts.append("c.id IN (SELECT unhex(value) FROM json_each(?))")
        params.append(json.dumps([warning.client_id.hex() for warning in churn(conn, scene.today)]))
    elif wanted.group is ClientGroup.DUE:
        parts.append("c.id IN (SELECT unhex(value) FROM json_each(?))")
        params.append(json.dumps([pk.hex() for pk in scene.wanting()]))
    return " AND ".join(parts), tuple(params)


def _words(column: str, words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    return " AND ".join([f"instr({column}, ?)"] * len(words)), tuple(words)


def _in(ids: Sequence[Hashable]) -> tuple[str, tuple[Any, ...]]:
    return ", ".join("?" * len(ids)), tuple(ids)


_OF_CLIENT = frozenset({Kind.CONTACT, Kind.VISIT, Kind.OPPORTUNITY, Kind.REQUEST, Kind.ORDER, Kind.PAYMENT, Kind.QUOTE})


def client_of(conn: Connection, kind: Kind, pk: Id) -> Id | None:
    """The client that a contact, a visit, an order … belongs to."""
    if kind is Kind.CLIENT:
        return pk
    if kind not in _OF_CLIENT:
        return None
    found: Id | None = conn.exec_driver_sql(f'SELECT client_id FROM "{kind.value}" WHERE id = ?', (pk,)).scalar()
    return found
