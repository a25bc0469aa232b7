"""The bin: what was deleted is shown and comes back whole."""

from __future__ import annotations

from collections.abc import Callable

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.appointments import Appointments
from salesdesk.services.clients import Clients
from salesdesk.services.funnel import Funnel
from salesdesk.services.products import Products
from salesdesk.services.session import Session
from salesdesk.services.visits import Visits
from salesdesk.store.read import bin as read
from salesdesk.store.read.bin import Binned

__all__ = ["Bin", "Binned"]


class Bin:
    """Clients, contacts, visits, appointments, opportunities, product lines and products that were deleted."""

    def __init__(
        self,
        session: Session,
        clients: Clients,
        visits: Visits,
        appointments: Appointments,
        funnel: Funnel,
        products: Products,
    ) -> None:
        self._session = session
        self._verbs: dict[Kind, Callable[[Id], ChangeSet]] = {
            Kind.CLIENT: clients.restore,
            Kind.CONTACT: clients.restore_contact,
            Kind.VISIT: visits.restore,
            Kind.APPOINTMENT: appointments.restore,
            Kind.OPPORTUNITY: funnel.restore,
            Kind.PRODUCT_LINE: products.restore_line,
            Kind.PRODUCT: products.restore_product,
        }

    def list(self, limit: int = 2000) -> list[Binned]:
        """What lies there, the last deleted first."""
        return read.binned(self._session.file.conn, limit)

    def restore(self, kind: Kind, pk: Id) -> ChangeSet:
        """Take one out of the bin. Raises Refused for a kind that has no bin, and where it is gone."""
        verb = self._verbs.get(kind)
        if verb is None:
            raise Refused(N_("This cannot be taken out of the bin."))
        return verb(pk)
