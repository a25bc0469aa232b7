"""The funnel: every move is kept, and the board says what the file holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.funnel_rules import DEFAULT_LIMITS, DEFAULT_PROBABILITY
from salesdesk.domain.opportunity import LostReason, Opportunity, Priority, Stage, StageMove, weighted
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.services.funnel import EVERYTHING, BoardFilter, Card, ColumnKey, Last, SavedBoard, TableRows
from salesdesk.store.read.rows import things
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


def add_visit(desk: Desk, client: Id, deal: Id, day: date, status: VisitStatus = VisitStatus.DONE) -> None:
    moment = NOW.replace(year=day.year, month=day.month, day=day.day)
    values = {
        "client_id": client,
        "rep_id": desk.rep.id,
        "status": status,
        "channel": Channel.FACE,
        "starts_at": moment,
        "opportunity_id": deal,
    }
    desk.session.record(Label("visit.logged", {"client": ""}), [New(Kind.VISIT, desk.session.new_id(), values)])


def deal_of(desk: Desk, pk: Id) -> Opportunity:
    found = desk.funnel.get(pk)
    assert found
    return found


def test_a_new_one_begins_with_its_first_move(desk: Desk) -> None:
    client = desk.clients.create(name="华为技术")
    pk = desk.funnel.add(name=" 水泵项目 ", client_id=client, amount_cents=5_000_00, stage=Stage.NEED_CONFIRMED)
    deal = deal_of(desk, pk)
    assert (deal.name, deal.client_id, deal.rep_id, deal.created_on) == ("水泵项目", client, desk.rep.id, TODAY)
    assert [(m.from_stage, m.to_stage, m.rep_id) for m in desk.funnel.stages_of(pk)] == [
        (None, Stage.NEED_CONFIRMED, desk.rep.id)
    ]
    assert [found.id for found in desk.funnel.find("sbxm")] == [pk]
    desk.undo()
    assert desk.funnel.board().cards() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x", "amount_cents": -1}, "amount_cents"),
        ({"name": "x", "probability": 101}, "probability"),
        ({"name": "x", "stage": Stage.LOST}, "lost_reason"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(desk: Desk, values: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as caught:
        desk.funnel.add(**values)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert things(desk.file.conn, StageMove) == []


def test_winning_losing_and_reopening(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Pump", amount_cents=100_00)
    clock.forward(days=3)
    assert desk.funnel.move(pk, Stage.WON, amount_cents=90_00).label.key == "opportunity.won"
    won = deal_of(desk, pk)
    assert (won.stage, won.amount_cents, won.closed_on) == (Stage.WON, 90_00, TODAY + timedelta(days=3))

    assert desk.funnel.move(pk, Stage.PROPOSAL).label.key == "opportunity.reopened"
    assert deal_of(desk, pk).closed_on is None
    with pytest.raises(Refused) as caught:
        desk.funnel.move(pk, Stage.LOST)
    assert caught.value.field == "lost_reason"
    desk.funnel.move(pk, Stage.LOST, lost_reason=LostReason.TERMS, lost_to="ACME", lost_note=" 30 % cheaper ")
    lost = deal_of(desk, pk)
    assert (lost.lost_reason, lost.lost_to, lost.lost_note) == (LostReason.TERMS, "ACME", "30 % cheaper")

    desk.undo()
    back = deal_of(desk, pk)
    assert (back.stage, back.lost_reason, back.lost_to) == (Stage.PROPOSAL, None, "")
    assert [m.to_stage for m in desk.funnel.stages_of(pk)] == [Stage.FIRST_CONTACT, Stage.WON, Stage.PROPOSAL]
    assert not desk.funnel.move(pk, Stage.PROPOSAL)


def test_editing_moves_renames_and_guards(desk: Desk) -> None:
    pk = desk.funnel.add(name="旧项目", amount_cents=1_00)
    before = deal_of(desk, pk)
    done = desk.funnel.edit(before, replace(before, name="新合同", stage=Stage.PROPOSAL, amount_cents=2_00))
    assert done.label.key == "opportunity.moved"
    assert [m.from_stage for m in desk.funnel.stages_of(pk)] == [None, Stage.FIRST_CONTACT]
    assert [found.name for found in desk.funnel.find("xht")] == ["新合同"]
    assert desk.funnel.find("jxm") == []
    with pytest.raises(Conflict):
        desk.funnel.edit(before, replace(before, amount_cents=3_00))
    after = deal_of(desk, pk)
    desk.funnel.edit(after, replace(after, stage=Stage.LOST, lost_reason=LostReason.TIMING))
    lost = deal_of(desk, pk)
    desk.funnel.edit(lost, replace(lost, lost_to="ACME"))
    lost = deal_of(desk, pk)
    assert (lost.lost_reason, lost.lost_to, lost.closed_on) == (LostReason.TIMING, "ACME", TODAY)
    desk.funnel.edit(lost, replace(lost, stage=Stage.PROPOSAL))
    again = deal_of(desk, pk)
    assert (again.lost_reason, again.lost_to, again.closed_on) == (None, "", None)


def test_the_bin_hides_and_gives_back(desk: Desk) -> None:
    pk = desk.funnel.add(name="Pump")
    desk.funnel.bin(pk)
    assert desk.funnel.board().cards() == [] and desk.funnel.card(pk) is None
    with pytest.raises(Refused):
        desk.funnel.move(pk, Stage.WON)
    desk.funnel.restore(pk)
    assert [card.id for card in desk.funnel.board().cards()] == [pk]


STAGES = st.sampled_from(list(Stage))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), STAGES, st.booleans()), max_size=14))
def test_what_entered_a_stage_left_it_or_is_still_there(moves: list[tuple[int, Stage, bool]]) -> None:
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        deals = [desk.funnel.add(name=f"Deal {n}", stage=Stage.FIRST_CONTACT) for n in range(4)]
        for which, to, by_form in moves:
            deal = deal_of(desk, deals[which])
            if by_form:
                desk.funnel.edit(deal, replace(deal, stage=to, lost_reason=LostReason.TIMING))
            else:
                desk.funnel.move(deal.id, to, lost_reason=LostReason.TIMING)
        entered: Counter[Stage] = Counter()
        left: Counter[Stage] = Counter()
        for pk in deals:
            history = desk.funnel.stages_of(pk)
            assert [m.from_stage for m in history] == [None, *(m.to_stage for m in history[:-1])]
            entered.update(m.to_stage for m in history)
            left.update(m.from_stage for m in history if m.from_stage)
        forward_lost_back = {
            stage: sum(
                (m.to_stage is not Stage.LOST and m.to_stage.rank >= stage.rank)
                + (m.to_stage is Stage.LOST)
                + (m.to_stage is not Stage.LOST and m.to_stage.rank < stage.rank)
                for pk in deals
                for m in desk.funnel.stages_of(pk)
                if m.from_stage is stage
            )
            for stage in Stage
        }
        still = Counter(card.stage for card in desk.funnel.board().cards())
        assert all(entered[stage] == forward_lost_back[stage] + still[stage] for stage in Stage)
        assert forward_lost_back == {stage: left[stage] for stage in Stage}
        desk.close()


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Every stage, priority and age; visits that wake some of them; one in dollars."""
    client = desk.clients.create(name="华为技术", tier=Tier.A)
    line = desk.products.add_line(name="Premium")
    product = desk.products.add_product(name="Pump X", line_id=line)
    for n in range(40):
        stage = list(Stage)[n % 5]
        values = {
            "name": f"Deal {n}",
            "search": f"deal{n}",
            "rep_id": desk.rep.id,
            "stage": stage,
            "created_on": TODAY - timedelta(days=90),
            "client_id": client if n % 3 else None,
            "product_id": product if n % 2 else None,
            "amount_cents": 1_001 * n,
            "currency": "USD" if n == 11 else "CNY",
            "probability": None if n % 4 else n,
            "priority": list(Priority)[n % 3],
            "expected_close": TODAY + timedelta(days=3 * n - 20) if n % 6 else None,
            "closed_on": None if stage.is_open else TODAY - timedelta(days=2 * n),
            "next_step": "Call" if n % 7 == 0 else "",
            "next_on": TODAY + timedelta(days=n - 20) if n % 7 == 0 else None,
        }
        pk = desk.session.new_id()
        move = {
            "opportunity_id": pk,
            "to_stage": stage,
            "moved_at": NOW - timedelta(days=2 * n),
            "rep_id": desk.rep.id,
        }
        desk.session.record(
            Label("opportunity.added", {"opportunity": ""}),
            [New(Kind.OPPORTUNITY, pk, values), New(Kind.STAGE_MOVE, desk.session.new_id(), move)],
        )
        if n % 5 == 1 and n % 3:
            add_visit(desk, client, pk, TODAY - timedelta(days=n // 2))
            add_visit(desk, client, pk, TODAY, VisitStatus.PLANNED)
    return desk


def slow_stalled(desk: Desk, deal: Opportunity) -> int:
    """Days without activity, read one by one."""
    if not deal.stage.is_open or (deal.next_on and deal.next_on >= TODAY):
        return 0
    days = [m.moved_at.date() for m in desk.funnel.stages_of(deal.id)]
    days += [v.starts_at.date() for v in desk.funnel.visits_of(deal.id) if v.status is VisitStatus.DONE]
    quiet = (TODAY - max(days)).days
    return quiet if quiet > DEFAULT_LIMITS[deal.stage].quiet else 0


def chance_of(deal: Opportunity) -> int:
    """The file is too young to have learned another one."""
    return DEFAULT_PROBABILITY[deal.stage] if deal.probability is None else deal.probability


def test_the_board_equals_a_slow_recount(busy: Desk) -> None:
    deals = [d for d in things(busy.file.conn, Opportunity) if d.stage.is_open or (TODAY - d.closed_on).days <= 30]  # type: ignore[operator]
    board = busy.funnel.board()
    columns = {key: [d for d in deals if d.stage.value == key.value] for key in list(ColumnKey)[:3]}
    for key, expected in columns.items():
        column, own = board.column(key), [d for d in expected if d.currency == "CNY"]
        assert {card.id for card in column.cards} == {d.id for d in expected}
        assert column.sum_cents == sum(d.amount_cents for d in own)
        assert column.weighted_cents == sum(weighted(d.amount_cents, chance_of(d)) for d in own)
        assert column.elsewhere == len(expected) - len(own)
        ranked = [(card.priority, card.expected_close or date.max) for card in column.cards]
        assert ranked == sorted(ranked)
    closed = board.column(ColumnKey.CLOSED)
    won, lost = ([d for d in deals if d.stage is stage] for stage in (Stage.WON, Stage.LOST))
    assert [card.stage for card in closed.cards] == [Stage.WON] * len(won) + [Stage.LOST] * len(lost)
    assert (closed.won, closed.won_cents) == (len(won), sum(d.amount_cents for d in won))
    assert (closed.lost, closed.lost_cents) == (len(lost), sum(d.amount_cents for d in lost))
    by_id = {card.id: card for card in board.cards()}
    for deal in deals:
        card = by_id[deal.id]
        assert (card.name, card.probability) == (deal.name, chance_of(deal))
        assert card.weighted_cents == weighted(deal.amount_cents, chance_of(deal))
        assert card.stalled == slow_stalled(busy, deal)
        assert card.line == ("Premium" if deal.product_id else "")
        assert card.tier == (Tier.A if deal.client_id else None)
        assert busy.funnel.card(deal.id) == card
    assert any(card.last is Last.VISIT for card in by_id.values())
    assert {card.id for card in busy.funnel.stalled()} == {d.id for d in deals if slow_stalled(busy, d)} != set()


def test_each_choice_shows_what_it_counts_together_with_the_others(busy: Desk) -> None:
    board = busy.funnel.board()
    everything, month, rep = board.cards(), Period.month(TODAY), busy.rep.id
    line = next(card.line_id for card in everything if card.line_id)
    tests: list[tuple[BoardFilter, Callable[[Card], bool]]] = [
        (BoardFilter(priorities=frozenset({Priority.P1, Priority.P3})), lambda c: c.priority is not Priority.P2),
        (BoardFilter(tiers=frozenset({Tier.A})), lambda c: c.tier is Tier.A),
        (BoardFilter(owners=frozenset({rep})), lambda c: c.rep_id == rep),
        (BoardFilter(lines=frozenset({line})), lambda c: c.line_id == line),
        (BoardFilter(stalled=True), lambda c: c.stalled > 0),
        (BoardFilter(closing=True), lambda c: (c.expected_close if c.stage.is_open else c.closed_on) in month),
    ]
    for wanted, passes in tests:
        assert busy.funnel.board(wanted).cards() == [card for card in everything if passes(card)] != []
    for (one, passes_one), (other, passes_other) in product(tests, tests):
        parts = {f.name: getattr(one, f.name) or getattr(other, f.name) for f in fields(BoardFilter)}
        both = busy.funnel.board(BoardFilter(**parts))
        assert both.cards() == [card for card in everything if passes_one(card) and passes_other(card)]
        if one == other or one.priorities or other.priorities:
            continue
        for priority in Priority:
            shown = [c for c in everything if passes_one(c) and passes_other(c) and c.priority is priority]
            assert both.counts.priorities.get(priority, 0) == len(shown)
    assert board.counts.stalled == len([c for c in everything if c.stalled])
    assert board.counts.tiers == Counter(c.tier for c in everything)
    assert not EVERYTHING and BoardFilter("x") and BoardFilter(closing=True).narrowed


def test_a_saved_filter_comes_back_as_it_was(busy: Desk) -> None:
    wanted = BoardFilter(
        "华为", frozenset({Priority.P1}), frozenset({Tier.A, Tier.B}), frozenset({busy.rep.id}), stalled=True
    )
    busy.funnel.filters.save(SavedBoard.of(wanted, "mine"))
    assert [(one.name, one.filter()) for one in busy.funnel.filters.all()] == [("mine", wanted)]
    assert busy.clients.filters.all() == []
    busy.undo()
    assert busy.funnel.filters.all() == []


def test_the_table_is_sorted_by_any_column_with_what_is_missing_last(busy: Desk) -> None:
    cards = busy.funnel.board().cards()
    rows, by_id = TableRows(cards, busy.funnel.owners()), {card.id: card for card in cards}
    assert rows.ids("", False) == [card.id for card in cards]
    amounts = [by_id[pk].amount_cents for pk in rows.ids("amount", True)]  # type: ignore[index]
    assert amounts == sorted(amounts, reverse=True)
    for descending in (False, True):
        days = [by_id[pk].next_on for pk in rows.ids("step", descending)]  # type: ignore[index]
        known = [day for day in days if day]
        assert known == sorted(known, reverse=descending) and days[: len(known)] == known
    for order in ("client", "name", "stage", "weighted", "priority", "tier", "age", "close", "owner"):
        assert set(rows.ids(order, False)) == set(by_id)
    assert [card.id for card in rows.rows([cards[2].id, b"gone"])] == [cards[2].id]


def test_typing_narrows_by_name_or_client_in_any_spelling(busy: Desk) -> None:
    of_client = [c for c in busy.funnel.board().cards() if c.client]
    for typed in ("華為", "huawei", "hwjs"):
        assert busy.funnel.board(BoardFilter(text=typed)).cards() == of_client
    one = busy.funnel.board(BoardFilter(text="deal 21 "))
    assert [card.name for card in one.cards()] == ["Deal 21"] and one.total == 1
    assert busy.funnel.board(BoardFilter(text="hw deal21")).cards() == []


def test_a_clients_open_ones_come_first(busy: Desk) -> None:
    client = busy.clients.find("hwjs")[0].id
    ranks = [(not d.stage.is_open, -d.stage.rank) for d in busy.funnel.of_client(client)]
    assert ranks == sorted(ranks) and len(ranks) == 26


def test_age_is_the_days_in_the_stage(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Pump")
    clock.forward(days=5)
    desk.funnel.move(pk, Stage.PROPOSAL)
    clock.forward(days=31)
    card = desk.funnel.card(pk)
    assert card and (card.age, card.stalled, card.last) == (31, 31, Last.MOVE)
    deal = deal_of(desk, pk)
    desk.funnel.edit(deal, replace(deal, next_step="Call", next_on=desk.today()))
    card = desk.funnel.card(pk)
    assert card and card.stalled == 0


def test_closed_ones_leave_the_board_after_thirty_days(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Pump", stage=Stage.WON)
    clock.forward(days=30)
    assert [card.id for card in desk.funnel.board().cards()] == [pk]
    clock.forward(days=1)
    assert desk.funnel.board().cards() == []
    assert desk.funnel.find("")[0].id == pk
