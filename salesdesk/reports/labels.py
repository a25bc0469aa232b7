"""What the keys of the domain are called in a report."""

from __future__ import annotations

from enum import Enum

from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.domain.report import Measure
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel, Outcome, Resource, VisitStatus
from salesdesk.words.i18n import _

_NAMES: dict[Enum, str] = {
    Channel.FACE: N_("Face to face"),
    Channel.PHONE: N_("Phone"),
    Channel.VIDEO: N_("Video call"),
    Channel.MESSAGE: N_("Message"),
    Channel.EMAIL: N_("E-mail"),
    Channel.EVENT: N_("Event"),
    VisitStatus.PLANNED: N_("Planned"),
    VisitStatus.DONE: N_("Done"),
    VisitStatus.CANCELLED: N_("Cancelled"),
    VisitStatus.NO_SHOW: N_("No show"),
    VisitStatus.MOVED: N_("Moved"),
    Outcome.ORDER: N_("Order"),
    Outcome.PROGRESS: N_("Progress"),
    Outcome.KEPT: N_("Relationship kept"),
    Outcome.OBSTACLE: N_("Obstacle"),
    Outcome.REFUSED: N_("Refused"),
    Resource.TECHNICAL: N_("Technical support"),
    Resource.PRICE: N_("Price approval"),
    Resource.SAMPLE: N_("Samples"),
    Resource.EXECUTIVE: N_("Executive visit"),
    Resource.DELIVERY: N_("Delivery"),
    Resource.OTHER: N_("Other"),
    Stage.FIRST_CONTACT: N_("First contact"),
    Stage.NEED_CONFIRMED: N_("Need confirmed"),
    Stage.PROPOSAL: N_("Proposal and negotiation"),
    Stage.WON: N_("Won"),
    Stage.LOST: N_("Lost"),
    LostReason.PRODUCT_FIT: N_("Product fit"),
    LostReason.SERVICE: N_("Service response"),
    LostReason.TERMS: N_("Commercial terms"),
    LostReason.RELATIONSHIP: N_("Relationship"),
    LostReason.TIMING: N_("Timing"),
    LostReason.NO_DECISION: N_("No decision"),
    Measure.VISITS: N_("Visits"),
    Measure.ORDERS: N_("Orders"),
    Measure.RECEIVED: N_("Money received"),
}


def label(key: Enum) -> str:
    """The name of a stage, channel, outcome … in the language in use."""
    return _(_NAMES[key])
