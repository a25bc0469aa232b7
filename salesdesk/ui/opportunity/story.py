"""What happened with an opportunity: its way through the stages and the visits, beside the sheet."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import StageMove
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.services.desk import Desk
from salesdesk.services.funnel import Slip
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_day_near, format_moment


class Story(QScrollArea):
    """Read once, when the sheet opens."""

    def __init__(self, desk: Desk, opportunity_id: Id, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = desk.now()
        self._reps = {rep.id: rep.name for rep in desk.reps()}
        self._moves = desk.funnel.stages_of(opportunity_id)
        self._visits = desk.funnel.visits_of(opportunity_id)
        self._slips = desk.funnel.slips(opportunity_id)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fill()

    def words(self) -> list[str]:
        """Every line in view, from top to bottom."""
        body = self.widget()
        return [line.text() for line in body.findChildren(Label)] if body else []

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _fill(self) -> None:
        body = QWidget()
        body.setProperty("look", "page")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 4, 20, 16)
        self._column.setSpacing(2)
        self._heading(_("Stage history"))
        ends = [*(move.moved_at for move in self._moves[1:]), self._now][: len(self._moves)]
        for move, end in reversed(list(zip(self._moves, ends, strict=True))):
            self._move(move, end, standing=move is self._moves[-1])
        if self._slips:
            self._column.addSpacing(10)
            self._heading(_("Expected close"))
        for slip in self._slips:
            self._slip(slip)
        if self._visits:
            self._column.addSpacing(10)
            self._heading(_("Visits"))
        for visit in self._visits:
            self._visit(visit)
        self._column.addStretch()
        self.setWidget(body)

    def _heading(self, words: str) -> None:
        self._column.addWidget(Label(words, "strong"))
        self._column.addSpacing(2)

    def _move(self, move: StageMove, end: datetime, *, standing: bool) -> None:
        way = label(move.to_stage)
        if move.from_stage is not None:
            way = _("{before} → {after}").format(before=label(move.from_stage), after=way)
        days = (end.astimezone(move.moved_at.tzinfo).date() - move.moved_at.date()).days
        stayed = ngettext("stayed {n} day", "stayed {n} days", days)
        if standing:
            stayed = ngettext("for {n} day", "for {n} days", days)
        closed = standing and not move.to_stage.is_open
        who = self._reps.get(move.rep_id, "")
        facts = (format_date(move.moved_at.date()), who, "" if closed else stayed.format(n=days))
        self._pair(way, " · ".join(fact for fact in facts if fact), format_moment(move.moved_at))

    def _slip(self, slip: Slip) -> None:
        before, after = (format_date(day) if day else _("open") for day in (slip.before, slip.after))
        facts = [slip_words(slip.days), format_date(slip.at.date()), slip.who]
        way = _("{before} → {after}").format(before=before, after=after)
        self._pair(way, " · ".join(fact for fact in facts if fact), format_moment(slip.at))

    def _visit(self, visit: VisitCard) -> None:
        told = visit.result or visit.purpose or label(visit.outcome or visit.status)
        day = format_day_near(visit.day, self._now.date())
        about = f"{day} · {label(visit.channel)}"
        if visit.status is not VisitStatus.DONE:
            about += f" · {label(visit.status)}"
        self._pair(about, told, f"{format_moment(visit.starts_at)}\n{told}")

    def _pair(self, first: str, second: str, tip: str) -> None:
        for words, look in ((first, ""), (second, "small")):
            line = Label(words, look)
            line.setWordWrap(True)
            line.setToolTip(tip)
            self._column.addWidget(line)
        self._column.addSpacing(6)


def slip_words(days: int) -> str:
    """How far an expected close was moved; "" where there was none before or after."""
    if not days:
        return ""
    if days > 0:
        return ngettext("{n} day later", "{n} days later", days).format(n=days)
    return ngettext("{n} day earlier", "{n} days earlier", -days).format(n=-days)
