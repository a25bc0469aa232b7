"""Whole columns as arrays hold what the rows hold."""

from __future__ import annotations

from pathlib import Path

from salesdesk.domain.change import Kind, Label, New
from salesdesk.store.read.columns import columns, day_of, key_of
from salesdesk.store.read.contact_book import clients
from salesdesk.store.read.rows import driver_of
from tests.builders import make_desk

WANTED = (("id", "id"), ("day", "since"), ("letter", "tier"), ("raw", "id"), ("cents", "credit_limit_cents"))
_REST = "FROM client WHERE since NOT NULL AND credit_limit_cents NOT NULL"


def test_columns_say_what_rows_say(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    assert [len(one) for one in columns(desk.file.conn, WANTED, _REST)] == [0, 0, 0, 0, 0]
    for number in range(1, 29):
        values = {"name": "x", "since": f"2026-02-{number:02}", "tier": "ABC"[number % 3]}
        own = {**values, "since": day_of(20_260_200 + number), "credit_limit_cents": number * 10**12}
        desk.session.record(Label("sample.created"), [New(Kind.CLIENT, desk.session.new_id(), own)])
    key, day, tier, raw, cents = columns(desk.file.conn, WANTED, _REST)
    rows = driver_of(desk.file.conn).execute(f"SELECT id, since, tier, credit_limit_cents {_REST}").fetchall()
    assert [key_of(pk) for pk, *_rest in rows] == key.tolist()
    assert [pk for pk, *_rest in rows] == [bytes(one) for one in raw]
    assert [(since, letter, limit) for _pk, since, letter, limit in rows] == [
        (day_of(on).isoformat(), chr(code), amount)
        for on, code, amount in zip(day.tolist(), tier.tolist(), cents.tolist(), strict=True)
    ]
    every = clients(desk.file.conn)
    by_id = sorted(range(len(every)), key=lambda place: every.id_at(place))
    assert sorted(range(len(every)), key=lambda place: int(every.by_id()[place])) == by_id
    desk.close()


def test_days_of_another_width_are_made_to_fit(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    (day,) = columns(desk.file.conn, (("day", "d"),), "FROM (SELECT '2026-11-23' AS d UNION ALL SELECT '2026-11-2')")
    assert len(day) == 2 and day[0] == 20_261_123
    desk.close()
