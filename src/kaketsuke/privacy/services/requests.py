"""Requests about one's own data (4.10): the only writer of their state."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke import transitions
from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import digests
from kaketsuke.audit import services as audit_services
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.people.models import Person
from kaketsuke.privacy import declarations, lifecycle, periods
from kaketsuke.privacy.lifecycle import Event, State
from kaketsuke.privacy.models import DataRequest, DataRequestEntry
from kaketsuke.privacy.refusals import CannotAnswerRequest, CannotOpenRequest
from kaketsuke.privacy.services import erasure


def place(column: str, request_id: UUID) -> str:
    """Return the context to which a sealed column of a request is bound."""
    return f"privacy.request.{column}:{request_id}"


@transaction.atomic
def open_request(
    *,
    kind: str,
    channel: str,
    actor: Actor,
    now: datetime,
    person_id: UUID | None = None,
    company_id: UUID | None = None,
    applicant: str = "",
    contact_kind: str = "phone",
    contact: str = "",
    words: str = "",
    by_agent: bool = False,
) -> DataRequest:
    """Open a request of a person known to us, or of a caller known by number or address only.

    From my page the person is the one signed in, and their sign-in is the identity check. A
    `company_id` is needed only where no person is known.

    Raises: CannotOpenRequest, CannotUsePhone, CannotUseEmail.
    """
    if kind not in set(lifecycle.Kind) or channel not in set(lifecycle.Channel):
        raise CannotOpenRequest(_("何を求めるかを一覧から選んでください。"))
    if person_id is None and not contact.strip():
        raise CannotOpenRequest(
            _("どなたについての求めか、登録か電話番号で分かるようにしてください。")
        )
    company_id = company_id or _company_of(person_id)
    if company_id is None:
        raise CannotOpenRequest(_("受け付ける運営会社を選んでください。"))
    today = timezone.localdate(now)
    request = DataRequest(
        company_id=company_id,
        number=_next_number(),
        kind=kind,
        channel=channel,
        person_id=person_id,
        by_agent=by_agent,
        state=State.RECEIVED.value,
        received_at=now,
        alarm_on=today + timedelta(days=periods.figure("request", "alarm_days")),
        due_on=today + timedelta(days=periods.figure("request", "due_days")),
    )
    key = keys.create("privacy", request.id)
    for column, text in (("applicant", applicant), ("words", words)):
        if text.strip():
            setattr(request, f"{column}_sealed", _sealed(key, column, text, request=request))
    if contact.strip():
        value = normalise.contact(contact_kind, contact)
        request.contact_sealed = _sealed(key, "contact", value, request=request)
        request.contact_index = sealing.blind_index(contact_kind, value)
    request.save(force_insert=True)
    facts = {"kind": kind, "channel": channel, "by_agent": by_agent}
    _write(request, event=Event.RECEIVED, actor=actor, facts=facts, now=now)
    if channel == lifecycle.Channel.MY_PAGE and person_id is not None and not by_agent:
        _take_for_checked(request, how="my_page", actor=actor, now=now)
    return request


@transaction.atomic
def check_identity(
    request_id: UUID, *, how: str, actor: Actor, now: datetime, agent_authority: str = ""
) -> DataRequest:
    """Record by what the applicant was identified, and an agent's authority. Nothing is copied.

    Raises: CannotAnswerRequest.
    """
    request = _locked(request_id)
    if request.by_agent and not agent_authority.strip():
        raise CannotAnswerRequest(_("代理の権限を示す書類の種類を書いてください。"))
    if how not in dict(DataRequest.HOW):
        raise CannotAnswerRequest(_("本人確認の方法を選んでください。"))
    request.agent_authority = agent_authority.strip()
    request.state = _after(request, Event.IDENTITY_CHECKED, actor=actor)
    _take_for_checked(request, how=how, actor=actor, now=now)
    return request


@transaction.atomic
def grant(request_id: UUID, *, reasons: str, actor: Actor, now: datetime) -> DataRequest:
    """Decide that the person gets what they asked for.

    Raises: CannotAnswerRequest; CannotErase while what is asked to be deleted is still needed.
    """
    request = _locked(request_id)
    if request.kind == lifecycle.Kind.DELETION:
        with context.as_system():  # no desk sees every case
            erasure.demand_erasable(declarations.subject_of(request), at=now)
    return _decide(request, event=Event.GRANTED, reasons=reasons, actor=actor, now=now)


@transaction.atomic
def refuse(request_id: UUID, *, reasons: str, actor: Actor, now: datetime) -> DataRequest:
    """Decide that they do not, with the reasons they are told. Raises: CannotAnswerRequest."""
    return _decide(_locked(request_id), event=Event.REFUSED, reasons=reasons, actor=actor, now=now)


@transaction.atomic
def withdraw(request_id: UUID, *, actor: Actor, now: datetime) -> DataRequest:
    """Record that the person does not ask any more. Raises: CannotAnswerRequest."""
    request = _locked(request_id)
    request.state = _after(request, Event.WITHDRAWN, actor=actor)
    request.ended_at = now
    request.save()
    _write(request, event=Event.WITHDRAWN, actor=actor, facts={}, now=now)
    return request


@transaction.atomic
def finish(
    request_id: UUID, *, facts: Mapping[str, object], actor: Actor, now: datetime
) -> DataRequest:
    """Record that what was granted was carried out; called by whoever carried it out."""
    request = _locked(request_id)
    request.state = _after(request, Event.CARRIED_OUT, actor=actor)
    request.ended_at = now
    request.save()
    _write(request, event=Event.CARRIED_OUT, actor=actor, facts=facts, now=now)
    return request


def _decide(
    request: DataRequest, *, event: Event, reasons: str, actor: Actor, now: datetime
) -> DataRequest:
    if not reasons.strip():
        raise CannotAnswerRequest(_("判断の理由を書いてください。ご本人へそのままお伝えします。"))
    request.state = _after(request, event, actor=actor)
    request.decision = "granted" if event == Event.GRANTED else "refused"
    key = keys.open_key("privacy", request.id)
    request.reasons_sealed = _sealed(key, "reasons", reasons, request=request)
    request.decided_at, request.decided_by_id = now, actor.id
    if request.state in lifecycle.ENDS:
        request.ended_at = now
    request.save()
    _write(request, event=event, actor=actor, facts={}, now=now)
    return request


def _take_for_checked(request: DataRequest, *, how: str, actor: Actor, now: datetime) -> None:
    request.state = State.CHECKED.value
    request.identity_how = how
    request.identity_checked_at, request.identity_checked_by_id = now, actor.id
    request.save()
    _write(request, event=Event.IDENTITY_CHECKED, actor=actor, facts={"how": how}, now=now)


def _locked(request_id: UUID) -> DataRequest:
    return DataRequest.objects.select_for_update().get(pk=request_id)


def _after(request: DataRequest, event: Event, *, actor: Actor) -> str:
    try:
        return lifecycle.step(request.state, event, actor.role).value
    except transitions.CannotStep as error:
        raise CannotAnswerRequest(
            _("この求めは、いまその段階にありません。画面を読み直してください。")
        ) from error


def _sealed(key: bytes, column: str, text: str, *, request: DataRequest) -> bytes:
    return sealing.seal(key, text.strip(), context=place(column, request.id))


def _company_of(person_id: UUID | None) -> UUID | None:
    if person_id is None:
        return None
    return Person.objects.filter(pk=person_id).values_list("company_id", flat=True).first()


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('privacy_request_number')")
        row = cursor.fetchone()
    return int(row[0])


def _write(
    request: DataRequest, *, event: Event, actor: Actor, facts: Mapping[str, object], now: datetime
) -> None:
    """Write an entry of a locked request; its digest is chained in the record."""
    request.last_seq += 1
    DataRequest.objects.filter(pk=request.pk).update(last_seq=request.last_seq)
    entry = DataRequestEntry(
        company_id=request.company_id,
        request=request,
        seq=request.last_seq,
        event=event.value,
        event_at=now,
        actor_role=actor.role,
        actor_id=actor.id,
        facts=digests.canonical(facts),
    )
    # The person who asks is not staff: entries are written by the product, and read by the desk.
    with context.as_system():
        entry.save(force_insert=True)
        audit_services.append_row(
            "data_request",
            request.id,
            row=entry,
            actor=f"{actor.role}:{actor.id or ''}",
            kind=event.value,
            now=now,
        )
