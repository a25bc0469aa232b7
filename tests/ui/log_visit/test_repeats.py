"""Visits that repeat, by the plan sheet: chosen, previewed, changed for one, the following or all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.visit import OnHoliday, Visit, VisitSeries
from salesdesk.services.desk import Desk
from salesdesk.store.ids import natural_id
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from tests.builders import NOW
from tests.journeys.hands import Answers

TUESDAY = NOW.replace(day=24)


@pytest.fixture
def door() -> Iterator[Answers]:
    answers = Answers()
    with dialogs.answered_by(answers):
        yield answers


def choose(sheet: PlanVisitSheet, **values: Any) -> None:
    """As a person does: one field after the other."""
    for key, value in values.items():
        sheet.form.field(key).set_value(value)
        sheet.form.edited.emit()


def said(sheet: PlanVisitSheet) -> list[str]:
    return [sheet.repeats.days.item(at).text() for at in range(sheet.repeats.days.count())]


def days(desk: Desk, client: Id) -> list[str]:
    return sorted(f"{one.day:%m-%d}" for one in desk.visits.of_client(client))


def planned(desk: Desk, client: Id, rule: str = "FREQ=WEEKLY;BYDAY=TU;COUNT=4") -> list[Visit]:
    desk.series.plan(VisitSeries(b"", client, b"", rule, TUESDAY))
    return sorted(desk.visits.of_client(client), key=lambda one: one.starts_at)


def test_every_two_weeks_over_a_holiday(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    values = {"day": "2026-12-08", "name": "Company day", "working": False, "region": "CN"}
    pk = natural_id(Kind.HOLIDAY, "CN", "2026-12-08")
    desk.session.record(Label("holiday.changed"), [New(Kind.HOLIDAY, pk, values)])
    sheet = PlanVisitSheet(ctx, window, client_id=huawei, starts_at=TUESDAY)
    qtbot.addWidget(sheet)
    sheet.open()
    assert not sheet.repeats.shown() and not sheet.repeats.days.isVisible()
    choose(sheet, often="weekly", every="2")
    assert sheet.form.values()["weekdays"] == ["1"]
    choose(sheet, ends="count", count="3", on_holiday=OnHoliday.BEFORE.value)
    assert said(sheet) == ["Tue, Nov 24", "Mon, Dec 7, instead of Tue, Dec 8 (Company day)", "Tue, Dec 22"]
    assert sheet.repeats.words.text() == "every 2 weeks on Tue, 3 times · 3 visits in twelve months · 1 shifted"
    choose(sheet, on_holiday=OnHoliday.SKIP.value)
    assert said(sheet)[1] == "left out: Tue, Dec 8 (Company day)"
    sheet._on_save()
    assert days(desk, huawei) == ["11-24", "12-22"]


def test_the_weekday_follows_the_day_until_others_are_chosen(
    ctx: PageContext, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    sheet = PlanVisitSheet(ctx, window, client_id=huawei, starts_at=TUESDAY)
    qtbot.addWidget(sheet)
    choose(sheet, often="weekly", day=date(2026, 11, 26))
    assert sheet.form.values()["weekdays"] == ["3"]
    choose(sheet, weekdays=["1", "3"], day=date(2026, 11, 27))
    assert sheet.form.values()["weekdays"] == ["1", "3"]
    choose(sheet, often="monthly_weekday")
    assert sheet.repeats.often.combo.currentText() == "By months, on the 4th Fri"
    sheet.form.set_clean()


def test_a_rule_of_ones_own_is_refused_with_a_sentence(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    sheet = PlanVisitSheet(ctx, window, client_id=huawei, starts_at=TUESDAY)
    qtbot.addWidget(sheet)
    sheet.open()
    choose(sheet, often="custom", custom="FREQ=HOURLY")
    sheet._on_save()
    assert "not by hours" in sheet.form.field("custom").problem_label.text()
    choose(sheet, custom="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2")
    assert said(sheet) == ["Mon, Nov 30", "Thu, Dec 31"]
    sheet._on_save()
    assert days(desk, huawei) == ["11-30", "12-31"]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (0, ["11-24", "12-02", "12-08", "12-15"]),
        (1, ["11-24", "12-02", "12-09", "12-16"]),
        (2, ["11-25", "12-02", "12-09", "12-16"]),
        (3, ["11-24", "12-01", "12-08", "12-15"]),
    ],
)
def test_a_change_asks_which_ones(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot, door: Answers, answer: int, left: list[str]
) -> None:
    second = planned(desk, huawei)[1]
    sheet = PlanVisitSheet(ctx, window, visit_id=second.id)
    qtbot.addWidget(sheet)
    sheet.open()
    assert (sheet.form.values()["often"], sheet.form.values()["count"]) == ("weekly", "4")
    door.takes = answer
    choose(sheet, day=date(2026, 12, 2))
    sheet._on_save()
    assert days(desk, huawei) == left
    assert sheet.isVisible() == (answer == 3)
    sheet.form.set_clean()


def test_another_rule_is_for_more_than_this_one(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot, door: Answers
) -> None:
    second = planned(desk, huawei)[1]
    sheet = PlanVisitSheet(ctx, window, visit_id=second.id)
    qtbot.addWidget(sheet)
    choose(sheet, every="2", count="2")
    door.takes = 0  # This and the following
    sheet._on_save()
    assert days(desk, huawei) == ["11-24", "12-01", "12-15"]
    again = PlanVisitSheet(ctx, window, visit_id=second.id)
    qtbot.addWidget(again)
    choose(again, often="")
    again._on_save()
    assert days(desk, huawei) == ["11-24", "12-01"]
    assert desk.visits.get(second.id).series_id is None


def test_nothing_changed_asks_nothing(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot, door: Answers
) -> None:
    second = planned(desk, huawei, "FREQ=MONTHLY;BYDAY=4TU;COUNT=4")[1]
    sheet = PlanVisitSheet(ctx, window, visit_id=second.id)
    qtbot.addWidget(sheet)
    sheet._on_save()
    assert door.asked == []


def test_one_that_stood_alone_begins_to_repeat(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    desk.visits.plan(huawei, TUESDAY)
    alone = desk.visits.of_client(huawei)[0]
    sheet = PlanVisitSheet(ctx, window, visit_id=alone.id)
    qtbot.addWidget(sheet)
    choose(sheet, often="daily", every="3", ends="until", until=date(2026, 11, 30))
    sheet._on_save()
    assert days(desk, huawei) == ["11-24", "11-27", "11-30"]
