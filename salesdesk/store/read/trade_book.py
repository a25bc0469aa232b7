"""Orders and their lines as arrays, kept month by month: what is summed over whole files, whatever the days.

Of the lines only sums are held, by the day, the rep and the currency, and which client bought what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.domain.period import Period, add_months
from salesdesk.store.read import contact_book
from salesdesk.store.read.columns import code_of, columns, key_of, number_of
from salesdesk.store.read.day_spans import EVER, names_of_months, slices
from salesdesk.store.read.kept import answers, keeper
from salesdesk.store.read.net_sales import COST, GIVEN_UP, KEPT, LIST, NET
from salesdesk.store.read.rows import driver_of
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths, check_order, check_places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COUNTS = "NOT s.deleted AND s.status <> 'cancelled'"
_MANY_MONTHS = 6
"""From so many on it is quicker to read a table from end to end than to look its rows up."""

Sums = dict[Any, dict[str, Any]]
T = TypeVar("T", "Orders", "LineSums", "Goods")


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Orders that count, by day: the client's place, the day, the keys of rep and currency, the net sales in cents."""

    client: NDArray[np.int32]
    day: NDArray[np.int32]
    rep: NDArray[np.uint64]
    currency: NDArray[np.uint64]
    cents: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LineSums:
    """What the lines of a day, a rep and a currency make, by day; cents, named as in `domain.figures.Tally`."""

    day: NDArray[np.int32]
    rep: NDArray[np.uint64]
    currency: NDArray[np.uint64]
    line_net: NDArray[np.int64]
    costed_net: NDArray[np.int64]
    costed_cost: NDArray[np.int64]
    listed: NDArray[np.int64]
    given_up: NDArray[np.int64]
    high_margin_net: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """Lines of which something was kept, by day: the client's place, the day, the keys of rep and product."""

    client: NDArray[np.int32]
    day: NDArray[np.int32]
    rep: NDArray[np.uint64]
    product: NDArray[np.uint64]


_SUMMED = tuple(one.name for one in fields(LineSums))[3:]
_LINE_SQL = (
    f"SELECT s.ordered_on, s.rep_id, s.currency, sum({NET}),"
    f" sum(CASE WHEN l.cost_cents IS NOT NULL THEN {NET} ELSE 0 END), coalesce(sum({COST}), 0),"
    f" coalesce(sum({LIST}), 0), coalesce(sum({GIVEN_UP}), 0), sum(CASE WHEN p.high_margin THEN {NET} ELSE 0 END)"
    f" FROM sales_order s{{how}} JOIN order_line l ON l.order_id = s.id AND {KEPT}"
    f" LEFT JOIN product p ON p.id = l.product_id WHERE {_COUNTS} AND s.ordered_on BETWEEN :first AND :last"
    " GROUP BY 1, 2, 3 ORDER BY 1"
)
_DAYS = "SELECT (SELECT min(ordered_on) FROM sales_order), (SELECT max(ordered_on) FROM sales_order)"


# ---- what is asked -------------------------------------------------------------------------------------------------


def orders(conn: Connection) -> Orders:
    """Every order of the file that counts, in whatever currency, by day."""

    def find() -> Orders:
        return _joined(Orders, [one.orders for one in _months(conn, ORDERS, *EVER)])

    return keeper(conn).answer(("orders",), frozenset({"sales_order", "client"}), find)


def order_sums(conn: Connection, first: date, last: date, currency: str, rep: Id | None, by: By | None) -> Sums:
    """How many orders there were in one currency, and their net sales."""
    every = orders(conn)
    part = _between(every.day, first, last)
    mine = _mine(every, part, currency, rep)
    day, cents = every.day[part][mine], every.cents[part][mine]
    return {key: {"orders": its.stop - its.start, "sales": int(cents[its].sum())} for key, its in slices(day, by)}


def line_sums(conn: Connection, first: date, last: date, currency: str, rep: Id | None, by: By | None) -> Sums:
    """What the lines of those orders tell about margins and list prices."""
    every = _joined(LineSums, [one.sums for one in _months(conn, LINES, first, last)])
    part = _between(every.day, first, last)
    mine = _mine(every, part, currency, rep)
    sums = {name: getattr(every, name)[part][mine] for name in _SUMMED}
    return {
        key: {name: int(cents[its].sum()) for name, cents in sums.items()}
        for key, its in slices(every.day[part][mine], by)
    }


def products_of_year(conn: Connection, last: date, until: date, rep: Id | None) -> dict[str, int]:
    """Distinct products bought in the twelve months that end on `last` (up to `until`), and by how many clients."""
    import numpy as np

    after = add_months(last, -12)
    every = orders(conn)
    part = slice(_place(every.day, after, "right"), _place(every.day, until, "right"))
    own = slice(None) if rep is None else every.rep[part] == key_of(rep)
    clients = np.unique(every.client[part][own])
    goods = _joined(Goods, [one.goods for one in _months(conn, LINES, after, until)])
    part = slice(_place(goods.day, after, "right"), _place(goods.day, until, "right"))
    own = slice(None) if rep is None else goods.rep[part] == key_of(rep)
    client, product = goods.client[part][own], goods.product[part][own]
    order = np.lexsort((product, client))
    client, product = client[order], product[order]
    fresh = (client[1:] != client[:-1]) | (product[1:] != product[:-1])
    return {"yearly_products": int(np.count_nonzero(fresh)) + min(len(client), 1), "yearly_clients": len(clients)}


def sales_by_client(conn: Connection, after: date, until: date, currency: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Client by client, whether it ordered in these days (the first one not counted), and for how many cents."""
    import numpy as np

    every, clients = orders(conn), contact_book.clients(conn)
    part = slice(_place(every.day, after, "right"), _place(every.day, until, "right"))
    own = every.currency[part] == code_of(currency)
    place = every.client[part][own]
    sales = np.zeros(len(clients), dtype=np.int64)
    np.add.at(sales, place, every.cents[part][own])
    return np.bincount(place, minlength=len(clients)) > 0, sales


def complete(conn: Connection) -> None:
    """Know every month in which anything was ordered."""
    orders(conn)
    _months(conn, LINES, *EVER)


def _between(day: NDArray[np.int32], first: date, last: date) -> slice:
    return slice(_place(day, first, "left"), _place(day, last, "right"))


def _place(day: NDArray[np.int32], at: date, side: Any) -> int:
    import numpy as np

    return int(np.searchsorted(day, number_of(at), side))


def _mine(every: Orders | LineSums, part: slice, currency: str, rep: Id | None) -> NDArray[np.bool_]:
    mine: NDArray[np.bool_] = every.currency[part] == code_of(currency)
    return mine if rep is None else mine & (every.rep[part] == key_of(rep))


# ---- the months ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class OrderMonth:
    """A month's orders."""

    orders: Orders


@dataclass(frozen=True, slots=True, eq=False)
class LineMonth:
    """A month's lines: their sums, and what was bought."""

    sums: LineSums
    goods: Goods


M = TypeVar("M", OrderMonth, LineMonth)


def _months(conn: Connection, form: Form[M], first: date, last: date) -> list[M]:
    """The months that hold these days, those that are not known read in one go."""
    names = _names(conn, first, last)
    shelf = keeper(conn).months(form)
    count = len(contact_book.clients(conn))
    missing = [name for name in names if name not in shelf or not _fits(shelf[name], count)]
    if missing:
        days = {"first": f"{missing[0]}-01", "last": f"{missing[-1]}-31"}
        how = " NOT INDEXED" if len(missing) >= _MANY_MONTHS else ""
        found = _READ[form.name](conn, how, days)
        for name in missing:
            month = Period.month(date.fromisoformat(f"{name}-01"))
            shelf[name] = _cut(found, month)
    return [shelf[name] for name in names]


def _names(conn: Connection, first: date, last: date) -> list[str]:
    """The months among these days in which anything was ordered."""
    low, high = answers(conn, _DAYS, {})[0]
    if low is None:
        return []
    return [*names_of_months(max(first.isoformat(), low)[:7], min(last.isoformat(), high)[:7])]


def _fits(month: OrderMonth | LineMonth, count: int) -> bool:
    """Whether all that a month speaks of are among so many clients."""
    client = month.orders.client if isinstance(month, OrderMonth) else month.goods.client
    return not len(client) or int(client.max()) < count


def _cut(found: M, month: Period) -> M:
    parts = [getattr(found, one.name) for one in fields(found)]
    return type(found)(*(_slice(part, _between(part.day, month.first, month.last)) for part in parts))


def _slice(whole: T, part: slice) -> T:
    return type(whole)(*(getattr(whole, one.name)[part] for one in fields(whole)))


def _joined(of: type[T], parts: Sequence[T]) -> T:
    import numpy as np

    names = [one.name for one in fields(of)]
    if not parts:
        return of(*(np.empty(0, dtype=_KINDS[name]) for name in names))
    if len(parts) == 1:
        return parts[0]
    return of(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _read_orders(conn: Connection, how: str, days: Mapping[str, str]) -> OrderMonth:
    import numpy as np

    wanted = (
        *(("id", "client_id"), ("day", "ordered_on"), ("id", "rep_id")),
        *(("code", "currency"), ("cents", "total_cents")),
    )
    rest = f"FROM sales_order s{how} WHERE {_COUNTS} AND ordered_on BETWEEN :first AND :last"
    key, day, rep, currency, cents = columns(conn, wanted, rest, days)
    client = contact_book.clients(conn).places(key)
    order = np.argsort(day, kind="stable")
    order = order[client[order] >= 0]
    return OrderMonth(Orders(client[order], day[order], rep[order], currency[order], cents[order]))


def _read_lines(conn: Connection, how: str, days: Mapping[str, str]) -> LineMonth:
    import numpy as np

    rows = driver_of(conn).execute(_LINE_SQL.format(how=how), days).fetchall()
    sums = LineSums(
        np.array([int(day.replace("-", "")) for day, *_rest in rows], dtype=np.int32),
        np.array([key_of(rep) for _day, rep, *_rest in rows], dtype=np.uint64),
        np.array([code_of(currency) for _day, _rep, currency, *_rest in rows], dtype=np.uint64),
        *np.array([row[3:] for row in rows], dtype=np.int64).reshape(-1, len(_SUMMED)).T,
    )
    rest = (
        f"FROM sales_order s{how} JOIN order_line l ON l.order_id = s.id AND {KEPT} WHERE {_COUNTS}"
        " AND l.product_id NOTNULL AND s.ordered_on BETWEEN :first AND :last"
    )
    wanted = (("id", "s.client_id"), ("day", "s.ordered_on"), ("id", "s.rep_id"), ("id", "l.product_id"))
    key, day, rep, product = columns(conn, wanted, rest, days)
    client = contact_book.clients(conn).places(key)
    order = np.argsort(day, kind="stable")
    order = order[client[order] >= 0]
    return LineMonth(sums, Goods(client[order], day[order], rep[order], product[order]))


_READ: Mapping[str, Callable[[Connection, str, Mapping[str, str]], Any]] = {
    "orders": _read_orders,
    "lines": _read_lines,
}


# ---- in the file ---------------------------------------------------------------------------------------------------

_KINDS = {
    **{"client": "<i4", "day": "<i4", "rep": "<u8", "currency": "<u8", "product": "<u8", "cents": "<i8"},
    **dict.fromkeys(_SUMMED, "<i8"),
}


def _taken(month: OrderMonth | LineMonth) -> Arrays:
    return {
        f"{part.name}.{one.name}": getattr(getattr(month, part.name), one.name)
        for part in fields(month)
        for one in fields(getattr(month, part.name))
    }


def _made(of: type[T], name: str, arrays: Arrays) -> T:
    own = of(*(arrays[f"{name}.{one.name}"] for one in fields(of)))
    check_lengths(*(getattr(own, one.name) for one in fields(of)))
    check_days(own.day)
    check_order(own.day)
    if not isinstance(own, LineSums):
        check_places(own.client)
    return own


def _columns(**parts: type[Any]) -> dict[str, str]:
    return {f"{name}.{one.name}": _KINDS[one.name] for name, of in parts.items() for one in fields(of)}


ORDERS: Form[OrderMonth] = Form(
    "orders", _columns(orders=Orders), _taken, lambda arrays: OrderMonth(_made(Orders, "orders", arrays))
)
LINES: Form[LineMonth] = Form(
    "lines",
    _columns(sums=LineSums, goods=Goods),
    _taken,
    lambda arrays: LineMonth(_made(LineSums, "sums", arrays), _made(Goods, "goods", arrays)),
)
