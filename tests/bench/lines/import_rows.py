"""Line 14: take in a table of clients: parsed, matched, search keys, journal, one action on disk."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from secrets import token_bytes

from salesdesk.services.imports import ImportKind, ImportWish
from tests.bench.cards import company, empty_desk
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.places import Places, bare
from tests.bench.sizes import Sizes

_HEADS = ("客户名称", "行业", "地区", "地址", "电话", "备注")


def import_rows(sizes: Sizes, places: Places) -> list[Reading]:
    """Each time into a new file; the floor reads the CSV and inserts its rows, and one of the journal for each."""
    source = _table(places.path("clients.csv"), sizes.rows)

    def ours() -> Took:
        desk = empty_desk(places)
        with stopwatch() as took:
            result = desk.imports.take(ImportWish(source, ImportKind.CLIENTS))
        assert result.created == sizes.rows, result.rejects[:1]
        desk.close()
        desk.path.unlink()
        return took

    def floor() -> Took:
        desk = empty_desk(places)
        owner = desk.rep.id
        desk.close()
        conn = bare(desk.path)
        with stopwatch() as took:
            _by_hand(conn, source, owner)
        conn.close()
        desk.path.unlink()
        return took

    mine, by_hand = measured(ours, floor, max(1, sizes.repeats // 2))
    return [Reading("import clients", mine, by_hand, Aim(times=3), note=f"{sizes.rows:,} rows of CSV")]


def _table(path: Path, rows: int) -> Path:
    random = Random("import")
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_HEADS)
        for number in range(rows):
            name = f"{company(random)}{number}"
            phone = f"0512-6{random.randrange(1_000_000, 9_999_999)}"
            writer.writerow((name, "机械", "苏州", f"工业园区星湖街{number}号", phone, "展会认识，要报价"))
    return path


def _by_hand(conn, source: Path, owner: bytes) -> None:  # type: ignore[no-untyped-def]
    with source.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))[1:]
    ids = sorted(token_bytes(16) for _row in rows)
    names = [name for _cid, name, kind, need, *_ in conn.execute("PRAGMA table_info(client)") if need]
    given = ["id", "name", "industry", "region", "address", "phone", "note", "owner_id"]
    left = [name for name in names if name not in given]
    columns = [*given, *left]
    usual = {"is_key": 0, "is_prospect": 0, "deleted": 0, "tier": "C"}
    rest = [usual.get(name, "") for name in left]
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(
        f"INSERT INTO client({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        ((pk, *row, owner, *rest) for pk, row in zip(ids, rows, strict=True)),
    )
    conn.executemany("INSERT INTO change VALUES ('client', ?, '', 1, 1, NULL, NULL)", ((pk,) for pk in ids))
    conn.execute("COMMIT")
