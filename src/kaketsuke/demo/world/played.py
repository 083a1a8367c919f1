"""One past call, played step by step through the services, each step at its own past moment."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.demo.world import names
from kaketsuke.demo.world.ground import World
from kaketsuke.dispatch import notices as dispatch_notices
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.models import Assignment
from kaketsuke.intake import services as intake_services
from kaketsuke.network.models import Technician
from kaketsuke.onsite import services as onsite_services
from kaketsuke.parties.models import Dwelling

RESIDENT_FACTS: Mapping[str, Any] = {
    "danger_to_life": False,
    "cause": "lock_fault",
    "requester": {"role": "resident", "is_registrant": True},
    "target": {"is_own_home": True},
    "attendance": "registrant",
    "photo_id": "in_hand",
}
LICENCE: Mapping[str, Any] = {
    "kind": "drivers_license",
    "has_photo": True,
    "expired": False,
    "name_matches": True,
    "face_matches": True,
    "address_matches": True,
}


@dataclass
class Played:
    """A call in the making: what moment it is, and which request and case it became."""

    world: World
    at: datetime
    home: Dwelling
    person_id: uuid.UUID
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    case_id: uuid.UUID = field(default_factory=uuid.uuid4)
    technician_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def operator(self) -> Actor:
        """Return who takes the call."""
        return Actor(ActorRole.OPERATOR, self.world.users["operator"])

    @property
    def supervisor(self) -> Actor:
        """Return who decides what the rules refer."""
        return Actor(ActorRole.SUPERVISOR, self.world.users["supervisor"])

    @property
    def technician(self) -> Actor:
        """Return who was sent."""
        return Actor(ActorRole.TECHNICIAN, self.technician_id)

    @property
    def resident(self) -> Actor:
        """Return who lives there."""
        return Actor(ActorRole.RESIDENT, self.person_id)

    def wait(self, minutes: float) -> datetime:
        """Let time pass and return the moment."""
        self.at += timedelta(minutes=minutes)
        return self.at

    def call(
        self,
        *,
        requester_person_id: uuid.UUID | None = None,
        requester_owner_id: uuid.UUID | None = None,
        note: str = "",
        **facts: Any,
    ) -> None:
        """Take the call and ask; facts not given are those of an ordinary lock-out."""
        call = intake_services.open_call(
            names.phone(9000 + self.world.rng.randint(0, 99)), actor=self.operator, now=self.at
        )
        self.request_id = intake_services.start_request(
            call,
            company_id=self.home.building.company_id,
            actor=self.operator,
            received_at=self.at,
            now=self.at,
        ).id
        person_id = requester_person_id or (None if requester_owner_id else self.person_id)
        intake_services.choose_dwelling(
            self.request_id,
            dwelling_id=self.home.id,
            requester_person_id=person_id,
            requester_owner_id=requester_owner_id,
            actor=self.operator,
            now=self.wait(0.5),
        )
        self.state({**RESIDENT_FACTS, **facts}, note=note)
        intake_services.end_call(call.id, now=self.wait(0.5))

    def state(self, facts: Mapping[str, Any], *, note: str = "") -> None:
        """State facts; None takes one out."""
        intake_services.state_facts(
            self.request_id, facts=facts, note=note, actor=self.operator, now=self.wait(1)
        )

    def decide(self, words: str) -> None:
        """Refer or decline as the rules say, with the words told."""
        intake_services.decide(
            self.request_id, actor=self.operator, now=self.wait(0.5), words_told=words
        )

    def open_case(self, *, temporary_number: str | None = None) -> None:
        """Accept by the rules and open the case."""
        case = case_services.open_case(
            self.request_id,
            actor=self.operator,
            now=self.wait(0.5),
            temporary_number=temporary_number,
            chance=self.world.rng,
        )
        self.case_id = case.id

    def dispatch(self, *, passes: int = 0) -> None:
        """Offer the case; so many technicians pass before one accepts."""
        for number in range(passes + 1):
            out = dispatch_services.start_offers(self.case_id, now=self.wait(0.05))
            if not out:
                raise LookupError("Nobody is on shift for a played case.")
            offer = out[0]
            accept = number == passes
            self.technician_id = offer.technician_id
            dispatch_services.answer_offer(
                offer.id,
                technician=offer.technician_id,
                accept=accept,
                reason="" if accept else "too_far",
                now=self.wait(0.1),
            )
        dispatch_services.withdraw_offers(self.case_id, now=self.at)
        dispatch_notices.technician_on_the_way(self.case_id, now=self.at)

    def go(self) -> None:
        """Set out and arrive."""
        where = (self.home.building.latitude, self.home.building.longitude)
        who = Technician.objects.get(pk=self.technician_id)
        onsite_services.depart(
            self.case_id,
            technician=self.technician_id,
            position=(who.home_latitude, who.home_longitude),
            now=self.wait(3),
        )
        onsite_services.arrive(
            self.case_id,
            technician=self.technician_id,
            position=where,
            now=self.wait(self.world.rng.randint(12, 28)),
        )

    def check(self, *, call_back: bool = False, role: str = "registrant", **id_: Any) -> None:
        """Check who stands there; facts not given are those of a driver's licence that fits."""
        document = {**LICENCE, **id_}
        if role != "registrant":
            document.pop("address_matches")
        if document["kind"] in ("locked_inside", "none"):
            document = {"kind": document["kind"]}
        if call_back:
            onsite_services.confirm_call_back(self.case_id, actor=self.supervisor, now=self.wait(2))
        onsite_services.answer_check(
            self.case_id,
            facts={"attendee": {"role": role, "present": True}, "photo_id": document},
            code_word_said=True,
            technician=self.technician_id,
            now=self.wait(3),
        )

    def begin(self) -> None:
        """Begin the work."""
        onsite_services.begin_work(self.case_id, technician=self.technician_id, now=self.wait(1))

    def open_door(self, *, after: float = 17, lock_usable: bool = True) -> None:
        """Open the door without breaking anything."""
        onsite_services.open_door(
            self.case_id,
            method="non_destructive",
            lock_usable=lock_usable,
            if_unusable="" if lock_usable else "interim",
            interim=None if lock_usable else self._until_exchanged(after),
            technician=self.technician_id,
            now=self.wait(after),
        )

    def _until_exchanged(self, after: float) -> onsite_services.Interim:
        until = self.at + timedelta(minutes=after, days=5)
        return onsite_services.Interim(
            kind="temporary_lock", decided_by="attendant", until=timezone.localdate(until)
        )

    def at_work(self) -> None:
        """Take an ordinary call as far as the work."""
        self.call()
        self.open_case()
        self.dispatch()
        self.go()
        self.check()
        self.begin()

    def let_go(self) -> None:
        """Free who was sent, once the case has ended."""
        dispatch_services.withdraw_offers(self.case_id, now=self.at)
        bound = Assignment.objects.filter(case=self.case_id, released_at=None)
        if bound.exists():
            dispatch_services.end(self.case_id, now=self.at)
