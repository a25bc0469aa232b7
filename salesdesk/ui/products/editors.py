"""One product line, one product: made or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.product import Product, ProductLine
from salesdesk.services.product_goals import MarginGoal
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import AmountField, CheckField, ChoiceField, LineField, TagsField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.products.steps import StepsEditor
from salesdesk.ui.quotes.cells import PercentField
from salesdesk.words.i18n import _


class LineSheet(FormSheet):
    """A product line; without `line` a new one."""

    def __init__(self, ctx: PageContext, parent: QWidget, line: ProductLine | None = None) -> None:
        self._ctx, self._before = ctx, line
        form = Form(_check_share)
        form.add(LineField("name", lambda: _("Name"), required=True))
        form.add(LineField("share_bp", lambda: _("Share of the target in percent"), placeholder="25"))
        title = (lambda: _("New product line")) if line is None else (lambda: _("Edit product line"))
        super().__init__(title, form, parent, width=440)
        if line is not None:
            self.add_history(ctx.show_history, Kind.PRODUCT_LINE, line.id)
        form.load({"name": line.name, "share_bp": _percent(line.share_bp)} if line else {"name": "", "share_bp": ""})

    def store(self, values: Mapping[str, Any]) -> None:
        given = {"name": values["name"], "share_bp": _basis_points(values["share_bp"]) or 0}
        products, seen = self._ctx.desk.products, self._ctx.bridge.last
        if self._before is None:
            products.add_line(**given)
        else:
            products.edit_line(self._before, replace(self._before, **given))
        _tell(self._ctx, seen)


class ProductSheet(FormSheet):
    """A product with its further prices and companions; without `product` a new one in the file's currency."""

    def __init__(self, ctx: PageContext, parent: QWidget, product: Product | None = None) -> None:
        self._ctx, self._before = ctx, product
        self._year = ctx.desk.today().year
        goal = ctx.desk.product_goals.get(self._year, product.id) if product else None
        money = product.currency if product else ctx.desk.currency
        products = ctx.desk.products
        lines = [Choice(line.id.hex(), line.name) for line in products.lines()]
        self._ids = {one.name: one.id for one in products.products() if product is None or one.id != product.id}
        form = Form(self._check)
        form.add_row(
            LineField("name", lambda: _("Name"), required=True), LineField("code", lambda: _("Code")), stretch=(3, 2)
        )
        form.add_row(
            ChoiceField("line_id", lambda: _("Product line"), lines, optional=True),
            LineField("unit", lambda: _("Unit"), placeholder=lambda: _("piece, set, kg …")),
            stretch=(3, 2),
        )
        form.add_row(
            AmountField("list_price_cents", lambda: _("List price"), money),
            AmountField("cost_cents", lambda: _("Cost"), money),
        )
        form.add_row(
            FloorField("floor_margin_bp", lambda: _("Floor margin"), placeholder="25 %"),
            FloorField("margin_goal", self._goal_words, placeholder="35 %"),
            CheckField("high_margin", lambda: _("High margin")),
        )
        form.add_heading(lambda: _("Further prices"))
        self.steps = StepsEditor(money)
        form.add_widget(self.steps)
        form.add(TextField("selling_points", lambda: _("Selling points"), lines=2))
        form.add(TagsField("complements", lambda: _("Goes well with"), list(self._ids)))
        form.add(LineField("note", lambda: _("Note")))
        title = (lambda: _("New product")) if product is None else (lambda: _("Edit product"))
        super().__init__(title, form, parent, width=640)
        shown = product or Product(b"", "", currency=money)
        self.steps.load(products.steps(product.id) if product else [])
        pairs = [one.name for one in products.complements(product.id)] if product else []
        form.load(
            {
                "name": shown.name,
                "code": shown.code,
                "line_id": shown.line_id.hex() if shown.line_id else "",
                "unit": shown.unit,
                "list_price_cents": shown.list_price_cents if product else None,
                "cost_cents": shown.cost_cents,
                "floor_margin_bp": shown.floor_margin_bp,
                "margin_goal": goal,
                "high_margin": shown.high_margin,
                "selling_points": shown.selling_points,
                "complements": pairs,
                "note": shown.note,
            }
        )
        self._loaded_steps = self.steps.steps()
        if product:
            self.add_history(ctx.show_history, Kind.PRODUCT, product.id)

    def save(self) -> bool:
        problem = self.steps.problem()
        if problem:
            self.show_problem(problem)
            return False
        return super().save()

    def store(self, values: Mapping[str, Any]) -> None:
        given = {
            **values,
            "line_id": bytes.fromhex(values["line_id"]) if values["line_id"] else None,
            "list_price_cents": values["list_price_cents"] or 0,
        }
        pairs, steps = [self._ids[name] for name in given.pop("complements")], self.steps.steps()
        goal = MarginGoal(self._year, given.pop("margin_goal"))
        products, seen = self._ctx.desk.products, self._ctx.bridge.last
        if self._before is None:
            products.add_product(**given, steps=steps, complements=pairs, margin_goal=goal)
        else:
            after = replace(self._before, **given)
            products.edit_product(self._before, after, steps=steps, complements=pairs, margin_goal=goal)
        _tell(self._ctx, seen)

    def would_lose(self) -> bool:
        return super().would_lose() or self.steps.steps() != self._loaded_steps

    def _goal_words(self) -> str:
        return _("Margin goal {year}").format(year=self._year)

    def _check(self, values: Mapping[str, Any]) -> dict[str, str]:
        unknown = [name for name in values["complements"] if name not in self._ids]
        if unknown:
            return {"complements": _("No product is called “{name}”.").format(name=unknown[0])}
        return {}


class FloorField(PercentField):
    """A margin that is a floor or a goal; nothing written is none (None), which is not 0."""

    def value(self) -> Any:
        return super().value() if self.line.text().strip() else None

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        if value == 0:
            self.line.setText("0 %")

    def problem(self) -> str:
        return super().problem() if self.line.text().strip() else ""


def _tell(ctx: PageContext, seen: object) -> None:
    """Say what was done with Undo beside it, unless nothing was."""
    if ctx.bridge.last is not seen and ctx.bridge.last:
        ctx.notify.done(ctx.bridge.last)


def _percent(basis_points: int) -> str:
    return f"{Decimal(basis_points) / 100:f}" if basis_points else ""


def _basis_points(words: str) -> int | None:
    """Basis points of "12.5" or "12.5%"; 0 for nothing, None for what is no number."""
    try:
        return int((Decimal(words.strip().rstrip("%％") or "0") * 100).to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _check_share(values: Mapping[str, Any]) -> dict[str, str]:
    share = _basis_points(values["share_bp"] or "")
    if share is None or not 0 <= share <= 10_000:
        return {"share_bp": _("A share lies between 0 and 100 percent.")}
    return {}
