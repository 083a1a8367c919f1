"""The left column of the console: who waits, and how many cases stand where."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.cases.models import ENDED, Case
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake.models import Request
from kaketsuke.notify import queries as notify_queries

SHOWN = 12


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that somebody must go on with."""

    id: uuid.UUID
    state: str
    received_at: datetime
    building: str
    room: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class UrgentCase:
    """A case that a human must act on now."""

    id: uuid.UUID
    number: int
    state: str
    building: str
    room: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything the left column shows."""

    asking: tuple[WaitingRequest, ...]
    call_backs: tuple[WaitingRequest, ...]
    referred: tuple[WaitingRequest, ...]
    urgent: tuple[UrgentCase, ...]
    counts: tuple[tuple[str, int], ...]
    adapter_is_red: bool


# In the order of a case's life; what needs a human is listed above by itself.
ORDER = (
    "unfilled",
    "halted",
    "turned_away",
    "offering",
    "assigned",
    "en_route",
    "arrived",
    "verified",
    "working",
    "opened",
    "settled",
)
WAITING = ("asking", "call_back", "referred")


def queue(viewer: Viewer) -> Queue:
    """Return what waits for the staff of the viewer's companies."""
    requests = list(
        Request.objects.filter(company_id__in=viewer.company_ids, state__in=WAITING)
        .select_related("dwelling__building")
        .order_by("received_at")
    )
    counted = dict(
        Case.objects.filter(company_id__in=viewer.company_ids)
        .exclude(state__in=ENDED)
        .values_list("state")
        .annotate(count=Count("id"))
        .values_list("state", "count")
    )
    return Queue(
        asking=_waiting(requests, "asking", viewer),
        call_backs=_waiting(requests, "call_back", viewer),
        referred=_waiting(requests, "referred", viewer),
        urgent=_urgent(viewer),
        counts=tuple((state, counted[state]) for state in ORDER if state in counted),
        adapter_is_red=notify_queries.failing(),
    )


def _urgent(viewer: Viewer) -> tuple[UrgentCase, ...]:
    cases = (
        Case.objects.filter(company_id__in=viewer.company_ids)
        .exclude(human_needed="")
        .exclude(state__in=ENDED)
        .select_related("dwelling__building")
        .order_by("state_since")[:SHOWN]
    )
    return tuple(
        UrgentCase(
            case.id,
            case.number,
            case.state,
            case.dwelling.building.name,
            case.dwelling.room,
            case.state_since,
        )
        for case in cases
    )


def _waiting(requests: Iterable[Request], state: str, viewer: Viewer) -> tuple[WaitingRequest, ...]:
    return tuple(
        WaitingRequest(
            id=request.id,
            state=request.state,
            received_at=request.received_at,
            building=request.dwelling.building.name if request.dwelling else "",
            room=request.dwelling.room if request.dwelling else "",
            is_mine=request.operator_id == viewer.user_id,
        )
        for request in requests
        if request.state == state
    )


def company_of_number(viewer: Viewer, number: str) -> uuid.UUID:
    """Return the company that a call is taken for until the building is known."""
    found = intake_queries.buildings_by_phone(viewer, number)
    return found[0].company_id if found else min(viewer.company_ids)
