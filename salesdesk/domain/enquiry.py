"""Enquiries and complaints of clients, and how fast they were answered (spec 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from salesdesk.domain.change import Id


class EnquiryKind(StrEnum):
    ENQUIRY = "enquiry"
    COMPLAINT = "complaint"


class DelayReason(StrEnum):
    """Why the first answer took longer than a day."""

    NONE = ""
    TECHNICAL = "technical"
    PRICE = "price"
    SUPPLIER = "supplier"
    ABSENT = "absent"
    CLIENT = "client"
    FORGOTTEN = "forgotten"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a client asked or complained of, and who owns it; its response time ends with the first answer."""

    id: Id
    client_id: Id
    rep_id: Id
    kind: EnquiryKind
    received_at: datetime
    text: str
    contact_id: Id | None = None
    answered_at: datetime | None = None
    solved_at: datetime | None = None
    delay: DelayReason = DelayReason.NONE
    delay_note: str = ""
    answer: str = ""
    deleted: bool = False
