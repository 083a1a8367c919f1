"""Rows of registrations: one in each table for whoever counts them, and lines of a roster."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kaketsuke.database import bulk
from kaketsuke.people import services as people_services
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Attempt, Guardianship, OneTimeCode, RosterUpload
from tests.world import NOW, World


def invite(
    *lines: resident_services.Invitee, told_by_id: UUID, now: datetime
) -> resident_services.Invited:
    """Keep lines of a roster as an import does."""
    with transaction.atomic(), bulk.Writer() as writer:
        return resident_services.invite_next(lines, told_by_id=told_by_id, now=now, writer=writer)


def one_of_each(w: World) -> None:
    """Write what a decline, a letter, a proof, a roster and a corrected name leave behind."""
    resident_services.decline(w.next_door.pk, version_id=w.terms.pk, now=NOW)
    resident_services.make_dwelling_codes([w.next_door.pk], now=NOW)
    OneTimeCode.objects.create(
        purpose="sign_in",
        kind="phone",
        address_sealed=b"x",
        index=bytes(16),
        language="ja",
        created_at=NOW,
        expires_at=NOW,
    )
    people_services.correct_name(
        w.sato.pk, names={"family": "佐藤", "given": "華子"}, corrected_by_id=None, now=NOW
    )
    Guardianship.objects.create(
        company_id=w.company.pk, minor=w.aoki, guardian=w.sato, valid=(NOW, NOW + timedelta(days=1))
    )
    RosterUpload.objects.create(
        company_id=w.company.pk,
        building=w.building,
        content_sealed=b"x",
        uploaded_by_id=w.operator.pk,
        uploaded_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    Attempt.objects.create(what="code", whose=bytes(32), at=NOW)
