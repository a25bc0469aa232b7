"""Merging on the real schema: what comes, what wins, what is listed, what is left out, and the way back."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Edit, Kind, Label, New
from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.services.desk import Desk
from salesdesk.store import foreign, journal, keys, merge, merge_clash, notes, protection
from salesdesk.store.backup import copy_database
from salesdesk.store.check import check
from salesdesk.store.engine import raw
from salesdesk.store.merge_clash import Rule
from salesdesk.store.merge_report import reports
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.words.merging import merge_notes
from tests.store.builders import DONE, a_visit, edit, new_client, rows, scalar


def desk_of(folder: Path, name: str) -> Desk:
    return Desk.create(folder / f"{name}.salesdesk", rep_name=name)


def twin(desk: Desk, name: str) -> Desk:
    """A copy of a file, opened: it goes its own way from now on."""
    path = desk.path.with_name(f"{name}.salesdesk")
    copy_database(desk.path, path)
    return Desk.open(path)


def take(desk: Desk, *others: Desk, ahead: timedelta = timedelta()) -> merge.Merged:
    """Merge the files of other desks into this one."""
    brought = [foreign.bring(other.path) for other in others]
    second = desk.file.second()
    try:
        return merge.merge(second, brought, ahead=merge.AHEAD_MILLIS + int(ahead.total_seconds() * 1000))
    finally:
        second.close()
        for one in brought:
            one.drop()


def closed(*desks: Desk) -> None:
    """Nothing is left wrong in any of the files."""
    for desk in desks:
        assert notes.out_of_step(desk.file.conn) == 0
        desk.close()
        assert check(desk.path).problems == ()


def test_two_files_become_one_and_the_same_either_way(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    client = new_client(rep, name="Anna Ltd")
    visit = a_visit(rep, client, result="They liked the pump")
    rep.session.record(DONE, [visit])
    own = new_client(lead, name="Bert Ltd")
    merged = take(lead, rep)
    report = merged.report.files[0]
    assert report.new == {Kind.REP: 1, Kind.CLIENT: 1, Kind.VISIT: 1}
    assert (report.rep, report.changed, report.conflicts, report.quarantined) == ("Rep", {}, 0, 0)
    assert merged.changes.ids[Kind.VISIT] == {visit.id}
    assert {row[0] for row in rows(lead)[Kind.CLIENT]} == {client, own}
    assert lead.rep.name == "Lead"
    assert reports(lead.file.conn)[0] == merged.report
    take(rep, lead)
    everything = [{k: v for k, v in rows(one).items() if k is not Kind.SETTING} for one in (lead, rep)]
    assert everything[0] == everything[1]
    closed(lead, rep)


def test_again_changes_nothing(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    new_client(rep)
    take(lead, rep)
    before, steps = rows(lead), scalar(lead, "SELECT count(*) FROM txn WHERE home")
    assert not take(lead, rep).changes
    take(rep, lead)
    assert not take(lead, rep).changes
    assert (rows(lead), scalar(lead, "SELECT count(*) FROM txn WHERE home")) == (before, steps)
    closed(lead, rep)


def test_the_later_value_stands_and_the_conflict_is_listed_until_decided(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep, note="old")
    lead = twin(rep, "lead")
    edit(lead, Kind.CLIENT, client, note=("old", "the lead's"), phone=("", "1"))
    edit(rep, Kind.CLIENT, client, note=("old", "the rep's"), email=("", "a@b.c"))
    assert take(lead, rep).report.files[0].conflicts == 1
    assert rows(lead)[Kind.CLIENT][0] == rows_after(rep, lead)[Kind.CLIENT][0]
    assert scalar(lead, "SELECT note || phone || email FROM client") == "the rep's1a@b.c"
    (clash,) = merge_clash.open_clashes(lead.file.conn)
    assert (clash.mine.value, clash.theirs.value, clash.stands) == ("the lead's", "the rep's", "the rep's")
    assert clash.mine.at < clash.theirs.at
    merge_clash.decide(lead.file, [(clash, clash.side(Rule.MINE))], Label("clash.decided", {"n": 1}))
    assert scalar(lead, "SELECT note FROM client") == "the lead's"
    assert merge_clash.count_open(lead.file.conn) == 0
    journal.undo(lead.file)
    assert merge_clash.open_clashes(lead.file.conn)[0].field == "note"
    assert scalar(lead, "SELECT note FROM client") == "the rep's"
    merge_clash.decide(lead.file, [(clash, clash.side(Rule.NEWEST))], Label("clash.decided", {"n": 1}))
    assert merge_clash.count_open(lead.file.conn) == 0, "also where nothing had to change"
    closed(lead, rep)


def rows_after(desk: Desk, other: Desk) -> dict[Kind, list[object]]:
    take(desk, other)
    return rows(desk)


def test_deleted_here_and_worked_on_there_is_listed_either_way(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep)
    lead = twin(rep, "lead")
    edit(lead, Kind.CLIENT, client, deleted=(False, True))
    edit(rep, Kind.CLIENT, client, phone=("", "1"))
    other = twin(lead, "other")
    assert take(lead, rep).report.files[0].conflicts == 1
    assert take(rep, other).report.files[0].conflicts == 1
    (here,), (there,) = (merge_clash.open_clashes(one.file.conn) for one in (lead, rep))
    assert (here.field, here.mine.value, here.theirs.value) == ("deleted", True, False)
    assert (there.field, there.mine.value, there.theirs.value) == ("deleted", False, True)
    merge_clash.decide(rep.file, [(there, there.mine)], Label("clash.decided", {"n": 1}))
    assert not scalar(rep, "SELECT deleted FROM client")
    closed(lead, rep)


def test_new_visits_of_a_client_in_the_bin_come_and_are_counted(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep)
    lead = twin(rep, "lead")
    edit(lead, Kind.CLIENT, client, deleted=(False, True))
    rep.session.record(DONE, [a_visit(rep, client)])
    report = take(lead, rep).report.files[0]
    assert (report.new, report.binned) == ({Kind.VISIT: 1}, 1)
    closed(lead, rep)


def test_what_falls_into_a_closed_month_comes_and_is_counted(tmp_path: Path) -> None:
    lead = desk_of(tmp_path, "Lead")
    client = new_client(lead)
    then = lead.session.now().replace(day=1) - timedelta(days=1)
    visit = a_visit(lead, client, starts_at=then)
    lead.session.record(DONE, [visit, a_visit(lead, client, starts_at=then - timedelta(hours=1))])
    rep = twin(lead, "Rep")
    lead.closing.close(then.date())
    edit(rep, Kind.VISIT, visit.id, result=("", "They liked the pump"))
    rep.session.record(DONE, [a_visit(rep, client, starts_at=then), a_visit(rep, client)])
    report = take(lead, rep).report.files[0]
    assert (report.new, report.changed, report.closed) == ({Kind.VISIT: 2}, {Kind.VISIT: 1}, 2)
    assert any("closed here" in note for note in merge_notes(report))
    assert reports(lead.file.conn)[0].files[0].closed == 2
    closed(lead, rep)


def test_a_visit_moved_out_of_a_closed_month_by_a_merge_is_counted(tmp_path: Path) -> None:
    lead = desk_of(tmp_path, "Lead")
    now = lead.session.now()
    then = now.replace(day=1) - timedelta(days=1)
    visit = a_visit(lead, new_client(lead), starts_at=then)
    lead.session.record(DONE, [visit])
    rep = twin(lead, "Rep")
    lead.closing.close(then.date())
    edit(rep, Kind.VISIT, visit.id, starts_at=(then, now))
    assert take(lead, rep).report.files[0].closed == 1
    closed(lead, rep)


def test_a_merge_is_one_undo_and_can_be_done_again(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep, note="old")
    lead = twin(rep, "lead")
    edit(rep, Kind.CLIENT, client, note=("old", "new"))
    rep.session.record(DONE, [a_visit(rep, client, result="findable")])
    before = rows(lead)
    take(lead, rep)
    after = rows(lead)
    assert lead.next_undo() == Label("file.merged", {"names": "Rep"})
    lead.undo()
    assert rows(lead)[Kind.CLIENT] == before[Kind.CLIENT]
    assert scalar(lead, "SELECT count(*) FROM visit WHERE NOT deleted") == 0
    lead.redo()
    assert rows(lead) == after
    lead.undo()
    take(rep, lead)
    assert scalar(rep, "SELECT note FROM client") == "old", "an undo is a change like any other"
    closed(lead, rep)


def test_what_was_changed_since_stays_when_a_merge_is_undone(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep, note="old")
    lead = twin(rep, "lead")
    edit(rep, Kind.CLIENT, client, note=("old", "theirs"), phone=("", "1"))
    merged = take(lead, rep)
    edit(lead, Kind.CLIENT, client, note=("theirs", "mine"))
    done = journal.undo_step(lead.file, merged.report.hlc, merged.report.act)
    assert done.left_alone == ((Kind.CLIENT, client, "note"),)
    assert scalar(lead, "SELECT note || phone FROM client") == "mine"
    with pytest.raises(Refused):
        journal.undo_step(lead.file, merged.report.hlc, merged.report.act)
    closed(lead, rep)


def test_undo_never_takes_back_what_somebody_else_did(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    own = new_client(lead)
    new_client(rep)
    take(lead, rep)
    lead.undo()
    assert lead.next_undo() == Label("client.added", {})
    lead.undo()
    assert scalar(lead, "SELECT count(*) FROM client WHERE NOT deleted") == 0
    assert scalar(lead, "SELECT deleted FROM client WHERE id = ?", own) == 1
    assert lead.next_undo() is None
    closed(lead, rep)


def test_what_belongs_to_a_file_stays_its_own(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    for key, value in (("currency", "EUR"), ("report_layout", {"a": 1}), ("ideal_client", {"industry": "steel"})):
        rep.session.record(Label("setting.changed"), [setting_change(rep.file.conn, key, value)])
    take(lead, rep)
    conn = lead.file.conn
    assert (setting(conn, "currency"), setting(conn, "report_layout")) == ("CNY", None)
    assert setting(conn, "ideal_client") == {"industry": "steel"}
    assert lead.rep.name == "Lead"
    closed(lead, rep)


def test_changes_from_the_future_wait_and_come_when_their_time_has_come(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep, note="now")
    lead = desk_of(tmp_path, "Lead")
    rep.file.clock.tick(rep.file.clock.tick() + (10 * 24 * 3_600_000 << 16))
    edit(rep, Kind.CLIENT, client, note=("now", "in ten days"))
    later = new_client(rep, name="Later Ltd")
    report = take(lead, rep).report.files[0]
    assert report.quarantined == 2
    assert scalar(lead, "SELECT note FROM client") == "now"
    again = take(lead, rep, ahead=timedelta(days=10)).report.files[0]
    assert (again.quarantined, again.new, again.changed) == (0, {Kind.CLIENT: 1}, {Kind.CLIENT: 1})
    assert scalar(lead, "SELECT note FROM client WHERE id <> ?", later) == "in ten days"
    closed(lead, rep)


def test_two_things_with_one_id_are_reported_and_never_folded(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    pk = new_client(lead, name="Mine")
    rep.session.record(Label("client.added"), [New(Kind.CLIENT, pk, {"name": "Theirs"})])
    assert take(lead, rep).report.files[0].strange == 1
    assert scalar(lead, "SELECT name FROM client") == "Mine"
    closed(lead, rep)


def test_a_new_client_of_the_same_name_is_called_a_duplicate(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    for desk in (lead, rep):
        new_client(desk, name="恒达机械", sort_key="hengda")
    assert take(lead, rep).report.files[0].duplicates == 1
    closed(lead, rep)


def test_an_edit_goes_before_the_birth_of_the_same_thing(tmp_path: Path) -> None:
    """A copy that makes the same recurring visit later must not call back to plan what was done."""
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep)
    lead = twin(rep, "lead")
    visit = a_visit(rep, client, result="", status="planned")
    pk = b"\x01" * 6 + b"\x55" + b"\x01" * 9
    birth = New(Kind.VISIT, pk, visit.values)
    rep.session.record(DONE, [birth])
    rep.session.record(DONE, [Edit(Kind.VISIT, pk, "result", "", "went well")])
    lead.session.record(DONE, [birth])
    assert take(lead, rep).report.files[0].conflicts == 0
    take(rep, lead)
    for desk in (lead, rep):
        assert scalar(desk, "SELECT result FROM visit") == "went well"
    closed(lead, rep)


def test_stopping_leaves_everything_as_it_was(tmp_path: Path) -> None:
    lead = desk_of(tmp_path, "Lead")
    reps = [desk_of(tmp_path, f"Rep {n}") for n in range(3)]
    for rep in reps:
        new_client(rep)
    before = rows(lead)
    brought = [foreign.bring(rep.path) for rep in reps]
    second = lead.file.second()

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge.merge(second, brought, stop)
    assert rows(lead) == before
    merged = merge.merge(second, brought)
    assert merged.report.total("new") == 6
    second.close()
    for one in brought:
        one.drop()
    closed(lead, *reps)


def test_more_files_than_can_be_attached_are_one_transaction_and_one_undo(tmp_path: Path) -> None:
    lead = desk_of(tmp_path, "Lead")
    reps = [desk_of(tmp_path, f"Rep {n}") for n in range(12)]
    for rep in reps:
        new_client(rep)
    before = rows(lead)
    brought = [foreign.bring(rep.path) for rep in reps]
    second, seen = lead.file.second(), list[int]()

    def look(done: int, _total: int) -> None:
        seen.append(done)
        assert rows(lead) == before, "nobody sees the one half without the other"

    assert merge.merge(second, brought, look).report.total("new") == 24
    assert seen[-1] == 12
    second.close()
    for one in brought:
        one.drop()
    assert scalar(lead, "SELECT count(*) FROM client WHERE NOT deleted") == 12
    lead.undo()
    assert scalar(lead, "SELECT count(*) FROM client WHERE NOT deleted") == 0
    closed(lead, *reps)


def test_what_one_file_brings_and_the_next_has_deleted_is_not_in_the_way_of_undo(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    client = new_client(rep)
    other = twin(rep, "other")
    edit(other, Kind.CLIENT, client, deleted=(False, True))
    merged = take(lead, rep, other)
    assert scalar(lead, "SELECT deleted FROM client")
    assert journal.undo_step(lead.file, merged.report.hlc, merged.report.act).left_alone == ()
    closed(lead, rep, other)


def test_what_both_know_hides_a_conflict_from_neither(tmp_path: Path) -> None:
    """B's change lost to C's, which A knew when it wrote: A never saw B's, nor B that A's stands against its own."""
    first = desk_of(tmp_path, "First")
    client = new_client(first)
    a, b, c = (twin(first, name) for name in "abc")
    edit(b, Kind.CLIENT, client, note=("", "B's"))
    edit(c, Kind.CLIENT, client, note=("", "C's"))
    take(a, c)
    edit(a, Kind.CLIENT, client, note=("C's", "A's"))
    take(b, c)
    before = merge_clash.count_open(b.file.conn)
    other = twin(a, "other")
    take(other, b)
    take(b, a)
    there = {(clash.mine.value, clash.theirs.value) for clash in merge_clash.open_clashes(b.file.conn)}
    assert before == 1
    assert there == {("B's", "A's")}
    assert [(one.mine.value, one.theirs.value) for one in merge_clash.open_clashes(other.file.conn)] == [("A's", "B's")]
    closed(first, a, b, c, other)


def test_what_was_decided_against_is_not_asked_again(tmp_path: Path) -> None:
    rep = desk_of(tmp_path, "Rep")
    client = new_client(rep)
    lead = twin(rep, "lead")
    edit(lead, Kind.CLIENT, client, note=("", "the lead's"))
    edit(rep, Kind.CLIENT, client, note=("", "the rep's"))
    take(lead, rep)
    (clash,) = merge_clash.open_clashes(lead.file.conn)
    edit(rep, Kind.CLIENT, client, note=("the rep's", "the rep's next"))
    undecided = twin(lead, "undecided")
    assert take(undecided, rep).report.files[0].conflicts == 1
    assert [one.theirs.value for one in merge_clash.open_clashes(undecided.file.conn)] == ["the rep's next"]
    merge_clash.decide(lead.file, [(clash, clash.theirs)], Label("clash.decided", {"n": 1}))
    assert take(lead, rep).report.files[0].conflicts == 0
    assert merge_clash.count_open(lead.file.conn) == 0
    closed(lead, rep, undecided)


def test_the_preview_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    new_client(rep)
    before = rows(lead), scalar(lead, "SELECT count(*) FROM change")
    with foreign.bring(rep.path) as theirs:
        seen = merge.preview(lead.file, [theirs])
    assert (rows(lead), scalar(lead, "SELECT count(*) FROM change")) == before
    assert seen.files == take(lead, rep).report.files
    closed(lead, rep)


def test_a_file_that_cannot_stand_alone_is_refused_whole(tmp_path: Path) -> None:
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    rep.session.record(DONE, [a_visit(rep, new_client(rep))])
    before = rows(lead)
    with foreign.bring(rep.path) as theirs:
        part = dataclasses.replace(theirs, whole=False)
        with raw(theirs.path, "rw") as conn:
            conn.execute("DROP TRIGGER journal_client_delete")
            conn.execute("DELETE FROM client")
            conn.execute("DELETE FROM change WHERE tbl = 'client'")
        second = lead.file.second()
        with pytest.raises(FileRefused, match="neither in it nor in this file"):
            merge.merge(second, [part])
        second.close()
    assert rows(lead) == before
    closed(lead, rep)


@pytest.mark.parametrize("which", ["lead", "rep", "both"])
def test_protected_files_are_merged_too_and_stay_protected(
    tmp_path: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lead, rep = desk_of(tmp_path, "Lead"), desk_of(tmp_path, "Rep")
    new_client(rep, name="Canary-7f3a")
    rep.close()
    lead.close()
    for desk, name in ((lead, "lead"), (rep, "rep")):
        if which in (name, "both"):
            protection.protect(desk.path, keys.new_key("three green bicycles")[0])
    keys.forget()
    if which != "lead":
        with pytest.raises(keys.NeedsPassphrase) as needs:
            foreign.bring(rep.path)
        assert needs.value.path == rep.path
        keys.unlock(rep.path, "three green bicycles")
    if which != "rep":
        keys.unlock(lead.path, "three green bicycles")
    lead = Desk.open(lead.path)
    with foreign.bring(rep.path) as theirs:
        if which != "lead":
            assert b"Canary-7f3a" not in theirs.path.read_bytes()
        packs: list[bytes] = []

        def look(_done: int, _total: int) -> None:
            packs.extend(pack.read_bytes() for pack in tmp_path.glob("*/pack"))

        assert merge.preview(lead.file, [theirs], look).total("new") == 2
        assert packs
        assert not any(b"Canary-7f3a" in pack for pack in packs)
    assert lead.merging.take_in([rep.path]).total("new") == 2
    assert lead.merging.take_in([rep.path]).files[0].unchanged
    closed(lead)
    keys.forget()
