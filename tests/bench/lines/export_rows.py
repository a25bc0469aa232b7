"""Line 15: a whole list as CSV and as Excel, against the csv module and a bare XlsxWriter."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import xlsxwriter

from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind
from salesdesk.store.read.exports import LISTS
from tests.bench.cards import desk_with_clients
from tests.bench.frame import Aim, Reading, Run, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import Places
from tests.bench.sizes import Sizes


def export_rows(sizes: Sizes, places: Places) -> list[Reading]:
    """All clients of a file; the floor asks the same question and writes the values as they are stored."""
    desk = desk_with_clients(places, sizes.rows)
    conn = bare_copy(desk)
    readings = []
    for ending, by_hand, times in (("csv", _csv, 2.0), ("xlsx", _xlsx, 1.3)):
        out = places.path(f"clients.{ending}")

        def floor(by_hand: Any = by_hand, out: Path = out) -> Took:
            with stopwatch() as took:
                by_hand(conn, out)
            return took

        mine, plain = measured(_ours(desk, out), floor, max(1, sizes.repeats // 2))
        note = f"{sizes.rows:,} clients"
        readings.append(Reading(f"export: {ending.upper()}", mine, plain, Aim(times=times), note=note))
    conn.close()
    desk.close()
    return readings


def _ours(desk: Desk, out: Path) -> Run:
    def write() -> Took:
        with stopwatch() as took:
            desk.exports.write(ImportKind.CLIENTS, out)
        return took

    return write


def _csv(conn: Any, out: Path) -> None:
    keys, select = LISTS["clients"]
    with out.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(keys)
        writer.writerows(conn.execute(select))


def _xlsx(conn: Any, out: Path) -> None:
    keys, select = LISTS["clients"]
    book = xlsxwriter.Workbook(str(out), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, keys)
    for number, row in enumerate(conn.execute(select), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, value)
    book.close()
