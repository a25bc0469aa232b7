"""A closed month stays as it is, whichever way a change comes, until it is reopened with a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.words.i18n import say
from tests.builders import NOW, make_desk
from tests.store.builders import a_visit, edit, new_client

LAST_MONTH = date(NOW.year, NOW.month, 1) - timedelta(days=1)
THEN = datetime.combine(LAST_MONTH, NOW.timetz())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def visited(desk: Desk, when: datetime) -> Id:
    visit = a_visit(desk, new_client(desk), starts_at=when)
    desk.session.record(Label("visit.logged"), [visit])
    return visit.id


def ordered(desk: Desk, day: date) -> New:
    return New(
        Kind.ORDER,
        desk.session.new_id(),
        {"client_id": new_client(desk), "rep_id": desk.rep.id, "ordered_on": day, "total_cents": 5},
    )


def test_what_is_dated_in_a_closed_month_is_refused_and_the_month_is_named(desk: Desk) -> None:
    visit = visited(desk, THEN)
    desk.closing.close(LAST_MONTH)
    with pytest.raises(Refused) as caught:
        edit(desk, Kind.VISIT, visit, result=("", "Later words"))
    assert f"{LAST_MONTH:%Y}" in say(caught.value)
    with pytest.raises(Refused):
        desk.session.record(Label("order.added"), [ordered(desk, LAST_MONTH)])
    with pytest.raises(Refused):
        visited(desk, THEN)
    assert desk.history.of(Kind.VISIT, visit)[0].field == ""


def test_the_month_that_runs_is_free_but_nothing_moves_into_the_closed_one(desk: Desk) -> None:
    desk.closing.close(LAST_MONTH)
    visit = visited(desk, NOW)
    edit(desk, Kind.VISIT, visit, result=("", "Fine"))
    with pytest.raises(Refused):
        edit(desk, Kind.VISIT, visit, starts_at=(NOW, THEN))


def test_parts_belong_to_the_month_of_their_whole(desk: Desk) -> None:
    order = ordered(desk, LAST_MONTH)
    line = New(
        Kind.ORDER_LINE,
        desk.session.new_id(),
        {"order_id": order.id, "quantity": 1, "net_cents": 5},
    )
    desk.session.record(Label("order.added"), [order, line])
    desk.closing.close(LAST_MONTH)
    with pytest.raises(Refused):
        desk.session.record(Label("order.changed"), [Edit(Kind.ORDER_LINE, line.id, "quantity", 1, 2)])
    with pytest.raises(Refused):
        another = New(Kind.ORDER_LINE, desk.session.new_id(), dict(line.values))
        desk.session.record(Label("order.changed"), [another])


def test_goods_may_arrive_later_and_promises_may_be_kept(desk: Desk) -> None:
    visit = visited(desk, THEN)
    desk.closing.close(LAST_MONTH)
    edit(desk, Kind.VISIT, visit, next_done=(False, True))


def test_undo_obeys_too_and_closing_can_be_undone(desk: Desk) -> None:
    visit = visited(desk, THEN)
    step = desk.history.recent()[0]
    desk.closing.close(LAST_MONTH)
    with pytest.raises(Refused):
        desk.history.undo_step(step)
    desk.undo()
    assert desk.closing.until is None
    edit(desk, Kind.VISIT, visit, result=("", "Fine"))


def test_reopening_wants_a_reason_and_keeps_earlier_months_closed(desk: Desk) -> None:
    desk.closing.close(LAST_MONTH)
    with pytest.raises(Refused) as caught:
        desk.closing.reopen(LAST_MONTH, " ")
    assert caught.value.field == "why"
    desk.closing.reopen(LAST_MONTH, "An order came late")
    assert desk.closing.until == LAST_MONTH.replace(day=1) - timedelta(days=1)
    visited(desk, THEN)
    reopened = next(step for step in desk.history.recent() if step.label.key == "month.reopened")
    assert (reopened.who, reopened.label.params["why"]) == (desk.rep.name, "An order came late")


def test_a_month_that_is_not_over_cannot_be_closed(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.closing.close(NOW.date())


def test_what_a_closed_month_was_to_reach_stands_while_the_rest_of_the_year_is_planned_anew(desk: Desk) -> None:
    year = desk.today().year
    desk.targets.set_total(year, Metric.VISITS, 1200)
    desk.closing.close(date(year, 9, 1))
    why = desk.closing.why_not(date(year, 9, 30))
    assert why is not None and say(why).startswith("September 2026 is closed")
    assert desk.closing.why_not(date(year, 10, 1)) is None

    def cells() -> tuple[int, ...]:
        return desk.targets.matrix(year, Metric.VISITS).matrix.cells[0]

    desk.targets.set_cell(year, Metric.VISITS, (0, 11), 50)
    assert cells() == (100,) * 9 + (125, 125, 50)
    desk.targets.set_total(year, Metric.VISITS, 1600)
    assert cells() == (100,) * 9 + (325, 325, 50)
    assert desk.targets.matrix(year, Metric.VISITS).matrix.locked == {(0, 11)}, "closed cells are not locked for good"
    for deed in (
        lambda: desk.targets.set_cell(year, Metric.VISITS, (0, 2), 5),
        lambda: desk.targets.lock(year, Metric.VISITS, [(0, 2)]),
        lambda: desk.targets.clear(year, Metric.VISITS),
    ):
        with pytest.raises(Refused, match="closed"):
            deed()
    assert cells() == (100,) * 9 + (325, 325, 50)
    desk.closing.reopen(date(year, 1, 1), "Wrong shares")
    desk.targets.set_cell(year, Metric.VISITS, (0, 2), 5)
