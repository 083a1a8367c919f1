"""Tells the people of a role that a deadline is near or past: each stage of it once."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kaketsuke.accounts import context
from kaketsuke.accounts import queries as account_queries
from kaketsuke.notify import services as notify_services
from kaketsuke.parties.models import Company
from kaketsuke.privacy import telling
from kaketsuke.privacy.models import AlarmTold
from kaketsuke.privacy.telling import Due

# What it is about, and where its people look.
WHAT: Final[dict[str, tuple[str, str]]] = {
    "request": (gettext_noop("個人情報の請求"), "privacy_requests"),
    "processor": (gettext_noop("委託先の契約または見直し"), "privacy_processors"),
    "incident": (gettext_noop("個人情報の事故の報告"), "privacy_incidents"),
    "looks": (gettext_noop("いつもと違う閲覧"), "privacy_looks"),
    "complaint": (gettext_noop("苦情への回答"), "complaints"),
    "claim": (gettext_noop("損害の請求"), "claims"),
    "payment": (gettext_noop("損害賠償の支払い"), "claims"),
    "recourse": (gettext_noop("業務委託先への求償"), "claims"),
    "limitation": (gettext_noop("損害賠償の時効"), "claims"),
    "hold": (gettext_noop("係争などによる保存の見直し"), "privacy_holds"),
    "look": (gettext_noop("案件によらない閲覧の確かめ"), "privacy_looks"),
    "flag": (gettext_noop("利用状況の記録の見直し"), "console_flags"),
    "record": (gettext_noop("記録の署名"), "verify_record"),
}


def tell_alarms(*, now: datetime) -> int:
    """Put a message into the outbox for each stage that nobody was told of; return how many.

    A stage for which nobody has an address is not noted as told: it goes out once somebody has.
    """
    told = 0
    with context.as_system():
        companies = frozenset(Company.objects.values_list("pk", flat=True))
        for due in telling.due(companies, at=now):
            told += _tell(due, now=now)
    return told


@transaction.atomic
def _tell(due: Due, *, now: datetime) -> int:
    addresses = account_queries.addresses_of(due.company_id, telling.ROLES[due.kind], at=now)
    if not addresses:
        return 0
    row, is_new = AlarmTold.objects.get_or_create(
        company_id=due.company_id,
        kind=due.kind,
        subject_id=due.subject_id,
        stage=due.stage,
        defaults={"told_at": now, "recipients": len(addresses)},
    )
    if not is_new:
        return 0
    _send(due, row.pk, addresses, now=now)
    return len(addresses)


def _said(due: Due, language: str) -> dict[str, str]:
    is_past = due.stage.endswith(telling.PAST) or due.kind == "record"
    with translation.override(language):
        return {
            "what": _(WHAT[due.kind][0]),
            "number": due.number or "–",
            "state": _("期限を過ぎたか、すぐに見る必要があります")
            if is_past
            else _("期限が近づいています"),
        }


def _send(due: Due, row_id: UUID, addresses: Collection[tuple[str, str]], *, now: datetime) -> None:
    place = WHAT[due.kind][1]
    for address, language in addresses:
        notify_services.send(
            template="desk_alarm",
            subject_kind="privacy",
            subject_id=row_id,
            company_id=due.company_id,
            contact_point_id=None,
            person_id=None,
            language=language,
            parameters=_said(due, language),
            link=f"{settings.PUBLIC_URL.rstrip('/')}{reverse(place)}",
            temporary_email=address,
            now=now,
        )
