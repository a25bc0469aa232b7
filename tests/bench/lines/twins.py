"""Duplicates: every pair of a file's clients that may be one company, against equal names and numbers alone."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path
from random import Random

from salesdesk.domain.change import Change, Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.services.likeness import alike
from salesdesk.store import journal
from salesdesk.store.read.duplicates import Card
from salesdesk.words.search_keys import name_keys
from tests.bench.cards import company, empty_desk
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import ROOT, Places
from tests.bench.sizes import Sizes

ANSWERS = ROOT.parent / "shared/data/messy_csv/dedupe_examples/csv_example_input_with_true_ids.csv"
SURE = 80
"""The score from which on a pair counts as found where the answers are known."""

_CARDS = "SELECT id, name, name_en, address, tax_no, phone, email FROM client WHERE NOT deleted"


def twins(sizes: Sizes, places: Places) -> list[Reading]:
    """One client of fifty stands in the file twice, written in another way."""
    desk = empty_desk(places)
    _fill(desk, sizes.rows)
    conn = bare_copy(desk)
    found = 0

    def ours() -> Took:
        nonlocal found
        with stopwatch() as took:
            found = len(desk.duplicates.search()(None))
        return took

    def floor() -> Took:
        with stopwatch() as took:
            names: dict[str, bytes] = {}
            phones: dict[str, bytes] = {}
            pairs = []
            for pk, name, _english, _address, _tax, phone, _mail in conn.execute(_CARDS):
                for known, key in ((names, "".join(filter(str.isalnum, name.lower()))), (phones, phone)):
                    if known.setdefault(key, pk) != pk:
                        pairs.append((known[key], pk))
        return took

    mine, by_hand = measured(ours, floor, max(1, sizes.repeats // 2))
    conn.close()
    desk.close()
    note = f"{sizes.rows:,} clients, {found:,} pairs found{_judged()}"
    return [Reading("duplicates", mine, by_hand, Aim(times=35), note=note)]


def _fill(desk: Desk, count: int) -> None:
    random = Random("twins")
    made: list[Change] = []
    for number in range(count):
        name = f"{company(random)[:-4]}{chr(0x4E00 + random.randrange(2_000))}有限公司"
        phone = f"0512-6{random.randrange(1_000_000, 9_999_999)}"
        _add(desk, made, name, phone)
        if number % 50 == 0:
            _add(desk, made, name.replace("有限公司", "股份有限公司"), phone.replace("-", " "))
    journal.record(desk.file, made, Label("import.clients", {"n": len(made)}), undoable=False)


def _add(desk: Desk, made: list[Change], name: str, phone: str) -> None:
    search, order = name_keys(name)
    values = {"name": name, "phone": phone, "owner_id": desk.rep.id, "search": search, "sort_key": order}
    made.append(New(Kind.CLIENT, desk.session.new_id(), values))


def _judged(answers: Path = ANSWERS) -> str:
    """Precision and recall on the file whose answers are known, where it is present."""
    if not answers.exists():
        return ""
    with answers.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    cards, same = [], dict[str, list[bytes]]()
    for number, row in enumerate(rows):
        pk = number.to_bytes(16, "big")
        same.setdefault(row["True Id"], []).append(pk)
        phones = (row["Phone"],) if row["Phone"] else ()
        cards.append(Card(pk, row["Site name"], "", row["Address"], "", phones, ()))
    truth = {frozenset(pair) for members in same.values() for pair in combinations(members, 2)}
    listed = {frozenset((one.left, one.right)) for one in alike(cards) if one.score >= SURE}
    right = len(listed & truth)
    return f"; answer key: precision {right / len(listed):.2f}, recall {right / len(truth):.2f}"
