"""One request as the desk sees it: what was said, what the record says, and who may attend."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.cases.models import ENDED, Case
from kaketsuke.intake import queries as intake_queries
from kaketsuke.intake.lifecycle import State
from kaketsuke.intake.models import Request
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import Mandate, Owner
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import PersonName
from kaketsuke.residents import queries as resident_queries

# A caller waits for an answer, on the line or to be called back.
IN_HAND = (State.ASKING, State.REFERRED, State.CALL_BACK)


@dataclass(frozen=True, slots=True)
class Home:
    """The door in question."""

    dwelling_id: uuid.UUID
    building_id: uuid.UUID
    building: str
    room: str
    address: str


@dataclass(frozen=True, slots=True)
class CaseReference:
    """A case as a link names it."""

    id: uuid.UUID
    number: int


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """An owner or management company as the desk may name it."""

    id: uuid.UUID
    name: str
    phone: str
    is_corporation: bool


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody entitled to stand at the door, in which role (A1.2.1)."""

    role: str  # registrant, owner, owner_agent
    person_id: uuid.UUID | None
    owner_id: uuid.UUID | None
    name: str
    is_caller: bool

    @property
    def value(self) -> str:
        """Return the choice as a form sends it."""
        return f"{self.role}:{self.person_id or ''}:{self.owner_id or ''}"


@dataclass(frozen=True, slots=True)
class Interview:
    """Everything the page of a request shows."""

    request: Request
    number: str
    call_back_number: str
    home: Home | None
    caller_name: str
    attendants: tuple[Attendant, ...]
    owners: tuple[OwnerLine, ...]
    case: CaseReference | None
    open_case: CaseReference | None
    entries: tuple[intake_queries.RequestLine, ...]
    people: frozenset[uuid.UUID]

    @property
    def stated(self) -> dict[str, Any]:
        """Return what people said, by dotted path."""
        said: dict[str, Any] = self.request.stated
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """Return what is known, in the vocabulary of the decision."""
        known: dict[str, Any] = self.request.facts
        return known

    @property
    def answer(self) -> dict[str, Any]:
        """Return what the rules say to it."""
        return self.request.answer or {}


def interview(viewer: Viewer, request_id: uuid.UUID, *, now: datetime) -> Interview | None:
    """Return the request where the viewer may see it, with who may attend by what is known now."""
    request = (
        Request.objects.filter(pk=request_id, company_id__in=viewer.company_ids)
        .select_related("dwelling__building", "call")
        .first()
    )
    if request is None:
        return None
    sides = _sides(request, at=request.received_at, confirmed_before=now)
    names = people_queries.names_of(sides.people(request))
    own, blocking = _cases(request)
    caller = names.get(request.requester_person_id) if request.requester_person_id else None
    return Interview(
        request=request,
        number=intake_queries.number_of(request),
        call_back_number=intake_queries.callback_number_of(request),
        home=_home(request),
        caller_name=caller.full if caller else _owner_name(request, sides.owners, names),
        attendants=_caller_first(_attendants(request, sides, names)),
        owners=tuple(_owner_lines(sides.owners, names)),
        case=own,
        open_case=blocking,
        entries=tuple(intake_queries.request_timeline(request.id)),
        people=frozenset(names),
    )


def record_shown(found: Interview, *, viewer: Viewer, now: datetime) -> None:
    """Record whose names the page of a request showed to whom (4.8).

    While the caller is being answered the call is the ground; who opens the page afterwards, where
    no case came of it, has none.
    """
    audit_services.record_accesses(
        found.people,
        viewer_id=viewer.user_id,
        viewer_role=viewer.role_at("operator"),
        case_id=found.case.id if found.case else None,
        purpose="call",
        ground="call" if found.request.state in IN_HAND else "afterwards",
        now=now,
    )


def attendants(request: Request, *, at: datetime) -> tuple[Attendant, ...]:
    """Return who may stand at the door at a moment, by the record (A1.2.1)."""
    sides = _sides(request, at=at)
    names = people_queries.names_of(sides.people(request))
    return _caller_first(_attendants(request, sides, names))


def _home(request: Request) -> Home | None:
    if request.dwelling is None:
        return None
    building = request.dwelling.building
    return Home(
        request.dwelling.id, building.id, building.name, request.dwelling.room, building.address
    )


def _cases(request: Request) -> tuple[CaseReference | None, CaseReference | None]:
    own = blocking = None
    found = Case.objects.filter(request=request)
    if request.dwelling:
        found |= Case.objects.filter(dwelling=request.dwelling).exclude(state__in=ENDED)
    for case in found:
        if case.request_id == request.id:
            own = CaseReference(case.id, case.number)
        else:
            blocking = CaseReference(case.id, case.number)
    return own, blocking


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who lives behind the door, who owns the building, and who may speak for an owner."""

    registrants: tuple[uuid.UUID, ...] = ()
    owners: tuple[Owner, ...] = ()
    mandates: tuple[tuple[uuid.UUID, uuid.UUID], ...] = ()

    def people(self, request: Request) -> set[uuid.UUID]:
        """Return everybody whose name the page may have to show."""
        found = {*self.registrants, *(person_id for _, person_id in self.mandates)}
        found |= {owner.person_id for owner in self.owners if owner.person_id}
        return found | ({request.requester_person_id} if request.requester_person_id else set())


def _sides(request: Request, *, at: datetime, confirmed_before: datetime | None = None) -> _Sides:
    if request.dwelling is None:
        return _Sides()
    owners = tuple(party_queries.owners_of(request.dwelling.building_id, at))
    registrants = resident_queries.live_registrants(
        request.dwelling.id, at, confirmed_before=confirmed_before
    )
    mandates = Mandate.objects.filter(owner__in=owners, valid__contains=at).order_by("id")
    return _Sides(
        tuple(each.person_id for each in registrants),
        owners,
        tuple(mandates.values_list("owner_id", "person_id")),
    )


def _attendants(
    request: Request, sides: _Sides, names: dict[uuid.UUID, PersonName]
) -> Iterable[Attendant]:
    asks, owner = request.requester_person_id, request.requester_owner_id
    for person_id in sides.registrants:
        yield Attendant("registrant", person_id, None, _full(names, person_id), person_id == asks)
    for line in _owner_lines(sides.owners, names):
        is_caller = line.id == owner and request.stated.get("requester.role") == "owner"
        yield Attendant("owner", None, line.id, line.name, is_caller)
    for owner_id, person_id in sides.mandates:
        is_caller = owner_id == owner and person_id == asks
        yield Attendant("owner_agent", person_id, owner_id, _full(names, person_id), is_caller)


def _caller_first(found: Iterable[Attendant]) -> tuple[Attendant, ...]:
    """Who calls stands at the door as a rule, and so has the first key."""
    return tuple(sorted(found, key=lambda each: not each.is_caller))


def _full(names: dict[uuid.UUID, PersonName], person_id: uuid.UUID) -> str:
    return names[person_id].full if person_id in names else ""


def _owner_lines(
    owners: Iterable[Owner], names: dict[uuid.UUID, PersonName]
) -> Iterable[OwnerLine]:
    for owner in owners:
        natural = names.get(owner.person_id) if owner.person_id else None
        name = owner.legal_name or (natural.full if natural else "")
        yield OwnerLine(owner.id, name, owner.phone_display, owner.legal_person)


def _owner_name(
    request: Request, owners: Iterable[Owner], names: dict[uuid.UUID, PersonName]
) -> str:
    lines = _owner_lines(owners, names)
    return next((line.name for line in lines if line.id == request.requester_owner_id), "")
