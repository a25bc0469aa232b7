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
from salesdesk.store.read.columns import columns, key_of, number_of
from salesdesk.store.read.day_spans import slices
from salesdesk.store.read.kept import keeper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Sums = dict[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class _Invoices:
    """Those of one currency by the day they are due; of each payment of one its place, its day and the cents."""

    issued: NDArray[np.int32]
    due: NDArray[np.int32]
    cents: NDArray[np.int64]
    rep: NDArray[np.uint64]
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

    def of_rep(self, rep: Id | None) -> NDArray[np.bool_]:
        import numpy as np

        return np.ones(len(self.rep), dtype=bool) if rep is None else self.rep == key_of(rep)


def due(conn: Connection, period: Period, today: date, currency: str, rep: Id | None, by: By | None) -> Sums:
    """Invoices due in the period, and what was received for them up to today, of each at most all."""
    import numpy as np

    every = _invoices(conn, currency)
    mine = every.of_rep(rep) & (every.due >= number_of(period.first)) & (every.due <= number_of(period.last))
    day, cents = every.due[mine], every.cents[mine]
    received = np.minimum(every.paid_by(today)[mine], cents)
    return {
        key: {"due": int(cents[part].sum()), "collected": int(received[part].sum())} for key, part in slices(day, by)
    }


def owed(conn: Connection, ends: Sequence[tuple[str, date]], currency: str, rep: Id | None) -> Sums:
    """What is owed, and overdue, at the ends of some days."""
    import numpy as np

    every, found = _invoices(conn, currency), Sums()
    own = every.of_rep(rep)
    for key, day in ends:
        end = number_of(day)
        issued = own & (every.issued <= end)
        if issued.any():
            open_ = np.where(issued, np.maximum(every.cents - every.paid_by(day), 0), 0)
            late = int(open_[every.due < end].sum())
            found[key] = {"receivables": int(open_.sum()), "overdue_receivables": late}
    return found


def _invoices(conn: Connection, currency: str) -> _Invoices:
    tables = frozenset({"invoice", "payment", "payment_share"})
    return keeper(conn).answer(("invoice columns", currency), tables, lambda: _read(conn, currency))


def _read(conn: Connection, currency: str) -> _Invoices:
    import numpy as np

    key, issued, due_on, rep, cents = columns(
        conn,
        (("id", "id"), ("day", "issued_on"), ("day", "due_on"), ("id", "rep_id"), ("cents", "amount_cents")),
        "FROM invoice NOT INDEXED WHERE NOT deleted AND currency = :currency",
        {"currency": currency},
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
    key, issued, due_on, rep, cents = key[order], issued[order], due_on[order], rep[order], cents[order]
    place, its = _places(key, invoice)
    came, there = _places(known, payment)
    good = its & there
    return _Invoices(issued, due_on, cents, rep, place[good], received[came[good]], paid[good])


def _places(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each of these stands among the keys, and whether it is there at all."""
    import numpy as np

    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return at, keys[at] == wanted
