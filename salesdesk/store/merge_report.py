"""What came of merging a file, in numbers that a person can read again later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Kind
from salesdesk.domain.extent import Held

NUMBERS = ("same", "conflicts", "duplicates", "quarantined", "strange", "binned", "closed")
"""The numbers of a report beside those by kind."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: whose it is and how new, and what it brought.

    `new` and `changed` are things by kind; `same` how many things of theirs changed nothing here. `conflicts`: fields
    that were changed here and there without knowing of each other. `duplicates`: new clients whose name was here
    already. `quarantined`: changes that claim to come from the future. `strange`: ids that two things claim.
    `binned`: new things that belong to a client in the bin. `closed`: things dated in a month closed here, which
    came or changed all the same. `unchanged`: the file is the one that was merged before; `taken_back`: and that merge
    was taken back since. `held`: what a part says that it holds.
    """

    name: str
    rep: str
    newest: int
    whole: bool
    new: Mapping[Kind, int] = field(default_factory=dict)
    changed: Mapping[Kind, int] = field(default_factory=dict)
    same: int = 0
    conflicts: int = 0
    duplicates: int = 0
    quarantined: int = 0
    strange: int = 0
    binned: int = 0
    closed: int = 0
    unchanged: bool = False
    taken_back: bool = False
    held: Held | None = None

    @property
    def newest_at(self) -> datetime | None:
        """When the last action in it was done."""
        return datetime.fromtimestamp((self.newest >> 16) / 1000, UTC) if self.newest else None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, the keys those of the fields."""
        return {
            "rep": self.rep,
            "newest": self.newest_at.isoformat(timespec="seconds") if self.newest_at else None,
            "whole": self.whole,
            "new": {kind.value: count for kind, count in self.new.items()},
            "changed": {kind.value: count for kind, count in self.changed.items()},
            "same": self.same,
            "conflicts": self.conflicts,
            "duplicates": self.duplicates,
            "quarantined": self.quarantined,
            "strange": self.strange,
            "binned": self.binned,
            "closed": self.closed,
            "unchanged": self.unchanged,
            "part": json.loads(self.held.to_text()) if self.held else None,
        }


@dataclass(frozen=True, slots=True)
class MergeReport:
    """One merge: when (the stamp of the action, 0 where there was nothing to do), and what each file brought."""

    hlc: int
    act: int
    files: tuple[FileReport, ...]

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp((self.hlc >> 16) / 1000, UTC)

    def total(self, name: str) -> int:
        """Over all files: a number, or of `new` and `changed` the sum over the kinds."""
        found = [getattr(one, name) for one in self.files]
        return sum(sum(one.values()) if isinstance(one, Mapping) else int(one) for one in found)


def reports(conn: Connection, limit: int = 50) -> list[MergeReport]:
    """The merges of this file, newest first."""
    rows = conn.exec_driver_sql(
        "SELECT m.hlc, m.act, m.place, m.rep, m.newest, m.report FROM merged m JOIN"
        " (SELECT DISTINCT hlc, act FROM merged ORDER BY hlc DESC LIMIT ?) USING (hlc, act)"
        " ORDER BY m.hlc DESC, m.act, m.place",
        (limit,),
    )
    found: dict[tuple[int, int], list[FileReport]] = {}
    for hlc, act, place, rep, newest, report in rows:
        found.setdefault((hlc, act), []).append(_kept(place, rep, newest, json.loads(report)))
    return [MergeReport(hlc, act, tuple(files)) for (hlc, act), files in found.items()]


def _kept(place: str, rep: str, newest: int, body: Mapping[str, Any]) -> FileReport:
    numbers: dict[str, Any] = {name: int(body.get(name, 0)) for name in NUMBERS}
    for name in ("new", "changed"):
        numbers[name] = {Kind(kind): int(n) for kind, n in body.get(name, {}).items()}
    part = body.get("part")
    held = None if part is None else Held.from_text(json.dumps(part))
    return FileReport(Path(place).name, rep, newest, bool(body.get("whole", True)), held=held, **numbers)
