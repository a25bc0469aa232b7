"""What the fields of each kind of thing are called, and how their values are written (history, conflicts)."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from salesdesk.domain.change import Kind
from salesdesk.domain.text import N_
from salesdesk.words.catalogue import _
from salesdesk.words.names import label
from salesdesk.words.numbers import NOTHING, format_date, format_moment, format_money, format_number, format_percent

_EVERYWHERE = {
    "id": N_("Key"),
    "deleted": N_("In the bin"),
    "name": N_("Name"),
    "note": N_("Note"),
    "ref": N_("Number in the other system"),
    "currency": N_("Currency"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "region": N_("Region"),
    "client_id": N_("Client"),
    "rep_id": N_("Rep"),
    "visit_id": N_("Visit"),
    "contact_id": N_("Contact"),
    "need_id": N_("Need"),
    "opportunity_id": N_("Opportunity"),
    "order_id": N_("Order"),
    "product_id": N_("Product"),
    "line_id": N_("Product line"),
    "amount_cents": N_("Amount"),
    "next_step": N_("Next step"),
    "next_on": N_("Next step on"),
    "purpose": N_("Purpose"),
    "result": N_("Result"),
    "quote_id": N_("Quote"),
    "bundle_id": N_("Bundle"),
    "series_id": N_("Recurring visit"),
    "quantity": N_("Quantity"),
    "price_cents": N_("Price"),
    "cost_cents": N_("Cost"),
    "list_cents": N_("List price"),
    "text": N_("Text"),
    "sort": N_("Place in the list"),
    "approval_note": N_("Why it was approved"),
    "approved_by": N_("Approved by"),
    "invoice_id": N_("Invoice"),
    "payment_id": N_("Payment"),
    "milestone_id": N_("Milestone"),
    "tender_id": N_("Tender"),
    "year": N_("Year"),
    "due_on": N_("Due on"),
    "done_on": N_("Done on"),
    "closed_on": N_("Closed on"),
    "minutes": N_("Duration in minutes"),
    "all_day": N_("All day"),
    "place": N_("Place"),
    "starts_at": N_("Start"),
    "channel": N_("Channel"),
}

_OWN: dict[Kind, dict[str, str]] = {
    Kind.REP: {"name": N_("Full name"), "manager": N_("Manager")},
    Kind.CLIENT: {
        "name_en": N_("English name"),
        "industry": N_("Industry"),
        "size": N_("Size"),
        "district": N_("District"),
        "address": N_("Address"),
        "source": N_("Source"),
        "needs": N_("Needs and pains"),
        "competitors": N_("Competitors present"),
        "tags": N_("Tags"),
        "tax_no": N_("Tax number"),
        "parent": N_("Parent company"),
        "tier": N_("Tier"),
        "is_key": N_("Key account"),
        "is_prospect": N_("Prospect"),
        "payment_days": N_("Payment terms in days"),
        "credit_limit_cents": N_("Credit limit"),
        "owner_id": N_("Rep"),
        "since": N_("Client since"),
        "grade": N_("Grade of the prospect"),
        "potential": N_("Potential, 0 to 100"),
        "influence": N_("Influence, 0 to 100"),
        "latitude": N_("Latitude"),
        "longitude": N_("Longitude"),
    },
    Kind.CONTACT: {
        "name": N_("Full name"),
        "title": N_("Job title"),
        "messenger": N_("Messenger"),
        "birthday": N_("Birthday"),
        "role": N_("Role in the decision"),
    },
    Kind.PRODUCT_LINE: {"share_bp": N_("Share of the target"), "sort": N_("Place in the list")},
    Kind.PRODUCT: {
        "code": N_("Product code"),
        "list_price_cents": N_("List price"),
        "cost_cents": N_("Cost"),
        "floor_margin_bp": N_("Floor margin"),
        "high_margin": N_("High margin"),
        "selling_points": N_("Selling points"),
        "unit": N_("Unit"),
    },
    Kind.VISIT: {
        "status": N_("State"),
        "channel": N_("Channel"),
        "starts_at": N_("Start"),
        "minutes": N_("Duration in minutes"),
        "all_day": N_("All day"),
        "fixed": N_("Not to be moved"),
        "outcome": N_("Outcome"),
        "competitor_news": N_("Competitor news"),
        "next_done": N_("Next step done"),
        "reason": N_("Reason"),
        "place": N_("Place"),
        "logged_at": N_("Logged at"),
        "planned_at": N_("Planned for"),
        "series_day": N_("Day of the recurring visit"),
        "by_plan": N_("Proposed by the planner"),
        "companions": N_("Who comes along"),
        "links": N_("Files and links"),
    },
    Kind.REQUEST: {
        "kind": N_("Obstacle or request"),
        "text": N_("What it is about"),
        "opened_on": N_("Opened on"),
        "resource": N_("Help needed"),
        "done_on": N_("Settled on"),
        "answer": N_("Answer"),
    },
    Kind.OPPORTUNITY: {
        "stage": N_("Stage"),
        "created_on": N_("Created on"),
        "probability": N_("Probability"),
        "priority": N_("Priority"),
        "expected_close": N_("Expected close"),
        "closed_on": N_("Closed on"),
        "budget_cents": N_("Budget"),
        "decision_on": N_("Decision on"),
        "lost_reason": N_("Reason of the loss"),
        "lost_to": N_("Lost to"),
        "lost_note": N_("Lost because"),
        "approach": N_("Changed approach"),
    },
    Kind.STAGE_MOVE: {
        "from_stage": N_("From stage"),
        "to_stage": N_("To stage"),
        "moved_at": N_("Moved at"),
    },
    Kind.ORDER: {
        "ordered_on": N_("Ordered on"),
        "total_cents": N_("Total"),
        "number": N_("Order number"),
        "status": N_("State"),
    },
    Kind.ORDER_LINE: {
        "quantity": N_("Quantity"),
        "net_cents": N_("Net price"),
        "list_cents": N_("List price"),
        "cost_cents": N_("Cost"),
        "cancelled": N_("Cancelled"),
        "returned": N_("Pieces returned"),
    },
    Kind.PAYMENT: {"received_on": N_("Received on")},
    Kind.TARGET: {
        "metric": N_("Target for"),
        "year": N_("Year"),
        "month": N_("Month"),
        "amount": N_("Target"),
        "locked": N_("Locked"),
        "tier": N_("Tier"),
    },
    Kind.REPORT: {
        "kind": N_("Report"),
        "first_day": N_("Day"),
        "remark": N_("Remark"),
        "lessons": N_("Lessons"),
        "plan": N_("Plan"),
        "obstacles": N_("Obstacles"),
        "sent_at": N_("Sent at"),
        "frozen": N_("Report as sent"),
        "scope": N_("Of whom"),
        "factors": N_("Key factors"),
        "cases": N_("Cases"),
        "shifts": N_("Resources moved"),
    },
    Kind.SETTING: {"key": N_("Setting"), "value": N_("Value")},
    Kind.TIER_MOVE: {
        "from_tier": N_("From tier"),
        "to_tier": N_("To tier"),
        "moved_at": N_("Moved at"),
        "kind": N_("How it came about"),
        "score": N_("Score"),
        "reason": N_("Reason"),
        "facts": N_("Figures of that day"),
        "until": N_("Holds until"),
    },
    Kind.PROSPECT_STEP: {
        "node": N_("Follow-up"),
        "due_on": N_("Due on"),
        "done_on": N_("Done on"),
    },
    Kind.SERVICE_STEP: {
        "kind": N_("Service"),
        "due_on": N_("Due on"),
        "every_months": N_("Every so many months"),
        "done_on": N_("Done on"),
    },
    Kind.GIVEN_SERVICE: {"given_on": N_("Given on"), "name": N_("Service"), "cost_cents": N_("Cost")},
    Kind.CADENCE_RULE: {
        "family": N_("Set of rules"),
        "tier": N_("Tier"),
        "count": N_("Contacts"),
        "every": N_("Period"),
        "channels": N_("Channels that count"),
        "in_depth": N_("In-depth contacts only"),
        "spacing_days": N_("Days between two contacts"),
        "first_day": N_("Holds from"),
        "last_day": N_("Holds until"),
    },
    Kind.VISIT_SERIES: {
        "rule": N_("Recurrence"),
        "first_at": N_("First visit"),
        "on_holiday": N_("On days off"),
        "made_until": N_("Entered up to"),
    },
    Kind.APPOINTMENT: {"kind": N_("Kind"), "title": N_("Title"), "uid": N_("Number in the other calendar")},
    Kind.OPPORTUNITY_CONTACT: {
        "role": N_("Role in the decision"),
        "stance": N_("Stance"),
        "influence": N_("Influence"),
    },
    Kind.DEAL_REVIEW: {"week": N_("Week"), "approach": N_("Changed approach")},
    Kind.PRODUCT_COMPLEMENT: {"other_id": N_("Goes with")},
    Kind.PRICE_STEP: {"kind": N_("Kind of price"), "at_least": N_("From")},
    Kind.QUOTE: {
        "quoted_on": N_("Date of the quote"),
        "number": N_("Quote number"),
        "version": N_("Version"),
        "first_id": N_("First version"),
        "title": N_("Title"),
        "status": N_("State"),
        "valid_until": N_("Valid until"),
        "basis": N_("Prices"),
        "contract_months": N_("Length of contract in months"),
        "discount_bp": N_("Discount"),
        "prepay_bp": N_("Discount for prepayment"),
        "prepaid": N_("Client prepays"),
        "tax_bp": N_("Tax rate"),
        "tax_included": N_("Prices include tax"),
        "payment_days": N_("Payment terms in days"),
        "terms": N_("Terms"),
        "approved_on": N_("Approved on"),
        "closed_on": N_("Closed on"),
    },
    Kind.QUOTE_LINE: {"kind": N_("Kind of line")},
    Kind.QUOTE_INSTALMENT: {"share_bp": N_("Share"), "days": N_("Days after signing")},
    Kind.INVOICE: {"issued_on": N_("Issued on"), "number": N_("Invoice number")},
    Kind.SURVEY: {
        "quarter": N_("Quarter"),
        "asked_on": N_("Asked on"),
        "answered_on": N_("Answered on"),
        "score": N_("Score, 0 to 10"),
        "comment": N_("Comment"),
    },
    Kind.ENQUIRY: {
        "kind": N_("Enquiry or complaint"),
        "received_at": N_("Received at"),
        "answered_at": N_("First answer at"),
        "solved_at": N_("Solved at"),
        "delay": N_("Reason of the delay"),
        "delay_note": N_("About the delay"),
        "answer": N_("Answer"),
    },
    Kind.GOAL: {"key": N_("Goal for"), "value": N_("Goal"), "product_id": N_("Product")},
    Kind.MILESTONE: {
        "quarter": N_("Quarter"),
        "title": N_("Title"),
        "criterion": N_("Measured by"),
        "goal": N_("Goal"),
    },
    Kind.TENDER: {"status": N_("State"), "team": N_("Project team")},
    Kind.CHECKLIST_ITEM: {"owner": N_("Who does it")},
    Kind.RESOLUTION: {
        "month": N_("Month"),
        "text": N_("Resolution"),
        "owner": N_("Who does it"),
        "scope": N_("Of whom"),
    },
    Kind.TARGET_VERSION: {"kept_on": N_("Kept on"), "cells": N_("Plan as it was")},
    Kind.HOLIDAY: {"day": N_("Day"), "region": N_("Region"), "working": N_("Working day")},
}


def has_field_label(kind: Kind, field: str) -> bool:
    """Whether the field has words of its own."""
    return field in _OWN.get(kind, {}) or field in _EVERYWHERE


def field_label(kind: Kind, field: str) -> str:
    """The name of a field as the forms show it; a field from a newer program shows its key."""
    msgid = _OWN.get(kind, {}).get(field) or _EVERYWHERE.get(field)
    return _(msgid) if msgid else field


def field_value(field: str, value: object, currency: str = "CNY") -> str:
    """A stored value as people write it: enums by name, money with its symbol, days as days, nothing as "–".

    Keys of other things (bytes) are "…": whoever reads the file puts their name instead.
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Enum):
        return label(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int):
        return _figure(field, value, currency)
    return "…" if isinstance(value, bytes) else str(value)


def _figure(field: str, value: int, currency: str) -> str:
    if field.endswith("_cents"):
        return format_money(value, currency)
    if field.endswith("_bp"):
        return format_percent(value / 10_000)
    if field == "probability":
        return format_percent(value / 100, 0)
    return str(value) if field in ("year", "month") else format_number(value)
