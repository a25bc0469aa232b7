"""The week is planned by rules, series and appointments; opportunities have lines, people, reviews and quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Computed, Date, Float, Integer, LargeBinary, PrimaryKeyConstraint, String, text

if TYPE_CHECKING:
    from alembic.operations import Operations

_LATER: dict[str, tuple[str, ...]] = {
    "visit": ("companions", "links"),
    "product": ("selling_points", "unit"),
    "sales_order": ("approval_note", "approved_by"),
    "order_line": ("text", "sort"),
}
_INDEXED = {
    "visit_series": ("client_id",),
    "opportunity_line": ("opportunity_id",),
    "opportunity_contact": ("opportunity_id",),
    "deal_review": ("opportunity_id",),
    "product_complement": ("product_id",),
    "price_step": ("product_id",),
    "bundle_item": ("bundle_id",),
    "quote": ("client_id", "opportunity_id"),
    "quote_line": ("quote_id",),
    "quote_instalment": ("quote_id",),
}


def upgrade(op: Operations) -> None:
    """From format 3 to 4."""
    for table, names in _LATER.items():
        for name in names:
            op.add_column(table, Column(name, String(), nullable=False, server_default=""))
    op.add_column("visit", Column("series_id", LargeBinary(16), nullable=True))
    op.add_column("visit", Column("series_day", Date(), nullable=True))
    op.add_column("visit", Column("by_plan", Boolean(), nullable=False, server_default="0"))
    op.create_index("ix_visit_series", "visit", ["series_id"], sqlite_where=text("series_id IS NOT NULL"))
    op.add_column("client", Column("latitude", Float(), nullable=True))
    op.add_column("client", Column("longitude", Float(), nullable=True))
    op.add_column("sales_order", Column("quote_id", LargeBinary(16), nullable=True))
    op.add_column("order_line", Column("cancelled", Boolean(), nullable=False, server_default="0"))
    op.add_column("order_line", Column("returned", Integer(), nullable=False, server_default="0"))
    _diary(op)
    _deals(op)
    _prices(op)
    _quotes(op)
    for table, names in _INDEXED.items():
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])


def _diary(op: Operations) -> None:
    _table(
        *(op, "cadence_rule", _text("family"), _text("tier"), _number("count"), _text("every"), _text("channels")),
        *(_flag("in_depth"), _number("spacing_days"), Column("first_day", Date()), Column("last_day", Date())),
    )
    _table(
        *(op, "visit_series", _ref("client_id"), _ref("rep_id"), _text("rule"), _moment("first_at")),
        *(_number("minutes"), _flag("all_day"), _text("channel"), _text("purpose"), _text("place")),
        *(_maybe("opportunity_id"), _text("on_holiday"), Column("made_until", Date())),
    )
    _table(
        *(op, "appointment", _ref("rep_id"), _text("kind"), _text("title"), _moment("starts_at"), _number("minutes")),
        *(_flag("all_day"), _text("place"), _text("note"), _text("uid")),
        Column("day", String(), Computed("date(substr(starts_at, 1, 19), substr(starts_at, 21))", persisted=False)),
    )
    op.create_index("ix_appointment_rep_id_day", "appointment", ["rep_id", "day"])


def _deals(op: Operations) -> None:
    _table(
        *(op, "opportunity_line", _ref("opportunity_id"), _maybe("product_id"), _number("quantity")),
        *(_number("price_cents"), _text("text"), _text("sort")),
    )
    _table(
        *(op, "opportunity_contact", _ref("opportunity_id"), _ref("contact_id"), _text("role"), _text("stance")),
        *(_text("influence"), _text("note")),
    )
    _table(
        *(op, "deal_review", _ref("opportunity_id"), _ref("rep_id"), Column("week", Date(), nullable=False)),
        *(_text("approach"), _text("note")),
    )


def _prices(op: Operations) -> None:
    _table(op, "product_complement", _ref("product_id"), _ref("other_id"))
    _table(
        *(op, "price_step", _ref("product_id"), _text("kind"), _number("price_cents"), _number("at_least")),
        _text("currency"),
    )
    _table(op, "bundle", _text("name"), _number("price_cents"), _text("currency"), _text("note"))
    _table(op, "bundle_item", _ref("bundle_id"), _ref("product_id"), _number("quantity"))


def _quotes(op: Operations) -> None:
    _table(
        *(op, "quote", _ref("client_id"), _ref("rep_id"), Column("quoted_on", Date(), nullable=False)),
        *(_text("number"), _number("version"), _maybe("first_id"), _maybe("opportunity_id"), _maybe("contact_id")),
        *(_text("title"), _text("status"), _text("currency"), Column("valid_until", Date()), _text("basis")),
        *(Column("contract_months", Integer()), _number("discount_bp"), _number("prepay_bp"), _flag("prepaid")),
        *(_number("tax_bp"), _flag("tax_included"), Column("payment_days", Integer()), _text("terms"), _text("note")),
        *(_text("approval_note"), _text("approved_by"), Column("approved_on", Date()), _maybe("order_id")),
        Column("closed_on", Date()),
    )
    _table(
        *(op, "quote_line", _ref("quote_id"), _text("kind"), _maybe("product_id"), _maybe("bundle_id"), _text("text")),
        *(_number("quantity"), _number("list_cents"), _number("price_cents"), Column("cost_cents", Integer())),
        _text("sort"),
    )
    _table(
        *(op, "quote_instalment", _ref("quote_id"), _number("share_bp"), _number("days"), _text("text"), _text("sort"))
    )


def _table(op: Operations, name: str, *columns: Column[Any]) -> None:
    deleted = _flag("deleted")
    op.create_table(name, Column("id", LargeBinary(16), nullable=False), *columns, deleted, PrimaryKeyConstraint("id"))


def _ref(name: str) -> Column[Any]:
    return Column(name, LargeBinary(16), nullable=False)


def _maybe(name: str) -> Column[Any]:
    return Column(name, LargeBinary(16), nullable=True)


def _text(name: str) -> Column[Any]:
    return Column(name, String(), nullable=False)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer(), nullable=False)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean(), nullable=False)


def _moment(name: str) -> Column[Any]:
    return Column(name, String(26), nullable=False)
