"""What the user did, in words: the sentences behind the label keys of the journal.

A key is `noun.deed`; its parameters fill the gaps. They come back from the file as plain JSON, so a gap named
`stage`, `tier`, `channel`, `outcome`, `metric` or `report` is filled with the member's name, `day` with the day
as people write it, `n` with a count. Sentences have no full stop: they stand in toasts, lists and menus.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from string import Formatter

from salesdesk.domain.change import Label
from salesdesk.domain.client import Tier
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.report import ReportKind
from salesdesk.domain.target import Metric
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel, Outcome, VisitStatus
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.names import label
from salesdesk.words.numbers import format_date, format_number

_DEEDS: dict[str, str] = {
    "visit.planned": N_("Visit to {client} planned"),
    "visit.logged": N_("Visit to {client} logged"),
    "visit.changed": N_("Visit to {client} changed"),
    "visit.moved": N_("Visit to {client} moved to {day}"),
    "visit.shifted": N_("Visit to {client} moved to {time}"),
    "visit.resized": N_("Length of the visit to {client} changed"),
    "visit.copied": N_("Visit to {client} copied to {day}"),
    "visit.done": N_("Visit to {client} done"),
    "visit.cancelled": N_("Visit to {client} cancelled"),
    "visit.no_show": N_("Visit to {client}: nobody was there"),
    "visit.deleted": N_("Visit to {client} deleted"),
    "visit.restored": N_("Visit to {client} restored"),
    "plan.replanned": N_("Rest of the week from {day} planned anew"),
    "series.planned": N_("Recurring visit to {client} planned"),
    "series.changed": N_("Recurring visit to {client} changed"),
    "series.deleted": N_("Recurring visit to {client} deleted"),
    "series.topped_up": N_("Recurring visits made ahead"),
    "appointment.added": N_("Appointment {title} added"),
    "appointment.changed": N_("Appointment {title} changed"),
    "appointment.moved": N_("Appointment {title} moved to {day}"),
    "appointment.deleted": N_("Appointment {title} deleted"),
    "appointment.restored": N_("Appointment {title} restored"),
    "leave.added": N_("Leave from {day} on entered"),
    "leave.changed": N_("Leave from {day} on changed"),
    "leave.moved": N_("Leave moved to {day}"),
    "leave.deleted": N_("Leave from {day} on deleted"),
    "leave.restored": N_("Leave from {day} on restored"),
    "resolution.added": N_("Resolution added: {text}"),
    "resolution.changed": N_("Resolution changed: {text}"),
    "resolution.done": N_("Resolution done: {text}"),
    "resolution.reopened": N_("Resolution still to be done: {text}"),
    "resolution.deleted": N_("Resolution deleted: {text}"),
    "resolution.restored": N_("Resolution restored: {text}"),
    "record.restored": N_("{name} restored"),
    "record.value_restored": N_("A value of {name} put back"),
    "month.closed": N_("Months up to {day} closed"),
    "month.reopened": N_("Months from {day} on reopened: {why}"),
    "client.handed_over": N_("{client} handed over to {rep}"),
    "milestone.adopted": N_("Milestones of {year} adopted"),
    "milestone.added": N_("Milestone added: {title}"),
    "milestone.changed": N_("Milestone changed: {title}"),
    "milestone.done": N_("Milestone reached: {title}"),
    "milestone.deleted": N_("Milestone deleted: {title}"),
    "milestone.restored": N_("Milestone restored: {title}"),
    "checklist.ticked": N_("Ticked: {text}"),
    "checklist.unticked": N_("Not done any more: {text}"),
    "tender.added": N_("Tender added: {title}"),
    "tender.changed": N_("Tender changed: {title}"),
    "tender.deleted": N_("Tender deleted: {title}"),
    "tender.restored": N_("Tender restored: {title}"),
    "survey.asked": N_("{client} asked how content it is"),
    "survey.answered": N_("Answer of {client} to the survey kept"),
    "survey.deleted": N_("Survey of {client} deleted"),
    "survey.restored": N_("Survey of {client} restored"),
    "enquiry.enquiry": N_("Enquiry of {client} noted"),
    "enquiry.complaint": N_("Complaint of {client} noted"),
    "enquiry.answered": N_("{client} answered"),
    "enquiry.solved": N_("What {client} asked for is solved"),
    "enquiry.changed": N_("Enquiry or complaint of {client} changed"),
    "enquiry.deleted": N_("Enquiry or complaint of {client} deleted"),
    "enquiry.restored": N_("Enquiry or complaint of {client} restored"),
    "invoice.issued": N_("Invoice to {client} issued"),
    "invoice.changed": N_("Invoice to {client} changed"),
    "invoice.deleted": N_("Invoice to {client} deleted"),
    "invoice.restored": N_("Invoice to {client} restored"),
    "invoice.later": N_("Invoice to {client} put off until {day}"),
    "invoice.terms": N_("Payment terms set to {n} days"),
    "payment.allocated": N_("Payment of {client} allocated"),
    "step.done": N_("Next step at {client} done"),
    "step.changed": N_("Next step at {client} changed"),
    "step.moved": N_("Next step at {client} moved to {day}"),
    "client.added": N_("Client {client} added"),
    "client.changed": N_("Client {client} changed"),
    "client.tier": N_("Client {client} put into tier {tier}"),
    "client.tier_kept": N_("Client {client} kept in tier {tier} until {day}"),
    "tier.plan": N_("Weights and cuts of the tiers changed"),
    "client.key": N_("{client} marked as key account"),
    "client.not_key": N_("{client} is no key account any more"),
    "clients.key": N_("Key accounts marked by contribution"),
    "prospect.graded": N_("Prospect {client} graded"),
    "prospect.profile": N_("Ideal client described"),
    "prospect.step": N_("Follow-up of {client} changed"),
    "prospect.step_done": N_("Follow-up of {client} done"),
    "prospect.won": N_("{client} has become a client"),
    "service.planned": N_("Service for {client} planned"),
    "service.done": N_("Service for {client} done"),
    "service.changed": N_("Service for {client} changed"),
    "service.given": N_("Service given to {client} noted"),
    "service.removed": N_("Service for {client} deleted"),
    "resource.plan": N_("Planned shares of the tiers changed"),
    "client.deleted": N_("Client {client} deleted"),
    "client.restored": N_("Client {client} restored"),
    "client.later": N_("{client} put off until {day}"),
    "client.merged": N_("Client {other} merged into {client}"),
    "client.different": N_("{client} kept apart from another client"),
    "filter.saved": N_("Filter {name} saved"),
    "filter.deleted": N_("Filter {name} deleted"),
    "contact.added": N_("Contact {name} added"),
    "contact.changed": N_("Contact {name} changed"),
    "contact.deleted": N_("Contact {name} deleted"),
    "contact.restored": N_("Contact {name} restored"),
    "opportunity.added": N_("Opportunity {opportunity} added"),
    "opportunity.changed": N_("Opportunity {opportunity} changed"),
    "opportunity.moved": N_("Opportunity {opportunity} moved to {stage}"),
    "opportunity.won": N_("Opportunity {opportunity} won"),
    "opportunity.lost": N_("Opportunity {opportunity} lost"),
    "opportunity.reopened": N_("Opportunity {opportunity} reopened"),
    "funnel.limits": N_("Limits of the stages changed"),
    "opportunity.review": N_("Changed approach for {opportunity} noted"),
    "opportunity.person": N_("People in the decision on {opportunity} changed"),
    "opportunity.deleted": N_("Opportunity {opportunity} deleted"),
    "opportunity.restored": N_("Opportunity {opportunity} restored"),
    "product.added": N_("Product {name} added"),
    "product.changed": N_("Product {name} changed"),
    "product.deleted": N_("Product {name} deleted"),
    "product.restored": N_("Product {name} restored"),
    "bundle.added": N_("Bundle {name} added"),
    "bundle.changed": N_("Bundle {name} changed"),
    "bundle.deleted": N_("Bundle {name} deleted"),
    "bundle.restored": N_("Bundle {name} restored"),
    "product_line.added": N_("Product line {name} added"),
    "product_line.changed": N_("Product line {name} changed"),
    "product_line.deleted": N_("Product line {name} deleted"),
    "product_line.restored": N_("Product line {name} restored"),
    "order.added": N_("Order of {client} added"),
    "order.changed": N_("Order of {client} changed"),
    "order.deleted": N_("Order of {client} deleted"),
    "order.restored": N_("Order of {client} restored"),
    "order.cancelled": N_("Order of {client} cancelled"),
    "order.delivered": N_("Order of {client} delivered"),
    "order.reopened": N_("Order of {client} opened again"),
    "order.line_cancelled": N_("Line of an order of {client} cancelled"),
    "order.returned": N_("Returned pieces of {client} noted"),
    "quote.added": N_("Quote {number} for {client} added"),
    "quote.changed": N_("Quote {number} for {client} changed"),
    "quote.version": N_("New version of quote {number} for {client}"),
    "quote.approved": N_("Price of quote {number} for {client} approved"),
    "quote.sent": N_("Quote {number} sent to {client}"),
    "quote.declined": N_("Quote {number} declined by {client}"),
    "quote.accepted": N_("Quote {number} accepted by {client}: order written"),
    "quote.deleted": N_("Quote {number} for {client} deleted"),
    "quote.restored": N_("Quote {number} for {client} restored"),
    "payment.added": N_("Payment of {client} added"),
    "payment.changed": N_("Payment of {client} changed"),
    "payment.deleted": N_("Payment of {client} deleted"),
    "payment.restored": N_("Payment of {client} restored"),
    "request.added": N_("Obstacle or request noted: {text}"),
    "request.changed": N_("Obstacle or request changed: {text}"),
    "request.done": N_("Settled: {text}"),
    "request.reopened": N_("Open again: {text}"),
    "request.deleted": N_("Obstacle or request deleted: {text}"),
    "need.added": N_("Need {name} added"),
    "need.renamed": N_("Need {name} renamed"),
    "need.deleted": N_("Need {name} deleted"),
    "target.set": N_("Target for {metric} {year} set"),
    "target.changed": N_("Target for {metric} {year} changed"),
    "target.split": N_("Target for {metric} {year} split anew"),
    "target.locked": N_("Cell of the target for {metric} {year} locked"),
    "target.unlocked": N_("Cell of the target for {metric} {year} unlocked"),
    "target.pasted": N_("{n} amounts pasted into the target for {metric} {year}"),
    "target.by_tier": N_("Target for {metric} {year} split by tier"),
    "target.joined": N_("Tiers of the target for {metric} {year} joined"),
    "target.team": N_("Team's target for {metric} {year} set"),
    "plan.kept": N_("Plan of {year} kept as {name}"),
    "plan.restored": N_("Plan of {year} as it was in {name}"),
    "plan.deleted": N_("Kept plan {name} deleted"),
    "goal.set": N_("Goal for {goal} {year} set"),
    "goal.product_set": N_("Margin goal of “{name}” for {year} set"),
    "goal.product_cleared": N_("Margin goal of “{name}” for {year} taken away"),
    "goal.adopted": N_("Goals of {year} adopted"),
    "goal.cleared": N_("Goal for {goal} {year} taken away"),
    "target.cleared": N_("Target for {metric} {year} cleared"),
    "report.written": N_("{report} of {day} written"),
    "report.sent": N_("{report} of {day} marked as sent"),
    "report.layout": N_("Look of the reports changed"),
    "report.reopened": N_("{report} of {day} opened for changes"),
    "rep.added": N_("Rep {name} added"),
    "rep.changed": N_("Rep {name} changed"),
    "rep.deleted": N_("Rep {name} deleted"),
    "file.repaired": N_("File repaired after damage"),
    "file.created": N_("File created for {rep}"),
    "file.merged": N_("Files taken in: {names}"),
    "sample.created": N_("Sample data created"),
    "setting.changed": N_("Settings changed"),
    "holiday.changed": N_("Holidays changed"),
    "holiday.region": N_("Holidays of {region} taken"),
    "holiday.year": N_("Holidays of {year} taken as published"),
    "holiday.off": N_("{day} is a day off"),
    "holiday.worked": N_("{day} is a working day"),
    "holiday.cleared": N_("{day} is as published again"),
    "working.pattern": N_("Working week changed"),
    "rule.added": N_("Contact rule for tier {tier} added"),
    "rule.changed": N_("Contact rule for tier {tier} changed"),
    "rule.ended": N_("Contact rule for tier {tier} ended"),
    "import.remembered": N_("Remembered how such files are imported"),
}

_UNKNOWN = N_("Change")

_COUNTED: dict[str, Callable[[int], str]] = {
    "visits.planned": lambda n: ngettext("{n} visit planned", "{n} visits planned", n),
    "visits.deleted": lambda n: ngettext("{n} visit deleted", "{n} visits deleted", n),
    "clients.changed": lambda n: ngettext("{n} client changed", "{n} clients changed", n),
    "clients.handed_over": lambda n: ngettext("{n} client handed over to {rep}", "{n} clients handed over to {rep}", n),
    "clients.tiered": lambda n: ngettext("{n} client put into another tier", "{n} clients put into other tiers", n),
    "opportunities.changed": lambda n: ngettext("{n} opportunity changed", "{n} opportunities changed", n),
    "products.deleted": lambda n: ngettext("{n} product deleted", "{n} products deleted", n),
    "product_lines.deleted": lambda n: ngettext("{n} product line deleted", "{n} product lines deleted", n),
    "bundles.deleted": lambda n: ngettext("{n} bundle deleted", "{n} bundles deleted", n),
    "opportunities.deleted": lambda n: ngettext("{n} opportunity deleted", "{n} opportunities deleted", n),
    "clients.deleted": lambda n: ngettext("{n} client deleted", "{n} clients deleted", n),
    "clash.decided": lambda n: ngettext("{n} conflict decided", "{n} conflicts decided", n),
    "import.clients": lambda n: ngettext("{n} client imported", "{n} clients imported", n),
    "import.contacts": lambda n: ngettext("{n} contact imported", "{n} contacts imported", n),
    "import.products": lambda n: ngettext("{n} product imported", "{n} products imported", n),
    "import.opportunities": lambda n: ngettext("{n} opportunity imported", "{n} opportunities imported", n),
    "import.orders": lambda n: ngettext("{n} order imported", "{n} orders imported", n),
    "import.payments": lambda n: ngettext("{n} payment imported", "{n} payments imported", n),
    "import.visits": lambda n: ngettext("{n} visit imported", "{n} visits imported", n),
    "import.appointments": lambda n: ngettext("{n} appointment imported", "{n} appointments imported", n),
    "import.invoices": lambda n: ngettext("{n} invoice imported", "{n} invoices imported", n),
    "import.surveys": lambda n: ngettext("{n} survey imported", "{n} surveys imported", n),
    "import.enquiries": lambda n: ngettext("{n} enquiry imported", "{n} enquiries imported", n),
    "import.holidays": lambda n: ngettext("{n} holiday imported", "{n} holidays imported", n),
}

_MEMBERS: dict[str, type[Enum]] = {
    "stage": Stage,
    "tier": Tier,
    "channel": Channel,
    "outcome": Outcome,
    "status": VisitStatus,
    "metric": Metric,
    "goal": GoalKey,
    "report": ReportKind,
}

KEYS = frozenset(_DEEDS) | frozenset(_COUNTED)
"""Every key that the journal may hold; a test holds the program to them."""


def gaps_of(key: str) -> frozenset[str]:
    """The parameters that the sentence of `key` wants."""
    sentence = _COUNTED[key](2) if key in _COUNTED else _DEEDS[key]
    return frozenset(name for _literal, name, _spec, _conversion in Formatter().parse(sentence) if name)


class _Gaps(dict[str, object]):
    """Fillings; what an older or newer program did not leave is "…"."""

    def __missing__(self, gap: str) -> str:
        return "…"


def change_label(change: Label) -> str:
    """What the user did, in the language in use; a deed of a newer program is only "Change"."""
    gaps = _Gaps({gap: _filling(gap, value) for gap, value in change.params.items()})
    if counted := _COUNTED.get(change.key):
        return counted(_count(change.params)).format_map(gaps)
    return _(_DEEDS.get(change.key, _UNKNOWN)).format_map(gaps)


def step_label(change: Label, how: str, *, undone: bool = False) -> str:
    """An action as a history tells it: done, taken back since, or itself the taking back or doing again of another."""
    sentence = change_label(change)
    if how == "undo":
        return _("Undone: {what}").format(what=sentence)
    if how == "redo":
        return _("Done again: {what}").format(what=sentence)
    return _("{what} (undone)").format(what=sentence) if undone else sentence


def _count(params: Mapping[str, object]) -> int:
    n = params.get("n")
    return n if isinstance(n, int) else 0


def _filling(gap: str, value: object) -> object:
    members = _MEMBERS.get(gap)
    if members is not None:
        known = next((member for member in members if member.value == value), None)
        return value if known is None else label(known)
    if gap == "n" and isinstance(value, int):
        return format_number(value)
    if isinstance(value, date):
        return format_date(value, "weekday")
    return _day(value) if gap == "day" else value


def _day(value: object) -> object:
    try:
        return format_date(date.fromisoformat(str(value)[:10]), "weekday")
    except ValueError:
        return value
