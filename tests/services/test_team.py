"""The files of a team: rows by the figures page's numbers, read again only when they change, never written."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.team import TeamFigures, TeamMember, last_whole_week, together
from salesdesk.services.desk import Desk
from salesdesk.services.sample import SampleSize, make_sample
from salesdesk.services.team import Reader, Team, files_in
from salesdesk.store import snapshot
from salesdesk.store.backup import sha256_of
from tests.builders import NOW, TestClock

TODAY = NOW.date()
MONTH = Period.month(TODAY)
SMALL = SampleSize(clients=30, visits=200, opportunities=30, orders=40)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


def a_rep(folder: Path, name: str, clock: TestClock) -> Desk:
    return Desk.create(folder / f"{name}-own.salesdesk", rep_name=name, clock=clock)


def publish(desk: Desk, share: Path) -> Path:
    return desk.publishing.publish(desk.publishing.target(share)).path


def test_a_row_says_what_the_figures_page_of_that_file_says(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    desk = make_sample(tmp_path / "own.salesdesk", language="en", size=SMALL, clock=clock)
    copy, period = publish(desk, share), Period.year(TODAY)
    team = Team(clock)
    (row,) = team.members([copy], period)
    told, figures = desk.figures.of(period), row.figures
    assert figures is not None and row.rep == desk.rep.name
    assert (figures.sales, figures.visits, figures.received) == (told.sales, told.visits, told.received)
    assert figures.overdue == told.overdue_receivables
    assert figures.attainment == told.attainment.value
    assert figures.cadence.of == sum(one.of for one in told.cadence_met.values())
    assert figures.stalled == len(desk.funnel.stalled())
    assert figures.months[-1] == desk.figures.of(MONTH).sales
    assert row.published and row.as_of == clock()
    team.drop()
    desk.close()


def test_only_files_that_have_changed_are_read_again(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    reps = [a_rep(tmp_path, name, clock) for name in ("王小明", "陈静")]
    copies = [publish(desk, share) for desk in reps]
    team, arrived = Team(clock), list[TeamMember]()
    first = team.members(copies, MONTH, arrived=arrived.append)
    assert arrived == first and not team.changed(copies)
    reps[1].clients.create(name="新", tier=Tier.A)
    reps[1].funnel.add(name="n", client_id=None, amount_cents=5_00)
    publish(reps[1], share)
    assert team.changed(copies)
    arrived.clear()
    second = team.members(copies, MONTH, arrived=arrived.append)
    assert second[0] is first[0] and [one.rep for one in arrived] == ["陈静"]
    assert second[1].figures is not None and second[1].figures.pipeline == 5_00
    assert team.members(copies[:1], MONTH) == [first[0]]
    team.drop()
    for desk in reps:
        desk.close()


def test_reports_sent_are_those_of_the_last_working_day_and_week(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    desk = a_rep(tmp_path, "陈静", clock)
    friday, week = TODAY - timedelta(days=3), last_whole_week(TODAY)
    desk.reports.send(ReportKind.DAILY, friday)
    team = Team(clock)
    (row,) = team.members([publish(desk, share)], MONTH)
    assert row.figures is not None and (row.figures.day_sent, row.figures.week_sent) == (True, False)
    desk.reports.send(ReportKind.WEEKLY, week)
    (row,) = team.members([publish(desk, share)], MONTH)
    assert row.figures is not None and row.figures.week_sent
    team.drop()
    desk.close()


def test_what_was_changed_on_the_way_or_is_no_file_of_ours_says_so(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    desk = a_rep(tmp_path, "陈静", clock)
    copy = publish(desk, share)
    desk.close()
    snapshot.digest_file(copy).write_text(f"{'0' * 64}  {copy.name}\n")
    (share / "text.salesdesk").write_text("not a database at all " * 10)
    gone = share / "gone.salesdesk"
    team = Team(clock)
    rows = team.members([*files_in(share), gone], MONTH)
    said = {row.path.name: str(row.problem) for row in rows}
    assert "not what was published" in said[copy.name]
    assert "not a SalesDesk file" in said["text.salesdesk"]
    assert "not there" in said["gone.salesdesk"]
    assert all(row.figures is None for row in rows)
    assert not team.changed([copy]), "nothing has changed"
    snapshot.digest_file(copy).write_text(f"{sha256_of(copy)}  {copy.name}\n")  # it came later, as over a slow line
    assert team.changed([copy])
    (row,) = team.members([copy], MONTH)
    assert row.figures is not None
    team.drop()


def test_a_copy_in_view_stays_when_its_file_is_published_anew(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    desk = a_rep(tmp_path, "陈静", clock)
    copy = publish(desk, share)
    team = Team(clock)
    team.members([copy], MONTH)
    shown = team.open(copy)
    team.in_view()
    desk.clients.create(name="新")
    publish(desk, share)
    team.members([copy], MONTH)
    assert shown.path.exists() and shown.read_only and shown.rep.name == "陈静"
    shown.close()
    team.closed()
    assert not shown.path.exists()
    team.drop()
    desk.close()


def test_all_of_a_team_is_read_as_one_and_its_figures_are_the_sums_of_the_rows(tmp_path: Path, share: Path) -> None:
    clock, period = TestClock(), Period.year(TODAY)
    desks = [
        make_sample(tmp_path / f"{name}.salesdesk", language="en", rep_name=name, size=SMALL, clock=clock, seed=name)
        for name in ("Li", "Wang")
    ]
    copies = [publish(desk, share) for desk in desks]
    team, reader = Team(clock), Reader(desks[0].currency, None)
    rows = team.members(copies, period)
    everybody = team.put_together([*copies, share / "gone.salesdesk"], "All", reader)
    assert everybody.count == 2 and "not there" in str(everybody.left_out[0])
    shown = team.open_all(everybody)
    sums, told = together(rows, reader.currency), shown.figures.of(period)
    assert shown.read_only and shown.is_team and shown.whose is None
    assert (told.sales, told.visits, told.received) == (sums.sales, sums.visits, sums.received)
    assert shown.figures.target(period) == sums.target
    plan = shown.targets.matrix(TODAY.year)
    assert plan.matrix.total == sum(desk.targets.matrix(TODAY.year).matrix.total for desk in desks)
    day = shown.todo.day()
    assert len(day.visits) == sum(len(desk.todo.day().visits) for desk in desks)
    assert all(one.client_name.endswith((" (Li)", " (Wang)")) for one in (*day.visits, *day.due))
    days = shown.working.workdays().count(MONTH)
    assert shown.working.capacity(MONTH) == 2 * days * shown.working.pattern().visits_a_day
    names = [line.name for line in plan.lines]
    assert len(names) == len(set(names)), "a product line that both have stands there once"
    slots = shown.reports.states(ReportKind.DAILY, TODAY - timedelta(days=40), TODAY, "team")
    sent = [desk.reports.states(ReportKind.DAILY, TODAY - timedelta(days=40), TODAY) for desk in desks]
    assert [one.sent_at is not None for one in slots] == [
        all(one.sent_at is not None for one in pair) for pair in zip(*sent, strict=True)
    ]
    assert {row.rep for row in shown.reports.daily(TODAY, scope="team").members} == {"Li", "Wang"}
    shown.close()
    team.drop()
    assert not everybody.path.exists()
    for desk in desks:
        desk.close()


def test_two_files_of_one_rep_are_counted_once(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    desk = a_rep(tmp_path, "陈静", clock)
    desk.funnel.add(name="n", client_id=None, amount_cents=5_00)
    old = publish(desk, share)
    kept = share / "陈静 (old).salesdesk"
    kept.write_bytes(old.read_bytes())
    clock.forward(days=1)
    new = publish(desk, share)
    team = Team(clock)
    rows = team.members([kept, new], MONTH)
    assert [one.counted for one in rows] == [False, True]
    assert rows[0].notes[-1].params == {"name": new.name}
    assert together(rows, "CNY").pipeline == 5_00
    team.drop()
    desk.close()


def test_a_row_is_that_of_its_rep_where_the_file_holds_things_of_others(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    mine, other = a_rep(tmp_path, "陈静", clock), a_rep(tmp_path, "李伟", clock)
    mine.funnel.add(name="n", client_id=None, amount_cents=5_00)
    other.funnel.add(name="m", client_id=None, amount_cents=7_00)
    other.settle()
    mine.merging.take_in([other.path])
    team = Team(clock)
    rows = team.members([publish(mine, share), publish(other, share)], MONTH)
    assert [one.figures.pipeline for one in rows if one.figures] == [5_00, 7_00]
    assert together(rows, "CNY").pipeline == 12_00
    team.drop()
    for desk in (mine, other):
        desk.close()


def test_sums_leave_out_amounts_of_another_currency_but_count_all() -> None:
    cny = TeamFigures("CNY", sales=100, target=200, visits=3, months=(1, 2))
    usd = TeamFigures("USD", sales=999, visits=4, months=(9, 9))
    rows = [TeamMember(Path(name), figures=one) for name, one in (("a", cny), ("b", usd))]
    sums = together([*rows, TeamMember(Path("c"))], "CNY")
    assert (sums.sales, sums.attainment, sums.visits, sums.months) == (100, 0.5, 7, (1, 2))


@pytest.mark.parametrize(("day", "monday"), [(23, 16), (27, 16), (28, 23), (29, 23)])
def test_the_last_whole_week_is_this_one_from_saturday_on(day: int, monday: int) -> None:
    assert last_whole_week(date(2026, 11, day)) == date(2026, 11, monday)


class Enough(Exception):
    """Raised by a lead who does not want to wait."""


def test_a_file_is_opened_while_others_are_still_on_their_way(tmp_path: Path, share: Path) -> None:
    clock = TestClock()
    names = ["陈静", "李娜", "王小明", "赵强"]
    for name in names:
        desk = a_rep(tmp_path, name, clock)
        publish(desk, share)
        desk.close()
    copies, team, seen = files_in(share), Team(clock), list[str]()

    def arrived(_row: TeamMember) -> None:
        if not seen:
            desk = team.open(copies[-1])
            team.in_view()
            seen.append(desk.rep.name)
            desk.close()
            team.closed()

    rows = team.members(copies, MONTH, arrived=arrived)
    assert seen == [rows[-1].rep]
    assert sorted(row.rep for row in rows) == sorted(names)
    assert not team.changed(copies)
    team.drop()


def test_a_team_that_was_stopped_half_way_leaves_nothing_and_can_be_asked_again(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    clock = TestClock()
    for name in ("陈静", "李娜", "王小明", "赵强"):
        desk = a_rep(tmp_path, name, clock)
        publish(desk, share)
        desk.close()
    copies, team = files_in(share), Team(clock)

    def step(done: int, _total: int) -> None:
        if done == 2:
            raise Enough

    with pytest.raises(Enough):
        team.members(copies, MONTH, step)
    assert len(list(temp.iterdir())) == 2, "those whose rows are told"
    assert all(row.figures for row in team.members(copies, MONTH))
    team.drop()
    assert list(temp.iterdir()) == []
