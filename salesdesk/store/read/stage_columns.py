"""All moves between stages as arrays: how opportunities left their stages, and how those that were in one ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.store.read.columns import columns
from salesdesk.store.read.kept import keeper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ZERO = ord("0")
_NUMBERS = {stage: place for place, stage in enumerate(Stage)}
_OTHER = len(_NUMBERS)


@dataclass(frozen=True, slots=True, eq=False)
class _Deals:
    """Every opportunity by its key: the number of its stage, and whether it is in the bin."""

    key: NDArray[np.uint64]
    stage: NDArray[np.uint8]
    deleted: NDArray[np.bool_]

    def places(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Where these opportunities stand; -1 for one that is in the bin or not known."""
        import numpy as np

        if not len(self.key):
            return np.full(len(keys), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return np.where((self.key[at] == keys) & ~self.deleted[at], at, -1)


def left_stages(conn: Connection, first: date, last: date) -> dict[Stage, tuple[int, int]]:
    """By the open stage that was left in these days: opportunities whose last move out of it was forward, or lost."""
    asked = "stages left", first, last
    tables = frozenset({"stage_move", "opportunity"})
    return keeper(conn).answer(asked, tables, lambda: _left_stages(conn, first, last))


def _left_stages(conn: Connection, first: date, last: date) -> dict[Stage, tuple[int, int]]:
    import numpy as np

    key, at, left, went = columns(
        conn,
        (
            *(("id", "opportunity_id"), ("moment", "moved_at")),
            *(("letter", _letter("from_stage")), ("letter", _letter("to_stage"))),
        ),
        "FROM stage_move WHERE day BETWEEN :first AND :last AND NOT deleted",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    deal = _deals(conn).places(key)
    order = np.lexsort((at, deal))
    order = order[deal[order] >= 0]
    deal, left, went = deal[order], left[order] - _ZERO, went[order] - _ZERO
    found = {}
    for stage in OPEN_STAGES:
        mine = left == _NUMBERS[stage]
        final = went[mine][_ends(deal[mine])]
        onward = [_NUMBERS[other] for other in Stage if other is not Stage.LOST and other.rank > stage.rank]
        forward = int(np.count_nonzero(np.isin(final, onward)))
        found[stage] = forward, int(np.count_nonzero(final == _NUMBERS[Stage.LOST]))
    return found


def ended(conn: Connection) -> dict[Stage, tuple[int, int]]:
    """Stage → (won, closed) of the closed opportunities that ever entered it."""
    import numpy as np

    deals = _deals(conn)
    won, lost = (deals.stage == _NUMBERS[stage] for stage in (Stage.WON, Stage.LOST))
    wanted = (("id", "opportunity_id"), ("letter", _letter("to_stage")))
    key, went = columns(conn, wanted, "FROM stage_move NOT INDEXED WHERE NOT deleted")
    place, went = deals.places(key), went - _ZERO
    found = {}
    for stage in OPEN_STAGES:
        entered = np.zeros(len(deals.key), dtype=bool)
        entered[place[(went == _NUMBERS[stage]) & (place >= 0)]] = True
        closed = int(np.count_nonzero(entered & (won | lost)))
        if closed:
            found[stage] = int(np.count_nonzero(entered & won)), closed
    return found


def _deals(conn: Connection) -> _Deals:
    return keeper(conn).answer(("deals",), frozenset({"opportunity"}), lambda: _read(conn))


def _read(conn: Connection) -> _Deals:
    import numpy as np

    wanted = (("id", "id"), ("letter", _letter("stage")), ("letter", "deleted"))
    key, stage, deleted = columns(conn, wanted, "FROM opportunity NOT INDEXED")
    order = np.argsort(key)
    return _Deals(key[order], stage[order] - _ZERO, deleted[order] != _ZERO)


def _ends(deal: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The last row of each opportunity."""
    import numpy as np

    found: NDArray[np.bool_] = np.append(deal[1:] != deal[:-1], [True] * min(len(deal), 1)).astype(bool)
    return found


def _letter(column: str) -> str:
    """One letter for each stage."""
    known = " ".join(f"WHEN '{stage}' THEN '{number}'" for stage, number in _NUMBERS.items())
    return f"CASE {column} {known} ELSE '{_OTHER}' END"
