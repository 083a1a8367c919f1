"""Links by which residents follow their case and can stop it. Only a token's digest is kept."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import timings
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry, Link
from kaketsuke.cases.refusals import CannotUseLink
from kaketsuke.cases.services.advance import advance
from kaketsuke.residents import queries as resident_queries

UNUSABLE = _("このリンクは使えません。受付へお電話ください。")


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def address_of(token: str, *, page: str = "") -> str:
    """Return the address of the resident's page, or of a page below it, as it is sent."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/t/{token}/{page}"


@transaction.atomic
def make_link(
    case_id: UUID, person_id: UUID | None, *, now: datetime, stands_in: bool = False
) -> str:
    """Return a new token by which one person follows one case (unguessable; shown once).

    `stands_in` where it goes to the number that stands in for a phone locked inside.
    """
    token = secrets.token_urlsafe(32)
    case = Case.objects.only("company_id").get(pk=case_id)
    Link.objects.create(
        company_id=case.company_id,
        case_id=case_id,
        person_id=person_id,
        token_sha256=digest_of(token),
        made_at=now,
        stands_in=stands_in,
    )
    return token


def link_by_token(token: str, *, now: datetime, papers: bool = False) -> Link | None:
    """Return the link, or nothing once it is ended or its time after the case's end is over.

    The payer's papers open longer, and from when the link was made: what is told of a refund months
    later opens too. Needs no viewer: the token itself is what opens this one row.
    """
    digest = digest_of(token)
    context.present_link(digest)
    link = Link.objects.filter(token_sha256=digest).first()
    if link is None or (link.ended_at is not None and link.ended_at <= now):
        return None
    with context.as_system():
        ended_at = Case.objects.values_list("ended_at", flat=True).get(pk=link.case_id)
    if ended_at is None:
        return link
    over = ended_at + timings.LINK_LIVES_ON
    if papers:
        over = max(ended_at, link.made_at) + timings.PAPERS_LIVE_ON
    return None if now >= over else link


@transaction.atomic
def press_stop(
    token: str, *, now: datetime, words: str | None = None, idempotency_key: UUID | None = None
) -> Entry:
    """Halt the case for a supervisor: "this was not me". Only a live registrant's link does it.

    Raises CannotUseLink, CannotAdvance.
    """
    return _halt(token, event=Event.STOP_PRESSED, words=words, key=idempotency_key, now=now)


@transaction.atomic
def raise_objection(
    token: str, *, now: datetime, words: str | None = None, idempotency_key: UUID | None = None
) -> Entry:
    """Object to an owner's request as one who lives there. Raises CannotUseLink, CannotAdvance."""
    return _halt(token, event=Event.OBJECTION_RAISED, words=words, key=idempotency_key, now=now)


def _halt(token: str, *, event: Event, words: str | None, key: UUID | None, now: datetime) -> Entry:
    link = link_by_token(token, now=now)
    if link is None:
        raise CannotUseLink(UNUSABLE)
    # Whoever holds the link acts on this one case, whatever else the visitor may be.
    with context.as_system():
        dwelling_id = Case.objects.values_list("dwelling_id", flat=True).get(pk=link.case_id)
        registrants = resident_queries.live_registrants(dwelling_id, now)
        live = link.person_id is not None and link.person_id in {r.person_id for r in registrants}
        return advance(
            link.case_id,
            event=event,
            actor=Actor(ActorRole.RESIDENT, link.person_id),
            now=now,
            facts={"link_live": live},
            words=words,
            idempotency_key=key,
        )
