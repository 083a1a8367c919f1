"""Incidents (APPI article 26): until when each is reported, and what was said."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor
from kaketsuke.people import keys, sealing
from kaketsuke.privacy import periods, record
from kaketsuke.privacy.models import Incident
from kaketsuke.privacy.refusals import CannotReport

# The nine items of the report to the commission (enforcement rules, article 8).
ITEMS: Final = (
    "outline",
    "data_items",
    "how_many",
    "cause",
    "further_harm",
    "told_persons",
    "made_public",
    "prevention",
    "other",
)
# What is not known within the first days may follow; this much is.
PRELIMINARY: Final = ("outline", "data_items", "how_many")


@transaction.atomic
def open_incident(
    company_id: UUID, *, kind: str, known_at: datetime, outline: str, actor: Actor, now: datetime
) -> Incident:
    """Open an incident; anybody of any tier may, and the clocks run from when it was known.

    Raises: CannotReport.
    """
    if not outline.strip():
        raise CannotReport(_("何が起きたかを書いてください。分かっていることだけで構いません。"))
    if kind not in dict(Incident.KINDS):
        raise CannotReport(_("種類を選んでください。分からないときは「その他」にします。"))
    if known_at > now:
        raise CannotReport(_("知った日時は、いまより前にしてください。"))
    known_on = timezone.localdate(known_at)
    with context.as_system():
        incident = Incident(
            company_id=company_id,
            number=_next_number(),
            kind=kind,
            known_at=known_at,
            opened_at=now,
            opened_by_role=actor.role,
            opened_by_id=actor.id,
            preliminary_target_on=_days_on(known_on, "preliminary_target_days"),
            preliminary_due_on=_days_on(known_on, "preliminary_days"),
            final_due_on=_final_due_on(known_at, kind=kind),
        )
        keys.create("incident", incident.id)
        _seal(incident, {"outline": outline.strip()})
        incident.save(force_insert=True)
        record.note(incident, kind="IncidentOpened", payload={"class": kind}, actor=actor, now=now)
    return incident


@transaction.atomic
def classify(incident_id: UUID, *, kind: str, actor: Actor, now: datetime) -> Incident:
    """Say of what class an incident is after all; the day of its final report follows.

    Raises: CannotReport.
    """
    incident = record.still_open(incident_id)
    if kind not in dict(Incident.KINDS):
        raise CannotReport(_("種類を選んでください。分からないときは「その他」にします。"))
    if kind != incident.kind:
        incident.kind = kind
        incident.final_due_on = _final_due_on(incident.known_at, kind=kind)
        incident.save(update_fields=["kind", "final_due_on"])
        record.note(incident, kind="Classified", payload={"class": kind}, actor=actor, now=now)
    return incident


@transaction.atomic
def write_items(
    incident_id: UUID, *, items: Mapping[str, str], actor: Actor, now: datetime
) -> Incident:
    """Keep what is known of the nine items so far. Raises: CannotReport."""
    incident = record.still_open(incident_id)
    known = items_of(incident)
    known.update({name: items[name].strip() for name in ITEMS if name in items})
    _seal(incident, known)
    incident.save(update_fields=["items_sealed"])
    filled = sorted(name for name, text in known.items() if text)
    record.note(incident, kind="ItemsWritten", payload={"filled": filled}, actor=actor, now=now)
    return incident


@transaction.atomic
def report(incident_id: UUID, *, final: bool, actor: Actor, now: datetime) -> Incident:
    """Record that the preliminary, or the final, report was made. Raises: CannotReport."""
    incident = record.still_open(incident_id)
    known = items_of(incident)
    missing = [name for name in (ITEMS if final else PRELIMINARY) if not known.get(name)]
    if missing:
        raise CannotReport(_("報告に必要な項目が、まだ埋まっていません。"))
    if final and incident.preliminary_at is None:
        raise CannotReport(_("先に速報を記録してください。"))
    if final:
        incident.final_at = now
    elif incident.preliminary_at is None:
        incident.preliminary_at = now
    else:
        raise CannotReport(_("速報はすでに記録されています。"))
    incident.save()
    word = "FinalReported" if final else "PreliminaryReported"
    record.note(incident, kind=word, payload={}, actor=actor, now=now)
    return incident


def items_of(incident: Incident) -> dict[str, str]:
    """Return the report items written so far, opened."""
    if incident.items_sealed is None:
        return {}
    key = keys.open_key("incident", incident.id)
    text = sealing.open_sealed(key, incident.items_sealed, context=place(incident.id))
    found: dict[str, str] = json.loads(text)
    return found


def place(incident_id: UUID) -> str:
    """Return the context to which an incident's items are sealed."""
    return f"privacy.incident.items:{incident_id}"


def _days_on(day: date, name: str) -> date:
    return day + timedelta(days=periods.figure("incident", name))


def _final_due_on(known_at: datetime, *, kind: str) -> date:
    days = "final_days_wrongful" if kind == "wrongful" else "final_days"
    return _days_on(timezone.localdate(known_at), days)


def _seal(incident: Incident, items: Mapping[str, str]) -> None:
    key = keys.open_key("incident", incident.id)
    text = json.dumps(dict(items), ensure_ascii=False)
    incident.items_sealed = sealing.seal(key, text, context=place(incident.id))


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('privacy_incident_number')")
        row = cursor.fetchone()
    return int(row[0])
