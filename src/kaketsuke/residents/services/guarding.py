"""A guardian speaks for a minor, and ceases to: of age, gone, or by the office's word (2.2).

What ends with it: the guardian's account reaches the minor's pages no longer, and the guardian's
number is not the minor's any more, so that it opens no account of the grown-up child either. The
minor's registration stays.
"""

import calendar
import uuid
from datetime import date, datetime, time

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.viewers import SYSTEM, TIMER, Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import services as people_services
from kaketsuke.residents import notices
from kaketsuke.residents.models import Guardianship, Registration

OF_AGE = 18


class CannotEndGuardianship(Refusal):
    """It has ended already."""


class CannotGuard(Refusal):
    """Whoever is of age registers for themselves."""


def of_age_at(born_on: date) -> datetime:
    """Return the moment from which somebody born that day is of age: midnight of a birthday.

    Whoever was born on 29 February comes of age with the end of 28 February.
    """
    year = born_on.year + OF_AGE
    leaps = (born_on.month, born_on.day) == (2, 29) and not calendar.isleap(year)
    birthday = date(year, 3, 1) if leaps else born_on.replace(year=year)
    return datetime.combine(birthday, time(), tzinfo=timezone.get_default_timezone())


@transaction.atomic
def begin(
    minor_id: uuid.UUID,
    *,
    guardian_id: uuid.UUID,
    company_id: uuid.UUID,
    born_on: date | None,
    now: datetime,
) -> Guardianship:
    """Note who speaks for a minor, and until when at the latest. Raises CannotGuard."""
    until = of_age_at(born_on or timezone.localdate(now))
    if until <= now:
        raise CannotGuard(
            _("18 歳以上の方は、ご本人として登録してください。生年月日をお確かめください。")
        )
    return Guardianship.objects.create(
        company_id=company_id,
        minor_id=minor_id,
        guardian_id=guardian_id,
        valid=DateTimeTZRange(now, until),
    )


@transaction.atomic
def end_guardianship(
    guardianship_id: uuid.UUID, *, reason: str, actor: Actor = SYSTEM, now: datetime
) -> Guardianship:
    """End a guardianship now and everything that hung on it; both sides keep their registrations.

    Raises CannotEndGuardianship.
    """
    row = Guardianship.objects.select_for_update().get(pk=guardianship_id)
    if row.end_reason is not None:
        raise CannotEndGuardianship(_("保護者の操作は、すでに終わっています。"))
    until = min(row.valid.upper, max(now, row.valid.lower))
    row.valid = DateTimeTZRange(row.valid.lower, until)
    row.end_reason, row.ended_by_id = reason, actor.id
    row.save(update_fields=["valid", "end_reason", "ended_by_id"])
    account_services.end_grants_for(
        row.minor_id, held_by=row.guardian_id, actor=str(actor.role), now=now
    )
    people_services.no_longer_shared(row.minor_id, with_id=row.guardian_id)
    for each in Registration.objects.filter(person=row.minor_id, valid__contains=now):
        _record(each, reason=reason, actor=actor, now=now)
        home = party_queries.dwelling_by_id(each.dwelling_id)
        notices.tell("guardianship_ended", row.guardian_id, dwelling=home, now=now)
    return row


@transaction.atomic
def follow_end(registration: Registration, *, actor: Actor, now: datetime) -> None:
    """End what hangs on a registration that has just ended: the guardian's, or the minor's."""
    person_id = registration.person_id
    beside = Registration.objects.filter(
        guardian=person_id, dwelling=registration.dwelling_id, valid__contains=now
    )
    left = Guardianship.objects.filter(
        guardian=person_id, minor__in=beside.values("person"), end_reason=None
    )
    _end_all(left, reason="guardian_left", actor=actor, now=now)
    if not Registration.objects.filter(person=person_id, valid__contains=now).exists():
        own = Guardianship.objects.filter(minor=person_id, end_reason=None)
        _end_all(own, reason="minor_left", actor=actor, now=now)


@transaction.atomic
def settle_guardianships(*, now: datetime, limit: int = 500) -> int:
    """See to those who have come of age; return how many. Nothing waits for it but the notices."""
    over = Guardianship.objects.filter(end_reason=None, valid__endswith__lte=now)
    return _end_all(over.order_by("id")[:limit], reason="of_age", actor=TIMER, now=now)


def _end_all(found: "QuerySet[Guardianship]", *, reason: str, actor: Actor, now: datetime) -> int:
    ended = list(found.values_list("id", flat=True))
    for each in ended:
        end_guardianship(each, reason=reason, actor=actor, now=now)
    return len(ended)


def _record(registration: Registration, *, reason: str, actor: Actor, now: datetime) -> None:
    audit_services.append(
        "registration",
        registration.pk,
        actor=f"{actor.role}:{actor.id or ''}",
        kind="GuardianshipEnded",
        payload={"reason": reason},
        now=now,
    )
