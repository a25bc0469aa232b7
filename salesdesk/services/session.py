"""What every verb needs: the open file, the clock, the own rep, and the one way to record a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, tzinfo

from salesdesk.domain.change import Change, ChangeSet, Id, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import Chance, FunnelRules, chances_of
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.store import journal
from salesdesk.store.file import DeskFile
from salesdesk.store.read import funnel_rules, stage_columns
from salesdesk.store.read.rows import thing
from salesdesk.store.read.settings import setting

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The moment by this machine's clock, with its offset."""
    return datetime.now().astimezone()


NOBODY = bytes(16)
"""The id of the team where all its files are read as one: no rep has it."""


class Session:
    """One open file and whose it is. Nouns (`clients`, `visits`, …) stand on it.

    `whose`: the rep whose day, calendar and plan are shown; None for everybody, where the files of a team are read as
    one (`team` is what that team is called).
    """

    def __init__(self, file: DeskFile, clock: Clock = system_clock, *, team: str = "") -> None:
        self.file = file
        self.now = clock
        self.listeners: list[Callable[[ChangeSet], None]] = []
        self.saved_at: datetime | None = None
        self.new_id: Callable[[], Id] = file.ids
        self.team = team
        self.rep = Rep(NOBODY, team) if team else self._own_rep()
        self.whose: Id | None = None if team else self.rep.id
        self.currency: str = setting(file.conn, "currency", "CNY")
        self._learned: tuple[tuple[int, ...], Mapping[Stage, Chance]] | None = None

    def today(self) -> date:
        """The local day."""
        return self.now().date()

    def moment(self, day: date, at: time, like: datetime | None = None) -> datetime:
        """A day and an hour as people write them, with the offset that holds here on that day (summer time or not).

        `like` is the moment that is being changed: one written down in another zone keeps its offset.
        """
        if like is not None and like.utcoffset() != self._here(like.date(), like.time()).utcoffset():
            return datetime.combine(day, at, tzinfo=like.tzinfo)
        return self._here(day, at)

    @property
    def zone(self) -> tzinfo | None:
        """The zone of this place; None for that of the computer, which knows its summer time."""
        return None if self.now is system_clock else self.now().tzinfo

    @property
    def is_team(self) -> bool:
        """Whether this is no rep's file, but those of a team read as one."""
        return bool(self.team)

    def beside(self, file: DeskFile) -> Session:
        """The same for another connection to the file, in a thread of its own."""
        return Session(file, self.now, team=self.team)

    @property
    def read_only(self) -> bool:
        return self.file.read_only

    def funnel_rules(self) -> FunnelRules:
        """The stage limits and the chances of winning; these are learned anew when an opportunity has moved."""
        state = funnel_rules.closings(self.file.conn)
        if self._learned is None or self._learned[0] != state:
            self._learned = state, chances_of(stage_columns.ended(self.file.conn))
        return FunnelRules(funnel_rules.limits(self.file.conn), self._learned[1])

    def record(self, label: Label, changes: Iterable[Change]) -> ChangeSet:
        """Store the changes as one action and tell everybody who listens. Raises Refused, Conflict."""
        return self.tell(journal.record(self.file, changes, label))

    def tell(self, done: ChangeSet) -> ChangeSet:
        """Announce what has been stored."""
        if done:
            self.saved_at = self.now()
            for listener in list(self.listeners):
                listener(done)
        return done

    def _here(self, day: date, at: time) -> datetime:
        if self.now is system_clock:  # its offset is that of today; the machine knows that of every day
            return datetime.combine(day, at.replace(tzinfo=None)).astimezone()
        return datetime.combine(day, at, tzinfo=self.now().tzinfo)

    def _own_rep(self) -> Rep:
        own = setting(self.file.conn, "own_rep")
        rep = thing(self.file.conn, Rep, bytes.fromhex(own)) if own else None
        if rep is None:
            raise Refused(N_("This file does not say whose it is. Restore a backup."))
        return rep
