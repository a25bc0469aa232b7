"""The clients in a month's and a year's report: key accounts, won and gone, reached, what was learnt and planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate, ReportKind
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.reports.document import BarChart, texts
from salesdesk.services.desk import Desk
from salesdesk.services.reports import TEAM
from salesdesk.services.sample import make_sample
from salesdesk.words.i18n import use
from tests.builders import NOW, TestClock, make_desk

DAILY, WEEKLY, MONTHLY, YEAR = ReportKind
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


def add(desk: Desk, kind: Kind, **values: object) -> Id:
    made = desk.session.new_id()
    desk.session.record(Label("x"), [New(kind, made, values)])
    return made


def bought(desk: Desk, who: Id, day: date, cents: int) -> None:
    add(desk, Kind.ORDER, client_id=who, rep_id=desk.rep.id, ordered_on=day, total_cents=cents)


def test_accounts_new_and_gone_clients_are_named(desk: Desk) -> None:
    names = ("Old", "Fresh", "Gone")
    old, fresh, gone = (add(desk, Kind.CLIENT, name=name, tier=Tier.B, since=date(2024, 1, 1)) for name in names)
    bought(desk, old, date(2025, 3, 1), 1_000_00)
    bought(desk, gone, date(2025, 4, 1), 9_000_00)
    bought(desk, old, date(2026, 3, 1), 2_000_00)
    bought(desk, fresh, date(2026, 11, 2), 5_000_00)
    desk.visits.log(VisitEntry(fresh, Channel.FACE, NOW, 30))
    year = desk.reports.period(YEAR, TODAY)
    assert [(one.client, one.sales_cents, one.before_cents, one.contacts) for one in year.accounts] == [
        ("Fresh", 5_000_00, 0, 1),
        ("Old", 2_000_00, 1_000_00, 0),
    ]
    assert (year.new_clients, year.gone_clients) == (("Fresh",), ("Gone",))
    assert dict(year.behind) == {"new": ("Fresh",), "lost": ("Gone",), "volume": ("Old",), "price": ()}
    assert desk.reports.period(MONTHLY, TODAY).new_clients == ("Fresh",)
    assert desk.reports.period(MONTHLY, date(2026, 10, 1)).new_clients == ()
    assert {"Ordered for the first time (1)", "Bought the year before and not since (1)"} <= set(
        texts(desk.reports.fresh(YEAR, TODAY))
    )


def test_weeks_tell_new_and_existing_clients_apart(desk: Desk) -> None:
    old, fresh = (add(desk, Kind.CLIENT, name=name, tier=Tier.C, since=date(2024, 1, 1)) for name in "AB")
    bought(desk, old, date(2026, 1, 5), 100)
    desk.visits.log(VisitEntry(fresh, Channel.PHONE, NOW, 5))
    last = desk.reports.period(MONTHLY, TODAY).spans[-1]
    assert (last.new, last.existing) == (Rate.part(1, 1), Rate.part(0, 1))


def test_the_sums_of_the_sample_agree(rich: Desk) -> None:
    for kind in (MONTHLY, YEAR):
        report = rich.reports.period(kind, TODAY)
        assert len(report.new_clients) == report.figures.new_clients
        assert report.unplanned <= report.figures.visits
        for cells in report.lost_reasons:
            assert sum(count for _stage, count in cells.stages) == cells.count
    until = Period(date(2026, 1, 1), TODAY)
    assert report.accounts[0].sales_cents <= rich.figures.of(until, rep=rich.rep.id).sales
    assert [one.sales_cents for one in report.accounts] == sorted(
        (one.sales_cents for one in report.accounts), reverse=True
    )
    charts = [block for section in rich.reports.fresh(YEAR, TODAY).sections for block in section.blocks]
    assert sum(isinstance(block, BarChart) for block in charts) >= 4


def test_a_review_repeats_what_its_weeks_taught_and_what_was_announced(desk: Desk) -> None:
    desk.reports.write_words(WEEKLY, TODAY, "lessons", "Ask for the budget first")
    desk.reports.write_words(WEEKLY, TODAY - timedelta(weeks=8), "lessons", "Long ago")
    desk.reports.write_words(MONTHLY, date(2026, 10, 1), "plan", "Win back the lost ones")
    desk.reports.write_words(MONTHLY, TODAY, "lessons", "Call before noon")
    month, year = desk.reports.period(MONTHLY, TODAY), desk.reports.period(YEAR, TODAY)
    assert [text for _day, text in month.learnt] == ["Ask for the budget first"]
    assert [text for _day, text in year.learnt] == ["Call before noon"]
    assert month.previous_plan == "Win back the lost ones"
    assert {"Ask for the budget first", "Win back the lost ones"} <= set(texts(desk.reports.fresh(MONTHLY, TODAY)))


def test_an_old_plan_is_not_that_of_the_report_before(desk: Desk) -> None:
    desk.reports.write_words(WEEKLY, TODAY - timedelta(weeks=1), "plan", "Last week's")
    desk.reports.write_words(DAILY, TODAY - timedelta(days=20), "plan", "Three weeks old")
    assert desk.reports.weekly(TODAY).previous_plan == "Last week's"
    assert desk.reports.weekly(TODAY + timedelta(weeks=1)).previous_plan == ""
    assert desk.reports.daily(TODAY).previous_plan == ""


@pytest.mark.parametrize("kind", list(ReportKind))
def test_the_teams_open_pipeline_is_everything_open(rich: Desk, kind: ReportKind) -> None:
    report = rich.reports
    (row,) = {
        DAILY: lambda: report.daily(TODAY, scope=TEAM),
        WEEKLY: lambda: report.weekly(TODAY, scope=TEAM),
        MONTHLY: lambda: report.period(MONTHLY, TODAY, scope=TEAM),
        YEAR: lambda: report.period(YEAR, TODAY, scope=TEAM),
    }[kind]().members
    worth = rich.file.conn.exec_driver_sql(
        "SELECT sum(amount_cents) FROM opportunity WHERE stage NOT IN ('won', 'lost') AND currency = 'CNY'"
        " AND NOT deleted"
    ).scalar()
    assert row.pipeline_cents == worth > 0
    assert row.stalled == len(report.weekly(TODAY).stalled)


def test_a_teams_day_and_week_do_not_deny_the_visits_of_its_rows(rich: Desk) -> None:
    for kind in (DAILY, WEEKLY):
        said = set(texts(rich.reports.fresh(kind, TODAY, scope=TEAM)))
        assert not said & {"No visits today.", "No visits are planned yet."}


def test_a_conversion_above_one_hundred_percent_says_why(desk: Desk) -> None:
    sentence = "New-client conversion above 100 %: some ordered without a contact that was noted in the period."
    for at, name in enumerate(("Met", "Never met")):
        who = add(desk, Kind.CLIENT, name=name, since=date(2026, 1, 1), is_prospect=True)
        if not at:
            desk.visits.log(VisitEntry(client_id=who, channel=Channel.PHONE, starts_at=desk.now()))
            assert sentence not in texts(desk.reports.document(YEAR, TODAY))
        bought(desk, who, TODAY, 100_00)
    assert sentence in texts(desk.reports.document(YEAR, TODAY))
