"""The survey of the quarter: who is to be asked, what they answered, how content they are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import By
from salesdesk.domain.period import Period
from salesdesk.domain.survey import Survey
from salesdesk.domain.text import N_
from salesdesk.ui.funnel.span_bar import SpanBar
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.badges import TierMark
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.fields import ChipsField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_number, format_percent

TREND = 4
"""Quarters of the trend, the one in view the last."""


class ScoreSheet(FormSheet):
    """What a client answered this quarter, or in the quarter of a survey that is kept. Raises Refused."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        client_id: Id | None = None,
        survey_id: Id | None = None,
        score: int | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self.before = self.desk.surveys.get(survey_id) if survey_id else None
        if survey_id and self.before is None:
            raise Refused(N_("This survey is gone."))
        if self.before is None and client_id is not None:
            quarter = Period.quarter(self.desk.today()).first
            mine = self.desk.surveys.of_client(client_id)
            self.before = next((one for one in mine if one.quarter == quarter), None)
        client = self.before.client_id if self.before else client_id
        assert client is not None
        self._client = client
        found = self.desk.clients.get(client)
        form = Form()
        form.add(
            ChipsField(
                "score",
                lambda: _("How likely the client is to recommend us, 0 to 10"),
                [Choice(str(n), str(n)) for n in range(11)],
                required=True,
            )
        )
        form.add(TextField("comment", lambda: _("In the client's words"), lines=3))
        super().__init__(found.name if found else lambda: _("Survey"), form, parent, width=640)
        given = self.before.score if self.before and score is None else score
        form.load({"score": "" if given is None else str(given), "comment": self.before.comment if self.before else ""})
        if self.before:
            self.add_history(ctx.show_history, Kind.SURVEY, self.before.id)
        if self.before and not self.desk.read_only:
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)
        self.save_button.setEnabled(not self.desk.read_only)

    def store(self, values: Mapping[str, Any]) -> None:
        seen, today = self.ctx.bridge.last, self.desk.today()
        own = self.before
        day = min(today, Period.quarter(own.quarter).last) if own else today
        if own and own.answered_on and own.answered_on in Period.quarter(own.quarter):
            day = own.answered_on
        self.desk.surveys.answer(self._client, int(values["score"]), values["comment"], on=day)
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def first_field(self) -> QWidget | None:
        return self.form.field("score" if self.form.field("score").is_empty() else "comment")

    def _on_bin(self) -> None:
        if self.before and self.ctx.attempt(self.desk.surveys.bin, self.before.id) is not None:
            self.form.set_clean()
            self.accept()


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A client of the list, still to be asked or answered already."""

    id: Id
    name: str
    tier: Tier
    survey: Survey | None


class SurveysSheet(LiveSheet):
    """A notes that a client was asked; a digit is its score, T is ten; Enter asks for the score and its words."""

    watches = frozenset({Kind.SURVEY, Kind.CLIENT, Kind.ORDER})

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        hint = lambda: _("A: asked · 0 to 9: the score · T: ten · Enter: score and words")  # noqa: E731
        super().__init__(ctx, lambda: _("Survey of the quarter"), parent, 920, hint)
        self.span = SpanBar(self.desk.today(), (By.QUARTER.value,), By.QUARTER.value, self)
        self.figures, self.trend = Label("", "strong"), Label("", "soft")
        self.trend.setWordWrap(True)
        self.model = RowsModel[SurveyRow](_columns(), self)
        self.table = _Keys(self.model, lambda: _("Clients of the survey"))
        self.table.sheet = self
        self.table.setMinimumHeight(340)
        self.table.set_empty(EmptyState(lambda: _("Nobody is to be asked: clients that bought in the last year are.")))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.span)
        head.addWidget(self.figures)
        head.addStretch()
        column.addLayout(head)
        column.addWidget(self.trend)
        column.addWidget(self.table, 1)
        self.set_body(body)
        self.span.changed.connect(self.show_all)
        self.table.opened.connect(self._on_opened)
        self.show_all()

    def first_field(self) -> QWidget:
        return self.table

    @property
    def is_now(self) -> bool:
        """Whether the quarter in view is the present one."""
        return self.desk.today() in self.span.period

    def show_all(self) -> None:
        """Read the quarter again: who is to be asked first, then who has answered."""
        period, surveys = self.span.period, self.desk.surveys
        rows = [SurveyRow(one.client_id, one.name, one.tier, one.survey) for one in surveys.to_ask(period.first)]
        for survey in surveys.of_quarter(period.first):
            client = self.desk.clients.get(survey.client_id) if survey.score is not None else None
            if client is not None and not client.deleted:
                rows.append(SurveyRow(client.id, client.name, client.tier, survey))
        self.model.show(FixedRows(rows))
        if self.table.current_id() is None:
            self.table.select_first()
        self.figures.set_caption(self._words(period))
        earlier, past = period, []
        for _step in range(TREND - 1):
            earlier = Period.quarter(earlier.first - timedelta(days=1))
            past.append(f"{_quarter(earlier)}: {self._words(earlier)}")
        self.trend.set_caption("\n".join(past))

    def asked(self) -> None:
        """The client under the cursor was asked."""
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None and self.is_now and not self.desk.read_only:
            self.ctx.attempt(self.desk.surveys.ask, row.id)

    def score(self, score: int | None = None) -> None:
        """What the client under the cursor answered."""
        row = self.model.row_at(self.table.currentIndex().row())
        if row is None or self.desk.read_only:
            return
        if row.survey is None and not self.is_now:
            self.show_problem(_("This quarter is over. Answers are kept in the quarter in which they are given."))
            return
        survey = row.survey.id if row.survey else None
        ScoreSheet(self.ctx, self, client_id=row.id, survey_id=survey, score=score).show_over()

    def _on_opened(self, _pk: Hashable) -> None:
        self.score()

    def _words(self, period: Period) -> str:
        found = self.desk.surveys.summary(period)
        return _("Mean {mean} · NPS {nps} · answered {percent} ({n} of {of})").format(
            mean="–" if found.mean is None else format_number(found.mean, 1),
            nps="–" if found.nps is None else format_number(found.nps),
            percent=format_percent(found.response.value),
            n=format_number(found.response.n),
            of=format_number(found.response.of),
        )


class _Keys(TableView):
    """The list's own letters and digits."""

    sheet: SurveysSheet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().casefold()
        if text == "a":
            self.sheet.asked()
        elif text == "t":
            self.sheet.score(10)
        elif text in tuple("0123456789"):
            self.sheet.score(int(text))
        else:
            super().keyPressEvent(event)


def _quarter(period: Period) -> str:
    return _("Q{quarter} {year}").format(quarter=(period.first.month + 2) // 3, year=period.first.year)


def _columns() -> list[Column[SurveyRow]]:
    def state(row: SurveyRow) -> str:
        survey = row.survey
        if survey is None or survey.asked_on is None:
            return _("to be asked")
        return _("asked {day}").format(day=format_date(survey.asked_on, "short"))

    def score(row: SurveyRow) -> str:
        return "" if row.survey is None or row.survey.score is None else str(row.survey.score)

    return [
        Column(
            "name", lambda: _("Client"), lambda row: row.name, stretch=True, mark=lambda row: TierMark(row.tier.value)
        ),
        Column("state", lambda: _("State"), state, width=128),
        Column("score", lambda: _("Score"), score, RIGHT, width=64),
        Column("comment", lambda: _("Words"), lambda row: row.survey.comment if row.survey else "", width=300),
    ]
