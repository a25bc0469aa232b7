"""What a picker offers of the file: clients and products, as they are found and as they stand in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesdesk.domain.change import Id
from salesdesk.ui.parts.picker import PickItem

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


def find_client(desk: Desk, text: str) -> list[PickItem]:
    """Clients by characters, pinyin or initials."""
    return [PickItem(one.id, one.title, one.subtitle, one.tier.value, one.close) for one in desk.clients.find(text)]


def client_item(desk: Desk, client_id: Id | None) -> PickItem | None:
    """A client as a picker shows it; None where there is none."""
    found = desk.clients.found(client_id) if client_id else None
    return PickItem(found.id, found.title, found.subtitle, found.tier.value) if found else None


def find_product(desk: Desk, text: str) -> list[PickItem]:
    """Products by name or code."""
    return [PickItem(one.id, one.title, one.subtitle) for one in desk.products.find(text)]
