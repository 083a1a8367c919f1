"""The outbox: a message is written in the transaction that causes it, and delivered by a job."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple, cast
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.types import JSONDict

from kaketsuke.notify import adapters, contents, messages
from kaketsuke.notify.models import Channel, Message, MessageState
from kaketsuke.people import keys
from kaketsuke.people import queries as people_queries
from kaketsuke.people.queries import OpenedContact

DELIVER = "notify.deliver"
# What is told to many at once waits behind whatever somebody stands at a door for.
UNHURRIED: Final = -10
UNSENT = (MessageState.WAITING, MessageState.FAILED)
STILL_WANTED = timedelta(hours=1)  # older news of a visit would only confuse
TEXT = CharField()


@transaction.atomic
def send(
    *,
    template: str,
    subject_kind: str,
    subject_id: UUID,
    company_id: UUID,
    contact_point_id: UUID | None,
    person_id: UUID | None,
    language: str,
    parameters: Mapping[str, object],
    link: str | None,
    now: datetime,
    temporary_number: str | None = None,
    temporary_email: str | None = None,
    then_task: str = "",
    contact_kind: str | None = None,
) -> Message:
    """Put a message into the outbox; it leaves once the running transaction is committed.

    It goes to a contact point, or to a temporary number or e-mail address that has none.
    `contact_kind`: phone or email, where the caller has the contact point at hand.
    `then_task` names a job that follows its delivery, with the subject as `case_id`.
    Raises: UnknownTemplate.
    """
    filled = {name: str(value) for name, value in parameters.items()}
    messages.render(template, language=language, parameters=filled, link=link)
    message = Message(
        template=template,
        subject_kind=subject_kind,
        subject_id=subject_id,
        company_id=company_id,
        contact_point_id=contact_point_id,
        channel=Channel.EMAIL if temporary_email else _channel(contact_point_id, contact_kind),
        person_id=person_id,
        language=language,
        then_task=then_task,
        state=MessageState.WAITING,
        created_at=now,
    )
    key = keys.open_or_create(cast(keys.SubjectKind, subject_kind), subject_id)
    message.content_sealed = contents.seal(
        key, contents.Content(filled, link), message_id=message.pk
    )
    temporary = temporary_email or temporary_number
    if contact_point_id is None and temporary is not None:
        message.address_sealed = contents.seal_address(key, temporary, message_id=message.pk)
    message.save(force_insert=True)
    _defer(message)
    return message


class Draft(NamedTuple):
    """A message to one of a person's own numbers or addresses, one of many that say the same."""

    template: str
    company_id: UUID
    person_id: UUID
    point: OpenedContact
    language: str
    parameters: Mapping[str, str]
    link: str | None


@transaction.atomic
def send_many(drafts: Iterable[Draft], *, now: datetime) -> int:
    """Put messages to many persons into the outbox; return how many. Three queries in all.

    They are delivered after what is more urgent. Whoever was erased meanwhile is passed over.
    Raises: UnknownTemplate.
    """
    every = list(drafts)
    opened = keys.open_keys("person", {draft.person_id for draft in every})
    made = [
        _drafted(draft, key=opened[draft.person_id], now=now)
        for draft in every
        if draft.person_id in opened
    ]
    if made:
        Message.objects.bulk_create(made)
        deliver_each = app.configure_task(DELIVER, allow_unknown=True, priority=UNHURRIED)
        arguments: list[JSONDict] = [{"message_id": str(message.pk)} for message in made]
        deliver_each.batch_defer(*arguments)
    return len(made)


def _drafted(draft: Draft, *, key: bytes, now: datetime) -> Message:
    given = draft.parameters
    messages.render(draft.template, language=draft.language, parameters=given, link=draft.link)
    message = Message(
        template=draft.template,
        subject_kind="person",
        subject_id=draft.person_id,
        company_id=draft.company_id,
        contact_point_id=draft.point.id,
        channel=Channel.EMAIL if draft.point.kind == "email" else Channel.SMS,
        person_id=draft.person_id,
        language=draft.language,
        state=MessageState.WAITING,
        created_at=now,
    )
    content = contents.Content(given, draft.link)
    message.content_sealed = contents.seal(key, content, message_id=message.pk)
    return message


@transaction.atomic
def retry(message_id: UUID) -> None:
    """Try a failed message again, after a person has seen to the reason."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == MessageState.FAILED:
        message.state = MessageState.WAITING
        message.save(update_fields=["state"])
        _defer(message)


@transaction.atomic
def requeue_unsent(*, now: datetime) -> int:
    """Give a new job to messages that are still wanted and have none; return how many.

    A provider that was away longer than a job is patient has left them behind.
    """
    jobs = ProcrastinateJob.objects.annotate(about=KeyTextTransform("message_id", "args"))
    has_job = jobs.filter(
        task_name=DELIVER, status__in=("todo", "doing"), about=Cast(OuterRef("pk"), TEXT)
    )
    left_behind = Message.objects.filter(
        ~Exists(has_job), state__in=UNSENT, created_at__gt=now - STILL_WANTED
    )
    messages_left = list(left_behind)
    for message in messages_left:
        _defer(message)
    return len(messages_left)


@transaction.atomic
def deliver(message_id: UUID, *, now: datetime) -> str:
    """Deliver one message, once as far as we can know; return the state it is left in.

    The row stays locked while the provider works, so that two workers never send the same message.
    """
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state not in UNSENT:
        return message.state
    message.tries += 1
    message.tried_at = now
    try:
        _hand_over(message)
    except keys.KeyIsGone:
        message.state, message.last_error = MessageState.DROPPED, "address_gone"
    except adapters.CannotDeliver as error:
        message.state, message.last_error = MessageState.FAILED, str(error)[:60]
    else:
        message.state, message.sent_at, message.last_error = MessageState.SENT, now, ""
        if message.then_task:
            follower = app.configure_task(message.then_task, allow_unknown=True)
            follower.defer(case_id=str(message.subject_id))
    message.save()
    return message.state


@transaction.atomic
def forget(*, person_id: UUID | None, subject_ids: Collection[UUID] = ()) -> int:
    """Delete what was written to a person, its jobs and what a provider's folder holds of it.

    Messages to others about the same visits stay as rows that no key opens; their files go too,
    since they may name the person. Return how many messages were deleted.
    """
    theirs = Message.objects.filter(person_id=person_id) if person_id else Message.objects.none()
    about = Message.objects.filter(subject_id__in=list(subject_ids))
    others = set(about.values_list("pk", flat=True))
    transaction.on_commit(lambda: adapters.forget_files(others))
    return forget_messages(theirs.values_list("pk", flat=True))


@transaction.atomic
def forget_messages(message_ids: Iterable[UUID]) -> int:
    """Delete messages with their jobs and their files; return how many there were."""
    every = set(message_ids)
    names = [str(message_id) for message_id in every]
    jobs = ProcrastinateJob.objects.annotate(about=KeyTextTransform("message_id", "args"))
    waiting = jobs.filter(task_name=DELIVER, status="todo", about__in=names)
    for job_id in waiting.values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(job_id, delete_job=True)
    transaction.on_commit(lambda: adapters.forget_files(every))
    deleted, _each = Message.objects.filter(pk__in=every).delete()
    return deleted


def _hand_over(message: Message) -> None:
    key = keys.open_key(cast(keys.SubjectKind, message.subject_kind), message.subject_id)
    words = contents.open_words(key, message)
    if message.contact_point_id is not None:
        address = people_queries.address_of(message.contact_point_id)
    else:
        address = contents.open_address(key, message)
    adapter = adapters.for_channel(message.channel)
    message.provider_reference = adapter.send(
        address, subject=words.subject, body=words.body, message_id=message.pk
    )


def _channel(contact_point_id: UUID | None, kind: str | None) -> Channel:
    if kind is None:
        kind = people_queries.contact_kind(contact_point_id) if contact_point_id else "phone"
    return Channel.EMAIL if kind == "email" else Channel.SMS


def _defer(message: Message) -> None:
    app.configure_task(DELIVER, allow_unknown=True).defer(message_id=str(message.pk))
