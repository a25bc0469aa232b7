"""Whole columns at once: what a hundred thousand rows say, as arrays.

SQLite strings the values of all rows together and hands them over in one piece. Read row by row the same takes six
times as long (a million visits: 0.3 s instead of 1.8 s), and arrays are counted within milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.store.read.rows import driver_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_DAY = "0000-00-00"
"""Stands where there is no day: earlier than any."""
_WIDTHS = {"id": 16, "day": 10, "letter": 1}
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F


def columns(
    conn: Connection, wanted: Sequence[tuple[str, str]], rest: str, params: Mapping[str, Any] | None = None
) -> list[NDArray[Any]]:
    """The columns of a question, each as an array.

    `wanted`: what each holds and its expression: an "id" becomes its `key_of`, a "day" its `number_of`, a "letter" its
    code. `rest`: the question from its FROM on. An expression must never be NULL.
    """
    import numpy as np

    said = " || ".join(f"({expression})" for _kind, expression in wanted)
    count, blob = (
        driver_of(conn)
        .execute(f"SELECT count(*), CAST(group_concat({said}, '') AS BLOB) {rest}", params or {})
        .fetchone()
    )
    width = sum(_WIDTHS[kind] for kind, _expression in wanted)
    table = np.frombuffer(blob or b"", dtype=np.uint8).reshape(count, width)
    found, start = [], 0
    for kind, _expression in wanted:
        part = table[:, start : start + _WIDTHS[kind]]
        found.append(_keys(part) if kind == "id" else _days(part) if kind == "day" else part[:, 0].copy())
        start += _WIDTHS[kind]
    return found


def key_of(pk: Id) -> int:
    """An id as a number of 64 bits, as the arrays hold it."""
    return (int.from_bytes(pk[:8]) * _FIRST + int.from_bytes(pk[8:]) * _SECOND) % 2**64


def number_of(day: date) -> int:
    """A day as the arrays hold it: 20261123."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day that an array holds."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def _keys(part: NDArray[np.uint8]) -> NDArray[np.uint64]:
    import numpy as np

    halves = np.ascontiguousarray(part).view(">u8").astype(np.uint64)
    mixed: NDArray[np.uint64] = halves[:, 0] * np.uint64(_FIRST) + halves[:, 1] * np.uint64(_SECOND)
    return mixed


def _days(part: NDArray[np.uint8]) -> NDArray[np.int32]:
    import numpy as np

    digits = part - np.uint8(ord("0"))
    number = np.zeros(len(part), dtype=np.int32)
    for place in (0, 1, 2, 3, 5, 6, 8, 9):
        number *= 10
        number += digits[:, place]
    return number
