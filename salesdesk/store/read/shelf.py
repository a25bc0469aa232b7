"""What is kept in the file itself: plain numbers in one piece, read strictly, for they may come from a stranger.

A body is a head, the length of each array, and the arrays, each begun at a multiple of eight. Nothing in it is run,
named or believed beyond what its form says; whatever is not exactly so is as if it were not there.
"""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import sqlcipher3.dbapi2 as driver

from salesdesk.store.read.columns import day_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAYOUT = 1
"""Another number whenever the forms, or what their numbers mean, change: what is kept in old files is then not read."""
MOST_BYTES = 64_000_000
MOST_ROWS = 10_000
_MARK = b"SDkp"
_HEAD = struct.Struct("<4sI")
_REAL = {0}
"""Days that have been looked at."""
_SIZES = {"<u8": 8, "<i8": 8, "<i4": 4, "|u1": 1, "|b1": 1}

T = TypeVar("T")
Arrays = Mapping[str, "NDArray[Any]"]


@dataclass(frozen=True, slots=True, eq=False)
class Form(Generic[T]):
    """How something is written down: the arrays it is made of with their types, and the ways there and back.

    `make` raises ValueError (IndexError, OverflowError) for arrays that do not fit together.
    """

    name: str
    columns: Mapping[str, str]
    take: Callable[[T], Arrays]
    make: Callable[[Arrays], T]

    def packed(self, value: T) -> bytes:
        """The body."""
        import numpy as np

        arrays = self.take(value)
        parts = [np.ascontiguousarray(arrays[name], dtype=kind).tobytes() for name, kind in self.columns.items()]
        counts = [len(part) // _SIZES[kind] for part, kind in zip(parts, self.columns.values(), strict=True)]
        rest = struct.pack(f"<{len(counts)}Q", *counts) + b"".join(part + b"\0" * (-len(part) % 8) for part in parts)
        return _HEAD.pack(_MARK, zlib.crc32(rest)) + rest

    def unpacked(self, body: object) -> T | None:
        """What a body holds; None for one that is not of this form."""
        if not isinstance(body, bytes) or len(body) < _HEAD.size + 8 * len(self.columns):
            return None
        mark, digest = _HEAD.unpack_from(body)
        if mark != _MARK or zlib.crc32(memoryview(body)[_HEAD.size :]) != digest:
            return None
        counts = struct.unpack_from(f"<{len(self.columns)}Q", body, _HEAD.size)
        arrays = _cut(body, _HEAD.size + 8 * len(counts), counts, list(self.columns.items()))
        if arrays is None:
            return None
        with contextlib.suppress(ValueError, IndexError, OverflowError):
            return self.make(arrays)
        return None


def _cut(body: bytes, start: int, counts: Sequence[int], columns: Sequence[tuple[str, str]]) -> Arrays | None:
    import numpy as np

    ends, at = [], start
    for count, (_name, kind) in zip(counts, columns, strict=True):
        ends.append(at)
        at += count * _SIZES[kind]
        at += -at % 8
    if at != len(body):  # no array is made before it is known that all of them are there
        return None
    found: dict[str, NDArray[Any]] = {}
    for place, count, (name, kind) in zip(ends, counts, columns, strict=True):
        if kind == "|b1":
            found[name] = np.frombuffer(body, "|u1", count, place) != 0
        else:
            found[name] = np.frombuffer(body, kind, count, place)
    return found


def check_days(*days: NDArray[Any]) -> None:
    """Raises ValueError unless these are days (0: none) that a calendar has."""
    import numpy as np

    for array in days:
        for number in set(np.unique(array).tolist()) - _REAL:
            day_of(number)
            _REAL.add(number)


def check_order(days: NDArray[Any]) -> None:
    """Raises ValueError unless these days stand in their order."""
    if (days[1:] < days[:-1]).any():
        raise ValueError("out of order")


def check_lengths(*arrays: NDArray[Any]) -> None:
    """Raises ValueError unless these belong together, row by row."""
    if len({len(array) for array in arrays}) > 1:
        raise ValueError("of different lengths")


def check_places(places: NDArray[Any], count: int | None = None) -> None:
    """Raises ValueError unless these can be places (among so many)."""
    if len(places) and (int(places.min()) < 0 or (count is not None and int(places.max()) >= count)):
        raise ValueError("no such place")


# ---- the rows of the file ------------------------------------------------------------------------------------------


def true_rows(conn: Any) -> set[str]:
    """The names of what the file keeps, if that is true of what it holds."""
    rows = "SELECT name FROM kept, ctx WHERE ctx.kept = ? AND typeof(name) = 'text' AND length(name) < 40 LIMIT ?"
    with contextlib.suppress(driver.DatabaseError, UnicodeError):
        return {name for (name,) in conn.execute(rows, (LAYOUT, MOST_ROWS))}
    return set()


def body_of(conn: Any, name: str) -> object:
    """One body; None where there is none that can be read."""
    with contextlib.suppress(driver.DatabaseError, UnicodeError, MemoryError):
        row = conn.execute(
            "SELECT body FROM kept WHERE name = ? AND octet_length(body) <= ?", (name, MOST_BYTES)
        ).fetchone()
        return row[0] if row else None
    return None


def write(conn: Any, bodies: Mapping[str, bytes], true: set[str]) -> None:
    """Put bodies into the file, in the transaction that runs; those that are neither new nor `true` go."""
    conn.executemany(
        "INSERT INTO kept VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET body = excluded.body", list(bodies.items())
    )
    held = [name for (name,) in conn.execute("SELECT name FROM kept").fetchall()]
    gone = [(name,) for name in held if name not in bodies and name not in true]
    conn.executemany("DELETE FROM kept WHERE name = ?", gone)
    conn.execute("UPDATE ctx SET kept = ?", (LAYOUT,))
