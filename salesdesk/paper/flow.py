"""A document laid out on pages: title block, sections, signatures; head and foot on every page.

Lengths are tenths of a point. The same pages serve PDF, preview and printer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPen

from salesdesk.paper.colours import BLACK_AND_WHITE, ON_PAPER, Look, colour
from salesdesk.paper.fonts import face
from salesdesk.paper.lines import draw_line, elide, wrap
from salesdesk.paper.logo import logo_image
from salesdesk.paper.strip import Strip
from salesdesk.paper.strips import block_strips, section_title
from salesdesk.reports.document import Align, Document, Paper, Section

MM = 720 / 25.4
_SIDE, _TOP, _FOOT = 15 * MM, 12 * MM, 14 * MM
_COLUMN_GAP = 8 * MM
_SIZES = {Paper.A4: (210 * MM, 297 * MM), Paper.LETTER: (8.5 * 720, 11 * 720)}
_SMALLER, _NEARLY_EMPTY, _FEW = (0.94, 0.88), 0.35, 5
"""Scales that are tried to spare a page, when the last one is filled no more than this, of at most so many pages."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A strip and where its top edge stands on the page."""

    y: float
    strip: Strip


@dataclass(frozen=True, slots=True)
class Pages:
    """A document, laid out. `width` and `height` are those of the paper; what stands on it is drawn at `scale`."""

    document: Document
    width: float
    height: float
    pages: tuple[tuple[Placed, ...], ...]
    scale: float = 1.0

    @property
    def count(self) -> int:
        return len(self.pages)

    @property
    def look(self) -> Look:
        return BLACK_AND_WHITE if self.document.black_and_white else ON_PAPER

    def filled(self, index: int) -> float:
        """How much of page `index` is used, 0…1."""
        last = self.pages[index][-1]
        return (last.y + last.strip.height) * self.scale / self.height

    def marks(self) -> Iterator[tuple[str, int, float]]:
        """Every section: its title, its page (from 0), and where it begins below the top edge of the paper."""
        for number, page in enumerate(self.pages):
            for placed in page:
                for title in placed.strip.titles:
                    yield title, number, placed.y * self.scale

    def paint(self, painter: QPainter, index: int) -> None:
        """Paint page `index` (from 0), the paper's top left corner at the painter's origin."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(self.scale, self.scale)
        if index:
            self._paint_head(painter)
        self._paint_foot(painter, index)
        for placed in self.pages[index]:
            placed.strip.paint(painter, _SIDE, placed.y)
        painter.restore()

    def _paint_head(self, painter: QPainter) -> None:
        letters, wide = face(78), self.width / self.scale - 2 * _SIDE
        document = self.document
        painter.setPen(colour(self.look.quiet))
        right = "  ·  ".join(word for word in (document.author, document.date_line) if word)
        room = wide - letters.width(right) - 100
        draw_line(painter, elide(document.title, letters, room), letters, _SIDE, 9 * MM, room, Align.LEFT)
        draw_line(painter, right, letters, _SIDE, 9 * MM, wide, Align.RIGHT)
        painter.setPen(QPen(colour(self.look.hairline), 5))
        painter.drawLine(QLineF(_SIDE, 9 * MM + 130, _SIDE + wide, 9 * MM + 130))

    def _paint_foot(self, painter: QPainter, index: int) -> None:
        letters, wide, y = face(76), self.width / self.scale - 2 * _SIDE, self.height / self.scale - 10.5 * MM
        painter.setPen(colour(self.look.quiet))
        # Not format(): the words of a stranger's frozen report must not be able to ask for more.
        number = self.document.page_words.replace("{page}", str(index + 1)).replace("{pages}", str(self.count))
        draw_line(painter, elide(self.document.company, letters, wide * 0.7), letters, _SIDE, y, wide, Align.LEFT)
        draw_line(painter, number, letters, _SIDE, y, wide, Align.RIGHT)


def lay_out(document: Document) -> Pages:
    """The document on its pages; drawn a little smaller where that spares a last page that is nearly empty."""
    pages = _laid(document, 1.0)
    if not 1 < pages.count <= _FEW or pages.filled(pages.count - 1) > _NEARLY_EMPTY:
        return pages
    for scale in _SMALLER:
        tighter = _laid(document, scale)
        if tighter.count < pages.count:
            return tighter
    return pages


def _laid(document: Document, scale: float) -> Pages:
    width, height = _SIZES[document.paper]
    if document.landscape:
        width, height = height, width
    look = BLACK_AND_WHITE if document.black_and_white else ON_PAPER
    inner, tall = width / scale - 2 * _SIDE, height / scale
    room = tall - _TOP - _FOOT - 5 * MM
    strips = [_title_block(document, inner, look)]
    for group in side_by_side(document.sections):
        strips += _group_strips(group, inner, look, room)
    if document.signatures:
        strips.append(_signatures(document, inner, look))
    return Pages(document, width, height, tuple(_paged(strips, tall)), scale)


def page_layout(document: Document) -> QPageLayout:
    """Qt's description of the paper, for the PDF writer and the printer."""
    size = QPageSize.PageSizeId.A4 if document.paper is Paper.A4 else QPageSize.PageSizeId.Letter
    turned = QPageLayout.Orientation.Landscape if document.landscape else QPageLayout.Orientation.Portrait
    layout = QPageLayout()
    layout.setMode(QPageLayout.Mode.FullPageMode)
    layout.setPageSize(QPageSize(size))
    layout.setOrientation(turned)
    return layout


def side_by_side(sections: Sequence[Section]) -> Iterator[tuple[Section, ...]]:
    """Sections that stand next to each other: neighbours narrower than the page, as long as they fit."""
    group: list[Section] = []
    for section in sections:
        if group and (section.share >= 1 or sum(one.share for one in group) + section.share > 1.001):
            yield tuple(group)
            group = []
        group.append(section)
    if group:
        yield tuple(group)


def _group_strips(group: Sequence[Section], width: float, look: Look, room: float) -> list[Strip]:
    free = width - _COLUMN_GAP * (len(group) - 1)
    whole = sum(section.share for section in group)
    widths = [free * section.share / whole for section in group]
    columns = [_section_strips(section, wide, look, room) for section, wide in zip(group, widths, strict=True)]
    if len(columns) == 1:
        return columns[0]
    heights = [sum(strip.before + strip.height for strip in column) for column in columns]
    if max(heights) > room:
        return [strip for section in group for strip in _section_strips(section, width, look, room)]

    def paint(painter: QPainter, x: float, y: float) -> None:
        for column, wide in zip(columns, widths, strict=True):
            top = y - column[0].before
            for strip in column:
                strip.paint(painter, x, top + strip.before)
                top += strip.before + strip.height
            x += wide + _COLUMN_GAP

    before = columns[0][0].before
    titles = tuple(section.title for section in group if section.title)
    return [Strip("columns", max(heights) - before, paint, before=before, titles=titles)]


def _section_strips(section: Section, width: float, look: Look, room: float) -> list[Strip]:
    strips = section_title(section.title, width, look)
    for block in section.blocks:
        strips += block_strips(block, width, look, room)
    return strips


def _paged(strips: Sequence[Strip], height: float) -> Iterator[tuple[Placed, ...]]:
    """Fill page after page; what is kept together moves on together, unless it is taller than a page."""
    top, bottom = _TOP, height - _FOOT
    page: list[Placed] = []
    y = top
    index = 0
    while index < len(strips):
        end = index
        while strips[end].keep and end + 1 < len(strips):
            end += 1
        wanted = sum(strip.before + strip.height for strip in strips[index : end + 1])
        if page and y + wanted > bottom:
            fits_elsewhere = wanted - strips[index].before <= bottom - top - 5 * MM
            if fits_elsewhere or y + strips[index].before + strips[index].height > bottom:
                yield tuple(page)
                page, y = [], top + 5 * MM
        strip = strips[index]
        if not page and strip.head is not None:
            page.append(Placed(y, strip.head))
            y += strip.head.height
        y += strip.before if page else 0.0
        page.append(Placed(y, strip))
        y += strip.height
        index += 1
    yield tuple(page)


def _title_block(document: Document, width: float, look: Look) -> Strip:
    title, small, strong = face(200, True, 1.25), face(90), face(98, True)
    logo = logo_image(document.logo)
    tall = 13 * MM
    logo_wide = 0.0 if logo.isNull() else min(45 * MM, tall * logo.width() / max(1, logo.height()))
    left = logo_wide + (5 * MM if logo_wide else 0)
    right_wide = min(width * 0.45, max(strong.width(document.author), small.width(document.date_line)))
    room = width - left - right_wide - 150
    lines = wrap(document.title, title, room)
    above = small.line if document.company else 0.0
    below = small.line if document.subtitle else 0.0
    text_height = above + title.line * len(lines) + below
    height = max(text_height, tall if logo_wide else 0.0, strong.line + small.line) + 70

    def paint(painter: QPainter, x: float, y: float) -> None:
        if logo_wide:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(x, y, logo_wide, logo_wide * logo.height() / logo.width()), logo)
        base = y + height - 70 - text_height
        painter.setPen(colour(look.quiet))
        draw_line(painter, elide(document.company, small, room), small, x + left, base, room, Align.LEFT)
        draw_line(
            painter,
            elide(document.subtitle, small, room),
            small,
            x + left,
            base + text_height - below,
            room,
            Align.LEFT,
        )
        end = base + text_height - 20
        draw_line(painter, document.date_line, small, x, end - small.line, width, Align.RIGHT)
        painter.setPen(colour(look.ink))
        draw_line(
            painter,
            elide(document.author, strong, right_wide),
            strong,
            x,
            end - small.line - strong.line,
            width,
            Align.RIGHT,
        )
        for number, line in enumerate(lines):
            draw_line(painter, line, title, x + left, base + above + number * title.line, room, Align.LEFT)
        painter.setPen(QPen(colour(look.accent), 14))
        painter.drawLine(QLineF(x, y + height, x + width, y + height))

    return Strip("top", height, paint)


def _signatures(document: Document, width: float, look: Look) -> Strip:
    """The lines to sign on, side by side, kept together."""
    small = face(86)
    count = len(document.signatures)
    across = min(count, 4)
    cell = (width - 10 * MM * (across - 1)) / across
    deep = -(-count // across)
    each = 15 * MM

    def paint(painter: QPainter, x: float, y: float) -> None:
        for number, word in enumerate(document.signatures):
            left = x + number % across * (cell + 10 * MM)
            line = y + number // across * each + each - 6 * MM
            painter.setPen(QPen(colour(look.line), 7))
            painter.drawLine(QLineF(left, line, left + cell, line))
            painter.setPen(colour(look.quiet))
            draw_line(painter, elide(word, small, cell * 0.6), small, left, line + 20, cell, Align.LEFT)
            draw_line(painter, document.signature_date, small, left, line + 20, cell * 0.82, Align.RIGHT)

    return Strip("signatures", each * deep, paint, before=3 * MM)
