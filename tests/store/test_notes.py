"""The index of notes: what is written is found by its words, whatever was done since."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Change, Edit, Kind, Label, New
from salesdesk.domain.visit import RequestKind
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from salesdesk.store.check import check, mend_notes
from salesdesk.store.note_letters import place_of, sought, wish
from salesdesk.store.notes import SOURCES, out_of_step
from salesdesk.store.read.notes import find_notes
from tests.builders import NOW, make_desk
from tests.store.builders import a_visit, edit, new_client, new_opportunity

SIMPLIFIED = str.maketrans("價標發裡髮", "价标发里发")
TEXTS = st.text(alphabet="價价标標發髮里裡ABab1２ ，\n", max_size=8)
QUERIES = ("价", "价标", "發里", "ab", "A", "b1", "标 ab", "里，价", "2", "1")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def log(desk: Desk, client: bytes, **values: object) -> bytes:
    visit = a_visit(desk, client, **values)
    desk.session.record(Label("visit.logged"), [visit])
    return visit.id


def found(desk: Desk, text: str) -> list[bytes]:
    return [note.id for note in find_notes(desk.file.conn, text, 50)]


def test_two_characters_of_either_script_find_a_note(desk: Desk) -> None:
    visit = log(desk, new_client(desk), result="谈了价格和交货周期", next_step="發送報價")
    for text in ("价格", "價格", "货", "报价", "報價", "发送 周期", "交货周期"):
        assert found(desk, text) == [visit], text
    for text in ("价货", "周期发送", "方案"):
        assert found(desk, text) == [], text


def test_latin_words_are_found_by_how_they_begin_and_numbers_in_full_width(desk: Desk) -> None:
    visit = log(desk, new_client(desk), result="Asked for the GTX-Pro, ３0 pieces; café")
    for text in ("gt", "gtx pro", "GTX-Pro", "30", "piec", "cafe"):
        assert found(desk, text) == [visit], text
    for text in ("tx", "ro", "g", "", " ", '"', "*", 'x" OR "gtx', "NEAR(gtx pro)"):
        assert found(desk, text) == [], text


def test_the_newest_stand_first_also_after_one_was_moved(desk: Desk) -> None:
    client = new_client(desk)
    old, new = (log(desk, client, starts_at=NOW - timedelta(days=days), result="报价") for days in (9, 2))
    assert found(desk, "报价") == [new, old]
    edit(desk, Kind.VISIT, old, starts_at=(NOW - timedelta(days=9), NOW - timedelta(days=1)))
    assert found(desk, "报价") == [old, new]
    desk.undo()
    assert found(desk, "报价") == [new, old]


def test_every_kind_of_note_leads_to_what_shows_it(desk: Desk) -> None:
    client = new_client(desk, name="恒达机械")
    deal = new_opportunity(desk, client_id=client, note="样品一", lost_note="样品二")
    visit = log(desk, client, purpose="样品三")
    wish_of = {"kind": RequestKind.RESOURCE, "opened_on": date(2026, 11, 2), "rep_id": desk.rep.id, "client_id": client}
    asked = [
        New(Kind.REQUEST, desk.session.new_id(), wish_of | {"text": "样品四", "visit_id": visit}),
        New(Kind.REQUEST, desk.session.new_id(), wish_of | {"text": "样品五"}),
        New(Kind.SURVEY, desk.session.new_id(), _survey(desk, client) | {"comment": "样品六"}),
    ]
    desk.session.record(Label("visit.logged"), asked)
    shown = {(note.kind, note.id, note.client, note.texts) for note in find_notes(desk.file.conn, "样品", 50)}
    assert shown == {
        (Kind.OPPORTUNITY, deal, "恒达机械", ("样品一", "样品二")),
        (Kind.VISIT, visit, "恒达机械", ("样品三",)),
        (Kind.VISIT, visit, "恒达机械", ("样品四",)),
        (Kind.CLIENT, client, "恒达机械", ("样品五",)),
        (Kind.CLIENT, client, "恒达机械", ("样品六",)),
    }


def test_what_lies_in_the_bin_is_not_found_until_it_comes_back(desk: Desk) -> None:
    client = new_client(desk)
    visit = log(desk, client, result="报价")
    edit(desk, Kind.VISIT, visit, deleted=(False, True))
    assert found(desk, "报价") == []
    edit(desk, Kind.VISIT, visit, deleted=(True, False))
    assert found(desk, "报价") == [visit]
    edit(desk, Kind.CLIENT, client, deleted=(False, True))
    assert found(desk, "报价") == []


def test_notes_of_binned_clients_do_not_crowd_out_the_others(desk: Desk) -> None:
    gone, kept = new_client(desk), new_client(desk)
    seen = log(desk, kept, starts_at=NOW - timedelta(days=30), result="报价")
    desk.session.record(Label("visit.logged"), [a_visit(desk, gone, result="报价") for _ in range(200)])
    edit(desk, Kind.CLIENT, gone, deleted=(False, True))
    assert find_notes(desk.file.conn, "报价", 5)[0].id == seen


def test_check_says_what_is_not_found_and_mending_finds_it(tmp_path: Path, desk: Desk) -> None:
    client = new_client(desk)
    visit = log(desk, client, result="报价")
    log(desk, client, result="样品")
    with desk.file.writing() as conn:
        conn.exec_driver_sql("DELETE FROM note WHERE id = ?", (visit,))
    desk.close()
    report = check(desk.path)
    assert (report.ok, report.unfound) == (True, 2)  # one is not there, and its words belong to nobody
    mend_notes(desk.path)
    assert check(desk.path).unfound == 0
    desk = Desk.open(desk.path)
    assert found(desk, "报价") == [visit]
    desk.close()


def test_a_hit_is_shown_where_it_stands() -> None:
    text = "先谈了　價格，然后 GTX-Pro"
    assert [text[slice(*(place_of(word, text) or (0, 0)))] for word in sought("价格 gtx-pro 然")] == [
        "價格",
        "GTX-Pro",
        "然",
    ]
    assert place_of("tx", text) is None
    assert wish("x") == ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_index_finds_what_a_slow_scan_finds(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        client, born = new_client(desk), list[bytes]()
        for _ in range(data.draw(st.integers(1, 8))):
            _act(data, desk, client, born)
            assert out_of_step(desk.file.conn) == 0
        for query in QUERIES:
            assert sorted(found(desk, query)) == sorted(_scan(desk, query)), query
        held = desk.file.conn.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        desk.close()
        assert held == ["ok"]


def _act(data: st.DataObject, desk: Desk, client: bytes, born: list[bytes]) -> None:
    what = data.draw(st.sampled_from(("log", "many", "edit", "undo", "redo")))
    last = desk.next_undo()
    if what == "undo" and last is not None and last.key != "client.added":  # without the client nothing is found
        desk.undo()
    elif what == "redo" and desk.next_redo() is not None:
        desk.redo()
    elif what == "edit" and born:
        pk = data.draw(st.sampled_from(born))
        name = data.draw(st.sampled_from(("result", "next_step", "purpose", "deleted", "starts_at", "place")))
        visit = desk.visits.get(pk)
        after = {"deleted": st.booleans(), "starts_at": st.integers(0, 5).map(lambda n: NOW - timedelta(hours=n))}
        assert visit is not None
        change: Change = Edit(Kind.VISIT, pk, name, getattr(visit, name), data.draw(after.get(name, TEXTS)))
        journal.record(desk.file, [change], Label("visit.changed"))
    else:
        count = 1 if what == "log" else data.draw(st.integers(2, 5))
        texts = [{name: data.draw(TEXTS) for name in ("result", "next_step")} for _ in range(count)]
        news = [a_visit(desk, client, **values) for values in texts]
        journal.record(desk.file, news, Label("visit.logged"))
        born.extend(new.id for new in news)


def _scan(desk: Desk, query: str) -> list[bytes]:
    """What holds every word of the query, looked for letter by letter in every text."""
    fields = SOURCES[Kind.VISIT].texts
    rows = desk.file.conn.exec_driver_sql(f"SELECT id, {', '.join(fields)} FROM visit WHERE NOT deleted").all()
    words = [_tokens(word) for word in query.split()]
    if all(len(word) == 1 and len(word[0]) == 1 and word[0].isascii() for word in words):
        return []
    return [pk for pk, *texts in rows if all(any(_holds(_tokens(text), word) for text in texts) for word in words)]


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().translate(SIMPLIFIED)
    return "".join(
        one if one.isascii() and one.isalnum() else f" {one} " if one.isalnum() else " " for one in plain
    ).split()


def _holds(text: list[str], word: list[str]) -> bool:
    size, last = len(word), word[-1]
    for at in range(len(text) - size + 1):
        ending = text[at + size - 1]
        opens = ending.startswith(last) if last.isascii() and len("".join(word)) > 1 else ending == last
        if text[at : at + size - 1] == word[:-1] and opens:
            return True
    return False


def _survey(desk: Desk, client: bytes) -> dict[str, object]:
    return {"client_id": client, "rep_id": desk.rep.id, "quarter": date(2026, 10, 1)}
