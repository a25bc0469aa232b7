"""Real files of other systems, where they are present: taken in to the known figures, or refused with a sentence."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.order import Order, OrderLine
from salesdesk.domain.product import Product
from salesdesk.services.desk import Desk
from salesdesk.services.imports import DateOrder, ImportKind, ImportWish, PrepareOptions
from salesdesk.store.read.rows import things
from tests.builders import make_desk

HANGS = 10.0
"""Seconds after which a file counts as one that hangs the program."""

MOST_MEMORY = 500
"""Megabytes that a process may hold while it reads any of them."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def rewritten(source: Path, target: Path, write: Callable[[date], str]) -> Path:
    """The same rows with their days written in another way."""
    with source.open(encoding="utf-8-sig", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        for row in csv.reader(file):
            rows.writerow([write(date.fromisoformat(c)) if len(c) == 10 and c[4:8:3] == "--" else c for c in row])
    return target


WAYS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "mdy": lambda day: f"{day.month}/{day.day}/{day.year}",
    "dmy": lambda day: f"{day:%d-%m-%y}",
}


def test_the_same_days_in_three_writings_give_identical_data(shared_data: Path, tmp_path: Path) -> None:
    maven = shared_data / "maven_crm"
    seen = []
    for name, write in WAYS.items():
        folder = tmp_path / name
        folder.mkdir()
        desk = make_desk(folder)
        desk.imports.take(ImportWish(maven / "accounts.csv", ImportKind.CLIENTS))
        desk.imports.take(ImportWish(maven / "products.csv", ImportKind.PRODUCTS))
        source = rewritten(maven / "sales_pipeline.csv", folder / "pipeline.csv", write)
        asked = ImportWish(source, ImportKind.OPPORTUNITIES)
        if name == "dmy":  # every 25-03-17 is also a day of 2025: nobody but the user can know
            with pytest.raises(Refused, match="engage_date"):
                desk.imports.take(asked)
            asked = replace(asked, options=PrepareOptions(date_order=DateOrder.DMY))
        done = desk.imports.take(asked)
        assert (done.created, done.rejected) == (8800, 0), name
        seen.append(
            sorted(
                (o.ref, o.stage, o.created_on, o.closed_on, o.amount_cents) for o in things(desk.file.conn, Opportunity)
            )
        )
        desk.close()
    assert seen[0] == seen[1] == seen[2]


def test_days_that_read_both_ways_are_asked_about(desk: Desk, shared_data: Path, tmp_path: Path) -> None:
    maven = shared_data / "maven_crm"
    desk.imports.take(ImportWish(maven / "accounts.csv", ImportKind.CLIENTS))
    desk.imports.take(ImportWish(maven / "products.csv", ImportKind.PRODUCTS))
    source = rewritten(maven / "sales_pipeline.csv", tmp_path / "all.csv", WAYS["mdy"])
    both = tmp_path / "both.csv"
    with source.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    early = [r for r in rows[1:] if all(not c or int(c.split("/")[1]) <= 12 for c in r[5:7])]
    with both.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([rows[0], *early])
    asked = ImportWish(both, ImportKind.OPPORTUNITIES)
    with pytest.raises(Refused, match="engage_date"):
        desk.imports.take(asked)
    told = ImportWish(both, ImportKind.OPPORTUNITIES, options=PrepareOptions(date_order=DateOrder.MDY))
    assert desk.imports.take(told, dry_run=True).created == len(early)


def test_adventure_works_comes_in_to_its_known_figures(desk: Desk, shared_data: Path) -> None:
    works = shared_data / "adventureworks"
    facts = json.loads((works / "facts.json").read_text(encoding="utf-8"))
    desk.imports.take(ImportWish(works / "AdventureWorks_Products.csv", ImportKind.PRODUCTS))
    customers = ImportWish(works / "AdventureWorks_Customers.csv", ImportKind.CLIENTS, ["AnnualIncome=credit_limit"])
    taken = desk.imports.take(customers)
    assert (taken.created, taken.rejected) == (18_148, 0)
    limits = Counter(client.credit_limit_cents for client in things(desk.file.conn, Client))
    assert limits[9_000_000] > 0, "“$90,000 ” is ninety thousand"
    rows = 0
    for year in (2017, 2018, 2019):
        done = desk.imports.take(ImportWish(works / f"AdventureWorks_Sales_{year}.csv", ImportKind.ORDERS))
        assert done.rejected == 0
        rows += done.read
    orders = things(desk.file.conn, Order)
    numbers = {order.number for order in orders}
    buyers = {order.client_id for order in orders}
    assert [rows, len(numbers), len(buyers)] == facts["rows"]["value"]
    assert len(things(desk.file.conn, OrderLine)) == 56_046
    often = sum(count >= 2 for count in Counter(order.client_id for order in orders).values())
    assert often == facts["repurchase"]["value"]["two_plus"]
    months: Counter[str] = Counter()
    for order in orders:
        months[f"{order.ordered_on:%Y-%m}"] += order.total_cents
    known = facts["revenue_by_month"]["value"]
    assert months.keys() == known.keys()
    assert all(months[month] / 100 == pytest.approx(value, rel=1e-5) for month, value in known.items())


def test_the_unclean_products_are_read_to_the_last_row(desk: Desk, shared_data: Path) -> None:
    works = shared_data / "adventureworks"
    done = desk.imports.take(ImportWish(works / "AdventureWorks_Products (unclean).csv", ImportKind.PRODUCTS))
    assert done.read == 293
    assert done.created + done.rejected == 293
    assert all(reject.line and str(reject.reason) for reject in done.rejects)
    assert len(things(desk.file.conn, Product)) == done.created


@pytest.mark.parametrize("folder", ["xlsx", "contacts", "ics", "crm_exports", "chinese", "messy_csv", "sqlite_hostile"])
def test_every_file_is_taken_in_or_refused_with_a_sentence(shared_data: Path, folder: str) -> None:
    """As everything it could be, in a process of its own: no crash, no hang, never too much memory."""
    asked = [sys.executable, "-m", "tests.services.takes_in", str(shared_data / folder)]
    ended = subprocess.run(asked, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    *tries, held = [json.loads(line) for line in ended.stdout.splitlines()]
    assert held["megabytes"] < MOST_MEMORY
    files = {
        str(path.relative_to(shared_data / folder)) for path in (shared_data / folder).rglob("*") if path.is_file()
    }
    assert {one["file"] for one in tries} == files
    for one in tries:
        assert one["seconds"] < HANGS, one
        if "refused" in one:
            assert one["refused"].endswith("."), one
        else:
            read, counted = one["read"].split(" of ")
            assert (read, one["silent"]) == (counted, "0"), one
    assert folder == "sqlite_hostile" or sum("read" in one for one in tries) > 20
