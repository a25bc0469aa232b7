"""The import window step by step: what is asked, what is proposed, what is written and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from salesdesk.domain.client import Client
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind
from salesdesk.store.read.rows import things
from salesdesk.ui.imports.export import export_list
from salesdesk.ui.imports.pieces import Combo
from salesdesk.ui.imports.window import CHECK, COLUMNS, DONE, PREVIEW, RULES, WORDS, ImportWindow
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.parts import dialogs
from salesdesk.ui.pictures import settle
from salesdesk.words.i18n import say, use
from tests.builders import make_desk
from tests.journeys.hands import Answers
from tests.ui.stage import stage

DEALS = (
    "opportunity_id,product,account,deal_stage,engage_date,close_date\n"
    "A1,GTX Prro,Acme,In talks,01/05/2026,\nA2,GTX Pro,Acme,Won,02/05/2026,03/04/2026\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.clients.create(name="Acme")
    made.products.add_product(name="GTX Pro")
    yield made
    made.close()


def window_for(qtbot: QtBot, desk: Desk, source: Path, kind: ImportKind, jobs: Jobs | None = None) -> ImportWindow:
    ctx, _noted = stage(desk)
    window = ImportWindow(replace(ctx, jobs=jobs or ctx.jobs), kind=kind, source=source)
    qtbot.addWidget(window)
    window.show()
    return window


def pick(box: Combo, key: object) -> None:
    """Take a choice as a user does."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    settle()


def test_the_window_asks_what_only_the_user_knows_and_proposes_the_rest(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    source = tmp_path / "deals.csv"
    source.write_text(DEALS)
    window = window_for(qtbot, desk, source, ImportKind.OPPORTUNITIES)
    window.go_on()
    assert window.at == PREVIEW
    window.go_on()
    window.go_on()
    assert window.at == COLUMNS and "engage_date" in window.problem.text()
    pick(window.columns.readers["engage_date"], "dmy")
    assert window.columns.readers["close_date"].key() == "dmy", "one answer does for all that are asked"
    window.go_on()
    assert window.at == WORDS
    assert window.words.boxes["product", "GTX Prro"].key() == "GTX Pro"
    pick(window.words.boxes["stage", "In talks"], "proposal")
    window.go_on()
    assert window.at == RULES
    window.go_on()
    assert window.at == CHECK and window.next.text() == "Import 2 rows"
    assert things(desk.file.conn, Opportunity) == []
    window.go_back()
    window.go_on()
    window.go_on()
    assert window.at == DONE
    stages = {deal.ref: deal.stage for deal in things(desk.file.conn, Opportunity)}
    assert stages == {"A1": Stage.PROPOSAL, "A2": Stage.WON}
    window.done_step.undo.click()
    assert things(desk.file.conn, Opportunity) == []
    assert not window.done_step.undo.isEnabled()


def test_a_column_can_be_left_aside_but_not_the_needed_one(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "clients.csv"
    source.write_text("客户名称;city\nBetatech;Wuxi\n", "gbk")
    window = window_for(qtbot, desk, source, ImportKind.CLIENTS)
    window.go_on()
    assert (window.preview.encoding.key(), window.preview.delimiter.key()) == ("gb18030", ";")
    pick(window.preview.delimiter, ",")
    assert window.plan.opened is not None and len(window.plan.opened.sheet.columns) == 1
    pick(window.preview.delimiter, ";")
    window.go_on()
    pick(window.columns.boxes["客户名称"], "")
    window.go_on()
    assert window.at == COLUMNS and "Name" in window.problem.text()
    pick(window.columns.boxes["客户名称"], "name")
    window.go_on()
    assert window.at == RULES, "no words to decide about: that step is passed over"


def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "empty.csv"
    source.write_bytes(b"")
    window = window_for(qtbot, desk, source, ImportKind.CLIENTS)
    window.go_on()
    assert "empty" in window.problem.text() and window.next.isEnabled()


def test_the_import_runs_beside_the_window_and_can_be_stopped(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "many.csv"
    source.write_text("name\n" + "".join(f"Client {n}\n" for n in range(3000)))
    jobs = Jobs()
    window = window_for(qtbot, desk, source, ImportKind.CLIENTS, jobs)
    for step in (PREVIEW, COLUMNS, RULES, CHECK):
        window.go_on()
        qtbot.waitUntil(lambda step=step: window.at == step, timeout=10_000)
    window.go_on()
    window.reject()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=10_000)
    settle()
    assert window.isVisible(), "Esc stops the work first"
    if window.at == CHECK:
        assert "Nothing was written" in window.problem.text()
        assert len(things(desk.file.conn, Client)) == 1
        window.go_on()
    qtbot.waitUntil(lambda: window.at == DONE, timeout=10_000)
    assert len(things(desk.file.conn, Client)) == 3001
    jobs.wait()


def test_a_list_is_exported_where_the_user_says(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    ctx, noted = stage(desk)
    with dialogs.answered_by(Answers(saves=tmp_path / "out")):
        assert export_list(ctx, "clients") == tmp_path / "out.xlsx"
    with dialogs.answered_by(Answers(saves=tmp_path / "out.vcf")):
        assert export_list(ctx, "orders") is None
    assert noted.told == ["1 row written to out.xlsx."] and "contacts and clients" in noted.problems[0]


def test_enter_presses_the_button_that_has_the_cursor(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen.csv"
    chosen.write_text("name\nAcme\n")
    ctx, _noted = stage(desk)
    window = ImportWindow(ctx, kind=ImportKind.CLIENTS)
    qtbot.addWidget(window)
    window.show()
    with dialogs.answered_by(Answers(opens=chosen)):
        qtbot.keyClick(window.file.choose, Qt.Key.Key_Return)
    assert window.plan.source == chosen


def test_a_reason_names_the_field_as_the_screen_does(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "clients.csv"
    source.write_text("客户名称,城市\n甲公司,苏州\n,无锡\n", encoding="utf-8")
    use("zh_CN")
    try:
        window = window_for(qtbot, desk, source, ImportKind.CLIENTS)
        for _step in range(4):
            window.go_on()
        assert window.plan.checked is not None
        (reject,) = window.plan.checked.rejects
        assert "名称" in say(reject.reason) and "name" not in say(reject.reason)
    finally:
        use("en")
