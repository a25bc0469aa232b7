"""Quotes: made, versioned, approved, accepted; and what becomes of it all by one undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.domain.product import Bundle, BundleItem, PriceKind, PriceStep, Product
from salesdesk.domain.quote import PriceBasis, QuoteInstalment, QuoteLine, QuoteLineKind, QuoteStatus
from salesdesk.services.desk import Desk
from salesdesk.services.orders import WholeOrder
from salesdesk.services.quotes import WholeQuote
from tests.builders import TestClock, make_desk

TODAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Id:
    return desk.clients.create(name="力诚电子", is_prospect=True)


@pytest.fixture
def pump(desk: Desk) -> Product:
    steps = [
        PriceStep(b"", b"", PriceKind.QUANTITY, 90_000, 10),
        PriceStep(b"", b"", PriceKind.FIRST_ORDER, 85_000),
    ]
    pk = desk.products.add_product(
        name="泵", list_price_cents=100_000, cost_cents=60_000, floor_margin_bp=2500, unit="台", steps=steps
    )
    return known(desk, pk)


def known(desk: Desk, pk: Id) -> Product:
    found = desk.products.get(pk)
    assert found is not None
    return found


def quote_of(desk: Desk, pk: Id) -> WholeQuote:
    found = desk.quotes.get(pk)
    assert found is not None
    return found


def drafted(desk: Desk, client: Id, product: Product, quantity: int = 1) -> WholeQuote:
    draft = desk.quotes.draft(client_id=client)
    return replace(draft, lines=(desk.quotes.product_line(draft.quote, product, quantity),))


def low(whole: WholeQuote, cents: int = 79_999) -> WholeQuote:
    return replace(whole, lines=tuple(replace(line, price_cents=cents) for line in whole.lines))


def test_a_draft_takes_the_lines_of_its_opportunity_and_the_best_price(desk: Desk, client: Id, pump: Product) -> None:
    deal = desk.funnel.add(name="产线改造", client_id=client, product_id=pump.id)
    draft = desk.quotes.draft(opportunity_id=deal)
    assert (draft.quote.client_id, draft.quote.opportunity_id, draft.quote.title) == (client, deal, "产线改造")
    assert draft.quote.valid_until == date(2026, 12, 23)
    assert [(line.product_id, line.quantity, line.price_cents, line.cost_cents) for line in draft.lines] == [
        (pump.id, 1, 100_000, 60_000)
    ]
    ten = desk.quotes.product_line(draft.quote, pump, 10)
    assert (ten.price_cents, ten.list_cents) == (90_000, 100_000)


def test_an_opportunity_without_a_client_gets_no_quote(desk: Desk) -> None:
    deal = desk.funnel.add(name="谁的？")
    with pytest.raises(Refused) as refused:
        desk.quotes.draft(opportunity_id=deal)
    assert refused.value.field == "client_id"


def test_a_typed_price_stays_and_a_found_one_follows_the_quantity(desk: Desk, client: Id, pump: Product) -> None:
    draft = drafted(desk, client, pump)
    found = desk.quotes.repriced(draft.lines[0], draft.quote, draft.quote, 12)
    assert (found.quantity, found.price_cents) == (12, 90_000)
    first = replace(draft.quote, basis=PriceBasis.FIRST_ORDER)
    assert desk.quotes.repriced(found, draft.quote, first, 12).price_cents == 85_000
    typed = replace(draft.lines[0], price_cents=99_000)
    assert desk.quotes.repriced(typed, draft.quote, draft.quote, 12).price_cents == 99_000


def test_quotes_are_numbered_by_year_and_the_bin_keeps_its_number(desk: Desk, client: Id, pump: Product) -> None:
    first = desk.quotes.add(drafted(desk, client, pump))
    desk.quotes.bin(first)
    second = desk.quotes.add(drafted(desk, client, pump))
    assert quote_of(desk, second).quote.number == "Q2026-0002"
    desk.quotes.restore(first)
    assert {row.quote.number for row in desk.quotes.rows()} == {"Q2026-0001", "Q2026-0002"}


def test_lines_and_instalments_are_one_action(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.quotes.add(drafted(desk, client, pump, 2))
    before = quote_of(desk, pk)
    extra = QuoteLine(b"", pk, QuoteLineKind.EXTRA, text="上门培训", cost_cents=2_000)
    parts = (QuoteInstalment(b"", pk, 3_000, 0, "定金"), QuoteInstalment(b"", pk, 7_000, 30, "验收"))
    desk.quotes.edit(
        before,
        replace(before, quote=replace(before.quote, tax_bp=1300), lines=(extra, *before.lines), instalments=parts),
    )
    after = quote_of(desk, pk)
    assert [line.text or line.product_id for line in after.lines] == ["上门培训", pump.id]
    sums = desk.quotes.sums(after)
    assert (sums.net_cents, sums.total_cents, sums.instalments) == (200_000, 226_000, (67_800, 158_200))
    desk.undo()
    assert quote_of(desk, pk) == before
    with pytest.raises(Conflict):
        desk.quotes.edit(after, replace(after, quote=replace(after.quote, tax_bp=900)))


def test_below_the_floor_it_goes_out_only_with_note_and_name(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.quotes.add(low(drafted(desk, client, pump)))
    [row] = desk.quotes.rows(client_id=client)
    assert row.awaits_approval
    for verb in (desk.quotes.send, desk.quotes.accept):
        with pytest.raises(Refused) as refused:
            verb(pk)
        assert refused.value.field == "approval_note"
    with pytest.raises(Refused) as refused:
        desk.quotes.approve(pk, note="首单", by=" ")
    assert refused.value.field == "approved_by"
    desk.quotes.approve(pk, note="打开华南市场", by="李总")
    assert quote_of(desk, pk).quote.approved_on == TODAY
    desk.quotes.send(pk)
    assert quote_of(desk, pk).quote.status is QuoteStatus.SENT


def test_an_approval_falls_with_the_figures_it_was_given_for(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.quotes.add(low(drafted(desk, client, pump)))
    desk.quotes.approve(pk, note="首单", by="李总")
    before = quote_of(desk, pk)
    desk.quotes.edit(before, replace(before, quote=replace(before.quote, terms="货到付款")))
    assert quote_of(desk, pk).quote.approved_by == "李总"
    before = quote_of(desk, pk)
    desk.quotes.edit(before, low(before, 70_000))
    assert (quote_of(desk, pk).quote.approved_by, quote_of(desk, pk).quote.approval_note) == ("", "首单")
    with pytest.raises(Refused):
        desk.quotes.send(pk)


def test_a_sent_quote_stays_and_a_new_version_replaces_it(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.quotes.add(drafted(desk, client, pump))
    desk.quotes.send(pk)
    sent = quote_of(desk, pk)
    with pytest.raises(Refused):
        desk.quotes.edit(sent, low(sent))
    second = desk.quotes.new_version(pk)
    with pytest.raises(Refused):
        desk.quotes.new_version(pk)
    third = desk.quotes.new_version(second)
    versions = desk.quotes.versions(quote_of(desk, third).quote)
    assert [(one.version, one.number, one.status) for one in versions] == [
        (1, "Q2026-0001", QuoteStatus.REPLACED),
        (2, "Q2026-0001", QuoteStatus.REPLACED),
        (3, "Q2026-0001", QuoteStatus.DRAFT),
    ]
    assert {one.first_id for one in versions} == {None, pk}
    assert [row.id for row in desk.quotes.rows()] == [third]
    desk.undo()
    assert quote_of(desk, second).quote.status is QuoteStatus.DRAFT


def test_a_quote_runs_out(desk: Desk, client: Id, pump: Product, clock: TestClock) -> None:
    desk.quotes.add(drafted(desk, client, pump))
    assert not desk.quotes.rows()[0].expired
    clock.forward(days=31)
    assert desk.quotes.rows()[0].expired


def test_first_order_prices_are_for_clients_without_an_order(desk: Desk, client: Id, pump: Product) -> None:
    draft = drafted(desk, client, pump)
    first = replace(draft, quote=replace(draft.quote, basis=PriceBasis.FIRST_ORDER))
    assert desk.quotes.may_be_first_order(client)
    desk.quotes.add(first)
    desk.orders.add(WholeOrder(replace(desk.orders.draft(client_id=client).order, total_cents=100)))
    with pytest.raises(Refused) as refused:
        desk.quotes.add(first)
    assert refused.value.field == "basis"


def sales(desk: Desk) -> int:
    return desk.figures.of(Period.month(TODAY)).sales


def test_accepting_writes_the_order_wins_and_makes_a_client_in_one_step(desk: Desk, client: Id, pump: Product) -> None:
    deal = desk.funnel.add(name="产线改造", client_id=client, product_id=pump.id, amount_cents=1)
    draft = desk.quotes.draft(opportunity_id=deal)
    extra = QuoteLine(b"", b"", QuoteLineKind.EXTRA, text="培训", price_cents=5_000, cost_cents=1_000)
    quote = replace(draft.quote, discount_bp=1000, tax_bp=1300)
    pk = desk.quotes.add(replace(draft, quote=quote, lines=(*draft.lines, extra)))
    order_id = desk.quotes.accept(pk)
    whole = desk.orders.get(order_id)
    assert whole is not None
    assert whole.order.number == "Q2026-0001"
    assert (whole.order.total_cents, whole.order.quote_id, whole.order.opportunity_id) == (94_500, pk, deal)
    assert [(line.product_id, line.text, line.net_cents, line.list_cents, line.cost_cents) for line in whole.lines] == [
        (pump.id, "", 90_000, 100_000, 60_000),
        (None, "培训", 4_500, 0, 1_000),
    ]
    accepted = quote_of(desk, pk).quote
    assert (accepted.status, accepted.order_id, accepted.closed_on) == (QuoteStatus.ACCEPTED, order_id, TODAY)
    won = desk.funnel.get(deal)
    assert won is not None
    assert (won.stage, won.amount_cents, won.closed_on) == (Stage.WON, 94_500, TODAY)
    buyer = desk.clients.get(client)
    assert buyer is not None
    assert not buyer.is_prospect
    assert sales(desk) == 94_500
    desk.undo()
    assert desk.orders.of(client_id=client) == []
    assert quote_of(desk, pk).quote.status is QuoteStatus.DRAFT
    undone, buyer = desk.funnel.get(deal), desk.clients.get(client)
    assert undone is not None
    assert buyer is not None
    assert (undone.stage, undone.amount_cents, buyer.is_prospect) == (Stage.FIRST_CONTACT, 1, True)
    assert sales(desk) == 0


def test_prices_with_tax_make_a_net_order(desk: Desk, client: Id, pump: Product) -> None:
    whole = drafted(desk, client, pump, 3)
    pk = desk.quotes.add(replace(whole, quote=replace(whole.quote, tax_bp=1300, tax_included=True)))
    order = desk.orders.get(desk.quotes.accept(pk))
    assert order is not None
    assert order.order.total_cents == 265_487  # 3,000.00 ÷ 1.13
    assert (order.lines[0].net_cents, order.lines[0].list_cents) == (265_487, 265_487)


def test_a_bundle_is_ordered_as_what_lies_in_it(desk: Desk, client: Id, pump: Product) -> None:
    filters = known(desk, desk.products.add_product(name="滤芯", list_price_cents=5_000, cost_cents=1_500))
    items = [BundleItem(b"", b"", pump.id, 1), BundleItem(b"", b"", filters.id, 10)]
    bundle = desk.bundles.get(desk.bundles.add(Bundle(b"", "泵与滤芯", 120_000), items))
    assert bundle is not None
    assert (bundle.list_cents, bundle.cost_cents, bundle.margin_bp, bundle.below) == (150_000, 75_000, 3750, False)
    draft = desk.quotes.draft(client_id=client)
    pk = desk.quotes.add(replace(draft, lines=(desk.quotes.bundle_line(draft.quote, bundle.bundle, 2),)))
    order = desk.orders.get(desk.quotes.accept(pk))
    assert order is not None
    lines = {line.product_id: (line.quantity, line.net_cents, line.list_cents, line.cost_cents) for line in order.lines}
    assert lines == {pump.id: (2, 160_000, 200_000, 120_000), filters.id: (20, 80_000, 100_000, 30_000)}
    assert order.order.total_cents == 240_000


def test_a_bundle_sold_below_the_floors_inside_needs_approval(desk: Desk, client: Id, pump: Product) -> None:
    bundle_id = desk.bundles.add(Bundle(b"", "套装", 80_000), [BundleItem(b"", b"", pump.id, 1)])
    bundle = desk.bundles.get(bundle_id)
    assert bundle is not None
    draft = desk.quotes.draft(client_id=client)
    line = desk.quotes.bundle_line(draft.quote, bundle.bundle)
    assert not desk.quotes.sums(replace(draft, lines=(line,))).needs_approval
    assert desk.quotes.sums(replace(draft, lines=(replace(line, price_cents=79_999),))).needs_approval


def test_currencies_are_kept_apart(desk: Desk, client: Id, pump: Product) -> None:
    draft = desk.quotes.draft(client_id=client)
    dollars = replace(draft.quote, currency="USD")
    line = desk.quotes.product_line(dollars, pump)
    assert (line.price_cents, line.list_cents, line.cost_cents) == (0, 0, None)
    pk = desk.quotes.add(WholeQuote(dollars, (replace(line, price_cents=14_000),)))
    desk.quotes.accept(pk)
    [order] = desk.orders.of(client_id=client)
    assert (order.currency, order.total_cents) == ("USD", 14_000)
    assert sales(desk) == 0


def test_no_price_crosses_into_another_currency(desk: Desk, client: Id, pump: Product) -> None:
    draft = drafted(desk, client, pump)
    dollars = replace(draft.quote, currency="USD")
    extra = QuoteLine(b"", b"", QuoteLineKind.EXTRA, text="培训", price_cents=5_000, cost_cents=1_000)
    for line in (replace(draft.lines[0], price_cents=99_000), extra):
        moved = desk.quotes.repriced(line, draft.quote, dollars, 2)
        assert (moved.quantity, moved.price_cents, moved.list_cents, moved.cost_cents) == (2, 0, 0, None)
        assert moved.text == line.text
    back = desk.quotes.repriced(moved, dollars, draft.quote, 2)
    assert back.kind is QuoteLineKind.EXTRA
    found = desk.quotes.repriced(replace(draft.lines[0], price_cents=0), dollars, draft.quote, 10)
    assert (found.price_cents, found.cost_cents) == (90_000, 60_000)


def test_what_is_closed_stays_closed(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.quotes.add(drafted(desk, client, pump))
    desk.quotes.decline(pk)
    for verb in (desk.quotes.accept, desk.quotes.send, desk.quotes.decline):
        with pytest.raises(Refused):
            verb(pk)
    again = desk.quotes.new_version(pk)
    desk.quotes.accept(again)
    for verb in (desk.quotes.bin, desk.quotes.new_version):
        with pytest.raises(Refused):
            verb(again)


def test_an_empty_quote_cannot_be_sent(desk: Desk, client: Id) -> None:
    pk = desk.quotes.add(desk.quotes.draft(client_id=client))
    with pytest.raises(Refused) as refused:
        desk.quotes.send(pk)
    assert refused.value.field == "lines"


def test_the_terms_of_the_last_quote_are_proposed_for_the_next(desk: Desk, client: Id, pump: Product) -> None:
    whole = drafted(desk, client, pump)
    desk.quotes.add(replace(whole, quote=replace(whole.quote, tax_bp=1300, tax_included=True, terms="质保一年")))
    draft = desk.quotes.draft(client_id=client).quote
    assert (draft.tax_bp, draft.tax_included, draft.terms) == (1300, True, "质保一年")
