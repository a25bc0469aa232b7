"""Logging, planning and moving visits: stored whole, undone whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.opportunity import LostReason, Opportunity, Stage, StageMove
from salesdesk.domain.visit import Channel, Outcome, RequestKind, Resource, Visit, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import thing, things
from tests.builders import NOW, make_desk

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def add_client(desk: Desk, name: str = "华为技术", tier: Tier = Tier.A) -> Id:
    made = desk.session.new_id()
    new = New(Kind.CLIENT, made, {"name": name, "tier": tier, "since": date(2025, 1, 1)})
    desk.session.record(Label("client.added", {"client": name}), [new])
    return made


def add_opportunity(desk: Desk, client: Id, stage: Stage = Stage.FIRST_CONTACT) -> Id:
    made = desk.session.new_id()
    values = {
        "name": "Pump",
        "rep_id": desk.rep.id,
        "stage": stage,
        "created_on": date(2026, 9, 1),
        "client_id": client,
        "amount_cents": 5_000_00,
    }
    desk.session.record(Label("opportunity.added", {"opportunity": "Pump"}), [New(Kind.OPPORTUNITY, made, values)])
    return made


def opportunity(desk: Desk, pk: Id) -> Opportunity:
    found = thing(desk.file.conn, Opportunity, pk)
    assert found
    return found


def full_entry(client: Id, deal: Id | None = None) -> VisitEntry:
    return VisitEntry(
        client,
        Channel.FACE,
        NOW,
        45,
        Outcome.PROGRESS,
        " 很好 ",
        ("Price", " price ", "Fast delivery"),
        obstacle="No budget this year",
        help_kind=Resource.PRICE,
        help_text="5 % more",
        competitor_news="ACME was there",
        next_step="Send the quote",
        next_on=FRIDAY,
        opportunity_id=deal,
        stage=Stage.NEED_CONFIRMED if deal else None,
    )


def test_logging_stores_everything_as_one_action(desk: Desk) -> None:
    client = add_client(desk)
    deal = add_opportunity(desk, client)
    desk.visits.log(full_entry(client, deal))

    visit = desk.visits.last_contacts(client)[0]
    assert (visit.status, visit.outcome, visit.result, visit.minutes) == (
        VisitStatus.DONE,
        Outcome.PROGRESS,
        "很好",
        45,
    )
    assert (visit.client_name, visit.client_tier, visit.opportunity_name) == ("华为技术", Tier.A, "Pump")
    assert (visit.next_step, visit.next_on, visit.logged_at) == ("Send the quote", FRIDAY, NOW)
    assert [tag.name for tag in desk.visits.needs_of(visit.id)] == ["Fast delivery", "Price"]
    requests = {request.kind: request for request in desk.visits.requests_open()}
    assert requests[RequestKind.OBSTACLE].text == "No budget this year"
    assert requests[RequestKind.RESOURCE].resource is Resource.PRICE
    assert requests[RequestKind.RESOURCE].client_name == "华为技术"
    moved = opportunity(desk, deal)
    assert (moved.stage, moved.next_step, moved.next_on) == (Stage.NEED_CONFIRMED, "Send the quote", FRIDAY)
    move = things(desk.file.conn, StageMove)[0]
    assert (move.from_stage, move.to_stage, move.moved_at) == (Stage.FIRST_CONTACT, Stage.NEED_CONFIRMED, NOW)

    desk.undo()
    assert desk.visits.last_contacts(client) == [] and desk.visits.needs() == []
    assert desk.visits.requests_open() == [] and things(desk.file.conn, StageMove) == []
    assert opportunity(desk, deal).stage is Stage.FIRST_CONTACT and opportunity(desk, deal).next_step == ""


def test_a_planned_visit_becomes_the_one_that_was_done(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW + timedelta(hours=2), purpose="Demo", minutes=90)
    planned = desk.visits.between(NOW.date(), NOW.date())[0]
    assert (planned.status, planned.minutes) == (VisitStatus.PLANNED, 90)
    desk.visits.log(replace(full_entry(client), planned_visit_id=planned.id, purpose="Demo"))
    done = desk.visits.between(NOW.date(), NOW.date())
    assert [(one.id, one.status, one.purpose) for one in done] == [(planned.id, VisitStatus.DONE, "Demo")]


def test_correcting_a_logged_visit_replaces_its_needs_and_requests(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.log(full_entry(client))
    visit = desk.visits.last_contacts(client)[0]
    before = desk.visits.entry_of(visit.id)
    assert before.needs == ("Fast delivery", "Price") and before.help_kind is Resource.PRICE
    done = desk.visits.log(replace(before, needs=("Price", "Service"), obstacle="", help_text="7 %", result="Better"))
    assert done.label.key == "visit.changed"
    after = desk.visits.entry_of(visit.id)
    assert after == replace(before, needs=("Price", "Service"), obstacle="", help_text="7 %", result="Better")
    assert len(desk.visits.last_contacts(client)) == 1
    desk.undo()
    assert desk.visits.entry_of(visit.id) == before


def test_saying_the_same_again_changes_nothing(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.log(full_entry(client))
    visit = desk.visits.last_contacts(client)[0]
    assert not desk.visits.log(desk.visits.entry_of(visit.id))


def test_a_need_from_the_bin_comes_back_instead_of_a_second_one(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.log(full_entry(client))
    desk.undo()
    desk.visits.log(full_entry(client))
    assert sorted(tag.name for tag in desk.visits.needs()) == ["Fast delivery", "Price"]


def test_needs_come_most_used_first(desk: Desk) -> None:
    client = add_client(desk)
    for needs in (("Service",), ("Price", "Service"), ("Audit",)):
        desk.visits.log(replace(full_entry(client), needs=needs))
    assert [tag.name for tag in desk.visits.needs()] == ["Service", "Audit", "Price"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"next_on": date(2026, 11, 20)}, "next_on"),
        ({"next_step": ""}, "next_step"),
        ({"starts_at": NOW + timedelta(days=1), "next_on": None}, "day"),
        ({"client_id": b"?" * 16}, "client_id"),
        ({"opportunity_id": b"?" * 16}, "opportunity_id"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(desk: Desk, wrong: dict[str, object], field: str) -> None:
    client = add_client(desk)
    with pytest.raises(Refused) as refused:
        desk.visits.log(replace(full_entry(client), **wrong))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert desk.visits.of_client(client) == [] and desk.visits.needs() == []


def test_losing_needs_a_reason_and_closes_the_opportunity(desk: Desk) -> None:
    client = add_client(desk)
    deal = add_opportunity(desk, client, Stage.PROPOSAL)
    entry = replace(full_entry(client, deal), stage=Stage.LOST)
    with pytest.raises(Refused):
        desk.visits.log(entry)
    desk.visits.log(replace(entry, lost_reason=LostReason.TERMS))
    lost = opportunity(desk, deal)
    assert (lost.stage, lost.closed_on, lost.lost_reason) == (Stage.LOST, NOW.date(), LostReason.TERMS)
    assert lost.next_step == ""


def test_a_kept_promise_leaves_visit_and_opportunity(desk: Desk) -> None:
    client = add_client(desk)
    deal = add_opportunity(desk, client)
    desk.visits.log(full_entry(client, deal))
    promised = desk.visits.open_promises(client)
    assert [one.next_step for one in promised] == ["Send the quote"]
    desk.todo.promise_done(desk.todo.day(FRIDAY).promises[0])
    assert desk.visits.open_promises(client) == []
    assert (opportunity(desk, deal).next_step, opportunity(desk, deal).next_on) == ("", None)
    desk.undo()
    assert opportunity(desk, deal).next_on == FRIDAY and len(desk.visits.open_promises(client)) == 1


def test_logging_can_keep_an_earlier_promise(desk: Desk) -> None:
    client = add_client(desk)
    deal = add_opportunity(desk, client)
    desk.visits.log(full_entry(client, deal))
    first = desk.visits.open_promises(client)[0]
    again = VisitEntry(client, Channel.PHONE, NOW, next_step="Call", next_on=FRIDAY, opportunity_id=deal)
    desk.visits.log(replace(again, keeps=(first.id,)))
    assert [one.next_step for one in desk.visits.open_promises(client)] == ["Call"]
    assert opportunity(desk, deal).next_step == "Call"


def test_correcting_an_old_visit_leaves_the_newer_next_step_alone(desk: Desk) -> None:
    client = add_client(desk)
    deal = add_opportunity(desk, client)
    desk.visits.log(full_entry(client, deal))
    first = desk.visits.last_contacts(client)[0].id
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW, next_step="Call", next_on=FRIDAY, opportunity_id=deal))
    mended = replace(desk.visits.entry_of(first), result="Very good")
    desk.visits.log(mended)
    assert opportunity(desk, deal).next_step == "Call"
    desk.visits.log(replace(mended, next_step="Send two quotes"))
    assert opportunity(desk, deal).next_step == "Send two quotes"


def test_moving_resizing_copying_and_cancelling(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW, purpose="Demo")
    pk = desk.visits.between(NOW.date(), NOW.date())[0].id
    desk.visits.move(pk, NOW + timedelta(days=1))
    desk.visits.resize(pk, 30)
    assert (desk.visits.get(pk).day, desk.visits.get(pk).minutes) == (date(2026, 11, 24), 30)
    desk.visits.duplicate(pk, NOW + timedelta(days=8))
    assert [one.purpose for one in desk.visits.between(date(2026, 12, 1), date(2026, 12, 1))] == ["Demo"]
    with pytest.raises(Refused):
        desk.visits.cancel(pk, " ")
    desk.visits.cancel(pk, "Nobody at the gate", VisitStatus.NO_SHOW)
    assert (desk.visits.get(pk).status, desk.visits.get(pk).reason) == (VisitStatus.NO_SHOW, "Nobody at the gate")
    desk.visits.bin(pk)
    assert len(desk.visits.of_client(client)) == 1
    desk.undo()
    assert len(desk.visits.of_client(client)) == 2


def test_a_postponed_visit_stays_with_its_reason(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW, purpose="Demo", fixed=True)
    pk = desk.visits.between(NOW.date(), NOW.date())[0].id
    desk.visits.postpone(pk, NOW + timedelta(days=2), "Client is ill")
    new, old = desk.visits.of_client(client)
    assert (old.status, old.reason) == (VisitStatus.MOVED, "Client is ill")
    assert (new.status, new.purpose, new.fixed, new.day) == (VisitStatus.PLANNED, "Demo", True, date(2026, 11, 25))


def test_a_done_visit_is_neither_cancelled_nor_postponed(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.log(full_entry(client))
    pk = desk.visits.last_contacts(client)[0].id
    with pytest.raises(Refused):
        desk.visits.cancel(pk, "Mistake")
    with pytest.raises(Refused):
        desk.visits.postpone(pk, NOW + timedelta(days=1), "Mistake")
    assert desk.visits.get(pk).status is VisitStatus.DONE and len(desk.visits.of_client(client)) == 1


def test_a_cancelled_visit_that_took_place_after_all_has_no_reason_any_more(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW)
    pk = desk.visits.of_client(client)[0].id
    desk.visits.cancel(pk, "ill")
    desk.visits.log(VisitEntry(client, Channel.FACE, NOW, planned_visit_id=pk))
    assert (desk.visits.get(pk).status, desk.visits.get(pk).reason) == (VisitStatus.DONE, "")


def test_what_hangs_on_a_binned_visit_or_client_asks_for_nothing(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.log(full_entry(client))

    def asked() -> tuple[int, int, int]:
        day = desk.todo.day(FRIDAY)
        return len(day.promises), len(day.requests), len(desk.reports.daily(NOW.date()).obstacles)

    assert asked() == (1, 2, 1)
    desk.visits.bin(desk.visits.of_client(client)[0].id)
    assert asked() == (0, 0, 0)
    desk.undo()
    desk.clients.bin(client)
    assert asked() == (0, 0, 1), "the report tells what happened on the day"
    desk.undo()
    assert asked() == (1, 2, 1)


def test_an_edit_from_an_outdated_state_is_refused(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW)
    seen = desk.visits.get(desk.visits.of_client(client)[0].id)
    assert isinstance(seen, Visit)
    desk.visits.edit(seen, replace(seen, purpose="Demo"))
    with pytest.raises(Conflict):
        desk.visits.edit(seen, replace(seen, purpose="Training"))
    assert desk.visits.get(seen.id).purpose == "Demo"


def test_settling_a_request_takes_it_from_the_open_ones(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.log(full_entry(client))
    first = desk.visits.requests_open()[0]
    desk.visits.settle_request(first.id, "Granted")
    assert first.id not in {one.id for one in desk.visits.requests_open()}


def test_the_day_is_the_local_one(desk: Desk) -> None:
    client = add_client(desk)
    early = NOW.replace(hour=1)
    desk.visits.log(VisitEntry(client, Channel.EVENT, early))
    assert [one.starts_at for one in desk.visits.between(NOW.date(), NOW.date())] == [early]
    assert desk.visits.between(date(2026, 11, 22), date(2026, 11, 22)) == []


def test_a_visit_remembers_when_it_was_planned_for(desk: Desk) -> None:
    client = desk.clients.create(name="华星")
    planned_for = desk.now() - timedelta(hours=1)
    desk.visits.plan(client, planned_for - timedelta(days=1))
    visit = desk.visits.of_client(client)[0]
    desk.visits.move(visit.id, planned_for)  # while it is only planned, the plan moves with it
    desk.visits.log(replace(desk.visits.entry_of(visit.id), starts_at=desk.now(), result="谈妥"))
    done = desk.visits.get(visit.id)
    assert (done.planned_at, done.starts_at) == (planned_for, desk.now())
    desk.visits.log(VisitEntry(client, Channel.PHONE, desk.now()))
    unplanned = next(card for card in desk.visits.of_client(client) if card.id != visit.id)
    assert unplanned.planned_at is None


def test_a_plan_moved_in_its_sheet_is_planned_for_the_new_day(desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW)
    seen = desk.visits.get(desk.visits.of_client(client)[0].id)
    desk.visits.edit(seen, replace(seen, starts_at=NOW + timedelta(days=8)))
    assert desk.visits.get(seen.id).planned_day == NOW.date() + timedelta(days=8)
