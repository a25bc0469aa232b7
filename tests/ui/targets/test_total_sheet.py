"""What may be typed as a growth and as a total, and what is said about the rest."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from salesdesk.ui.targets.amounts import Amounts
from salesdesk.ui.targets.total_sheet import GrowthField, TotalField


@pytest.mark.parametrize(("words", "value"), [("10", 10), ("-5 %", -5), ("+12％", 12), ("０", 0)])
def test_growth_is_whole_percent(qtbot: QtBot, words: str, value: int) -> None:
    field = GrowthField("growth", "Growth")
    qtbot.addWidget(field.editor)
    field.line.setText(words)
    assert (field.value(), field.problem()) == (value, "")


@pytest.mark.parametrize("words", ["--5", "+-5", "-", "5.5", "ten", "9" * 5000])
def test_other_growth_is_told(qtbot: QtBot, words: str) -> None:
    field = GrowthField("growth", "Growth")
    qtbot.addWidget(field.editor)
    field.line.setText(words)
    assert field.value() is None
    assert field.problem() == "Write whole percent, like 10 or -5."


def test_a_total_beyond_counting_is_called_too_large(qtbot: QtBot) -> None:
    field = TotalField("amount", "Total", Amounts("CNY"))
    qtbot.addWidget(field.editor)
    field.line.setText("9" * 24)
    assert (field.value(), field.problem()) == (None, "This amount is too large.")
    field.line.setText("-5")
    assert field.problem().startswith("This is not an amount.")
