"""A merge that is killed has happened whole, or not at all. SALESDESK_KILLS=200 makes it the long run."""

from __future__ import annotations

import os
from pathlib import Path

from tests.store import kills_merge

KILLS = int(os.environ.get("SALESDESK_KILLS", "12"))


def test_a_killed_merge_is_whole_or_nothing(tmp_path: Path) -> None:
    tally = kills_merge.run(KILLS, tmp_path)
    assert tally.harm == []
    assert tally.while_at["merge"] > 0, "some kills must fall into the merge"


def test_the_control_without_a_journal_tears(tmp_path: Path) -> None:
    tally = kills_merge.run_control(tmp_path)
    assert tally.harm, "a test that cannot fail proves nothing"
