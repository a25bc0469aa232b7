"""All opportunities as arrays: what was won and lost, what is open, what is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_rules import Chance
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.store.read.columns import NO_DAY, code_of, columns, day_of, key_of, number_of
from salesdesk.store.read.day_spans import slices
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths, check_places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STAGES = {stage: place for place, stage in enumerate(Stage)}
"""Stage → how the arrays name it."""
_ZERO = ord("0")
_NO_CHANCE = -1
_DAYS = ("created", "closed", "expected")
_COLUMNS = {
    **{"key": "<u8", "stage": "|u1", "deleted": "|b1", "rep": "<u8"},
    **{"created": "<i4", "closed": "<i4", "expected": "<i4"},
    **{"cents": "<i8", "currency": "<u8", "chance": "<i8"},
}

Sums = dict[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Deals:
    """Every opportunity by its key, the bin included. Days that are not known are 0, a chance of its own may be −1:
    that of its stage counts."""

    key: NDArray[np.uint64]
    stage: NDArray[np.uint8]
    deleted: NDArray[np.bool_]
    rep: NDArray[np.uint64]
    created: NDArray[np.int32]
    closed: NDArray[np.int32]
    expected: NDArray[np.int32]
    cents: NDArray[np.int64]
    currency: NDArray[np.uint64]
    chance: NDArray[np.int64]

    def places(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Where these opportunities stand; -1 for one that is in the bin or not known."""
        import numpy as np

        if not len(self.key):
            return np.full(len(keys), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return np.where((self.key[at] == keys) & ~self.deleted[at], at, -1)

    def are(self, *stages: Stage) -> NDArray[np.bool_]:
        """Which of them are in one of these stages and not in the bin."""
        import numpy as np

        return np.isin(self.stage, [STAGES[stage] for stage in stages]) & ~self.deleted

    def of(self, rep: Id | None) -> NDArray[np.bool_]:
        """Which of them are a rep's; without one, all."""
        import numpy as np

        return np.ones(len(self.key), dtype=bool) if rep is None else self.rep == key_of(rep)


def deals(conn: Connection) -> Deals:
    """The opportunities of the file."""
    return keeper(conn).book(_FORM, lambda: _read(conn))


def closed(conn: Connection, first: date, last: date, currency: str, rep: Id | None, by: By | None) -> Sums:
    """What was won and lost in these days, and how many days winning took (median and mean)."""
    import numpy as np

    every = deals(conn)
    ended = every.are(Stage.WON, Stage.LOST) & every.of(rep) & _within(every.closed, first, last)
    order = np.flatnonzero(ended)
    order = order[np.argsort(every.closed[order], kind="stable")]
    won, own = every.stage[order] == STAGES[Stage.WON], every.currency[order] == code_of(currency)
    cents, found = every.cents[order], Sums()
    for key, part in slices(every.closed[order], by):
        wins, mine = won[part], own[part]
        found[key] = {
            "won": int(np.count_nonzero(wins)),
            "own_won": int(np.count_nonzero(wins & mine)),
            "won_amount": int(cents[part][wins & mine].sum()),
            "lost": int(np.count_nonzero(~wins)),
            "lost_amount": int(cents[part][~wins & mine].sum()),
            **_cycle(every, order[part][wins]),
        }
    return found


def _cycle(every: Deals, won: NDArray[np.int64]) -> dict[str, float]:
    import numpy as np

    if not len(won):
        return {}
    days = np.sort(_ordinals(every.closed[won]) - _ordinals(every.created[won]))
    middle = days[(len(days) - 1) // 2], days[len(days) // 2]
    return {"sales_cycle": float(sum(middle) / 2), "sales_cycle_mean": float(days.sum() / len(days))}


def expected(
    conn: Connection,
    first: date,
    last: date,
    currency: str,
    rep: Id | None,
    by: By | None,
    chances: Mapping[Stage, Chance],
) -> Sums:
    """What is open and expected in these days, as it is and by its chances (`domain.opportunity.weighted`)."""
    import numpy as np

    every = deals(conn)
    mine = every.are(*OPEN_STAGES) & every.of(rep) & (every.currency == code_of(currency))
    order = np.flatnonzero(mine & _within(every.expected, first, last))
    order = order[np.argsort(every.expected[order], kind="stable")]
    of_stage = np.zeros(len(STAGES) + 1, dtype=np.int64)
    for stage, chance in chances.items():
        of_stage[STAGES[stage]] = chance.percent
    cents, own = every.cents[order], every.chance[order]
    weighted = cents * np.where(own == _NO_CHANCE, of_stage[every.stage[order]], own) + 50
    weighted = np.where(weighted < 0, -(-weighted // 100), weighted // 100)
    return {
        key: {"pipeline": int(cents[part].sum()), "weighted_pipeline": int(weighted[part].sum())}
        for key, part in slices(every.expected[order], by)
    }


def open_counts(conn: Connection, ends: Sequence[tuple[str, date]], rep: Id | None) -> Sums:
    """How many were open at the end of each of these days."""
    import numpy as np

    every = deals(conn)
    known, still = ~every.deleted & every.of(rep), every.are(*OPEN_STAGES)
    return {
        key: {
            "open_count": int(
                np.count_nonzero(known & (every.created <= number_of(day)) & (still | (every.closed > number_of(day))))
            )
        }
        for key, day in ends
    }


def complete(conn: Connection) -> None:
    """Know all of them."""
    deals(conn)


def _within(days: NDArray[np.int32], first: date, last: date) -> NDArray[np.bool_]:
    return (days >= number_of(first)) & (days <= number_of(last))


def _ordinals(days: NDArray[np.int32]) -> NDArray[np.int64]:
    import numpy as np

    different, places = np.unique(days, return_inverse=True)
    return np.array([day_of(number).toordinal() for number in different.tolist()], dtype=np.int64)[places]


def letter(column: str) -> str:
    """One letter for each stage."""
    known = " ".join(f"WHEN '{stage}' THEN '{number}'" for stage, number in STAGES.items())
    return f"CASE {column} {known} ELSE '{len(STAGES)}' END"


def _read(conn: Connection) -> Deals:
    import numpy as np

    days = [("day", f"coalesce({name}, '{NO_DAY}')") for name in ("created_on", "closed_on", "expected_close")]
    key, stage, deleted, rep, *rest = columns(
        conn,
        (
            *(("id", "id"), ("letter", letter("stage")), ("letter", "deleted"), ("id", "rep_id")),
            *days,
            *(("cents", "amount_cents"), ("code", "currency"), ("cents", f"coalesce(probability, {_NO_CHANCE})")),
        ),
        "FROM opportunity NOT INDEXED",
    )
    order = np.argsort(key)
    return Deals(*(one[order] for one in (key, stage - np.uint8(_ZERO), deleted != _ZERO, rep, *rest)))


def _taken(known: Deals) -> Arrays:
    return {name: getattr(known, name) for name in _COLUMNS}


def _made(arrays: Arrays) -> Deals:
    check_lengths(*arrays.values())
    check_days(*(arrays[name] for name in _DAYS))
    check_places(arrays["stage"], len(STAGES) + 1)
    if (arrays["key"][1:] < arrays["key"][:-1]).any() or not arrays["created"].all():
        raise ValueError("no opportunities")
    return Deals(*(arrays[name] for name in _COLUMNS))


_FORM: Form[Deals] = Form("deals", _COLUMNS, _taken, _made)
