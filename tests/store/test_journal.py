"""One door for every change: guarded, logged by the file itself, and taken back from its log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy import insert, update

from salesdesk.domain.change import Edit, Kind, Label, New
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.opportunity import Opportunity, Priority, Stage
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from salesdesk.store.read.rows import thing
from salesdesk.store.tables import TABLES
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, edit, new_client, new_opportunity, rows, scalar


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


@pytest.fixture(autouse=True)
def closed(desk: Desk) -> object:
    yield
    desk.close()


def test_a_thing_is_read_as_it_was_written(desk: Desk) -> None:
    values = {
        "tier": Tier.A,
        "is_key": True,
        "since": date(2024, 2, 29),
        "credit_limit_cents": 10**13,
        "email": "a@b.c",
    }
    pk = new_client(desk, **values)
    assert thing(desk.file.conn, Client, pk) == Client(pk, "恒达机械", **values)  # type: ignore[arg-type]


def test_every_edited_field_is_logged_with_both_values(desk: Desk) -> None:
    pk = new_opportunity(desk)
    edit(desk, Kind.OPPORTUNITY, pk, priority=(Priority.P2, Priority.P1), stage=(Stage.FIRST_CONTACT, Stage.WON))
    facts = {fact.field: (fact.before, fact.after) for fact in desk.history.of(Kind.OPPORTUNITY, pk) if fact.field}
    assert facts == {"priority": (Priority.P2, Priority.P1), "stage": (Stage.FIRST_CONTACT, Stage.WON)}


def test_who_did_it_is_known_from_the_first_own_action_on(desk: Desk) -> None:
    pk = new_client(desk)
    assert [fact.step.who for fact in desk.history.of(Kind.CLIENT, pk)] == ["王小明"]


def test_an_edit_from_an_outdated_value_is_a_conflict_and_changes_nothing(desk: Desk) -> None:
    pk = new_client(desk, note="old")
    before = rows(desk)
    with pytest.raises(Conflict):
        edit(desk, Kind.CLIENT, pk, phone=("", "1"), note=("something else", "new"))
    assert rows(desk) == before
    assert scalar(desk, "SELECT hlc FROM ctx") is None


def test_an_action_that_fails_in_the_middle_leaves_nothing(desk: Desk) -> None:
    client = new_client(desk)
    before = rows(desk)
    visit = a_visit(desk, client)
    with pytest.raises(Conflict):
        desk.session.record(DONE, [visit, Edit(Kind.CLIENT, client, "name", "not this", "x")])
    assert rows(desk) == before
    assert desk.session.record(DONE, [visit]), "and the door is open again"


def test_a_write_past_the_journal_is_refused(desk: Desk) -> None:
    pk = new_client(desk)
    table = TABLES[Kind.CLIENT]
    for write in (
        update(table).where(table.c.id == pk).values(name="x"),
        insert(table).values(id=desk.session.new_id(), name="y"),
    ):
        with pytest.raises(sqlalchemy.exc.IntegrityError, match="outside the journal"):
            desk.file.conn.execute(write)


def test_nothing_is_ever_deleted_and_ids_never_change(desk: Desk) -> None:
    pk = new_client(desk)
    with pytest.raises(sqlalchemy.exc.IntegrityError, match="never deleted"), desk.file.writing() as conn:
        conn.execute(TABLES[Kind.CLIENT].delete())
    with pytest.raises(sqlalchemy.exc.IntegrityError, match="ids never change"), desk.file.writing() as conn:
        conn.exec_driver_sql("UPDATE ctx SET hlc = 1, act = 1")
        conn.exec_driver_sql("UPDATE client SET id = zeroblob(16)")
    assert thing(desk.file.conn, Client, pk)


def test_undo_puts_a_new_thing_into_the_bin_and_redo_takes_it_out(desk: Desk) -> None:
    pk = new_client(desk)
    desk.undo()
    gone = thing(desk.file.conn, Client, pk)
    assert gone is not None
    assert gone.deleted
    desk.redo()
    back = thing(desk.file.conn, Client, pk)
    assert back is not None
    assert not back.deleted


def test_undo_goes_on_after_the_file_was_closed(desk: Desk, tmp_path: Path) -> None:
    pk = new_client(desk)
    edit(desk, Kind.CLIENT, pk, note=("", "one"))
    edit(desk, Kind.CLIENT, pk, note=("one", "two"))
    desk.close()
    again = Desk.open(desk.path)
    again.undo()
    again.undo()
    found = thing(again.file.conn, Client, pk)
    again.close()
    third = Desk.open(desk.path)
    third.redo()
    redone = thing(third.file.conn, Client, pk)
    third.close()
    assert found is not None
    assert redone is not None
    assert (found.note, redone.note) == ("", "one")


def test_undo_names_the_cell_that_somebody_changed_since(desk: Desk) -> None:
    pk = new_client(desk)
    edit(desk, Kind.CLIENT, pk, note=("", "mine"), phone=("", "123"))
    with desk.file.writing() as conn:  # as a merge would: newer, and not an action of this file's undo
        stamp = desk.file.clock.tick()
        conn.exec_driver_sql("UPDATE ctx SET hlc = ?, act = 7", (stamp,))
        conn.exec_driver_sql(
            "INSERT INTO txn(hlc, act, label, params, kind) VALUES (?, 7, 'x', '{}', 'merge')", (stamp,)
        )
        conn.exec_driver_sql("UPDATE client SET note = 'theirs' WHERE id = ?", (pk,))
        conn.exec_driver_sql("UPDATE ctx SET hlc = NULL, act = NULL")
    done = desk.undo()
    found = thing(desk.file.conn, Client, pk)
    assert done.left_alone == ((Kind.CLIENT, pk, "note"),)
    assert found is not None
    assert (found.note, found.phone) == ("theirs", "")


def test_there_is_an_end_to_undo_and_to_redo(desk: Desk) -> None:
    with pytest.raises(Refused, match="nothing to undo"):
        desk.undo()
    new_client(desk)
    with pytest.raises(Refused, match="nothing to redo"):
        desk.redo()


def test_a_new_action_ends_redo(desk: Desk) -> None:
    pk = new_client(desk)
    edit(desk, Kind.CLIENT, pk, note=("", "one"))
    desk.undo()
    edit(desk, Kind.CLIENT, pk, note=("", "other"))
    assert desk.next_redo() is None
    with pytest.raises(Refused, match="nothing to redo"):
        desk.redo()


def test_what_a_new_action_overtook_does_not_come_back_when_that_one_is_undone(desk: Desk) -> None:
    pk = new_client(desk)
    edit(desk, Kind.CLIENT, pk, note=("", "one"))
    edit(desk, Kind.CLIENT, pk, phone=("", "1"))
    desk.undo()
    desk.undo()
    edit(desk, Kind.CLIENT, pk, address=("", "new"))
    desk.undo()
    desk.redo()
    found = thing(desk.file.conn, Client, pk)
    assert found is not None
    assert (found.note, found.phone, found.address) == ("", "", "new")
    assert desk.next_redo() is None


def test_an_import_is_one_step_whatever_its_size(desk: Desk) -> None:
    client = new_client(desk)
    before = rows(desk)
    desk.session.record(Label("imported"), [a_visit(desk, client) for _ in range(2000)])
    assert scalar(desk, "SELECT count(*) FROM visit WHERE NOT deleted") == 2000
    desk.undo()
    assert scalar(desk, "SELECT count(*) FROM visit WHERE NOT deleted") == 0
    assert rows(desk) | {Kind.VISIT: []} == before
    desk.redo()
    assert scalar(desk, "SELECT count(*) FROM visit WHERE NOT deleted") == 2000


def test_things_of_several_shapes_and_kinds_go_in_one_action(desk: Desk) -> None:
    client, other = desk.session.new_id(), desk.session.new_id()
    done = desk.session.record(
        Label("mixed"),
        [
            New(Kind.CLIENT, client, {"name": "a", "tier": Tier.B}),
            New(Kind.CLIENT, other, {"tier": Tier.A, "name": "b"}),
            a_visit(desk, client, minutes=30),
            a_visit(desk, other),
            Edit(Kind.CLIENT, client, "note", "", "born and changed at once"),
            Edit(Kind.REP, desk.rep.id, "region", "", "苏州"),
        ],
    )
    assert done.kinds == {Kind.CLIENT, Kind.VISIT, Kind.REP}
    found = [thing(desk.file.conn, Client, pk) for pk in (client, other)]
    assert [one and (one.name, one.tier, one.note) for one in found] == [
        ("a", Tier.B, "born and changed at once"),
        ("b", Tier.A, ""),
    ]


def test_an_opportunity_without_more_takes_the_defaults(desk: Desk) -> None:
    pk = new_opportunity(desk)
    assert thing(desk.file.conn, Opportunity, pk) == Opportunity(
        pk, "Line 3", desk.rep.id, Stage.FIRST_CONTACT, date(2026, 11, 1)
    )


def test_undo_takes_back_the_newest_action_of_any_session_though_a_clock_was_wrong(desk: Desk) -> None:
    job = desk.file.second()
    desk.file.clock.tick(2**62)  # as after work under a clock that runs ahead
    first = new_client(desk)
    second = job.ids()
    journal.record(job, [New(Kind.CLIENT, second, {"name": "B"})], DONE)
    job.close()
    desk.undo()
    known = {pk: found.deleted for pk in (first, second) if (found := thing(desk.file.conn, Client, pk))}
    assert known == {first: False, second: True}


def test_what_is_kept_of_figures_ends_with_any_write(desk: Desk) -> None:
    client = new_client(desk)
    deeds: list[Callable[[], object]] = [
        lambda: edit(desk, Kind.CLIENT, client, phone=("", "1")),
        desk.undo,
        desk.redo,
    ]
    for deed in deeds:
        desk.file.run("UPDATE ctx SET kept = 1")
        deed()
        assert scalar(desk, "SELECT kept FROM ctx") is None
    desk.file.run("UPDATE ctx SET kept = 1")
    with pytest.raises(Conflict):
        edit(desk, Kind.CLIENT, client, phone=("2", "3"))
    assert scalar(desk, "SELECT kept FROM ctx") == 1, "nothing was written"


def test_what_came_out_of_the_bin_goes_back_though_something_hangs_on_it(desk: Desk) -> None:
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client)])
    edit(desk, Kind.CLIENT, client, deleted=(False, True))
    restored = edit(desk, Kind.CLIENT, client, deleted=(True, False))
    journal.undo_step(desk.file, restored.hlc, desk.file.act)
    assert scalar(desk, "SELECT deleted FROM client")


def test_what_the_step_itself_hung_on_something_new_goes_back_with_it(desk: Desk) -> None:
    old = new_client(desk)
    visit = a_visit(desk, old)
    desk.session.record(DONE, [visit])
    new = desk.session.new_id()
    step = desk.session.record(
        DONE, [New(Kind.CLIENT, new, {"name": "New Ltd"}), Edit(Kind.VISIT, visit.id, "client_id", old, new)]
    )
    journal.undo_step(desk.file, step.hlc, desk.file.act)
    assert scalar(desk, "SELECT client_id FROM visit") == old
    assert scalar(desk, "SELECT deleted FROM client WHERE id = ?", new)
