"""Finding and sorting names by characters, pinyin and initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.words.search_keys import SearchKeys, fold_query, name_keys, search_keys, search_text, sort_key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("華為 Tech 3", ("华为tech3", "huaweitech3", "hwtech3")),
        ("重慶長安汽車", ("重庆长安汽车", "chongqingchanganqiche", "cqcaqc")),
        ("重庆银行", ("重庆银行", "chongqingyinhang", "cqyh")),
        ("厦门建发集团", ("厦门建发集团", "xiamenjianfajituan", "xmjfjt")),
        ("上海音樂廳", ("上海音乐厅", "shanghaiyinyueting", "shyyt")),
        ("长荣海运", ("长荣海运", "changronghaiyun", "crhy")),
        ("曾国藩", ("曾国藩", "zengguofan", "zgf")),
        ("单田芳", ("单田芳", "shantianfang", "stf")),
        ("尉迟恭", ("尉迟恭", "yuchigong", "ycg")),
        ("ＡＢＣ公司", ("abc公司", "abcgongsi", "abcgs")),
        ("Acme, Inc.", ("acme,inc.", "acmeinc", "acmeinc")),
        ("", ("", "", "")),
    ],
)
def test_a_name_has_three_keys(name: str, keys: tuple[str, str, str]) -> None:
    assert search_keys(name) == SearchKeys(*keys)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("華為技術", "华为"),
        ("华为技术", "華為"),
        ("华为技术", "HuaWei"),
        ("华为技术", "hua wei"),
        ("华为技术", "hwj"),
        ("臺灣積體電路", "台湾积体"),
        ("台積電", "taiji"),
        ("Acme Trading", "acme tr"),
        ("新北ＡＢＣ", "abc"),
        ("吕氏集团", "lüshi"),
    ],
)
def test_a_name_is_found(name: str, query: str) -> None:
    assert fold_query(query) in search_text(name)


def test_all_names_of_a_thing_share_one_text_without_repetitions() -> None:
    assert search_text("华为", "Huawei", "") == "华为|huawei|hw"
    assert search_text("", "") == ""
    assert "|" not in fold_query("a|b")


@given(st.text(alphabet="台臺後后裡里發髮乾干著着面麵重长长行 abＣ1", max_size=8), st.data())
def test_a_part_of_a_name_folds_to_a_part_of_its_key(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name)))
    part = name[start : data.draw(st.integers(start, len(name)))]
    assert fold_query(part) in search_keys(name).simplified


@given(st.text(max_size=15))
def test_any_text_has_keys(name: str) -> None:
    keys = search_keys(name)
    assert "|" not in "".join(keys)
    assert not any(c.isspace() for c in "".join(keys))
    assert sort_key(name) == sort_key(f" {name} ")


def test_names_sort_by_pinyin_with_latin_among_them_and_the_same_character_together() -> None:
    names = ["张三", "黎明", "李四", "Lenovo", "阿里", "連戰", "李宁", "Zeta", "张", "3M", "黎昌"]
    expected = ["3M", "阿里", "Lenovo", "李宁", "李四", "黎昌", "黎明", "連戰", "Zeta", "张", "张三"]
    assert sorted(names, key=sort_key) == expected


@given(
    st.text("王长沙重庆会行曾單華為 |üÜaB1２ａ（）·Ａ.,-有限公司", max_size=12),
    st.sampled_from(["", "Acme Co.", "長榮"]),
)
def test_both_keys_in_one_go_are_those_one_by_one(name: str, other: str) -> None:
    assert name_keys(name, other) == (search_text(name, other), sort_key(name))
