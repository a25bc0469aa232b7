"""Some copies of one file, and what may happen to them: rows of every kind, made, edited, deleted, taken back, merged.

A script is a list of `Deed`; what it does follows from its numbers and from what the copies hold, so that any script
can be played and the smallest one that fails is easily read.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer

from salesdesk.domain.change import Change, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.store import journal, merge, merge_clash, partial, snapshot
from salesdesk.store.cells import to_python
from salesdesk.store.clock import COUNTER_BITS, HybridClock
from salesdesk.store.engine import raw
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign
from salesdesk.store.ids import natural_id
from salesdesk.store.merge_clash import Rule
from salesdesk.store.merge_rows import SHARED, SHARED_BEGIN
from salesdesk.store.schema import journalled_columns
from salesdesk.store.scratch import Scratch
from salesdesk.store.tables import NATURAL, POINTS_TO, TABLES
from salesdesk.store.types import Choice, IdType, Moment
from tests.builders import NOW

DAY = 24 * 3_600_000 << COUNTER_BITS
LABEL = Label("visit.logged")
KINDS = tuple(kind for kind in Kind if kind is not Kind.SETTING)
KEYS = (*SHARED, *(f"{begin}2026" for begin in SHARED_BEGIN), "closing_words", "report_filter")
"""Settings: those of a team, and two of a file's own."""
MOST = 4
"""So many copies at most."""
AGES = 30 * 24 * 3_600_000
"""Milliseconds ahead of the clock that are believed where everything is."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What happens, in which copy; the numbers choose the kind or the thing, the column, and the value."""

    what: str
    where: int
    which: int
    number: int


class World:
    """The copies, with closed eyes to who owns which. They stay open, without a log beside them."""

    def __init__(self, seed: Path) -> None:
        self._folder = Scratch()
        self.folder = self._folder.path
        self.files: list[Path] = []
        self.parts: set[Path] = set()
        """Those that were handed out, and copies of them: they never hold all that their sessions did."""
        self._seed = seed
        self._open: dict[Path, DeskFile] = {}
        self._resting: dict[Path, Path] = {}
        self._copies = 0

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_error: object) -> None:
        for path in list(self._open):
            self.shut(path)
        self._folder.drop()

    def open(self, path: Path) -> DeskFile:
        file = self._open.get(path)
        if file is None:
            file = self._open[path] = DeskFile(path, read_only=False, lock=None)
            file.conn.exec_driver_sql("PRAGMA journal_mode=DELETE").all()
            file.conn.exec_driver_sql("PRAGMA synchronous=OFF")
        return file

    def shut(self, path: Path) -> None:
        if path in self._open:
            self._open.pop(path).close()

    def copy(self, of: Path | None = None) -> Path:
        path = self._named()
        shutil.copyfile(of or self._seed, path)
        return self._added(path, of)

    def publish(self, of: Path) -> Path:
        path = self._named()
        snapshot.publish(of, path, by="", now=NOW)
        return self._added(path, of)

    def hand_out(self, of: Path, which: int, *, alone: bool) -> Path:
        """A thing of a copy, with all that belongs to it unless it goes `alone`, as a file of its own.

        A part is not handed on: it lacks what its things belong to, and that is refused.
        """
        of = self.files[0] if of in self.parts else of
        path = self._named()
        file = self.open(of)
        kind, pk = chosen(file, which)
        wanted = {kind: [pk]}
        partial.write(file, path, wanted if alone else partial.belonging(file, wanted))
        self.parts.add(path)
        return self._added(path)

    def rest(self) -> None:
        """From now on nothing happens in what there is so far: one copy to merge serves for all that follows."""
        self._resting = {path: self._copied(path) for path in self.files}
        for copy in self._resting.values():
            with raw(copy, "rw") as conn:  # whoever attaches it need not read its triggers
                conn.execute("PRAGMA writable_schema=ON")
                conn.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")

    def take(
        self, into: Path, others: Sequence[Path], *, parts: Collection[Path] = (), ahead: int = merge.AHEAD_MILLIS
    ) -> merge.Merged | None:
        """Merge these into one. `parts`: those of them that do not hold all."""
        brought = [self._brought(path, path not in parts) for path in others if path != into]
        return merge.merge(self.open(into), brought, ahead=ahead) if brought else None

    def play(self, deed: Deed) -> None:
        path = self.files[deed.where % len(self.files)]
        if deed.what in ("copy", "publish", "hand"):
            if len(self.files) < MOST:
                self._multiply(path, deed)
        elif deed.what == "restore":
            self._restore(path)
        elif deed.what == "merge":
            self.take(path, [self.files[deed.which % len(self.files)]], parts=self.parts)
        elif deed.what == "merge all":
            self.take(path, self.files, parts=self.parts)
        elif deed.what in ("undo", "redo", "undo step", "decide"):
            try:
                _turn(self.open(path), deed)
            except (Refused, Conflict):
                return
        else:
            file = self.open(path)
            if changes := changes_of(file, deed):
                journal.record(file, changes, LABEL, undoable=deed.what != "unfold")

    def _multiply(self, path: Path, deed: Deed) -> None:
        if deed.what == "copy":
            self.copy(path)
        elif deed.what == "publish":
            self.publish(path)
        else:  # somebody works on in what was handed out, as in any copy
            self.hand_out(path, deed.which, alone=bool(deed.number % 2))

    def _restore(self, path: Path) -> None:
        """An old state of the file comes back from a backup; the first time the backup is made."""
        backup = path.with_suffix(".backup")
        self.shut(path)
        if backup.exists():
            shutil.copyfile(backup, path)
        else:
            shutil.copyfile(path, backup)

    def _brought(self, path: Path, whole: bool) -> Foreign:
        """A copy as `foreign.bring` would give it: its looks have their own tests."""
        copy = self._resting.get(path) or self._copied(path)
        return Foreign(path, copy, ((0, 0),), path.name, "", {}, None, "", 0, whole, (), self._folder)

    def _copied(self, path: Path) -> Path:
        self._copies += 1
        copy = self.folder / f"{self._copies} {path.name}"
        shutil.copyfile(path, copy)
        return copy

    def _named(self) -> Path:
        return self.folder / f"{len(self.files)}.salesdesk"

    def _added(self, path: Path, of: Path | None = None) -> Path:
        self.files.append(path)
        if of in self.parts:
            self.parts.add(path)
        return path


# --- what happens in one file -------------------------------------------------------------------------------------


def _turn(file: DeskFile, deed: Deed) -> None:
    if deed.what == "undo":
        journal.undo(file)
    elif deed.what == "redo":
        journal.redo(file)
    elif deed.what == "undo step":
        steps = file.run("SELECT hlc, act FROM txn WHERE home AND kind = 'do' ORDER BY hlc, act").fetchall()
        if steps:
            journal.undo_step(file, *steps[deed.which % len(steps)])
    else:
        clashes = merge_clash.open_clashes(file.conn)
        if clashes:
            clash = clashes[deed.which % len(clashes)]
            rule = list(Rule)[deed.number % len(Rule)]
            merge_clash.decide(file, [(clash, clash.side(rule))], Label("clash.decided", {"n": 1}))


def changes_of(file: DeskFile, deed: Deed) -> list[Change]:
    """What a deed changes in a file; nothing where there is nothing to change."""
    if deed.what in ("clock", "future"):  # hours fast, within what is believed; or days, which is not
        file.clock = HybridClock(
            file.clock.tick() + (deed.number % 3 + 1) * (DAY // 8 if deed.what == "clock" else 2 * DAY)
        )
        return bear(file, Kind.CLIENT, deed.number)
    if deed.what == "setting":
        return _setting(file, KEYS[deed.which % len(KEYS)], deed.number)
    if deed.what == "unfold":
        return _unfold(file, deed)
    if deed.what == "born":
        return bear(file, KINDS[deed.which % len(KINDS)], deed.number)
    kind, pk = chosen(file, deed.which)
    names = journalled_columns(TABLES[kind])
    name = "deleted" if deed.what == "delete" else names[deed.number // 4 % len(names)]
    if deed.what == "edit often":  # the same cells here and there
        name = names[deed.number // 4 % min(3, len(names))]
    before = to_python(kind, name, file.run(f'SELECT "{name}" FROM "{kind}" WHERE id = ?', (pk,)).fetchone()[0])
    after = not before if name == "deleted" else value_of(file, TABLES[kind].c[name], deed.number % 4)
    return [Edit(kind, pk, name, before, after)] if before != after else []


def chosen(file: DeskFile, which: int) -> tuple[Kind, Id]:
    """One of the things that a file holds; the seed's rep is always there."""
    there = file.run(_EVERYTHING).fetchall()
    kind, pk = there[which % len(there)]
    return Kind(kind), bytes(pk)


_EVERYTHING = " UNION ALL ".join(f"SELECT '{kind}', id FROM \"{kind}\"" for kind in reversed(KINDS))


def ids(file: DeskFile, kind: Kind) -> list[Id]:
    return [bytes(pk) for (pk,) in file.run(f'SELECT id FROM "{kind}" ORDER BY id')]


def bear(file: DeskFile, kind: Kind, number: int) -> list[Change]:
    """A thing of a kind, and what it must belong to where that is not there yet."""
    changes: list[Change] = []
    values: dict[str, object] = {}
    for name in journalled_columns(TABLES[kind]):
        column = TABLES[kind].c[name]
        if isinstance(column.type, IdType) and not column.nullable and not ids(file, POINTS_TO[name]):
            parents = bear(file, POINTS_TO[name], number)
            changes += parents
            values[name] = parents[-1].id
        elif name != "deleted":
            values[name] = value_of(file, column, number)
    if kind in NATURAL or (kind in (Kind.VISIT, Kind.SERVICE_STEP) and number % 3 == 0):
        key = [value for name, value in values.items() if name in POINTS_TO]
        pk = natural_id(kind, *key, number % 2)
        if pk in ids(file, kind):
            return []
    else:
        pk = file.ids()
    return [*changes, New(kind, pk, values)]


def value_of(file: DeskFile, column: Column[Any], number: int) -> object:
    """A value that a column may hold, by a number."""
    kind = column.type
    if column.nullable and number % 4 == 3:
        return None
    if isinstance(kind, IdType):
        there = ids(file, POINTS_TO[column.name])
        return there[number % len(there)] if there else None
    if isinstance(kind, Choice):
        members = list(kind.members)
        return members[number % len(members)]
    if isinstance(kind, Moment):
        return NOW + timedelta(hours=number)
    if isinstance(kind, Boolean):
        return bool(number % 2)
    if isinstance(kind, Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, Float):
        return number / 4
    return number if isinstance(kind, Integer) else ("", "a", "b", "王")[number % 4]


def _setting(file: DeskFile, key: str, number: int) -> list[Change]:
    pk = natural_id(Kind.SETTING, key)
    there = file.run("SELECT value FROM setting WHERE id = ?", (pk,)).fetchone()
    if there is None:
        return [New(Kind.SETTING, pk, {"key": key, "value": str(number)})]
    return [Edit(Kind.SETTING, pk, "value", there[0], str(number))] if there[0] != str(number) else []


def _unfold(file: DeskFile, deed: Deed) -> list[Change]:
    """A visit of a recurring one, as each copy makes it by itself when its time has come: named by rule and day."""
    rules = ids(file, Kind.VISIT_SERIES)
    if not rules:
        return []
    series = rules[deed.which % len(rules)]
    day = date(2027, 1, 1) + timedelta(weeks=deed.number % 2)
    pk = natural_id(Kind.VISIT, series, day)
    if pk in ids(file, Kind.VISIT):
        return []
    client, rep, first = file.run(
        "SELECT client_id, rep_id, made_until FROM visit_series WHERE id = ?", (series,)
    ).fetchone()
    values = {"client_id": bytes(client), "rep_id": bytes(rep), "status": "planned", "channel": "face"}
    values |= {"starts_at": NOW, "series_id": series, "series_day": day, "purpose": ("", "a")[deed.number // 2 % 2]}
    before = to_python(Kind.VISIT_SERIES, "made_until", first)
    kept = [Edit(Kind.VISIT_SERIES, series, "made_until", before, day)] if before != day else []
    return [New(Kind.VISIT, pk, values), *kept]


# --- what is compared ---------------------------------------------------------------------------------------------

_TEAM = f"key IN ({', '.join(repr(key) for key in SHARED)})" + "".join(f" OR key LIKE '{b}%'" for b in SHARED_BEGIN)


def content(file: DeskFile) -> dict[str, Any]:
    """All that must be equal in the end: every row, and the whole log, but for the settings that are a file's own."""
    found: dict[str, Any] = {}
    for kind in Kind:
        where = f" WHERE {_TEAM}" if kind is Kind.SETTING else ""
        found[kind.value] = _rows(file, f'SELECT * FROM "{kind}"{where} ORDER BY id')
    found["log"] = logged(file)
    found["deeds"] = _rows(file, "SELECT hlc, act, label FROM txn WHERE label <> 'file.merged' ORDER BY hlc, act")
    return found


def seen(file: DeskFile) -> dict[str, Any]:
    """The things that are not in the bin."""
    return {kind.value: _rows(file, f'SELECT * FROM "{kind}" WHERE NOT deleted ORDER BY id') for kind in Kind}


def logged(file: DeskFile) -> list[tuple[Any, ...]]:
    """The log, but for what a file says of itself."""
    own = f"tbl = 'setting' AND pk NOT IN (SELECT id FROM setting WHERE {_TEAM})"
    return _rows(file, f"SELECT * FROM change WHERE NOT ({own}) ORDER BY tbl, pk, col, hlc, act")


def clashes(file: DeskFile) -> set[tuple[Any, ...]]:
    """The conflicts of a file, whichever of the two sides is its own."""
    query = "SELECT tbl, pk, col, my_hlc, my_act, mine, their_hlc, their_act, theirs FROM clash"
    return {(row[:3], frozenset([row[3:6], row[6:]])) for row in _rows(file, query)}


def _rows(file: DeskFile, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in file.run(query)]
