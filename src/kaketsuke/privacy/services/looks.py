"""Looking at a person without a case needs a reason; unusual look-ups raise an alert."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.models import Grant
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import services as audit_services
from kaketsuke.audit.models import Access
from kaketsuke.people import keys, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy import periods
from kaketsuke.privacy.models import Alert, BreakGlass
from kaketsuke.privacy.refusals import CannotLook
from kaketsuke.residents.models import Registration

# At the desk a look belongs to a case or a call; these purposes have a reason of their own.
WITH_A_REASON = (
    "break_glass", "data_request", "flag_page", "disclosure", "hold", "incident", "block",
    "provision",
)  # fmt: skip
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


@transaction.atomic
def raise_alerts(*, now: datetime) -> int:
    """Raise an alert for each account whose looks of the last day are unusual; return how many.

    Many persons within an hour; persons without case, call or reason; persons of the account's own
    building. One alert a kind, account and day.
    """
    with context.as_system():
        found: Counter[tuple[str, UUID]] = Counter()
        found.update(_many(now))
        found.update(_without_call(now))
        found.update(_neighbours(now))
        today = timezone.localdate(now)
        companies = dict(
            Grant.objects.filter(
                user_id__in={viewer_id for _kind, viewer_id in found}, company_id__isnull=False
            ).values_list("user_id", "company_id")
        )
        rows = [
            Alert(
                company_id=companies.get(viewer_id),
                kind=kind,
                viewer_id=viewer_id,
                on=today,
                persons=persons,
                raised_at=now,
            )
            for (kind, viewer_id), persons in found.items()
        ]
        before = Alert.objects.count()
        Alert.objects.bulk_create(rows, ignore_conflicts=True)
        return Alert.objects.count() - before


@transaction.atomic
def see_alert(alert_id: UUID, *, viewer: Viewer, now: datetime) -> None:
    """Record that somebody else has looked into an alert. Raises: CannotLook."""
    if (
        viewer.user_id is None
        or Alert.objects.filter(pk=alert_id, viewer_id=viewer.user_id).exists()
    ):
        raise CannotLook(_("ご自身の閲覧は、別の担当が確かめます。"))
    Alert.objects.filter(pk=alert_id, seen_at__isnull=True).update(
        seen_by_id=viewer.user_id, seen_at=now
    )


def _many(now: datetime) -> dict[tuple[str, UUID], int]:
    looked = Access.objects.filter(at__gt=now - timedelta(hours=1), viewer_id__isnull=False)
    return _over(looked, "many", periods.figure("access", "persons_an_hour"))


def _without_call(now: datetime) -> dict[tuple[str, UUID], int]:
    looked = Access.objects.filter(
        ~Q(purpose__in=WITH_A_REASON),
        ~Q(purpose="call", ground="call"),
        at__gt=now - timedelta(days=1),
        viewer_id__isnull=False,
        case_id__isnull=True,
    )
    return _over(looked, "without_call", periods.figure("access", "without_call_a_day"))


def _over(looked: "QuerySet[Access]", kind: str, limit: int) -> dict[tuple[str, UUID], int]:
    counted = looked.values("viewer_id").annotate(persons=Count("person_id", distinct=True))
    over = counted.filter(persons__gt=limit)
    return {(kind, row["viewer_id"]): row["persons"] for row in over if row["viewer_id"]}


def _neighbours(now: datetime) -> dict[tuple[str, UUID], int]:
    """Accounts whose own person lives in the building of somebody they looked at."""
    looked: dict[UUID, set[UUID]] = {}
    pairs = Access.objects.filter(at__gt=now - timedelta(days=1), viewer_id__isnull=False)
    own = dict(
        Grant.objects.filter(
            person_id__isnull=False, user_id__in=pairs.values("viewer_id")
        ).values_list("user_id", "person_id")
    )
    for viewer_id, person_id in pairs.filter(viewer_id__in=own).values_list(
        "viewer_id", "person_id"
    ):
        if viewer_id is not None and person_id != own[viewer_id]:
            looked.setdefault(viewer_id, set()).add(person_id)
    found = {}
    for viewer_id, persons in looked.items():
        live = Registration.objects.filter(valid__contains=now)
        home = live.filter(person=own[viewer_id]).values("dwelling__building")
        near = live.filter(person__in=persons, dwelling__building__in=home)
        if count := near.values("person").distinct().count():
            found["neighbours", viewer_id] = count
    return found
