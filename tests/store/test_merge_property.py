"""Random scripts over copies of a file: whatever is merged, in whatever order and how often, the result is the same.

SALESDESK_MERGES=20000 makes it the long run.
"""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Kind, Label, New
from salesdesk.store import journal, notes
from salesdesk.store.check import mistakes
from salesdesk.store.file import DeskFile
from tests.store import worlds
from tests.store.worlds import AGES, Deed, World

EXAMPLES = int(os.environ.get("SALESDESK_MERGES", "500"))
PARTS = max(20, EXAMPLES // 25)
"""Each part is a test of its own, which none of them keeps waiting."""
DEEDS = (
    *("born", "born", "born", "edit", "edit often", "edit often", "delete", "setting", "unfold"),
    *("undo", "redo", "undo step", "decide", "merge", "merge", "merge all", "copy", "publish", "hand", "hand"),
    *("restore", "clock", "future"),
)
SCRIPTS = st.lists(
    st.builds(Deed, st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 50), st.integers(0, 99)),
    min_size=2,
    max_size=12,
)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "seed.salesdesk"
    file = DeskFile.create(path)
    rep, client, pk = file.ids(), file.ids(), file.ids()
    journal.record(file, [New(Kind.REP, rep, {"name": "王小明"})], Label("file.created"), undoable=False)
    journal.record(file, [New(Kind.CLIENT, client, {"name": "first"})], worlds.LABEL)
    rule = {"client_id": client, "rep_id": rep, "rule": "FREQ=WEEKLY", "first_at": worlds.NOW}
    journal.record(file, [New(Kind.VISIT_SERIES, pk, rule)], worlds.LABEL)
    file.close()
    return path


def sound(file: DeskFile) -> None:
    assert list(mistakes(file.conn)) == []
    assert notes.out_of_step(file.conn) == 0
    assert file.run("PRAGMA integrity_check").fetchall() == [("ok",)]


def examples(number: int) -> settings:
    return settings(
        max_examples=EXAMPLES // PARTS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@pytest.mark.parametrize("number", range(PARTS))
def test_any_order_and_any_number_of_times_give_the_same(seed: Path, number: int) -> None:
    @hypothesis.seed(number)
    @examples(number)
    @given(script=SCRIPTS, order=st.permutations(range(worlds.MOST)), how=st.integers(0, 7))
    def same(script: list[Deed], order: list[int], how: int) -> None:
        with World(seed) as world:
            _same(world, script, order, how)

    same()


def _same(world: World, script: list[Deed], order: list[int], how: int) -> None:
    world.copy(), world.copy()
    for deed in script:
        world.play(deed)
    world.rest()
    sources = list(world.files)
    union = set().union(*(worlds.logged(world.open(path)) for path in sources))
    one, other = world.copy(sources[0]), world.copy(sources[-1])
    if how & 4:
        _undone(world, one, sources)
    else:
        _either_way(world, *(sources[place % len(sources)] for place in order[:2]))
    world.take(one, sources * 3, parts=world.parts, ahead=AGES)
    if how & 1:  # a part was taken in before: it must not hide the rest
        world.take(other, [sources[0]], parts=sources, ahead=AGES)
    if how & 2:  # first only what can be believed today
        world.take(other, sources, parts=world.parts)
    for place in [place for place in order if place < len(sources)]:
        world.take(other, [sources[place]], parts=world.parts, ahead=AGES)
    result = worlds.content(world.open(one))
    assert worlds.content(world.open(other)) == result
    assert union <= set(result["log"]), "nothing is lost, losing values neither"
    world.take(one, [other, *sources], parts=world.parts, ahead=AGES)
    assert worlds.content(world.open(one)) == result
    for path in (one, other):
        sound(world.open(path))


def _undone(world: World, one: Path, sources: list[Path]) -> None:
    """A merge is taken back whole, and done again."""
    path = world.copy(one)
    file = world.open(path)
    before = worlds.seen(file)
    merged = world.take(path, sources, parts=world.parts)
    after = worlds.seen(file)
    if merged and merged.changes:
        step = merged.report.hlc, merged.report.act
        assert journal.undo_step(file, *step).left_alone == ()
        assert worlds.seen(file) == before
        journal.redo_step(file, *step)
        assert worlds.seen(file) == after
    world.shut(path)


def _either_way(world: World, one: Path, other: Path) -> None:
    """Whoever of two merges the other's file finds the same conflicts."""
    found = []
    for mine, his in ((one, other), (other, one)):
        path = world.copy(mine)
        world.open(path).run("DELETE FROM clash")  # what was found, and decided, before
        world.take(path, [his], parts=world.parts, ahead=AGES)
        found.append(worlds.clashes(world.open(path)))
        world.shut(path)
    assert found[0] == found[1]
