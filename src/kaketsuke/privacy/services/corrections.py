"""A person's words about themselves are put right; what stood there before stays (4.10)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.people import services as people_services
from kaketsuke.people.models import ContactPoint, Person
from kaketsuke.privacy.models import Correction
from kaketsuke.privacy.refusals import CannotAnswerRequest

NAMES = ("family", "given", "kana", "romaji")


@transaction.atomic
def correct_name(
    person_id: UUID,
    *,
    names: Mapping[str, str],
    request_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> list[Correction]:
    """Correct the parts of a name that differ. Raises: CannotAnswerRequest, KeyIsGone."""
    known = people_queries.names_of([person_id]).get(person_id)
    if known is None:
        raise CannotAnswerRequest(_("この方の情報は、すでに消去されています。"))
    changed = {
        column: text.strip()
        for column, text in names.items()
        if column in NAMES and text.strip() and text.strip() != getattr(known, column)
    }
    if not changed:
        raise CannotAnswerRequest(_("いまの登録と違うところがありません。"))
    person = Person.objects.select_for_update().get(pk=person_id)
    rows = [
        _keep(person, column, before=getattr(known, column), after=text, actor=actor, now=now)
        for column, text in changed.items()
    ]
    people_services.rename(person_id, names=changed)
    return _kept(rows, request_id=request_id, actor=actor, now=now)


@transaction.atomic
def correct_contact(
    contact_point_id: UUID,
    *,
    value: str,
    request_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> list[Correction]:
    """Put another number or address in the place of one; the old one is used no more.

    Raises: CannotAnswerRequest, CannotUsePhone, CannotUseEmail.
    """
    known = people_queries.contact_point(contact_point_id)
    if known is None:
        raise CannotAnswerRequest(_("この連絡先は、すでに使われていません。"))
    text = normalise.contact(known.kind, value)
    if text == known.value:
        raise CannotAnswerRequest(_("いまの登録と違うところがありません。"))
    point = ContactPoint.objects.select_related("person").get(pk=contact_point_id)
    row = _keep(point.person, known.kind, before=known.value, after=text, actor=actor, now=now)
    people_services.end_contact(contact_point_id, now=now)
    people_services.add_contact(point.person, kind=known.kind, value=text, proven_at=None, now=now)
    return _kept([row], request_id=request_id, actor=actor, now=now)


def _keep(
    person: Person, column: str, *, before: str, after: str, actor: Actor, now: datetime
) -> Correction:
    row = Correction(
        company_id=person.company_id,
        person_id=person.id,
        column=column,
        corrected_at=now,
        corrected_by_id=actor.id,
    )
    key = keys.open_key("person", person.id)
    for side, text in (("before", before), ("after", after)):
        place = f"privacy.correction.{side}:{row.id}"
        setattr(row, f"{side}_sealed", sealing.seal(key, text, context=place))
    return row


def _kept(
    rows: list[Correction], *, request_id: UUID | None, actor: Actor, now: datetime
) -> list[Correction]:
    for row in rows:
        row.request_id = request_id
        row.save(force_insert=True)
        audit_services.append(
            "person",
            row.person_id,
            actor=f"{actor.role}:{actor.id or ''}",
            kind="Corrected",
            payload={"column": row.column, "correction": row.id, "request": request_id},
            now=now,
        )
    return rows
