"""Merging files into one: in any order, any number of times, with the same result (docs/decisions/0038).

What is new in them is brought together beside this file (`merge_pack`); then SQL does the work (`merge_rows`), file by
file, in one transaction: one action, one undo.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import ChangeSet, Id, Kind, Label
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import backup, journal, merge_pack, merge_rows, notes
from salesdesk.store.clock import COUNTER_BITS
from salesdesk.store.engine import TROUBLE, refusal
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign, Stamp
from salesdesk.store.merge_pack import Packed
from salesdesk.store.merge_report import FileReport, MergeReport
from salesdesk.store.schema import create_triggers, drop_triggers_of
from salesdesk.store.scratch import Scratch
from salesdesk.store.snapshot import held_by

AHEAD_MILLIS = 24 * 3_600_000
"""A stamp may be so far ahead of this computer's clock; one beyond comes in when its time has come."""
LISTED = 2_000
"""So many things are named in the change set; of more only the kinds are told."""
_LOOK_EVERY = 200_000

Step = Callable[[int, int], None]
"""Called with (done, total) files, again and again; may raise to stop, and then nothing was changed."""


class Orphaned(FileRefused):
    """A part speaks of things that neither it nor this file holds."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it: the report, and the action as it was stored (empty where nothing was new)."""

    report: MergeReport
    changes: ChangeSet


def known(conn: Connection, place: str) -> tuple[Stamp, str] | None:
    """What a file looked like when it was last merged, and its digest; None where it has not been."""
    row = conn.exec_driver_sql(
        "SELECT stamp, digest FROM merged WHERE place = ? AND digest <> '' ORDER BY hlc DESC LIMIT 1", (place,)
    ).first()
    return (tuple((size, when) for size, when in json.loads(row[0])), row[1]) if row else None


def taken_back(conn: Connection, place: str) -> tuple[int, int] | None:
    """The action by which a file was merged last, if it has been taken back since."""
    row = conn.exec_driver_sql(
        "SELECT m.hlc, m.act, t.undone FROM merged m JOIN txn t USING (hlc, act) WHERE m.place = ?"
        " ORDER BY m.hlc DESC LIMIT 1",
        (place,),
    ).first()
    return (row[0], row[1]) if row and row[2] else None


def renamed(conn: Connection, hlc: int, act: int) -> list[tuple[Id, str, str, str, str]]:
    """Of the clients whose names a merge has changed: id, both names, and the two keys they are found by."""
    rows = conn.exec_driver_sql(
        "SELECT c.id, c.name, c.name_en, c.search, c.sort_key FROM client c JOIN (SELECT DISTINCT pk FROM merged_cell"
        " WHERE hlc = ? AND act = ? AND tbl = 'client' AND col IN ('name', 'name_en', 'search', 'sort_key')) m"
        " ON m.pk = c.id",
        (hlc, act),
    )
    return [(bytes(pk), name, name_en, search, sort) for pk, name, name_en, search, sort in rows]


def preview(
    file: DeskFile, theirs: Sequence[Foreign], step: Step | None = None, ahead: int = AHEAD_MILLIS
) -> MergeReport:
    """What a merge would do, found by doing it on a copy. Raises FileRefused."""
    with Scratch() as folder:
        place = folder / "preview.salesdesk"
        backup.copy_database(file.place, place)
        copy = DeskFile(place, read_only=False, lock=None)
        try:
            return merge(copy, theirs, step, ahead).report
        finally:
            copy.close()


def merge(file: DeskFile, theirs: Sequence[Foreign], step: Step | None = None, ahead: int = AHEAD_MILLIS) -> Merged:
    """Take files in: all of them, or (when it is stopped, or one is refused) none. One transaction, one undo.

    `ahead`: so many milliseconds beyond this computer's clock, which gives the stamps here too, are still believed.
    Use a connection of its own (`file.second()`): the triggers are taken away while it runs, in its transaction.
    Raises FileRefused.
    """
    limit = time.time_ns() // 1_000_000 + ahead << COUNTER_BITS
    work = _Work(file, theirs, limit, step)
    try:
        merge_rows.prepare(file.run)
        with work.watched(), merge_pack.packed(file, theirs, limit) as pack, file.writing():
            work.take(pack)
    except BaseException as error:
        if work.stopped is not None:
            raise work.stopped from None
        if isinstance(error, TROUBLE):
            raise refusal(error, file.path) from error
        raise
    report = MergeReport(work.stamp, file.act, tuple(work.reports))
    return Merged(report, ChangeSet(work.stamp, work.label, work.ids))


class _Work:
    """One merge under way."""

    def __init__(self, file: DeskFile, theirs: Sequence[Foreign], limit: int, step: Step | None) -> None:
        self.file, self.limit, self.step, self.total = file, limit, step, len(theirs)
        self.label = _label(theirs)
        self.stamp = 0
        self.reports: list[FileReport] = []
        self.ids: dict[Kind, frozenset[Id]] = {}
        self.stopped: BaseException | None = None
        self._done = 0
        self._freed: set[Kind] = set()

    def take(self, pack: Sequence[Packed]) -> None:
        """All files, in the transaction that runs."""
        run = self.file.run
        fresh = merge_pack.anything_fresh(run, self.limit)
        if fresh:
            self.stamp = journal.begin(self.file, self.label, "do")
        else:
            self.stamp = self.file.clock.tick(
                run(
                    "SELECT max((SELECT coalesce(max(hlc), 0) FROM txn), (SELECT coalesce(max(hlc), 0) FROM merged))"
                ).fetchone()[0]
            )
        for number, packed in enumerate(pack):
            merge_pack.look_at(run, number)
            self._take(packed)
        if fresh:
            create_triggers(self.file.conn, self._freed)
            if not self.ids:  # only the history grew: there is nothing to take back
                run("DELETE FROM txn WHERE hlc = ? AND act = ?", (self.stamp, self.file.act))
            run("UPDATE ctx SET hlc = NULL, act = NULL")
            run("UPDATE actor SET last_hlc = ? WHERE id = ?", (self.stamp, self.file.act))

    def _take(self, packed: Packed) -> None:
        """One file."""
        one = packed.one
        how = merge_rows.Taking(
            *(self.stamp, self.file.act, self.limit, one.whole),
            *(packed.things, packed.quarantined, packed.all_new, self._free),
        )
        taken = merge_rows.take(self.file.run, how)
        if taken.orphans:
            raise Orphaned(
                N_(
                    "{name} speaks of things that are neither in it nor in this file, so it cannot be merged alone."
                    " Merge the whole file of its rep first."
                ),
                name=one.source.name,
            )
        report = replace(taken.report(one.source.name, one.rep, one.newest, one.whole), held=held_by(one.about))
        self._keep(one, report)
        if report.new or report.changed:
            self._touch()
        self._done += 1
        if self._look() and self.stopped:
            raise self.stopped

    def _free(self, kind: Kind) -> None:
        """Take the triggers of a kind away: what is written now has been logged by whoever did it."""
        if kind not in self._freed:
            drop_triggers_of(self.file.conn, kind)
            self._freed.add(kind)

    def _keep(self, one: Foreign, report: FileReport) -> None:
        self.reports.append(report)
        body = {name: value for name, value in report.to_json().items() if name not in ("rep", "newest")}
        # A file whose changes from the future wait outside is looked at again, though it has not changed.
        digest = "" if report.quarantined else one.digest
        self.file.run(
            "INSERT INTO merged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                self.stamp,
                self.file.act,
                str(one.source.resolve()),
                json.dumps(one.stamp),
                digest,
                one.file_id,
                one.rep,
                one.newest,
                json.dumps(body),
            ),
        )

    def _touch(self) -> None:
        """Bring the index of notes in step with what has come, and remember what pages must show anew."""
        run, many = self.file.run, self.file.run_many
        changed: dict[Kind, list[Id]] = {}
        for tbl, pk in run("SELECT tbl, pk FROM touched").fetchall():
            changed.setdefault(Kind(tbl), []).append(bytes(pk))
        notes.renew(run, many, changed, "temp.born")
        found = {kind: list(ids) for kind, ids in changed.items()}
        for (tbl,) in run("SELECT DISTINCT tbl FROM born").fetchall():
            came = run("SELECT pk FROM born WHERE tbl = ? LIMIT ?", (tbl, LISTED)).fetchall()
            found.setdefault(Kind(tbl), []).extend(bytes(pk) for (pk,) in came)
        for kind, ids in found.items():
            there = self.ids.get(kind, frozenset())
            self.ids[kind] = there | frozenset(ids[: max(1, LISTED - len(there))])

    def _look(self) -> bool:
        """Say how far it is; whether it should stop. SQLite asks too, in the middle of a long statement."""
        if self.step is not None and self.stopped is None:
            try:
                self.step(self._done, self.total)
            except BaseException as error:  # noqa: BLE001 - SQLite stops, then it is raised
                self.stopped = error
        return self.stopped is not None

    @contextmanager
    def watched(self) -> Iterator[None]:
        own: Any = self.file.conn.connection.driver_connection
        own.set_progress_handler(self._look, _LOOK_EVERY)
        try:
            yield
        finally:
            own.set_progress_handler(None, 0)


def _label(theirs: Sequence[Foreign]) -> Label:
    names = [one.source.stem for one in theirs]
    shown = ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")
    return Label("file.merged", {"names": shown})


def unchanged(conn: Connection, place: Path) -> FileReport:
    """The report of a file that is the one that was merged before."""
    back = taken_back(conn, str(place)) is not None
    return FileReport(place.name, "", 0, True, unchanged=True, taken_back=back)
