"""All moves between stages as arrays: how opportunities left their stages, and how those that were in one ended.

They are kept month by month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.period import Period
from salesdesk.store.read.columns import columns, number_of
from salesdesk.store.read.day_spans import EVER, names_of_months
from salesdesk.store.read.deal_columns import STAGES, deals, letter
from salesdesk.store.read.kept import answers, keeper
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths, check_order, check_places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ZERO = ord("0")
_TABLES = frozenset({"stage_move", "opportunity"})
_COLUMNS = {"day": "<i4", "deal": "<u8", "at": "<i8", "left": "|u1", "went": "|u1"}
_DAYS = "SELECT (SELECT min(day) FROM stage_move), (SELECT max(day) FROM stage_move)"


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """By day: the key of the opportunity, the moment, the numbers of the stages it left and went to."""

    day: NDArray[np.int32]
    deal: NDArray[np.uint64]
    at: NDArray[np.int64]
    left: NDArray[np.uint8]
    went: NDArray[np.uint8]

    def between(self, first: date, last: date) -> _Moves:
        """Those of some days."""
        import numpy as np

        low = int(np.searchsorted(self.day, number_of(first), "left"))
        high = int(np.searchsorted(self.day, number_of(last), "right"))
        return _Moves(*(getattr(self, name)[low:high] for name in _COLUMNS))


def left_stages(conn: Connection, first: date, last: date) -> dict[Stage, tuple[int, int]]:
    """By the open stage that was left in these days: opportunities whose last move out of it was forward, or lost."""
    asked = "stages left", first, last
    return keeper(conn).answer(asked, _TABLES, lambda: _left_stages(conn, first, last))


def _left_stages(conn: Connection, first: date, last: date) -> dict[Stage, tuple[int, int]]:
    import numpy as np

    moves = _moves(conn, first, last)
    deal = deals(conn).places(moves.deal)
    order = np.lexsort((moves.at, deal))
    order = order[deal[order] >= 0]
    deal, left, went = deal[order], moves.left[order], moves.went[order]
    found = {}
    for stage in OPEN_STAGES:
        mine = left == STAGES[stage]
        final = went[mine][_ends(deal[mine])]
        onward = [STAGES[other] for other in Stage if other is not Stage.LOST and other.rank > stage.rank]
        forward = int(np.count_nonzero(np.isin(final, onward)))
        found[stage] = forward, int(np.count_nonzero(final == STAGES[Stage.LOST]))
    return found


def ended(conn: Connection) -> dict[Stage, tuple[int, int]]:
    """Stage → (won, closed) of the closed opportunities that ever entered it."""
    return keeper(conn).answer(("ended",), _TABLES, lambda: _ended(conn))


def _ended(conn: Connection) -> dict[Stage, tuple[int, int]]:
    import numpy as np

    known, moves = deals(conn), _moves(conn, *EVER)
    won, lost = (known.stage == STAGES[stage] for stage in (Stage.WON, Stage.LOST))
    place = known.places(moves.deal)
    found = {}
    for stage in OPEN_STAGES:
        entered = np.zeros(len(known.key), dtype=bool)
        entered[place[(moves.went == STAGES[stage]) & (place >= 0)]] = True
        closed = int(np.count_nonzero(entered & (won | lost)))
        if closed:
            found[stage] = int(np.count_nonzero(entered & won)), closed
    return found


def _ends(deal: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The last row of each opportunity."""
    import numpy as np

    found: NDArray[np.bool_] = np.append(deal[1:] != deal[:-1], [True] * min(len(deal), 1)).astype(bool)
    return found


def complete(conn: Connection) -> None:
    """Know every month in which anything moved."""
    _moves(conn, *EVER)


def _moves(conn: Connection, first: date, last: date) -> _Moves:
    """The moves of these days; months that are not known are read in one go."""
    low, high = answers(conn, _DAYS, {})[0]
    names = [*names_of_months(max(first.isoformat(), low)[:7], min(last.isoformat(), high)[:7])] if low else []
    shelf = keeper(conn).months(_FORM)
    missing = [name for name in names if name not in shelf]
    if missing:
        read = _read(conn, missing[0], missing[-1])
        for name in missing:
            begin = date.fromisoformat(f"{name}-01")
            shelf[name] = read.between(begin, Period.month(begin).last)
    return _joined([shelf[name] for name in names]).between(first, last)


def _joined(parts: Sequence[_Moves]) -> _Moves:
    import numpy as np

    empty = [np.empty(0, dtype=kind) for kind in _COLUMNS.values()]
    every = [_Moves(*empty), *parts]
    return _Moves(*(np.concatenate([getattr(part, name) for part in every]) for name in _COLUMNS))


def _read(conn: Connection, first: str, last: str) -> _Moves:
    import numpy as np

    day, deal, at, left, went = columns(
        conn,
        (
            *(("day", "day"), ("id", "opportunity_id"), ("moment", "moved_at")),
            *(("letter", letter("from_stage")), ("letter", letter("to_stage"))),
        ),
        "FROM stage_move WHERE day BETWEEN :first AND :last AND NOT deleted",
        {"first": f"{first}-01", "last": f"{last}-31"},
    )
    order = np.argsort(day, kind="stable")
    zero = np.uint8(_ZERO)
    return _Moves(day[order], deal[order], at[order], left[order] - zero, went[order] - zero)


def _taken(moves: _Moves) -> Arrays:
    return {name: getattr(moves, name) for name in _COLUMNS}


def _made(arrays: Arrays) -> _Moves:
    check_lengths(*arrays.values())
    check_days(arrays["day"])
    check_order(arrays["day"])
    for name in ("left", "went"):
        check_places(arrays[name], len(STAGES) + 1)
    return _Moves(*(arrays[name] for name in _COLUMNS))


_FORM: Form[_Moves] = Form("moves", _COLUMNS, _taken, _made)
