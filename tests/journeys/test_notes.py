"""Somebody remembers a word of a talk, and finds the visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from salesdesk.domain.visit import Channel, Outcome
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.orders import WholeOrder
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.command_palette import NOTES_AFTER
from tests.builders import NOW
from tests.journeys.hands import User


def note_a_talk(user: User, text: str, days_ago: int) -> bytes:
    (client, *_more) = user.desk.clients.find("hwjs")
    at = NOW - timedelta(days=days_ago)
    entry = VisitEntry(client.id, Channel.FACE, at, outcome=Outcome.PROGRESS, result=text)
    user.desk.visits.log(entry)
    user.settle()
    return max(card.id for card in user.desk.visits.between(at.date(), at.date()))


def test_two_characters_find_the_talk_and_enter_opens_the_visit(user: User, file: Path, qtbot: QtBot) -> None:
    user.start(file)
    note_a_talk(user, "他們的交貨週期太長", days_ago=40)
    wanted = note_a_talk(user, "对方只问交货日期", days_ago=33)
    user.press("Ctrl+K")
    user.type("交货")
    palette = user.window.palette_sheet
    qtbot.waitUntil(lambda: len(palette.rows.found) >= 3, timeout=NOTES_AFTER * 50)
    heading, newest, older = palette.rows.found[-3:]
    assert (heading.title, heading.action, heading.kind) == ("Notes", None, None)
    assert [found.title[slice(*found.bold)] for found in (newest, older)] == ["交货", "交貨"]
    assert newest.subtitle.endswith(" · 华为技术") and newest.record == wanted
    assert palette.list.currentIndex().row() == palette.rows.found.index(newest), "no heading can be chosen"
    user.press("Return")
    assert isinstance(user.page, CalendarPage)
    assert user.page.canvas.current == wanted


def test_enter_before_the_pause_opens_the_note_all_the_same(user: User, file: Path) -> None:
    user.start(file)
    note_a_talk(user, "对方只问交货日期", days_ago=33)
    user.call("货日")
    assert user.page.key == "calendar"


def test_a_number_finds_the_order(user: User, file: Path) -> None:
    user.start(file)
    (client, *_more) = user.desk.clients.find("hwjs")
    draft = user.desk.orders.draft(client_id=client.id)
    user.desk.orders.add(WholeOrder(replace(draft.order, number="SO-2026-17", total_cents=5_000), ()))
    user.settle()
    user.call("so-2026")
    assert user.page.key == "clients" and user.sees("华为技术")
