"""Version 1: decisions of the written service, the board, a case; rights as for the pages."""

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Body, NinjaAPI, Schema, Status
from ninja.security import SessionAuth

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.refusals import Refusal
from kaketsuke.overview import board as board_overview
from kaketsuke.overview import case_page as case_overview
from kaketsuke.rules import questions
from kaketsuke.rules.facts import MalformedFacts

STAFF = ("operator", "supervisor", "office", "auditor")


class Seen(HttpRequest):
    """A request as the viewer's middleware hands it on."""

    viewer: Viewer
    now: datetime


api = NinjaAPI(
    title="Kaketsuke",
    version="1",
    description="The same decisions, cases and sentences as the pages.",
    auth=SessionAuth(csrf=True),
    docs_url=None,
    urls_namespace="api-v1",
)


class Problem(Schema):
    """What could not be done, in a sentence a person can act on."""

    error: str


class Row(Schema):
    """A line of the board."""

    id: UUID
    number: str
    state: str
    outcome: str
    building: str
    room: str
    state_since: datetime
    is_late: bool


class Entry(Schema):
    """A line of a case's timeline."""

    event: str
    state: str
    event_at: datetime
    entered_at: datetime
    actor_role: str
    clauses: list[str]


class CaseOut(Schema):
    """A case as the desk may hand it on: no names, no words that people typed."""

    id: UUID
    number: str
    state: str
    outcome: str | None
    building: str
    room: str
    work_seconds: int
    allowed_events: list[str]
    entries: list[Entry]


def _staff(request: HttpRequest) -> Seen:
    seen = cast(Seen, request)
    if not seen.viewer.has(*STAFF):
        raise PermissionDenied
    return seen


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> Any:
    """Answer 409 with the sentence that the page would show."""
    return api.create_response(request, {"error": str(refusal.sentence)}, status=409)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, _denied: PermissionDenied) -> Any:
    """Answer 403 where the account may not."""
    return api.create_response(request, {"error": "This account may not do that."}, status=403)


@api.post("/decide/{question}", response={200: dict[str, Any], 422: Problem})
def decide(
    request: HttpRequest,
    question: Literal["request", "site", "charge", "damage"],
    facts: Body[dict[str, Any]],
) -> Any:
    """Answer a question of the written service; the same as the command of that name."""
    _staff(request)
    try:
        return Status(200, questions.answer(question, facts))
    except MalformedFacts as fault:
        return Status(422, Problem(error=str(fault)))


@api.get("/board", response=list[Row])
def board(request: HttpRequest) -> Any:
    """Return the live cases of the account's companies, urgent first."""
    seen = _staff(request)
    return [
        Row(
            id=row.id,
            number=f"K-{row.number}",
            state=row.state,
            outcome=row.outcome,
            building=row.building,
            room=row.room,
            state_since=row.state_since,
            is_late=row.is_late,
        )
        for row in board_overview.board(seen.viewer, now=seen.now).rows
    ]


@api.get("/cases/{case_id}", response=CaseOut)
def case(request: HttpRequest, case_id: UUID) -> Any:
    """Return one case of the account's companies with its timeline; the look is recorded."""
    seen = _staff(request)
    page = case_overview.case_page(seen.viewer, case_id, now=seen.now)
    if page is None:
        raise Http404
    return CaseOut(
        id=page.case.id,
        number=f"K-{page.case.number}",
        state=page.case.state,
        outcome=page.case.outcome,
        building=page.building,
        room=page.room,
        work_seconds=page.work_seconds,
        allowed_events=[event.value for event in page.allowed],
        entries=[
            Entry(
                event=entry.event,
                state=entry.state,
                event_at=entry.event_at,
                entered_at=entry.entered_at,
                actor_role=entry.actor_role,
                clauses=list(entry.clauses),
            )
            for entry in page.entries
        ],
    )
