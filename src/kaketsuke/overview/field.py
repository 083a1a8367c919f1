"""What a technician may know of the one case that is live for them: the door, not its people."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from kaketsuke.accounts import context
from kaketsuke.cases import attendance, timings
from kaketsuke.cases.lifecycle import State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.onsite import calls, clocks, registered_phones
from kaketsuke.onsite import queries as onsite_queries
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.services import OnRecord
from kaketsuke.overview import arrivals, contacts
from kaketsuke.overview.arrivals import Expected
from kaketsuke.parties import naming, premises
from kaketsuke.parties.premises import Premises
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import PersonName
from kaketsuke.rules import site

HALTS = (
    "StopPressed",
    "ObjectionRaised",
    "PayerObjected",
    "HaltedBySupervisor",
    "SafeExit",
    "AskedToRefuse",
)
HALTS_AT_WORK = ("AttendantLeft", "ChecksFailed")
# At 50 of 60 minutes there is still time for an estimate.
WARNS_AT_SECONDS = 10 * 60


@dataclass(frozen=True, slots=True)
class Said:
    """What is said at the door when the checks fail, and the clause it stems from."""

    clause: str
    words: str


@dataclass(frozen=True, slots=True)
class Job:
    """One case as its technician's phone shows it. No name, no number of a person."""

    case_id: UUID
    number: int
    state: str
    outcome: str
    since: datetime
    last_seq: int
    building: str
    address: str
    room: str
    latitude: float
    longitude: float
    entrance_note: str
    premises: Premises
    cause: str
    attendance: str
    company_id: UUID
    company: str
    desk_phone: str
    code_word: str
    requested_by: str
    checks_passed: bool
    check_owed: bool
    leave_stands: bool
    may_begin_under_leave: bool
    free_minutes: int
    approved_minutes: int
    approved_total_yen: int
    halted_by: str
    refused_with: tuple[Said, ...]
    breaking_approvers: tuple[str, ...]
    breaking_agreed: str
    agreement_heard: bool
    photos: int
    has_second: bool
    calls_tried: tuple[datetime, ...]
    clock: clocks.WorkClock
    arrival: Expected | None

    @property
    def waits_until(self) -> datetime:
        """When the waiting time at the door is over (A1.2.1)."""
        return self.since + timings.WAITING

    @property
    def geo(self) -> str:
        """Where the building is, for the phone's own map."""
        return f"geo:{self.latitude:.5f},{self.longitude:.5f}"

    @property
    def warns(self) -> bool:
        """Whether ten free or approved minutes are left, or less."""
        return self.state == State.WORKING and self.clock.seconds_left <= WARNS_AT_SECONDS

    @property
    def is_paused(self) -> bool:
        """Whether work was begun and nobody is at it now."""
        return self.state == State.WORKING and not self.clock.running

    @property
    def minutes_are_up(self) -> bool:
        """Whether every free or approved minute is used."""
        return self.clock.seconds_left == 0


def job(case_id: UUID, *, at: datetime) -> Job:
    """Return the case for the technician bound to it. A constant number of queries."""
    case = Case.objects.select_related("request", "company", "dwelling__building").get(pk=case_id)
    building = case.dwelling.building
    facts = case.request.facts
    return Job(
        case_id=case.id,
        number=case.number,
        state=case.state,
        outcome=case.outcome or "",
        since=case.state_since,
        last_seq=case.last_seq,
        building=building.name,
        address=building.address,
        room=case.dwelling.room,
        latitude=building.latitude,
        longitude=building.longitude,
        entrance_note=building.entrance_note,
        premises=premises.of_dwelling(case.dwelling_id, at=at),
        cause=str(facts.get("cause") or ""),
        attendance=attendance.attendant_of(case).role,
        company_id=case.company_id,
        company=case.company.name,
        desk_phone=contacts.desk_phone(case.request.terms_version_id),
        code_word=case.code_word,
        requested_by=case.requested_by,
        checks_passed=case.checks_passed_at is not None,
        check_owed=case.check_owed,
        leave_stands=case.leave_id is not None,
        may_begin_under_leave=_check_is_owed(case),
        free_minutes=case.free_until_minute,
        approved_minutes=case.approved_minutes,
        approved_total_yen=case.approved_total_yen,
        halted_by=_halted_by(case),
        refused_with=_refused_with(case),
        breaking_approvers=onsite_queries.breaking_approvers(case, at=at),
        breaking_agreed=onsite_queries.breaking_agreed(case.id),
        agreement_heard=onsite_queries.agreement_heard(case, at=at),
        photos=len(onsite_queries.photos_of(case.id)),
        calls_tried=_calls_tried(case, at=at),
        has_second=dispatch_queries.second_of(case.id) is not None,
        clock=onsite_queries.clock(case.id, at=at),
        arrival=arrivals.expected(case.id),
    )


def _calls_tried(case: Case, *, at: datetime) -> tuple[datetime, ...]:
    lead = dispatch_queries.lead_of(case.id) if case.state == State.ARRIVED else None
    if lead is None:
        return ()
    return tuple(calls.tried(case.id, technician=lead.technician_id, until=at))


def _check_is_owed(case: Case) -> bool:
    """Since the arrival an entitled attendant stood there under a leave, the document inside."""
    if case.state != State.ARRIVED or case.leave_id is None:
        return False
    return onsite_queries.owed_check_stands(case)


def _halted_by(case: Case) -> str:
    if case.state != State.HALTED:
        return ""
    halting = Entry.objects.filter(case=case, event__in=(*HALTS, *HALTS_AT_WORK))
    return halting.order_by("-seq").values_list("event", flat=True).first() or ""


def _refused_with(case: Case) -> tuple[Said, ...]:
    if case.state not in (State.TURNED_AWAY, State.HALTED):
        return ()
    failed = Entry.objects.filter(case=case, event="ChecksFailed").order_by("-seq")
    answer = failed.values_list("answer", flat=True).first() or {}
    said = {
        finding["say"]: finding["clause"]
        for finding in reversed(answer.get("findings", ()))
        if finding["effect"] == "declines"
    }
    return tuple(Said(clause, words) for words, clause in said.items())


class Compared(StrEnum):
    """What a typed name is beside those of who may attend."""

    SAME = "same"
    FAMILY_ONLY = "family_only"
    OTHER = "other"


def compare_name(case_id: UUID, *, role: str, typed: str, at: datetime) -> Compared:
    """Return whether a typed name is that of somebody who may attend in that role (A1.2.2).

    The whole name: family at the same address, who never registered, share the first half of it.
    Only this one word leaves: the technician sees no name, and what was typed is not kept.
    """
    wanted = naming.folded(typed)
    with context.as_system():
        case = Case.objects.select_related("request", "dwelling").get(pk=case_id)
        known = people_queries.names_of(attendance.entitled(case, role=role, at=at)).values()
    if wanted and any(wanted in as_written(name) for name in known):
        return Compared.SAME
    families = {naming.folded(each) for name in known for each in _families(name)}
    return Compared.FAMILY_ONLY if wanted and wanted in families else Compared.OTHER


def name_tries_left(case_id: UUID, *, technician_id: UUID) -> int:
    """Return how often the technician may still try a name at this door (A1.2.2)."""
    case = Case.objects.get(pk=case_id)
    return onsite_queries.name_tries_left(case, technician=technician_id)


def _families(name: PersonName) -> Iterator[str]:
    yield name.family
    for written in (name.kana, name.romaji):
        yield from written.split()[:1]


def has_digits_in_a_row(text: str) -> bool:
    """Return whether somebody is writing down a number, whatever its width."""
    folded = [each.isdecimal() for each in unicodedata.normalize("NFKC", text)]
    return any(first and second for first, second in pairwise(folded))


def attendants_gone(case_id: UUID, *, role: str, since: datetime, at: datetime) -> bool:
    """Return whether somebody who might attend in a role then may not any more.

    A phone without a signal knows the names of when it last had one: of whom it found the name is
    not told here, so its word is good only where nobody has left in between (A1.2.1).
    """
    with context.as_system():
        case = Case.objects.select_related("request", "dwelling").get(pk=case_id)
        before = attendance.entitled(case, role=role, at=since)
        return not set(before) <= set(attendance.entitled(case, role=role, at=at))


def as_written(name: PersonName) -> set[str]:
    """Return the name as it may stand on a document: characters, reading, Latin letters."""
    latin = name.romaji.split()
    written = (name.full, name.kana, name.romaji, " ".join([*latin[1:], *latin[:1]]))
    return {naming.folded(each) for each in written if each}


def judge(case_id: UUID, *, seen: dict[str, Any], at: datetime) -> site.SiteAnswer:
    """Return what the written service says to what was seen so far; nothing is kept (A1.2)."""
    case = Case.objects.select_related("request").get(pk=case_id)
    return onsite_services.judge(case, facts=seen, at=at)


def on_record(case_id: UUID, *, opened: bool, at: datetime) -> OnRecord:
    """Return what the record adds to what is seen; with the door open a leave is used up."""
    case = Case.objects.select_related("request").get(pk=case_id)
    found = onsite_services.on_record(case, at=at)
    return replace(found, leave_for="") if opened else found


def call_back_confirmed(case_id: UUID) -> bool:
    """Return whether the registered phone was reached for this check (A1.2)."""
    return onsite_queries.call_back_confirmed(Case.objects.get(pk=case_id))


def registered_phone_answers(case_id: UUID) -> bool:
    """Return whether a proven phone of the attendant can be told a number (A1.2)."""
    case = Case.objects.select_related("request").get(pk=case_id)
    return not registered_phones.why_none_answers(case)


def was_bound(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether the technician was the last one who led a case, also when it is over."""
    last = dispatch_queries.last_lead_of(case_id)
    return last is not None and last.technician_id == technician_id


def has_led(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether the technician leads a case or led it at some time."""
    return dispatch_queries.was_lead(case_id, technician_id=technician_id)


def has_helped(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether the technician helps or helped the lead of a case."""
    return dispatch_queries.was_second(case_id, technician_id=technician_id)


def bound_since(case_id: UUID) -> datetime | None:
    """Return since when the technician of a case is bound to it."""
    return dispatch_queries.visit_begun(case_id)


def is_bound(case_id: UUID, *, technician_id: UUID) -> bool:
    """Return whether the technician is bound to a case now."""
    lead = dispatch_queries.lead_of(case_id)
    return lead is not None and lead.technician_id == technician_id
