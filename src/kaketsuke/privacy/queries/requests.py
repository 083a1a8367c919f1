"""What people asked about their own data: the desk's list, and one request opened."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.database.paging import Page, page_of
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.privacy import lifecycle
from kaketsuke.privacy.models import (
    DataRequest,
    DataRequestEntry,
    Erased,
)


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
    decided_at: datetime | None
    by_agent: bool
    company_id: UUID


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


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """What a person asked of us, as they themselves are told of it; nothing of who answers it.

    `words` are only what they typed themselves. It prints as nothing.
    """

    id: UUID
    number: int
    kind: str
    state: str
    received_at: datetime
    due_on: date
    decision: str
    decided_at: datetime | None
    by_agent: bool
    words: str
    reasons: str

    def __repr__(self) -> str:
        """Keep the words out of logs and tracebacks."""
        return f"OwnRequest({self.number})"


def own_requests(person_id: UUID, *, limit: int) -> tuple[OwnRequest, ...]:
    """Return what somebody asked about their own data, the newest first. Two queries."""
    rows = list(DataRequest.objects.filter(person_id=person_id).order_by("-received_at")[:limit])
    opened = keys.open_keys("privacy", [row.id for row in rows])
    return tuple(_own(row, key=opened.get(row.id)) for row in rows)


def own_answer(person_id: UUID, request_id: UUID) -> RequestPage | None:
    """Return a decided request to whoever it is about; nothing of anybody else's."""
    found = DataRequest.objects.filter(pk=request_id, person_id=person_id).exclude(decision="")
    request = found.first()
    return _opened_page(request) if request is not None else None


def _own(request: DataRequest, *, key: bytes | None) -> OwnRequest:
    # What was noted down at the desk, or said by an agent, is not their own writing.
    is_own = request.channel == lifecycle.Channel.MY_PAGE and not request.by_agent
    return OwnRequest(
        id=request.id,
        number=request.number,
        kind=request.kind,
        state=request.state,
        received_at=request.received_at,
        due_on=request.due_on,
        decision=request.decision,
        decided_at=request.decided_at,
        by_agent=request.by_agent,
        words=_opened(request, "words", key=key) if is_own else "",
        reasons=_opened(request, "reasons", key=key),
    )


def desk_rows(viewer: Viewer, *, ended: bool = False, page: int = 1) -> Page[RequestRow]:
    """Return a page of the viewer's requests, the first due first; the ended ones apart."""
    found = DataRequest.objects.filter(company_id__in=viewer.company_ids)
    found = found.filter(state__in=lifecycle.ENDS if ended else lifecycle.OPEN)
    ordered = found.order_by("-ended_at" if ended else "due_on", "number")
    shown = page_of(ordered, page)
    return shown.showing([_row(each) for each in shown.rows])


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
            viewer_role=viewer.role_at("privacy"),
            person_id=request.person_id,
            case_id=None,
            purpose="data_request",
            ground="rights",
            now=now,
        )
    return _opened_page(request)


def _opened_page(request: DataRequest) -> RequestPage:
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
        request.decided_at,
        request.by_agent,
        request.company_id,
    )


def _opened(request: DataRequest, column: str, *, key: bytes | None) -> str:
    blob = getattr(request, f"{column}_sealed")
    if blob is None or key is None:
        return ""
    return sealing.open_sealed(key, blob, context=f"privacy.request.{column}:{request.id}")
