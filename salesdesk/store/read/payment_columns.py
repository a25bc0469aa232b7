"""All payments as arrays: what came in, whatever the days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.store.read.columns import code_of, columns, key_of, number_of
from salesdesk.store.read.day_spans import slices
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths, check_order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COLUMNS = {"day": "<i4", "rep": "<u8", "currency": "<u8", "cents": "<i8"}


@dataclass(frozen=True, slots=True, eq=False)
class _Payments:
    """By day: the keys of rep and currency, and the cents."""

    day: NDArray[np.int32]
    rep: NDArray[np.uint64]
    currency: NDArray[np.uint64]
    cents: NDArray[np.int64]


def received(
    conn: Connection, first: date, last: date, currency: str, rep: Id | None, by: By | None
) -> dict[Any, dict[str, Any]]:
    """The cents that came in in these days."""
    import numpy as np

    every = _payments(conn)
    low = int(np.searchsorted(every.day, number_of(first), "left"))
    part = slice(low, int(np.searchsorted(every.day, number_of(last), "right")))
    mine = every.currency[part] == code_of(currency)
    if rep is not None:
        mine &= every.rep[part] == key_of(rep)
    cents = every.cents[part][mine]
    return {key: {"received": int(cents[its].sum())} for key, its in slices(every.day[part][mine], by)}


def complete(conn: Connection) -> None:
    """Know all of them."""
    _payments(conn)


def _payments(conn: Connection) -> _Payments:
    return keeper(conn).book(_FORM, lambda: _read(conn))


def _read(conn: Connection) -> _Payments:
    import numpy as np

    wanted = (("day", "received_on"), ("id", "rep_id"), ("code", "currency"), ("cents", "amount_cents"))
    found = columns(conn, wanted, "FROM payment NOT INDEXED WHERE NOT deleted")
    order = np.argsort(found[0], kind="stable")
    return _Payments(*(one[order] for one in found))


def _taken(payments: _Payments) -> Arrays:
    return {name: getattr(payments, name) for name in _COLUMNS}


def _made(arrays: Arrays) -> _Payments:
    found = [arrays[name] for name in _COLUMNS]
    check_lengths(*found)
    check_days(found[0])
    check_order(found[0])
    return _Payments(*found)


_FORM: Form[_Payments] = Form("payments", _COLUMNS, _taken, _made)
