"""Looking at a person without a case needs a reason, which somebody else reads."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy.models import BreakGlass
from kaketsuke.privacy.refusals import CannotLook

BREAKERS = ("supervisor", "privacy")
MIN_REASON = 10


@transaction.atomic
def break_glass(viewer: Viewer, person_id: UUID, *, reason: str, now: datetime) -> BreakGlass:
    """Look at a person outside any case, with a written reason that is read the next day (4.8).

    Raises: CannotLook.
    """
    if not viewer.has(*BREAKERS) or viewer.user_id is None:
        raise CannotLook(_("責任者か個人情報の担当だけが行えます。"))
    if len(reason.strip()) < MIN_REASON:
        raise CannotLook(_("なぜ必要かを、あとから読む人に分かるように書いてください。"))
    person = Person.objects.filter(pk=person_id, company_id__in=viewer.company_ids).first()
    if person is None or person.company_id is None:
        raise CannotLook(_("この方は見つかりません。"))
    row = BreakGlass(
        company_id=person.company_id, person_id=person_id, viewer_id=viewer.user_id, at=now
    )
    key = keys.create("block", row.id)
    text = reason.strip()
    row.reason_sealed = sealing.seal(key, text, context=f"privacy.break_glass.reason:{row.id}")
    row.save(force_insert=True)
    audit_services.record_access(
        viewer_id=viewer.user_id,
        viewer_role=viewer.role_at(),
        person_id=person_id,
        case_id=None,
        purpose="break_glass",
        ground="reason",
        now=now,
    )
    audit_services.append(
        "break_glass",
        row.id,
        actor=f"{viewer.actor.role}:{viewer.user_id}",
        kind="GlassBroken",
        payload={"person": person_id},
        now=now,
    )
    return row


@transaction.atomic
def review_break_glass(row_id: UUID, *, in_order: bool, viewer: Viewer, now: datetime) -> None:
    """Say whether the reason holds; nobody reviews their own look. Raises: CannotLook."""
    row = BreakGlass.objects.select_for_update().get(pk=row_id)
    if row.viewer_id == viewer.user_id or viewer.user_id is None:
        raise CannotLook(_("ご自身の閲覧は、別の担当が確かめます。"))
    if row.reviewed_at is not None:
        return
    row.reviewed_by_id, row.reviewed_at, row.in_order = viewer.user_id, now, in_order
    row.save()
    audit_services.append(
        "break_glass",
        row.id,
        actor=f"{viewer.actor.role}:{viewer.user_id}",
        kind="Reviewed",
        payload={"in_order": in_order},
        now=now,
    )
