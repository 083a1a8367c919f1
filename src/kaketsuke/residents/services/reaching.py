"""A number becomes a registrant's own after the registration: at first sign-in, or from the desk.

What a clerk wrote down may be a stranger's number. So the figures alone open nothing: whoever signs
in with it for the first time also names the person and the room, of which a stranger was never
told; at the desk the clerk has the person before them (2.2).
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import naming
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.people import services as people_services
from kaketsuke.people.models import ContactPoint
from kaketsuke.residents import limits, notices, rosters
from kaketsuke.residents.models import Guardianship, Registration
from kaketsuke.residents.services import changing, roster_lines

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kaketsuke.residents.services.proving import Proof


class CannotProveNumber(Refusal):
    """The figures were sent to another number than the registrant's, or one is proven already."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are, on signing in with a number for the first time."""

    name: str
    room: str

    def __repr__(self) -> str:
        """Keep it out of logs."""
        return "Claim(…)"


def unproven_registrations(at: datetime) -> "QuerySet[Registration]":
    """Return live registrations of whoever has no proven number or address, and no guardian now."""
    proven = ContactPoint.objects.filter(
        person=OuterRef("person"), ended_at=None, proven_at__isnull=False
    )
    guarded = Guardianship.objects.filter(minor=OuterRef("person"), end_reason=None)
    return Registration.objects.filter(~Exists(proven), ~Exists(guarded), valid__contains=at)


def may_enter_first(kind: str, index: bytes, *, at: datetime) -> "QuerySet[Registration]":
    """Return the registrations of whoever gave this number and has not proven any yet.

    Not of who was registered by a guardian: the number on record is the guardian's, who knows name
    and room as well. Grown up, they come to the counter with a document.
    """
    given = ContactPoint.objects.filter(kind=kind, index=index, ended_at=None, proven_at=None)
    return unproven_registrations(at).filter(
        person__contact_points__in=given, guardian__isnull=True
    )


@transaction.atomic
def enter_first(proof: "Proof", claim: Claim, *, now: datetime) -> uuid.UUID | None:
    """Return who is meant by name and room among those who gave the number; it is theirs then.

    Nothing where nobody or more than one is. Raises: TooManyAttempts.
    """
    limits.take("first.number", proof.value, now=now)
    waiting = may_enter_first(proof.kind, proof.index, at=now).filter(
        dwelling__room=naming.room(claim.room)
    )
    found = _named(claim.name, set(waiting.values_list("person_id", flat=True)))
    if len(found) != 1:
        return None
    prove_number(found[0], proof, actor=Actor(ActorRole.RESIDENT, found[0]), now=now)
    return found[0]


def _named(said: str, person_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    given = naming.folded(said)
    names = people_queries.names_of(person_ids)
    return [
        person_id
        for person_id, name in names.items()
        if given and given in {naming.folded(name.full), naming.folded(name.romaji)}
    ]


@transaction.atomic
def prove_at_desk(
    person_id: uuid.UUID,
    proof: "Proof",
    *,
    document_seen: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """Note that a registrant read back to a clerk what was sent to the number on record.

    Only where nothing is proven yet: whoever has an account changes the number themselves, and
    nobody takes it over by telephone. Another number than the one on record takes its place only
    where the clerk has seen the person's document. Raises CannotProveNumber.
    """
    on_record = may_enter_first(proof.kind, proof.index, at=now).filter(person=person_id)
    waiting = unproven_registrations(now).filter(person=person_id) if document_seen else on_record
    if not waiting.exists():
        raise CannotProveNumber(
            _("この番号は、いまは窓口で確かめられません。一覧から開き直してください。")
        )
    wrong = [] if on_record.exists() else people_queries.contact_points_of([person_id])
    prove_number(person_id, proof, actor=actor, now=now)
    for point in wrong:
        if point.kind == proof.kind:
            people_services.end_contact(point.id, now=now)


@transaction.atomic
def prove_number(person_id: uuid.UUID, proof: "Proof", *, actor: Actor, now: datetime) -> None:
    """Note that a person is reached there, and what follows: a home on a roster is proven as well.

    They are told now what could not be said to a number that nobody had proven.
    """
    first = not people_queries.is_reached(person_id)
    people_services.prove_contact(person_id, kind=proof.kind, value=proof.value, now=now)
    guarded = Guardianship.objects.filter(guardian=person_id, end_reason=None)
    for minor_id in guarded.values_list("minor_id", flat=True):
        if minor_id in people_queries.persons_by_contact(proof.kind, proof.value):
            people_services.prove_contact(minor_id, kind=proof.kind, value=proof.value, now=now)
    for each in Registration.objects.filter(person=person_id, valid__contains=now):
        was_pending = each.proof is None
        if was_pending and proof.kind == "phone":
            _prove_by_roster(each, proof, now=now)
        if first:
            _record(each, actor=actor, now=now)
            _tell(each, now=now)
        elif was_pending and _is_proven(each):
            _tell(each, template="registration_confirmed", now=now)


def _prove_by_roster(registration: Registration, proof: "Proof", *, now: datetime) -> None:
    """Whoever the owner named for this home, with the same number and name, lives there (2.2)."""
    name = people_queries.names_of([registration.person_id]).get(registration.person_id)
    if name is None:
        return
    lines = rosters.lines_of_number(registration.dwelling_id, proof.value)
    meant = rosters.of_names(lines, {naming.folded(name.full), naming.folded(name.kana)})
    if meant:
        roster_lines.take_back(meant, now=now)
        beside = Registration.objects.filter(
            guardian=registration.person_id,
            dwelling=registration.dwelling_id,
            valid__contains=now,
        )
        for pk in (registration.pk, *beside.values_list("pk", flat=True)):
            changing.prove(pk, proof="roster", now=now)


def _is_proven(registration: Registration) -> bool:
    registration.refresh_from_db(fields=["proof"])
    return registration.proof is not None


def _tell(registration: Registration, *, template: str = "", now: datetime) -> None:
    usable = _is_proven(registration)
    notices.tell(
        template or ("registered" if usable else "registered_pending"),
        registration.person_id,
        dwelling=party_queries.dwelling_by_id(registration.dwelling_id),
        now=now,
    )


def _record(registration: Registration, *, actor: Actor, now: datetime) -> None:
    audit_services.append(
        "registration",
        registration.pk,
        actor=f"{actor.role}:{actor.id or ''}",
        kind="NumberProven",
        payload={},
        now=now,
    )
