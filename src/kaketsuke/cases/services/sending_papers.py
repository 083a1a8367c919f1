"""What was agreed, paid or is owed reaches whoever asked (3.3), or somebody hears it did not."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.cases import timeline
from kaketsuke.cases.models import Case, Link
from kaketsuke.cases.services.advance import remark
from kaketsuke.cases.services.notices import (
    is_newly_protected,
    tell_requester,
    to_temporary_number,
)
from kaketsuke.cases.services.remaining import add_follow_up, ring_a_human
from kaketsuke.notify import queries as notify_queries

# The payer's page of papers, below the page of the case.
PAPERS: Final = "receipt/"
NOT_TOLD: Final = "PayerNotTold"
# Where the payer says that they gave no such word.
OBJECT: Final = "object/"
TOLD_OF_WORD: Final = "PayerToldOfWord"
UNREACHED: Final = "PayerUnreached"


def send_papers(
    case: Case,
    whose: UUID | None,
    *,
    template: str,
    parameters: dict[str, Any],
    since: datetime,
    now: datetime,
) -> int:
    """Tell whoever asked what was paid or is owed, with the link to the papers, once (3.3).

    They are told also after they moved out. Where no way to them is left, the office is asked to
    find one: a letter, a call.
    """
    told = notify_queries.sent_since("case", case.id, template=template, since=since)
    if whose is None or told or not _may_be_told(case, whose, now=now):
        return 0
    sent = _tell(case, whose, template=template, parameters=parameters, page=PAPERS, now=now)
    if not sent and not case.phone_inside:
        _ask_the_office(case, since=since, now=now)
    return sent


def tell_of_word(
    case: Case,
    whose: UUID | None,
    *,
    template: str,
    parameters: dict[str, Any],
    word_id: UUID,
    now: datetime,
) -> int:
    """Tell whoever pays of a word that somebody else may have given in their name, once.

    It leads to the page on which they say that it was not theirs. Where it reaches no number or
    address that is proven to be theirs a human is rung, who finds another way.
    """
    timeline.locked(case.id)
    if case.entries.filter(idempotency_key=word_id).exists():
        return 0
    sent = 0
    if whose is not None and _may_be_told(case, whose, now=now):
        sent = _tell(case, whose, template=template, parameters=parameters, page=OBJECT, now=now)
    told = TOLD_OF_WORD if sent else UNREACHED
    remark(case.id, remark=told, actor=SYSTEM, now=now, idempotency_key=word_id)
    if not sent:
        ring_a_human(case.id, why="payer_unreached", now=now)
    return sent


def _may_be_told(case: Case, whose: UUID, *, now: datetime) -> bool:
    """Nobody is told by the product since a flag stands (X-8), nor who never was of their case."""
    if is_newly_protected(case, now=now):
        return False
    return case.requested_by == "owner" or _links(case, whose).exists()


def _tell(
    case: Case,
    whose: UUID,
    *,
    template: str,
    parameters: dict[str, Any],
    page: str,
    now: datetime,
) -> int:
    if case.phone_inside:
        to_temporary_number(case, now=now, template=template, parameters=parameters, page=page)
    # Whose only link was disowned is reached by somebody else there.
    links = _links(case, whose)
    if links.exists() and not links.filter(ended_at=None).exists():
        return 0
    return tell_requester(case, whose, template=template, parameters=parameters, page=page, now=now)


def _links(case: Case, whose: UUID) -> QuerySet[Link]:
    return Link.objects.filter(case=case, person_id=whose)


def _ask_the_office(case: Case, *, since: datetime, now: datetime) -> None:
    if case.entries.filter(event=NOT_TOLD, entered_at__gte=since).exists():
        return
    remark(case.id, remark=NOT_TOLD, actor=SYSTEM, now=now)
    add_follow_up(case.id, kind="contact_check", mandatory=False, owner_role="office", now=now)
