"""What the people of `tests.world` do, told through the services: a call, a request, a case."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kaketsuke.accounts.models import User
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Flag, Request
from kaketsuke.network.models import Technician
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.importing import uploading
from kaketsuke.residents.models import RosterUpload
from tests import remembered
from tests.world import NOW, SATO_PHONE, World

ASKED_BY_HERSELF = {
    "danger_to_life": False,
    "cause": "card_lost",
    "requester.role": "resident",
    "requester.is_registrant": True,
    "attendance": "registrant",
    "photo_id": "in_hand",
}


def operator(world: World) -> Actor:
    return Actor(ActorRole.OPERATOR, world.operator.pk)


def supervisor(world: World) -> Actor:
    return Actor(ActorRole.SUPERVISOR, world.supervisor.pk)


def colleague(user: User) -> Actor:
    return Actor(ActorRole.SUPERVISOR, user.pk)


def technician(who: Technician) -> Actor:
    return Actor(ActorRole.TECHNICIAN, who.pk)


def resident(person_id: UUID) -> Actor:
    return Actor(ActorRole.RESIDENT, person_id)


def sato_calls(
    world: World,
    *,
    now: datetime = NOW,
    facts: Mapping[str, Any] | None = None,
    number: str = SATO_PHONE,
) -> Request:
    """Sato calls about her own door; `facts` say otherwise what she says otherwise."""
    actor = operator(world)
    call = intake_services.open_call(number, actor=actor, now=now)
    request = intake_services.start_request(
        call, company_id=world.company.pk, actor=actor, received_at=now, now=now
    )
    intake_services.choose_dwelling(
        request.id,
        dwelling_id=world.home.pk,
        requester_person_id=world.sato.pk,
        actor=actor,
        now=now,
    )
    said = {**ASKED_BY_HERSELF, **(facts or {})}
    intake_services.state_facts(request.id, facts=said, actor=actor, now=now)
    return Request.objects.get(pk=request.id)


def owner_calls(world: World, *, now: datetime = NOW, agent: UUID, **facts: Any) -> Request:
    """The owner's agent asks for the door of 203 and will attend."""
    actor = operator(world)
    request = intake_services.start_request(
        None, company_id=world.company.pk, actor=actor, received_at=now, now=now
    )
    intake_services.choose_dwelling(
        request.id,
        dwelling_id=world.home.pk,
        requester_person_id=agent,
        requester_owner_id=world.owner.pk,
        actor=actor,
        now=now,
    )
    said = {
        "cause": "lock_fault",
        "requester.role": "owner_agent",
        "attendance": "owner_agent",
        "photo_id": "in_hand",
        **facts,
    }
    intake_services.state_facts(request.id, facts=said, actor=actor, now=now)
    intake_services.note_owner_reason(request.id, reason="水漏れの確認", actor=actor, now=now)
    return Request.objects.get(pk=request.id)


def sato_is_helped(world: World, *, now: datetime = NOW, **facts: Any) -> Case:
    """Sato calls and her case is opened."""
    name = f"Sato is helped {now} {facts}"
    return remembered.then(name, lambda: _sato_is_helped(world, now=now, facts=facts))


def _sato_is_helped(world: World, *, now: datetime, facts: Mapping[str, Any]) -> Case:
    request = sato_calls(world, now=now, facts=facts)
    return case_services.open_case(request.id, actor=operator(world), now=now)


def a_roster_is_sent_and_the_contract_ends(world: World, *, now: datetime = NOW) -> None:
    """The owner's file waits to be looked at; the end of the contract waits to be told."""
    uploading.upload(
        world.building.pk, b"x", language="ja", uploaded_by_id=world.operator.pk, now=now
    )
    resident_services.end_cover(
        world.cover.pk,
        at=now + timedelta(days=9),
        document_reference="R-1",
        recorded_by_id=None,
        now=now,
    )


def recorded(world: World, ground: str = "4.7.9", **otherwise: Any) -> Flag:
    """The supervisor keeps a record of Sato's conduct, or of whoever is named."""
    said = {
        "company_id": world.company.pk,
        "facts": "事実",
        "set_by_id": world.supervisor.pk,
        "review_on": NOW.date(),
        "person_id": world.sato.pk,
    }
    return intake_services.record_flag(ground, **{"now": NOW, **said, **otherwise})


def rosters_are_worked_off(*, now: datetime = NOW) -> None:
    """Do what the worker does with files that wait: read them, and commit what was confirmed."""
    for each in RosterUpload.objects.filter(state="waiting"):
        uploading.read(each.pk, now=now)
    for each in RosterUpload.objects.filter(state="committing"):
        uploading.commit(each.pk, now=now)
