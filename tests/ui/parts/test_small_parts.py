"""Badges that cannot be mixed up, toasts, panels, figures, bullet bars, buttons."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import Badge, LateMark, Mark, PriorityMark, StalledMark, TierMark, VisitMark
from salesdesk.ui.parts.bullet import BulletBar
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.panel import Figure, Panel
from salesdesk.ui.parts.toast import MOST, Toasts

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MARKS: list[Mark] = [
    *(TierMark(tier) for tier in "ABC"),
    *(PriorityMark(priority) for priority in ("P1", "P2", "P3")),
    *(VisitMark(state) for state in ("planned", "done", "cancelled", "no_show", "moved")),
    StalledMark(12),
    LateMark(9),
]


def grey(mark: Mark) -> QImage:
    """The mark without its colours, as a colour-blind eye or a printer sees it."""
    image = QImage(96, 24, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    mark.paint(painter, QRectF(4, 2, 90, 20))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_two_marks_look_alike_even_without_colour(qapp: QApplication, scheme: theme.Scheme) -> None:
    theme.apply(qapp, scheme)
    pictures = [grey(mark) for mark in MARKS]
    for one, other in combinations(range(len(MARKS)), 2):
        a, b = pictures[one], pictures[other]
        differing = sum(
            abs(a.pixelColor(x, y).red() - b.pixelColor(x, y).red()) > 40 for x in range(96) for y in range(24)
        )
        assert differing > 20, f"{MARKS[one]} looks like {MARKS[other]}"


def test_every_mark_says_something_of_its_own() -> None:
    words = [mark.words() for mark in MARKS]
    assert len(set(words)) == len(words)
    assert StalledMark(1).words() == "Stalled for 1 day"
    assert LateMark(9).words() == "9 days late"


def test_case_of_the_key_does_not_matter() -> None:
    assert grey(TierMark("a")) == grey(TierMark("A"))
    assert grey(PriorityMark("p1")) == grey(PriorityMark("P1"))


def test_nothing_is_painted_for_no_tier() -> None:
    assert grey(TierMark("")) == grey(PriorityMark(""))
    assert TierMark("").words() == ""


def test_a_badge_is_spoken(qtbot: QtBot) -> None:
    badge = Badge(TierMark("A"))
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "Tier A"
    badge.set_mark(None)
    assert badge.isHidden()
    badge.set_mark(LateMark(2))
    assert badge.accessibleName() == "2 days late"
    assert not badge.isHidden()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(800, 500)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_toast_undoes(window: QWidget) -> None:
    undone: list[str] = []
    toasts = Toasts(window)
    toast = toasts.show("Visit logged", "Undo", lambda: undone.append("yes"))
    assert toast.isVisible()
    assert toast.accessibleName() == "Visit logged"
    toast.button.click()
    assert undone == ["yes"]
    assert toasts.showing() == []


def test_never_more_than_two_toasts(window: QWidget) -> None:
    toasts = Toasts(window)
    for number in range(4):
        toasts.show(str(number))
    assert [toast.label.text() for toast in toasts.showing()] == ["2", "3"]
    assert len(toasts.showing()) == MOST


def test_toasts_do_not_overlap_and_stay_inside(window: QWidget) -> None:
    toasts = Toasts(window)
    first = toasts.show("A long sentence that says what went wrong, what is safe, and what to do now. " * 2)
    second = toasts.show("Short", kind="problem")
    assert not first.geometry().intersects(second.geometry())
    assert first.geometry().bottom() < second.geometry().top()
    window.resize(600, 300)
    assert window.rect().contains(first.geometry())
    assert window.rect().contains(second.geometry())


def test_a_toast_goes_by_itself_but_not_under_the_focus(window: QWidget, qtbot: QtBot) -> None:
    toasts = Toasts(window)
    toast = toasts.show("Done", "Undo", lambda: None)
    window.activateWindow()
    assert toasts.focus_newest()
    qtbot.waitUntil(toast.button.hasFocus)
    toast._on_time()
    assert toast.isVisible()
    toast.button.clearFocus()
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    toast._on_time()
    assert toasts.showing() == []
    assert not toasts.focus_newest()


def test_words_in_a_label_are_never_markup(qtbot: QtBot) -> None:
    label = Label("<b>Bold & Co</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_buttons_follow_the_language(qtbot: QtBot) -> None:
    language = ["Save"]
    box = QWidget()
    qtbot.addWidget(box)
    button = Button(lambda: language[0], parent=box)
    quiet = IconButton("search", lambda: language[0], parent=box)
    language[0] = "保存"
    QApplication.sendEvent(box, QEvent(QEvent.Type.LanguageChange))
    assert button.text() == "保存"
    assert quiet.accessibleName() == "保存"


def test_a_panel_counts_and_acts(qtbot: QtBot) -> None:
    panel = Panel("Due", "Show all")
    qtbot.addWidget(panel)
    panel.set_count(3)
    panel.add(QLabel("row"))
    assert "3" in [label.text() for label in panel.findChildren(Label)]
    with qtbot.waitSignal(panel.acted):
        panel.action.click()
    panel.clear()
    assert panel.body.count() == 0


def test_a_figure_opens_its_records(qtbot: QtBot) -> None:
    figure = Figure("Attainment", bullet=True)
    qtbot.addWidget(figure)
    figure.show_figure("63%", "12 of 19", "November: 12 of 19")
    assert figure.accessibleName() == "Attainment: 63% 12 of 19"
    with qtbot.waitSignal(figure.opened):
        qtbot.keyClick(figure, Qt.Key.Key_Return)
    with qtbot.waitSignal(figure.opened):
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)


def filled(bar: BulletBar) -> int:
    image = bar.grab().toImage()
    return sum(image.pixelColor(x, image.height() // 2).name() == theme.tokens().accent_ink for x in range(200))


def test_a_bullet_bar_is_as_long_as_its_share(qtbot: QtBot) -> None:
    bar = BulletBar()
    qtbot.addWidget(bar)
    bar.resize(200, 14)
    bar.show_values(50, 100, words="half")
    assert filled(bar) == pytest.approx(100, abs=3)
    assert bar.accessibleName() == "half"
    bar.show_values(0, 0)
    assert filled(bar) == 0
    bar.show_values(300, 100)
    assert filled(bar) == pytest.approx(197, abs=4)


def test_an_empty_list_says_its_whole_sentence(qtbot: QtBot) -> None:
    said = "Your clients will stand here: those of another program at once, or one by one with Ctrl+N. " * 2
    empty = EmptyState(said, "Import…")
    qtbot.addWidget(empty)
    empty.resize(900, 400)
    with qtbot.waitExposed(empty):
        empty.show()
    line = empty.sentence
    assert line.height() >= line.heightForWidth(line.width()) > line.fontMetrics().height() * 1.5
    assert 240 <= line.width() <= 480
    assert abs(line.geometry().center().x() - empty.rect().center().x()) <= 2
