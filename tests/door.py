"""The way of a case to a state, through the services: open it, bind, arrive, check, work."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.dispatch.models import Offer
from kaketsuke.intake import services as intake_services
from kaketsuke.money import services as money_services
from kaketsuke.money import signing
from kaketsuke.onsite import sealed
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.models import CallBack
from kaketsuke.onsite.signatures import Drawn
from kaketsuke.parties.models import Dwelling
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from tests import remembered
from tests.world import LONG_AGO, NOW, World

LICENCE = {
    "kind": "drivers_license",
    "has_photo": True,
    "expired": False,
    "name_matches": True,
    "face_matches": True,
    "address_matches": True,
}
SATO_HERE = {"attendee": {"role": "registrant", "present": True}, "photo_id": LICENCE}


SIGNED = signing.Signed("drawn", "[[[0,0,0],[80,30,9]]]")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def operator(world: World) -> Actor:
    return Actor(ActorRole.OPERATOR, world.operator.pk)


def supervisor(world: World) -> Actor:
    return Actor(ActorRole.SUPERVISOR, world.supervisor.pk)


def request_of(
    world: World,
    *,
    home: Dwelling,
    person: Person,
    now: datetime = NOW,
    cause: str = "card_lost",
    photo_id: str = "in_hand",
) -> uuid.UUID:
    """A registrant calls: everything is asked and stated, nothing decided."""
    actor = operator(world)
    call = intake_services.open_call(None, actor=actor, now=now)
    request = intake_services.start_request(
        call, company_id=world.company.pk, actor=actor, received_at=now, now=now
    )
    intake_services.choose_dwelling(
        request.pk, dwelling_id=home.pk, requester_person_id=person.pk, actor=actor, now=now
    )
    asker = {"role": "resident", "is_registrant": True}
    stated = {"requester": asker, "cause": cause, "photo_id": photo_id}
    intake_services.state_facts(request.pk, facts=stated, actor=actor, now=now)
    intake_services.name_attendant(
        request.pk, attendance="registrant", person_id=person.pk, actor=actor, now=now
    )
    return request.pk


def open_case_for(
    world: World, *, home: Dwelling, person: Person, now: datetime = NOW, cause: str = "card_lost"
) -> Case:
    """A registrant's request is accepted."""
    request_id = request_of(world, home=home, person=person, now=now, cause=cause)
    return case_services.open_case(request_id, actor=operator(world), now=now)


def open_case(world: World, *, now: datetime = NOW, cause: str = "card_lost") -> Case:
    """Sato's request is accepted."""
    return remembered.then(
        f"Sato's case {now} {cause}",
        lambda: open_case_for(world, home=world.home, person=world.sato, now=now, cause=cause),
    )


def open_case_under_leave(world: World, *, now: datetime = NOW) -> Case:
    """Sato's identity document lies inside; a supervisor gives a leave."""
    return remembered.then(f"case under leave {now}", lambda: _open_under_leave(world, now=now))


def _open_under_leave(world: World, *, now: datetime) -> Case:
    request_id = request_of(
        world, home=world.home, person=world.sato, now=now, photo_id="locked_inside"
    )
    intake_services.decide(
        request_id, actor=operator(world), words_told="責任者が確認します。", now=now
    )
    return case_services.allow_request(
        request_id,
        supervisor=supervisor(world),
        reason="登録の電話で本人と確認できた",
        leave=True,
        now=now,
    )


def call_back_code(case: Case) -> str:
    """Return the number that the registered phone was told."""
    with context.as_system():
        row = CallBack.objects.filter(case=case).latest("asked_at")
        assert row.code_sealed is not None
        key = keys.open_key("case", case.pk)
        return sealing.open_sealed(key, row.code_sealed, context=sealed.code(row.pk))


def interim(at: datetime = NOW) -> onsite_services.Interim:
    """A measure for five days."""
    return onsite_services.Interim(
        kind="temporary_lock",
        decided_by="attendant",
        until=(at + timedelta(days=5)).date(),
        note="合鍵は受付に預けた",
    )


def signature() -> Drawn:
    """A signature as a finger draws it."""
    points = [[10.0 + 9 * n, 20.0 + 4 * (n % 7), 16 * n] for n in range(20)]
    return Drawn.read(json.dumps({"strokes": [points]}))


def agreement(approved_by: str = "owner") -> onsite_services.Agreement:
    return onsite_services.Agreement(approved_by=approved_by, drawn=signature())


def first_offer(case: Case, *, now: datetime = NOW) -> Offer:
    """The first to be asked is asked; the wave may have more."""
    out = dispatch_services.start_offers(case.pk, now=now)
    assert out
    return out[0]


class Door:
    """One case and its technician; each step a minute after the one before."""

    def __init__(self, world: World, case: Case, *, now: datetime = NOW) -> None:
        self.world, self.case, self.now = world, case, now
        self.technician = world.mori.pk

    def __getattr__(self, name: str) -> Callable[..., Any]:
        service = getattr(onsite_services, name)

        def press(**facts: Any) -> Any:
            self.now += minutes(1)
            return service(self.case.pk, technician=self.technician, now=self.now, **facts)

        return press

    def wait(self, count: float) -> "Door":
        self.now += minutes(count)
        return self

    @property
    def state(self) -> str:
        return Case.objects.values_list("state", flat=True).get(pk=self.case.pk)

    def accept(self) -> "Door":
        """Bind whoever is asked first."""
        name = f"accepted {self.now}"
        self.technician, self.now = remembered.then(name, self._accept)
        return self

    def _accept(self) -> tuple[uuid.UUID, datetime]:
        offer = first_offer(self.case, now=self.now)
        self.technician = offer.technician_id
        dispatch_services.answer_offer(
            offer.pk, technician=self.technician, accept=True, now=self.now
        )
        return self.technician, self.now

    def at_the_door(self) -> "Door":
        self.accept()
        return self._then("at the door", self._arrive)

    def verified(self) -> "Door":
        self.at_the_door()
        return self._then("verified", self._verify)

    def working(self) -> "Door":
        self.verified()
        return self._then("working", self.begin_work)

    def _then(self, name: str, bring: Callable[[], Any]) -> "Door":
        def brought() -> datetime:
            bring()
            return self.now

        self.now = remembered.then(f"{name} {self.now}", brought)
        return self

    def _arrive(self) -> None:
        self.depart()
        self.arrive(position=(35.695, 139.695))

    def _verify(self) -> None:
        self.answer_check(facts=SATO_HERE, code_word_said=True)

    def next_one_works(self) -> "Door":
        """Whoever is here cannot open; another takes over, comes, checks anew and begins."""
        self.could_not_open(because="other_skill", door_secured=True, other_skill=True)
        offer = first_offer(self.case, now=self.wait(5).now)
        self.technician = offer.technician_id
        dispatch_services.answer_offer(
            offer.pk, technician=self.technician, accept=True, now=self.now
        )
        self._arrive()
        self._verify()
        self.begin_work()
        return self

    def opened(self, **facts: Any) -> "Door":
        self.working()
        self.open_door(**{"method": "non_destructive", "lock_usable": True, **facts})
        return self

    def estimate(self, *lines: tuple[str, int]) -> Any:
        self.now += minutes(1)
        drafts = [money_services.LineDraft(item, quantity) for item, quantity in lines]
        return money_services.make_estimate(
            self.case.pk, drafts, technician=self.technician, now=self.now
        )

    def answer(self, estimate: Any, *, approved: bool = True) -> Any:
        self.now += minutes(1)
        return money_services.answer_estimate(
            estimate.pk,
            approved=approved,
            how="technicians_screen",
            actor=Actor(ActorRole.TECHNICIAN, self.technician),
            signed=SIGNED,
            sheet="paper",
            now=self.now,
        )

    def settle(self, method: str = "none", **facts: Any) -> Any:
        self.now += minutes(1)
        if method in ("card", "code"):
            facts = {"terminal_reference": "A-0001", **facts}
        return money_services.settle(
            self.case.pk, method=method, technician=self.technician, now=self.now, **facts
        )


def price_list(world: World) -> None:
    """Three items, one of each kind."""
    remembered.then("price list", lambda: _price_list(world))


def _price_list(world: World) -> None:
    for code, kind, unit, yen in (
        ("OT", "overtime", "分", 100),
        ("SP-1", "special_work", "回", 5_000),
        ("MAT-1", "material", "個", 3_333),
    ):
        money_services.set_price_item(
            world.company.pk,
            code=code,
            kind=kind,
            name=code,
            name_en=code,
            unit=unit,
            max_unit_yen=yen,
            now=LONG_AGO,
        )
