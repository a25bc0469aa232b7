"""What a published file says beforehand of itself: its row among those of a team, on the days to come.

It lies with what figures are told from (`store.read.shelf`) and is as true as that: any write ends it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from salesdesk.store.engine import raw
from salesdesk.store.keys import FileKey
from salesdesk.store.read.shelf import LAYOUT

_NAME = "team"
MOST_BYTES = 200_000


def put(path: Path, said: str, key: FileKey | None = None) -> None:
    """Write it into a file that nobody else uses and that keeps what its figures are told from."""
    with raw(path, "rw", key) as conn:
        conn.execute("INSERT OR REPLACE INTO kept SELECT ?, ? FROM ctx WHERE kept = ?", (_NAME, said.encode(), LAYOUT))


def told(conn: Any) -> str:
    """What a file says, by the driver's connection to it; "" where it says nothing."""
    with contextlib.suppress(driver.DatabaseError, UnicodeError, MemoryError):
        row = conn.execute(
            "SELECT body FROM kept, ctx WHERE name = ? AND ctx.kept = ? AND typeof(body) = 'blob'"
            " AND octet_length(body) <= ?",
            (_NAME, LAYOUT, MOST_BYTES),
        ).fetchone()
        return bytes(row[0]).decode() if row else ""
    return ""
