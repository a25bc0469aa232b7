"""What figures are told from is written into the file when it is closed or published (docs/decisions/0047)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from salesdesk.store.engine import engine_for
from salesdesk.store.file import DeskFile
from salesdesk.store.keys import FileKey
from salesdesk.store.read import (
    cadence,
    contact_book,
    deal_columns,
    invoice_columns,
    payment_columns,
    stage_columns,
    trade_book,
    visit_sums,
)
from salesdesk.store.read.kept import keeper

_BOOKS: tuple[Callable[[Connection], object], ...] = (
    contact_book.clients,
    contact_book.complete,
    visit_sums.complete,
    cadence.tier_moves,
    deal_columns.complete,
    stage_columns.complete,
    trade_book.complete,
    payment_columns.complete,
    invoice_columns.complete,
)


QUICKLY_READ = 200_000_000
"""Bytes of a file of which everything is read when it is closed; of a larger one only what was asked for is kept."""


def keep(file: DeskFile, *, closing: bool = True) -> None:
    """Write down what has been learned since the file was opened, if figures were asked for at all.

    Only by who opened the file for writing, not by the connections of its jobs. When it is not `closing` nothing is
    read for it, and of a large file nothing is written.
    """
    if not file.read_only and file.holds and keeper(file.conn).asked:
        with contextlib.suppress(OSError):  # a stick that was pulled out
            small = file.place.stat().st_size <= QUICKLY_READ
            if small or closing:
                keeper(file.conn).put_away(partial(_complete, file.conn) if small and closing else None)


def keep_in(path: Path, key: FileKey | None) -> None:
    """Write all of it into a file that nobody else uses, whatever it keeps so far: a copy to be published."""
    engine = engine_for(path, "rw", key)
    try:
        with engine.connect() as conn:
            keeper(conn).put_away(partial(_complete, conn))
    finally:
        engine.dispose()


def _complete(conn: Connection) -> None:
    for ask in _BOOKS:
        ask(conn)
