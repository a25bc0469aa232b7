"""What a text table from another program looks like: its encoding, delimiter, quote and header row.

Every guess can be overridden. Real Chinese exports defeat statistical detectors, so the order is fixed:
byte order mark, then strict UTF-8, then GB18030 or Big5 (whichever fits the bytes), then Western.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.domain.text import N_

MEGABYTE = 1024 * 1024
LIMIT_BYTES = 64 * MEGABYTE
"""The largest file that is read; about 300,000 opportunities."""

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
HEADS, MANY = 12, 40
"""How many first records, and how many of their cells, are offered as header rows."""

_DELIMITER_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}

CODECS = {
    "utf-8": "utf-8-sig",
    "gb18030": "gb18030",
    "big5": "cp950",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32",
    "cp1252": "cp1252",
}
"""The encodings a user can choose, and the codec that reads each."""

_SAME_AS = {
    "utf-8-sig": "utf-8",
    "ascii": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp950": "big5",
    "big5hkscs": "big5",
    "iso8859-1": "cp1252",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"BZh", b"%PDF", b"SQLite format 3\0", b"\x89PNG")
_SEP_LINE = re.compile(r'\A"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
_DATA_CELL = re.compile(r"(?!(?:19|20)\d\d$)[-+(]?[$€£¥￥]?\s?\d[\d.,:/\s-]*[%)]?|[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """How a file is to be read. `skipped` counts the title lines above the header row.

    `other_encodings` would read every byte too: offer them where a preview looks wrong. A workbook has `sheets`, of
    which `sheet` is read. `heads` are the first records: each may be the header row.
    """

    encoding: str
    delimiter: str
    quote: str = '"'
    has_header: bool = True
    skipped: int = 0
    other_encodings: tuple[str, ...] = ()
    source: str = "text"  # or book, vcard, calendar
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    heads: tuple[tuple[str, ...], ...] = ()


def load(path: Path, limit: int = LIMIT_BYTES) -> bytes:
    """The bytes of a file to import; FileRefused when it cannot be read, is empty or larger than `limit`."""
    try:
        if path.is_dir():
            raise FileRefused(N_("“{name}” is a folder. Choose a file."), name=path.resolve().name or str(path))
        size = path.stat().st_size
        if size > limit:
            raise FileRefused(
                N_("“{name}” has {size} MB; files of up to {limit} MB are read. Split it and import the parts."),
                name=path.name,
                size=-(-size // MEGABYTE),
                limit=limit // MEGABYTE,
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileRefused(N_("There is no file “{name}”."), name=str(path)) from None
    except OSError as error:
        raise FileRefused(N_("“{name}” cannot be read: {why}."), name=path.name, why=error.strerror or "") from error
    if not data:
        raise FileRefused(N_("“{name}” is empty."), name=path.name)
    return data


def sniff(
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    has_header: bool | None = None,
    skipped: int | None = None,
) -> Sniffed:
    """Guess how `data` is to be read; what is given is taken as it is. Raises FileRefused, Refused."""
    if data.startswith(_NOT_TEXT):
        raise FileRefused(N_("This file is not a text table. Save it as CSV and import that."))
    chosen = encoding_named(encoding) if encoding else guess_encoding(data)
    text, separator = split_sep_line(decode(data, chosen))
    delimiter = delimiter_named(delimiter) if delimiter else separator or _guess_delimiter(text)
    quote = quote or _guess_quote(text, delimiter)
    rows = _sample(text, delimiter, quote)
    skipped, has_header = head_of(rows, skipped, has_header)
    others = () if chosen.startswith("utf") else _others(data, chosen)
    heads = tuple(tuple(row[:MANY]) for row in rows[:HEADS])
    return Sniffed(chosen, delimiter, quote, has_header, skipped, others, heads=heads)


def head_of(rows: list[list[str]], skipped: int | None = None, has_header: bool | None = None) -> tuple[int, bool]:
    """How many records stand above the header row, and whether there is one; what is given is taken as it is."""
    if skipped is None:
        skipped = _title_lines(rows)
    skipped = max(0, min(skipped, len(rows) - 1))
    if has_header is None:
        has_header = not rows or _looks_like_header(rows[skipped])
    return skipped, has_header


def encoding_named(name: str) -> str:
    """The encoding the user means by `name` ("GBK", "utf8", "Big5" …); Refused with the list when unknown."""
    try:
        found = codecs.lookup(name.strip()).name
    except LookupError:
        found = ""
    found = _SAME_AS.get(found, found)
    if found not in CODECS:
        raise Refused(
            N_("The encoding “{name}” is not known. Choose one of: {valid}."), name=name, valid=", ".join(CODECS)
        )
    return found


def delimiter_named(name: str) -> str:
    """The delimiter the user means: the sign itself, or `tab`, `comma`, `semicolon`, `pipe`; Refused otherwise."""
    sign = _DELIMITER_WORDS.get(name.strip().lower(), name)
    if len(sign) != 1 or sign.isalnum() or sign in "\r\n\"' ":
        raise Refused(N_("“{name}” cannot separate cells. Give one sign such as , ; | or the word tab."), name=name)
    return sign


def guess_encoding(data: bytes) -> str:
    """Mark, strict UTF-8, GB18030 or Big5, Western; FileRefused when none reads every byte."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:4096]
    if head.count(0) * 3 > len(head):
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    if _decodes(data, "utf-8"):
        return "utf-8"
    if not re.search(rb"[\x80-\xff]{2}", data) and _decodes(data, "cp1252"):
        return "cp1252"  # Chinese text always has neighbouring high bytes, Western accents stand alone
    if _decodes(data, "gb18030"):
        return "big5" if _is_rather_big5(data) else "gb18030"
    for name in ("big5", "cp1252"):
        if _decodes(data, name):
            return name
    raise FileRefused(N_("The characters of this file cannot be read. Save it as UTF-8 and import that."))


def decode(data: bytes, encoding: str) -> str:
    """The text; FileRefused names the line of the first byte that does not fit, or of a NUL character."""
    try:
        text = data.decode(CODECS[encoding])
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            N_("Line {line} is not written in {encoding}. Choose another encoding."), line=line, encoding=encoding
        ) from None
    text = text.removeprefix("\ufeff")
    nul = text.find("\0")
    if nul >= 0:
        line = len(text[:nul].splitlines()) or 1
        raise FileRefused(N_("Line {line} holds a NUL character: the file is damaged or not text."), line=line)
    return text


def split_sep_line(text: str) -> tuple[str, str]:
    """Excel's first line `sep=;` blanked, so that line numbers stay true, and the delimiter that it names."""
    found = _SEP_LINE.match(text)
    return ("\n" + text[found.end() :], found[1]) if found else (text, "")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(CODECS[encoding])
    except UnicodeDecodeError:
        return False
    return True


def _others(data: bytes, chosen: str) -> tuple[str, ...]:
    return tuple(name for name in ("gb18030", "big5", "cp1252") if name != chosen and _decodes(data, name))


def _is_rather_big5(data: bytes) -> bool:
    """Big5 bytes read as GB18030 give many characters outside everyday GB 2312; real GB text gives few.

    Traditional text written in GBK also leaves GB 2312, but its lead bytes below A1 do not exist in Big5.
    """
    if not _decodes(data, "big5"):
        return False
    wide = [char for char in data.decode("gb18030") if char > "\x7f"]
    foreign = sum(1 for char in wide if not char.encode("gb2312", "ignore"))
    return foreign * 8 > len(wide)


def _sample(text: str, delimiter: str, quote: str = '"') -> list[list[str]]:
    """The first records that are not blank, read leniently."""
    reader = csv.reader(io.StringIO(text[: 4 * MEGABYTE], newline=""), delimiter=delimiter, quotechar=quote)
    try:
        return list(islice((row for row in reader if any(cell.strip() for cell in row)), SAMPLE_ROWS))
    except csv.Error:
        return []


def _guess_delimiter(text: str) -> str:
    """The one that cuts most records into the same number (above one) of fields, the first record included."""

    def score(delimiter: str) -> tuple[bool, float, int]:
        widths = [len(row) for row in _sample(text, delimiter)]
        if not widths:
            return (False, 0.0, 0)
        width, times = Counter(widths).most_common(1)[0]
        return (False, 0.0, 0) if width < 2 else (widths[0] == width, times / len(widths), width)

    return max(DELIMITERS, key=score)


def _guess_quote(text: str, delimiter: str) -> str:
    """Double quotes, unless there is none in the sample and the first record wears single ones throughout."""
    first = next(iter(_sample(text, delimiter)), [])
    single = all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in first)
    return "'" if first and single and '"' not in text[:MEGABYTE] else '"'


def _title_lines(rows: list[list[str]]) -> int:
    """How many records with a single filled cell stand above a wider table."""
    if not rows:
        return 0
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    if width < 2:
        return 0
    filled = (sum(bool(cell.strip()) for cell in row) for row in rows)
    return next((index for index, count in enumerate(filled) if count > 1), 0)


def _looks_like_header(row: list[str]) -> bool:
    """A header holds words: most of its filled cells are no numbers, dates or mail addresses (years may be)."""
    filled = [cell.strip() for cell in row if cell.strip()]
    data = sum(1 for cell in filled if _DATA_CELL.fullmatch(cell))
    return data * 2 < len(filled) or not filled
