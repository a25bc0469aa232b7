"""A sent report comes back exactly as it was sent, and a damaged one is refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.reports.daily import daily_document
from salesdesk.reports.document import Bar, BarChart, Cell, CellKind, Column, Document, Heading, Section, Table, Tone
from salesdesk.reports.frozen import from_json, to_json
from salesdesk.reports.layout import Layout
from salesdesk.reports.weekly import weekly_document
from salesdesk.words.i18n import in_language
from tests import builders_reports as sample


@pytest.mark.parametrize("document", [daily_document(sample.daily()), weekly_document(sample.weekly())])
def test_a_report_survives_being_frozen(document: Document) -> None:
    assert from_json(to_json(document)) == document


def test_logo_paper_and_funnel_survive() -> None:
    document = daily_document(sample.daily(), Layout(logo=b"\x89PNG\x00\xff", landscape=True, black_and_white=True))
    funnel = Section("funnel", "漏斗", (Heading("h"), BarChart("t", (Bar("甲", 3.5, "3.5"),), funnel=True)))
    document = replace(document, sections=(funnel,))
    assert from_json(to_json(document)) == document


def test_a_frozen_report_keeps_the_words_it_was_sent_with() -> None:
    kept = to_json(daily_document(sample.daily()))
    with in_language("zh_CN"):
        assert from_json(kept).title == "Daily report"
        assert from_json(kept).page_words == "Page {page} of {pages}"


values = (
    st.none() | st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.dates() | st.times()
)
cells = st.builds(Cell, st.text(), values, st.sampled_from(CellKind), st.sampled_from(Tone))


@given(st.lists(cells, min_size=1, max_size=5))
def test_every_cell_survives(row: list[Cell]) -> None:
    table = Table(tuple(Column("x") for _cell in row), (tuple(row),))
    document = Document("t", "a", "d", "en", (Section("s", "S", (table,)),))
    back = from_json(to_json(document))
    assert back == document
    kept = back.sections[0].blocks[0]
    assert isinstance(kept, Table)
    assert [type(cell.value) for cell in kept.rows[0]] == [type(cell.value) for cell in row]


def test_days_and_times_come_back_as_such() -> None:
    kept = from_json(to_json(daily_document(sample.daily())))
    visits = next(section for section in kept.sections if section.key == "visits").blocks[0]
    assert isinstance(visits, Table)
    assert visits.rows[0][0].value == time(9, 0)
    opportunities = next(section for section in kept.sections if section.key == "opportunities").blocks[0]
    assert isinstance(opportunities, Table)
    assert opportunities.rows[0][-1].value == date(2027, 1, 15)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"format": 1, "document": {"_": "Nope"}}', '{"format": 1, "document": 7}']
)
def test_damage_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="damaged"):
        from_json(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "7"), ("sections", '["x"]'), ("sections", '[{"_": "Paragraph", "text": "x"}]'), ("landscape", '"yes"')],
)
def test_nothing_of_the_wrong_type_gets_in(field: str, value: str) -> None:
    given = {"title": '"t"', "author": '"a"', "date_line": '"d"', "language": '"en"', "sections": "[]"} | {field: value}
    inner = ",".join(f'"{name}": {plain}' for name, plain in given.items())
    with pytest.raises(Refused, match="damaged"):
        from_json(f'{{"format": 1, "document": {{"_": "Document", {inner}}}}}')


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", '"x"'])
def test_a_chart_has_real_numbers_only(number: str) -> None:
    kept = to_json(weekly_document(sample.weekly()))
    assert "1820000.0" in kept
    with pytest.raises(Refused, match="damaged"):
        from_json(kept.replace("1820000.0", number))


def test_depth_without_end_is_refused() -> None:
    deep = '{"_": "Section", "key": ' * 20_000
    with pytest.raises(Refused, match="damaged"):
        from_json(f'{{"format": 1, "document": {deep}')


def test_a_newer_format_is_refused() -> None:
    with pytest.raises(Refused, match="newer version"):
        from_json('{"format": 99, "document": {}}')
