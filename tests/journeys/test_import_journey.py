"""Somebody brings five thousand clients along, in the file that the old program wrote."""

from __future__ import annotations

from pathlib import Path

from salesdesk.domain.client import Client
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import things
from salesdesk.ui.imports.window import CHECK, COLUMNS, DONE, FILE, PREVIEW, RULES, ImportWindow
from tests.builders import make_desk
from tests.journeys.hands import Answers, User

CLIENTS = 5000


def old_file(folder: Path) -> Path:
    """What the old program exported: GBK, Chinese heads, two rows that nobody can use as they are."""
    rows = ["客户名称,客户行业,客户等级,城市,联系电话,信用额度,创建时间"]
    for number in range(1, CLIENTS + 1):
        limit = "很多" if number == 1200 else f"{number * 100}"
        day = "2025年13月40日" if number == 3400 else f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
        rows.append(f"苏州第{number}机电有限公司,制造业,{'ABC'[number % 3]},苏州,0512-{number:08},{limit},{day}")
    path = folder / "客户导出.csv"
    path.write_bytes("\r\n".join(rows).encode("gbk"))
    return path


def clients(desk: Desk) -> int:
    return len(things(desk.file.conn, Client))


def import_of(user: User) -> ImportWindow:
    assert isinstance(user.sheet, ImportWindow)
    return user.sheet


def go_through(user: User, door: Answers, source: Path) -> ImportWindow:
    """Choose the file and press on until the dry run is shown."""
    window = import_of(user)
    assert window.at == FILE
    door.opens = source
    user.click("Choose a file…")
    for step in (PREVIEW, COLUMNS, RULES, CHECK):
        user.press("Ctrl+Return")
        assert window.at == step, window.problem.text()
    return window


def test_five_thousand_clients_come_in_and_go_again(user: User, door: Answers, tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    user.start(tmp_path / "test.salesdesk")
    user.call("Import")
    window = go_through(user, door, old_file(tmp_path))
    assert window.plan.opened is not None
    assert window.plan.opened.sniffed.encoding == "gb18030"
    assert window.plan.opened.mapping.fields == {
        **{"客户名称": "name", "客户行业": "industry", "客户等级": "tier", "城市": "district"},
        **{"联系电话": "phone", "信用额度": "credit_limit_cents", "创建时间": "since"},
    }
    assert user.sees("1201") and user.sees("3401")
    assert clients(user.desk) == 0, "the dry run wrote something"

    user.click("Import 4,998 rows")
    assert window.at == DONE
    assert clients(user.desk) == CLIENTS - 2

    rejects = door.saves = tmp_path / "rejects.csv"
    user.click("Save the rejected rows…")
    text = rejects.read_text("utf-8-sig")
    rejects.write_text(text.replace("很多", "120000").replace("2025年13月40日", "2025-05-13"), "utf-8-sig")
    user.click("Import another file")
    go_through(user, door, rejects)
    user.click("Import 2 rows")
    assert clients(user.desk) == CLIENTS
    found = user.desk.clients.find("szd1200jd")
    assert [one.title for one in found] == ["苏州第1200机电有限公司"]

    user.click("Undo the import")
    assert clients(user.desk) == CLIENTS - 2
    user.click("Close")
    user.press("Ctrl+Z")
    assert clients(user.desk) == 0
    user.close()


def test_invoices_come_in_and_what_they_owe_is_shown(user: User, door: Answers, tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    user.start(tmp_path / "test.salesdesk")
    user.desk.clients.create(name="华鑫水务")
    source = tmp_path / "发票.csv"
    source.write_text("发票号码,客户名称,开票日期,价税合计\nF-1,华鑫水务,2026-11-02,1200\n", "utf-8")
    user.call("Import")
    window = import_of(user)
    at = window.file.kind.findText("Invoices")
    window.file.kind.setCurrentIndex(at)
    window.file.kind.activated.emit(at)
    go_through(user, door, source)
    user.click("Import 1 row")
    assert window.at == DONE
    user.press("Escape")
    user.press("Ctrl+Shift+M")
    assert [row[:2] for row in user.table()] == [["F-1", "华鑫水务"]]
