"""Whom an incident touched: counted, added by hand, found not to be affected, written to."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit.models import Access
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy import record
from kaketsuke.privacy.models import Affected, Incident
from kaketsuke.privacy.places import cleared_place, reason_place
from kaketsuke.privacy.refusals import CannotReport


@transaction.atomic
def count_affected(
    incident_id: UUID,
    *,
    viewer_id: UUID,
    since: datetime,
    until: datetime,
    actor: Actor,
    now: datetime,
) -> int:
    """Add everybody whose data an account looked at in a time, by the access record.

    An account may serve several companies: each answers for its own people in its own incident,
    and technicians, who belong to none, are told by whoever asks. Return how many are affected
    now. Raises: CannotReport.
    """
    incident = record.still_open(incident_id)
    looked = Access.objects.filter(viewer_id=viewer_id, at__gte=since, at__lt=until)
    own = Q(company_id=incident.company_id) | Q(company_id=None)
    # Whoever was cleared stays so: counting again does not undo what somebody has looked into.
    cleared = incident.affected.filter(cleared_at__isnull=False).values("person_id")
    persons = Person.objects.filter(own, pk__in=looked.values("person_id")).exclude(pk__in=cleared)
    _add(incident, set(persons.values_list("pk", flat=True)), found_by="record")
    total = _standing(incident).count()
    payload = {"account": viewer_id, "since": since, "until": until, "affected": total}
    record.note(incident, kind="AffectedCounted", payload=payload, actor=actor, now=now)
    return total


@transaction.atomic
def add_affected(
    incident_id: UUID, *, person_ids: Collection[UUID], reason: str, actor: Actor, now: datetime
) -> int:
    """Add persons by hand, with the reason; return how many are affected now.

    Raises: CannotReport.
    """
    incident = record.still_open(incident_id)
    if not reason.strip():
        raise CannotReport(_("なぜ影響を受けたと分かるかを書いてください。"))
    known = Person.objects.filter(pk__in=person_ids, company_id=incident.company_id)
    added = set(known.values_list("pk", flat=True))
    if not added:
        raise CannotReport(_("この会社の登録に、この方は見つかりません。"))
    _add(incident, added, found_by="hand", reason=reason.strip())
    total = _standing(incident).count()
    record.note(incident, kind="AffectedAdded", payload={"affected": total}, actor=actor, now=now)
    return total


@transaction.atomic
def clear_affected(affected_id: UUID, *, reason: str, actor: Actor, now: datetime) -> int:
    """Say of somebody why they are not affected after all; return how many are affected now.

    The row stays with its reason and says so. After the final report too: what counts is that no
    letter reaches whom nothing happened to. Raises: CannotReport.
    """
    incident_id = Affected.objects.values_list("incident", flat=True).get(pk=affected_id)
    # Letters are recorded under the same lock: whoever is cleared was not written to meanwhile.
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    row = Affected.objects.get(pk=affected_id)
    if not reason.strip() or actor.id is None:
        raise CannotReport(_("なぜ影響を受けていないと分かるかを書いてください。"), field="reason")
    if row.letter_at is not None:
        raise CannotReport(
            _(
                "この方へは手紙を送ったあとなので、外せません。"
                "間違いだったことを、ご本人へ書面で知らせてください。"
            )
        )
    if row.cleared_at is None:
        key = keys.open_key("incident", incident.id)
        row.cleared_at, row.cleared_by_id = now, actor.id
        row.cleared_because_sealed = sealing.seal(
            key, reason.strip(), context=cleared_place(row.id)
        )
        row.save(update_fields=["cleared_at", "cleared_by_id", "cleared_because_sealed"])
        payload = {"person": row.person_id, "affected": _standing(incident).count()}
        record.note(incident, kind="AffectedCleared", payload=payload, actor=actor, now=now)
    return _standing(incident).count()


@transaction.atomic
def letters_sent(incident_id: UUID, *, actor: Actor, now: datetime) -> int:
    """Record that everybody who stands affected was written to; return how many letters are new."""
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    fresh = _standing(incident).filter(letter_at__isnull=True).update(letter_at=now)
    record.note(incident, kind="LettersSent", payload={"letters": fresh}, actor=actor, now=now)
    return fresh


def _standing(incident: Incident) -> "QuerySet[Affected]":
    return incident.affected.filter(cleared_at__isnull=True)


def _add(incident: Incident, person_ids: set[UUID], *, found_by: str, reason: str = "") -> None:
    key = keys.open_key("incident", incident.id)
    rows = [
        Affected(
            company_id=incident.company_id,
            incident=incident,
            person_id=person_id,
            found_by=found_by,
            reason_sealed=sealing.seal(key, reason, context=reason_place(incident.id, person_id))
            if reason
            else None,
        )
        for person_id in sorted(person_ids)
    ]
    Affected.objects.bulk_create(rows, ignore_conflicts=True)
