"""Who decides (spec 3.3): the people in the decision, what is not known of it in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.client import Contact, DecisionRole
from salesdesk.domain.opportunity import Influence, Opportunity, Stance
from salesdesk.services.decision import Person, Reference
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label, hairline
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, ChoiceField, DayField, LineField, TimeField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_day_near
from salesdesk.words.reasons import gap_reason, reference_reason

_WATCHED = {Kind.OPPORTUNITY_CONTACT, Kind.CONTACT, Kind.VISIT, Kind.OPPORTUNITY}


class PeoplePanel(QScrollArea):
    """People with role, stance, influence and when they were last met; the gaps first. Follows the file by itself."""

    def __init__(self, ctx: PageContext, deal: Opportunity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk, self.deal = ctx, ctx.desk, deal
        self._currency = ctx.desk.currency
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.add_button = Button(lambda: _("Add a person"), icon="plus")
        self.visit_button = Button(lambda: _("Plan an executive visit"), icon="calendar")
        self.add_button.clicked.connect(self._on_add)
        self.visit_button.clicked.connect(self._on_visit)
        self._verbs = QWidget()
        row = QHBoxLayout(self._verbs)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.add_button)
        row.addWidget(self.visit_button)
        row.addStretch()
        writable = not self.desk.read_only and deal.client_id is not None
        self.add_button.setEnabled(writable)
        self.visit_button.setEnabled(writable)
        self._body = QWidget()
        self._body.setProperty("look", "page")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 16, 8)
        self._column.setSpacing(4)
        self._column.addWidget(self._verbs)
        self._shown = QWidget()
        self._column.addWidget(self._shown)
        self._column.addStretch()
        self.setWidget(self._body)
        self.show_people()
        ctx.bridge.changed.connect(self._on_changed)

    # public

    def words(self) -> list[str]:
        """Every line in view, from top to bottom."""
        return [line.text() for line in self._shown.findChildren(Label) if line.text()]

    def show_people(self) -> None:
        """Read people, gaps and references again."""
        decision, pk = self.desk.decision, self.deal.id
        self._today = self.desk.today()
        self._gaps, self._people, self._references = decision.gaps(pk), decision.people(pk), decision.references(pk)
        self._fill()

    def edit(self, person: Person | None) -> None:
        """Say what place somebody has; None begins with a contact of the client."""
        sheet = PersonSheet(self.ctx, self.deal, self.window(), person)
        sheet.show_over()

    # handlers and private

    def _fill(self) -> None:
        """Say what was read, in the language of the moment."""
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        if self.deal.client_id is None:
            column.addWidget(_line(_("Say first which client it is: then its people can be chosen here."), "soft"))
        for gap in self._gaps:
            column.addWidget(_line(gap_reason(gap), "late"))
        for person in self._people:
            column.addWidget(hairline())
            column.addWidget(_PersonRow(self, person, self._today))
        if self._references:
            column.addSpacing(8)
            column.addWidget(_line(_("May speak for us: clients of the same industry"), "strong"))
        for one in self._references:
            column.addWidget(_ReferenceRow(self.ctx, one, self._currency))
        self._column.replaceWidget(self._shown, shown)
        self._shown.hide()
        self._shown.deleteLater()
        self._shown = shown

    def _on_changed(self, change: ChangeSet) -> None:
        if change.kinds & _WATCHED:
            deal = self.desk.funnel.get(self.deal.id)
            if deal is not None and not deal.deleted:
                self.deal = deal
                self.show_people()

    def _on_add(self) -> None:
        self.edit(None)

    def _on_visit(self) -> None:
        ExecutiveVisit(self.ctx, self.deal, self.window()).show_over()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)


class _PersonRow(QWidget):
    """Name and place of one person; the name opens it."""

    def __init__(self, panel: PeoplePanel, person: Person, today: date) -> None:
        super().__init__()
        self._panel, self._person = panel, person
        self.name = Button(person.name, "link", tip=_("Change their place in the decision"))
        self.name.clicked.connect(self._on_opened)
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addWidget(Label(person.title, "small"), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addLayout(head)
        place = " · ".join(label(one) for one in (person.role, person.stance, person.influence))
        met = _("last met {day}").format(day=format_day_near(person.met_on, today)) if person.met_on else _("never met")
        if person.planned_on:
            met += " · " + _("visit planned {day}").format(day=format_day_near(person.planned_on, today))
        for words in (place, met, person.note):
            if words:
                column.addWidget(_line(words, "small", 4))

    def _on_opened(self) -> None:
        self._panel.edit(self._person)


class _ReferenceRow(QWidget):
    """A client that may speak for us; its name leads there."""

    def __init__(self, ctx: PageContext, one: Reference, currency: str) -> None:
        super().__init__()
        self._ctx, self._id = ctx, one.client_id
        name = Button(one.name, "link")
        name.clicked.connect(self._on_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(_line(reference_reason(one, currency), "small", 4))

    def _on_opened(self) -> None:
        sheet = self.window()
        self._ctx.go(Kind.CLIENT, self._id)
        if isinstance(sheet, FormSheet) and not sheet.would_lose():
            sheet.reject()


class PersonSheet(FormSheet):
    """Role, stance and influence of a contact of the client, which can be made here too."""

    def __init__(self, ctx: PageContext, deal: Opportunity, parent: QWidget, person: Person | None = None) -> None:
        self.ctx, self.deal, self._person = ctx, deal, person
        form = Form(_check_person)
        known = {one.contact_id for one in ctx.desk.decision.people(deal.id)}
        self.contacts = [one for one in self._of_client() if person is not None or one.id not in known]
        if person is None:
            choices = [Choice(one.id.hex(), _named(one)) for one in self.contacts]
            form.add(ChoiceField("contact_id", lambda: _("Contact of the client"), choices, optional=True))
            form.add_row(
                LineField("name", lambda: _("Or somebody new"), placeholder=lambda: _("Name")),
                LineField("title", lambda: _("Position")),
            )
        form.add(ChipsField("role", lambda: _("Role"), _members(DecisionRole)))
        form.add(ChipsField("stance", lambda: _("Stance"), _members(Stance)))
        form.add(ChipsField("influence", lambda: _("Influence"), _members(Influence)))
        form.add(LineField("note", lambda: _("Note")))
        title = person.name if person else lambda: _("Somebody in the decision")
        super().__init__(title, form, parent, width=600)
        role, stance, influence = (
            (person.role, person.stance, person.influence)
            if person
            else (DecisionRole.UNKNOWN, Stance.UNKNOWN, Influence.UNKNOWN)
        )
        form.load(
            {
                "role": _key(role),
                "stance": _key(stance),
                "influence": _key(influence),
                "note": person.note if person else "",
            }
        )
        if person is None:
            form.field("contact_id").edited.connect(self._on_contact)
        else:
            away = Button(lambda: _("Has no part in it"), "link")
            away.clicked.connect(self._on_remove)
            self.add_button(away)

    def store(self, values: Mapping[str, Any]) -> None:
        place = {
            "role": _member(DecisionRole, values["role"]),
            "stance": _member(Stance, values["stance"]),
            "influence": _member(Influence, values["influence"]),
            "note": values["note"],
        }
        decision, known = self.ctx.desk.decision, self._contact(values)
        if known is not None:
            done = decision.set(self.deal.id, known, **place)
        else:
            done = decision.introduce(self.deal.id, name=values["name"], title=values["title"], **place)
        if done:
            self.ctx.notify.done(done)

    def _on_contact(self) -> None:
        """The role that the contact has anyway is proposed."""
        chosen = next((one for one in self.contacts if one.id.hex() == self.form.field("contact_id").value()), None)
        if chosen is not None and self.form.field("role").value() == _key(DecisionRole.UNKNOWN):
            self.form.field("role").set_value(_key(chosen.role))

    def _on_remove(self) -> None:
        if self._person is not None:
            self.form.set_clean()
            if self.ctx.attempt(self.ctx.desk.decision.remove, self.deal.id, self._person.contact_id) is not None:
                self.reject()

    def _contact(self, values: Mapping[str, Any]) -> Id | None:
        """Whom the sheet is about; None for somebody new."""
        if self._person is not None:
            return self._person.contact_id
        return bytes.fromhex(values["contact_id"]) if values["contact_id"] else None

    def _of_client(self) -> list[Contact]:
        return self.ctx.desk.clients.contacts(self.deal.client_id) if self.deal.client_id else []


class ExecutiveVisit(FormSheet):
    """A visit to which an executive of ours comes along: who, when, to whom."""

    def __init__(self, ctx: PageContext, deal: Opportunity, parent: QWidget) -> None:
        self.ctx, self.deal = ctx, deal
        people = ctx.desk.decision.people(deal.id)
        form = Form()
        form.add(
            LineField(
                "companions",
                lambda: _("Who comes along?"),
                placeholder=lambda: _("e.g. our general manager"),
                required=True,
            )
        )
        form.add_row(
            DayField("day", lambda: _("Day"), ctx.desk.today, required=True),
            TimeField("at", lambda: _("Time"), placeholder="10:00"),
        )
        if people:
            choices = [Choice(one.contact_id.hex(), one.name) for one in people]
            form.add(ChipsField("contact_ids", lambda: _("To whom"), choices, multiple=True))
        form.add(LineField("purpose", lambda: _("Purpose")))
        super().__init__(lambda: _("Plan an executive visit"), form, parent, save=lambda: _("Plan it"), width=520)
        form.load({"at": time(10), "contact_ids": []})

    def store(self, values: Mapping[str, Any]) -> None:
        done = self.ctx.desk.decision.plan_executive_visit(
            self.deal.id,
            self.ctx.desk.moment(values["day"], values["at"] or time(10)),
            companions=values["companions"],
            contact_ids=[bytes.fromhex(one) for one in values.get("contact_ids", ())],
            purpose=values["purpose"],
        )
        if done:
            self.ctx.notify.done(done)


def _line(words: str, look: str, indent: int = 0) -> Label:
    made = Label(words, look)
    made.setWordWrap(True)
    made.setContentsMargins(indent, 0, 0, 0)
    return made


_UNKNOWN = "unknown"


def _key(member: Any) -> str:
    return member.value or _UNKNOWN


def _member(kind: Any, key: str) -> Any:
    return kind("" if key == _UNKNOWN else key)


def _members(kind: Any) -> list[Choice]:
    return [Choice(_key(one), partial(label, one)) for one in kind]


def _named(contact: Contact) -> str:
    return f"{contact.name} · {contact.title}" if contact.title else contact.name


def _check_person(values: Mapping[str, Any]) -> dict[str, str]:
    if "contact_id" in values and not values["contact_id"] and not values["name"]:
        return {"contact_id": _("Choose a contact or write the name of somebody new.")}
    return {}
