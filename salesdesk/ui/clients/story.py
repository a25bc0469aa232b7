"""A client in words: its people, its opportunities, and each thing that happened with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum

from salesdesk.domain.cadence import Due, DueState
from salesdesk.domain.change import Kind
from salesdesk.domain.client import Contact, DecisionRole
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.visit import Channel, RequestKind, Resource, VisitStatus
from salesdesk.services.clients import Happening, TimelineItem
from salesdesk.services.tiers import facts_of
from salesdesk.ui.clients.line import LineText
from salesdesk.ui.parts.badges import PriorityMark, VisitMark
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_day_near, format_money
from salesdesk.words.reasons import tier_reason

NEAR = 13
"""Days within which a day is said as a distance."""

_CHANNELS = {
    Channel.FACE: "face",
    Channel.PHONE: "phone",
    Channel.VIDEO: "video",
    Channel.MESSAGE: "message",
    Channel.EMAIL: "mail",
    Channel.EVENT: "event",
}
_NOTHING_OF = (None, Resource.NONE)


def near(day: date, today: date) -> str:
    """A day in a narrow column: as people say it while it is near, else short."""
    far = abs((day - today).days) > NEAR
    return format_date(day, "short") if far else format_day_near(day, today)


def due_state(due: Due) -> str:
    """Met, due or overdue in one word."""
    return label(due.state)


def is_late(due: Due | None) -> bool:
    """Whether the present state deserves red words."""
    return due is not None and due.state is DueState.OVERDUE


def happened(item: TimelineItem, today: date) -> LineText:
    """A thing of the timeline as a line."""
    line = _TELL[item.what](item)
    when = near(item.day, today)
    full = format_date(item.day, "long")
    return LineText(
        title=line.title,
        detail=line.detail,
        right=line.right,
        lead=when,
        lead_tip=_("{day} {time}").format(day=full, time=item.time) if item.time else full,
        icon=line.icon,
        mark=line.mark,
        kind=line.kind,
        id=item.id,
    )


def contact_line(contact: Contact) -> LineText:
    """A person at the client: name, title and phone; role and other ways to reach them."""
    name = _("{name}, {title}").format(name=contact.name, title=contact.title) if contact.title else contact.name
    role = "" if contact.role is DecisionRole.UNKNOWN else label(contact.role)
    born = _("born {day}").format(day=format_date(contact.birthday)) if contact.birthday else ""
    reach = " · ".join(word for word in (role, contact.email, contact.messenger, born) if word)
    return LineText(name, reach, contact.phone, icon="face", kind=Kind.CONTACT, id=contact.id)


def opportunity_line(opportunity: Opportunity, today: date) -> LineText:
    """An open opportunity: name, priority and amount; stage and what comes next."""
    after = [label(opportunity.stage)]
    if opportunity.next_step:
        when = format_day_near(opportunity.next_on, today) if opportunity.next_on else ""
        step = _("{step} ({when})").format(step=opportunity.next_step, when=when) if when else opportunity.next_step
        after.append(step)
    elif opportunity.expected_close:
        after.append(_("expected {when}").format(when=format_day_near(opportunity.expected_close, today)))
    amount = format_money(opportunity.amount_cents, opportunity.currency, compact=True)
    mark = PriorityMark(opportunity.priority.name)
    return LineText(opportunity.name, " · ".join(after), amount, mark=mark, kind=Kind.OPPORTUNITY, id=opportunity.id)


def _visit(item: TimelineItem) -> LineText:
    parts = [label(item.from_key)] if item.from_key else []
    if item.to_key is VisitStatus.DONE:
        parts += [label(item.outcome)] if item.outcome else []
    elif item.to_key:
        parts.append(label(item.to_key))
    icon = _CHANNELS.get(item.from_key, "calendar") if isinstance(item.from_key, Channel) else "calendar"
    undone = isinstance(item.to_key, VisitStatus) and item.to_key is not VisitStatus.DONE
    mark = VisitMark(item.to_key.value) if undone and item.to_key else None
    return LineText(" · ".join(parts), item.text, icon=icon, mark=mark, kind=item.kind)


def _stage(item: TimelineItem) -> LineText:
    amount = format_money(item.cents, item.currency, compact=True) if item.cents else ""
    if item.from_key is None:
        how = _("New opportunity: {stage}").format(stage=_said(item.to_key))
    else:
        how = _("{before} → {after}").format(before=_said(item.from_key), after=_said(item.to_key))
    icon = "check" if item.to_key is Stage.WON else "close" if item.to_key is Stage.LOST else "funnel"
    return LineText(item.text, how, amount, icon=icon, kind=item.kind)


def _order(item: TimelineItem) -> LineText:
    title = _("Order {number}").format(number=item.text) if item.text else _("Order")
    total = format_money(item.cents or 0, item.currency)
    return LineText(title, _said(item.to_key), total, icon="file", kind=item.kind)


def _quote(item: TimelineItem) -> LineText:
    return LineText(_("Quote {number}").format(number=item.text), _said(item.to_key), icon="text", kind=item.kind)


def _payment(item: TimelineItem) -> LineText:
    return LineText(
        _("Payment received"), item.text, format_money(item.cents or 0, item.currency), icon="money", kind=item.kind
    )


def _invoice(item: TimelineItem) -> LineText:
    title = _("Invoice {number}").format(number=item.text) if item.text else _("Invoice")
    due = _("due {day}").format(day=format_date(item.until)) if item.until else ""
    return LineText(title, due, format_money(item.cents or 0, item.currency), icon="file", kind=item.kind)


def _survey(item: TimelineItem) -> LineText:
    if item.score is None:
        return LineText(_("Asked how content it is"), _("no answer yet"), icon="star", kind=item.kind)
    title = _("Satisfaction {score} of 10").format(score=item.score)
    return LineText(title, item.text, icon="star", kind=item.kind)


def _enquiry(item: TimelineItem) -> LineText:
    state = _("solved {day}").format(day=format_date(item.until)) if item.until else _("not solved yet")
    words = _("{kind} · {state}").format(kind=_said(item.from_key), state=state)
    return LineText(item.text, words, icon="help", kind=item.kind)


def _request(item: TimelineItem) -> LineText:
    obstacle = item.from_key is RequestKind.OBSTACLE
    what = _said(item.from_key) if obstacle or item.to_key in _NOTHING_OF else _said(item.to_key)
    return LineText(item.text, what, icon="warning" if obstacle else "help")


def _settled(item: TimelineItem) -> LineText:
    return LineText(_("Settled: {text}").format(text=item.text), _said(item.from_key), icon="check")


def _tier(item: TimelineItem) -> LineText:
    if item.from_key is item.to_key:
        title = _("Kept in tier {tier}").format(tier=_said(item.to_key))
    else:
        title = _("Tier {before} → {after}").format(before=_said(item.from_key), after=_said(item.to_key))
    facts = facts_of(item.facts)
    until = _("until {day}").format(day=format_date(item.until)) if item.until else ""
    reason = item.text or (tier_reason(*facts) if facts else "")
    return LineText(title, " · ".join(word for word in (reason, until) if word), icon="star")


def _added(item: TimelineItem) -> LineText:
    return LineText(_("Taken into the file"), item.who, icon="plus")


def _said(key: object) -> str:
    return label(key) if isinstance(key, Enum) else ""


_TELL: dict[Happening, Callable[[TimelineItem], LineText]] = {
    Happening.VISIT: _visit,
    Happening.STAGE: _stage,
    Happening.QUOTE: _quote,
    Happening.ORDER: _order,
    Happening.PAYMENT: _payment,
    Happening.INVOICE: _invoice,
    Happening.SURVEY: _survey,
    Happening.ENQUIRY: _enquiry,
    Happening.REQUEST: _request,
    Happening.SETTLED: _settled,
    Happening.TIER: _tier,
    Happening.ADDED: _added,
}
