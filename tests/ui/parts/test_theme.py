"""Text can be read, in light and in dark; the theme reaches every widget at run time."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.resources import resource
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.theme import DARK, LIGHT, Tokens


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_seven(look: Tokens) -> None:
    for ground in (look.page, look.rail, look.surface, look.raised, look.hover):
        assert theme.contrast(look.text, ground) >= 7
    for ink in (look.soft, look.red, look.amber, look.green, look.accent_ink):
        for ground in (look.page, look.surface):
            assert theme.contrast(ink, ground) >= 7, (ink, ground)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_highlighted_stays_readable(look: Tokens) -> None:
    assert theme.contrast(look.on_selection, look.selection) >= 7
    for pair in (
        (look.on_accent, look.accent),
        (look.on_accent, look.accent_hover),
        (look.on_tier_a, look.tier_a),
        (look.on_tier_b, look.tier_b),
        (look.faint, look.surface),
        (look.red, look.red_soft),
        (look.red, look.selection),
        (look.amber, look.amber_soft),
        (look.green, look.green_soft),
    ):
        assert theme.contrast(*pair) >= 4.5, pair


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_outlines_and_focus_can_be_seen(look: Tokens) -> None:
    for ground in (look.page, look.surface):
        assert theme.contrast(look.edge, ground) >= 3
        assert theme.contrast(look.focus, ground) >= 3
        assert theme.contrast(look.tier_c, ground) >= 3


def test_contrast_knows_black_on_white() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_no_token_is_left_open_in_the_style_sheet(look: Tokens) -> None:
    assert "@" not in theme.style_sheet(look)


def test_dark_dresses_the_application_and_its_check_boxes(qapp: QApplication, qtbot: QtBot) -> None:
    box = QCheckBox("Send")
    qtbot.addWidget(box)
    box.resize(120, 32)
    theme.apply(qapp, "dark")
    assert box.palette().color(QPalette.ColorRole.Window) == QColor(DARK.page)
    seen = box.grab().toImage()
    row = seen.height() // 2
    brightest = max(theme.contrast(seen.pixelColor(x, row).name(), DARK.page) for x in range(24))
    assert brightest >= 3, "the outline of the box cannot be seen"


def test_scale_enlarges_text_and_rows(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 1.5)
    assert theme.tokens().row == 48
    assert qapp.font().pixelSize() == 20
    assert "min-height: 42px" in qapp.styleSheet()


def test_scale_stays_within_reason(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 9)
    assert theme.tokens().scale == 1.5


def test_figures_have_equal_width(qapp: QApplication) -> None:
    button = QPushButton()
    widths = {button.fontMetrics().horizontalAdvance(figure * 4) for figure in "0123456789"}
    assert len(widths) == 1


def test_icons_are_tinted_again_when_the_theme_changes(qapp: QApplication, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.set_icon(button, "search")
    before = button.icon().pixmap(20).toImage()
    theme.apply(qapp, "dark")
    assert button.icon().pixmap(20).toImage() != before


def test_every_icon_can_be_painted() -> None:
    names = [path.stem for path in resource("icons").glob("*.svg")]
    assert len(names) > 45
    for name in names:
        image = icons.pixmap(name, "text").toImage()
        assert any(image.pixelColor(x, y).alpha() > 100 for x in range(20) for y in range(20)), name
