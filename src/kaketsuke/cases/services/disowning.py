"""The link reached somebody it was not meant for: it ends, and a person checks the contact."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases.lifecycle import ENDS
from kaketsuke.cases.models import Case, Link
from kaketsuke.cases.refusals import CannotUseLink
from kaketsuke.cases.services import links
from kaketsuke.cases.services.advance import remark
from kaketsuke.cases.services.remaining import add_follow_up, ring_a_human
from kaketsuke.residents import queries as resident_queries

WHY: Final = ("not_my_home", "not_my_phone")
CHOOSE = _("どちらにあたるかを選んでください。")


@transaction.atomic
def disown_link(token: str, *, why: str, now: datetime) -> None:
    """End a link that its holder says is not for them; the holder sees nothing of it any more.

    `why` is "not_my_home" or "not_my_phone". Where no registrant's link is left on a live case, a
    human is rung: those who live there may not know that somebody is coming.
    Raises: CannotUseLink.
    """
    link = links.link_by_token(token, now=now, papers=True)
    if link is None:
        raise CannotUseLink(links.UNUSABLE)
    if why not in WHY:
        raise CannotUseLink(CHOOSE)
    with context.as_system():
        whose = Link.objects.filter(case_id=link.case_id, person_id=link.person_id)
        whose.filter(ended_at=None).update(ended_at=now)
        actor = Actor(ActorRole.RESIDENT, link.person_id)
        remark(link.case_id, remark="LinkDisowned", actor=actor, now=now, facts={"reason": why})
        add_follow_up(link.case_id, kind="contact_check", mandatory=False, actor=actor, now=now)
        case = Case.objects.get(pk=link.case_id)
        if case.state not in ENDS and not _somebody_is_told(case, now=now):
            ring_a_human(case.id, why="nobody_told", now=now)


def _somebody_is_told(case: Case, *, now: datetime) -> bool:
    living = {each.person_id for each in resident_queries.live_registrants(case.dwelling_id, now)}
    return Link.objects.filter(case=case, ended_at=None, person_id__in=living).exists()
