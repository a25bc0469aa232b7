"""The way back through the window: a value, an earlier step, a month that is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QTableView

from salesdesk.domain.change import Edit, Kind, Label, New
from salesdesk.domain.order import Order, OrderLine
from salesdesk.domain.target import Metric
from salesdesk.services.history import LONG
from salesdesk.services.orders import WholeOrder
from salesdesk.ui.history_rows import PAGE
from salesdesk.ui.money.invoice_sheet import InvoiceSheet
from salesdesk.ui.targets.page import TargetsPage
from tests.journeys.hands import Answers, User


def renamed(user: User, name: str, to: str) -> bytes:
    """Call a client otherwise, and note something down about it later."""
    client = next(one.id for one in user.desk.find(name) if one.kind is Kind.CLIENT)
    before = user.desk.clients.get(client)
    assert before is not None
    after = replace(before, name=to)
    user.desk.clients.edit(before, after)
    user.desk.clients.edit(after, replace(after, note="Likes tea"))
    user.settle()
    return client


def line_in_view(user: User) -> list[str]:
    """The cells of the line with the cursor."""
    return user.table()[user.part(QTableView).currentIndex().row()]


def test_a_value_is_put_back_where_it_was_changed(user: User, file: Path) -> None:
    user.start(file)
    client = renamed(user, "和平医院", "Peace Hospital")
    user.running.window.show_history(Kind.CLIENT, client)
    user.settle()
    assert [line[-2:] for line in user.table() if "Peace Hospital" in line] == [["和平医院", "Peace Hospital"]]
    user.press("Down", "Ctrl+R")
    assert user.desk.find("和平医院")[0].id == client
    assert "Peace Hospital put back" in user.toast()
    user.press("Escape", "Ctrl+Z")
    assert user.desk.find("Peace")[0].id == client


def test_an_earlier_step_is_found_taken_back_and_done_again(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    client = renamed(user, "和平医院", "Peace Hospital")
    user.call("History of this file")
    user.press("Down")
    user.press("Ctrl+U")
    assert user.desk.find("和平医院")[0].id == client
    assert any("Undone:" in cell for line in user.table() for cell in line)
    assert door.asked == []
    when, who, what = line_in_view(user)
    assert when and who == user.desk.rep.name
    assert "(undone)" in what, "the cursor stays on what was taken back"
    user.press("Ctrl+U")
    assert user.desk.find("Peace")[0].id == client


def test_what_something_hangs_on_stays_and_the_sheet_says_why(user: User, file: Path) -> None:
    user.start(file)
    user.desk.clients.create(name="Tiny Works")
    tiny = user.desk.find("Tiny")[0].id
    user.desk.funnel.add(name="Pumps", client_id=tiny, amount_cents=5_00)
    user.settle()
    user.call("History of this file")
    user.press("Down", "Ctrl+U")
    assert "1 opportunity (Pumps) hang on what it made" in " ".join(user.reading())
    assert user.desk.find("Tiny")[0].id == tiny
    user.press("Return")
    assert any("Tiny Works" in " ".join(line) for line in user.table())


def test_the_whole_history_is_filtered_by_person_kind_words_and_days(user: User, file: Path) -> None:
    user.start(file)
    renamed(user, "和平医院", "Peace Hospital")
    user.desk.clients.create(name="Tiny Works")
    user.settle()
    user.call("History of this file")
    everything = user.table()
    user.go_to("Words")
    user.type("tiny")
    assert [line[2] for line in user.table()] == ["Client Tiny Works added"]
    user.write("nothing like it")
    assert user.table() == [] and "Nothing was done that fits. Ask for less." in user.reading()
    user.write(" ")
    user.go_to("When")
    user.press("End")
    user.go_to("From")
    done = date.today()  # the stamps are those of the computer, whatever day the program is told
    user.type((done + timedelta(days=2)).isoformat())
    assert user.table() == []
    user.write((done - timedelta(days=2)).isoformat())
    assert user.table() == everything
    user.go_to("To")
    user.type((done - timedelta(days=2)).isoformat())
    assert user.table() == []
    user.write((done + timedelta(days=2)).isoformat())
    assert user.table() == everything
    user.go_to("When")
    user.press("Home")
    assert user.table() == everything
    user.go_to("Kind")
    user.type("Opp")
    assert user.table() and all("Client" not in line[2].split()[0] for line in user.table())


def test_a_long_history_is_read_on_as_one_scrolls_and_the_view_stays(user: User, file: Path) -> None:
    user.start(file)
    (client, *_more) = user.desk.find("和平医院")
    before = user.desk.clients.get(client.id)
    assert before is not None
    note = before.note
    for n in range(PAGE + 40):
        edit = Edit(Kind.CLIENT, client.id, "note", note, f"note {n}")
        user.desk.session.record(Label("client.changed", {"client": f"No {n}"}), [edit])
        note = f"note {n}"
    user.settle()
    user.call("History of this file")
    assert len(user.table()) == PAGE
    user.press("End")
    assert len(user.table()) > PAGE + 40
    assert line_in_view(user)[2] == f"Client No {40} changed", "the cursor has not moved"
    user.press("Escape")
    user.running.window.show_history(Kind.CLIENT, client.id)
    user.settle()
    assert len([line for line in user.table() if line[3] == "Note"]) == PAGE + 40


def test_a_big_step_is_taken_back_beside_the_window(user: User, file: Path) -> None:
    user.start(file)
    clients = [New(Kind.CLIENT, user.desk.session.new_id(), {"name": f"Client {n}"}) for n in range(LONG)]
    user.desk.session.record(Label("import.clients", {"n": LONG}), clients)
    user.settle()
    before = len(user.desk.bin.list())
    user.press("Ctrl+Z")
    assert user.toast() == "Undone: 3,000 clients imported"
    user.press("Ctrl+Shift+Z")
    assert user.toast() == "Done again: 3,000 clients imported"
    user.call("History of this file")
    user.press("Home")
    assert "Done again" in line_in_view(user)[2]
    user.press("Down", "Down", "Ctrl+U")
    assert line_in_view(user)[2].endswith("(undone)")
    assert user.desk.find("Client 77") == []
    assert len(user.desk.bin.list()) == before


def test_the_history_of_an_order_tells_of_its_lines_in_words(user: User, file: Path) -> None:
    user.start(file)
    client = user.desk.find("和平医院")[0].id
    product = user.desk.products.add_product(name="Pump")
    line = OrderLine(b"", b"", product, 2, 5_000_00)
    wish = Order(b"", client, user.desk.rep.id, user.desk.today(), 0, "USD")
    order = user.desk.orders.add(WholeOrder(wish, (line,)))
    whole = user.desk.orders.get(order)
    assert whole is not None
    user.desk.orders.edit(whole, replace(whole, lines=(replace(whole.lines[0], net_cents=4_000_00),)))
    user.settle()
    user.running.window.show_history(Kind.ORDER, order)
    user.settle()
    changed = [line[3:] for line in user.table() if line[4]]
    assert ["Total", "$5,000.00", "$4,000.00"] in changed
    assert any(cell[0].startswith("Order line · Pump") and cell[2] == "$4,000.00" for cell in changed)


def test_one_key_tells_the_history_wherever_one_stands(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+3")
    user.press("Down", "Ctrl+H")
    told = user.table()
    assert told[-1][2] == "Client 华为技术 added"
    user.press("Escape", "E", "Ctrl+H")
    assert user.table() == told, "from the editor too"
    user.press("Escape", "Escape")
    user.press("Ctrl+1", "Ctrl+H")
    assert "Choose a record first" in user.toast()


def test_a_cell_of_the_targets_has_a_history_by_menu_and_by_key(user: User, file: Path) -> None:
    user.start(file)
    user.desk.targets.set_total(user.desk.today().year, Metric.SALES, 1_200_000_00)
    user.settle()
    user.press("Ctrl+2")
    page = cast("TargetsPage", user.page)
    page.view.stand_on(0, 2)
    (place,) = page.view.selected_places()
    user.press("5", "0", "0", "0", "0", "Return")
    page.view.stand_on(0, 2)
    user.press("Ctrl+H")
    (line,) = [line for line in user.table() if line[3] == "Target" and line[4] != "–"]
    assert line[4:] == ["CN¥30,000.00", "CN¥50,000.00"]
    user.press("Escape")
    assert page.history_action.text() == "History…"
    page.history_action.trigger()
    user.settle()
    assert any(cell.startswith("History of Sales · ") for cell in user.reading()), place


def test_a_closed_month_says_so_before_anything_is_typed(user: User, file: Path) -> None:
    user.start(file)
    desk, year = user.desk, user.desk.today().year
    client = desk.find("和平医院")[0].id
    invoice = desk.invoices.issue(client_id=client, amount_cents=900_00, issued_on=date(year, 9, 15))
    desk.targets.set_total(year, Metric.SALES, 1_200_000_00)
    desk.closing.close(date(year, 9, 1))
    user.settle()
    user.press("Ctrl+2")
    page = cast("TargetsPage", user.page)
    page.view.stand_on(0, 2)
    user.press("5")
    assert user.toast() == "March 2026 is closed: nothing dated in it changes. Reopen it first, or choose a later date."
    assert page.view.state() is not QTableView.State.EditingState
    page.view.stand_on(0, 11)
    user.press("5", "0", "Return")
    assert desk.targets.matrix(year).matrix.at((0, 11)) == 50_00
    context = user.running.window.context
    assert context is not None
    InvoiceSheet(context, user.window, invoice_id=invoice).show_over()
    user.settle()
    assert any(words.startswith("September 2026 is closed") for words in user.reading())
    assert not user.button("Save").isEnabled()
