"""Who handles data for us under a contract, with what is due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.network.models import Edge
from kaketsuke.privacy import periods
from kaketsuke.privacy.models import (
    Processor,
)


@dataclass(frozen=True, slots=True)
class ProcessorRow:
    """A processor, or a contractor firm in the chain, with what is due."""

    id: UUID
    name: str
    role: str
    items: tuple[str, ...]
    contract: str
    until: datetime | None
    review_on: date | None
    is_firm: bool
    approved: bool
    live: bool
    ends_soon: bool
    review_soon: bool
    company_id: UUID

    @property
    def alarm(self) -> bool:
        """Return whether its contract or its review needs somebody now."""
        return self.live and (self.ends_soon or self.review_soon)


def processor_rows(viewer: Viewer, *, at: datetime) -> list[ProcessorRow]:
    """Return everybody who handles data for the viewer's companies, what is due first (4.8)."""
    soon = at + timedelta(days=periods.figure("processor", "alarm_days"))
    found = Processor.objects.filter(company_id__in=viewer.company_ids).order_by("name")
    rows = [
        ProcessorRow(
            each.id,
            each.name,
            each.role,
            tuple(each.items),
            each.contract_reference,
            each.valid.upper,
            each.review_on,
            is_firm=False,
            approved=each.approved_at is not None,
            live=each.valid.upper is None or each.valid.upper > at,
            ends_soon=each.valid.upper is not None and each.valid.upper <= soon,
            review_soon=each.review_on is not None and each.review_on <= timezone.localdate(soon),
            company_id=each.company_id,
        )
        for each in found
    ]
    edges = Edge.objects.filter(company_id__in=viewer.company_ids).select_related("firm")
    rows += [
        ProcessorRow(
            each.id,
            each.firm.name,
            "",
            ("name", "room", "phone"),
            each.processor_contract,
            each.valid.upper,
            each.review_on,
            is_firm=True,
            approved=each.approved_at is not None,
            live=each.valid.upper is None or each.valid.upper > at,
            ends_soon=each.valid.upper is not None and each.valid.upper <= soon,
            review_soon=each.review_on is not None and each.review_on <= timezone.localdate(soon),
            company_id=each.company_id,
        )
        for each in edges.order_by("firm__path")
    ]
    return sorted(rows, key=_urgency)


def _urgency(row: ProcessorRow) -> tuple[bool, bool, date]:
    """A contract that has ended blocks by itself and waits for nobody: it comes last."""
    days = [timezone.localdate(row.until)] if row.until else []
    return not row.live, row.approved and not row.alarm, min([*days, row.review_on or date.max])
