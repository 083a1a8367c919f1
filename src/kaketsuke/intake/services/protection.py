"""Somebody registers at a home where somebody is protected: supervisors hear of it, nobody else.

The message and the note say that it happened, and not who it is: whoever needs that looks with a
reason of their own.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from kaketsuke.accounts import queries as account_queries
from kaketsuke.audit import services as audit_services
from kaketsuke.intake import record
from kaketsuke.intake.models import Flag, FlagNote
from kaketsuke.notify import services as notify_services
from kaketsuke.residents.models import Registration


@transaction.atomic
def note_registration(registration_id: UUID, *, now: datetime) -> int:
    """Note it on every protective flag of the home, once; return how many notes are new."""
    made = Registration.objects.get(pk=registration_id)
    flags = record.protecting(made.dwelling_id, but_not=made.person_id, at=now)
    noted = 0
    for flag in flags.select_for_update(of=("self",)).order_by("pk"):
        _note, is_new = FlagNote.objects.get_or_create(
            flag=flag,
            registration_id=registration_id,
            defaults={"company_id": flag.company_id, "kind": "registered", "written_at": now},
        )
        if is_new:
            noted += 1
            audit_services.append(
                "flag",
                flag.id,
                actor="system:",
                kind="RegisteredThere",
                payload={"registration": registration_id},
                now=now,
            )
            _tell_supervisors(flag, now=now)
    return noted


def _tell_supervisors(flag: Flag, *, now: datetime) -> None:
    found = account_queries.addresses_of(flag.company_id, ("supervisor",), at=now)
    for address, language in found:
        notify_services.send(
            template="registered_at_protected",
            subject_kind="flag",
            subject_id=flag.pk,
            company_id=flag.company_id,
            contact_point_id=None,
            person_id=None,
            language=language,
            parameters={},
            link=f"{settings.PUBLIC_URL.rstrip('/')}{reverse('console_flag', args=[flag.pk])}",
            temporary_email=address,
            now=now,
        )
