"""What becomes of a registration: the home is proven, the owner confirms, it ends, consent renews.

A registration is never passed on to another person or another home (4.5): moving is a new
registration, and so is a new person.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import SYSTEM, Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import queries as party_queries
from kaketsuke.residents import notices
from kaketsuke.residents.models import Presentation, Registration
from kaketsuke.residents.services import guarding, registering


class CannotEndRegistration(Refusal):
    """The registration has ended already."""


class CannotConfirm(Refusal):
    """The registration has ended, or nobody says who confirmed."""


@transaction.atomic
def prove(registration_id: uuid.UUID, *, proof: str, now: datetime) -> Registration:
    """Record how it was proven that the person lives there; from now on the service is usable."""
    registration = Registration.objects.select_for_update().get(pk=registration_id)
    if registration.proof is None:
        registration.proof = proof
        registration.usable_from = now
        registration.save(update_fields=["proof", "usable_from"])
    return registration


@transaction.atomic
def confirm_by_owner(registration_id: uuid.UUID, *, actor: Actor, now: datetime) -> Registration:
    """Record the owner's word that the registrant lives there (2.2).

    It makes the service usable, also for a call that had begun before the registration. Doing it
    twice changes nothing. Raises CannotConfirm.
    """
    registration = Registration.objects.select_for_update().get(pk=registration_id)
    if registration.valid.upper is not None or actor.id is None:
        raise CannotConfirm(_("この登録はすでに終わっているため、確認を記録できません。"))
    if registration.owner_confirmed_at is not None:
        return registration
    was_pending = registration.proof is None
    if was_pending:
        registration.proof, registration.usable_from = "owner", now
    registration.owner_confirmed_at, registration.owner_confirmed_by_id = now, actor.id
    registration.save(
        update_fields=["proof", "usable_from", "owner_confirmed_at", "owner_confirmed_by_id"]
    )
    _record(registration, actor=actor, kind="ConfirmedByOwner", now=now)
    if was_pending:
        _tell("registration_confirmed", registration, now=now)
    return registration


@transaction.atomic
def renew_consent(
    person_id: uuid.UUID,
    *,
    presentation: Presentation,
    lines: tuple[str, ...],
    policy_version: str,
    now: datetime,
) -> None:
    """Take the consents to a newer version; what was consented before stays as it was said (F).

    Raises CannotConsent, CannotRegister where a line is missing.
    """
    if set(lines) != set(registering.LINES):
        raise registering.CannotRegister(registering.ALL_THREE)
    registering.consent(
        person_id,
        presentation=presentation,
        lines=lines,
        policy_version=policy_version,
        now=now,
    )


def move_out(registration_id: uuid.UUID, *, actor: Actor = SYSTEM, now: datetime) -> Registration:
    """End a registration because the registrant moved out. Raises CannotEndRegistration."""
    return _end(registration_id, reason="moved_out", actor=actor, now=now)


def withdraw(registration_id: uuid.UUID, *, actor: Actor = SYSTEM, now: datetime) -> Registration:
    """End a registration because the registrant left the service. Raises CannotEndRegistration."""
    return _end(registration_id, reason="withdrawn", actor=actor, now=now)


@transaction.atomic
def _end(registration_id: uuid.UUID, *, reason: str, actor: Actor, now: datetime) -> Registration:
    registration = Registration.objects.select_for_update().get(pk=registration_id)
    begun, ended = registration.valid.lower, registration.valid.upper
    if ended is not None or now <= begun:
        raise CannotEndRegistration(_("この登録は、すでに終わっているか、まだ始まっていません。"))
    registration.valid = DateTimeTZRange(begun, now)
    registration.end_reason = reason
    registration.save(update_fields=["valid", "end_reason"])
    _record(registration, actor=actor, kind="Ended", now=now)
    guarding.follow_end(registration, actor=actor, now=now)
    _tell("registration_ended", registration, now=now)
    return registration


def _tell(template: str, registration: Registration, *, now: datetime) -> None:
    dwelling = party_queries.dwelling_by_id(registration.dwelling_id)
    notices.tell(template, registration.person_id, dwelling=dwelling, now=now)


def _record(registration: Registration, *, actor: Actor, kind: str, now: datetime) -> None:
    audit_services.append(
        "registration",
        registration.pk,
        actor=f"{actor.role}:{actor.id or ''}",
        kind=kind,
        payload={"proof": registration.proof or "", "end_reason": registration.end_reason or ""},
        now=now,
    )
