"""What the keys of the sales world are called: stages, channels, tiers … and the kinds of thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.cadence import DueState, Every, Family
from salesdesk.domain.change import Kind
from salesdesk.domain.client import DecisionRole, Grade, Tier
from salesdesk.domain.dates_read import DateOrder
from salesdesk.domain.deal_week import ReviewReason
from salesdesk.domain.decision import GapKind
from salesdesk.domain.duplicates import Reason, Side
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.extent import Span
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import Behind
from salesdesk.domain.funnel_rules import StallReason, StepGap
from salesdesk.domain.gap import Driver
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.maintenance import ProgrammeStep, ServiceKind
from salesdesk.domain.milestone import Criterion, TenderStatus
from salesdesk.domain.milestone_state import State
from salesdesk.domain.opportunity import Influence, LostReason, Priority, Stage, Stance
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.plan import Because, Why
from salesdesk.domain.product import PriceKind
from salesdesk.domain.prospects import Node, Trait
from salesdesk.domain.quote import PriceBasis, QuoteLineKind, QuoteStatus
from salesdesk.domain.receivables import Age
from salesdesk.domain.recurrence import Often, Scope
from salesdesk.domain.report import Measure, ReportKind, WarningKind
from salesdesk.domain.target import Metric
from salesdesk.domain.text import N_
from salesdesk.domain.tiering import MoveKind
from salesdesk.domain.today import ReportState
from salesdesk.domain.visit import Channel, OnHoliday, Outcome, RequestKind, Resource, VisitStatus
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.numbers import NOTHING, format_number

# One table for each enum: members of different string enums with the same value are equal to a dictionary.
_NAMES: dict[type[Enum], Mapping[Enum, str]] = {
    Span: {
        Span.MONTH: N_("This month"),
        Span.QUARTER: N_("This quarter"),
        Span.YEAR: N_("This year"),
        Span.DAYS: N_("From a day to a day"),
    },
    Channel: {
        Channel.FACE: N_("Face to face"),
        Channel.PHONE: N_("Phone"),
        Channel.VIDEO: N_("Video call"),
        Channel.MESSAGE: N_("Message"),
        Channel.EMAIL: N_("E-mail"),
        Channel.EVENT: N_("Event"),
    },
    VisitStatus: {
        VisitStatus.PLANNED: N_("Planned"),
        VisitStatus.DONE: N_("Done"),
        VisitStatus.CANCELLED: N_("Cancelled"),
        VisitStatus.NO_SHOW: N_("No show"),
        VisitStatus.MOVED: N_("Moved"),
    },
    Outcome: {
        Outcome.ORDER: N_("Order"),
        Outcome.PROGRESS: N_("Progress"),
        Outcome.KEPT: N_("Relationship kept"),
        Outcome.OBSTACLE: N_("Obstacle"),
        Outcome.REFUSED: N_("Refused"),
    },
    RequestKind: {
        RequestKind.OBSTACLE: N_("Obstacle"),
        RequestKind.RESOURCE: N_("Help needed"),
    },
    Reason: {
        Reason.NAME: N_("Same name"),
        Reason.NEAR_NAME: N_("Similar name"),
        Reason.PHONE: N_("Same phone"),
        Reason.MAIL: N_("Same e-mail"),
        Reason.TAX: N_("Same tax number"),
        Reason.ADDRESS: N_("Same address"),
    },
    Side: {
        Side.LEFT: N_("Left value"),
        Side.RIGHT: N_("Right value"),
        Side.BOTH: N_("Both values"),
    },
    Resource: {
        Resource.NONE: NOTHING,
        Resource.TECHNICAL: N_("Technical support"),
        Resource.PRICE: N_("Price approval"),
        Resource.SAMPLE: N_("Samples"),
        Resource.EXECUTIVE: N_("Executive visit"),
        Resource.DELIVERY: N_("Delivery"),
        Resource.OTHER: N_("Other"),
    },
    Tier: {tier: tier.value for tier in Tier},
    Priority: {priority: priority.name for priority in Priority},
    DecisionRole: {
        DecisionRole.UNKNOWN: N_("Role not known"),
        DecisionRole.TECHNICAL: N_("Technical evaluator"),
        DecisionRole.FINANCIAL: N_("Financial approver"),
        DecisionRole.DECIDER: N_("Final decision-maker"),
        DecisionRole.USER: N_("User of the product"),
        DecisionRole.CHAMPION: N_("Champion"),
        DecisionRole.BLOCKER: N_("Blocker"),
    },
    Stage: {
        Stage.FIRST_CONTACT: N_("First contact"),
        Stage.NEED_CONFIRMED: N_("Need confirmed"),
        Stage.PROPOSAL: N_("Proposal and negotiation"),
        Stage.WON: N_("Won"),
        Stage.LOST: N_("Lost"),
    },
    LostReason: {
        LostReason.PRODUCT_FIT: N_("Product fit"),
        LostReason.SERVICE: N_("Service response"),
        LostReason.TERMS: N_("Commercial terms"),
        LostReason.RELATIONSHIP: N_("Relationship"),
        LostReason.TIMING: N_("Timing"),
        LostReason.NO_DECISION: N_("No decision"),
    },
    Every: {
        Every.WEEK: N_("a week"),
        Every.MONTH: N_("a month"),
        Every.QUARTER: N_("a quarter"),
    },
    DueState: {
        DueState.MET: N_("Met"),
        DueState.DUE: N_("Due"),
        DueState.OVERDUE: N_("Overdue"),
        DueState.OVER: N_("Over-visited"),
    },
    OrderStatus: {
        OrderStatus.OPEN: N_("Awaiting delivery"),
        OrderStatus.DELIVERED: N_("Delivered"),
        OrderStatus.CANCELLED: N_("Cancelled"),
    },
    Metric: {
        Metric.SALES: N_("Sales"),
        Metric.MARGIN: N_("Margin"),
        Metric.COLLECTIONS: N_("Money received"),
        Metric.VISITS: N_("Visits"),
        Metric.NEW_CLIENTS: N_("New clients"),
    },
    Measure: {
        Measure.VISITS: N_("Visits"),
        Measure.ORDERS: N_("Orders"),
        Measure.RECEIVED: N_("Money received"),
    },
    ReportKind: {
        ReportKind.DAILY: N_("Daily report"),
        ReportKind.WEEKLY: N_("Weekly report"),
        ReportKind.MONTHLY: N_("Monthly review"),
        ReportKind.YEAR: N_("Year-end report"),
    },
    ReportState: {
        ReportState.NONE: N_("Not begun"),
        ReportState.DRAFT: N_("Draft"),
        ReportState.SENT: N_("Sent"),
    },
    By: {
        By.WEEK: N_("Week"),
        By.MONTH: N_("Month"),
        By.QUARTER: N_("Quarter"),
        By.REP: N_("Rep"),
        By.PRODUCT_LINE: N_("Product line"),
        By.TIER: N_("Tier"),
        By.INDUSTRY: N_("Industry"),
        By.SOURCE: N_("Source"),
        By.STAGE: N_("Stage"),
    },
    ReviewReason: {
        ReviewReason.LOST: N_("Lost"),
        ReviewReason.STALLED: N_("Stalled"),
        ReviewReason.SLIPPED: N_("Slipped"),
    },
    GapKind: {
        GapKind.NOBODY: N_("Nobody in the decision is known"),
        GapKind.NO_DECIDER: N_("No final decision-maker known"),
        GapKind.NO_CHAMPION: N_("No champion"),
        GapKind.ROLE_UNKNOWN: N_("Role not known"),
        GapKind.NEVER_MET: N_("Never met"),
        GapKind.NOT_MET: N_("Not met for long"),
        GapKind.UNANSWERED: N_("Stands against us, no answer yet"),
    },
    Behind: {
        Behind.ENTERED: N_("Came into the stage"),
        Behind.FORWARD: N_("Moved forward"),
        Behind.LOST_FROM: N_("Lost from the stage"),
        Behind.BACK: N_("Moved back"),
        Behind.STILL: N_("Still in the stage"),
        Behind.LEFT_FORWARD: N_("Left the stage forward"),
        Behind.LEFT: N_("Left the stage, forward or lost"),
        Behind.COHORT: N_("Came into the stage in the period"),
        Behind.REACHED: N_("Reached the next stage"),
        Behind.WON: N_("Won in the period"),
        Behind.LOST: N_("Lost in the period"),
        Behind.CLOSED: N_("Won or lost in the period"),
        Behind.OPEN: N_("Open at the end of the period"),
        Behind.PIPELINE: N_("Expected to close in the period"),
        Behind.HERE: N_("In the stage today"),
        Behind.SLIPPED: N_("Expected close slipped"),
    },
    StallReason: {
        StallReason.QUIET: N_("No activity"),
        StallReason.LONG: N_("Too long in the stage"),
    },
    StepGap: {
        StepGap.NONE: N_("What is the next step? Without one an open opportunity falls asleep."),
        StepGap.NO_DAY: N_("On which day is the next step?"),
        StepGap.PASSED: N_("The day of the next step has passed."),
    },
    WarningKind: {
        WarningKind.SAME_REMARK: N_("The remark is the same as in the report before."),
        WarningKind.STAGE_WITHOUT_CONTACT: N_("A stage was raised without any contact."),
        WarningKind.EMPTY_DAY: N_("Nothing is entered for this day."),
    },
    DateOrder: {
        DateOrder.YMD: N_("Year, month, day"),
        DateOrder.MDY: N_("Month, day, year"),
        DateOrder.DMY: N_("Day, month, year"),
    },
    Grade: {
        Grade.NONE: N_("Not graded"),
        Grade.A: N_("Grade A"),
        Grade.B: N_("Grade B"),
        Grade.C: N_("Grade C"),
    },
    Because: {
        Because.PROMISED: N_("Promised"),
        Because.PROMISE_LATE: N_("Promised and late"),
        Because.LATE: N_("Overdue"),
        Because.ASKED: N_("Asked for by a rule"),
        Because.STALLED: N_("Opportunity stalled"),
        Because.PRIORITY: N_("Urgent opportunity"),
        Because.NEAR: N_("Nearby"),
    },
    Why: {
        Why.FULL: N_("Every day that would do is full"),
        Why.NO_DAY: N_("No working day left"),
        Why.SPACING: N_("Too close to another contact"),
    },
    MoveKind: {
        MoveKind.PROPOSAL: N_("Proposed and accepted"),
        MoveKind.OVERRIDE: N_("Overridden"),
        MoveKind.MANUAL: N_("Changed by hand"),
    },
    Node: {
        Node.FIRST_CONTACT: N_("First contact"),
        Node.TRIAL: N_("Trial"),
        Node.DEMO_FEEDBACK: N_("Demo feedback"),
        Node.SIGNING: N_("Signing"),
    },
    ProgrammeStep: {
        ProgrammeStep.DUE: N_("Planned"),
        ProgrammeStep.MISSING: N_("Not planned yet"),
        ProgrammeStep.RESULT: N_("Done"),
        ProgrammeStep.CANDIDATE: N_("Candidate for A"),
        ProgrammeStep.PROMISING: N_("Most promising of C"),
    },
    Trait: {
        Trait.INDUSTRY: N_("Industry"),
        Trait.SIZE: N_("Size"),
        Trait.NEED: N_("Need"),
    },
    Age: {
        Age.NOT_DUE: N_("Not due yet"),
        Age.TO_30: N_("1 to 30 days late"),
        Age.TO_60: N_("31 to 60 days late"),
        Age.TO_90: N_("61 to 90 days late"),
        Age.OLDER: N_("More than 90 days late"),
    },
    EnquiryKind: {
        EnquiryKind.ENQUIRY: N_("Enquiry"),
        EnquiryKind.COMPLAINT: N_("Complaint"),
    },
    DelayReason: {
        DelayReason.NONE: NOTHING,
        DelayReason.TECHNICAL: N_("Waiting for the technicians"),
        DelayReason.PRICE: N_("Waiting for a price"),
        DelayReason.SUPPLIER: N_("Waiting for a supplier"),
        DelayReason.ABSENT: N_("Nobody was there"),
        DelayReason.CLIENT: N_("Client could not be reached"),
        DelayReason.FORGOTTEN: N_("Overlooked"),
        DelayReason.OTHER: N_("Other"),
    },
    GoalKey: {
        GoalKey.NEW_CLIENT_CONVERSION: N_("New-client conversion"),
        GoalKey.REPURCHASE_RATE: N_("Repurchase rate"),
        GoalKey.GROSS_MARGIN: N_("Gross margin"),
        GoalKey.HIGH_MARGIN_SHARE: N_("High-margin share"),
        GoalKey.SATISFACTION: N_("Satisfaction"),
        GoalKey.PRODUCTS_PER_CLIENT: N_("Products per client"),
        GoalKey.COLLECTION_RATE: N_("Collection rate"),
        GoalKey.TENDER_WIN_RATE: N_("Win rate of tenders"),
        GoalKey.ANSWERED_IN_A_DAY: N_("Answered within 24 hours"),
        GoalKey.AVERAGE_DISCOUNT: N_("Average discount"),
        GoalKey.NPS: N_("Net promoter score"),
        GoalKey.COVERAGE_A: N_("A clients covered"),
        GoalKey.COVERAGE_B: N_("B clients covered"),
        GoalKey.COVERAGE_C: N_("C clients covered"),
    },
    Criterion: {
        Criterion.CHECKLIST: N_("Checklist"),
        Criterion.NEW_CLIENTS: N_("New clients"),
        Criterion.PRODUCTS_PER_CLIENT: N_("Products per client"),
        Criterion.TENDERS: N_("Tenders followed"),
        Criterion.TENDER_WIN_RATE: N_("Win rate of tenders"),
        Criterion.COLLECTION_RATE: N_("Collection rate"),
        Criterion.SALES: N_("Sales"),
    },
    State: {
        State.ON_TRACK: N_("On track"),
        State.AT_RISK: N_("Falling behind"),
        State.MET: N_("Goal reached"),
        State.MISSED: N_("Not reached in time"),
    },
    Driver: {
        Driver.NEW: N_("New clients"),
        Driver.LOST: N_("Lost clients"),
        Driver.VOLUME: N_("Volume"),
        Driver.PRICE: N_("Price"),
    },
    TenderStatus: {
        TenderStatus.FOLLOWED: N_("Followed"),
        TenderStatus.SUBMITTED: N_("Submitted"),
        TenderStatus.WON: N_("Won"),
        TenderStatus.LOST: N_("Lost"),
        TenderStatus.WITHDRAWN: N_("Withdrawn"),
    },
    Family: {
        Family.CADENCE: N_("Contact cadence"),
        Family.COVERAGE: N_("Coverage"),
    },
    Often: {
        Often.NEVER: N_("Does not repeat"),
        Often.DAILY: N_("By days"),
        Often.WEEKLY: N_("By weeks"),
        Often.MONTHLY_DAY: N_("By months, on a day"),
        Often.MONTHLY_WEEKDAY: N_("By months, on a weekday"),
        Often.CUSTOM: N_("Own rule"),
    },
    Scope: {
        Scope.THIS: N_("Only this visit"),
        Scope.FOLLOWING: N_("This and the following"),
        Scope.ALL: N_("All that lie ahead"),
    },
    OnHoliday: {
        OnHoliday.KEEP: N_("Keep the day"),
        OnHoliday.SKIP: N_("Leave it out"),
        OnHoliday.BEFORE: N_("Working day before"),
        OnHoliday.AFTER: N_("Working day after"),
    },
    AppointmentKind: {
        AppointmentKind.BUSY: N_("Appointment"),
        AppointmentKind.LEAVE: N_("Leave"),
    },
    Stance: {
        Stance.UNKNOWN: N_("Stance not known"),
        Stance.SUPPORTS: N_("Supports us"),
        Stance.NEUTRAL: N_("Neutral"),
        Stance.AGAINST: N_("Against us"),
    },
    Influence: {
        Influence.UNKNOWN: N_("Influence not known"),
        Influence.LOW: N_("Low influence"),
        Influence.MEDIUM: N_("Medium influence"),
        Influence.HIGH: N_("High influence"),
    },
    PriceKind: {
        PriceKind.QUANTITY: N_("By quantity"),
        PriceKind.CONTRACT: N_("By length of contract"),
        PriceKind.FIRST_ORDER: N_("First order"),
        PriceKind.YEARLY: N_("Yearly agreement"),
    },
    PriceBasis: {
        PriceBasis.LIST: N_("List price"),
        PriceBasis.FIRST_ORDER: N_("First order"),
        PriceBasis.YEARLY: N_("Yearly agreement"),
        PriceBasis.CONTRACT: N_("By length of contract"),
    },
    QuoteStatus: {
        QuoteStatus.DRAFT: N_("Draft"),
        QuoteStatus.SENT: N_("Sent"),
        QuoteStatus.ACCEPTED: N_("Accepted"),
        QuoteStatus.DECLINED: N_("Declined"),
        QuoteStatus.REPLACED: N_("Replaced"),
    },
    QuoteLineKind: {
        QuoteLineKind.PRODUCT: N_("Product"),
        QuoteLineKind.BUNDLE: N_("Bundle"),
        QuoteLineKind.EXTRA: N_("Extra"),
    },
    ServiceKind: {
        ServiceKind.NEEDS_ANALYSIS: N_("Needs analysis"),
        ServiceKind.OWN_BUNDLE: N_("Own bundle"),
        ServiceKind.PRIORITY_SUPPORT: N_("Priority support"),
        ServiceKind.EXECUTIVE_MEETING: N_("Executive meeting"),
        ServiceKind.JOINT_PLAN: N_("Yearly joint plan"),
        ServiceKind.PROMOTION: N_("Promotion"),
        ServiceKind.PILOT: N_("Pilot"),
    },
    Kind: {
        Kind.REP: N_("Rep"),
        Kind.CLIENT: N_("Client"),
        Kind.CONTACT: N_("Contact"),
        Kind.PRODUCT_LINE: N_("Product line"),
        Kind.PRODUCT: N_("Product"),
        Kind.VISIT: N_("Visit"),
        Kind.VISIT_CONTACT: N_("Contact met"),
        Kind.VISIT_NEED: N_("Need heard"),
        Kind.NEED_TAG: N_("Need"),
        Kind.REQUEST: N_("Obstacle or request"),
        Kind.OPPORTUNITY: N_("Opportunity"),
        Kind.STAGE_MOVE: N_("Stage move"),
        Kind.ORDER: N_("Order"),
        Kind.ORDER_LINE: N_("Order line"),
        Kind.PAYMENT: N_("Payment"),
        Kind.TARGET: N_("Target"),
        Kind.REPORT: N_("Report"),
        Kind.SETTING: N_("Setting"),
        Kind.HOLIDAY: N_("Holiday"),
        Kind.TIER_MOVE: N_("Tier move"),
        Kind.PROSPECT_STEP: N_("Follow-up of a prospect"),
        Kind.SERVICE_STEP: N_("Service planned"),
        Kind.GIVEN_SERVICE: N_("Service given"),
        Kind.CADENCE_RULE: N_("Contact rule"),
        Kind.VISIT_SERIES: N_("Recurring visit"),
        Kind.APPOINTMENT: N_("Appointment or leave"),
        Kind.OPPORTUNITY_LINE: N_("Line of an opportunity"),
        Kind.OPPORTUNITY_CONTACT: N_("Person in the decision"),
        Kind.DEAL_REVIEW: N_("Review of an opportunity"),
        Kind.PRODUCT_COMPLEMENT: N_("Product that goes with another"),
        Kind.PRICE_STEP: N_("Step price"),
        Kind.BUNDLE: N_("Bundle"),
        Kind.BUNDLE_ITEM: N_("Product in a bundle"),
        Kind.QUOTE: N_("Quote"),
        Kind.QUOTE_LINE: N_("Line of a quote"),
        Kind.QUOTE_INSTALMENT: N_("Instalment"),
        Kind.INVOICE: N_("Invoice"),
        Kind.PAYMENT_SHARE: N_("Payment of an invoice"),
        Kind.SURVEY: N_("Survey"),
        Kind.ENQUIRY: N_("Enquiry or complaint"),
        Kind.GOAL: N_("Goal"),
        Kind.MILESTONE: N_("Milestone"),
        Kind.TENDER: N_("Tender"),
        Kind.CHECKLIST_ITEM: N_("Checklist item"),
        Kind.TARGET_VERSION: N_("Earlier plan"),
        Kind.RESOLUTION: N_("Resolution"),
    },
}

_COUNTS: dict[Kind, Callable[[int], str]] = {
    Kind.REP: lambda n: ngettext("{n} rep", "{n} reps", n),
    Kind.CLIENT: lambda n: ngettext("{n} client", "{n} clients", n),
    Kind.CONTACT: lambda n: ngettext("{n} contact", "{n} contacts", n),
    Kind.PRODUCT_LINE: lambda n: ngettext("{n} product line", "{n} product lines", n),
    Kind.PRODUCT: lambda n: ngettext("{n} product", "{n} products", n),
    Kind.VISIT: lambda n: ngettext("{n} visit", "{n} visits", n),
    Kind.VISIT_CONTACT: lambda n: ngettext("{n} contact met", "{n} contacts met", n),
    Kind.VISIT_NEED: lambda n: ngettext("{n} need heard", "{n} needs heard", n),
    Kind.NEED_TAG: lambda n: ngettext("{n} need", "{n} needs", n),
    Kind.REQUEST: lambda n: ngettext("{n} obstacle or request", "{n} obstacles and requests", n),
    Kind.OPPORTUNITY: lambda n: ngettext("{n} opportunity", "{n} opportunities", n),
    Kind.STAGE_MOVE: lambda n: ngettext("{n} stage move", "{n} stage moves", n),
    Kind.ORDER: lambda n: ngettext("{n} order", "{n} orders", n),
    Kind.ORDER_LINE: lambda n: ngettext("{n} order line", "{n} order lines", n),
    Kind.PAYMENT: lambda n: ngettext("{n} payment", "{n} payments", n),
    Kind.TARGET: lambda n: ngettext("{n} target", "{n} targets", n),
    Kind.REPORT: lambda n: ngettext("{n} report", "{n} reports", n),
    Kind.SETTING: lambda n: ngettext("{n} setting", "{n} settings", n),
    Kind.HOLIDAY: lambda n: ngettext("{n} holiday", "{n} holidays", n),
    Kind.TIER_MOVE: lambda n: ngettext("{n} tier move", "{n} tier moves", n),
    Kind.PROSPECT_STEP: lambda n: ngettext("{n} follow-up of a prospect", "{n} follow-ups of prospects", n),
    Kind.SERVICE_STEP: lambda n: ngettext("{n} service planned", "{n} services planned", n),
    Kind.GIVEN_SERVICE: lambda n: ngettext("{n} service given", "{n} services given", n),
    Kind.CADENCE_RULE: lambda n: ngettext("{n} contact rule", "{n} contact rules", n),
    Kind.VISIT_SERIES: lambda n: ngettext("{n} recurring visit", "{n} recurring visits", n),
    Kind.APPOINTMENT: lambda n: ngettext("{n} appointment or leave", "{n} appointments and leave", n),
    Kind.OPPORTUNITY_LINE: lambda n: ngettext("{n} line of an opportunity", "{n} lines of opportunities", n),
    Kind.OPPORTUNITY_CONTACT: lambda n: ngettext("{n} person in a decision", "{n} people in decisions", n),
    Kind.DEAL_REVIEW: lambda n: ngettext("{n} review of an opportunity", "{n} reviews of opportunities", n),
    Kind.PRODUCT_COMPLEMENT: lambda n: ngettext("{n} matching product", "{n} matching products", n),
    Kind.PRICE_STEP: lambda n: ngettext("{n} step price", "{n} step prices", n),
    Kind.BUNDLE: lambda n: ngettext("{n} bundle", "{n} bundles", n),
    Kind.BUNDLE_ITEM: lambda n: ngettext("{n} product in a bundle", "{n} products in bundles", n),
    Kind.QUOTE: lambda n: ngettext("{n} quote", "{n} quotes", n),
    Kind.QUOTE_LINE: lambda n: ngettext("{n} line of a quote", "{n} lines of quotes", n),
    Kind.QUOTE_INSTALMENT: lambda n: ngettext("{n} instalment", "{n} instalments", n),
    Kind.INVOICE: lambda n: ngettext("{n} invoice", "{n} invoices", n),
    Kind.PAYMENT_SHARE: lambda n: ngettext("{n} payment of an invoice", "{n} payments of invoices", n),
    Kind.SURVEY: lambda n: ngettext("{n} survey", "{n} surveys", n),
    Kind.ENQUIRY: lambda n: ngettext("{n} enquiry or complaint", "{n} enquiries and complaints", n),
    Kind.GOAL: lambda n: ngettext("{n} goal", "{n} goals", n),
    Kind.MILESTONE: lambda n: ngettext("{n} milestone", "{n} milestones", n),
    Kind.TENDER: lambda n: ngettext("{n} tender", "{n} tenders", n),
    Kind.CHECKLIST_ITEM: lambda n: ngettext("{n} checklist item", "{n} checklist items", n),
    Kind.TARGET_VERSION: lambda n: ngettext("{n} earlier plan", "{n} earlier plans", n),
    Kind.RESOLUTION: lambda n: ngettext("{n} resolution", "{n} resolutions", n),
}


def label(key: Enum) -> str:
    """The name of a stage, channel, outcome, tier … in the language in use."""
    return _(_NAMES[type(key)][key])


def kind_label(kind: Kind, n: int | None = None) -> str:
    """A kind of thing: "Client"; with a count "3 clients"."""
    return label(kind) if n is None else _COUNTS[kind](n).format(n=format_number(n))
