"""Whole columns at once: what a hundred thousand rows say, as arrays.

SQLite strings the values of all rows together and hands them over in one piece. Read row by row the same takes six
times as long (a million visits: 0.3 s instead of 1.8 s), and arrays are counted within milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
_WIDTHS = {"id": 16, "raw": 16, "day": 10, "moment": 19, "letter": 1, "code": 8, "cents": 0}
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F


def columns(
    conn: Connection, wanted: Sequence[tuple[str, str]], rest: str, params: Mapping[str, Any] | None = None
) -> list[NDArray[Any]]:
    """The columns of a question, each as an array.

    `wanted`: what each holds and its expression: an "id" becomes its `key_of` ("raw": its bytes), a "day" its
    `number_of`, a "moment" a number likewise, a "letter" its code, a "code" its `code_of`, "cents" stay what they are.
    `rest`: the question from its FROM on. An expression must never be NULL.
    """
    import numpy as np

    sums = "".join(f", group_concat({expression})" for kind, expression in wanted if kind == "cents")
    width = sum(_WIDTHS[kind] for kind, _expression in wanted)
    for exact in (True, False):
        said = " || ".join(_said(kind, expression, exact=exact) for kind, expression in wanted if kind != "cents")
        question = f"SELECT count(*), CAST(group_concat({said}, '') AS BLOB){sums} {rest}"
        count, blob, *texts = driver_of(conn).execute(question, params or {}).fetchone()
        if len(blob or b"") == count * width:
            break
    table = np.frombuffer(blob or b"", dtype=np.uint8).reshape(count, width)
    found, start = [], 0
    for kind, _expression in wanted:
        if kind == "cents":
            found.append(np.fromstring(texts.pop(0) or "", dtype=np.int64, sep=","))
            continue
        part = table[:, start : start + _WIDTHS[kind]]
        found.append(_READ[kind](part))
        start += _WIDTHS[kind]
    return found


def _said(kind: str, expression: str, *, exact: bool) -> str:
    """An expression in its width. Days and moments have it in all files of ours; in others they are made to fit."""
    if kind == "code":
        return f"substr(CAST(({expression}) || '        ' AS BLOB), 1, 8)"
    if kind == "moment" or not exact:
        text = "" if exact else f" || '{NO_DAY}T00:00:00'"
        return f"substr(({expression}){text}, 1, {_WIDTHS[kind]})"
    return f"({expression})"


def key_of(pk: Id) -> int:
    """An id as a number of 64 bits, as the arrays hold it."""
    return (int.from_bytes(pk[:8]) * _FIRST + int.from_bytes(pk[8:]) * _SECOND) % 2**64


def code_of(text: str) -> int:
    """A short text (a currency) as a number of 64 bits, as the arrays hold it."""
    return int.from_bytes(text.encode().ljust(8)[:8])


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


def _letters(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return part[:, 0].copy()


def _raw(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return part.copy()


def _codes(part: NDArray[np.uint8]) -> NDArray[np.uint64]:
    import numpy as np

    return np.ascontiguousarray(part).view(">u8")[:, 0].astype(np.uint64)


def _days(part: NDArray[np.uint8]) -> NDArray[np.int32]:
    return _digits(part, (0, 1, 2, 3, 5, 6, 8, 9)).astype("int32")


def _moments(part: NDArray[np.uint8]) -> NDArray[np.int64]:
    return _digits(part, (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18))


def _digits(part: NDArray[np.uint8], places: Sequence[int]) -> NDArray[np.int64]:
    import numpy as np

    number = np.zeros(len(part), dtype=np.int64)
    for place in places:
        number *= 10
        number += part[:, place] - np.uint8(ord("0"))
    return number


_READ: Mapping[str, Callable[[NDArray[np.uint8]], NDArray[Any]]] = {
    "id": _keys,
    "raw": _raw,
    "day": _days,
    "moment": _moments,
    "letter": _letters,
    "code": _codes,
}
