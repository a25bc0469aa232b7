"""Tables are read without ever shifting a cell, and written so that reading gives the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import FileRefused
from salesdesk.exchange.csv_file import Sheet, column_names, open_csv, read_csv, write_csv, write_rejects
from salesdesk.exchange.sniff import Sniffed, sniff

PLAIN = Sniffed("utf-8", ",")


def _read(text: str) -> Sheet:
    return read_csv(text.encode(), PLAIN)


def test_quoted_newlines_keep_later_line_numbers_true() -> None:
    sheet = _read('name,note\nA,"one\ntwo"\n\nB,three\n')
    assert [(row.line, row.cells) for row in sheet.rows] == [(2, ("A", "one\ntwo")), (5, ("B", "three"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    sheet = _read(end.join(["a,b", "1,2", "3,4", ""]))
    assert [(row.line, row.cells) for row in sheet.rows] == [(2, ("1", "2")), (3, ("3", "4"))]


def test_line_ends_within_quotes_are_kept() -> None:
    assert _read('a,b\r\n"x \r\ny",2\r\n').rows[0].cells == ("x \r\ny", "2")


def test_blank_lines_and_empty_records_are_passed_over() -> None:
    assert [row.line for row in _read("a,b\n\n,\n  , \n1,2\n").rows] == [5]


def test_rows_of_another_width_are_named_never_shifted() -> None:
    sheet = _read("a,b,c\n1,2,3\n1,Smith, Inc,2\n1,2\n4,5,6\n")
    assert [row.cells for row in sheet.rows] == [("1", "2", "3"), ("4", "5", "6")]
    assert [(p.line, str(p.reason), p.cells) for p in sheet.problems] == [
        (3, "The row has too many fields: 4 instead of 3.", ("1", "Smith", " Inc", "2")),
        (4, "The row has too few fields: 2 instead of 3.", ("1", "2")),
    ]


@pytest.mark.parametrize("text", ['a,b\n1,2\n3,"open\n4,5\n', 'a,b\n1,2\n3,"open\n4,"5"\n'])
def test_an_unclosed_quote_is_refused_by_its_line(text: str) -> None:
    with pytest.raises(FileRefused, match="opened in line 3 is not closed"):
        _read(text)


def test_text_behind_a_closing_quote_spoils_only_its_line() -> None:
    sheet = _read('a,b\n1,"x" y\n3,4\n')
    assert [row.cells for row in sheet.rows] == [("3", "4")]
    assert [(p.line, p.cells) for p in sheet.problems] == [(2, ('1,"x" y',))]


def test_a_monstrous_cell_is_refused_not_a_crash() -> None:
    with pytest.raises(FileRefused, match="line 2"):
        _read("a,b\n" + "x" * 200_000 + ",1\n")


def test_header_names_are_cleaned_completed_and_made_unique() -> None:
    assert column_names(["Name", " Full\n name ", "", "Name", "Name"]) == (
        "Name",
        "Full name",
        "C",
        "Name (2)",
        "Name (3)",
    )


def test_without_a_header_columns_bear_letters() -> None:
    data = ",".join(str(n) for n in range(28)).encode() + b"\n"
    sheet = read_csv(data, sniff(data))
    assert (sheet.columns[0], sheet.columns[25], sheet.columns[26]) == ("A", "Z", "AA")
    assert len(sheet.rows) == 1


def test_no_rows_at_all_is_refused() -> None:
    with pytest.raises(FileRefused, match="no rows"):
        _read("\n\n")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_file_is_opened_whatever_its_encoding(tmp_path: Path, codec: str) -> None:
    file = tmp_path / "clients.csv"
    file.write_bytes("客户名称,电话\n上海精密机械有限公司,021-5555\n".encode(codec))
    _, sheet = open_csv(file)
    assert sheet.columns == ("客户名称", "电话")
    assert sheet.rows[0].cells == ("上海精密机械有限公司", "021-5555")


def test_written_files_open_in_excel() -> None:
    data = write_csv(["名称", "n"], [["甲", 'say "x"'], ["two\nlines", "a,b"]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == '名称,n\r\n甲,"say ""x"""\r\n"two\nlines","a,b"\r\n'


def test_rejects_keep_their_cells_and_say_why() -> None:
    data = write_rejects(["a", "b"], [(("1", "x"), "no date"), (("1", "2", "3"), "too many")], "Reason")
    assert data.decode("utf-8-sig").splitlines() == ["a,b,,Reason", "1,x,,no date", "1,2,3,too many"]


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(CELL, min_size=width, max_size=width).filter(lambda row: bool("".join(row).strip())), max_size=8
    ).map(lambda rows: (width, rows))
)


@given(TABLE)
def test_writing_and_reading_is_identity(table: tuple[int, list[list[str]]]) -> None:
    width, rows = table
    columns = [f"column {n}" for n in range(width)]
    sheet = read_csv(write_csv(columns, rows), PLAIN)
    assert sheet.columns == tuple(columns)
    assert [list(row.cells) for row in sheet.rows] == rows
    assert not sheet.problems


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        sheet = read_csv(data, sniff(data))
    except FileRefused as refusal:
        assert str(refusal.text)
    else:
        assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)
