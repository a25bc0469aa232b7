"""Ids: sixteen bytes, version 8, growing, beginning with what is the file's own."""

from __future__ import annotations

import uuid

from salesdesk.domain.change import Kind
from salesdesk.store.ids import IdMaker, natural_id, new_prefix


def test_an_id_is_a_uuid_of_version_8() -> None:
    made = uuid.UUID(bytes=IdMaker(new_prefix())())
    assert (made.version, made.variant) == (8, uuid.RFC_4122)


def test_a_hundred_thousand_ids_grow_and_differ() -> None:
    make = IdMaker(new_prefix())
    ids = [make() for _ in range(100_000)]
    assert ids == sorted(set(ids))


def test_ids_of_one_file_lie_together() -> None:
    def first_58_bits(pk: bytes) -> int:
        number = int.from_bytes(pk, "big")
        return number >> 80 << 10 | (number >> 64 & 0xFFF) >> 2

    prefix = (1 << 57) + 12345
    make = IdMaker(prefix)
    assert {first_58_bits(make()) for _ in range(100)} == {prefix}


def test_a_copied_file_makes_other_ids() -> None:
    prefix = new_prefix()
    one, two = IdMaker(prefix), IdMaker(prefix)
    assert not {one() for _ in range(1000)} & {two() for _ in range(1000)}


def test_a_natural_key_has_the_same_id_everywhere_and_only_there() -> None:
    visit, need = b"\x01" * 16, b"\x02" * 16
    assert natural_id(Kind.VISIT_NEED, visit, need) == natural_id(Kind.VISIT_NEED, visit, need)
    others = {natural_id(Kind.VISIT_NEED, need, visit), natural_id(Kind.VISIT_CONTACT, visit, need)}
    assert natural_id(Kind.VISIT_NEED, visit, need) not in others
    assert natural_id(Kind.TARGET, "a", "bc") != natural_id(Kind.TARGET, "ab", "c")
