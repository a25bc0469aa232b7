"""The neutral document: what a report says, ready to be painted, printed or written in any format.

Every word in it is already in the reader's language and every number already written out beside its typed value, so
that no writer translates or formats; a frozen document looks the same in any later language or version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias


class CellKind(StrEnum):
    """What a cell's value is: text `str`, int, decimal `float`, money `int` cents, percent `float` (0.5 = 50 %)."""

    TEXT = "text"
    INT = "int"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Tone(StrEnum):
    """How a text is meant: never by colour alone, always also by weight, mark or word."""

    NORMAL = "normal"
    STRONG = "strong"
    QUIET = "quiet"
    ALERT = "alert"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


class LineRole(StrEnum):
    """What a line of the trend stands for; decides its style, so that it reads in black and white too."""

    ACTUAL = "actual"
    TARGET = "target"
    LAST_YEAR = "last_year"
    OTHER = "other"


Value: TypeAlias = str | int | float | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` as a person reads it, `value` as a spreadsheet computes with it."""

    text: str = ""
    value: Value = None
    kind: CellKind = CellKind.TEXT
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. `weight` is its share of the width; numbers align right unless told otherwise. One that is
    filled in `by_hand` has room to write even where its cells are empty."""

    heading: str
    kind: CellKind = CellKind.TEXT
    weight: float = 1.0
    align: Align | None = None
    by_hand: bool = False

    @property
    def side(self) -> Align:
        """Where its cells and its heading stand."""
        if self.align is not None:
            return self.align
        numbers = (CellKind.INT, CellKind.DECIMAL, CellKind.MONEY, CellKind.PERCENT)
        return Align.RIGHT if self.kind in numbers else Align.LEFT


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section (the section's own title stands above it)."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of any length; line breaks are kept. `label` stands before it in bold ("Remark")."""

    text: str
    tone: Tone = Tone.NORMAL
    label: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure that leaps to the eye. `share` (0…1 and beyond) draws a thin progress bar beneath it."""

    label: str
    value: str
    detail: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A strip of figures side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed cells, each as long as `columns`; `total` is a closing row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in (*self.rows, *([self.total] if self.total else ()))):
            raise ValueError("a row needs a cell for each column")


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars, a value per category; None leaves a gap."""

    name: str
    values: tuple[float | None, ...]
    role: LineRole = LineRole.OTHER


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over categories. Values are whole currency units or counts; the axis shows them divided by `scale`,
    and `unit` names what it then counts ("万元", "CNY thousand")."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    scale: int = 1


@dataclass(frozen=True, slots=True)
class PieSlice:
    """A slice; `text` is its value as read ("12 · 24 %")."""

    label: str
    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class PieChart:
    title: str
    slices: tuple[PieSlice, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its value as read."""

    label: str
    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars; with `funnel` they stand centred beneath each other, as stages of a funnel do."""

    title: str
    bars: tuple[Bar, ...]
    unit: str = ""
    funnel: bool = False


Chart: TypeAlias = LineChart | PieChart | BarChart
Block: TypeAlias = Heading | Paragraph | KeyFigures | Table | LineChart | PieChart | BarChart


@dataclass(frozen=True, slots=True)
class Section:
    """A part that can be switched off and moved, known by `key`. Neighbours whose `share` is below 1 stand side by
    side while their shares sum to at most 1; one that is alone takes the whole width."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Document:
    """A report ready to be shown. `page_words` has the gaps {page} and {pages}; `logo` are the bytes of an image."""

    title: str
    author: str
    date_line: str
    language: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    company: str = ""
    logo: bytes = b""
    signatures: tuple[str, ...] = ()
    signature_date: str = ""
    page_words: str = "{page} / {pages}"
    currency: str = ""
    paper: Paper = Paper.A4
    landscape: bool = False
    black_and_white: bool = False

    @property
    def charts(self) -> dict[str, Chart]:
        """Every chart by its name, `<section key>` or `<section key>_<n>`: the names a caller paints pictures for."""
        found: dict[str, Chart] = {}
        for section in self.sections:
            drawn = [block for block in section.blocks if isinstance(block, LineChart | PieChart | BarChart)]
            for number, chart in enumerate(drawn, start=1):
                found[section.key if number == 1 else f"{section.key}_{number}"] = chart
        return found


def texts(document: Document) -> Iterator[str]:
    """Every text of the document in reading order (without chart labels): what a reader must find in each format."""
    yield from (t for t in (document.company, document.title, document.subtitle) if t)
    yield from (t for t in (document.author, document.date_line) if t)
    for section in document.sections:
        yield section.title
        for block in section.blocks:
            yield from block_texts(block)
    yield from document.signatures


def block_texts(block: Block) -> Iterator[str]:
    """The texts of one block in reading order."""
    match block:
        case Heading(text):
            yield text
        case Paragraph():
            yield from (t for t in (block.label, block.text) if t)
        case KeyFigures(figures):
            for figure in figures:
                yield from (t for t in (figure.label, figure.value, figure.detail) if t)
        case Table():
            yield from (column.heading for column in block.columns if column.heading)
            for row in (*block.rows, block.total):
                yield from (cell.text for cell in row if cell.text)
        case _:
            yield block.title
