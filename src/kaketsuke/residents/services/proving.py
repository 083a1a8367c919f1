"""Proof that somebody is reached at a number or an address: six figures, ten minutes, five tries.

Asking looks the same whether or not anybody is known there: the row is written and a job named, and
the job alone knows whether something is sent.
"""

import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kaketsuke.database.refusals import Refusal
from kaketsuke.notify import services as notify_services
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.people.models import ContactPoint, Person
from kaketsuke.residents import codes, limits
from kaketsuke.residents.models import OneTimeCode
from kaketsuke.residents.services import reaching

LIFE = timedelta(minutes=10)
AGAIN_AFTER = timedelta(seconds=60)
PROOF_LIFE = timedelta(hours=1)
SEND_CODE = "residents.send_code"


class CannotSendAgain(Refusal):
    """A code was sent less than a minute ago, or the row is too old to send to."""


@dataclass(frozen=True, slots=True)
class Address:
    """A number or an e-mail address as it was typed, and in what language its reader reads."""

    kind: str
    value: str
    language: str = "ja"

    def __repr__(self) -> str:
        """Keep it out of logs."""
        return f"Address({self.kind})"


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a code is asked: from which source, for which dwelling, company or person."""

    purpose: str
    source: str
    dwelling_id: uuid.UUID | None = None
    company_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None


class CannotSendThere(Refusal):
    """A code that is sent as a text message does not arrive at a fixed line."""


NO_MESSAGE_THERE = _(
    "固定電話には、SMS の確認コードが届きません。携帯電話の番号を入力してください。"
    "携帯電話をお持ちでない方は、窓口で登録できます。"
)
SAID_AT_DESK = _(
    "固定電話には、SMS の確認コードが届きません。コードなしで登録できます。"
    "メールアドレスもうかがうと、ご本人はマイページにメールで入れます。"
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A proven number or address. `index` finds it."""

    code_id: uuid.UUID
    kind: str
    value: str
    index: bytes
    proven_at: datetime

    def __repr__(self) -> str:
        """Keep it out of logs."""
        return f"Proof({self.code_id})"


@transaction.atomic
def ask_code(address: Address, asked: Asked, *, now: datetime) -> uuid.UUID:
    """Have a one-time code sent; return the id under which it is checked.

    Raises: CannotUsePhone, CannotUseEmail, CannotSendThere, TooManyAttempts.
    """
    value = normalise.contact(address.kind, address.value)
    if address.kind == "phone" and normalise.is_landline(value):
        raise CannotSendThere(SAID_AT_DESK if asked.purpose == "desk" else NO_MESSAGE_THERE)
    limits.take("code.number", value, now=now)
    limits.take("code.source", asked.source, now=now)
    if asked.dwelling_id is not None:
        limits.take("code.dwelling", str(asked.dwelling_id), now=now)
    row = OneTimeCode(
        purpose=asked.purpose,
        company_id=asked.company_id,
        dwelling_id=asked.dwelling_id,
        subject_id=asked.subject_id,
        kind=address.kind,
        index=sealing.blind_index(address.kind, value),
        language=address.language,
        created_at=now,
        expires_at=now + LIFE,
    )
    key = keys.create("one_time_code", row.pk)
    row.address_sealed = sealing.seal(key, value, context=_place(row.pk))
    row.save(force_insert=True)
    app.configure_task(SEND_CODE, allow_unknown=True).defer(code_id=str(row.pk))
    return row.pk


def may_ask_again_at(code_id: uuid.UUID) -> datetime | None:
    """Return from when a code may be asked for again; nothing where the id is unknown."""
    sent = OneTimeCode.objects.filter(pk=code_id).values_list("created_at", flat=True).first()
    return None if sent is None else sent + AGAIN_AFTER


@transaction.atomic
def ask_again(code_id: uuid.UUID, *, source: str, now: datetime) -> uuid.UUID:
    """Void a code and send a new one to the same place; return the new id.

    Raises: CannotSendAgain, TooManyAttempts.
    """
    row = OneTimeCode.objects.select_for_update().filter(pk=code_id, proven_at=None).first()
    if row is None or row.created_at < now - PROOF_LIFE:
        raise CannotSendAgain(
            _("時間が過ぎました。お手数ですが、番号の入力からやり直してください。")
        )
    _refuse_too_soon(row, now=now)
    key = keys.open_key("one_time_code", row.pk)
    value = sealing.open_sealed(key, row.address_sealed, context=_place(row.pk))
    row.expires_at = min(row.expires_at, now)
    row.save(update_fields=["expires_at"])
    asked = Asked(row.purpose, source, row.dwelling_id, row.company_id, row.subject_id)
    return ask_code(Address(row.kind, value, row.language), asked, now=now)


def refuse_too_soon(code_id: uuid.UUID, *, now: datetime) -> None:
    """Raise CannotSendAgain where this code was sent less than a minute ago."""
    row = OneTimeCode.objects.filter(pk=code_id).first()
    if row is not None:
        _refuse_too_soon(row, now=now)


def _refuse_too_soon(row: OneTimeCode, *, now: datetime) -> None:
    if now < row.created_at + AGAIN_AFTER:
        raise CannotSendAgain(
            _("コードは送ったばかりです。1 分たってから、もう一度押してください。")
        )


@transaction.atomic
def send_code(code_id: uuid.UUID, *, now: datetime) -> bool:
    """Make the figures and put them into the outbox, once; return whether anything was sent.

    Nothing is sent to sign in where nobody is known: the code then opens nothing.
    """
    row = OneTimeCode.objects.select_for_update().filter(pk=code_id, code_hash=None).first()
    if row is None or row.expires_at <= now:
        return False
    company_id = _company_of(row)
    if company_id is None:
        return False
    figures = codes.new_figures()
    row.code_hash = _digest(row.pk, figures)
    row.save(update_fields=["code_hash"])
    value = sealing.open_sealed(
        keys.open_key("one_time_code", row.pk), row.address_sealed, context=_place(row.pk)
    )
    phone, email = (value, None) if row.kind == "phone" else (None, value)
    notify_services.send(
        template="desk_code" if row.purpose == "desk" else "one_time_code",
        subject_kind="one_time_code",
        subject_id=row.pk,
        company_id=company_id,
        contact_point_id=None,
        person_id=None,
        language=row.language,
        parameters={"code": figures},
        link=None,
        temporary_number=phone,
        temporary_email=email,
        now=now,
    )
    return True


@transaction.atomic
def check_code(code_id: uuid.UUID, typed: str, *, now: datetime) -> Proof | None:
    """Return the proof where the figures are right; nothing else is told of why they are not.

    A wrong try is counted whether or not a code was sent; after five, or ten minutes, none is
    right. The same right figures twice give the same proof: a form may be sent twice.
    """
    row = OneTimeCode.objects.select_for_update().filter(pk=code_id).first()
    given = _digest(code_id, codes.folded(typed))
    right = hmac.compare_digest(given, bytes(row.code_hash or b"") if row else b"")
    if row is None or row.expires_at <= now or row.tries_left == 0:
        return None
    if not right:
        row.tries_left -= 1
        row.save(update_fields=["tries_left"])
        return None
    if row.proven_at is None:
        row.proven_at = now
        row.save(update_fields=["proven_at"])
    return _proof(row)


def proof_of(code_id: uuid.UUID, *, now: datetime) -> Proof | None:
    """Return what a code proved within the last hour."""
    row = OneTimeCode.objects.filter(pk=code_id, proven_at__gt=now - PROOF_LIFE).first()
    return None if row is None else _proof(row)


def _proof(row: OneTimeCode) -> Proof:
    key = keys.open_key("one_time_code", row.pk)
    value = sealing.open_sealed(key, row.address_sealed, context=_place(row.pk))
    assert row.proven_at is not None  # noqa: S101 - both callers have seen to it
    return Proof(row.pk, row.kind, value, bytes(row.index), row.proven_at)


def _company_of(row: OneTimeCode) -> uuid.UUID | None:
    """Return whose outbox the code leaves by; nothing where it must not be sent."""
    if row.company_id is not None:
        return row.company_id
    if row.dwelling_id is not None:
        return party_queries.dwelling_by_id(row.dwelling_id).building.company_id
    points = ContactPoint.objects.filter(
        kind=row.kind, index=row.index, ended_at=None, proven_at__isnull=False
    )
    known = Person.objects.filter(kind="resident", contact_points__in=points)
    waiting = reaching.may_enter_first(row.kind, bytes(row.index), at=row.created_at)
    return (
        known.values_list("company_id", flat=True).first()
        or waiting.values_list("company_id", flat=True).first()
    )


def _digest(code_id: uuid.UUID, figures: str) -> bytes:
    return codes.digest("one_time", f"{code_id}:{figures}")


def _place(code_id: uuid.UUID) -> str:
    return f"residents.one_time_code.address:{code_id}"
