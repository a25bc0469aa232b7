"""The bin: what was deleted is listed with who and when, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.services.desk import Desk
from tests.builders import NOW, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def test_everything_deleted_is_listed_the_last_first_and_comes_back(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    contact = desk.clients.add_contact(client, name="Li")
    visit = next(iter(desk.visits.plan(client, NOW + timedelta(days=1)).ids[Kind.VISIT]))
    line = desk.products.add_line(name="Pumps")
    product = desk.products.add_product(name="P1")
    deeds = {
        (Kind.PRODUCT, product): desk.products.bin_product,
        (Kind.PRODUCT_LINE, line): desk.products.bin_line,
        (Kind.VISIT, visit): desk.visits.bin,
        (Kind.CONTACT, contact): desk.clients.bin_contact,
        (Kind.CLIENT, client): desk.clients.bin,
    }
    for (_kind, pk), verb in deeds.items():
        verb(pk)
    found = desk.bin.list()
    assert [(one.kind, one.id) for one in found] == list(deeds)[::-1]
    assert [one.name for one in found] == ["Acme", "Li", "Acme · 2026-11-24", "Pumps", "P1"]
    assert all(one.who and one.millis for one in found)
    for kind, pk in deeds:
        assert desk.bin.restore(kind, pk).label.key.endswith(".restored")
    assert desk.bin.list() == []
    desk.undo()
    assert [one.name for one in desk.bin.list()] == ["Acme"], "undoing a restore puts it back"


def test_milestones_and_tenders_come_back_with_their_lists(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    milestone = desk.milestones.add(2026, 4, "Trade fair", ["Book the stand"])
    tender = desk.tenders.add(client_id=client, name="Line 7")
    desk.milestones.bin(milestone)
    desk.tenders.bin(tender)
    assert not desk.milestones.of_year(2026) and not desk.tenders.list()
    found = desk.bin.list()
    assert [one.name for one in found] == ["Line 7 · Acme", "Trade fair · 2026 Q4"]
    for one in found:
        assert desk.bin.restore(one.kind, one.id).label.key == f"{one.kind.value}.restored"
    [card] = desk.milestones.of_year(2026)
    assert [item.text for item in card.items] == ["Book the stand"]
    assert [row.items for row in desk.tenders.list()] == [len(desk.tenders.usual_checklist())]
    assert desk.bin.list() == []


def test_what_was_never_deleted_is_not_in_the_bin(desk: Desk) -> None:
    desk.clients.create(name="Acme")
    desk.undo()
    assert desk.bin.list() == []
    with pytest.raises(Refused):
        desk.bin.restore(Kind.REP, desk.rep.id)
