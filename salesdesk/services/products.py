"""What Is Sold: Product Lines And Products."""

from __future__ import annotations

from salesdesk.services.session import Session


class Products:
    """What Is Sold: Product Lines And Products."""

    def __init__(self, session: Session) -> None:
        self._session = session
