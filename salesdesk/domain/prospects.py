"""The prospect pool (spec 2.2): grades, follow-up nodes, and how well a prospect fits the ideal client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id


class Node(StrEnum):
    """The follow-up of a prospect, in its order."""

    FIRST_CONTACT = "first_contact"
    TRIAL = "trial"
    DEMO_FEEDBACK = "demo_feedback"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class ProspectStep:
    """One node of one prospect, planned for a day or done on one. Its id is named by client and node."""

    id: Id
    client_id: Id
    node: Node
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    deleted: bool = False
