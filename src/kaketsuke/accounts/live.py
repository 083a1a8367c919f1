"""Tickets for live streams: which cases a page may hear about, signed and short-lived.

A page renders `make_…_ticket` into `data-live-ticket`. The ticket names ids only and dies after ten
minutes; the page gets a new one by asking for itself again, so its permission is checked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

SALT = "live"
LIVES_SECONDS = 600


class CannotListen(Exception):
    """The ticket is forged, damaged or too old."""


@dataclass(frozen=True)
class Ticket:
    """What its holder may hear about: one case, or every case of some companies."""

    case_id: str | None = None
    company_ids: frozenset[str] = frozenset()

    def covers(self, *, company_id: str, case_id: str) -> bool:
        """Tell whether news of that case is for the holder."""
        return case_id == self.case_id or company_id in self.company_ids


def make_case_ticket(case_id: UUID) -> str:
    """Return a ticket for one case: the resident's and the technician's pages."""
    return signing.dumps({"case": str(case_id)}, salt=SALT)


def make_company_ticket(company_ids: Iterable[UUID]) -> str:
    """Return a ticket for all cases of companies.

    Give it to every page of staff, the page of one case included: pages with the same right share
    one stream in a browser.
    """
    return signing.dumps({"companies": sorted(map(str, company_ids))}, salt=SALT)


def read_ticket(text: str) -> Ticket:
    """Return what the ticket allows. Raises CannotListen."""
    try:
        found = signing.loads(text, salt=SALT, max_age=LIVES_SECONDS)
    except signing.BadSignature as error:
        raise CannotListen("The ticket is not valid any more. Load the page again.") from error
    return Ticket(case_id=found.get("case"), company_ids=frozenset(found.get("companies", ())))
