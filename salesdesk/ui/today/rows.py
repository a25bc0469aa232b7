"""What stands in the lists of Today: each thing of the day as one row, in the user's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from salesdesk.domain.cadence import DueState
from salesdesk.domain.enquiry import EnquiryKind
from salesdesk.domain.maintenance import DueService
from salesdesk.domain.receivables import OpenInvoice
from salesdesk.domain.response import DAY_HOURS, elapsed_hours
from salesdesk.domain.today import MOST_TO_ASK, DueContact, DueNode, Promise, StalledDeal, WaitingEnquiry
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import RequestCard, VisitCard
from salesdesk.ui.parts.badges import IconMark, Mark, PriorityMark, StalledMark, TierMark, VisitMark
from salesdesk.ui.today.day_rows import ListRow
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_day_near, format_duration_minutes, format_money, format_time
from salesdesk.words.reasons import due_reason

_CHANNEL_ICONS = {
    "face": "face",
    "phone": "phone",
    "video": "video",
    "message": "message",
    "email": "mail",
    "event": "event",
}
_GONE = (VisitStatus.CANCELLED, VisitStatus.NO_SHOW, VisitStatus.MOVED)


def visit_rows(visits: Sequence[VisitCard], now: datetime) -> list[ListRow]:
    """The day as a time line; a line marks the present moment, a planned visit that is over is late."""
    rows: list[ListRow] = []
    line_drawn = not visits or visits[0].day != now.date()
    for visit in visits:
        ahead = not visit.all_day and visit.starts_at > now
        rows.append(_visit_row(visit, now, now_line=ahead and not line_drawn and bool(rows)))
        line_drawn = line_drawn or ahead
    return rows


def _visit_row(visit: VisitCard, now: datetime, *, now_line: bool) -> ListRow:
    planned, gone = visit.status is VisitStatus.PLANNED, visit.status in _GONE
    over = planned and not visit.all_day and visit.starts_at < now
    right = format_duration_minutes(visit.minutes)
    if visit.status is VisitStatus.DONE:
        right = label(visit.outcome) if visit.outcome else label(visit.status)
    elif gone:
        right = label(visit.status)
    elif over:
        right = _("to be logged")
    told = visit.reason if gone else visit.result if visit.status is VisitStatus.DONE else visit.purpose
    marks: tuple[Mark, ...] = (
        VisitMark(visit.status.value),
        TierMark(visit.client_tier.value),
        IconMark(_CHANNEL_ICONS[visit.channel.value], label(visit.channel)),
    )
    return ListRow(
        key=visit.id.hex(),
        title=visit.client_name,
        reason=_first_line(told or visit.opportunity_name),
        lead=_("all day") if visit.all_day else format_time(visit.starts_at),
        right=right,
        late=over,
        marks=marks,
        struck=gone,
        now=now_line,
        verbs=() if planned else ("log", "open"),
        thing=visit,
    )


def due_row(due: DueContact, today: date, currency: str) -> ListRow:
    """A client that wants to be met, with the reason."""
    late = due.due.state is DueState.OVERDUE
    right = ngettext("{n} day late", "{n} days late", due.due.late_days).format(n=due.due.late_days) if late else ""
    reason = due_reason(due.due, today)
    if due.planned_on:
        when = format_day_near(due.planned_on, today)
        reason = _("{reason} · planned {when}").format(reason=reason, when=when)
    elif due.open_cents:
        money = format_money(due.open_cents, currency, compact=True)
        reason = _("{reason} · {money} open").format(reason=reason, money=money)
    return ListRow(
        key=due.client_id.hex(),
        title=due.client_name,
        reason=reason,
        right=right,
        late=late,
        marks=(TierMark(due.tier.value),),
        thing=due,
    )


def promise_row(promise: Promise, today: date) -> ListRow:
    """A promised next step with its day."""
    return ListRow(
        key=f"{promise.kind}:{promise.id.hex()}",
        title=promise.step or _("Next step"),
        reason=promise.client_name,
        right=format_day_near(promise.on, today),
        late=promise.on < today,
        marks=(TierMark(promise.tier.value),) if promise.tier else (),
        thing=promise,
    )


def service_row(one: DueService, today: date) -> ListRow:
    """A service of a client's plan, with its day and what was noted."""
    step = one.step
    return ListRow(
        key=step.id.hex(),
        title=label(step.kind),
        reason=_first_line(f"{one.client} · {step.note}" if step.note else one.client),
        right=format_day_near(step.due_on, today),
        late=step.due_on < today,
        marks=(TierMark(one.tier.value),),
        thing=one,
    )


def node_row(one: DueNode, today: date) -> ListRow:
    """A node of a prospect's follow-up, with its day."""
    step, due = one.step, one.step.due_on or today
    said = label(one.grade) if one.grade else ""
    return ListRow(
        key=step.id.hex(),
        title=one.client_name,
        reason=" · ".join(words for words in (label(step.node), said, _first_line(step.note)) if words),
        right=format_day_near(due, today),
        late=due < today,
        marks=(IconMark("clients", said or _("Prospect")),),
        thing=one,
    )


def stalled_row(deal: StalledDeal) -> ListRow:
    """An opportunity that stands still, with its days."""
    money = format_money(deal.amount_cents, deal.currency, compact=True)
    reason = _("{client} · {money}").format(client=deal.client_name, money=money) if deal.client_name else money
    return ListRow(
        key=deal.id.hex(),
        title=deal.name,
        reason=reason,
        marks=(PriorityMark(deal.priority.name),),
        end_mark=StalledMark(deal.days),
        thing=deal,
    )


def invoice_row(one: OpenInvoice, today: date) -> ListRow:
    """An invoice that is overdue or soon due."""
    invoice, late = one.invoice, one.late_days(today)
    days = ngettext("{n} day late", "{n} days late", late).format(n=late)
    money = format_money(one.open_cents, invoice.currency, compact=True)
    return ListRow(
        key=invoice.id.hex(),
        title=one.client,
        reason=_("{number} · {money} open").format(number=invoice.number, money=money) if invoice.number else money,
        right=days if late else format_day_near(invoice.due_on, today),
        late=bool(late),
        marks=(IconMark("money", _("Invoice")),),
        thing=one,
    )


def waiting_row(one: WaitingEnquiry, now: datetime) -> ListRow:
    """An enquiry or complaint without an answer, with the hours that it waits."""
    enquiry = one.enquiry
    hours = elapsed_hours(enquiry.received_at, now)
    icon = "warning" if enquiry.kind is EnquiryKind.COMPLAINT else "help"
    n = int(hours)
    return ListRow(
        key=enquiry.id.hex(),
        title=_first_line(enquiry.text),
        reason=one.client,
        right=ngettext("{n} hour", "{n} hours", n).format(n=n),
        late=hours > DAY_HOURS,
        marks=(IconMark(icon, label(enquiry.kind)),),
        thing=one,
    )


def survey_row(to_ask: int) -> ListRow:
    """How many clients are still to be asked how content they are."""
    n = to_ask
    words = ngettext("{n} client is still to be asked", "{n} clients are still to be asked", n).format(n=n)
    if n >= MOST_TO_ASK:
        words = _("{n} clients or more are still to be asked").format(n=n)
    return ListRow(key="survey", title=words, marks=(IconMark("star", _("Satisfaction")),))


def request_row(request: RequestCard, today: date) -> ListRow:
    """An obstacle, or help asked for, that waits."""
    title = request.text
    if request.resource:
        kind = label(request.resource)
        title = _("{help}: {words}").format(help=kind, words=request.text) if request.text else kind
    icon = "hourglass" if request.resource else "warning"
    return ListRow(
        key=request.id.hex(),
        title=title,
        reason=request.client_name,
        right=format_day_near(request.opened_on, today),
        marks=(IconMark(icon, label(request.kind)),),
        thing=request,
    )


def _first_line(words: str) -> str:
    return words.strip().splitlines()[0] if words.strip() else ""
