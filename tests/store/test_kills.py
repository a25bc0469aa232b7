"""What the program has acknowledged survives `kill -9` at any moment. SALESDESK_KILLS=200 makes it the long run."""

from __future__ import annotations

import os
from pathlib import Path

from tests.store import kills

KILLS = int(os.environ.get("SALESDESK_KILLS", "25"))


def test_nothing_acknowledged_is_lost_and_nothing_is_torn(tmp_path: Path) -> None:
    tally = kills.run(KILLS, tmp_path)
    assert tally.harm == []
    assert tally.kills >= KILLS
    assert tally.acknowledged > tally.kills
    assert tally.while_at["batch"] > 0, "some kills must fall into large transactions"


def test_the_control_without_a_journal_does_lose(tmp_path: Path) -> None:
    tally = kills.run_control(tmp_path)
    assert tally.harm, "a test that cannot fail proves nothing"


def test_a_killed_upgrade_leaves_a_whole_file(tmp_path: Path) -> None:
    tally = kills.run_upgrades(max(8, KILLS // 5), tmp_path)
    assert tally.harm == []
    assert tally.while_at["left as format 1"] > 0, "some kills must fall into the upgrade"
