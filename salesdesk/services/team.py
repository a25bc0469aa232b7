"""The files of a team, read and never written: proved copies, a row for each, the whole of one on demand (spec 7.3)."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.team import TeamFigures, TeamMember, counted_once, together
from salesdesk.domain.text import N_, Text
from salesdesk.services.desk import Desk
from salesdesk.services.reports import Document
from salesdesk.services.safety import NeedsPassphrase, unlock_remembered
from salesdesk.services.session import Clock, system_clock
from salesdesk.services.team_rows import Rows, last_working_day, row_of, told_beforehand
from salesdesk.store import foreign, snapshot
from salesdesk.store.clock import COUNTER_BITS
from salesdesk.store.foreign import Foreign, Stamp
from salesdesk.store.keys import FileKey
from salesdesk.store.team_file import TeamFile

__all__ = [
    "Everybody",
    "ReadReport",
    "Reader",
    "Step",
    "Team",
    "TeamFigures",
    "TeamMember",
    "files_in",
    "last_working_day",
    "together",
]

SUFFIX = ".salesdesk"
MOST = 500
"""Files that a folder may add to a team."""

Step = Callable[[int, int], None]
"""Called with (done, total); may raise to stop."""


@dataclass(slots=True)
class _Known:
    """What is kept of a file between two looks: how it looked, its private copy, and its row of a period."""

    stamp: Stamp = ()
    copy: Foreign | None = None
    member: TeamMember | None = None
    asked: object = None
    notes: tuple[Text, ...] = field(default=())
    told: Rows | None = None
    digested: float = 0.0

    @property
    def refused(self) -> bool:
        """Whether it could not be read for another reason than a passphrase."""
        return self.member is not None and self.member.problem is not None and not self.member.locked


def published_by(path: Path) -> str | None:
    """Who published a file for others to read; None for any other file, and one that cannot be looked into."""
    try:
        return snapshot.publisher_of(path)
    except Refused:
        return None


def files_in(folder: Path) -> list[Path]:
    """The files of ours that lie in a folder, by name. Raises FileRefused where it is gone."""
    try:
        found = [one for one in folder.iterdir() if one.suffix.lower() == SUFFIX and not one.name.startswith(".")]
    except OSError:
        raise FileRefused(
            N_("The folder {name} is not there: a stick or a drive may be gone."), name=folder.name or str(folder)
        ) from None
    return sorted(found)[:MOST]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the files of a team as one: in which currency, and the key of their own file where it is protected."""

    currency: str
    key: FileKey | None

    @classmethod
    def of(cls, desk: Desk) -> Reader:
        """The owner of this desk."""
        return cls(desk.currency, desk.file.key)


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report of a rep as their file has it: as it was sent, else (`sent_at` None) as the file says until then."""

    document: Document
    file_name: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Everybody:
    """The files of a team put together: where, how many they are, and what could not be taken in, in words."""

    path: Path
    count: int
    left_out: tuple[Text, ...] = ()


class Team:
    """Reads each file once and again only when it has changed. Use it from one job at a time; `drop` it when done."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._known: dict[Path, _Known] = {}
        self._lock = threading.Lock()
        self._opened: Foreign | None = None
        self._in_view: Foreign | None = None
        self._held: tuple[Foreign, ...] = ()
        self._all: TeamFile | None = None
        self._coming: foreign.Bringing | None = None

    def members(
        self,
        paths: Sequence[Path],
        period: Period,
        step: Step | None = None,
        arrived: Callable[[TeamMember], None] | None = None,
    ) -> list[TeamMember]:
        """A row for each file, in this order; one that cannot be read says why. Safe in a job's thread.

        `arrived` is told of each row that is new, as soon as it is there.
        """
        found = []
        with self._lock:
            for gone in self._known.keys() - set(paths):
                self._forget(gone)
        asked = (period, self._clock().date())
        with self._side_by_side([path for path in paths if not self._is_told(path, asked)]):
            for number, path in enumerate(paths):
                if step:
                    step(number, len(paths))
                with self._lock:  # for one file at a time, so that one that is there already can be opened meanwhile
                    before = self._known[path].member if path in self._known else None
                    found.append(self._member(path, period, step, number, len(paths)))
                if arrived and found[-1] is not before:
                    arrived(found[-1])
        return counted_once(found)

    def changed(self, paths: Sequence[Path]) -> bool:
        """Whether any file is new, gone, or no longer looks as it did; nothing is read."""
        return any(
            path not in self._known
            or self._known[path].stamp != _stamp(path)
            or (self._known[path].refused and self._known[path].digested != _digested(path))
            for path in paths
        )

    def open(self, path: Path) -> Desk:
        """The desk of a private copy of the file, for reading only. Raises FileRefused, NeedsPassphrase."""
        with self._lock:
            known = self._known.setdefault(path, _Known())
            copy = known.copy or self._bring(path, known, None)
            desk = Desk.open(copy.path, clock=self._clock, read_only=True)
            self._opened = copy
            return desk

    def report(self, path: Path, kind: ReportKind, day: date) -> ReadReport:
        """The report of the day or week that holds `day`. Raises FileRefused, NeedsPassphrase."""
        with self._lock:
            known = self._known.setdefault(path, _Known())
            copy = known.copy or self._bring(path, known, None)
            with closing(Desk.open(copy.path, clock=self._clock, read_only=True)) as desk:
                sent_at = desk.reports.words(kind, day).sent_at
                return ReadReport(desk.reports.document(kind, day), desk.reports.file_name(kind, day), sent_at)

    def put_together(self, paths: Sequence[Path], name: str, reader: Reader, step: Step | None = None) -> Everybody:
        """One private file of all of these, in which only what has changed is merged again. Safe in a job's thread.

        The reader's currency counts, and their passphrase protects. A file that cannot be read is left out, and said.
        Raises FileRefused where none can.
        """
        copies, left_out = [], list[Text]()
        try:
            with self._side_by_side(paths):
                for number, path in enumerate(paths):
                    told = _at(step, number, 2 * len(paths))
                    told(0, 1)
                    try:
                        with self._lock:
                            copies.append(self._copy_of(path, told))
                            self._held = tuple(copies)
                    except Refused as refused:
                        left_out.append(refused.text)
            if not copies:
                raise FileRefused(N_("None of these files can be read."))
            wanted = TeamFile(name, {"currency": reader.currency}, reader.key)
            if self._all is None or not self._all.is_like(wanted):
                self._drop_all()
                self._all = wanted
            place = self._all.bring_up(copies, _second_half(step, len(paths)))
            left_out += [refused.text for refused in self._all.left_out.values()]
        finally:
            self._release()
        return Everybody(place, len(paths) - len(left_out), tuple(left_out))

    def open_all(self, everybody: Everybody) -> Desk:
        """The desk of what was put together, for reading only: everybody's, or that of one rep at a time."""
        assert self._all is not None
        self._opened = None
        return Desk.open(everybody.path, clock=self._clock, read_only=True, team=self._all.name)

    def in_view(self) -> None:
        """The desk that `open` gave is shown from now on: its copy stays, whatever becomes of the file."""
        self._in_view = self._opened

    def closed(self) -> None:
        """The desk that was shown has been closed."""
        copy, self._in_view = self._in_view, None
        self._opened = None if self._opened is copy else self._opened
        if copy is not None and not any(known.copy is copy for known in self._known.values()):
            copy.drop()

    def drop(self) -> None:
        """Remove all private copies."""
        for path in list(self._known):
            self._forget(path)
        self.closed()
        self._drop_all()

    def _drop_all(self) -> None:
        if self._all is not None:
            self._all.drop()
            self._all = None

    def _release(self) -> None:
        """The copies that were needed together may go where their files have gone, or are others now."""
        with self._lock:
            held, self._held = self._held, ()
            kept = [known.copy for known in self._known.values()]
            for copy in held:
                if not any(copy is one for one in (*kept, self._in_view, self._opened)):
                    copy.drop()

    def _forget(self, path: Path) -> None:
        self._let_go(self._known.pop(path))

    def _let_go(self, known: _Known) -> None:
        copy, known.copy = known.copy, None
        if copy is not None and not any(copy is one for one in (self._in_view, self._opened, *self._held)):
            copy.drop()

    def _member(self, path: Path, period: Period, step: Step | None, number: int, total: int) -> TeamMember:
        known, stamp, digested = self._known.setdefault(path, _Known()), _stamp(path), _digested(path)
        asked = (period, self._clock().date())
        if known.member is not None and self._is_told(path, asked):
            return known.member
        try:
            copy = self._copy_of(path, _at(step, number, total))
            member = self._row(path, copy, known, period)
        except NeedsPassphrase as refused:
            member = TeamMember(path, problem=refused.text, locked=True)
        except Refused as refused:
            member = TeamMember(path, problem=refused.text)
        known.member, known.asked, known.stamp = member, asked, known.copy.stamp if known.copy else stamp
        known.digested = digested
        return member

    def _is_told(self, path: Path, asked: object) -> bool:
        """Whether the row of a file is what it was when the same was asked before."""
        known = self._known.get(path)
        told = known is not None and known.member is not None and not known.member.locked
        same = told and known is not None and known.stamp == _stamp(path) and known.asked == asked
        if known is None or not known.refused:
            return same
        return same and known.digested == _digested(path)  # its SHA-256 may arrive after it

    @contextlib.contextmanager
    def _side_by_side(self, paths: Sequence[Path]) -> Iterator[None]:
        """Those of which there is no copy as they are now are brought ahead of their turn."""
        with self._lock:
            known = {path: self._known.get(path, _Known()) for path in paths}
        with foreign.Bringing(
            [path for path, one in known.items() if one.copy is None or one.stamp != _stamp(path)]
        ) as coming:
            self._coming = coming
            try:
                yield
            finally:
                with self._lock:  # whoever opens one meanwhile has it
                    self._coming = None

    def _copy_of(self, path: Path, step: Step | None) -> Foreign:
        """The private copy of a file as it is now."""
        known = self._known.setdefault(path, _Known())
        same = known.copy is not None and known.stamp == _stamp(path)
        return known.copy if same and known.copy is not None else self._bring(path, known, step)

    def _bring(self, path: Path, known: _Known, step: Step | None) -> Foreign:
        """A new private copy; the one before goes."""
        self._let_go(known)
        bring = self._coming.bring if self._coming else foreign.bring
        try:
            copy = bring(path, step)
        except NeedsPassphrase:
            if not unlock_remembered(path):
                raise
            copy = foreign.bring(path, step)
        notes = list(copy.problems)
        if not any(size for size, _when in copy.stamp[1:]) and not snapshot.fits(path, copy.digest):
            copy.drop()
            raise FileRefused(
                N_("{name} is not whole yet, or was changed on its way: it is not what was published."), name=path.name
            )
        known.copy, known.stamp, known.notes, known.told = copy, copy.stamp, tuple(notes), None
        return copy

    def _row(self, path: Path, copy: Foreign, known: _Known, period: Period) -> TeamMember:
        if known.told is None:
            known.told = told_beforehand(copy.says)
        figures = known.told.get((self._clock().date(), period))
        if figures is None:
            with closing(Desk.open(copy.path, clock=self._clock, read_only=True)) as desk:
                figures = row_of(desk, period)
        at = copy.about.get(snapshot.AT)
        as_of = datetime.fromtimestamp((copy.newest >> COUNTER_BITS) / 1000, UTC) if copy.newest else None
        with contextlib.suppress(ValueError):
            as_of = datetime.fromisoformat(at) if at else as_of
        zone = self._clock().tzinfo
        return TeamMember(
            path,
            copy.rep,
            as_of.astimezone(zone) if as_of else None,
            published=at is not None,
            figures=figures,
            notes=known.notes,
            held=snapshot.held_by(copy.about),
            rep_id=copy.rep_id,
        )


def _second_half(step: Step | None, total: int) -> Step | None:
    if step is None:
        return None
    return lambda done, _total: step(total + done, 2 * total)


def _at(step: Step | None, number: int, total: int) -> Step:
    """While a file is brought: the number of those before it."""

    def told(_done: int, _total: int) -> None:
        if step:
            step(number, total)

    return told


def _digested(path: Path) -> float:
    """When the SHA-256 beside a published file was written; 0 where there is none."""
    with contextlib.suppress(OSError):
        return snapshot.digest_file(path).stat().st_mtime
    return 0.0


def _stamp(path: Path) -> Stamp:
    """How a file looks from outside; nothing where it is gone."""
    with contextlib.suppress(Refused):
        return foreign.stamp_of(path)
    return ()
