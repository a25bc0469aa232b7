"""What two people changed without knowing of each other: listed until a person decides, or has changed it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.store import journal
from salesdesk.store.cells import to_python
from salesdesk.store.file import DeskFile

_OPEN = """
  FROM clash x LEFT JOIN txn d ON d.hlc = x.decided_hlc AND d.act = x.decided_act
  WHERE (x.decided_hlc IS NULL OR d.undone)
    AND NOT EXISTS (SELECT 1 FROM change n WHERE n.tbl = x.tbl AND n.pk = x.pk AND n.col = x.col
      AND n.hlc > max(x.my_hlc, x.their_hlc) AND NOT EXISTS (SELECT 1 FROM txn t WHERE t.hlc = n.hlc AND t.act = n.act
        AND ((t.hlc, t.act) = (d.hlc, d.act) OR (t.undo_of, t.undo_act) = (d.hlc, d.act))))
"""
"""Neither decided (or the decision was taken back) nor changed by anybody since."""


class Rule(StrEnum):
    """How several conflicts are decided at once."""

    NEWEST = "newest"
    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values: who wrote it, and when."""

    value: Any
    who: str
    hlc: int
    act: int

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp((self.hlc >> 16) / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field of a thing that was changed here and there; `stands` is what it holds now."""

    kind: Kind
    id: Id
    field: str
    mine: Side
    theirs: Side
    stands: Any

    def side(self, rule: Rule) -> Side:
        """The side that a rule takes."""
        if rule is Rule.NEWEST:
            return max(self.mine, self.theirs, key=lambda side: (side.hlc, side.act))
        return self.mine if rule is Rule.MINE else self.theirs


def open_clashes(conn: Connection, limit: int = 2_000) -> list[Clash]:
    """What waits for a decision, newest first."""
    rows = conn.exec_driver_sql(
        "SELECT x.tbl, x.pk, x.col, x.mine, x.my_hlc, x.my_act, x.theirs, x.their_hlc, x.their_act,"
        " (SELECT who FROM actor WHERE id = x.my_act), (SELECT who FROM actor WHERE id = x.their_act)"
        f"{_OPEN} ORDER BY max(x.my_hlc, x.their_hlc) DESC, x.pk, x.col LIMIT ?",
        (limit,),
    ).all()
    found = []
    for tbl, pk, col, mine, my_hlc, my_act, theirs, their_hlc, their_act, me, them in rows:
        kind = Kind(tbl)
        stands = conn.exec_driver_sql(f'SELECT "{col}" FROM "{tbl}" WHERE id = ?', (pk,)).scalar()
        value = [to_python(kind, col, one) for one in (mine, theirs, stands)]
        my_side, their_side = Side(value[0], me or "", my_hlc, my_act), Side(value[1], them or "", their_hlc, their_act)
        found.append(Clash(kind, pk, col, my_side, their_side, value[2]))
    return found


def count_open(conn: Connection) -> int:
    """How many conflicts wait."""
    return int(conn.exec_driver_sql(f"SELECT count(*) {_OPEN}").scalar_one())


def decide(file: DeskFile, chosen: Mapping[Clash, Side] | Sequence[tuple[Clash, Side]], label: Label) -> ChangeSet:
    """Let each of these fields hold the side that was chosen. One action, one undo, which opens them again.

    Raises Refused, Conflict.
    """
    pairs = list(chosen.items()) if isinstance(chosen, Mapping) else list(chosen)
    if not pairs:
        raise Refused(N_("Choose at least one conflict."))
    changes: dict[tuple[Kind, Id, str], Change] = {}
    for clash, side in pairs:
        if side.value != clash.stands:
            changes[clash.kind, clash.id, clash.field] = Edit(
                clash.kind, clash.id, clash.field, clash.stands, side.value
            )

    def mark(stamp: int) -> None:
        file.run_many(
            "UPDATE clash SET decided_hlc = ?, decided_act = ? WHERE tbl = ? AND pk = ? AND col = ?"
            " AND (my_hlc, my_act, their_hlc, their_act) = (?, ?, ?, ?)",
            [
                (stamp, file.act, c.kind.value, c.id, c.field, c.mine.hlc, c.mine.act, c.theirs.hlc, c.theirs.act)
                for c, _side in pairs
            ],
        )

    return journal.record_with(file, list(changes.values()), label, mark)
