"""A client, or many, go from one rep to another, with what is still open; their history stays what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import OPEN_STAGES
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.domain.visit import VisitStatus
from salesdesk.services.session import Session
from salesdesk.store.read import handing as read
from salesdesk.store.read.rows import thing, things_by_id


class Visits(StrEnum):
    """What becomes of the visits that are planned."""

    GO_ALONG = "go_along"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class HandOverPlan:
    """What a hand-over would move: clients, open opportunities, planned visits and recurring ones."""

    clients: int
    opportunities: int
    visits: int
    series: int


class HandOver:
    """From one rep to another, within this file; one action, one undo."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def territory(self, *, district: str = "", region: str = "", owner: Id | None = None) -> list[Id]:
        """The clients of a district, of a region, of a rep: whatever is given narrows it down."""
        return read.territory(self._session.file.conn, district, region, owner)

    def districts(self) -> list[str]:
        """The districts in which clients are."""
        return read.places_of(self._session.file.conn, "district")

    def regions(self) -> list[str]:
        """The regions in which clients are."""
        return read.places_of(self._session.file.conn, "region")

    def plan(self, clients: Sequence[Id], to: Id) -> HandOverPlan:
        """What would go."""
        moving = self._moving(clients, to)
        conn, ids = self._session.file.conn, [client.id for client in moving]
        return HandOverPlan(
            len(moving),
            len(read.open_deals(conn, ids, _open(), to)),
            len(read.planned_visits(conn, ids, self._session.today(), to)),
            len(read.series(conn, ids, to)),
        )

    def hand_over(self, clients: Sequence[Id], to: Id, visits: Visits = Visits.GO_ALONG, why: str = "") -> ChangeSet:
        """Give these clients to a rep, with open opportunities; planned and recurring visits go along or are cancelled.

        Raises Refused for a rep that the file does not know, and where all of them are this rep's already.
        """
        session, conn = self._session, self._session.file.conn
        rep = thing(conn, Rep, to)
        if rep is None or rep.deleted:
            raise Refused(N_("This rep is not in the file."), field="to")
        moving = self._moving(clients, to)
        if not moving:
            raise Refused(N_("All of these clients belong to {name} already."), field="to", name=rep.name)
        ids = [client.id for client in moving]
        changes: list[Change] = [Edit(Kind.CLIENT, one.id, "owner_id", one.owner_id, to) for one in moving]
        changes += _given(Kind.OPPORTUNITY, read.open_deals(conn, ids, _open(), to), to)
        planned, series = read.planned_visits(conn, ids, session.today(), to), read.series(conn, ids, to)
        if visits is Visits.GO_ALONG:
            changes += _given(Kind.VISIT, planned, to)
            changes += _given(Kind.VISIT_SERIES, series, to)
        else:
            for pk, _rep in planned:
                changes.append(Edit(Kind.VISIT, pk, "status", VisitStatus.PLANNED, VisitStatus.CANCELLED))
                changes.append(Edit(Kind.VISIT, pk, "reason", read.reason_of(conn, pk), why.strip()))
            changes += [Edit(Kind.VISIT_SERIES, pk, "deleted", False, True) for pk, _rep in series]
        if len(moving) == 1:
            label = Label("client.handed_over", {"client": moving[0].name, "rep": rep.name, "why": why.strip()})
        else:
            label = Label("clients.handed_over", {"n": len(moving), "rep": rep.name, "why": why.strip()})
        return session.record(label, [change for change in changes if _moves(change)])

    def _moving(self, clients: Sequence[Id], to: Id) -> list[Client]:
        found = things_by_id(self._session.file.conn, Client, clients)
        wanted = (found[pk] for pk in dict.fromkeys(clients) if pk in found)
        return [client for client in wanted if not client.deleted and client.owner_id != to]


def _open() -> list[str]:
    return [stage.value for stage in OPEN_STAGES]


def _given(kind: Kind, rows: Iterable[tuple[Id, Id]], to: Id) -> list[Change]:
    return [Edit(kind, pk, "rep_id", rep, to) for pk, rep in rows]


def _moves(change: Change) -> bool:
    return not isinstance(change, Edit) or change.before != change.after
