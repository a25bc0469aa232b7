"""Rows dated in a closed month stay outside, each with the sentence that names the month; the others come in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.order import Order
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind, ImportResult, ImportWish, Rules, Unknown
from salesdesk.store.read.rows import things
from tests.builders import NOW, make_desk

THEN = NOW.date().replace(day=1) - timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.clients.create(name="Acme")
    yield made
    made.close()


def taken(desk: Desk, folder: Path, kind: ImportKind, *rows: str, rules: Rules | None = None) -> ImportResult:
    source = folder / f"{kind.value}.csv"
    source.write_text("\n".join(rows), encoding="utf-8")
    return desk.imports.take(ImportWish(source, kind, rules=rules or Rules()))


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.rejected


ROWS = {
    ImportKind.VISITS: ("client,day,contact", f"Acme,{THEN},Ann", f"Acme,{TODAY},Ben"),
    ImportKind.ORDERS: ("number,client,ordered on,total", f"A1,Acme,{THEN},100", f"A2,Acme,{TODAY},200"),
    ImportKind.INVOICES: ("number,client,issued on,amount", f"R1,Acme,{THEN},100", f"R2,Acme,{TODAY},200"),
    ImportKind.PAYMENTS: ("client,paid on,amount", f"Acme,{THEN},100", f"Acme,{TODAY},200"),
    ImportKind.OPPORTUNITIES: (
        "client,opportunity,stage,created on,amount",
        f"Acme,Pumps,first contact,{THEN},100",
        f"Acme,Pipes,first contact,{TODAY},200",
    ),
}


@pytest.mark.parametrize("kind", list(ROWS))
def test_rows_of_a_closed_month_are_rejected_and_the_others_taken(desk: Desk, tmp_path: Path, kind: ImportKind) -> None:
    desk.closing.close(THEN)
    result = taken(desk, tmp_path, kind, *ROWS[kind])
    assert counts(result) == (1, 0, 0, 1)
    reject = result.rejects[0]
    assert reject.line == 2 and "is closed" in str(reject.reasons[0])
    result_again = taken(desk, tmp_path, kind, *ROWS[kind])
    assert counts(result_again) == (0, 0, 1, 1) and result_again.change is None


@pytest.mark.parametrize("kind", list(ROWS))
def test_what_a_closed_month_holds_already_is_no_trouble_when_it_comes_again(
    desk: Desk, tmp_path: Path, kind: ImportKind
) -> None:
    assert counts(taken(desk, tmp_path, kind, *ROWS[kind])) == (2, 0, 0, 0)
    desk.closing.close(THEN)
    assert counts(taken(desk, tmp_path, kind, *ROWS[kind])) == (0, 0, 2, 0)


def test_a_row_that_would_change_a_closed_month_is_rejected(desk: Desk, tmp_path: Path) -> None:
    taken(desk, tmp_path, ImportKind.VISITS, *ROWS[ImportKind.VISITS])
    taken(desk, tmp_path, ImportKind.ORDERS, *ROWS[ImportKind.ORDERS])
    desk.closing.close(THEN)
    assert counts(taken(desk, tmp_path, ImportKind.VISITS, "client,day,contact", f"Acme,{THEN},Zoe")) == (0, 0, 0, 1)
    more = taken(desk, tmp_path, ImportKind.ORDERS, "number,client,ordered on,total", f"A1,Acme,{THEN},70")
    assert counts(more) == (0, 0, 0, 1)
    assert {one.total_cents for one in things(desk.file.conn, Order)} == {100_00, 200_00}


def test_nothing_is_left_of_what_a_rejected_row_began(desk: Desk, tmp_path: Path) -> None:
    desk.closing.close(THEN)
    rows = (
        "client,opportunity,stage,created on,amount",
        f"New Works,Pumps,first contact,{THEN},100",
        f"Acme,Pipes,first contact,{TODAY},200",
    )
    rules = Rules(unknown_client=Unknown.CREATE)
    assert counts(taken(desk, tmp_path, ImportKind.OPPORTUNITIES, *rows, rules=rules)) == (1, 0, 0, 1)
    assert [one.name for one in things(desk.file.conn, Opportunity)] == ["Pipes"]
    assert not [one for one in desk.find("New Works") if one.kind is Kind.CLIENT]
