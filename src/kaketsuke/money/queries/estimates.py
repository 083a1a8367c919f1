"""The versions of a case's estimate, the one in force, and the bill by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import bills
from kaketsuke.money.bills import AgreedLine, Bill
from kaketsuke.money.models import Estimate, EstimateLine
from kaketsuke.money.queries.prices import items_in_force, price_list_entries
from kaketsuke.onsite import clocks


@dataclass(frozen=True, slots=True)
class EstimateCard:
    """A version of the estimate with its lines and the payer's answer, if given."""

    id: UUID
    case_id: UUID
    version: int
    made_at: datetime
    payer: str
    lines: tuple[AgreedLine, ...]
    subtotal_yen: int
    tax_percent: int
    tax_yen: int
    total_yen: int
    approved: bool | None
    answered_at: datetime | None
    newest: bool

    @property
    def open(self) -> bool:
        """Whether the payer may still answer."""
        return self.newest and self.approved is None


def estimates_of(case_id: UUID) -> list[EstimateCard]:
    """Return every version of the estimate of this visit, the newest first.

    What somebody else had offered before is no longer open, and no longer agreed (A1.3).
    """
    found = list(
        _of_this_visit(case_id)
        .select_related("approval", "disowned")
        .prefetch_related("lines__item")
        .order_by("-version")
    )
    return [_card(estimate, newest=estimate is found[0]) for estimate in found]


def open_estimate(case_id: UUID) -> EstimateCard | None:
    """Return the version that waits for the payer's answer."""
    return next((card for card in estimates_of(case_id) if card.open), None)


def approved_estimate(case_id: UUID) -> EstimateCard | None:
    """Return the version in force: the newest that was approved."""
    return next((card for card in estimates_of(case_id) if card.approved), None)


def moments_carried(estimate_id: UUID) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """Return when the carried lines of a version were first approved and begun, by line."""
    carried = EstimateLine.objects.filter(estimate=estimate_id, carried_from__isnull=False)
    found = carried.values_list("pk", "carried_from__approved_at", "carried_from__begun_at")
    return {pk: (approved, begun) for pk, approved, begun in found}


def estimate_named(case_id: UUID, name: UUID) -> UUID | None:
    """Return a version of a case by its own id, or by the key of the press that made it."""
    own = Estimate.objects.filter(case_id=case_id)
    if own.filter(pk=name).exists():
        return name
    made = Entry.objects.filter(case_id=case_id, event="EstimateMade", idempotency_key=name).first()
    return (
        own.filter(version=made.facts["version"]).values_list("pk", flat=True).get()
        if made
        else None
    )


def line_named(case_id: UUID, name: UUID, *, item: str = "") -> UUID | None:
    """Return a line as it stands in the version in force, or None.

    The name is that of the line as it was first written, or of the version that first held it:
    then the item tells which of its new lines is meant.
    """
    lines = EstimateLine.objects.filter(estimate__case_id=case_id)
    found = lines.filter(pk=name).first()
    if found is None and (estimate_id := estimate_named(case_id, name)):
        fresh = lines.filter(estimate=estimate_id, carried_from=None)
        found = fresh.filter(item__code=item).order_by("pk").first()
    binding = binding_estimate(case_id)
    while found is not None and binding is not None and found.estimate_id != binding.id:
        # Approved versions carry each other's lines in one chain; a declined one leads nowhere,
        # nor does one that the payer disowned.
        found = lines.filter(
            carried_from=found, estimate__approval__approved=True, estimate__disowned=None
        ).first()
    return found.id if found is not None and binding is not None else None


def binding_estimate(case_id: UUID) -> Estimate | None:
    """Return the row of the version in force."""
    return agreed_versions(case_id).first()


def agreed_versions(case_id: UUID) -> QuerySet[Estimate]:
    """Return the versions that the payer approved on this visit and owns to, the newest first."""
    agreed = _of_this_visit(case_id).filter(approval__approved=True, disowned=None)
    return agreed.order_by("-version")


def signature_disowned(case_id: UUID) -> bool:
    """Return whether the payer disowned a signature on the technician's glass on this visit."""
    signed = _of_this_visit(case_id).filter(approval__how="technicians_screen")
    return signed.exclude(disowned=None).exists()


def versions_made(case_id: UUID) -> int:
    """Return how many versions a case has had, those of earlier visits too."""
    return Estimate.objects.filter(case_id=case_id).count()


def _of_this_visit(case_id: UUID) -> QuerySet[Estimate]:
    made = Estimate.objects.filter(case_id=case_id)
    begun = dispatch_queries.visit_begun(case_id)
    return made if begun is None else made.filter(made_at__gte=begun)


def bill(case_id: UUID, *, at: datetime) -> Bill:
    """Return what is to pay as things stand (A1.3, 3.3)."""
    case = Case.objects.get(pk=case_id)
    binding = binding_estimate(case_id)
    lines = [agreed(line) for line in _lines_of(binding)] if binding else []
    priced_at = binding.made_at if binding else at
    return bills.bill(
        lines,
        spans=clocks.spans_of(case_id),
        until=at,
        worked_on=worked_on(case_id, at=at),
        payer=case.requested_by,
        price_list=price_list_entries(items_in_force(case.company_id, at=priced_at).values()),
        approved_total_yen=binding.total_yen if binding else 0,
    )


def worked_on(case_id: UUID, *, at: datetime) -> date:
    """Return the day of the work in Japan: the day on which it was begun."""
    spans = clocks.spans_of(case_id)
    return timezone.localdate(spans[0][0] if spans else at)


def agreed(line: EstimateLine) -> AgreedLine:
    """Return a row as a frozen line."""
    return AgreedLine(
        id=line.id,
        item=line.item.code,
        kind=line.kind,
        description=line.description,
        unit=line.item.unit,
        quantity=line.quantity,
        unit_yen=line.unit_yen,
        approved_at=line.approved_at,
        begun_at=line.begun_at,
        name_en=line.item.name_en,
    )


def _lines_of(estimate: Estimate) -> Iterable[EstimateLine]:
    return estimate.lines.select_related("item").order_by("pk")


def _card(estimate: Estimate, *, newest: bool) -> EstimateCard:
    approval = getattr(estimate, "approval", None)
    disowned = getattr(estimate, "disowned", None) is not None
    return EstimateCard(
        id=estimate.id,
        case_id=estimate.case_id,
        version=estimate.version,
        made_at=estimate.made_at,
        payer=estimate.payer,
        lines=tuple(agreed(line) for line in sorted(estimate.lines.all(), key=lambda x: x.pk)),
        subtotal_yen=estimate.subtotal_yen,
        tax_percent=estimate.tax_percent,
        tax_yen=estimate.tax_yen,
        total_yen=estimate.total_yen,
        approved=approval.approved and not disowned if approval else None,
        answered_at=approval.answered_at if approval else None,
        newest=newest,
    )
