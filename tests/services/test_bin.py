"""The bin: what was deleted is listed with who and when, and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.maintenance import ServiceKind
from salesdesk.domain.recurrence import Scope
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import VisitSeries
from salesdesk.services.desk import Desk
from salesdesk.store.read.bin import CELLS, PARTS, SHOWN, is_gone
from salesdesk.words.labels import change_label
from tests.builders import NOW, make_desk
from tests.services.families import a_family
from tests.store.builders import edit, rows


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
    assert [one.name for one in found] == ["Acme", "Li · Acme", "Acme · Nov 24, 2026", "Pumps", "P1"]
    assert all(one.who and one.millis for one in found)
    for kind, pk in reversed(deeds):
        assert desk.bin.restore(kind, pk).label.key.endswith(".restored")
    assert desk.bin.list() == []
    desk.undo()
    assert [one.name for one in desk.bin.list()] == ["P1"], "undoing a restore puts it back"


def test_milestones_and_tenders_come_back_with_their_lists(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    milestone = desk.milestones.add(2026, 4, "Trade fair", ["Book the stand"])
    tender = desk.tenders.add(client_id=client, name="Line 7")
    desk.milestones.bin(milestone)
    desk.tenders.bin(tender)
    assert not desk.milestones.of_year(2026) and not desk.tenders.list()
    found = desk.bin.list()
    assert [one.name for one in found] == ["Line 7 · Acme", "Trade fair · 2026 · Q4"]
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
    with pytest.raises(Refused):
        desk.bin.restore(Kind.SETTING, desk.rep.id)


# --- every kind ---------------------------------------------------------------------------------------------------


def test_every_kind_of_thing_has_its_place_in_the_bin_or_a_reason_to_have_none() -> None:
    together = [*SHOWN, *PARTS, *CELLS]
    assert sorted(together) == sorted(Kind), "a new kind: is it deleted by itself, a part of something, or a cell?"


def test_every_verb_that_deletes_one_thing_leaves_it_in_the_bin() -> None:
    """A service whose verb is called bin…, remove or delete names the kind it puts away."""
    named = {
        Kind[found]
        for path in Path("salesdesk/services").rglob("*.py")
        for verb in re.findall(
            r"\n    def (?:bin|remove|delete)\w*\(.*?(?=\n    def |\n\n\n|\Z)", path.read_text("utf-8"), re.S
        )
        for found in re.findall(r"Kind\.([A-Z_]+),[^\n]*\"deleted\"", verb)
    }
    assert named >= {Kind.INVOICE, Kind.MILESTONE, Kind.TARGET_VERSION}
    assert named - PARTS <= set(SHOWN)


@pytest.mark.parametrize("kind", SHOWN)
def test_one_of_every_kind_is_shown_by_name_and_comes_back(desk: Desk, kind: Kind) -> None:
    born = list(a_family(desk, kind))
    desk.session.record(Label("setting.changed"), born)
    pk = born[-1].id
    edit(desk, kind, pk, deleted=(False, True))
    (found,) = desk.bin.list()
    assert (found.kind, found.id) == (kind, pk)
    assert found.name.strip() and "None" not in found.name
    before = rows(desk)[kind]
    desk.bin.restore(kind, pk)
    assert desk.bin.list() == []
    assert not is_gone(desk.file.conn, kind, pk)
    with pytest.raises(Refused, match="any more"):
        desk.bin.restore(kind, pk)
    desk.undo()
    assert rows(desk)[kind] == before
    assert [one.id for one in desk.bin.list()] == [pk]


# --- with what belongs to it --------------------------------------------------------------------------------------


def test_a_recurring_visit_is_one_line_and_comes_back_with_its_visits(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    wish = VisitSeries(b"", client, desk.rep.id, "FREQ=WEEKLY;BYDAY=MO", NOW + timedelta(days=7))
    desk.series.plan(wish)
    planned = desk.file.conn.exec_driver_sql("SELECT id FROM visit ORDER BY starts_at").scalars().all()
    assert len(planned) > 40
    desk.series.bin(planned[0], Scope.ALL)
    (found,) = desk.bin.list()
    assert found.kind is Kind.VISIT_SERIES and found.name == "Acme · every week on Mon"
    done = desk.bin.restore(found.kind, found.id)
    assert done.ids[Kind.VISIT] == set(planned)
    assert change_label(done.label) == "Acme · every week on Mon restored"
    assert desk.bin.list() == []


def test_what_belongs_to_something_in_the_bin_names_it_first(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    contact = desk.clients.add_contact(client, name="Li")
    desk.clients.bin_contact(contact)
    desk.clients.bin(client)
    with pytest.raises(Refused, match="“Acme” lies in the bin too"):
        desk.bin.restore(Kind.CONTACT, contact)
    desk.bin.restore(Kind.CLIENT, client)
    desk.bin.restore(Kind.CONTACT, contact)
    assert desk.bin.list() == []


def test_services_plans_goals_days_and_people_come_back(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    contact = desk.clients.add_contact(client, name="Li")
    deal = desk.funnel.add(name="Line 3", client_id=client)
    desk.decision.set(deal, contact)
    step = desk.maintenance.plan(client, ServiceKind.PILOT, date(2027, 1, 5))
    given = desk.maintenance.give(client, "Training", date(2026, 11, 20))
    desk.targets.set_total(2026, Metric.VISITS, 120)
    desk.plan_versions.keep(2026, "First")
    (version,) = desk.plan_versions.of_year(2026)
    desk.holidays.mark(date(2026, 12, 31), working=False, name="Stocktaking")
    desk.goals.set(2026, GoalKey.SATISFACTION, 8)
    desk.maintenance.remove(Kind.SERVICE_STEP, step)
    desk.maintenance.remove(Kind.GIVEN_SERVICE, given)
    desk.plan_versions.bin(version.id)
    desk.holidays.clear(date(2026, 12, 31))
    desk.goals.set(2026, GoalKey.SATISFACTION, None)
    desk.decision.remove(deal, contact)
    found = desk.bin.list()
    assert [one.name for one in found] == [
        "Li · Acme · Line 3",
        "Satisfaction · 2026",
        "Dec 31, 2026 · Stocktaking",
        "First · 2026",
        "Training · Acme · Nov 20, 2026",
        "Acme · Pilot · Jan 5, 2027",
    ]
    for one in found:
        desk.bin.restore(one.kind, one.id)
    assert desk.bin.list() == []
    assert desk.plan_versions.of_year(2026) == [version]
    assert [one.id for one in desk.maintenance.of(client).plan] == [step]
