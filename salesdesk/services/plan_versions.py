"""Plans kept under a name: a revision in mid-year leaves the old one to compare with, and to go back to (spec 1.1)."""

from __future__ import annotations

from salesdesk.domain import plan_version
from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.target import TargetVersion
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import targets as read
from salesdesk.store.read.rows import thing, things
from salesdesk.store.tables import TABLES

_VERSION = TABLES[Kind.TARGET_VERSION].c


class PlanVersions:
    """Whole years, all metrics together, of the file's own rep or of another one."""

    def __init__(self, session: Session, rep: Id | None = None) -> None:
        self._session = session
        self._conn = session.file.conn
        self._of = rep

    @property
    def _rep(self) -> Id:
        return self._of or self._session.rep.id

    def keep(self, year: int, name: str) -> ChangeSet:
        """Keep the plan as it is now. Raises Refused without a name or a plan, or where the name is taken."""
        return self._session.record(
            Label("plan.kept", {"year": str(year), "name": name.strip()}), [self.kept(year, name)]
        )

    def kept(self, year: int, name: str) -> Change:
        """The record that keeps the plan, to be part of the action that changes it."""
        name = name.strip()
        if not name:
            raise Refused(N_("Give the plan a name to find it by."), field="name")
        if name in {one.name for one in self.of_year(year)}:
            raise Refused(N_("There is a kept plan of this name already."), field="name")
        cells = read.targets(self._conn, [year], rep=self._rep)
        if not cells:
            raise Refused(N_("There is no plan of {year} to keep."), year=year)
        values = {"rep_id": self._rep, "year": year, "name": name, "kept_on": self._session.today()}
        return New(Kind.TARGET_VERSION, self._session.new_id(), values | {"cells": plan_version.written(cells)})

    def of_year(self, year: int) -> list[TargetVersion]:
        """The kept plans of a year, the newest first."""
        where = (_VERSION.year == year, _VERSION.rep_id == self._rep)
        return things(self._conn, TargetVersion, *where, order=(_VERSION.kept_on.desc(), _VERSION.id.desc()))

    def restore(self, version_id: Id, *, keep: str = "") -> ChangeSet:
        """The year's plan as it was then; `keep`: the present one stays under this name. Raises Refused."""
        version = self._known(version_id)
        rep, year = version.rep_id, version.year
        wanted = plan_version.read(version.cells)
        ever = read.year_ever(self._conn, rep, year)
        changes: list[Change] = []
        held: set[Id] = set()
        for (metric, line, tier, month), (amount, currency, locked) in wanted.items():
            key = (rep, metric, year, month, line or "")
            pk = natural_id(Kind.TARGET, *key, tier) if tier else natural_id(Kind.TARGET, *key)
            held.add(pk)
            values = {"amount": amount, "currency": currency, "locked": locked}
            before = ever.get(pk)
            if before is None:
                own = {"rep_id": rep, "metric": metric, "year": year, "month": month, "line_id": line, "tier": tier}
                changes.append(New(Kind.TARGET, pk, own | values))
            else:
                pairs = ((name, getattr(before, name), after) for name, after in {**values, "deleted": False}.items())
                changes += [Edit(Kind.TARGET, pk, name, was, after) for name, was, after in pairs if was != after]
        changes += [
            Edit(Kind.TARGET, pk, "deleted", before=False, after=True)
            for pk, cell in ever.items()
            if pk not in held and not cell.deleted
        ]
        if keep.strip() and changes:
            changes.append(self.kept(year, keep))
        return self._session.record(Label("plan.restored", {"year": str(year), "name": version.name}), changes)

    def bin(self, version_id: Id) -> ChangeSet:
        """Put a kept plan into the bin."""
        version = self._known(version_id)
        gone = [Edit(Kind.TARGET_VERSION, version.id, "deleted", before=False, after=True)]
        return self._session.record(Label("plan.deleted", {"name": version.name}), gone)

    def _known(self, version_id: Id) -> TargetVersion:
        version = thing(self._conn, TargetVersion, version_id)
        if version is None or version.deleted:
            raise Refused(N_("This plan is gone."))
        return version
