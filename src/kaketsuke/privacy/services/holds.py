"""Legal holds: what a dispute needs is not erased, by request or by time."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy.models import Hold
from kaketsuke.privacy.places import hold_place
from kaketsuke.privacy.refusals import CannotHold


@transaction.atomic
def hold(person_id: UUID, *, reason: str, review_on: date, actor: Actor, now: datetime) -> Hold:
    """Keep everything of a person until the hold ends. Raises: CannotHold."""
    person = Person.objects.get(pk=person_id)
    if not reason.strip() or actor.id is None or person.company_id is None:
        raise CannotHold(_("保存を指定する理由を書いてください。"))
    if Hold.objects.filter(person_id=person_id, valid__upper_inf=True).exists():
        raise CannotHold(_("この方の保存は、すでに指定されています。"))
    _demand_day_ahead(review_on, now=now)
    row = Hold(
        company_id=person.company_id,
        person_id=person_id,
        set_by_id=actor.id,
        review_on=review_on,
        valid=DateTimeTZRange(now, None),
    )
    key = keys.create("hold", row.id)
    row.reason_sealed = sealing.seal(key, reason.strip(), context=hold_place("reason", row.id))
    row.save(force_insert=True)
    _record(row, kind="HeldBack", actor=actor, now=now)
    return row


@transaction.atomic
def review_hold(hold_id: UUID, *, review_on: date, actor: Actor, now: datetime) -> None:
    """Keep on holding, and look again on another day. Raises: CannotHold."""
    row = Hold.objects.select_for_update().get(pk=hold_id)
    if row.valid.upper is not None:
        raise CannotHold(_("この保存は、すでに終わっています。"))
    _demand_day_ahead(review_on, now=now)
    row.review_on = review_on
    row.save(update_fields=["review_on"])
    _record(row, kind="HoldReviewed", actor=actor, now=now)


@transaction.atomic
def end_hold(hold_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let the clocks run again, with a reason; ended twice it ended once. Raises: CannotHold."""
    row = Hold.objects.select_for_update().get(pk=hold_id)
    if not reason.strip() or actor.id is None:
        raise CannotHold(_("保存をやめる理由を書いてください。"))
    if row.valid.upper is None:
        key = keys.open_key("hold", row.id)
        text = sealing.seal(key, reason.strip(), context=hold_place("end_reason", row.id))
        row.valid = DateTimeTZRange(row.valid.lower, now)
        row.ended_by_id, row.end_reason_sealed = actor.id, text
        row.save(update_fields=["valid", "ended_by_id", "end_reason_sealed"])
        _record(row, kind="HoldEnded", actor=actor, now=now)


def _demand_day_ahead(review_on: date, *, now: datetime) -> None:
    if review_on <= timezone.localdate(now):
        raise CannotHold(_("見直しの日は、明日以降にしてください。"))


def _record(row: Hold, *, kind: str, actor: Actor, now: datetime) -> None:
    audit_services.append(
        "hold",
        row.id,
        actor=f"{actor.role}:{actor.id or ''}",
        kind=kind,
        payload={"person": row.person_id},
        now=now,
    )
