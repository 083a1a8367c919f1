"""What may be provided to whom, and what people asked about their own data."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.intake import record as intake_record
from kaketsuke.network.models import Edge
from kaketsuke.parties.models import BuildingOwner
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.privacy import lifecycle, periods
from kaketsuke.privacy.models import (
    Affected,
    Alert,
    Block,
    BreakGlass,
    DataRequest,
    DataRequestEntry,
    Erased,
    Hold,
    Incident,
    Processor,
    Provision,
    RetentionRun,
    Undertaking,
)
from kaketsuke.privacy.places import hold_place
from kaketsuke.residents.models import Registration


def has_undertaken(owner_id: UUID, *, user_id: UUID | None) -> bool:
    """Return whether this account of the owner has undertaken to keep to the contract (4.9)."""
    if user_id is None:
        return False
    return Undertaking.objects.filter(owner_id=owner_id, user_id=user_id).exists()


def providable(
    person_ids: Collection[UUID], *, owner_id: UUID, at: datetime
) -> dict[UUID, tuple[UUID, UUID | None]]:
    """Return whose registration data may go to an owner, with company and consent. Three queries.

    The person is a live registrant of a building of this owner, has consented to the provision
    (4.9), and is neither blocked nor protected, the person or the home (X-8).
    """
    buildings = BuildingOwner.objects.filter(owner=owner_id, valid__contains=at)
    registered = Registration.objects.filter(
        person__in=person_ids,
        valid__contains=at,
        dwelling__building__in=buildings.values("building"),
        provision_consent__isnull=False,
    )
    rows = list(
        registered.values_list("person_id", "dwelling_id", "company_id", "provision_consent_id")
    )
    protected = intake_record.protected_among({row[:2] for row in rows}, at=at)
    blocked = set(
        Block.objects.filter(
            Q(owner_id__isnull=True) | Q(owner_id=owner_id),
            person_id__in=person_ids,
            valid__contains=at,
        ).values_list("person_id", flat=True)
    )
    return {
        person_id: (company_id, consent_id)
        for person_id, dwelling_id, company_id, consent_id in rows
        if person_id not in blocked and (person_id, dwelling_id) not in protected
    }


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request on the desk's list."""

    id: UUID
    number: int
    kind: str
    channel: str
    state: str
    received_at: datetime
    alarm_on: date
    due_on: date
    person_id: UUID | None
    decision: str
    by_agent: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with its words opened. It prints as nothing, since what prints may be logged."""

    row: RequestRow
    applicant: str
    contact: str
    words: str
    reasons: str
    agent_authority: str
    identity_how: str
    steps: tuple[tuple[datetime, str, str], ...]
    kept: dict[str, dict[str, object]]

    def __repr__(self) -> str:
        """Keep the words out of logs and tracebacks."""
        return f"RequestPage({self.row.number})"


def desk_rows(viewer: Viewer, *, ended: bool = False) -> list[RequestRow]:
    """Return the requests of the viewer's companies, the first due first; the ended ones apart."""
    found = DataRequest.objects.filter(company_id__in=viewer.company_ids)
    found = found.filter(state__in=lifecycle.ENDS if ended else lifecycle.OPEN)
    ordered = found.order_by("-ended_at" if ended else "due_on", "number")
    return [_row(each) for each in ordered[:200]]


def waiting(viewer: Viewer) -> int:
    """Return how many requests wait for the desk."""
    return DataRequest.objects.filter(
        company_id__in=viewer.company_ids, state__in=lifecycle.OPEN
    ).count()


def data_request(viewer: Viewer, request_id: UUID) -> DataRequest | None:
    """Return a request of the viewer's companies."""
    return DataRequest.objects.filter(pk=request_id, company_id__in=viewer.company_ids).first()


def request_page(request: DataRequest, *, viewer: Viewer, now: datetime) -> RequestPage:
    """Return a request opened; that its person was looked at is recorded."""
    if request.person_id is not None:
        audit_services.record_access(
            viewer_id=viewer.user_id,
            person_id=request.person_id,
            case_id=None,
            purpose="data_request",
            ground="rights",
            now=now,
        )
    key = keys.open_keys("privacy", [request.id]).get(request.id)
    texts = {
        column: _opened(request, column, key=key)
        for column in ("applicant", "contact", "words", "reasons")
    }
    if texts["contact"].startswith("+"):
        texts["contact"] = normalise.phone_display(texts["contact"])
    erased = Erased.objects.filter(request=request).first()
    entries = DataRequestEntry.objects.filter(request=request).order_by("-seq")
    return RequestPage(
        row=_row(request),
        agent_authority=request.agent_authority,
        identity_how=request.identity_how,
        steps=tuple((each.event_at, each.event, each.actor_role) for each in entries),
        kept=erased.kept if erased is not None else {},
        **texts,
    )


def _row(request: DataRequest) -> RequestRow:
    return RequestRow(
        request.id,
        request.number,
        request.kind,
        request.channel,
        request.state,
        request.received_at,
        request.alarm_on,
        request.due_on,
        request.person_id,
        request.decision,
        request.by_agent,
    )


def _opened(request: DataRequest, column: str, *, key: bytes | None) -> str:
    blob = getattr(request, f"{column}_sealed")
    if blob is None or key is None:
        return ""
    return sealing.open_sealed(key, blob, context=f"privacy.request.{column}:{request.id}")


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


def provisions(viewer: Viewer, *, limit: int = 100) -> list[Provision]:
    """Return the newest provisions of the viewer's companies."""
    found = Provision.objects.filter(company_id__in=viewer.company_ids)
    return list(found.order_by("-provided_at")[:limit])


def blocks(viewer: Viewer, *, at: datetime) -> list[Block]:
    """Return the live blocks of the viewer's companies."""
    found = Block.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)
    return list(found.order_by("pk")[:200])


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A live legal hold, with its reason opened."""

    id: UUID
    person_id: UUID
    reason: str
    set_by_id: UUID
    set_at: datetime
    review_on: date

    def __repr__(self) -> str:
        """Keep the reason out of logs and tracebacks."""
        return f"HoldRow({self.id})"


def holds(viewer: Viewer, *, at: datetime) -> list[HoldRow]:
    """Return the live holds of the viewer's companies, the first to be reviewed first."""
    found = Hold.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)
    rows = list(found.order_by("review_on", "pk")[:200])
    opened = keys.open_keys("hold", [row.id for row in rows])
    return [
        HoldRow(
            row.id,
            row.person_id,
            sealing.open_sealed(
                opened[row.id], row.reason_sealed, context=hold_place("reason", row.id)
            )
            if row.id in opened
            else "",
            row.set_by_id,
            row.valid.lower,
            row.review_on,
        )
        for row in rows
    ]


def incidents(viewer: Viewer) -> list[Incident]:
    """Return the incidents of the viewer's companies, the open ones first by their deadline."""
    found = Incident.objects.filter(company_id__in=viewer.company_ids)
    return list(found.order_by(F("final_at").asc(nulls_first=True), "preliminary_due_on")[:100])


def incident(viewer: Viewer, incident_id: UUID) -> Incident | None:
    """Return an incident of the viewer's companies."""
    return Incident.objects.filter(pk=incident_id, company_id__in=viewer.company_ids).first()


def affected_persons(incident_id: UUID) -> list[UUID]:
    """Return whom an incident touched."""
    found = Affected.objects.filter(incident=incident_id).order_by("person_id")
    return list(found.values_list("person_id", flat=True))


def alerts(viewer: Viewer) -> list[Alert]:
    """Return the alerts that nobody has looked into."""
    found = Alert.objects.filter(company_id__in=viewer.company_ids, seen_at__isnull=True)
    return list(found.order_by("-raised_at")[:100])


@dataclass(frozen=True, slots=True)
class Look:
    """A look outside any case, with its reason."""

    id: UUID
    viewer_id: UUID
    person_id: UUID
    at: datetime
    reason: str
    in_order: bool | None

    def __repr__(self) -> str:
        """Keep the reason out of logs and tracebacks."""
        return f"Look({self.id})"


def looks(viewer: Viewer) -> list[Look]:
    """Return the looks of the viewer's companies, those to be reviewed first."""
    found = BreakGlass.objects.filter(company_id__in=viewer.company_ids)
    rows = list(found.order_by(F("reviewed_at").asc(nulls_first=True), "-at")[:50])
    opened = keys.open_keys("block", [row.id for row in rows])
    return [
        Look(
            row.id,
            row.viewer_id,
            row.person_id,
            row.at,
            sealing.open_sealed(
                opened[row.id], row.reason_sealed, context=f"privacy.break_glass.reason:{row.id}"
            )
            if row.id in opened
            else "",
            row.in_order,
        )
        for row in rows
    ]


def retention_runs() -> list[RetentionRun]:
    """Return the newest runs of the clocks."""
    return list(RetentionRun.objects.order_by("-at", "-pk")[:10])
