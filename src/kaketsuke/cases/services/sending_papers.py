"""What was paid or is owed reaches whoever asked (3.3), or a person is told that it did not."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.cases.models import Case, Link
from kaketsuke.cases.services.advance import remark
from kaketsuke.cases.services.notices import (
    is_newly_protected,
    tell_requester,
    to_temporary_number,
)
from kaketsuke.cases.services.remaining import add_follow_up
from kaketsuke.notify import queries as notify_queries

# The payer's page of papers, below the page of the case.
PAPERS: Final = "receipt/"
NOT_TOLD: Final = "PayerNotTold"


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
    if whose is None or told or is_newly_protected(case, now=now):
        return 0
    links = Link.objects.filter(case=case, person_id=whose)
    if case.requested_by != "owner" and not links.exists():
        return 0
    if case.phone_inside:
        to_temporary_number(case, now=now, template=template, parameters=parameters, page=PAPERS)
    # Whose only link was disowned is reached by somebody else there.
    disowned = links.exists() and not links.filter(ended_at=None).exists()
    sent = 0
    if not disowned:
        sent = tell_requester(
            case, whose, template=template, parameters=parameters, page=PAPERS, now=now
        )
    if not sent and not case.phone_inside:
        _ask_the_office(case, since=since, now=now)
    return sent


def _ask_the_office(case: Case, *, since: datetime, now: datetime) -> None:
    if case.entries.filter(event=NOT_TOLD, entered_at__gte=since).exists():
        return
    remark(case.id, remark=NOT_TOLD, actor=SYSTEM, now=now)
    add_follow_up(case.id, kind="contact_check", mandatory=False, owner_role="office", now=now)
