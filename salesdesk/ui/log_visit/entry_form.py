"""The form of a contact: one line per question, names at the left, Enter leads through the questions that matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.domain.visit import Channel, Outcome, Resource
from salesdesk.ui.log_visit.links_field import LinksField
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import (
    CheckField,
    ChipsField,
    ChoiceField,
    DayField,
    Field,
    LineField,
    PickerField,
    SegmentsField,
    TagsField,
    TextField,
    TimeField,
)
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picker import Create, Find, PickItem
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_duration_minutes

NAMES_WIDE: Final = 92
RARE: Final = ("purpose", "place", "companions", "links")
"""What lies folded until it is wanted."""

PASSED_BY: Final = frozenset({"day", "time", "minutes", "competitor_news", "often", *RARE})
"""Filled in already, or rarely asked: Tab comes to them, Enter does not."""

MOST_TAGS: Final = 8
"""Known needs that lie open; typing finds the others."""

MINUTES: Final = (15, 30, 45, 60, 90, 120, 180, 240, 480)

_ICONS = {
    Channel.FACE: "face",
    Channel.PHONE: "phone",
    Channel.VIDEO: "video",
    Channel.MESSAGE: "message",
    Channel.EMAIL: "mail",
    Channel.EVENT: "event",
}


def channel_choices() -> list[Choice]:
    """The channels as numbered chips, each with its icon."""
    return [Choice(one.value, partial(label, one), icon=_ICONS[one]) for one in Channel]


def member_choices(members: Sequence[Any]) -> list[Choice]:
    """Members of an enumeration by their names."""
    return [Choice(str(one.value), partial(label, one)) for one in members]


def minute_choices(also: int = 60) -> list[Choice]:
    """The usual lengths of a visit, and the one it has."""
    return [Choice(str(one), partial(format_duration_minutes, one)) for one in sorted({*MINUTES, also})]


def rare_fields(*, purpose: bool = True) -> list[Field]:
    """What is seldom said of a visit, the files apart."""
    asked = LineField("purpose", lambda: _("What for"), placeholder=lambda: _("What you want to reach"))
    return [
        *([asked] if purpose else []),
        LineField("place", lambda: _("Where"), placeholder=lambda: _("If not at the client's address")),
        LineField("companions", lambda: _("With me"), placeholder=lambda: _("Who comes along, a manager for instance")),
    ]


class LinedForm(Form):
    """Lines with their name at the left and one or more fields at the right; Enter goes from field to field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.setSpacing(theme.tokens().px(8))
        self._lines: dict[str, QWidget] = {}
        self._folded: list[str] = []

    def add_line(self, *fields: Field, stretch: tuple[int, ...] = ()) -> None:
        """Fields side by side; the name of the first stands at the left, the others have only a placeholder."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().px(8))
        row.addWidget(self._name_of(fields[0]), 0, Qt.AlignmentFlag.AlignTop)
        for at, field in enumerate(fields):
            self._know(field)
            if at:
                field.label.hide()
            if isinstance(field, TimeField):
                field.hint.setMinimumWidth(0)
            row.addWidget(field, stretch[at] if stretch else 1, Qt.AlignmentFlag.AlignTop)
            self._lines[field.key] = line
        self.add_widget(line)

    def _name_of(self, field: Field) -> QWidget:
        """The name of a line; a box says its own words beside it."""
        name = QWidget() if isinstance(field, CheckField) else field.label
        beside = field.layout()
        if beside is not None:
            beside.removeWidget(name)
        name.setFixedWidth(theme.tokens().px(NAMES_WIDE))
        name.setFixedHeight(theme.tokens().px(30))
        return name

    def show_field(self, key: str, shown: bool) -> None:
        """Show or hide a field; its line goes with its first field."""
        self.field(key).setVisible(shown)
        first = next(name for name, line in self._lines.items() if line is self._lines[key])
        if first == key:
            self._lines[key].setVisible(shown)

    def add_fold(self, *fields: Field, words: Caption) -> None:
        """Lines that lie folded below a button until they are wanted, or hold something when the form is loaded."""
        self.more = Button(words, "link", icon="chevron-down")
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self.unfold)
        self.more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.add_widget(self.more)
        self._folded = [field.key for field in fields]
        for field in fields:
            self.add_line(field)
            self.show_field(field.key, False)

    def unfold(self) -> None:
        """Show the lines that lie folded."""
        had_focus = self.more.hasFocus()
        self.more.hide()
        for key in self._folded:
            self.show_field(key, True)
        if had_focus:
            self.field(self._folded[0]).setFocus()

    def unfold_filled(self) -> None:
        """Show them where one of them holds something."""
        if any(not self.field(key).is_empty() for key in self._folded):
            self.unfold()

    def focused(self) -> Field | None:
        """The field that has the focus."""
        at: QWidget | None = self.window().focusWidget()
        while at is not None and not isinstance(at, Field):
            at = at.parentWidget()
        return at if isinstance(at, Field) and at in self.fields() else None

    def step_on(self) -> bool:
        """Go to the next question; False behind the last one."""
        here = self.focused()
        order = [f for f in self.fields() if f is here or (f.key not in PASSED_BY and f.isVisible() and f.isEnabled())]
        after = order[order.index(here) + 1 :] if here else order
        if not after:
            return False
        after[0].setFocus(Qt.FocusReason.TabFocusReason)
        return True


class EntryForm(LinedForm):
    """Everything that is asked about a contact. Values by key as in `domain.visit_entry.VisitEntry`."""

    def __init__(
        self, find: Find, create: Create, today: Callable[[], date], needs: Sequence[str], beside: Path
    ) -> None:
        super().__init__()
        self.links = LinksField("links", lambda: _("Files and links"), beside)
        self.client = PickerField("client_id", lambda: _("Client"), find, create=create, required=True)
        self.planned = ChipsField("planned", lambda: _("Was planned"), (), optional=True)
        self.contacts = ChipsField("contact_ids", lambda: _("People met"), (), multiple=True)
        self.keeps = ChipsField("keeps", lambda: _("Kept promise"), (), multiple=True)
        self.opportunity = ChoiceField("opportunity_id", lambda: _("Opportunity"), optional=True)
        self.stage = SegmentsField("stage", lambda: _("Stage"), member_choices(list(Stage)))
        self.lost = ChipsField("lost_reason", lambda: _("Lost because"), member_choices(list(LostReason)))
        self.competitors = LineField(
            "competitor_news", lambda: _("Competitors"), placeholder=lambda: _("Competitors: who, what they offer")
        )
        self.minutes = ChoiceField("minutes", lambda: _("Length"), minute_choices())
        self.next_step = LineField("next_step", lambda: _("Next step"), placeholder=lambda: _("What comes next"))
        self.next_on = DayField("next_on", lambda: _("When"), today)
        self.result = TextField(
            "result",
            lambda: _("What was said"),
            lines=2,
            placeholder=lambda: _("In your own words; Shift+Enter: new line"),
        )
        self.result.text.setObjectName("result_words")
        self._place(today, needs)

    def _place(self, today: Callable[[], date], needs: Sequence[str]) -> None:
        self.add_line(self.client)
        self.add_line(
            DayField("day", lambda: _("When"), today, required=True),
            TimeField("time", lambda: _("At"), required=True),
            self.minutes,
            stretch=(5, 4, 3),
        )
        self.plan_words = Label("", "small")
        self.plan_words.setContentsMargins(theme.tokens().px(NAMES_WIDE + 8), 0, 0, 0)
        self.plan_words.hide()
        self.add_widget(self.plan_words)
        self.add_line(self.planned)
        self.add_line(ChipsField("channel", lambda: _("Channel"), channel_choices()))
        self.add_line(self.contacts)
        self.add_line(ChipsField("outcome", lambda: _("Result"), member_choices(list(Outcome)), optional=True))
        self.add_line(self.result)
        tags = TagsField("needs", lambda: _("Needs heard"))
        tags.OFFERED = MOST_TAGS
        tags.set_known(needs)
        self.add_line(tags)
        self.add_line(
            LineField("obstacle", lambda: _("Obstacle"), placeholder=lambda: _("What stands in the way")),
            LineField(
                "competitor_news", lambda: _("Competitors"), placeholder=lambda: _("Competitors: who, what they offer")
            ),
            stretch=(1, 1),
        )
        kinds = member_choices([one for one in Resource if one])
        self.add_line(
            ChoiceField("help_kind", lambda: _("Help needed"), kinds, optional=True),
            LineField("help_text", lambda: _("Which help"), placeholder=lambda: _("What exactly, until when")),
            stretch=(2, 3),
        )
        self.add_line(self.keeps)
        self.add_line(self.next_step, self.next_on, stretch=(3, 3))
        self.add_line(self.opportunity)
        self.add_line(self.stage)
        self.add_line(self.lost)
        self.add_fold(*rare_fields(), self.links, words=lambda: _("More: what for, where, who comes along, files"))
        for key in ("planned", "contact_ids", "keeps", "stage", "lost_reason"):
            self.show_field(key, False)

    def as_typed(self) -> dict[str, Any]:
        """Everything as it stands in the fields, for the draft: also what cannot be read yet."""
        typed: dict[str, Any] = {}
        for field in self.fields():
            if isinstance(field, PickerField):
                item = field.item()
                typed[field.key] = _as_list(item) if item else field.picker.text()
            else:
                typed[field.key] = field.line.text() if isinstance(field, LineField) else field.value()
        return typed

    def type_again(self, typed: Mapping[str, Any]) -> None:
        """Put a draft back, the client apart."""
        for field in self.fields():
            if field.key not in typed or isinstance(field, PickerField):
                continue
            if isinstance(field, LineField):
                field.line.setText(str(typed[field.key]))
            else:
                field.set_value(typed[field.key])

    def client_id(self) -> Id | None:
        """The client that is picked."""
        picked = self.client.value()
        return picked if isinstance(picked, bytes) else None


def _as_list(item: PickItem) -> list[str]:
    """A picked client in plain words, for the draft."""
    return [item.id.hex() if isinstance(item.id, bytes) else "", item.title, item.subtitle, item.tier]
