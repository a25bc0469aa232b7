"""Workbooks, cards and calendars become the same table as a CSV; bombs are refused with their limit named."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import xlsxwriter

from salesdesk.domain.errors import FileRefused
from salesdesk.exchange.fields import ImportKind
from salesdesk.exchange.mapping import How, guess_mapping
from salesdesk.exchange.rows import prepare
from salesdesk.exchange.sheet import Sheet
from salesdesk.exchange.source import Reading, open_source
from salesdesk.exchange.vcard import COLUMNS, read_vcard, write_vcard

TODAY = date(2026, 11, 23)
CHINA = timezone(timedelta(hours=8))


def book(fill: str = "") -> bytes:
    """Two sheets: a title over a table with days, money and a merged region; and one called Other."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("销售")
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["2026 年报表"])
    sheet.write_row(1, 0, ["Region", "Account Name", "Since", "Credit limit", "Phone"])
    sheet.merge_range(2, 0, 3, 0, "East")
    sheet.write_row(2, 1, ["Acme", None, 1234.567, "021-1"])
    sheet.write_datetime(2, 2, datetime(2026, 3, 4), day)
    sheet.write_row(3, 1, ["Betatech", None, 1500, "021-2"])
    sheet.write_datetime(3, 2, datetime(2026, 4, 5), day)
    made.add_worksheet("Other").write_row(0, 0, ["name", fill or "x"])
    made.close()
    return out.getvalue()


def read(folder: Path, name: str, data: bytes, kind: ImportKind = ImportKind.CLIENTS, **how: object) -> Sheet:
    path = folder / name
    path.write_bytes(data)
    return open_source(path, kind, Reading(**how), today=TODAY, zone=CHINA)[1]  # type: ignore[arg-type]


def test_a_workbook_gives_typed_cells_a_guessed_head_and_filled_merges(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a.xlsx", book())
    assert sheet.columns == ("Region", "Account Name", "Since", "Credit limit", "Phone")
    assert [row.cells for row in sheet.rows] == [
        ("East", "Acme", "2026-03-04", "1234.5670", "021-1"),
        ("East", "Betatech", "2026-04-05", "1500", "021-2"),
    ]
    assert [row.line for row in sheet.rows] == [3, 4]
    done = prepare(ImportKind.CLIENTS, sheet, guess_mapping(ImportKind.CLIENTS, sheet.columns)).answered()
    assert done.records[0].values["since"] == date(2026, 3, 4)
    assert done.records[0].values["credit_limit_cents"] == 123_457


def test_another_sheet_and_another_head_can_be_chosen(tmp_path: Path) -> None:
    assert read(tmp_path, "a.xlsx", book(), sheet="Other", has_header=False).rows[0].cells == ("name", "x")
    assert read(tmp_path, "a.xlsx", book(), skipped=2, has_header=False).rows[0].cells[1] == "Acme"
    with pytest.raises(FileRefused, match="销售, Other"):
        read(tmp_path, "a.xlsx", book(), sheet="Nothing")


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", book()).columns[1] == "Account Name"
    assert read(tmp_path, "a.xls", b"name\tcity\nAcme\tSuzhou\n").rows[0].cells == ("Acme", "Suzhou")
    with pytest.raises(FileRefused, match="web page"):
        read(tmp_path, "b.xls", b"<html><table><tr><td>Acme</td></tr></table></html>")


def _swapped(data: bytes, part: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return out.getvalue()


def test_bombs_are_refused_with_their_limit(tmp_path: Path) -> None:
    cell = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>'
    far = _swapped(book(), "xl/worksheets/sheet1.xml", cell + b"</sheetData></worksheet>")
    with pytest.raises(FileRefused, match="1000000 cells"):
        read(tmp_path, "far.xlsx", far)
    deep = _swapped(book(), "xl/worksheets/sheet1.xml", b"<a>" + b" " * (193 * 1024 * 1024) + b"</a>")
    with pytest.raises(FileRefused, match="192 MB"):
        read(tmp_path, "deep.xlsx", deep)
    assert len(deep) < 1024 * 1024
    wide = (
        b'<office:document-content xmlns:office="o" xmlns:table="t">'
        b'<table:table-row table:number-rows-repeated="900000">'
        b'<table:table-cell table:number-columns-repeated="900" office:value-type="float" office:value="1"/>'
        b"</table:table-row></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as ods:
        ods.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ods.writestr("content.xml", wide)
    with pytest.raises(FileRefused, match="cells"):
        read(tmp_path, "wide.ods", out.getvalue())
    with pytest.raises(FileRefused, match="damaged"):
        read(tmp_path, "cut.xlsx", book()[:900])


def test_the_footer_of_a_report_is_no_record(tmp_path: Path) -> None:
    text = (
        '"Opportunity Name","Account Name","Stage","Close Date"\n"Pumps","Acme","Closed Won","2026-01-12"\n\n'
        '"Grand Totals (1 records)","","",""\n"Won deals","","",""\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.","","",""\n'
    )
    sheet = read(tmp_path, "report.csv", text.encode(), ImportKind.OPPORTUNITIES)
    assert [row.cells[0] for row in sheet.rows] == ["Pumps"]
    assert [problem.line for problem in sheet.problems] == [4, 5, 6]
    mapping = guess_mapping(ImportKind.OPPORTUNITIES, sheet.columns)
    assert (mapping.program, mapping.how["Stage"]) == ("Salesforce", How.PRESET)


CARDS = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=CD=F5;=D0=A1=C3=F7\r\n"
    b"ORG;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=BB=AA=C1=A6=BB=FA=\r\n=B5=E7\r\nTEL;HOME:1\r\nTEL;CELL;PREF:138\r\n"
    b"END:VCARD\r\n"
    b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:John\\, Sm\r\n ith\r\n"
    b'ORG:Acme\\; Sons;Sales\r\nitem1.EMAIL;TYPE="work,pref":j@acme.cn\r\n'
    b"BDAY:19800321\r\nNOTE:one\\ntwo\r\nEND:VCARD\r\nBEGIN:VCARD\r\nTEL:7\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Open\r\n"
)


def test_cards_of_every_version_are_read() -> None:
    _how, sheet = read_vcard(CARDS)
    people = [dict(zip(COLUMNS, row.cells, strict=True)) for row in sheet.rows]
    assert [(one["Name"], one["Company"], one["Phone"]) for one in people] == [
        ("王小明", "华力机电", "138"),
        ("John, Smith", "Acme; Sons", ""),
    ]
    assert (people[1]["E-mail"], people[1]["Birthday"], people[1]["Note"]) == ("j@acme.cn", "1980-03-21", "one\ntwo")
    assert people[0]["Note"] == "1", "a second telephone is not lost"
    assert [problem.line for problem in sheet.problems] == [18, 21]


def test_what_is_written_as_a_card_is_read_again() -> None:
    person = {
        "Name": "王小明",
        "Company": "华力; 机电, 有限公司" * 5,
        "Note": "a\nb\\c",
        "Phone": "+86 512",
        "E-mail": "x@y.z",
    }
    _how, sheet = read_vcard(write_vcard([person]))
    found = dict(zip(COLUMNS, sheet.rows[0].cells, strict=True))
    assert {key: found[key] for key in person} == person
    assert all(len(line) <= 75 for line in write_vcard([person]).split(b"\r\n"))


CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:one
SUMMARY:Visit Acme
LOCATION:Suzhou
DTSTART:20261201T013000Z
DTEND:20261201T023000Z
ATTENDEE;CN=Li:mailto:li@acme.cn
END:VEVENT
BEGIN:VEVENT
UID:weekly
SUMMARY:Call Betatech
DTSTART;TZID=Europe/Berlin:20261019T090000
DURATION:PT45M
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Berlin:20261026T090000
END:VEVENT
BEGIN:VEVENT
UID:weekly
RECURRENCE-ID;TZID=Europe/Berlin:20261102T090000
SUMMARY:Call Betatech later
DTSTART;TZID=Europe/Berlin:20261103T100000
END:VEVENT
BEGIN:VEVENT
UID:day
SUMMARY:Fair
DTSTART;VALUE=DATE:20270101
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
UID:off
STATUS:CANCELLED
SUMMARY:Off
DTSTART:20261201T013000Z
END:VEVENT
BEGIN:VEVENT
UID:mad
SUMMARY:Mad
DTSTART:20261201T013000Z
RRULE:FREQ=SECONDLY
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_written_out_in_local_time(tmp_path: Path) -> None:
    sheet = read(tmp_path, "c.ics", CALENDAR.replace(b"\n", b"\r\n"), ImportKind.VISITS)
    found = [row.cells[:5] for row in sheet.rows]
    assert found == [
        ("one", "Visit Acme", "2026-12-01", "09:30", "60"),
        ("weekly#20261019T1500", "Call Betatech", "2026-10-19", "15:00", "45"),  # summer time in Berlin
        ("weekly#20261102T1600", "Call Betatech later", "2026-11-03", "17:00", ""),  # winter time, and moved
        ("day#20270101", "Fair", "2027-01-01", "", ""),
    ]
    assert "li@acme.cn" in sheet.rows[0].cells[7]
    assert [str(problem.reason) for problem in sheet.problems] == [
        "The appointment was cancelled.",
        "The rule by which this appointment repeats cannot be read.",
    ]
    assert "2027-11-23" in str(sheet.notes[0])


@pytest.mark.parametrize(
    ("name", "data", "kind", "said"),
    [
        ("a.ics", b"BEGIN:VCALENDAR\nX\nEND:VCALENDAR\n", ImportKind.VISITS, "damaged"),
        ("a.ics", CALENDAR, ImportKind.CLIENTS, "appointments"),
        ("a.vcf", CARDS, ImportKind.ORDERS, "people"),
        ("a.zip", b"PK\x03\x04", ImportKind.CLIENTS, "damaged"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    tmp_path: Path, name: str, data: bytes, kind: ImportKind, said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        read(tmp_path, name, data, kind)
