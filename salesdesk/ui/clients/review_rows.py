"""The rows of the tier review: old → new, a score bar, the figures behind it, the reason in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.maintenance import ProgrammeLine, ProgrammeStep
from salesdesk.domain.tiering import Proposal, Standing
from salesdesk.services.desk import Desk
from salesdesk.ui.clients.story import near
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import Mark, TierMark, paint_tier
from salesdesk.ui.parts.rows_model import LEFT, Column
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_date, format_number
from salesdesk.words.reasons import tier_reason


@dataclass(frozen=True, slots=True)
class MoveMark:
    """From one tier to another: two letters and an arrow between them."""

    before: Tier
    after: Tier

    def width(self) -> int:
        return theme.tokens().px(64)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        look = theme.tokens()
        side, left, middle = look.px(20), rect.left(), rect.center().y()
        for tier, at in ((self.before, left), (self.after, left + look.px(40))):
            paint_tier(painter, QRectF(at, middle - side / 2, side, side), tier.value)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("soft"), 1.4))
        start, end, head = left + look.px(24), left + look.px(36), look.px(3)
        painter.drawLine(QPointF(start, middle), QPointF(end, middle))
        painter.drawLine(QPointF(end - head, middle - head), QPointF(end, middle))
        painter.drawLine(QPointF(end - head, middle + head), QPointF(end, middle))
        painter.restore()

    def words(self) -> str:
        return _("Tier {before} → {after}").format(before=self.before.value, after=self.after.value)


@dataclass(frozen=True, slots=True)
class ScoreMark:
    """A score of 0 to 1000 tenths as a bar."""

    score: int

    def width(self) -> int:
        return theme.tokens().px(72)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        look = theme.tokens()
        track = QRectF(rect.left(), rect.center().y() - look.px(3), look.px(64), look.px(6))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(track, 3, 3)
        reached = QRectF(track.left(), track.top(), track.width() * min(self.score, 1000) / 1000, track.height())
        painter.setBrush(theme.colour("accent_ink"))
        painter.drawRoundedRect(reached, 3, 3)
        painter.restore()

    def words(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One proposal with the client's name."""

    id: Id
    name: str
    proposal: Proposal

    @property
    def standing(self) -> Standing:
        """The figures behind it."""
        return self.proposal.standing


class ReviewRows:
    """The proposals as a source of rows; names are read by page."""

    def __init__(self, desk: Desk, proposals: Sequence[Proposal]) -> None:
        self._desk = desk
        self._by_id = {proposal.client_id: proposal for proposal in proposals}

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """In the order of the review, or by score or sales."""
        if not sort_key:
            return list(self._by_id)
        parts: dict[str, Callable[[Proposal], int]] = {"score": _score, "sales": _sales}
        found = sorted(self._by_id.values(), key=parts[sort_key], reverse=descending)
        return [proposal.client_id for proposal in found]

    def rows(self, ids: Sequence[Hashable]) -> Sequence[ReviewRow]:
        """The rows of these ids."""
        wanted = [pk for pk in ids if isinstance(pk, bytes) and pk in self._by_id]
        names = self._desk.tiers.names(wanted)
        return [ReviewRow(pk, names[pk].name, self._by_id[pk]) for pk in wanted if pk in names]

    def proposal(self, client_id: Id) -> Proposal | None:
        """The proposal for a client."""
        return self._by_id.get(client_id)


def _score(proposal: Proposal) -> int:
    return proposal.standing.score


def _sales(proposal: Proposal) -> int:
    return proposal.standing.sales_cents


def review_columns(currency: str) -> list[Column[ReviewRow]]:
    """Name, old → new, score, and why."""
    cells = _ReviewCells(currency)
    return [
        Column("name", lambda: _("Client"), cells.name, width=190, tip=cells.name),
        Column("move", lambda: _("Tier"), cells.nothing, width=84, mark=cells.move),
        Column("score", lambda: _("Score"), cells.score, width=124, sort_key="score", mark=cells.bar),
        Column("why", lambda: _("Reason"), cells.why, LEFT, 220, "sales", True, tone=cells.soft, tip=cells.why),
    ]


class _ReviewCells:
    def __init__(self, currency: str) -> None:
        self._currency = currency

    def name(self, row: ReviewRow) -> str:
        return row.name

    def nothing(self, row: ReviewRow) -> str:
        return ""

    def move(self, row: ReviewRow) -> Mark:
        return MoveMark(row.proposal.from_tier, row.proposal.to_tier)

    def score(self, row: ReviewRow) -> str:
        return format_number(row.standing.score / 10, 1)

    def bar(self, row: ReviewRow) -> Mark:
        return ScoreMark(row.standing.score)

    def why(self, row: ReviewRow) -> str:
        said = tier_reason(row.standing, self._currency)
        return _("Override has run out · {reason}").format(reason=said) if row.proposal.expired else said

    def soft(self, row: ReviewRow) -> str:
        return "soft"


class ProgrammeRows:
    """The lines of a programme as a source of rows."""

    def __init__(self, lines: Sequence[ProgrammeLine] = ()) -> None:
        self._lines = {line.id: line for line in lines}

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """In the order of the programme."""
        return list(self._lines)

    def rows(self, ids: Sequence[Hashable]) -> Sequence[ProgrammeLine]:
        """The lines of these ids."""
        return [self._lines[pk] for pk in ids if isinstance(pk, bytes) and pk in self._lines]

    def line(self, line_id: Id) -> ProgrammeLine | None:
        """One line."""
        return self._lines.get(line_id)


def programme_columns(today: Callable[[], date]) -> list[Column[ProgrammeLine]]:
    """Client, what is asked for, when, and what came of it."""
    cells = _ProgrammeCells(today)
    return [
        Column("name", lambda: _("Client"), cells.name, width=220, mark=cells.tier, tip=cells.name),
        Column("what", lambda: _("What"), cells.what, width=190),
        Column("state", lambda: _("State"), cells.state, width=150, tone=cells.tone),
        Column("on", lambda: _("When"), cells.when, width=110, tone=cells.late, tip=cells.day),
        Column("note", lambda: _("Result"), cells.note, width=160, stretch=True, tone=cells.tone, tip=cells.note),
    ]


class _ProgrammeCells:
    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def name(self, line: ProgrammeLine) -> str:
        return line.name

    def tier(self, line: ProgrammeLine) -> Mark:
        return TierMark(line.tier.value)

    def what(self, line: ProgrammeLine) -> str:
        return label(line.kind) if line.kind else label(line.what)

    def state(self, line: ProgrammeLine) -> str:
        if line.score is not None:
            return _("Score {score}").format(score=format_number(line.score / 10, 1))
        return label(line.what)

    def when(self, line: ProgrammeLine) -> str:
        return near(line.on, self._today()) if line.on else NOTHING

    def day(self, line: ProgrammeLine) -> str:
        return format_date(line.on, "long") if line.on else ""

    def note(self, line: ProgrammeLine) -> str:
        return line.note

    def tone(self, line: ProgrammeLine) -> str:
        return "soft"

    def late(self, line: ProgrammeLine) -> str:
        due = line.what is ProgrammeStep.DUE and line.on is not None and line.on < self._today()
        return "late" if due else ""
