"""A backup beside the present file: what only one of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from salesdesk.domain.change import Kind
from salesdesk.store.backup import newest_action
from salesdesk.store.file import DeskFile

NAMED = (Kind.CLIENT, Kind.OPPORTUNITY, Kind.PRODUCT)
"""Kinds whose names are told."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What only the backup holds (`there`) and only the file (`here`), by kind and without the bin; how many things of
    both were changed since; and the names of clients, deals and products that only the backup holds."""

    there: Mapping[Kind, int]
    here: Mapping[Kind, int]
    changed: int
    names: tuple[str, ...]


def compare(backup: Path, now: DeskFile) -> Comparison:
    """Compare a backup with an open file. Raises FileRefused."""
    then = DeskFile.open_to_read(backup)
    try:
        return _compared(then, now)
    finally:
        then.close()


def _compared(then: DeskFile, now: DeskFile) -> Comparison:
    there: dict[Kind, int] = {}
    here: dict[Kind, int] = {}
    names: list[str] = []
    both: set[bytes] = set()
    for kind in Kind:
        old, new = _living(then, kind), _living(now, kind)
        there[kind], here[kind] = len(old - new), len(new - old)
        both |= old & new
        if kind in NAMED and old - new:
            rows = then.conn.exec_driver_sql(f'SELECT id, name FROM "{kind}" ORDER BY name')
            names += [str(name) for pk, name in rows if bytes(pk) in old - new]
    since = now.conn.exec_driver_sql("SELECT DISTINCT pk FROM change WHERE hlc > ?", (newest_action(then),))
    return Comparison(there, here, sum(bytes(pk) in both for pk in since.scalars()), tuple(names))


def _living(file: DeskFile, kind: Kind) -> set[bytes]:
    rows = file.conn.exec_driver_sql(f'SELECT id FROM "{kind}" WHERE NOT deleted')
    return {bytes(pk) for pk in rows.scalars()}
