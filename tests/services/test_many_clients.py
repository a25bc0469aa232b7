"""Many clients are changed in one action, and one undo takes all of it back."""

from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.services.saved_filters import SavedFilter
from salesdesk.store.read.rows import things
from tests.builders import make_desk


def test_each_verb_changes_those_that_need_it_in_one_action(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    many = desk.clients.many
    ids = [desk.clients.create(name=name, tags=tags) for name, tags in (("甲", "VIP"), ("乙", ""), ("丙", "展会"))]

    def states() -> list[tuple[str, Tier, bool]]:
        found = {one.id: one for one in things(desk.file.conn, Client)}
        return [(found[pk].tags, found[pk].tier, found[pk].is_key) for pk in ids]

    before = states()
    done = many.add_tag(ids, "VIP")
    assert done.label.params == {"n": 2}
    assert [tags for tags, *_rest in states()] == ["VIP", "VIP", "展会, VIP"]
    many.remove_tag(ids, "VIP")
    assert [tags for tags, *_rest in states()] == ["", "", "展会"]
    moved = many.set_tier(ids, Tier.A, "季度复核")
    assert len(moved.ids[Kind.TIER_MOVE]) == 3
    many.set_key(ids[:2], True)
    many.set_owner(ids, desk.rep.id)
    assert states() == [("", Tier.A, True), ("", Tier.A, True), ("展会", Tier.A, False)]
    for _step in range(4):
        desk.undo()
    assert states() == before
    for wrong in ("", "a, b"):
        with pytest.raises(Refused):
            many.add_tag(ids, wrong)
    with pytest.raises(Refused):
        many.set_owner(ids, ids[0])
    desk.close()


def test_a_filter_comes_back_after_undo_and_saving_again(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    wanted = SavedFilter("苏州 A", "A", "苏州", "园区", "sales", True)
    desk.clients.filters.save(wanted)
    assert desk.clients.filters.all() == [wanted]
    desk.undo()
    assert desk.clients.filters.all() == []
    desk.clients.filters.save(wanted)
    assert desk.clients.filters.all() == [wanted]
    desk.clients.filters.delete("苏州 A")
    assert desk.clients.filters.all() == []
    with pytest.raises(Refused):
        desk.clients.filters.save(SavedFilter("  "))
    desk.close()
