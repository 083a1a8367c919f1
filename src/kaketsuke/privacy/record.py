"""An incident as its services take hold of it, and the steps they leave in its chain."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.privacy.models import Incident
from kaketsuke.privacy.refusals import CannotReport


def still_open(incident_id: UUID) -> Incident:
    """Lock an incident whose report is not finished. Raises: CannotReport."""
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if incident.final_at is not None:
        raise CannotReport(_("確報まで終わった事案です。新しい事案を開いてください。"))
    return incident


def note(
    incident: Incident, *, kind: str, payload: Mapping[str, object], actor: Actor, now: datetime
) -> None:
    """Append a step to the incident's chain."""
    audit_services.append(
        "incident",
        incident.id,
        actor=f"{actor.role}:{actor.id or ''}",
        kind=kind,
        payload=payload,
        now=now,
    )
