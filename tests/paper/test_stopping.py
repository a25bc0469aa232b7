"""A long file can be stopped midway, whatever is being written at that moment, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from salesdesk.paper.export import export, export_filled
from salesdesk.reports.document import Cell, CellKind, Column, Document, Section, Table
from salesdesk.reports.docx import docx_bytes
from salesdesk.reports.filling import filled_bytes
from salesdesk.reports.xlsx import xlsx_bytes

ROWS = 600


class Stopped(Exception):
    """The user pressed Cancel."""


def long_document() -> Document:
    columns = (Column("Client"), Column("Amount", CellKind.MONEY))
    rows = tuple((Cell(f"Client {at}"), Cell(str(at), at * 100, CellKind.MONEY)) for at in range(ROWS))
    return Document("Orders", "Wang", "2026", "en", (Section("orders", "Orders", (Table(columns, rows),)),))


def stop_at(share: float) -> Callable[[int, int], None]:
    def step(done: int, whole: int) -> None:
        if whole and done / whole >= share:
            raise Stopped

    return step


@pytest.mark.parametrize("share", [0.0, 0.4, 0.6, 0.9])
def test_a_workbook_stops_while_it_is_filled_and_while_it_is_written(share: float) -> None:
    with pytest.raises(Stopped):
        xlsx_bytes(long_document(), stop_at(share))


@pytest.mark.parametrize("share", [0.0, 0.4, 0.8])
def test_a_word_file_stops_while_it_is_filled_in_and_while_its_columns_are_set(share: float) -> None:
    with pytest.raises(Stopped):
        docx_bytes(long_document(), {}, step=stop_at(share))


@pytest.mark.parametrize("write", [xlsx_bytes, lambda document, step: docx_bytes(document, {}, step=step)])
def test_it_is_told_from_the_beginning_to_the_end(write: Callable[..., bytes]) -> None:
    told: list[tuple[int, int]] = []
    assert write(long_document(), lambda done, whole: told.append((done, whole))) is not None
    assert [done for done, _whole in told] == sorted(done for done, _whole in told)
    assert len({whole for _done, whole in told}) == 1
    assert told[0][0] < told[0][1] * 0.3 and told[-1][0] > told[-1][1] * 0.9


def test_a_template_without_end_is_ended_by_the_user(tmp_path: Path) -> None:
    word = docx.Document()
    loops = "".join(f"{{% for {name} in sections[0].blocks[0].rows %}}" for name in "abcd")
    word.add_paragraph(loops + "x" + "{% endfor %}" * 4)
    word.save(str(tmp_path / "endless.docx"))
    asked: list[int] = []

    def step(_done: int, _whole: int) -> None:
        asked.append(1)
        if len(asked) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        filled_bytes(long_document(), {}, tmp_path / "endless.docx", step)
    asked.clear()
    with pytest.raises(Stopped):
        export_filled(
            long_document(), tmp_path / "out.docx", "endless.docx", (tmp_path / "endless.docx").read_bytes(), step
        )
    assert [one.name for one in tmp_path.iterdir()] == ["endless.docx"]


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".pdf"])
def test_a_file_that_was_stopped_leaves_the_old_one_as_it_was(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"orders{ending}"
    out.write_bytes(b"old")
    with pytest.raises(Stopped):
        export(long_document(), out, step=stop_at(0.5))
    assert out.read_bytes() == b"old" and [one.name for one in tmp_path.iterdir()] == [out.name]
