"""A logged visit as a list of changes: the visit, needs, requests, stage and promises, all of one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Request, RequestKind, Resource, Visit, VisitStatus, check_visit
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.session import Session
from salesdesk.services.stage_moves import stage_move_changes
from salesdesk.store.ids import natural_id
from salesdesk.store.read import visits as read
from salesdesk.store.read.rows import thing


def entry_changes(session: Session, entry: VisitEntry) -> list[Change]:
    """Everything that logging `entry` changes. Raises Refused with the field that is wrong."""
    day = entry.starts_at.date()
    check_visit(entry.minutes, entry.next_step, entry.next_on, day)
    if day > session.today():
        raise Refused(N_("This day lies ahead: plan the visit, and log it when it is done."), field="day")
    visit_id = entry.planned_visit_id or session.new_id()
    before = thing(session.file.conn, Visit, entry.planned_visit_id) if entry.planned_visit_id else None
    changes = [*_visit(session, entry, visit_id)]
    changes += _needs(session, entry.needs, visit_id)
    changes += _links(session, Kind.VISIT_CONTACT, "contact_id", entry.contact_ids, visit_id)
    changes += _request(session, entry, visit_id, RequestKind.OBSTACLE, entry.obstacle, Resource.NONE)
    changes += _request(session, entry, visit_id, RequestKind.RESOURCE, entry.help_text, entry.help_kind)
    changes += _opportunity(session, entry, before)
    written_anew = entry.opportunity_id if entry.next_step.strip() else None
    changes += promises_kept(session, [kept for kept in entry.keeps if kept != visit_id], written_anew)
    return changes


def edits(kind: Kind, before: object, after: object, names: Sequence[str]) -> list[Change]:
    """One edit for each of the named fields in which two states of a thing differ."""
    pk: Id = before.id  # type: ignore[attr-defined]
    return [
        Edit(kind, pk, name, getattr(before, name), getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def promises_kept(session: Session, visit_ids: Sequence[Id], untouched: Id | None = None) -> list[Change]:
    """The next steps promised at these visits are kept; where an opportunity carries the same promise, it goes too.

    `untouched` is an opportunity whose next step is being written anew in the same action.
    """
    changes: list[Change] = []
    cleared = {untouched}
    for visit_id in visit_ids:
        visit = thing(session.file.conn, Visit, visit_id)
        if visit is None or visit.next_done:
            continue
        changes.append(Edit(Kind.VISIT, visit_id, "next_done", False, True))
        if visit.opportunity_id not in cleared and visit.opportunity_id is not None:
            carried = thing(session.file.conn, Opportunity, visit.opportunity_id)
            if carried and (carried.next_step, carried.next_on) == (visit.next_step, visit.next_on):
                cleared.add(carried.id)
                after = replace(carried, next_step="", next_on=None)
                changes += edits(Kind.OPPORTUNITY, carried, after, ("next_step", "next_on"))
    return changes


_AS_PLANNED = ("purpose", "place", "companions", "links")
"""What a plan says already, and a log may say otherwise."""

_WRITTEN = (
    *_AS_PLANNED,
    "by_plan",
    "client_id",
    "status",
    "channel",
    "starts_at",
    "minutes",
    "all_day",
    "outcome",
    "result",
    "competitor_news",
    "next_step",
    "next_on",
    "next_done",
    "opportunity_id",
    "reason",
    "logged_at",
)


def _visit(session: Session, entry: VisitEntry, visit_id: Id) -> list[Change]:
    values: dict[str, object] = {
        "client_id": entry.client_id,
        "status": VisitStatus.DONE,
        "channel": entry.channel,
        "starts_at": entry.starts_at,
        "minutes": entry.minutes,
        "outcome": entry.outcome,
        "result": entry.result.strip(),
        "competitor_news": entry.competitor_news.strip(),
        "next_step": entry.next_step.strip(),
        "next_on": entry.next_on,
        "opportunity_id": entry.opportunity_id,
        **{name: said.strip() for name in _AS_PLANNED if (said := getattr(entry, name)) is not None},
    }
    if entry.planned_visit_id is None:
        return [New(Kind.VISIT, visit_id, {**values, "rep_id": session.rep.id, "logged_at": session.now()})]
    before = thing(session.file.conn, Visit, visit_id)
    if before is None or before.deleted:
        raise Refused(N_("This visit is not in the calendar any more."))
    same_promise = (before.next_step, before.next_on) == (values["next_step"], values["next_on"])
    after = replace(
        before,
        **values,  # type: ignore[arg-type]
        all_day=False,
        by_plan=False,
        reason="",
        next_done=before.next_done and same_promise,
        logged_at=before.logged_at or session.now(),
    )
    return edits(Kind.VISIT, before, after, _WRITTEN)


def _needs(session: Session, names: Sequence[str], visit_id: Id) -> list[Change]:
    """Tie the needs heard to the visit; a name not known yet becomes a tag at once."""
    known = {tag.name.casefold(): tag for tag in reversed(read.need_tags(session.file.conn))}
    changes: list[Change] = []
    wanted: list[Id] = []
    said = {name.casefold(): name for name in (" ".join(name.split()) for name in reversed(names)) if name}
    for key, name in reversed(said.items()):
        tag = known.get(key)
        if tag is None:
            made = session.new_id()
            changes.append(New(Kind.NEED_TAG, made, {"name": name}))
            wanted.append(made)
        else:
            if tag.deleted:
                changes.append(Edit(Kind.NEED_TAG, tag.id, "deleted", True, False))
            wanted.append(tag.id)
    return [*changes, *_links(session, Kind.VISIT_NEED, "need_id", wanted, visit_id)]


def _links(session: Session, kind: Kind, column: str, wanted: Sequence[Id], visit_id: Id) -> Iterator[Change]:
    """Make the rows of a visit's list equal to `wanted`: births, back from the bin, into the bin."""
    there = read.links_of(session.file.conn, kind, visit_id)
    ids = {natural_id(kind, visit_id, other): other for other in wanted}
    for pk, other in ids.items():
        if pk not in there:
            yield New(kind, pk, {"visit_id": visit_id, column: other})
        elif there[pk]:
            yield Edit(kind, pk, "deleted", True, False)
    for pk, gone in there.items():
        if pk not in ids and not gone:
            yield Edit(kind, pk, "deleted", False, True)


def _request(
    session: Session, entry: VisitEntry, visit_id: Id, kind: RequestKind, text: str, resource: Resource
) -> list[Change]:
    """Open, correct or take back the obstacle (or the help asked for) of a visit."""
    text = text.strip()
    wanted = bool(text or resource)
    before = read.request_of(session.file.conn, visit_id, kind) if entry.planned_visit_id else None
    if before is not None:
        after: Request = replace(before, text=text or before.text, resource=resource, deleted=not wanted)
        return edits(Kind.REQUEST, before, after, ("text", "resource", "deleted"))
    if not wanted:
        return []
    values = {
        "kind": kind,
        "text": text,
        "opened_on": entry.starts_at.date(),
        "rep_id": session.rep.id,
        "client_id": entry.client_id,
        "visit_id": visit_id,
        "opportunity_id": entry.opportunity_id,
        "resource": resource,
    }
    return [New(Kind.REQUEST, session.new_id(), values)]


def _opportunity(session: Session, entry: VisitEntry, before: Visit | None) -> list[Change]:
    """Move the linked opportunity, and give it the next step while it stays open.

    A visit that is only corrected, its promise as it was, leaves the next step alone: a newer one may stand there.
    """
    if entry.opportunity_id is None:
        return []
    found = thing(session.file.conn, Opportunity, entry.opportunity_id)
    if found is None or found.deleted:
        raise Refused(N_("This opportunity is gone. Choose another or none."), field="opportunity_id")
    to = entry.stage or found.stage
    changes = stage_move_changes(
        session, found, to, moved_at=entry.starts_at, lost_reason=entry.lost_reason, lost_note=entry.result
    )
    promised = (entry.next_step.strip(), entry.next_on, entry.opportunity_id)
    is_new = before is None or promised != (before.next_step, before.next_on, before.opportunity_id)
    if to.is_open and promised[0] and is_new:
        after = replace(found, next_step=entry.next_step.strip(), next_on=entry.next_on)
        changes += edits(Kind.OPPORTUNITY, found, after, ("next_step", "next_on"))
    return changes
