"""Product lines and products."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.errors import Conflict, Refused
from salesdesk.services.desk import Desk
from tests.builders import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def test_lines_keep_the_order_in_which_they_were_made_and_products_follow_it(desk: Desk) -> None:
    lines = {name: desk.products.add_line(name=name, share_bp=bp) for name, bp in (("高端", 3000), ("基础", 2000))}
    desk.products.add_product(name="离散件")
    desk.products.add_product(name="泵", line_id=lines["基础"])
    desk.products.add_product(name="贴片机", line_id=lines["高端"], high_margin=True)
    assert [line.name for line in desk.products.lines()] == ["高端", "基础"]
    assert [product.name for product in desk.products.products()] == ["贴片机", "泵", "离散件"]
    assert {product.currency for product in desk.products.products()} == {"CNY"}


def test_a_product_is_found_by_name_pinyin_initials_and_code(desk: Desk) -> None:
    line = desk.products.add_line(name="高端")
    desk.products.add_product(name="高速贴片机", code="GTX-9", line_id=line)
    desk.products.add_product(name="贴片机", code="T1")
    assert [one.title for one in desk.products.find("tiepian")] == ["贴片机", "高速贴片机"]
    assert [(one.title, one.subtitle) for one in desk.products.find("gtx")] == [("高速贴片机", "GTX-9 · 高端")]
    assert [one.title for one in desk.products.find("gstpj")] == ["高速贴片机"]
    assert len(desk.products.find("")) == 2


def test_a_product_changes_goes_and_comes_back(desk: Desk) -> None:
    pk = desk.products.add_product(name="泵", list_price_cents=100)
    seen = desk.products.get(pk)
    assert seen is not None
    desk.products.edit_product(seen, replace(seen, list_price_cents=200))
    with pytest.raises(Conflict):
        desk.products.edit_product(seen, replace(seen, list_price_cents=300))
    desk.products.bin_product(pk)
    assert desk.products.products() == []
    desk.undo()
    assert [product.list_price_cents for product in desk.products.products()] == [200]


def test_a_line_changes_goes_and_comes_back(desk: Desk) -> None:
    pk = desk.products.add_line(name="高端")
    line = desk.products.lines()[0]
    desk.products.edit_line(line, replace(line, name="旗舰", share_bp=4000))
    desk.products.bin_line(pk)
    assert desk.products.lines() == []
    desk.products.restore_line(pk)
    assert [(one.name, one.share_bp) for one in desk.products.lines()] == [("旗舰", 4000)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "泵", "list_price_cents": -1}, "list_price_cents"),
        ({"name": "泵", "cost_cents": -1}, "cost_cents"),
        ({"name": "泵", "floor_margin_bp": 10_001}, "floor_margin_bp"),
    ],
)
def test_what_no_product_can_be_is_refused_with_the_field(desk: Desk, values: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.products.add_product(**values)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert desk.products.products() == []
