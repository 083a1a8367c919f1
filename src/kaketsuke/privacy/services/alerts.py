"""Look-ups out of the ordinary are noticed, and whoever looks into them writes what was found."""

from collections import Counter, defaultdict
from collections.abc import Mapping
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
from kaketsuke.privacy.models import Alert
from kaketsuke.privacy.places import note_place
from kaketsuke.privacy.refusals import CannotLook
from kaketsuke.residents.models import Registration

# At the desk a look belongs to a case or a call; these purposes have a reason of their own.
WITH_A_REASON = (
    "break_glass", "data_request", "flag_page", "disclosure", "hold", "incident", "block",
    "provision",
)  # fmt: skip
# At whom an account looked, in which way.
Looked = Mapping[tuple[str, UUID], set[UUID]]


@transaction.atomic
def raise_alerts(*, now: datetime) -> int:
    """Raise an alert for each account whose looks of the last day are unusual; return how many.

    Many persons within an hour; persons without case, call or reason; persons of the account's own
    building. One alert a kind, account, company and day: what is unusual is judged by all that an
    account did, and each company is told of its own persons.
    """
    with context.as_system():
        found = {**_many(now), **_without_call(now), **_neighbours(now)}
        today = timezone.localdate(now)
        rows = [
            Alert(
                company_id=company_id,
                kind=kind,
                viewer_id=viewer_id,
                on=today,
                persons=persons,
                raised_at=now,
            )
            for (kind, viewer_id, company_id), persons in _parts(found).items()
        ]
        before = Alert.objects.count()
        Alert.objects.bulk_create(rows, ignore_conflicts=True)
        return Alert.objects.count() - before


@transaction.atomic
def see_alert(alert_id: UUID, *, note: str, viewer: Viewer, now: datetime) -> Alert:
    """Record what somebody else found when looking into an alert. Raises: CannotLook."""
    row = Alert.objects.select_for_update().get(pk=alert_id)
    if viewer.user_id is None or row.viewer_id == viewer.user_id:
        raise CannotLook(_("ご自身の閲覧は、別の担当が確かめます。"))
    if not note.strip():
        raise CannotLook(_("何が分かったかを書いてください。"), field="note")
    if row.seen_at is not None:
        raise CannotLook(_("この閲覧は、別の担当がすでに確かめました。"))
    key = keys.create("alert", row.id)
    row.note_sealed = sealing.seal(key, note.strip(), context=note_place(row.id))
    row.seen_by_id, row.seen_at = viewer.user_id, now
    row.save()
    audit_services.append_row(
        "alert",
        row.id,
        row=row,
        actor=f"{viewer.actor.role}:{viewer.user_id}",
        kind="AlertChecked",
        now=now,
    )
    return row


def _parts(found: Looked) -> Counter[tuple[str, UUID, UUID | None]]:
    """Return how many persons of each company an account looked at, in which way.

    Whoever belongs to no company (a technician, a row that is gone) counts where the account works.
    """
    persons = set[UUID]().union(*found.values())
    of_company = dict(
        Person.objects.filter(pk__in=persons, company_id__isnull=False).values_list(
            "pk", "company_id"
        )
    )
    works: defaultdict[UUID, set[UUID]] = defaultdict(set)
    grants = Grant.objects.filter(user_id__in={viewer_id for _kind, viewer_id in found})
    for viewer_id, company_id in grants.values_list("user_id", "company_id"):
        if company_id is not None:
            works[viewer_id].add(company_id)
    parts: Counter[tuple[str, UUID, UUID | None]] = Counter()
    for (kind, viewer_id), looked in found.items():
        for person_id in looked:
            own = of_company.get(person_id)
            companies: set[UUID | None] = {own} if own else {*works[viewer_id]} or {None}
            parts.update((kind, viewer_id, company_id) for company_id in companies)
    return parts


def _many(now: datetime) -> Looked:
    looked = Access.objects.filter(at__gt=now - timedelta(hours=1), viewer_id__isnull=False)
    return _over(looked, "many", periods.figure("access", "persons_an_hour"))


def _without_call(now: datetime) -> Looked:
    looked = Access.objects.filter(
        ~Q(purpose__in=WITH_A_REASON),
        ~Q(purpose="call", ground="call"),
        at__gt=now - timedelta(days=1),
        viewer_id__isnull=False,
        case_id__isnull=True,
    )
    return _over(looked, "without_call", periods.figure("access", "without_call_a_day"))


def _over(looked: "QuerySet[Access]", kind: str, limit: int) -> Looked:
    counted = looked.values("viewer_id").annotate(persons=Count("person_id", distinct=True))
    over = counted.filter(persons__gt=limit).values("viewer_id")
    found: defaultdict[tuple[str, UUID], set[UUID]] = defaultdict(set)
    pairs = looked.filter(viewer_id__in=over).values_list("viewer_id", "person_id").distinct()
    for viewer_id, person_id in pairs:
        if viewer_id is not None:
            found[kind, viewer_id].add(person_id)
    return found


def _neighbours(now: datetime) -> Looked:
    """Accounts whose own person lives in the building of somebody they looked at."""
    looked: defaultdict[UUID, set[UUID]] = defaultdict(set)
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
            looked[viewer_id].add(person_id)
    found = {}
    for viewer_id, persons in looked.items():
        live = Registration.objects.filter(valid__contains=now)
        home = live.filter(person=own[viewer_id]).values("dwelling__building")
        near = live.filter(person__in=persons, dwelling__building__in=home)
        if neighbours := set(near.values_list("person", flat=True)):
            found["neighbours", viewer_id] = neighbours
    return found
