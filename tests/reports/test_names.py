"""Names of files: whatever the user or a stranger's name holds, every system can keep them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.reports.names import filled, free, safe


def test_gaps_are_filled_and_unknown_ones_named() -> None:
    assert filled("{rep} {date}", {"rep": "王小明", "date": "2026-11-23"}) == "王小明-2026-11-23"
    with pytest.raises(Refused, match=r"\{who\}.*\{rep\}"):
        filled("{who}", {"rep": "x"})
    assert filled("{rep}", {"rep": "{date}"}) == "date", "what stands in a gap asks for nothing more"


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [("../../etc/x", "etc-x"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("a\x00b", "a-b"), ("", "_"), ("...", "_")],
)
def test_dangerous_names(wanted: str, kept: str) -> None:
    assert safe(wanted) == kept


@given(st.text(max_size=400))
def test_any_name_is_a_single_short_part_of_a_path(name: str) -> None:
    kept = safe(name)
    assert kept and Path(kept).name == kept and len(kept.encode()) <= 181
    assert not set(kept) & set('<>:"/\\|?*') and kept.isprintable() and kept[-1] not in ". "
    assert safe(kept) == kept


def test_a_taken_name_is_numbered() -> None:
    taken: set[str] = set()
    assert [free(name, taken) for name in ("a", "A", "a", "a-2")] == ["a", "A-2", "a-3", "a-2-2"]
