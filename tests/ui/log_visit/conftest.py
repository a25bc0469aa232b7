"""A few clients and an opportunity."""

from __future__ import annotations

from datetime import date

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.services.desk import Desk


@pytest.fixture
def huawei(desk: Desk) -> Id:
    desk.clients.create(name="上海申达自动化", tier=Tier.B)
    return desk.clients.create(name="华为技术", tier=Tier.A, since=date(2024, 1, 1))


@pytest.fixture
def deal(desk: Desk, huawei: Id) -> Id:
    made = desk.session.new_id()
    values = {
        "name": "Servo motors",
        "rep_id": desk.rep.id,
        "stage": Stage.FIRST_CONTACT,
        "created_on": date(2026, 11, 1),
        "client_id": huawei,
        "amount_cents": 128_000_00,
    }
    label = Label("opportunity.added", {"opportunity": "Servo motors"})
    desk.session.record(label, [New(Kind.OPPORTUNITY, made, values)])
    return made
