"""The two days of a harm, when it was done and when it became known: which ones there can be."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.cases.models import Case
from kaketsuke.claims.letter_words import day
from kaketsuke.claims.refusals import CannotClaim

_NOT_YET: Final = _("今日より後の日は入れられません。")
_NOT_BEFORE: Final = _(
    "この案件を受け付けた日（%(day)s）より前の損害は、この案件では受け付けられません。"
)
_KNOWN_BEFORE: Final = _("気づいた日は、損害が起きた日か、それより後の日にしてください。")


def demand_possible(case: Case, *, occurred_on: date, known_on: date, now: datetime) -> None:
    """Refuse days that cannot be: to come, in the wrong order, or before anybody was called.

    Raises: CannotClaim.
    """
    today, begun_on = timezone.localdate(now), timezone.localdate(case.opened_at)
    for field, on in (("occurred_on", occurred_on), ("known_on", known_on)):
        if on > today:
            raise CannotClaim(_NOT_YET, field=field)
    if occurred_on < begun_on:
        raise CannotClaim(_NOT_BEFORE % {"day": day(begun_on)}, field="occurred_on")
    if known_on < occurred_on:
        raise CannotClaim(_KNOWN_BEFORE, field="known_on")
