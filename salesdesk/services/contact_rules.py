"""The contact rules as they are changed: a new one begins where the old one ends, the past stays as it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta

from salesdesk.domain.cadence import CadenceRule, Family, check_rule
from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read import cadence as read

_VALUES = tuple(field.name for field in fields(CadenceRule) if field.name not in ("id", "deleted"))
_DAY = timedelta(days=1)


def added(session: Session, rule: CadenceRule) -> ChangeSet:
    """One more rule beside the others, from its first day on (today where it names none). Raises Refused."""
    rule = replace(rule, id=session.new_id(), first_day=rule.first_day or session.today(), deleted=False)
    check_rule(rule)
    return session.record(_label("added", rule), _written(session, rule.family, [rule]))


def changed(session: Session, before: CadenceRule, after: CadenceRule, on: date | None = None) -> ChangeSet:
    """End a rule the day before `on` (today) and begin it anew as `after`. Raises Refused, Conflict.

    One that began only then has no past to be judged: it is changed itself.
    """
    day = on or session.today()
    _seen(session, before)
    if replace(after, id=before.id, first_day=before.first_day, last_day=before.last_day) == before:
        return ChangeSet(0, _label("changed", before), {})
    fresh = replace(after, id=session.new_id(), family=before.family, first_day=day, last_day=None, deleted=False)
    check_rule(fresh)
    if before.first_day is not None and before.first_day >= day:
        wanted = [replace(fresh, id=before.id, first_day=before.first_day)]
    else:
        wanted = [replace(before, last_day=day - _DAY), fresh]
    return session.record(_label("changed", fresh), _written(session, before.family, wanted))


def ended(session: Session, before: CadenceRule, on: date | None = None) -> ChangeSet:
    """Ask for it no more from `on` (today); one that has no past goes into the bin. Raises Conflict."""
    day = on or session.today()
    _seen(session, before)
    if before.first_day is not None and before.first_day >= day:
        after = replace(before, deleted=True)
    else:
        after = replace(before, last_day=day - _DAY)
    return session.record(_label("ended", before), _written(session, before.family, [after]))


def _label(deed: str, rule: CadenceRule) -> Label:
    return Label(f"rule.{deed}", {"tier": rule.tier.value})


def _seen(session: Session, rule: CadenceRule) -> None:
    known: dict[Id, CadenceRule] = {one.id: one for one in read.rules(session.file.conn)}
    if rule.id not in known:
        raise Refused(N_("This rule is gone. Look at the rules again."))
    if known[rule.id] != rule:
        raise Conflict(N_("This rule was changed meanwhile. Look at it again."))


def _written(session: Session, family: Family, wanted: Sequence[CadenceRule]) -> list[Change]:
    """The changes that make these rules so. The first one writes down the defaults of the family beside them."""
    conn = session.file.conn
    rules = {} if read.is_written(conn, family) else {one.id: one for one in read.DEFAULTS if one.family is family}
    rules |= {one.id: one for one in wanted}
    kept = read.kept(conn, rules)
    return [change for pk, rule in rules.items() for change in _change(kept.get(pk), rule)]


def _change(before: CadenceRule | None, after: CadenceRule) -> list[Change]:
    if before is None:
        return [New(Kind.CADENCE_RULE, after.id, {name: getattr(after, name) for name in _VALUES})]
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in (*_VALUES, "deleted"))
    return [Edit(Kind.CADENCE_RULE, after.id, name, was, now) for name, was, now in pairs if was != now]
