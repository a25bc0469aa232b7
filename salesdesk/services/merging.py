"""Other people's files taken into this one: looked at, previewed, merged, and what two people changed decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from salesdesk.domain.change import Change, ChangeSet, Edit, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.backups import Backups, Reason
from salesdesk.services.history import Way
from salesdesk.services.session import Session
from salesdesk.store import foreign, journal, merge, merge_clash, merge_report
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign
from salesdesk.store.merge_clash import Clash, Rule, Side
from salesdesk.store.merge_report import FileReport, MergeReport
from salesdesk.words.search_keys import search_text, sort_key

__all__ = ["Clash", "FileReport", "Gathered", "MergeReport", "Merged", "Merging", "Rule", "Side"]

Step = Callable[[int, int], None]
"""Called with (done, total); may raise to stop."""


@dataclass(slots=True)
class Gathered:
    """Files brought here to be merged. `drop` them when done; `with` does it.

    `unchanged`: they are what was merged before. `refused`: they could not be brought, and why.
    """

    files: list[Foreign] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    refused: dict[Path, Refused] = field(default_factory=dict)

    def __enter__(self) -> Gathered:
        return self

    def __exit__(self, *_error: object) -> None:
        self.drop()

    def drop(self) -> None:
        """Remove the private copies."""
        for one in self.files:
            one.drop()
        self.files.clear()


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: the report, and what has to be shown anew (hand it to `Merging.tell`)."""

    report: MergeReport
    changes: ChangeSet


class Merging:
    """`desk.merging`. What takes long opens a connection of its own: run it as a Job, then `tell` what came of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- questions --------------------------------------------------------------------------------------------

    def reports(self, limit: int = 50) -> list[MergeReport]:
        """What earlier merges brought, newest first."""
        return merge_report.reports(self._session.file.conn, limit)

    def conflicts(self) -> list[Clash]:
        """What two people changed without knowing of each other and nobody has decided, newest first."""
        return merge_clash.open_clashes(self._session.file.conn)

    def conflict_count(self) -> int:
        return merge_clash.count_open(self._session.file.conn)

    # --- slow work, for a Job ---------------------------------------------------------------------------------

    def gather(self, paths: Sequence[Path], step: Step | None = None, *, again: bool = False) -> Gathered:
        """Bring files through the gate. Those that have not changed since they were merged are only looked at.

        `again`: bring them all the same. A file that cannot be brought is named in `refused`; the others come.
        """
        gathered, wanted = Gathered(), list[Path]()
        try:
            with self._second() as second:
                for path in dict.fromkeys(path.resolve() for path in paths):
                    try:
                        same = self._is_known(second, path, _part(step, 0, len(paths))) and not again
                        (gathered.unchanged if same else wanted).append(path)
                    except Refused as refused:
                        gathered.refused[path] = refused
            with foreign.Bringing(wanted, to_merge=True) as brought:
                for number, path in enumerate(wanted):
                    try:
                        gathered.files.append(brought.bring(path, _part(step, number, len(wanted))))
                    except Refused as refused:
                        gathered.refused[path] = refused
            return gathered
        except BaseException:
            gathered.drop()
            raise

    def preview(self, gathered: Gathered, step: Step | None = None) -> MergeReport:
        """What merging would bring, without writing anything into the file. Raises FileRefused."""
        with self._second() as second:
            return merge.preview(second, gathered.files, step)

    def merge(self, gathered: Gathered, step: Step | None = None) -> Merged:
        """Take the files in, after a backup: one action, one undo. Raises Refused; then nothing changed."""
        if self._session.read_only:
            raise Refused(N_("This file is open for reading only; nothing was changed."))
        if not gathered.files:
            return Merged(MergeReport(0, 0, ()), ChangeSet(0, Label("file.merged", {"names": ""}), {}))
        Backups(self._session).make(Reason.MERGE)
        with self._second() as second:
            done = merge.merge(second, gathered.files, step)
            _rename(second, done.changes, done.report.act)
        return Merged(done.report, done.changes)

    # --- verbs, in the window's thread ------------------------------------------------------------------------

    def tell(self, merged: Merged) -> ChangeSet:
        """Show everywhere what a merge has brought."""
        return self._session.tell(merged.changes)

    def take_in(self, paths: Sequence[Path]) -> MergeReport:
        """All at once, for the command line. Raises FileRefused if any of the files cannot be merged.

        What was merged before and taken back since is done again: nothing in those files is new to the log.
        """
        conn = self._session.file.conn
        with self.gather(paths) as gathered:
            for refused in gathered.refused.values():
                raise refused
            same = [self.known_one(path) for path in gathered.unchanged]
            for hlc, act in {key for path in gathered.unchanged if (key := merge.taken_back(conn, str(path)))}:
                self._session.tell(journal.redo_step(self._session.file, hlc, act))
            merged = self.merge(gathered)
            self.tell(merged)
        return MergeReport(merged.report.hlc, merged.report.act, (*merged.report.files, *same))

    def decide(self, chosen: Sequence[tuple[Clash, Side]]) -> ChangeSet:
        """Let these fields hold the sides that were chosen: one action, one undo. Raises Refused, Conflict."""
        label = Label("clash.decided", {"n": len(chosen)})
        return self._session.tell(merge_clash.decide(self._session.file, chosen, label))

    def decide_all(self, rule: Rule, among: Sequence[Clash] | None = None) -> ChangeSet:
        """Decide all conflicts, or those given, by a rule. Raises Refused."""
        clashes = self.conflicts() if among is None else among
        return self.decide([(one, one.side(rule)) for one in clashes])

    def known_one(self, path: Path) -> FileReport:
        """What is told of a file that has not changed since it was merged."""
        return merge.unchanged(self._session.file.conn, path)

    def way_back(self, report: MergeReport) -> Way:
        """How a merge is taken back (`desk.history`), whatever has been done since."""
        return Way((report.hlc, report.act))

    def undo(self, report: MergeReport) -> ChangeSet:
        """Take a merge back, whatever has been done since; what was changed since stays. Raises Refused."""
        return self._session.tell(journal.undo_step(self._session.file, report.hlc, report.act))

    # --- private ----------------------------------------------------------------------------------------------

    def _is_known(self, second: DeskFile, path: Path, step: Step) -> bool:
        """Whether a file is what it was when it was merged. Raises FileRefused; Refused for the open file itself."""
        if path == self._session.file.path.resolve():
            raise Refused(N_("{name} is the file that is open here. Choose the files of others."), name=path.name)
        known = merge.known(second.conn, str(path))
        return known is not None and (foreign.stamp_of(path) == known[0] or foreign.holds(path, known[1], step))

    @contextmanager
    def _second(self) -> Iterator[DeskFile]:
        second = self._session.file.second()
        try:
            yield second
        finally:
            second.close()


def _part(step: Step | None, number: int, count: int) -> Step:
    """While a file is looked at: how many were before it."""

    def told(_done: int, _total: int) -> None:
        if step:
            step(number, count)

    return told


def _rename(file: DeskFile, changes: ChangeSet, act: int) -> None:
    """Where two people changed two names of one client, what it is found by is neither's: make it anew."""
    edits: list[Change] = []
    for pk, name, name_en, search, sort in merge.renamed(file.conn, changes.hlc, act):
        wanted = {"search": (search, search_text(name, name_en)), "sort_key": (sort, sort_key(name))}
        edits += [Edit(Kind.CLIENT, pk, column, old, new) for column, (old, new) in wanted.items() if old != new]
    journal.record(file, edits, Label("file.merged", changes.label.params), undoable=False)
