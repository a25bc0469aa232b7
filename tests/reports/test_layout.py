"""A layout is kept in the file and comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.errors import Refused
from salesdesk.reports.document import Paper
from salesdesk.reports.layout import LOGO_LIMIT, Layout


def test_a_layout_comes_back_as_it_was() -> None:
    layout = Layout(("a", "b"), frozenset({"c"}), "远景", b"\x89PNG", ("甲", "乙"), Paper.LETTER, True, True)
    assert Layout.from_json(layout.to_json()) == layout
    assert Layout.from_json(Layout().to_json()) == Layout()
    assert Layout.from_json(Layout(signatures=()).to_json()).signatures == ()


def test_what_is_missing_takes_its_default() -> None:
    assert Layout.from_json('{"company": "远景"}') == Layout(company="远景")


@pytest.mark.parametrize("text", ["", "[]", '{"order": 3}', '{"paper": "a0"}', '{"logo": "%"}x'])
def test_a_damaged_layout_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="layout"):
        Layout.from_json(text)


def test_a_logo_is_read_once_and_must_be_small(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"picture")
    assert Layout().with_logo(logo).logo == b"picture"
    logo.write_bytes(b"x" * (LOGO_LIMIT + 1))
    with pytest.raises(Refused, match="larger than 2 MB"):
        Layout().with_logo(logo)
    with pytest.raises(Refused, match="cannot be read"):
        Layout().with_logo(tmp_path / "none.png")
