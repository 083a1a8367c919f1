"""The account by which a registrant signs in to my page: no password, one for each person."""

import uuid
from datetime import datetime

from django.db import transaction

from kaketsuke.accounts import queries as account_queries
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.models import User
from kaketsuke.accounts.services import GrantSpec
from kaketsuke.people.models import ContactPoint, Person
from kaketsuke.residents.models import Guardianship
from kaketsuke.residents.services.proving import Proof


@transaction.atomic
def account_of(person_id: uuid.UUID, *, now: datetime) -> User:
    """Return the person's account, made now if they have none, with the minors they guard."""
    Person.objects.select_for_update().get(pk=person_id)
    name = account_queries.name_of_registrants_account(person_id)
    user = account_queries.account_named(name)
    if user is None:
        grant = GrantSpec("resident", person_id=person_id)
        user = account_services.make_account(
            name, label="ご登録者", password=None, grants=[grant], now=now
        )
    held = account_queries.viewer_of(user.pk, now=now).person_ids
    for each in Guardianship.objects.filter(guardian=person_id, valid__contains=now):
        if each.minor_id not in held:
            account_services.give_grant(
                user.pk,
                spec=GrantSpec("resident", person_id=each.minor_id),
                until=each.valid.upper,
                actor="system",
                now=now,
            )
    return user


def persons_behind(proof: Proof) -> list[uuid.UUID]:
    """Return who may sign in with a proven number or address: residents who proved it as theirs.

    A minor under a guardian's number is reached through the guardian.
    """
    points = ContactPoint.objects.filter(
        kind=proof.kind, index=proof.index, ended_at=None, proven_at__isnull=False
    )
    found = Person.objects.filter(kind="resident", contact_points__in=points)
    persons = list(found.order_by("created_at", "id").distinct().values_list("id", flat=True))
    guarded = set(
        # Until the end has been seen to, the number they share is not the minor's alone.
        Guardianship.objects.filter(
            minor__in=persons, guardian__in=persons, end_reason=None
        ).values_list("minor_id", flat=True)
    )
    return [each for each in persons if each not in guarded]
