"""The first day of a rep, by keyboard alone, from the first start to the history of what was done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2

from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.visit import Channel, Outcome, Visit
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import things
from salesdesk.ui.paper import printing
from tests.journeys.hands import PaperTray, User

CLIENTS = ("华为技术有限公司", "上海申达自动化", "和平医院")


def begin(user: User) -> Path:
    """The first minute: language, name, a file of one's own."""
    user.start()
    assert user.sees("Welcome to SalesDesk")
    user.press("Shift+Tab", "Home")
    assert user.sees("开始我的文件"), "the window speaks the language that was chosen"
    user.press("End", "Tab")
    assert user.sees("Start my file")
    user.type("Wang Xiaoming")
    user.press("Tab")
    user.type("CNY")
    user.press("Shift+Tab")
    user.press("Return")
    assert user.desk.rep.name == "Wang Xiaoming" and user.desk.currency == "CNY"
    return user.desk.path


def add_clients(user: User) -> None:
    """Three clients and an opportunity, each with its key."""
    user.press("Ctrl+3")
    for name in CLIENTS:
        user.press("Ctrl+N")
        user.type(name)
        user.press("Tab", "1", "Ctrl+Return")
        assert user.sees(name)
    user.press("O")
    user.go_to("Name")
    user.type("Monitors")
    user.go_to("Amount")
    user.type("12.5万")
    user.press("Ctrl+Return")
    assert user.sees("Monitors")


def log_three_visits(user: User) -> None:
    """By initials, by pinyin and by characters; each next step in another way of saying a day."""
    user.press("Ctrl+L")
    user.answer("hwjs", "2", "2", "They like it", "Fast delivery", "", "No budget", "", "", "Send the quote", "下周二")
    user.press("Ctrl+Return")
    user.press("Ctrl+L")
    user.answer("shenda", "1", "1", "Trial agreed", "", "", "", "", "Bring the sample", "+3")
    user.press("Ctrl+Return")
    user.press("Ctrl+L")
    user.answer("和平", "3", "2", "Shown by video", "Price", "", "", "", "", "Call the head nurse", "fri", "", "2")


def kept(file: Path) -> tuple[list[Visit], list[Opportunity]]:
    """What a closed file holds."""
    desk = Desk.open(file, read_only=True)
    try:
        return sorted(things(desk.file.conn, Visit), key=lambda one: one.id), things(desk.file.conn, Opportunity)
    finally:
        desk.close()


def pdf_words(file: Path) -> str:
    """What stands on the printed paper."""
    paper = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in paper)
    finally:
        paper.close()


def check_visits(visits: list[Visit]) -> None:
    """The three visits as they were told."""
    assert [(one.channel, one.outcome, one.result) for one in visits] == [
        (Channel.PHONE, Outcome.PROGRESS, "They like it"),
        (Channel.FACE, Outcome.ORDER, "Trial agreed"),
        (Channel.VIDEO, Outcome.PROGRESS, "Shown by video"),
    ]
    assert [(one.next_step, one.next_on) for one in visits] == [
        ("Send the quote", date(2026, 12, 1)),
        ("Bring the sample", date(2026, 11, 26)),
        ("Call the head nurse", date(2026, 11, 27)),
    ]


def test_a_whole_day_by_keyboard_alone(user: User, tmp_path: Path) -> None:
    file = begin(user)
    assert [path.name for path in file.parent.glob("*.salesdesk")] == ["Wang Xiaoming.salesdesk"]
    add_clients(user)
    log_three_visits(user)
    visits, deals = kept(file)
    check_visits(visits)
    assert visits[2].opportunity_id == deals[0].id and deals[0].stage is Stage.NEED_CONFIRMED
    assert (deals[0].name, deals[0].amount_cents, deals[0].currency) == ("Monitors", 125_000_00, "CNY")

    user.press("Ctrl+5", "Right", "Ctrl+Right")
    assert user.toast() == "Opportunity Monitors moved to Proposal and negotiation"
    assert kept(file)[1][0].stage is Stage.PROPOSAL

    user.press("Ctrl+D", "Ctrl+N")
    user.type("A good day, three visits.")
    with printing.printed_by(PaperTray(tmp_path / "paper.pdf")):
        user.press("Ctrl+P")
    assert user.toast() == "The report has gone to the printer."
    paper = pdf_words(tmp_path / "paper.pdf")
    for words in (*CLIENTS, "They like it", "Fast delivery", "No budget", "Monitors", "A good day, three visits."):
        assert words in paper

    user.close()
    assert [path.name for path in file.parent.iterdir()] == [file.name], "closed, it is one file"

    user.start()
    assert user.desk.path == file
    user.press("Ctrl+Z")
    assert user.toast() == "Undone: Daily report of Mon, Nov 23 written"
    user.press("Ctrl+Z")
    assert user.toast() == "Undone: Opportunity Monitors moved to Proposal and negotiation"
    visits, deals = kept(file)
    check_visits(visits)
    assert deals[0].stage is Stage.NEED_CONFIRMED

    user.press("Ctrl+5", "Right", "Return")
    user.click("History…")
    lines = user.table()
    assert lines[0][1:] == [
        "Wang Xiaoming",
        "Undone: Opportunity Monitors moved to Proposal and negotiation",
        "Stage",
        "Proposal and negotiation",
        "Need confirmed",
    ]
    assert all(line[0].startswith("Nov ") or ":" in line[0] for line in lines)
    assert [line[2] for line in lines if line[3] == "Stage" and line[4] == "First contact"] == [
        "Visit to 和平医院 logged"
    ]
    assert lines[-1][2] == "Opportunity Monitors added"


def test_undo_and_redo_walk_through_the_day_and_back(user: User) -> None:
    file = begin(user)
    add_clients(user)
    log_three_visits(user)
    after = kept(file)
    said = []
    for _visit in range(3):
        user.press("Ctrl+Z")
        said.append(user.toast())
    assert said == [f"Undone: Visit to {name} logged" for name in reversed(CLIENTS)]
    visits, deals = kept(file)
    assert visits == [] and deals[0].stage is Stage.FIRST_CONTACT
    user.close()
    user.start()
    for _visit in range(2):
        user.press("Ctrl+Y")
    user.press("Ctrl+Shift+Z")
    assert user.toast() == f"Done again: Visit to {CLIENTS[2]} logged"
    assert kept(file) == after


def test_looking_around_in_sample_data(user: User) -> None:
    user.start()
    user.click("Look around")
    assert len(user.desk.clients.recent(400)) >= 200
    for tab in range(1, 7):
        user.press(f"Ctrl+{tab}")
    user.press("Ctrl+D")
    assert user.page.key == "reports"
