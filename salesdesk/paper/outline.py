"""The outline of a PDF: its reports and their sections, as readers list them beside the pages.

Qt writes none. It is appended as the format foresees for later additions: new objects, a catalogue that names them, and
a table of where they stand; what Qt wrote stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
_KIDS = re.compile(rb"/Kids\s*\[(.*?)\]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")
_ENTRY = 20
"""Bytes of a line in the table of objects."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the outline: where it leads to (page from 0, points from the foot of the page) and how deep it is."""

    title: str
    page: int
    up: float
    level: int = 0


def with_outline(pdf: bytes, marks: Sequence[Mark], language: str) -> bytes:
    """The PDF that Qt wrote, with these marks, shown beside the pages where there are several, and its language."""
    file = _Written(pdf)
    catalogue, first = file.root, file.size
    root = file.body(catalogue).rstrip()
    added = b" /Lang " + _text(language.replace("_", "-")) + b" /ViewerPreferences << /DisplayDocTitle true >>"
    objects: dict[int, bytes] = {}
    if marks:
        added += b" /Outlines %d 0 R" % first
        added += b" /PageMode /UseOutlines" if len(file.pages) > 1 else b""
        objects = _outline(marks, file.pages, first)
    objects[catalogue] = b"<<" + root.removeprefix(b"<<").removesuffix(b">>") + added + b" >>"
    return file.with_objects(objects)


def _outline(marks: Sequence[Mark], pages: Sequence[int], first: int) -> dict[int, bytes]:
    """The objects of the outline, numbered from `first`, which is its root."""
    numbers = [first + 1 + index for index in range(len(marks))]
    parents: list[int | None] = []
    open_: list[int] = []
    for index, mark in enumerate(marks):
        del open_[mark.level :]
        parents.append(open_[-1] if open_ else None)
        open_.append(index)
    children: dict[int | None, list[int]] = {}
    for index, parent in enumerate(parents):
        children.setdefault(parent, []).append(index)
    places = {index: place for own in children.values() for place, index in enumerate(own)}
    top = children[None]
    folded = len(top) > 1
    shown = len(top) if folded else len(marks)
    found = {first: b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % _ends(top, numbers, shown)}
    for index, mark in enumerate(marks):
        parent = parents[index]
        beside = children[parent]
        place = places[index]
        parts = [b"<< /Title " + _text(mark.title)]
        parts.append(b"/Parent %d 0 R" % (first if parent is None else numbers[parent]))
        parts += [b"/Prev %d 0 R" % numbers[beside[place - 1]]] if place else []
        parts += [b"/Next %d 0 R" % numbers[beside[place + 1]]] if place + 1 < len(beside) else []
        own = children.get(index, [])
        if own:
            parts.append(
                b"/First %d 0 R /Last %d 0 R /Count %d" % _ends(own, numbers, -len(own) if folded else len(own))
            )
        parts.append(b"/Dest [%d 0 R /XYZ null %.1f null] >>" % (pages[mark.page], mark.up))
        found[numbers[index]] = b" ".join(parts)
    return found


def _ends(own: Sequence[int], numbers: Sequence[int], count: int) -> tuple[int, int, int]:
    return numbers[own[0]], numbers[own[-1]], count


def _text(words: str) -> bytes:
    return b"<FEFF" + words.encode("utf-16-be", "replace").hex().upper().encode() + b">"


class _Written:
    """A PDF with one plain table of objects, as Qt writes it."""

    def __init__(self, pdf: bytes) -> None:
        end, trailer = _END.search(pdf[-64:]), _TRAILER.search(pdf, max(0, len(pdf) - 4096))
        assert end and trailer, "a PDF that Qt did not write"
        self._pdf, self._table, self._trailer = pdf, int(end[1]), trailer[1]
        self.size = self._number(rb"/Size\s+(\d+)")
        self.root = self._number(rb"/Root\s+(\d+)")
        head = re.match(rb"xref\s+0\s+\d+\s*\n", pdf[self._table : self._table + 64])
        assert head, "a PDF that Qt did not write"
        self._entries = self._table + head.end()
        tree = re.search(rb"/Pages\s+(\d+) 0 R", self.body(self.root))
        assert tree, "a PDF without pages"
        kids = _KIDS.search(self.body(int(tree[1])))
        assert kids, "a PDF without pages"
        self.pages = [int(number) for number in _REFERENCE.findall(kids[1])]

    def body(self, number: int) -> bytes:
        """What stands between `obj` and `endobj`; for objects without a stream."""
        entry = self._entries + number * _ENTRY
        start = self._pdf.index(b"obj", int(self._pdf[entry : entry + 10])) + 3
        return self._pdf[start : self._pdf.index(b"endobj", start)].strip()

    def with_objects(self, objects: dict[int, bytes]) -> bytes:
        """The file with these objects appended or in the place of older ones."""
        out = bytearray(self._pdf)
        if not out.endswith(b"\n"):
            out += b"\n"
        lines = [b"xref\n"]
        for number, body in sorted(objects.items()):
            lines.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = len(out)
        trailer = re.sub(rb"/Size\s+\d+", b"/Size %d" % max(self.size, max(objects) + 1), self._trailer)
        out += (
            b"".join(lines)
            + b"trailer\n<<"
            + trailer
            + b"/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (self._table, table)
        )
        return bytes(out)

    def _number(self, pattern: bytes) -> int:
        found = re.search(pattern, self._trailer)
        assert found, "a PDF that Qt did not write"
        return int(found[1])
