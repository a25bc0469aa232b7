"""One product line, one product: made or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.product import Product, ProductLine
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import AmountField, CheckField, ChoiceField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
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
    """A product; without `product` a new one in the file's currency."""

    def __init__(self, ctx: PageContext, parent: QWidget, product: Product | None = None) -> None:
        self._ctx, self._before = ctx, product
        money = product.currency if product else ctx.desk.currency
        lines = [Choice(line.id.hex(), line.name) for line in ctx.desk.products.lines()]
        form = Form()
        form.add_row(
            LineField("name", lambda: _("Name"), required=True), LineField("code", lambda: _("Code")), stretch=(3, 2)
        )
        form.add(ChoiceField("line_id", lambda: _("Product line"), lines, optional=True))
        form.add_row(
            AmountField("list_price_cents", lambda: _("List price"), money),
            AmountField("cost_cents", lambda: _("Cost"), money),
        )
        form.add(CheckField("high_margin", lambda: _("High margin")))
        form.add(LineField("note", lambda: _("Note")))
        title = (lambda: _("New product")) if product is None else (lambda: _("Edit product"))
        super().__init__(title, form, parent)
        shown = product or Product(b"", "", currency=money)
        form.load(
            {
                "name": shown.name,
                "code": shown.code,
                "line_id": shown.line_id.hex() if shown.line_id else "",
                "list_price_cents": shown.list_price_cents if product else None,
                "cost_cents": shown.cost_cents,
                "high_margin": shown.high_margin,
                "note": shown.note,
            }
        )

    def store(self, values: Mapping[str, Any]) -> None:
        given = {
            **values,
            "line_id": bytes.fromhex(values["line_id"]) if values["line_id"] else None,
            "list_price_cents": values["list_price_cents"] or 0,
        }
        products, seen = self._ctx.desk.products, self._ctx.bridge.last
        if self._before is None:
            products.add_product(**given)
        else:
            products.edit_product(self._before, replace(self._before, **given))
        _tell(self._ctx, seen)


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
