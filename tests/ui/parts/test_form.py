"""Forms: natural words are read, problems are said while one types, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.errors import Refused
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.dialogs import QtDoor
from salesdesk.ui.parts.fields import (
    AmountField,
    CheckField,
    ChipsField,
    ChoiceField,
    DayField,
    LineField,
    PickerField,
    SegmentsField,
    TagsField,
    TextField,
    TimeField,
)
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.sheet import FormSheet

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MONDAY = date(2026, 11, 23)
CHANNELS = [Choice("face", "Face to face"), Choice("phone", "Phone")]


def monday() -> date:
    return MONDAY


class Words:
    """A language that can be switched."""

    def __init__(self) -> None:
        self.now = "Name"

    def __call__(self) -> str:
        return self.now


def a_form() -> Form:
    form = Form()
    form.add(LineField("name", "Name", required=True))
    form.add(TextField("note", "Note"))
    form.add_row(AmountField("amount", "Amount", "CNY"), DayField("day", "Day", monday), TimeField("at", "At"))
    form.add(ChipsField("channel", "Channel", CHANNELS))
    form.add(ChoiceField("who", "Who", CHANNELS, optional=True))
    form.add(SegmentsField("stage", "Stage", CHANNELS))
    form.add(CheckField("key", "Key account"))
    form.add(TagsField("tags", "Tags", ["price", "delivery"]))
    form.add(PickerField("client", "Client", lambda words: [PickItem(7, "上海申达")]))
    return form


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = a_form()
    qtbot.addWidget(made)
    made.resize(600, 700)
    made.show()
    return made


def test_what_is_loaded_comes_back(form: Form) -> None:
    values = {
        "name": "Kan-code", "note": "two\nlines", "amount": 12_500_000, "day": date(2026, 12, 1), "at": time(9, 30),
        "channel": "phone", "who": "face", "stage": "phone", "key": True, "tags": ["price", "own"],
        "client": PickItem(7, "上海申达"),
    }  # fmt: skip
    form.load(values)
    assert form.values() == {**values, "client": 7}
    assert not form.is_dirty()
    assert form.changes_against({**values, "client": 7}) == {}


def test_an_empty_form_reads_as_nothing(form: Form) -> None:
    form.load({})
    assert form.values()["amount"] is None
    assert form.values()["day"] is None
    assert form.values()["who"] == ""
    assert form.values()["tags"] == []


def test_changes_name_before_and_now(form: Form, qtbot: QtBot) -> None:
    form.load({"name": "Old"})
    field = form.field("name")
    assert isinstance(field, LineField)
    field.line.selectAll()
    qtbot.keyClicks(field.line, "New")
    before = {**form.values(), "name": "Old"}
    assert form.changes_against(before) == {"name": ("Old", "New")}
    assert form.is_dirty()


def test_a_day_in_words_is_shown_as_it_was_read(form: Form, qtbot: QtBot) -> None:
    day = form.field("day")
    assert isinstance(day, DayField)
    day.line.setText("下周二")
    assert day.value() == date(2026, 12, 1)
    assert "Dec 1" in day.hint.text() or "1 Dec" in day.hint.text()
    day.line.setText("2020-01-01")
    assert "2020" in day.hint.text(), "a day of another year is shown with its year"
    qtbot.keyClicks(day.line, "xx")
    assert day.value() is None
    assert day.hint.text() == ""


def test_an_amount_is_written_out_when_one_leaves_it(form: Form, qtbot: QtBot) -> None:
    amount = form.field("amount")
    assert isinstance(amount, AmountField)
    qtbot.keyClicks(amount.line, "12.5")
    amount.line.setText("12.5万")
    assert "125,000.00" in amount.hint.text()
    amount.line.editingFinished.emit()
    assert "125,000.00" in amount.line.text()
    assert amount.value() == 12_500_000


def test_an_amount_of_too_many_digits_is_called_too_large(form: Form) -> None:
    amount = form.field("amount")
    assert isinstance(amount, AmountField)
    amount.line.setText("1" + "0" * 16)
    assert (amount.value(), amount.problem()) == (None, "This amount is too large.")
    amount.line.setText("much")
    assert "not an amount" in amount.problem()


def test_a_time_is_read(form: Form) -> None:
    at = form.field("at")
    assert isinstance(at, TimeField)
    at.line.setText("930")
    assert at.value() == time(9, 30)


def test_words_that_cannot_be_read_are_complained_about(form: Form) -> None:
    form.load({"name": "x"})
    day = form.field("day")
    assert isinstance(day, DayField)
    day.line.setText("blurb")
    assert not form.is_good()
    assert "not a day" in day.problem_label.text()
    assert day.editor.accessibleDescription() == day.problem_label.text()
    assert form.is_dirty(), "even unreadable words are words that would be lost"


def test_a_required_field_is_asked_for_on_saving(form: Form) -> None:
    form.load({})
    assert not form.is_good()
    assert form.field("name").problem_label.isVisibleTo(form)
    assert not form.field("note").problem_label.isVisibleTo(form)


def test_rules_of_the_page_are_said_while_one_types(qtbot: QtBot) -> None:
    form = Form(lambda values: {"name": "Too short."} if len(values["name"]) < 3 else {})
    name = form.add(LineField("name", "Name"))
    qtbot.addWidget(form)
    form.show()
    qtbot.keyClicks(name.line, "ab")
    assert name.problem_label.text() == "Too short."
    qtbot.keyClicks(name.line, "c")
    assert name.problem_label.text() == ""
    assert form.is_good()


def test_tab_leaves_the_long_text(form: Form) -> None:
    note = form.field("note")
    assert isinstance(note, TextField)
    assert note.text.tabChangesFocus()


def test_new_tags_are_made_at_once(form: Form, qtbot: QtBot) -> None:
    tags = form.field("tags")
    assert isinstance(tags, TagsField)
    qtbot.keyClicks(tags.line, "training")
    qtbot.keyClick(tags.line, Qt.Key.Key_Return)
    qtbot.keyClicks(tags.line, "PRICE,")
    assert tags.value() == ["training", "price"]
    assert tags.line.text() == ""
    qtbot.keyClick(tags.line, Qt.Key.Key_Backspace)
    assert tags.value() == ["training"]


def test_known_tags_lie_open(form: Form) -> None:
    tags = form.field("tags")
    assert isinstance(tags, TagsField)
    tags.chips.chips()[1].click()
    assert tags.value() == ["delivery"]
    tags.chips.chips()[1].click()
    assert tags.value() == []


def test_loading_says_nothing(form: Form, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.load({"name": "x", "note": "y", "channel": "phone", "tags": ["price"], "key": True, "who": "face"})


def test_each_choice_of_the_user_is_told(form: Form, qtbot: QtBot) -> None:
    channel, key = form.field("channel"), form.field("key")
    assert isinstance(channel, ChipsField)
    assert isinstance(key, CheckField)
    with qtbot.waitSignal(form.edited):
        channel.chips.chips()[1].click()
    with qtbot.waitSignal(form.edited):
        key.box.click()


def test_every_editor_has_a_name_to_be_spoken(form: Form) -> None:
    assert [field.editor.accessibleName() for field in form.fields()] == [
        "Name", "Note", "Amount", "Day", "At", "Channel", "Who", "Stage", "Key account", "Tags", "Client"
    ]  # fmt: skip


def test_labels_follow_the_language(qtbot: QtBot) -> None:
    words = Words()
    form = Form()
    name = form.add(LineField("name", words))
    qtbot.addWidget(form)
    words.now = "名称"
    QApplication.sendEvent(form, QEvent(QEvent.Type.LanguageChange))
    assert name.label.text() == "名称"
    assert name.line.accessibleName() == "名称"


# the sheet around it


class Answers(QtDoor):
    """Somebody who always answers the same."""

    def __init__(self, answer: bool) -> None:
        self.answer, self.asked = answer, list[str]()

    def ask(self, parent: Any, question: str, detail: str, yes: str, no: str, danger: bool) -> bool:
        self.asked.append(question)
        return self.answer


class ClientSheet(FormSheet):
    """A sheet that stores into a list, and refuses one name."""

    def __init__(self) -> None:
        form = Form()
        form.add(LineField("name", "Name", required=True))
        form.add(TextField("note", "Note"))
        super().__init__("New client", form)
        self.stored: list[Mapping[str, Any]] = []
        form.load({})

    def store(self, values: Mapping[str, Any]) -> None:
        if values["name"] == "twice":
            raise Refused("There is already a client named {name}.", field="name", name="twice")
        if values["name"] == "full":
            raise Refused("The disk is full.")
        self.stored.append(values)


def give_up(sheet: ClientSheet) -> None:
    """Nobody is there to answer when a test is over."""
    sheet.form.set_clean()


@pytest.fixture
def sheet(qtbot: QtBot) -> ClientSheet:
    made = ClientSheet()
    qtbot.addWidget(made, before_close_func=give_up)
    with qtbot.waitExposed(made):
        made.show()
    return made


def write(sheet: ClientSheet, words: str, qtbot: QtBot) -> LineField:
    name = sheet.form.field("name")
    assert isinstance(name, LineField)
    qtbot.keyClicks(name.line, words)
    return name


def test_ctrl_enter_saves_from_any_field(sheet: ClientSheet, qtbot: QtBot) -> None:
    write(sheet, "Newco", qtbot)
    note = sheet.form.field("note")
    assert isinstance(note, TextField)
    note.text.setFocus()
    with qtbot.waitSignal(sheet.saved):
        qtbot.keyClick(note.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.stored == [{"name": "Newco", "note": ""}]
    assert not sheet.isVisible()


def test_plain_enter_does_not_close_a_sheet(sheet: ClientSheet, qtbot: QtBot) -> None:
    name = write(sheet, "Newco", qtbot)
    qtbot.keyClick(name.line, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert sheet.stored == []


def test_an_incomplete_sheet_stays_open(sheet: ClientSheet) -> None:
    sheet.save_button.click()
    assert sheet.isVisible()
    assert sheet.form.field("name").problem_label.text() == "Please fill this in."


def test_a_refusal_is_said_at_its_field_or_at_the_foot(sheet: ClientSheet, qtbot: QtBot) -> None:
    name = write(sheet, "twice", qtbot)
    sheet.save_button.click()
    assert name.problem_label.text() == "There is already a client named twice."
    name.line.clear()
    write(sheet, "full", qtbot)
    sheet.save_button.click()
    assert sheet.isVisible()
    assert any(label.text() == "The disk is full." for label in sheet.findChildren(type(name.label)))


def test_escape_asks_only_if_something_would_be_lost(sheet: ClientSheet, qtbot: QtBot) -> None:
    stay, leave = Answers(False), Answers(True)
    write(sheet, "Newco", qtbot)
    with dialogs.answered_by(stay):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: len(stay.asked) == 1)
    assert sheet.isVisible()
    with dialogs.answered_by(leave):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not sheet.isVisible())


def test_escape_leaves_an_untouched_sheet_at_once(sheet: ClientSheet, qtbot: QtBot) -> None:
    answers = Answers(False)
    with dialogs.answered_by(answers):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not sheet.isVisible())
    assert answers.asked == []


def test_the_door_goes_back_to_its_owner(tmp_path: Path) -> None:
    class Chooser(QtDoor):
        def save_file(self, parent: Any, title: str, proposal: Path | None, kinds: str) -> Path | None:
            return tmp_path / "chosen.pdf"

    with dialogs.answered_by(Chooser()):
        assert dialogs.save_file(None, "Save") == tmp_path / "chosen.pdf"
        with dialogs.answered_by(Answers(True)):
            assert dialogs.ask(None, "Sure?")
        assert dialogs.save_file(None, "Save") == tmp_path / "chosen.pdf"
