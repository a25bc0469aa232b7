"""The past of a client: narrowed to a kind, and what it bought."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.ui.clients.record import RecordView
from tests.builders import make_desk


def test_chips_narrow_the_timeline_and_products_are_listed(tmp_path: Path, qtbot: QtBot) -> None:
    desk = make_desk(tmp_path)
    client = desk.clients.create(name="天河电子")
    product, order, line = (desk.session.new_id() for _each in range(3))
    own = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": desk.today(), "total_cents": 9_900, "number": "S1"}
    desk.session.record(
        Label("import.orders", {"n": 1}),
        [
            New(Kind.PRODUCT, product, {"name": "电机"}),
            New(Kind.ORDER, order, own),
            New(Kind.ORDER_LINE, line, {"order_id": order, "product_id": product, "quantity": 3, "net_cents": 9_900}),
        ],
    )
    desk.clients.set_tier(client, Tier.A, "大单")
    view = RecordView((), ())
    qtbot.addWidget(view)
    view.show_record(desk.clients.record(client), desk.today(), desk.currency)
    said = [line.line.title for line in view.lines()]
    assert {"电机", "Order S1", "Tier C → A"} <= set(said)
    chips = {chip.choice.key: chip for chip in view.kinds.chips()}
    assert {key: chip.count for key, chip in chips.items()} == {"order": 1, "tier": 1}
    qtbot.mouseClick(chips["order"], Qt.MouseButton.LeftButton)
    narrowed = [line.line.title for line in view.lines()]
    assert "Order S1" in narrowed
    assert "Tier C → A" not in narrowed
    qtbot.mouseClick(chips["order"], Qt.MouseButton.LeftButton)
    assert "Tier C → A" in [line.line.title for line in view.lines()]
    desk.close()
