"""All invoices with what was paid of them as arrays: what was due and received, what was owed at the end of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.domain.period import Period
from salesdesk.store.read.columns import code_of, columns, key_of, number_of
from salesdesk.store.read.day_spans import slices
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths, check_order, check_places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Sums = dict[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class _Invoices:
    """By the day they are due, in whatever currency; of each payment of one its place, its day and the cents."""

    issued: NDArray[np.int32]
    due: NDArray[np.int32]
    cents: NDArray[np.int64]
    rep: NDArray[np.uint64]
    currency: NDArray[np.uint64]
    place: NDArray[np.int64]
    paid_on: NDArray[np.int32]
    paid: NDArray[np.int64]

    def paid_by(self, day: date) -> NDArray[np.int64]:
        """What came in for each up to a day."""
        import numpy as np

        found = np.zeros(len(self.cents), dtype=np.int64)
        counts = self.paid_on <= number_of(day)
        np.add.at(found, self.place[counts], self.paid[counts])
        return found

    def of(self, currency: str, rep: Id | None) -> NDArray[np.bool_]:
        """Those in one currency (of one rep)."""
        own: NDArray[np.bool_] = self.currency == code_of(currency)
        return own if rep is None else own & (self.rep == key_of(rep))


def due(conn: Connection, period: Period, today: date, currency: str, rep: Id | None, by: By | None) -> Sums:
    """Invoices due in the period, and what was received for them up to today, of each at most all."""
    import numpy as np

    every = _invoices(conn)
    mine = every.of(currency, rep) & (every.due >= number_of(period.first)) & (every.due <= number_of(period.last))
    day, cents = every.due[mine], every.cents[mine]
    received = np.minimum(every.paid_by(today)[mine], cents)
    return {
        key: {"due": int(cents[part].sum()), "collected": int(received[part].sum())} for key, part in slices(day, by)
    }


def owed(conn: Connection, ends: Sequence[tuple[str, date]], currency: str, rep: Id | None) -> Sums:
    """What is owed, and overdue, at the ends of some days."""
    import numpy as np

    every, found = _invoices(conn), Sums()
    own = every.of(currency, rep)
    for key, day in ends:
        end = number_of(day)
        issued = own & (every.issued <= end)
        if issued.any():
            open_ = np.where(issued, np.maximum(every.cents - every.paid_by(day), 0), 0)
            late = int(open_[every.due < end].sum())
            found[key] = {"receivables": int(open_.sum()), "overdue_receivables": late}
    return found


def complete(conn: Connection) -> None:
    """Know all of them."""
    _invoices(conn)


def _invoices(conn: Connection) -> _Invoices:
    return keeper(conn).book(_FORM, lambda: _read(conn))


def _read(conn: Connection) -> _Invoices:
    import numpy as np

    key, issued, due_on, cents, rep, currency = columns(
        conn,
        (
            *(("id", "id"), ("day", "issued_on"), ("day", "due_on")),
            *(("cents", "amount_cents"), ("id", "rep_id"), ("code", "currency")),
        ),
        "FROM invoice NOT INDEXED WHERE NOT deleted",
    )
    invoice, payment, paid = columns(
        conn,
        (("id", "invoice_id"), ("id", "payment_id"), ("cents", "amount_cents")),
        "FROM payment_share NOT INDEXED WHERE NOT deleted",
    )
    known, received = columns(
        conn, (("id", "id"), ("day", "received_on")), "FROM payment NOT INDEXED WHERE NOT deleted"
    )
    order = np.argsort(due_on, kind="stable")
    key = key[order]
    own = (issued[order], due_on[order], cents[order], rep[order], currency[order])
    place, its = _places(key, invoice)
    came, there = _places(known, payment)
    good = its & there
    return _Invoices(*own, place[good], received[came[good]], paid[good])


_OWN = {"issued": "<i4", "due": "<i4", "cents": "<i8", "rep": "<u8", "currency": "<u8"}
_PAID = {"place": "<i8", "paid_on": "<i4", "paid": "<i8"}


def _taken(invoices: _Invoices) -> Arrays:
    return {name: getattr(invoices, name) for name in (*_OWN, *_PAID)}


def _made(arrays: Arrays) -> _Invoices:
    check_lengths(*(arrays[name] for name in _OWN))
    check_lengths(*(arrays[name] for name in _PAID))
    check_days(arrays["issued"], arrays["due"], arrays["paid_on"])
    check_order(arrays["due"])
    check_places(arrays["place"], len(arrays["due"]))
    return _Invoices(**arrays)


_FORM: Form[_Invoices] = Form("invoices", {**_OWN, **_PAID}, _taken, _made)


def _places(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each of these stands among the keys, and whether it is there at all."""
    import numpy as np

    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return at, keys[at] == wanted
