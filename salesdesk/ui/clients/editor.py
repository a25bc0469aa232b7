"""The sheets of a client: the client itself, a contact, the tier with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.client import Client, Contact, DecisionRole, Grade, Tier
from salesdesk.domain.period import Period, add_months
from salesdesk.services.clients import Found
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import (
    AmountField,
    CheckField,
    ChipsField,
    ChoiceField,
    CoordinatesField,
    DayField,
    LineField,
    TextField,
)
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import field_label, label

LONGEST_TERMS = 720


def _client(field: str) -> Caption:
    return partial(field_label, Kind.CLIENT, field)


def _contact(field: str) -> Caption:
    return partial(field_label, Kind.CONTACT, field)


def _tiers() -> list[Choice]:
    return [Choice(tier.value, tier.value) for tier in Tier]


class ClientSheet(FormSheet):
    """A client's facts; without `client` a new one. `made` is the id of the client that was created."""

    def __init__(self, ctx: PageContext, parent: QWidget, client: Client | None = None, name: str = "") -> None:
        self._ctx, self._before = ctx, client
        self.made: Id | None = None
        self.same = Label("", "small")
        self.same.setWordWrap(True)
        self.same.hide()
        self._same: Id | None = None
        self.open_same = Button("", "link")
        self.open_same.clicked.connect(self._on_open_same)
        self.open_same.hide()
        form = Form(_check)
        _fill(form, ctx, (self.same, self.open_same), new=client is None)
        title = (lambda: _("New client")) if client is None else (lambda: _("Edit client"))
        super().__init__(title, form, parent, width=640)
        if client is not None:
            self.add_history(ctx.show_history, Kind.CLIENT, client.id)
        form.load(_values(client) if client else {"name": name, "tier": Tier.C.value, "is_prospect": True})
        form.edited.connect(self._on_edited)
        for field in ("industry", "district", "region", "size", "source"):
            self._complete(field)

    def store(self, values: Mapping[str, Any]) -> None:
        fields, before = _fields(values), self._ctx.bridge.last
        if self._before is None:
            self.made = self._ctx.desk.clients.create(**fields)
        else:
            self._ctx.desk.clients.edit(self._before, replace(self._before, **fields))
        _say_what_was_done(self._ctx, before)

    def _on_edited(self) -> None:
        found = self._twins()
        names = " · ".join(one.title for one in found[:3])
        said = _("In the file already: {names}. Save only if this is another company.").format(names=names)
        self.same.set_caption(said if found else "")
        self.same.setVisible(bool(found))
        self.open_same.setVisible(bool(found))
        self.open_same.set_caption(_("Open {client}").format(client=found[0].title) if found else "")
        self._same = found[0].id if found else None

    def _twins(self) -> list[Found]:
        """Clients that look like this one by name, phone, mail or tax number."""
        given = {key: str(self.form.field(key).value() or "") for key in ("name", "phone", "email", "tax_no")}
        name = given.pop("name")
        own = self._before.id if self._before else None
        return self._ctx.desk.clients.similar(name, own, **given) if name or any(given.values()) else []

    def _on_open_same(self) -> None:
        """Leave this sheet (asking if words would be lost) for the client that is there already."""
        wanted = self._same
        self.reject()
        if wanted is not None and not self.isVisible():
            self._ctx.go(Kind.CLIENT, wanted)

    def _complete(self, key: str) -> None:
        """Offer what was written into this field of other clients."""
        field = self.form.field(key)
        if not isinstance(field, LineField):
            return
        completer = QCompleter(field.line)
        completer.setModel(QStringListModel(self._ctx.desk.clients.words_used(key), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self.form.edited)
        field.line.setCompleter(completer)


def _fill(form: Form, ctx: PageContext, same: tuple[QWidget, ...], *, new: bool) -> None:
    """The fields of a client, those that are always known first."""
    form.add(LineField("name", _client("name"), required=True))
    for widget in same:
        form.add_widget(widget)
    if new:
        form.add(ChipsField("tier", _client("tier"), _tiers()))
    form.add_row(CheckField("is_prospect", _client("is_prospect")), CheckField("is_key", _client("is_key")))
    grades = [Choice(grade.value, partial(label, grade)) for grade in Grade]
    form.add(ChoiceField("grade", _client("grade"), grades))
    form.add_row(LineField("industry", _client("industry")), LineField("district", _client("district")))
    form.add_row(LineField("phone", _client("phone")), LineField("email", _client("email")))
    form.add(TextField("needs", _client("needs"), lines=2))
    form.add(LineField("competitors", _client("competitors")))
    form.add(LineField("address", _client("address")))
    form.add(CoordinatesField("coordinates", lambda: _("Coordinates"), placeholder="31.23, 121.47"))
    form.add_row(LineField("region", _client("region")), LineField("size", _client("size")))
    form.add_row(LineField("source", _client("source")), LineField("website", _client("website")))
    form.add_row(LineField("name_en", _client("name_en")), LineField("parent", _client("parent")))
    currency = ctx.desk.currency
    form.add_row(
        LineField("payment_days", _client("payment_days")),
        AmountField("credit_limit_cents", _client("credit_limit_cents"), currency),
    )
    since = DayField("since", _client("since"), ctx.desk.today, placeholder=lambda: _("2024-03-01, last month …"))
    form.add_row(LineField("tax_no", _client("tax_no")), since)
    form.add_row(LineField("potential", _client("potential")), LineField("influence", _client("influence")))
    form.add(LineField("tags", _client("tags")))
    form.add(TextField("note", _client("note"), lines=3))


def _check(values: Mapping[str, Any]) -> dict[str, str]:
    days, found = values.get("payment_days") or "", _check_points(values)
    if days and not (days.isdecimal() and int(days) <= LONGEST_TERMS):
        found["payment_days"] = _("Write a number of days between 0 and {most}.").format(most=LONGEST_TERMS)
    return found


def _values(client: Client) -> dict[str, Any]:
    days = client.payment_days
    own = {"tier": client.tier.value, "grade": client.grade.value, "payment_days": "" if days is None else str(days)}
    place = None if client.latitude is None else (client.latitude, client.longitude)
    return asdict(client) | own | _points(client) | {"coordinates": place}


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form as fields of the client."""
    found = dict(values)
    found["latitude"], found["longitude"] = found.pop("coordinates") or (None, None)
    if "tier" in found:
        found["tier"] = Tier(found["tier"] or Tier.C)
    found["grade"] = Grade(found["grade"] or "")
    for name in ("payment_days", "potential", "influence"):
        found[name] = _number(found[name])
    return found


class ContactSheet(FormSheet):
    """A person at a client; without `contact` a new one."""

    def __init__(self, ctx: PageContext, parent: QWidget, client_id: Id, contact: Contact | None = None) -> None:
        self._ctx, self._client_id, self._before = ctx, client_id, contact
        form = Form()
        form.add_row(
            LineField("name", _contact("name"), required=True), LineField("title", _contact("title")), stretch=(3, 2)
        )
        roles = [Choice(role.value, partial(label, role)) for role in DecisionRole]
        form.add(ChoiceField("role", _contact("role"), roles))
        form.add_row(LineField("phone", _contact("phone")), LineField("messenger", _contact("messenger")))
        birthday = DayField("birthday", _contact("birthday"), ctx.desk.today, placeholder="1985-06-21")
        form.add_row(LineField("email", _contact("email")), birthday)
        form.add(TextField("note", _contact("note"), lines=3))
        title = (lambda: _("New contact")) if contact is None else (lambda: _("Edit contact"))
        super().__init__(title, form, parent)
        if contact is not None:
            self.add_history(ctx.show_history, Kind.CONTACT, contact.id)
            delete = Button(lambda: _("Delete"), "danger")
            delete.clicked.connect(self._on_delete)
            self.add_button(delete)
        form.load(asdict(contact) | {"role": contact.role.value} if contact else {"role": DecisionRole.UNKNOWN.value})

    def _on_delete(self) -> None:
        if self._before and self._ctx.attempt(self._ctx.desk.clients.bin_contact, self._before.id) is not None:
            self.form.set_clean()
            self.reject()

    def store(self, values: Mapping[str, Any]) -> None:
        before = self._ctx.bridge.last
        fields = dict(values) | {"role": DecisionRole(values["role"] or DecisionRole.UNKNOWN)}
        if self._before is None:
            self._ctx.desk.clients.add_contact(self._client_id, **fields)
        else:
            self._ctx.desk.clients.edit_contact(self._before, replace(self._before, **fields))
        _say_what_was_done(self._ctx, before)


def _say_what_was_done(ctx: PageContext, before: ChangeSet | None) -> None:
    """Offer Undo, unless nothing had to be changed."""
    if ctx.bridge.last is not before and ctx.bridge.last:
        ctx.notify.done(ctx.bridge.last)


class TierSheet(FormSheet):
    """A tier kept by hand against the score: why, and until when. Potential and influence feed the score instead."""

    def __init__(self, ctx: PageContext, parent: QWidget, client: Client) -> None:
        self._ctx, self._client = ctx, client
        form = Form(_check_points)
        form.add(ChipsField("tier", _client("tier"), _tiers()))
        form.add(LineField("reason", lambda: _("Why"), placeholder=lambda: _("What has changed with this client?")))
        form.add(DayField("until", lambda: _("Holds until"), ctx.desk.today))
        form.add_heading(lambda: _("Judgement"))
        form.add_row(LineField("potential", _client("potential")), LineField("influence", _client("influence")))
        super().__init__(lambda: _("Tier of {client}").format(client=client.name), form, parent, width=480)
        until = Period.quarter(add_months(ctx.desk.today(), 3)).last
        form.load({"tier": client.tier.value, "reason": "", "until": until} | _points(client))

    def store(self, values: Mapping[str, Any]) -> None:
        before, tier = self._ctx.bridge.last, Tier(values["tier"] or self._client.tier)
        tiers = self._ctx.desk.tiers
        if tier is not self._client.tier or values["reason"]:
            tiers.override(self._client.id, tier, values["reason"], values["until"])
        potential, influence = (_number(values[name]) for name in ("potential", "influence"))
        tiers.judge(self._client.id, potential, influence)
        _say_what_was_done(self._ctx, before)


def _points(client: Client) -> dict[str, str]:
    return {
        name: "" if value is None else str(value)
        for name, value in (("potential", client.potential), ("influence", client.influence))
    }


def _number(words: str) -> int | None:
    return int(words) if words else None


def _check_points(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name in ("potential", "influence"):
        words = values.get(name) or ""
        if words and not (words.isdecimal() and int(words) <= 100):
            found[name] = _("Write a number between 0 and 100, or nothing.")
    return found
