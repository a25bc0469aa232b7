"""Files as they come: encodings, delimiters, header rows, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.exchange.sniff import LIMIT_BYTES, MEGABYTE, guess_encoding, load, sniff

SIMPLIFIED = "客户名称,行业,金额\n上海精密机械有限公司,制造业,12000\n北京华信科技,软件,3500\n"
TRADITIONAL = "客戶名稱,行業,金額\n台北精密機械股份有限公司,製造業,12000\n高雄華信科技,軟體,3500\n"


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "cp950", "big5"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        ("name,amount\nAcme,1\n", "utf-16-le", "utf-16-le"),
        ("name,amount\nAcme,1\n", "utf-16-be", "utf-16-be"),
        ("name,city\nMüller,Köln\n", "cp1252", "cp1252"),
        ("name,city\nAcme,Rome\n", "ascii", "utf-8"),
    ],
)
def test_encodings_are_recognised(text: str, codec: str, expected: str) -> None:
    assert guess_encoding(text.encode(codec)) == expected


@pytest.mark.parametrize("said", ["GBK", "gb2312", "GB18030", "cp936"])
def test_an_encoding_can_be_chosen_by_any_of_its_names(said: str) -> None:
    assert sniff(SIMPLIFIED.encode("gbk"), encoding=said).encoding == "gb18030"


def test_other_encodings_that_fit_are_offered() -> None:
    assert "gb18030" in sniff(TRADITIONAL.encode("cp950")).other_encodings
    assert sniff(TRADITIONAL.encode("cp950"), encoding="gbk").encoding == "gb18030"


@pytest.mark.parametrize("said", ["klingon", "rot13", "base64", ""])
def test_an_unknown_encoding_is_refused_with_the_valid_ones(said: str) -> None:
    if said:
        with pytest.raises(Refused, match=r"not known.*utf-8.*gb18030.*big5"):
            sniff(b"a,b\n", encoding=said)
    else:
        assert sniff(b"a,b\n", encoding=said).encoding == "utf-8"


def test_a_wrong_encoding_is_refused_by_line() -> None:
    with pytest.raises(FileRefused, match="Line 2 is not written in utf-8"):
        sniff("name\n上海\n".encode("gbk"), encoding="utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    rows = [["name", "price", "city"], ["Acme", "1,5" if delimiter != "," else "1.5", "Bonn"], ["Bolt", "2", "Ulm"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    assert sniff(data).delimiter == delimiter


def test_decimal_commas_do_not_win_against_semicolons() -> None:
    data = b"a;b\n" + b"1,5;2,3\n" * 250
    assert sniff(data).delimiter == ";"


def test_what_is_given_is_taken() -> None:
    seen = sniff(b"1;2|3\n4;5|6\n", delimiter="|", quote="'", has_header=True)
    assert (seen.delimiter, seen.quote, seen.has_header) == ("|", "'", True)


@pytest.mark.parametrize(("said", "sign"), [("tab", "\t"), ("\\t", "\t"), ("\t", "\t"), ("semicolon", ";"), ("^", "^")])
def test_delimiters_can_be_named(said: str, sign: str) -> None:
    assert sniff(b"a,b\n1,2\n", delimiter=said).delimiter == sign


@pytest.mark.parametrize("said", [";;", "x", '"', "\n", "tabs"])
def test_what_cannot_separate_cells_is_refused(said: str) -> None:
    with pytest.raises(Refused, match="cannot separate cells"):
        sniff(b"a,b\n1,2\n", delimiter=said)


def test_excels_sep_line_names_the_delimiter() -> None:
    assert sniff(b"sep=;\r\na;b\r\n1;2\r\n").delimiter == ";"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"name,price\nA,1\n", True),
        (b"1,2,3\n4,5,6\n", False),
        (b"2017-01-01,4.5,Acme\n2017-01-02,4.6,Bolt\n", False),
        (b"Customer,2016,2017,Month\nA,1,2,3\n", True),
        (b"Name\n", True),
    ],
)
def test_header_rows(data: bytes, expected: bool) -> None:
    assert sniff(data).has_header is expected


def test_title_lines_above_the_table_are_passed_over() -> None:
    seen = sniff("客户拜访计划,,\n\n客户名称,日期,方式\n甲,2017-01-01,电话\n".encode())
    assert (seen.skipped, seen.has_header) == (1, True)


def test_single_quotes_are_seen() -> None:
    assert sniff(b"'name','city'\n'A, B','Rome'\n").quote == "'"


@pytest.mark.parametrize("start", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"SQLite format 3\0rest", b"%PDF-1.7"])
def test_other_kinds_of_file_are_refused(start: bytes) -> None:
    with pytest.raises(FileRefused, match="not a text table"):
        sniff(start)


def test_nul_characters_are_refused_by_line() -> None:
    with pytest.raises(FileRefused, match="Line 3 holds a NUL"):
        sniff(b"a,b\n1,2\n3,\0\n4,5\n")


def test_loading_refuses_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no file"):
        load(tmp_path / "none.csv")
    with pytest.raises(FileRefused, match="is a folder"):
        load(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(FileRefused, match="is empty"):
        load(empty)


def test_a_file_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    with pytest.raises(FileRefused, match="has 65 MB; files of up to 64 MB"):
        load(big)
    big.write_bytes(b"x" * 10)
    assert load(big, limit=MEGABYTE) == b"x" * 10
