"""A document as plain text for a messenger: no columns that would fall apart, every figure with its name."""

from __future__ import annotations

from collections.abc import Iterator

from salesdesk.reports.document import (
    BarChart,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    Heading,
    KeyFigures,
    LineChart,
    Paragraph,
    PieChart,
    Section,
    Table,
)

_NAMED = (CellKind.INT, CellKind.DECIMAL, CellKind.MONEY, CellKind.PERCENT)
_SHORT_ROWS = 5
_BULLET = "• "


def as_text(document: Document, *, short: bool = False) -> str:
    """The report as text. The short form has the figures, the names of what each table lists, and the rep's words."""
    lines = [" · ".join(word for word in (document.title, document.author) if word), document.date_line]
    for section in document.sections:
        lines += _section(section, short)
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def _section(section: Section, short: bool) -> list[str]:
    lines = [line for block in section.blocks for line in _block(block, short)]
    if not lines:
        return []
    if short and section.title and len(lines) == 1:
        return ["", f"【{section.title}】{lines[0].removeprefix(_BULLET)}"]
    return ["", f"【{section.title}】", *lines] if section.title else ["", *lines]


def _block(block: Block, short: bool) -> Iterator[str]:
    match block:
        case Heading(text):
            yield text
        case Paragraph():
            yield from ([block.label] if block.label else [])
            yield from block.text.splitlines()
        case KeyFigures(figures):
            for figure in figures:
                yield f"{figure.label} {figure.value}" + (f" ({figure.detail})" if figure.detail else "")
        case Table() if short:
            yield from _names(block)
        case Table():
            for row in block.rows:
                yield _BULLET + _row(block.columns, row)
            if block.total:
                yield _row(block.columns, block.total)
        case LineChart() | PieChart() | BarChart():
            yield from () if short else _chart(block)


def _names(table: Table) -> Iterator[str]:
    """The first column of words, as far as it fits in a glance; tables of rates are left to the long form."""
    first = next((i for i, column in enumerate(table.columns) if column.kind is CellKind.TEXT), 0)
    if any(column.kind is CellKind.PERCENT for column in table.columns):
        return
    names = list(dict.fromkeys(row[first].text.split("\n")[0] for row in table.rows))
    more = f" +{len(names) - _SHORT_ROWS}" if len(names) > _SHORT_ROWS else ""
    yield f"{len(table.rows)}: " + " / ".join(names[:_SHORT_ROWS]) + more


def _row(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> str:
    parts = []
    for column, cell in zip(columns, row, strict=True):
        words = "; ".join(line for line in cell.text.splitlines() if line)
        if words:
            parts.append(f"{column.heading} {words}" if column.kind in _NAMED else words)
    return " · ".join(parts)


def _chart(chart: LineChart | PieChart | BarChart) -> Iterator[str]:
    """A pie or bars in words; of a line only its last point, for the rest is a picture."""
    match chart:
        case PieChart():
            yield " · ".join(f"{part.label} {part.text}" for part in chart.slices)
        case BarChart():
            yield " · ".join(f"{bar.label} {bar.text}" for bar in chart.bars)
        case LineChart():
            for series in chart.series:
                last = next((i for i in range(len(series.values) - 1, -1, -1) if series.values[i] is not None), None)
                if last is not None:
                    value = (series.values[last] or 0.0) / chart.scale
                    month = chart.categories[last].split("\n")[0]
                    yield f"{series.name} {month} {value:,.1f} ({chart.unit})"
