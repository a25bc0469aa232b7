"""All moves between stages as arrays: how opportunities left their stages, and how those that were in one ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.store.read.columns import columns, number_of
from salesdesk.store.read.kept import keeper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ZERO = ord("0")
_NUMBERS = {stage: place for place, stage in enumerate(Stage)}
_OTHER = len(_NUMBERS)


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """By opportunity, in the order of the moves. `ended`: the number of the stage of one that is closed, else -1."""

    deal: NDArray[np.uint64]
    day: NDArray[np.int32]
    left: NDArray[np.uint8]
    went: NDArray[np.uint8]
    ended: NDArray[np.int8]


def left_stages(conn: Connection, first: date, last: date) -> dict[Stage, tuple[int, int]]:
    """By the open stage that was left in these days: opportunities whose last move out of it was forward, or lost."""
    import numpy as np

    moves = _moves(conn)
    within = (moves.day >= number_of(first)) & (moves.day <= number_of(last))
    found = {}
    for stage in OPEN_STAGES:
        mine = within & (moves.left == _NUMBERS[stage])
        deal, went = moves.deal[mine], moves.went[mine]
        final = went[_ends(deal)]
        onward = [_NUMBERS[other] for other in Stage if other is not Stage.LOST and other.rank > stage.rank]
        forward = int(np.count_nonzero(np.isin(final, onward)))
        found[stage] = forward, int(np.count_nonzero(final == _NUMBERS[Stage.LOST]))
    return found


def ended(conn: Connection) -> dict[Stage, tuple[int, int]]:
    """Stage → (won, closed) of the closed opportunities that ever entered it."""
    import numpy as np

    moves = _moves(conn)
    found = {}
    for stage in OPEN_STAGES:
        mine = (moves.went == _NUMBERS[stage]) & (moves.ended >= 0)
        how = moves.ended[mine][_ends(moves.deal[mine])]
        if len(how):
            found[stage] = int(np.count_nonzero(how == _NUMBERS[Stage.WON])), len(how)
    return found


def _ends(deal: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """The last row of each opportunity."""
    import numpy as np

    found: NDArray[np.bool_] = np.append(deal[1:] != deal[:-1], [True] * min(len(deal), 1)).astype(bool)
    return found


def _moves(conn: Connection) -> _Moves:
    return keeper(conn).answer(("moves",), frozenset({"stage_move", "opportunity"}), lambda: _read(conn))


def _read(conn: Connection) -> _Moves:
    import numpy as np

    deal, day, at, left, went = columns(
        conn,
        (
            *(("id", "opportunity_id"), ("day", "day"), ("moment", "moved_at")),
            *(("letter", _letter("from_stage")), ("letter", _letter("to_stage"))),
        ),
        "FROM stage_move NOT INDEXED WHERE NOT deleted",
    )
    known, stage, deleted = columns(
        conn, (("id", "id"), ("letter", _letter("stage")), ("letter", "deleted")), "FROM opportunity NOT INDEXED"
    )
    order = np.lexsort((at, deal))
    deal, day, left, went = deal[order], day[order], left[order] - _ZERO, went[order] - _ZERO
    ranked = np.argsort(known)
    known, stage, deleted = known[ranked], stage[ranked] - _ZERO, deleted[ranked]
    if not len(known):
        empty = np.zeros(0, dtype=bool)
        return _Moves(deal[empty], day[empty], left[empty], went[empty], np.empty(0, np.int8))
    place = np.minimum(np.searchsorted(known, deal), len(known) - 1)
    there = (known[place] == deal) & (deleted[place] == _ZERO)
    closed = np.isin(stage, [_NUMBERS[Stage.WON], _NUMBERS[Stage.LOST]])
    how = np.where(closed, stage.astype(np.int8), np.int8(-1))[place]
    return _Moves(deal[there], day[there], left[there], went[there], how[there])


def _letter(column: str) -> str:
    """One letter for each stage."""
    known = " ".join(f"WHEN '{stage}' THEN '{number}'" for stage, number in _NUMBERS.items())
    return f"CASE {column} {known} ELSE '{_OTHER}' END"
