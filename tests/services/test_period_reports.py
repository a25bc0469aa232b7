"""The month's review and the year's report: the glossary's numbers, resolutions that come back, a team's rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.reports import frozen
from salesdesk.reports.document import Table, texts
from salesdesk.services.desk import Desk
from salesdesk.services.reports import TEAM, section_titles, words_of
from salesdesk.services.sample import make_sample
from salesdesk.store import journal
from salesdesk.words.i18n import use
from tests.builders import NOW, TestClock, make_desk

MONTHLY, YEAR = ReportKind.MONTHLY, ReportKind.YEAR
TODAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    use("en")
    yield made
    made.close()


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    use("en")
    path = tmp_path_factory.mktemp("rich") / "sample.salesdesk"
    made = make_sample(path, language="en", rep_name="Wang", currency="CNY", clock=TestClock())
    yield made
    made.close()


@pytest.mark.parametrize("kind", [MONTHLY, YEAR])
def test_its_numbers_are_those_of_the_figures(rich: Desk, kind: ReportKind) -> None:
    report = rich.reports.period(kind, TODAY)
    until = kind.period(TODAY).until(TODAY)
    assert report.figures == rich.figures.of(until, rep=rich.rep.id)
    for row in report.metrics:
        found = rich.figures.attainment(kind.period(TODAY), row.metric, rep=rich.rep.id)
        assert (row.achieved.actual, row.achieved.target, row.pace) == (
            found.actual,
            found.target,
            found.pace_per_workday,
        )
    assert sum(one.achieved.actual for one in report.lines) == report.figures.sales
    assert sum(one.achieved.actual for one in report.regions) == report.figures.sales
    assert sum(one.visits for one in report.spans) == report.figures.visits
    assert sum(one.sales for one in report.spans) == report.figures.sales
    assert sum(one.visits or 0 for one in report.regions) == report.figures.visits


def test_the_parts_of_the_gap_sum_to_it(rich: Desk) -> None:
    gap = rich.reports.period(YEAR, TODAY).gap
    assert gap is not None
    assert gap.before + sum(moved.cents for moved in gap.moved) == gap.actual


@pytest.mark.parametrize("kind", [MONTHLY, YEAR])
@pytest.mark.parametrize("scope", ["", TEAM])
def test_every_section_of_the_sample_is_frozen_and_read_back(rich: Desk, kind: ReportKind, scope: str) -> None:
    document = rich.reports.fresh(kind, TODAY, scope=scope)
    assert frozen.from_json(frozen.to_json(document)) == document
    assert {section.key for section in document.sections} <= {*section_titles(kind), "members"}
    assert ("members" in {section.key for section in document.sections}) == bool(scope)


@pytest.mark.parametrize("kind", list(ReportKind))
def test_an_empty_file_has_a_report_too(desk: Desk, kind: ReportKind) -> None:
    for scope in ("", TEAM):
        said = list(texts(desk.reports.fresh(kind, TODAY, scope=scope)))
        assert "–" in " ".join(said)


def test_a_past_month_is_told_as_it_ended(rich: Desk) -> None:
    report = rich.reports.period(MONTHLY, date(2026, 3, 10))
    assert report.period == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert report.figures.sales == rich.figures.of(report.period, rep=rich.rep.id).sales > 0


def test_a_review_has_words_of_its_own_and_is_sent(desk: Desk) -> None:
    assert words_of(MONTHLY) == ("remark", "lessons", "plan", "obstacles", "factors", "cases", "shifts")
    for field in words_of(MONTHLY):
        desk.reports.write_words(MONTHLY, TODAY, field, f"About {field}")
    with pytest.raises(ValueError, match="factors"):
        desk.reports.write_words(ReportKind.DAILY, TODAY, "factors", "x")
    desk.reports.send(MONTHLY, TODAY)
    said = list(texts(desk.reports.document(MONTHLY, TODAY)))
    assert {f"About {field}" for field in words_of(MONTHLY)} <= set(said)
    (slot,) = desk.reports.states(MONTHLY, TODAY, TODAY)
    assert slot.sent_at is not None and slot.first_day == date(2026, 11, 1)
    assert desk.reports.states(YEAR, TODAY, TODAY)[0].sent_at is None


def test_the_teams_report_is_another_one_than_the_own(desk: Desk) -> None:
    desk.reports.write_words(MONTHLY, TODAY, "remark", "Mine")
    desk.reports.write_words(MONTHLY, TODAY, "remark", "Ours", scope=TEAM)
    assert desk.reports.words(MONTHLY, TODAY).remark == "Mine"
    assert desk.reports.words(MONTHLY, TODAY, scope=TEAM).remark == "Ours"
    desk.reports.send(MONTHLY, TODAY, scope=TEAM)
    assert desk.reports.words(MONTHLY, TODAY).sent_at is None


def test_what_was_decided_comes_back_until_it_is_done(desk: Desk) -> None:
    first = desk.resolutions.add(date(2026, 9, 30), "Visit Wuxi every week", "Zhang", date(2026, 10, 15))
    desk.resolutions.add(date(2026, 10, 5), "New price list")
    months = [date(2026, month, 1) for month in (8, 9, 10, 11)]
    assert [len(desk.resolutions.of_month(month)) for month in months] == [0, 1, 2, 2]
    desk.resolutions.done(first, date(2026, 10, 20))
    assert [one.text for one in desk.resolutions.of_month(date(2026, 11, 1))] == ["New price list"]
    assert desk.resolutions.of_month(date(2026, 10, 1))[0].id == first, "it was open then"
    assert [one.id for one in desk.resolutions.settled_in(date(2026, 10, 1))] == [first]
    said = list(texts(desk.reports.fresh(MONTHLY, date(2026, 11, 1))))
    assert "New price list" in said and "Visit Wuxi every week" not in said
    desk.undo()
    assert len(desk.resolutions.of_month(date(2026, 11, 1))) == 2


def test_a_resolution_needs_words_and_a_day_that_is_not_over(desk: Desk) -> None:
    with pytest.raises(Refused, match="decided"):
        desk.resolutions.add(TODAY, "  ")
    with pytest.raises(Refused, match="before the month"):
        desk.resolutions.add(TODAY, "Late", due_on=date(2026, 10, 31))


def test_a_resolution_is_binned_and_restored(desk: Desk) -> None:
    pk = desk.resolutions.add(TODAY, "New price list")
    desk.resolutions.bin(pk)
    assert not desk.resolutions.of_month(TODAY)
    (binned,) = desk.bin.list()
    desk.bin.restore(binned.kind, binned.id)
    assert [one.id for one in desk.resolutions.of_month(TODAY)] == [pk]


def _second_rep(desk: Desk) -> bytes:
    pk = desk.session.new_id()
    journal.record(desk.file, [New(Kind.REP, pk, {"name": "Zhang Hui"})], Label("file.created", {"rep": "Zhang Hui"}))
    return pk


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_team_has_a_row_for_each_rep_and_their_sums(desk: Desk, kind: ReportKind) -> None:
    assert not desk.reports.has_team()
    other = _second_rep(desk)
    assert desk.reports.has_team()
    client = desk.clients.create(name="Huawei")
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW))
    desk.targets.set_total(2026, Metric.SALES, 1200_00)
    found = {
        ReportKind.DAILY: lambda: desk.reports.daily(TODAY, scope=TEAM).members,
        ReportKind.WEEKLY: lambda: desk.reports.weekly(TODAY, scope=TEAM).members,
    }.get(kind, lambda: desk.reports.period(kind, TODAY, scope=TEAM).members)()
    assert [one.rep for one in found] == ["Zhang Hui", desk.rep.name]
    assert [one.visits for one in found] == [0, 1]
    assert [one.sales.target is None for one in found] == [True, False]
    desk.reports.send(kind, TODAY)
    document = desk.reports.fresh(kind, TODAY, scope=TEAM)
    assert {"sent", "missing"} <= set(texts(document))
    assert desk.reports.fresh(kind, TODAY, rep_id=other).author == "Zhang Hui"


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_team_is_measured_by_what_was_stated_for_it(desk: Desk, kind: ReportKind) -> None:
    _second_rep(desk)
    desk.targets.set_total(2026, Metric.SALES, 1_200_000_00)
    desk.targets.set_team_total(2026, Metric.SALES, 2_400_000_00)
    client = desk.clients.create(name="Huawei")
    order = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": TODAY, "total_cents": 60_000_00}
    journal.record(desk.file, [New(Kind.ORDER, desk.session.new_id(), order)], Label("sample.created"))
    document = desk.reports.fresh(kind, TODAY, scope=TEAM)
    blocks = [block for section in document.sections for block in section.blocks]
    [rows] = [one for one in blocks if isinstance(one, Table) and one.columns[0].heading == "Rep"]
    names = [row[0].text for row in rows.rows]
    assert names == ["Zhang Hui", desk.rep.name, "Stated for the team"]
    own, more = rows.rows[1][2].value, rows.rows[2][2].value
    assert abs(more - own) <= 1, "as much again, to the cent of a part of a month"
    assert rows.total[2].value == own + more
    assert rows.total[3].value == pytest.approx(rows.rows[1][3].value / 2, rel=1e-4), "attainment by what was stated"
    assert [cell.text for cell in rows.rows[2][3:]] == [""] * 8


def test_what_the_last_report_planned_stands_beside_what_was_done(desk: Desk) -> None:
    client = desk.clients.create(name="Huawei")
    desk.reports.write_words(ReportKind.DAILY, date(2026, 11, 20), "plan", "Three calls in Wuxi")
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW))
    report = desk.reports.daily(TODAY)
    assert (report.previous_plan, report.unplanned) == ("Three calls in Wuxi", 1)
    said = list(texts(desk.reports.fresh(ReportKind.DAILY, TODAY)))
    assert "Three calls in Wuxi" in said and "Planned 0, done 0; unplanned 1." in said
