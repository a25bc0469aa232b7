"""A damaged file whose schema cannot be read any more is lent that of its backup.

A backup is made page by page, so the tables of a file begin on the same pages as those of its backups: the pages on
which the backup's schema lies can take the place of the damaged ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from salesdesk.store import gate, keys
from salesdesk.store.gate import PAGE
from salesdesk.store.keys import FileKey

SEAL, VECTOR = keys.RESERVED, 16
"""What SQLCipher keeps at the end of each page: the vector that its cipher began with, then the seal."""
SIZE_AT, COUNTED_AT, CHANGED_AT = 28, 92, 24
_INNER, _LEAF = gate.INNER_OR_LEAF
_HEAD = gate.HEADER.size


def lend_schema(wreck: Path, spare: Path) -> None:
    """Put the pages of a backup's schema into a copy of the damaged file. Raises FileRefused, ValueError: not these."""
    key = keys.key_of(spare)
    if keys.salt_of(spare) != keys.salt_of(wreck) and gate.may_be_read(wreck):
        raise ValueError("they are not under the same key")
    pages = _Pages(spare, key)
    count = (wreck.stat().st_size + PAGE - 1) // PAGE
    with wreck.open("rb+") as file:
        for number in pages.of_schema():
            if number > count:
                raise ValueError("the damaged file is too short")
            file.seek((number - 1) * PAGE)
            file.write(pages.bytes_of(number))
        file.seek(SIZE_AT)
        file.write(count.to_bytes(4, "big"))
        file.seek(CHANGED_AT)
        changes = file.read(4)
        file.seek(COUNTED_AT)
        file.write(changes)


class _Pages:
    """The pages of a sound file, as they lie on the disk and as they are meant."""

    def __init__(self, path: Path, key: FileKey | None) -> None:
        self._body = path.read_bytes()
        self._key = key
        self._end = PAGE - (SEAL if key else 0)

    def bytes_of(self, number: int) -> bytes:
        return self._body[(number - 1) * PAGE : number * PAGE]

    def of_schema(self) -> Iterator[int]:
        """The pages of the tree that holds the schema, with those on which its long texts go on."""
        yield from self._tree(1, set())

    def _tree(self, number: int, seen: set[int]) -> Iterator[int]:
        if number in seen:
            raise ValueError("the tree of the schema is none")
        seen.add(number)
        yield number
        page = self._plain(number)
        at = _HEAD if number == 1 else 0
        kind, cells = page[at], int.from_bytes(page[at + 3 : at + 5], "big")
        pointers = at + (12 if kind == _INNER else 8)
        places = [int.from_bytes(page[pointers + 2 * n : pointers + 2 * n + 2], "big") for n in range(cells)]
        if kind == _INNER:
            for place in places:
                yield from self._tree(int.from_bytes(page[place : place + 4], "big"), seen)
            yield from self._tree(int.from_bytes(page[at + 8 : at + 12], "big"), seen)
        elif kind == _LEAF:
            for place in places:
                yield from self._rest(page, place)
        else:
            raise ValueError("the tree of the schema is none")

    def _rest(self, page: bytes, place: int) -> Iterator[int]:
        """Where the text of one cell goes on (SQLite's file format, 1.6: payloads that spill over)."""
        size, place = _number(page, place)
        _rowid, place = _number(page, place)
        most, least = self._end - 35, (self._end - 12) * 32 // 255 - 23
        if size <= most:
            return
        kept = least + (size - least) % (self._end - 4)
        place += kept if kept <= most else least
        following = int.from_bytes(page[place : place + 4], "big")
        while following:
            yield following
            following = int.from_bytes(self._plain(following)[:4], "big")

    def _plain(self, number: int) -> bytes:
        page = self.bytes_of(number)
        if self._key is None:
            return page
        # Loaded for a protected file only, and only where it is damaged.
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        start = keys.PLAIN_BYTES if number == 1 else 0
        vector = page[self._end : self._end + VECTOR]
        cipher = Cipher(algorithms.AES(self._key.raw), modes.CBC(vector)).decryptor()
        return page[:start] + cipher.update(page[start : self._end]) + cipher.finalize()


def _number(page: bytes, place: int) -> tuple[int, int]:
    """A number as SQLite packs it into one to nine bytes, and the place after it."""
    found = 0
    for taken in range(8):
        byte = page[place + taken]
        found = found << 7 | byte & 0x7F
        if byte < 0x80:
            return found, place + taken + 1
    return found << 8 | page[place + 8], place + 9
