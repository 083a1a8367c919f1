"""What was sent or would be, and whether the ways out work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import cast
from uuid import UUID

from django.conf import settings

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
from kaketsuke.notify import contents, messages
from kaketsuke.notify.models import Channel, Message, MessageState
from kaketsuke.people import keys, normalise
from kaketsuke.people import queries as people_queries

LOOKED_AT = 20
RED_AFTER = 3


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as its reader gets it, with where it stands. Nothing in it once its key is gone."""

    id: UUID
    channel: str
    template: str
    language: str
    subject_kind: str
    subject_id: UUID
    person_id: UUID | None
    address_hint: str
    subject: str
    body: str
    state: str
    tries: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None


def recent(viewer: Viewer, *, page: int = 1) -> Page[ShownMessage]:
    """Return a page of the viewer's messages, the newest first, rendered as sent."""
    found = Message.objects.filter(company_id__in=viewer.company_ids)
    newest = page_of(found.order_by("-created_at", "pk"), page)
    return newest.showing(_shown(newest.rows))


def is_of(viewer: Viewer, message_id: UUID) -> bool:
    """Return whether it is a message of the viewer's companies."""
    return Message.objects.filter(pk=message_id, company_id__in=viewer.company_ids).exists()


def about(subject_kind: str, subject_ids: Iterable[UUID]) -> list[ShownMessage]:
    """Return all messages about these subjects, oldest first, rendered as sent."""
    found = Message.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    return _shown(list(found.order_by("created_at", "pk")))


def sent_to(person_ids: Collection[UUID], *, limit: int) -> list[ShownMessage]:
    """Return the newest messages to these people, rendered as sent; codes are not among them."""
    found = Message.objects.filter(person_id__in=person_ids).exclude(template__in=messages.SECRET)
    return _shown(list(found.order_by("-created_at", "pk")[:limit]))


def sent_since(subject_kind: str, subject_id: UUID, *, template: str, since: datetime) -> bool:
    """Return whether a message of this template was put into the outbox since a moment."""
    return Message.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, template=template, created_at__gte=since
    ).exists()


def adapter_states() -> dict[str, str]:
    """Return "green" or "red" for each channel tried lately. One query.

    Red: the newest tries all failed, three or more of them. One success makes it green again.
    """
    tried = Message.objects.filter(tried_at__isnull=False).order_by("-tried_at")
    newest = tried.values_list("channel", "state", "tries")[:LOOKED_AT]
    states: dict[str, str] = {}
    for channel, of_channel in groupby(sorted(newest, key=lambda row: row[0]), lambda row: row[0]):
        failures = 0
        for _, state, tries in of_channel:
            if state == MessageState.SENT:
                break
            failures += tries if state == MessageState.FAILED else 0
        states[channel] = "red" if failures >= RED_AFTER else "green"
    return states


def failing() -> bool:
    """Return whether messages do not leave the house: an operator must telephone instead."""
    return "red" in adapter_states().values()


def _shown(found: list[Message]) -> list[ShownMessage]:
    opened = _keys_of(found)
    hints = _address_hints(found)
    return [_one(message, opened.get(message.subject_id), hints) for message in found]


def _one(message: Message, key: bytes | None, hints: dict[UUID, str]) -> ShownMessage:
    words = contents.open_words(key, message) if key and _may_be_read(message) else None
    hint = hints.get(message.contact_point_id, "") if message.contact_point_id else ""
    if key and message.address_sealed is not None:
        kind = "email" if message.channel == Channel.EMAIL else "phone"
        hint = _hint(kind, contents.open_address(key, message))
    return ShownMessage(
        id=message.pk,
        channel=message.channel,
        template=message.template,
        language=message.language,
        subject_kind=message.subject_kind,
        subject_id=message.subject_id,
        person_id=message.person_id,
        address_hint=hint,
        subject=words.subject if words else "",
        body=words.body if words else "",
        state=message.state,
        tries=message.tries,
        last_error=message.last_error,
        created_at=message.created_at,
        sent_at=message.sent_at,
    )


def _may_be_read(message: Message) -> bool:
    """A code that signs somebody in is nobody else's to read; the demo has no other way to it."""
    return message.template not in messages.SECRET or settings.DEMO


def _keys_of(found: list[Message]) -> dict[UUID, bytes]:
    opened: dict[UUID, bytes] = {}
    for kind in {message.subject_kind for message in found}:
        ids = {message.subject_id for message in found if message.subject_kind == kind}
        opened |= keys.open_keys(cast(keys.SubjectKind, kind), ids)
    return opened


def _address_hints(found: list[Message]) -> dict[UUID, str]:
    persons = {message.person_id for message in found if message.person_id}
    points = people_queries.contact_points_of(persons)
    return {point.id: _hint(point.kind, point.value) for point in points}


def _hint(kind: str, value: str) -> str:
    """Return enough to tell addresses apart, and too little to use one."""
    if kind == "phone":
        shown = normalise.phone_display(value)
        return f"{shown[:3]}-…-{shown[-4:]}"
    name, _, domain = value.partition("@")
    return f"{name[:1]}…@{domain}"
