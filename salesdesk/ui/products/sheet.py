"""What is sold in two tabs: product lines with their share of the target and the products; bundles."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.product import Product, ProductLine
from salesdesk.services.bundles import BundleFacts
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.chips import Choice, SegmentedBar
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import CENTRE, RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.products.bundle_sheet import BundleSheet
from salesdesk.ui.products.editors import LineSheet, ProductSheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money, format_percent

WATCHED = frozenset({Kind.PRODUCT, Kind.PRODUCT_LINE, Kind.BUNDLE, Kind.BUNDLE_ITEM})
PRODUCTS, BUNDLES = "products", "bundles"


class ProductsSheet(Sheet):
    """Enter edits, Delete puts into the bin (Undo stands in the notice), the buttons add."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Products and lines"), parent, save=lambda: _("Close"), width=980)
        self.ctx, self.desk = ctx, ctx.desk
        self.cancel_button.hide()
        self.lines = RowsModel[ProductLine](_line_columns(), self)
        self.line_table = TableView(self.lines, lambda: _("Product lines"))
        self.line_table.setFixedHeight(200)
        self.line_table.set_empty(EmptyState(lambda: _("No product line yet.")))
        self.products = RowsModel[Product](_product_columns(self._line_name), self)
        self.product_table = TableView(self.products, lambda: _("Products"))
        self.product_table.setMinimumHeight(240)
        self.product_table.set_empty(EmptyState(lambda: _("No product yet.")))
        self.bundles = RowsModel[BundleFacts](_bundle_columns(), self)
        self.bundle_table = TableView(self.bundles, lambda: _("Bundles"))
        self.bundle_table.setMinimumHeight(440)
        self.bundle_table.set_empty(
            EmptyState(lambda: _("No bundle yet. A bundle sells products together at one price."))
        )
        self.new_bundle = Button(lambda: _("New bundle"), "link", icon="plus")
        tabs = [Choice(PRODUCTS, lambda: _("Products")), Choice(BUNDLES, lambda: _("Bundles"))]
        self.tabs = SegmentedBar(lambda: _("What is shown"), tabs, progress=False)
        self.new_line = Button(lambda: _("New line"), "link", icon="plus")
        self.new_product = Button(lambda: _("New product"), "link", icon="plus")
        self.shares = Label("", "small")
        self._lay_out_body()
        self._connect()
        self.show_all()
        self.show_tab(PRODUCTS)

    def show_tab(self, key: str) -> None:
        """Show the products or the bundles."""
        self.tabs.set_chosen(key)
        self._of_products.setVisible(key == PRODUCTS)
        self._of_bundles.setVisible(key == BUNDLES)

    def first_field(self) -> QWidget:
        return self.product_table if self.products.ids else self.line_table

    def show_all(self) -> None:
        """Read both lists again."""
        lines = self.desk.products.lines()
        self._names = {line.id: line.name for line in lines}
        self.lines.show(FixedRows(lines))
        self.products.show(FixedRows(self.desk.products.products()))
        self.bundles.show(FixedRows(self.desk.bundles.all()))
        whole = sum(line.share_bp for line in lines)
        self.shares.set_caption(partial(_shares_words, whole) if lines else "")
        for button in (self.new_line, self.new_product, self.new_bundle):
            button.setEnabled(not self.desk.read_only)

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_new_line(self) -> None:
        LineSheet(self.ctx, self).show_over()

    def _on_new_product(self) -> None:
        ProductSheet(self.ctx, self).show_over()

    def _on_line(self, line_id: Hashable) -> None:
        line = self.lines.row_at(self.lines.position(line_id))
        if line is not None and not self.desk.read_only:
            LineSheet(self.ctx, self, line).show_over()

    def _on_product(self, product_id: Hashable) -> None:
        product = self.products.row_at(self.products.position(product_id))
        if product is not None and not self.desk.read_only:
            ProductSheet(self.ctx, self, product).show_over()

    def _on_new_bundle(self) -> None:
        BundleSheet(self.ctx, self).show_over()

    def _on_bundle(self, bundle_id: Hashable) -> None:
        facts = self.bundles.row_at(self.bundles.position(bundle_id))
        if facts is not None and not self.desk.read_only:
            BundleSheet(self.ctx, self, facts).show_over()

    def _on_bundles_deleted(self, ids: Sequence[Id]) -> None:
        self.ctx.attempt(self.desk.bundles.bin, *ids)

    def _on_lines_deleted(self, ids: Sequence[Id]) -> None:
        self.ctx.attempt(self.desk.products.bin_line, *ids)

    def _on_products_deleted(self, ids: Sequence[Id]) -> None:
        self.ctx.attempt(self.desk.products.bin_product, *ids)

    def _on_changed(self, change: object) -> None:
        if WATCHED & getattr(change, "kinds", WATCHED):
            self.show_all()

    def _line_name(self, product: Product) -> str:
        return self._names.get(product.line_id or b"", "–")

    def _lay_out_body(self) -> None:
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setSpacing(8)
        whole.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._of_products, self._of_bundles = QWidget(), QWidget()
        column = QVBoxLayout(self._of_products)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for title, aside, button, table in (
            (_lines_title, self.shares, self.new_line, self.line_table),
            (_products_title, None, self.new_product, self.product_table),
        ):
            column.addLayout(_head(title, aside, button))
            column.addWidget(table)
        bundles = QVBoxLayout(self._of_bundles)
        bundles.setContentsMargins(0, 0, 0, 0)
        bundles.setSpacing(6)
        bundles.addLayout(_head(lambda: _("Bundles"), None, self.new_bundle))
        bundles.addWidget(self.bundle_table)
        whole.addWidget(self._of_products)
        whole.addWidget(self._of_bundles)
        self.set_body(body)
        self._foot.insertWidget(0, Label(lambda: _("Enter: edit · Delete: into the bin"), "small"))

    def _connect(self) -> None:
        self.line_table.opened.connect(self._on_line)
        self.line_table.deleted.connect(self._on_lines_deleted)
        self.product_table.opened.connect(self._on_product)
        self.product_table.deleted.connect(self._on_products_deleted)
        self.bundle_table.opened.connect(self._on_bundle)
        self.bundle_table.deleted.connect(self._on_bundles_deleted)
        self.new_bundle.clicked.connect(self._on_new_bundle)
        self.tabs.changed.connect(self.show_tab)
        self.new_line.clicked.connect(self._on_new_line)
        self.new_product.clicked.connect(self._on_new_product)
        self.ctx.bridge.changed.connect(self._on_changed)


def _head(title: Caption, aside: QWidget | None, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(Label(title, "strong"))
    if aside is not None:
        row.addWidget(aside)
    row.addStretch()
    row.addWidget(button)
    return row


def _lines_title() -> str:
    return _("Product lines")


def _products_title() -> str:
    return _("Products")


def _shares_words(whole_bp: int) -> str:
    return _("Shares of the target together: {share}").format(share=format_percent(whole_bp / 10_000))


def _line_columns() -> list[Column[ProductLine]]:
    return [
        Column("name", lambda: _("Name"), lambda line: line.name, stretch=True),
        Column(
            "share",
            lambda: _("Share of the target"),
            lambda line: format_percent(line.share_bp / 10_000),
            RIGHT,
            width=176,
        ),
    ]


def _product_columns(line_name: Callable[[Product], str]) -> list[Column[Product]]:
    return [
        Column("name", lambda: _("Name"), lambda one: one.name, stretch=True),
        Column("code", lambda: _("Code"), lambda one: one.code, width=80),
        Column("line", lambda: _("Product line"), line_name, width=104),
        Column(
            "price",
            lambda: _("List price"),
            lambda one: format_money(one.list_price_cents, one.currency),
            RIGHT,
            width=108,
        ),
        Column("cost", lambda: _("Cost"), _cost, RIGHT, width=108),
        Column("floor", lambda: _("Floor margin"), _floor, RIGHT, width=96),
        Column("high", lambda: _("High margin"), lambda one: _("yes") if one.high_margin else "", CENTRE, width=96),
    ]


def _bundle_columns() -> list[Column[BundleFacts]]:
    return [
        Column("name", lambda: _("Name"), lambda one: one.bundle.name, stretch=True),
        Column("inside", lambda: _("What lies in it"), _inside, width=300, tip=_inside),
        Column(
            "price",
            lambda: _("Bundle price"),
            lambda one: format_money(one.bundle.price_cents, one.bundle.currency),
            RIGHT,
            width=120,
        ),
        Column("alone", lambda: _("Alone"), _alone, RIGHT, width=120),
        Column("margin", lambda: _("Margin"), _margin, RIGHT, width=88, tone=lambda one: "late" if one.below else ""),
    ]


def _inside(one: BundleFacts) -> str:
    return _(", ").join(f"{product.name} × {item.quantity}" for item, product in one.items)


def _alone(one: BundleFacts) -> str:
    return "–" if one.list_cents is None else format_money(one.list_cents, one.bundle.currency)


def _margin(one: BundleFacts) -> str:
    return "–" if one.margin_bp is None else format_percent(one.margin_bp / 10_000)


def _floor(product: Product) -> str:
    return "–" if product.floor_margin_bp is None else format_percent(product.floor_margin_bp / 10_000)


def _cost(product: Product) -> str:
    return "–" if product.cost_cents is None else format_money(product.cost_cents, product.currency)
