"""The page of one case for the desk: one read, a constant number of queries, access recorded."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.cases import attendance, lifecycle
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import ENDED, Case, FollowUp
from kaketsuke.cases.queries import TimelineLine
from kaketsuke.cases.services.advance import role_in
from kaketsuke.cases.services.notices import contact_of_requester
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.dispatch.queries import Bound, OfferCard
from kaketsuke.money import payers
from kaketsuke.network import queries as network_queries
from kaketsuke.network.queries import TechnicianCard
from kaketsuke.notify import queries as notify_queries
from kaketsuke.notify.queries import ShownMessage
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the desk sees of a case."""

    case: Case
    building: str
    room: str
    address: str
    entrance_note: str
    requester_name: str
    attendant_name: str
    temporary_number: str
    entries: tuple[TimelineLine, ...]
    offers: tuple[OfferCard, ...]
    lead: Bound | None
    second: Bound | None
    second_called: bool
    technicians: dict[uuid.UUID, TechnicianCard]
    work_seconds: int
    work_is_running: bool
    messages: tuple[ShownMessage, ...]
    follow_ups: tuple[FollowUp, ...]
    allowed: tuple[Event, ...]
    payer_contact: str

    @property
    def is_over(self) -> bool:
        """Return whether the case has ended."""
        return self.case.state in ENDED

    @property
    def owner_notice_waits(self) -> bool:
        """Return whether the first offer waits until the registrants were told (2.1)."""
        return (
            self.case.requested_by == "owner"
            and self.case.state == "offering"
            and not any(entry.event == "OwnerNoticeSettled" for entry in self.entries)
        )


def case_page(viewer: Viewer, case_id: uuid.UUID, *, now: datetime) -> CasePage | None:
    """Return the case where the viewer's company holds it; whose data was looked at is recorded."""
    case = (
        Case.objects.filter(pk=case_id, company_id__in=viewer.company_ids)
        .select_related("request", "dwelling__building")
        .first()
    )
    if case is None:
        return None
    lead = dispatch_queries.last_lead_of(case.id)
    second = dispatch_queries.second_of(case.id)
    offers = tuple(dispatch_queries.offers_of(case.id))
    clock = onsite_queries.clock(case.id, at=now)
    _record_access(case, viewer=viewer, now=now)
    names = _names(case)
    entries = tuple(reversed(case_queries.timeline(case.id)))
    allowed = _allowed(case, entries, viewer)
    return CasePage(
        case=case,
        building=case.dwelling.building.name,
        room=case.dwelling.room,
        address=case.dwelling.building.address,
        entrance_note=case.dwelling.building.entrance_note,
        requester_name=names[0],
        attendant_name=names[1],
        temporary_number=case_queries.temporary_number_of(case),
        entries=entries,
        offers=offers,
        lead=lead,
        second=second,
        second_called=second is None and dispatch_queries.second_is_called(case),
        technicians=network_queries.technician_cards(_technicians(offers, lead, second)),
        work_seconds=clock.seconds,
        work_is_running=clock.running,
        messages=tuple(notify_queries.about("case", [case.id])),
        follow_ups=tuple(case.follow_ups.order_by("pk")),
        allowed=allowed,
        payer_contact=_payer_contact(case) if Event.PAYER_HEARD in allowed else "",
    )


def _payer_contact(case: Case) -> str:
    """Return where the payer is reached, for whoever is to speak with them."""
    point = contact_of_requester(case, payers.person_of(case))
    return point.display if point else ""


def _allowed(case: Case, entries: tuple[TimelineLine, ...], viewer: Viewer) -> tuple[Event, ...]:
    """Return what the viewer may do; what waits for the payer's word is offered after it."""
    every = lifecycle.allowed_events(case.state, role_in(case, viewer.actor))
    not_now = {Event.RESUMED if case.payer_objected else Event.PAYER_HEARD}
    if case.payer_objected or not any(entry.event in _WORDS for entry in entries):
        not_now.add(Event.PAYER_OBJECTED)
    return tuple(event for event in every if event not in not_now)


# What somebody may say that they never agreed to.
_WORDS = ("EstimateApproved", "BreakingAgreed")


def _technicians(offers: tuple[OfferCard, ...], *bound: Bound | None) -> set[uuid.UUID]:
    found = {offer.technician_id for offer in offers}
    return found | {each.technician_id for each in bound if each}


def _names(case: Case) -> tuple[str, str]:
    """Return who asked and who attends: persons by their names, firms by theirs."""
    request, attendant = case.request, attendance.attendant_of(case)
    people = {request.requester_person_id, attendant.person_id} - {None}
    names = people_queries.names_of([each for each in people if each])
    owners = {
        owner_id: party_queries.owner(owner_id).legal_name
        for owner_id in {request.requester_owner_id, attendant.owner_id}
        if owner_id is not None
    }

    def name(person_id: uuid.UUID | None, owner_id: uuid.UUID | None) -> str:
        parts = [owners.get(owner_id, "") if owner_id else ""]
        if person_id in names and person_id is not None:
            parts.append(names[person_id].full)
        return " ".join(part for part in parts if part)

    return (
        name(request.requester_person_id, request.requester_owner_id),
        name(attendant.person_id, attendant.owner_id),
    )


def _record_access(case: Case, *, viewer: Viewer, now: datetime) -> None:
    attendant = attendance.attendant_of(case)
    people = {case.request.requester_person_id, attendant.person_id} - {None}
    for person_id in sorted(each for each in people if each is not None):
        audit_services.record_access(
            viewer_id=viewer.user_id,
            viewer_role=viewer.role_at(),
            person_id=person_id,
            case_id=case.id,
            purpose="case_page",
            ground="desk",
            now=now,
        )
