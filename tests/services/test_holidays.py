"""The calendars of 2026 day by day against what was published, and the days that a person enters or imports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from tests.builders import make_desk

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def days(*spans: str) -> set[date]:
    """Days written as "2-15..2-23" or "5-9"."""
    found: set[date] = set()
    for span in spans:
        first, _dots, last = span.partition("..")
        begin, end = (date(2026, *map(int, one.split("-"))) for one in (first, last or first))
        found |= set(Period(begin, end))
    return found


MAINLAND_OFF = days(
    "1-1..1-3",  # 元旦
    "2-15..2-23",  # 春节
    "4-4..4-6",  # 清明节
    "5-1..5-5",  # 劳动节
    "6-19..6-21",  # 端午节
    "9-25..9-27",  # 中秋节
    "10-1..10-7",  # 国庆节
)
MAINLAND_WORKED = days("1-4", "2-14", "2-28", "5-9", "9-20", "10-10")
"""国务院办公厅关于2026年部分节假日安排的通知."""

TAIWAN_OFF = days(
    "1-1",  # 開國紀念日
    "2-14..2-22",  # 小年夜、除夕、春節及補假
    "2-27..3-1",  # 和平紀念日及補假
    "4-3..4-6",  # 兒童節、清明節及補假
    "5-1",  # 勞動節
    "6-19",  # 端午節
    "9-25",  # 中秋節
    "9-28",  # 教師節
    "10-9..10-11",  # 國慶日及補假
    "10-24..10-26",  # 臺灣光復節及補假
    "12-25",  # 行憲紀念日
)
"""行政院人事行政總處 115 年政府行政機關辦公日曆表; no Saturday makes up for anything."""


def expected(off: set[date], worked: set[date]) -> list[date]:
    return [day for day in YEAR if day in worked or (day.weekday() < 5 and day not in off)]


def worked_days(desk: Desk) -> list[date]:
    work = desk.working.workdays()
    return [day for day in YEAR if day in work]


def test_mainland_china_2026_day_by_day(desk: Desk) -> None:
    desk.holidays.set_region("CN")
    assert worked_days(desk) == expected(MAINLAND_OFF, MAINLAND_WORKED)
    assert len(worked_days(desk)) == desk.working.workdays().count(YEAR) == 248


def test_taiwan_2026_day_by_day(desk: Desk) -> None:
    desk.holidays.set_region("TW")
    assert worked_days(desk) == expected(TAIWAN_OFF, set())
    named = {one.day: one.name for one in desk.holidays.between(YEAR.first, YEAR.last)}
    assert "孔子" in named["2026-09-28"] or "教師" in named["2026-09-28"] or "Confucius" in named["2026-09-28"]


def test_hong_kong_knows_its_own_days(desk: Desk) -> None:
    desk.holidays.set_region("HK")
    work = desk.working.workdays()
    off = {"2026-02-17", "2026-04-03", "2026-04-06", "2026-05-25", "2026-07-01", "2026-12-25"}
    assert not {one for one in off if date.fromisoformat(one) in work}


def test_stray_make_up_days_of_old_years_stay_out(desk: Desk) -> None:
    desk.holidays.set_region("CN")
    assert {one.day[:4] for one in desk.holidays.between(date(1990, 1, 1), date(2040, 1, 1))} == {
        str(year) for year in range(2023, 2028)
    }
    assert desk.holidays.is_published("CN", 2026)
    assert not desk.holidays.is_published("CN", 2027)
    assert desk.holidays.is_published("TW", 2026)


def test_another_region_takes_the_place_of_the_first_and_is_undone(desk: Desk) -> None:
    desk.holidays.set_region("CN")
    desk.holidays.set_region("TW")
    assert (desk.holidays.region(), date(2026, 1, 4) in desk.working.workdays()) == ("TW", False)
    desk.undo()
    assert (desk.holidays.region(), date(2026, 1, 4) in desk.working.workdays()) == ("CN", True)
    desk.holidays.set_region("TW")
    assert worked_days(desk) == expected(TAIWAN_OFF, set())
    desk.holidays.set_region("")
    assert worked_days(desk) == expected(set(), set())


def test_an_unknown_region_is_refused_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.holidays.set_region("XX")
    assert desk.holidays.region() == ""


def test_every_region_offered_can_be_taken(desk: Desk) -> None:
    offered = desk.holidays.regions()
    assert offered[:3] == ["CN", "TW", "HK"] and len(offered) > 150
    for region in ("DE", "DE-BY", "AE", "JP", "US"):
        assert desk.holidays.set_region(region)


def test_a_day_is_toggled_and_back(desk: Desk) -> None:
    desk.holidays.set_region("CN")
    for day in (date(2026, 11, 25), date(2026, 10, 1), date(2026, 10, 10), date(2026, 11, 28)):
        before = day in desk.working.workdays()
        desk.holidays.toggle(day)
        assert (day in desk.working.workdays()) is not before
        desk.undo()
        assert (day in desk.working.workdays()) is before
        desk.holidays.toggle(day)
        desk.holidays.toggle(day)
        assert (day in desk.working.workdays()) is before
    assert not [one for one in desk.holidays.between(YEAR.first, YEAR.last) if one.region == ""]


def test_what_was_entered_survives_the_year_being_taken_again(desk: Desk) -> None:
    desk.holidays.set_region("CN")
    desk.holidays.mark(date(2026, 12, 31), working=False, name="Stocktaking")
    desk.holidays.take_year(2026)
    (own,) = [one for one in desk.holidays.between(YEAR.first, YEAR.last) if one.region == ""]
    assert (own.name, own.working) == ("Stocktaking", False)
    desk.holidays.clear(date(2026, 12, 31))
    assert date(2026, 12, 31) in desk.working.workdays()


def test_days_not_published_yet_come_from_a_list(desk: Desk, tmp_path: Path) -> None:
    desk.holidays.set_region("CN")
    source = tmp_path / "2027.csv"
    source.write_text(
        "日期,名称,休/班\n2027-02-11,春节,休\n2027/2/14,春节调休,班\n下周三,不知道,休\n2027-02-09,春节,也许\n"
    )
    taken = desk.holidays.import_days(source)
    assert (taken.days, [one.line for one in taken.problems]) == (2, [4, 5])
    work = desk.working.workdays()
    assert date(2027, 2, 11) not in work and date(2027, 2, 14) in work
    desk.undo()
    assert date(2027, 2, 11) in desk.working.workdays()
    assert desk.holidays.import_days(source).days == 2
    assert date(2027, 2, 14) in desk.working.workdays()


def test_a_list_without_a_head_and_without_the_last_word(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "days.csv"
    source.write_text("20270101;New Year\n20270109;Make-up day\n")
    assert desk.holidays.import_days(source).days == 2
    work = desk.working.workdays()
    assert date(2027, 1, 1) not in work and date(2027, 1, 9) in work


def test_a_calendar_file_of_holidays(desk: Desk, tmp_path: Path) -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n"
        for n, (day, name) in enumerate((("20270101", "元旦 休"), ("20270103", "元旦（班）")))
    )
    timed = "BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20270105T090000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\n"
    source = tmp_path / "holidays.ics"
    source.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}{timed}END:VCALENDAR\r\n")
    taken = desk.holidays.import_days(source)
    assert (taken.days, len(taken.problems)) == (2, 1)
    work = desk.working.workdays()
    assert date(2027, 1, 1) not in work and date(2027, 1, 3) in work


@pytest.mark.parametrize("text", ["", "name\nnobody\n", "\x00\x01\x02"])
def test_a_file_without_days_is_refused(desk: Desk, tmp_path: Path, text: str) -> None:
    source = tmp_path / "nothing.csv"
    source.write_text(text)
    with pytest.raises((Refused, FileRefused)):
        desk.holidays.import_days(source)
    assert desk.next_undo() is None


def test_a_long_holiday_lasts_every_day_of_it(desk: Desk, tmp_path: Path) -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270213\r\n"
        "SUMMARY:春节 休\r\nEND:VEVENT\r\n"
    )
    source = tmp_path / "long.ics"
    source.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VCALENDAR\r\n")
    assert desk.holidays.import_days(source).days == 7
    week = [date(2027, 2, 6) + timedelta(n) for n in range(7)]
    assert not [day for day in week if day in desk.working.workdays()]
